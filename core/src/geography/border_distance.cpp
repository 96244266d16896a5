#include <algorithm>
#include <cmath>

#include "geography/outline.hpp"

namespace tranche {
namespace {

double box_distance(const Box& a, const Box& b) {
  return std::hypot(std::max({0.0, a.x0 - b.x1, b.x0 - a.x1}), std::max({0.0, a.y0 - b.y1, b.y0 - a.y1}));
}

double to_edge(const Spot& spot, const Spot& a, const Spot& b) {
  const double dx = b.x - a.x, dy = b.y - a.y, squared = dx * dx + dy * dy;
  const double share = squared == 0 ? 0 : std::clamp(((spot.x - a.x) * dx + (spot.y - a.y) * dy) / squared, 0.0, 1.0);
  return std::hypot(spot.x - a.x - share * dx, spot.y - a.y - share * dy);
}

/// Of edges that do not cross; between others it is above 0 all the same.
double edge_distance(const Spot& a, const Spot& b, const Spot& c, const Spot& d) {
  return std::min({to_edge(a, c, d), to_edge(b, c, d), to_edge(c, a, b), to_edge(d, a, b)});
}

double nearest_edge(const Outline& shape, const Outline::Node& node, const Spot& a, const Spot& b, double best) {
  const Box edge{std::min(a.x, b.x), std::min(a.y, b.y), std::max(a.x, b.x), std::max(a.y, b.y)};
  if (box_distance(edge, shape.box(node)) >= best) return best;
  if (node.level > 0)
    shape.each_child(node, [&](const Outline::Node& child) { best = nearest_edge(shape, child, a, b, best); });
  else
    for (std::uint32_t i = shape.begin(node); i < shape.end(node); ++i)
      best = std::min(best, edge_distance(a, b, shape.vertices()[i], shape.vertices()[i + 1]));
  return best;
}

} // namespace

double border_distance(const Outline& one, const Outline& other, double most) {
  if (one.empty() || other.empty() || box_distance(one.box(), other.box()) >= most) return most;
  for (const Outline::Ring& ring : one.rings())
    for (std::uint32_t i = ring.first; i + 1 < ring.end; ++i)
      for (std::uint32_t r = 0; r < other.rings().size(); ++r)
        most = nearest_edge(other, other.root(r), one.vertices()[i], one.vertices()[i + 1], most);
  return most;
}

} // namespace tranche
