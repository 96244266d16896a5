#include <algorithm>
#include <cmath>

#include "hexmap_board.hpp"

namespace tranche::hexmap {
namespace {

struct Extent {
  double width = 0.0, height = 0.0;
};

Extent extent(const std::vector<Node>& nodes) {
  const auto [west, east] = std::minmax_element(nodes.begin(), nodes.end(),
                                                [](const Node& a, const Node& b) { return a.target.x < b.target.x; });
  const auto [south, north] = std::minmax_element(nodes.begin(), nodes.end(),
                                                  [](const Node& a, const Node& b) { return a.target.y < b.target.y; });
  return {east->target.x - west->target.x, north->target.y - south->target.y};
}

/// Scales the places so that neighbours are one cell apart on average.
void scale_to_cells(std::vector<Node>& nodes) {
  double length = 0.0;
  std::size_t count = 0;
  for (const auto& node : nodes)
    for (const std::size_t j : node.neighbours) {
      length += std::sqrt(squared(nodes[j].target - node.target));
      ++count;
    }
  if (length <= 0.0) return;
  for (auto& node : nodes) node.target = (static_cast<double>(count) / length) * node.target;
}

/// Where each neighbour should lie, seen from the node: in its true direction, a cell away; two at most where the
/// areas are large, so that a long thin end of the country stays one.
std::vector<std::vector<Point>> wished_gaps(const std::vector<Node>& nodes) {
  std::vector<std::vector<Point>> gaps(nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i)
    for (const std::size_t j : nodes[i].neighbours) {
      const Point gap = nodes[j].target - nodes[i].target;
      const double distance = std::sqrt(squared(gap));
      const double wish = std::clamp(std::sqrt(distance), 1.0, 2.0);
      gaps[i].push_back(distance > 0.0 ? (wish / distance) * gap : Point{});
    }
  return gaps;
}

/// Two areas nearer than a cell push each other apart.
void push_apart(const std::vector<Node>& nodes, std::size_t i, std::size_t j, std::vector<Point>& shift) {
  const Point gap = nodes[j].target - nodes[i].target;
  if (squared(gap) >= 1.0) return;
  const double distance = std::sqrt(squared(gap));
  // Areas at one place are told apart by their order.
  const Point away = distance > 1e-9 ? (1.0 / distance) * gap : Point{1.0, 0.0};
  const Point push = (0.25 * (1.0 - distance)) * away;
  shift[i] = shift[i] - push;
  shift[j] = shift[j] + push;
}

} // namespace

void even_out(std::vector<Node>& nodes) {
  scale_to_cells(nodes);
  const Extent ground = extent(nodes);
  const auto gaps = wished_gaps(nodes);
  constexpr int rounds = 600;
  std::vector<Point> shift(nodes.size());
  for (int round = 0; round < rounds; ++round) {
    // The pull of the neighbours fades, so that at the end every area has room.
    const double pull = 0.4 * (rounds - round) / rounds;
    std::fill(shift.begin(), shift.end(), Point{});
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const auto& neighbours = nodes[i].neighbours;
      Point wish{};
      for (std::size_t k = 0; k < neighbours.size(); ++k)
        wish = wish + (nodes[neighbours[k]].target - gaps[i][k] - nodes[i].target);
      if (!neighbours.empty()) shift[i] = shift[i] + (pull / static_cast<double>(neighbours.size())) * wish;
      for (std::size_t j = i + 1; j < nodes.size(); ++j) push_apart(nodes, i, j, shift);
    }
    for (std::size_t i = 0; i < nodes.size(); ++i) nodes[i].target = nodes[i].target + shift[i];
  }
  // Many small areas in one place make the map too narrow or too wide: as wide for its height as the ground again.
  const Extent map = extent(nodes);
  if (ground.width * ground.height * map.width * map.height <= 0.0) return;
  const double stretch = std::sqrt(ground.width * map.height / (ground.height * map.width));
  for (auto& node : nodes) node.target = {node.target.x * stretch, node.target.y / stretch};
}

} // namespace tranche::hexmap
