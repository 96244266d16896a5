#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "geography/linework.hpp"

namespace tranche {

/// Boxes in horizontal strips, each strip sorted from west to east, so that what lies close together is found by
/// looking a little way ahead. Strips are at least as high as the average box.
class Strips {
public:
  /// reach: how far apart two boxes may be that are asked for together.
  Strips(std::vector<Box> boxes, double reach);

  /// Calls work(e, f) once for any two boxes within reach of one another.
  template <class Do> void each_two(Do&& work) const {
    for (std::size_t strip = 0; strip + 1 < m_begin.size(); ++strip)
      for (std::size_t i = m_begin[strip]; i < m_begin[strip + 1]; ++i) {
        const Box& e = m_boxes[m_entries[i].box];
        const double end = e.x1 + m_reach;
        for (std::size_t j = i + 1; j < m_begin[strip + 1] && m_entries[j].x <= end; ++j) {
          const Box& f = m_boxes[m_entries[j].box];
          if (f.y0 > e.y1 + m_reach || e.y0 > f.y1 + m_reach) continue;
          // Two boxes that share several strips meet in the lowest of them.
          if (std::max(first_strip(e), first_strip(f)) == strip) work(m_entries[i].box, m_entries[j].box);
        }
      }
  }

  /// Calls work(e) for each box that a ray from the spot to the west may enter from below its upper side.
  template <class Do> void each_west_of(Spot spot, Do&& work) const {
    if (m_entries.empty()) return;
    const std::size_t strip = strip_of(spot.y);
    for (std::size_t i = m_begin[strip]; i < m_begin[strip + 1] && m_entries[i].x <= spot.x; ++i) {
      const Box& box = m_boxes[m_entries[i].box];
      if (spot.y >= box.y0 && spot.y < box.y1) work(m_entries[i].box);
    }
  }

private:
  struct Entry {
    double x; ///< western end
    std::uint32_t box;
  };
  std::size_t strip_of(double y) const {
    const double strip = (y - m_bottom) / m_height;
    return strip <= 0 ? 0 : std::min(static_cast<std::size_t>(strip), m_count - 1);
  }
  std::size_t first_strip(const Box& box) const { return strip_of(box.y0 - m_reach / 2); }
  std::size_t last_strip(const Box& box) const { return strip_of(box.y1 + m_reach / 2); }
  void lay_out();
  void fill();

  double m_reach, m_bottom = 0, m_height = 1;
  std::size_t m_count = 1;
  std::vector<Box> m_boxes;
  std::vector<std::size_t> m_begin; ///< for each strip the position of its first entry, and the end
  std::vector<Entry> m_entries;
};

} // namespace tranche
