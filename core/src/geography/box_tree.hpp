#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "geography/linework.hpp"

namespace tranche {

/// Boxes packed in a tree of sixteen to a node, by tiles (Leutenegger, Lopez and Edgington 1997, "STR: a simple and
/// efficient algorithm for R-tree packing").
class BoxTree {
public:
  explicit BoxTree(const std::vector<Box>& boxes) : m_items(boxes.size()) {
    std::iota(m_items.begin(), m_items.end(), 0U);
    tile(boxes);
    std::vector<Box> level;
    for (const std::uint32_t item : m_items) level.push_back(boxes[item]);
    while (!level.empty()) {
      m_levels.push_back(level);
      if (level.size() == 1) break;
      level = parents(level);
    }
  }

  /// Calls work(item) for each box that overlaps or touches the window, in an order that is always the same.
  template <class Do> void each_meeting(const Box& window, Do&& work) const {
    if (!m_levels.empty()) visit(m_levels.size() - 1, 0, window, work);
  }

private:
  static constexpr std::size_t fan = 16;

  void tile(const std::vector<Box>& boxes) {
    const auto ordered = [&](auto centre) {
      return [&boxes, centre](std::uint32_t a, std::uint32_t b) {
        const double p = centre(boxes[a]), q = centre(boxes[b]);
        return p < q || (p == q && a < b);
      };
    };
    std::sort(m_items.begin(), m_items.end(), ordered([](const Box& box) { return box.x0 + box.x1; }));
    const double leaves = std::ceil(static_cast<double>(m_items.size()) / fan);
    const auto slice = static_cast<std::ptrdiff_t>(fan * std::ceil(std::sqrt(leaves)));
    for (auto begin = m_items.begin(); begin != m_items.end();) {
      const auto end = begin + std::min(slice, m_items.end() - begin);
      std::sort(begin, end, ordered([](const Box& box) { return box.y0 + box.y1; }));
      begin = end;
    }
  }
  static std::vector<Box> parents(const std::vector<Box>& level) {
    std::vector<Box> parents;
    for (std::size_t i = 0; i < level.size(); ++i)
      if (i % fan == 0) {
        parents.push_back(level[i]);
      } else {
        Box& box = parents.back();
        box = {std::min(box.x0, level[i].x0), std::min(box.y0, level[i].y0), std::max(box.x1, level[i].x1),
               std::max(box.y1, level[i].y1)};
      }
    return parents;
  }
  template <class Do> void visit(std::size_t level, std::size_t node, const Box& window, Do&& work) const {
    if (!m_levels[level][node].meets(window)) return;
    if (level == 0) return work(m_items[node]);
    const std::size_t end = std::min(m_levels[level - 1].size(), (node + 1) * fan);
    for (std::size_t child = node * fan; child < end; ++child) visit(level - 1, child, window, work);
  }

  std::vector<std::uint32_t> m_items; ///< by place in the lowest level
  std::vector<std::vector<Box>> m_levels;
};

} // namespace tranche
