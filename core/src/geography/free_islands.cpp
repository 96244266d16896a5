#include "geography/free_islands.hpp"

#include <algorithm>

#include "geography/strips.hpp"

namespace tranche {
namespace {

/// Whether each shell is the largest of its area.
std::vector<char> largest_shells(const BorderGraph& graph) {
  const auto& rings = graph.rings();
  std::vector<char> largest(rings.size());
  for (std::uint32_t begin = 0, end = 0; begin < rings.size(); begin = end) {
    std::uint32_t best = begin;
    for (; end < rings.size() && rings[end].area == rings[begin].area; ++end)
      if (!rings[end].hole && rings[end].size > rings[best].size) best = end;
    largest[best] = 1;
  }
  return largest;
}

class IslandFinder {
public:
  IslandFinder(const BorderGraph& graph, const VertexTree& tree, const std::vector<char>& met)
      : m_graph(graph), m_tree(tree), m_met(met), m_uses(graph.vertices().size()), m_strips(edge_boxes(), 0) {
    for (const std::uint32_t vertex : graph.way()) ++m_uses[vertex];
  }
  bool is_free(std::uint32_t r) const {
    const BorderGraph::Ring& ring = m_graph.rings()[r];
    const auto way = m_graph.way(ring);
    return std::all_of(way.begin(), way.end(), [&](std::uint32_t v) { return m_uses[v] == 1 && !m_met[v]; }) &&
           !holds_others(ring) && !lies_in_another(r);
  }

private:
  Spot spot(std::uint32_t place) const { return m_graph.vertices()[m_graph.way()[place]]; }
  /// The ends of the edge from a place of the way, the lower first.
  std::pair<Spot, Spot> edge(const BorderGraph::Ring& ring, std::uint32_t place) const {
    const Spot a = spot(place), b = spot(place + 1 == ring.end ? ring.first : place + 1);
    return a.y < b.y ? std::pair{a, b} : std::pair{b, a};
  }
  std::vector<Box> edge_boxes() {
    std::vector<Box> boxes;
    for (std::uint32_t r = 0; r < m_graph.rings().size(); ++r)
      for (std::uint32_t i = m_graph.rings()[r].first; i < m_graph.rings()[r].end; ++i) {
        const auto [low, high] = edge(m_graph.rings()[r], i);
        boxes.push_back({std::min(low.x, high.x), low.y, std::max(low.x, high.x), high.y});
        m_ring_of.push_back(r);
      }
    return boxes;
  }
  /// Whether the edge lies west of a spot on its level, by which rays to the west leave or enter.
  static bool is_west(const std::pair<Spot, Spot>& edge, const Spot& spot) {
    return spot.y >= edge.first.y && spot.y < edge.second.y && orientation(edge.first, edge.second, spot) < 0;
  }
  bool holds_others(const BorderGraph::Ring& ring) const {
    const auto way = m_graph.way(ring);
    Box box{spot(ring.first).x, spot(ring.first).y, spot(ring.first).x, spot(ring.first).y};
    for (std::uint32_t i = ring.first; i < ring.end; ++i)
      box = {std::min(box.x0, spot(i).x), std::min(box.y0, spot(i).y), std::max(box.x1, spot(i).x),
             std::max(box.y1, spot(i).y)};
    bool found = false;
    m_tree.each_in(box, [&](std::uint32_t vertex) {
      if (std::find(way.begin(), way.end(), vertex) != way.end()) return false;
      for (std::uint32_t i = ring.first; i < ring.end; ++i)
        if (is_west(edge(ring, i), m_graph.vertices()[vertex])) found = !found;
      return found;
    });
    return found;
  }
  bool lies_in_another(std::uint32_t r) const {
    std::vector<std::uint32_t> crossed; // areas, by the edges to the west
    const Spot from = spot(m_graph.rings()[r].first);
    m_strips.each_west_of(from, [&](std::uint32_t place) {
      const BorderGraph::Ring& ring = m_graph.rings()[m_ring_of[place]];
      if (m_ring_of[place] != r && is_west(edge(ring, place), from)) crossed.push_back(ring.area);
    });
    std::sort(crossed.begin(), crossed.end());
    for (std::size_t i = 0, end = 0; i < crossed.size(); i = end) {
      while (end < crossed.size() && crossed[end] == crossed[i]) ++end;
      if ((end - i) % 2 == 1) return true;
    }
    return false;
  }

  const BorderGraph& m_graph;
  const VertexTree& m_tree;
  const std::vector<char>& m_met;
  std::vector<std::uint32_t> m_uses;    ///< of each vertex by rings
  std::vector<std::uint32_t> m_ring_of; ///< of each edge
  Strips m_strips;
};

} // namespace

std::vector<std::uint32_t> free_islands(const BorderGraph& graph, const VertexTree& tree, const std::vector<char>& met,
                                        double limit) {
  const std::vector<char> largest = largest_shells(graph);
  const auto& rings = graph.rings();
  std::vector<std::uint32_t> islands;
  for (std::uint32_t r = 0; r < rings.size(); ++r) {
    const bool holed = r + 1 < rings.size() && rings[r + 1].hole && rings[r + 1].area == rings[r].area;
    if (!rings[r].hole && !holed && !largest[r] && rings[r].size < limit) islands.push_back(r);
  }
  if (islands.empty()) return islands;
  const IslandFinder finder(graph, tree, met);
  std::erase_if(islands, [&](std::uint32_t r) { return !finder.is_free(r); });
  return islands;
}

} // namespace tranche
