#pragma once
#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "overlay_layers.hpp"

/// Layers whose areas share winding borders, as authorities do.
namespace partition {

using overlay_layers::Ring;
using Point = std::pair<double, double>;

/// Points between two ends, by pushing middles aside less and less.
inline void wind(std::mt19937& random, const Point& a, const Point& b, int depth, double push, Ring& way) {
  if (depth == 0) return;
  std::uniform_real_distribution<double> aside(-push, push);
  const double by = aside(random);
  const Point middle{(a.first + b.first) / 2 - by * (b.second - a.second),
                     (a.second + b.second) / 2 + by * (b.first - a.first)};
  wind(random, a, middle, depth - 1, 0.7 * push, way);
  way.push_back(middle);
  wind(random, middle, b, depth - 1, 0.7 * push, way);
}

/// side x side cells of about `size`, each side of which has 2^depth edges; a cell in four is left out and is sea, and
/// some cells have an island in a lake.
inline std::vector<std::string> winding(std::mt19937& random, std::size_t side, int depth, double size = 1000) {
  std::uniform_real_distribution<double> shake(-0.15, 0.15);
  std::vector<Point> corners;
  for (std::size_t y = 0; y <= side; ++y)
    for (std::size_t x = 0; x <= side; ++x)
      corners.emplace_back(4e5 + size * (double(x) + shake(random)), 3e5 + size * (double(y) + shake(random)));
  std::map<std::pair<std::size_t, std::size_t>, Ring> ways;
  const auto follow = [&](std::size_t from, std::size_t to, Ring& ring) {
    Ring& way = ways[std::minmax(from, to)];
    if (way.empty()) wind(random, corners[std::min(from, to)], corners[std::max(from, to)], depth, 0.12, way);
    ring.push_back(corners[from]);
    if (from < to) ring.insert(ring.end(), way.begin(), way.end());
    if (from > to) ring.insert(ring.end(), way.rbegin(), way.rend());
  };
  std::vector<std::string> cells;
  for (std::size_t y = 0; y < side; ++y)
    for (std::size_t x = 0; x < side; ++x) {
      if (random() % 4 == 0) continue;
      const std::size_t at = y * (side + 1) + x, above = at + side + 1;
      Ring shell;
      follow(at, at + 1, shell), follow(at + 1, above + 1, shell), follow(above + 1, above, shell),
          follow(above, at, shell);
      std::rotate(shell.begin(), shell.begin() + static_cast<std::ptrdiff_t>(random() % shell.size()), shell.end());
      if (random() % 2 == 0) std::reverse(shell.begin(), shell.end());
      if (random() % 3 != 0) {
        cells.push_back(overlay_layers::polygon({shell}));
        continue;
      }
      const double cx = 4e5 + size * (double(x) + 0.5), cy = 3e5 + size * (double(y) + 0.5);
      const Ring lake = overlay_layers::star_ring(random, cx, cy, 0.1 * size, 40);
      cells.push_back(overlay_layers::polygon({shell, lake}));
      if (random() % 2 == 0) cells.push_back(overlay_layers::polygon({lake})); // an area of its own in it
    }
  return cells;
}

} // namespace partition
