#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "wkb_rings.hpp"

/// How many areas of a layer have the middle of each pixel: by the edges that a level line crosses, pair by pair.
class CoverageRaster {
public:
  CoverageRaster(const std::array<double, 4>& box, double pixel)
      : m_box(box), m_pixel(pixel), m_width(static_cast<std::size_t>(std::ceil((box[2] - box[0]) / pixel))),
        m_height(static_cast<std::size_t>(std::ceil((box[3] - box[1]) / pixel))), m_counts(m_width * m_height) {}

  void paint(const std::string& wkb) {
    std::vector<std::vector<double>> crossed(m_height);
    for (const auto& ring : wkb_rings(wkb))
      for (std::size_t i = 0; i < ring.size(); ++i) {
        auto [ax, ay] = ring[i];
        auto [bx, by] = ring[(i + 1) % ring.size()];
        if (ay > by) std::swap(ax, bx), std::swap(ay, by);
        const double last = std::min((by - m_box[1]) / m_pixel - 0.5, double(m_height) - 1);
        for (double row = std::max(0.0, std::ceil((ay - m_box[1]) / m_pixel - 0.5)); row <= last; ++row) {
          const double y = m_box[1] + (row + 0.5) * m_pixel;
          if (y >= ay && y < by)
            crossed[static_cast<std::size_t>(row)].push_back(ax + (y - ay) / (by - ay) * (bx - ax));
        }
      }
    for (std::size_t row = 0; row < m_height; ++row) {
      std::sort(crossed[row].begin(), crossed[row].end());
      for (std::size_t i = 0; i + 1 < crossed[row].size(); i += 2)
        for (double column = std::max(0.0, std::ceil((crossed[row][i] - m_box[0]) / m_pixel - 0.5));
             column <= (crossed[row][i + 1] - m_box[0]) / m_pixel - 0.5 && column < double(m_width); ++column)
          ++m_counts[row * m_width + static_cast<std::size_t>(column)];
    }
  }
  std::size_t width() const { return m_width; }
  std::size_t height() const { return m_height; }
  int at(std::size_t column, std::size_t row) const { return m_counts[row * m_width + column]; }
  /// Whether a pixel and the eight around it are covered.
  bool is_inland(std::size_t column, std::size_t row) const {
    if (column == 0 || row == 0 || column + 1 == m_width || row + 1 == m_height) return false;
    for (std::size_t y = row - 1; y <= row + 1; ++y)
      for (std::size_t x = column - 1; x <= column + 1; ++x)
        if (at(x, y) == 0) return false;
    return true;
  }

private:
  std::array<double, 4> m_box; ///< min x, min y, max x, max y
  double m_pixel;
  std::size_t m_width, m_height;
  std::vector<int> m_counts;
};
