#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "geography/orientation.hpp"

namespace tranche {

/// From west to east and from south to north.
struct Box {
  double x0, y0, x1, y1;
  bool holds(const Box& other) const { return x0 <= other.x0 && y0 <= other.y0 && other.x1 <= x1 && other.y1 <= y1; }
  bool meets(const Box& other) const { return x0 <= other.x1 && other.x0 <= x1 && y0 <= other.y1 && other.y0 <= y1; }
};

/// For many items the areas that each belongs to, in chains.
class Owners {
public:
  void reserve(std::size_t items) { m_first.reserve(items), m_links.reserve(items * 2); }
  void add_item() { m_first.push_back(none); }
  /// @pre areas come in ascending order, so an area that has the item already is its latest.
  void add(std::uint32_t item, std::uint32_t area) {
    const std::uint32_t latest = m_first[item];
    if (latest != none && m_links[latest].area == area) return;
    m_links.push_back({area, latest});
    m_first[item] = static_cast<std::uint32_t>(m_links.size() - 1);
  }
  std::size_t size() const { return m_first.size(); }
  template <class Do> void each(std::uint32_t item, Do&& work) const {
    for (std::uint32_t at = m_first[item]; at != none; at = m_links[at].next) work(m_links[at].area);
  }
  /// Calls work(a, b), b < a, for any two areas of an item.
  template <class Do> void each_two(std::uint32_t item, Do&& work) const {
    for (std::uint32_t at = m_first[item]; at != none; at = m_links[at].next)
      for (std::uint32_t to = m_links[at].next; to != none; to = m_links[to].next)
        work(m_links[at].area, m_links[to].area);
  }

private:
  static constexpr std::uint32_t none = UINT32_MAX;
  struct Link {
    std::uint32_t area, next;
  };
  std::vector<std::uint32_t> m_first;
  std::vector<Link> m_links;
};

/// The borders of many areas as one set of vertices and edges: each stands in it once, with the areas that have it.
struct Linework {
  struct Edge {
    std::uint32_t from, to; ///< vertices, from < to
  };
  struct Part {
    std::uint32_t area, vertex; ///< one vertex of each polygon
    Box box;                    ///< of its outer ring
  };
  std::vector<Spot> vertices;
  std::vector<Edge> edges; ///< of a length above 0
  Owners vertex_owners, edge_owners;
  std::vector<Part> parts;
  std::size_t areas = 0;

  Spot from(std::uint32_t edge) const { return vertices[edges[edge].from]; }
  Spot to(std::uint32_t edge) const { return vertices[edges[edge].to]; }
  std::vector<Box> edge_boxes() const;
  std::vector<Box> part_boxes() const;
};

/// Reads polygons and multipolygons: ISO or extended WKB of either byte order; heights and measures are passed over.
/// @throws Error (data) naming the position of a shape that is cut short, of another kind, or not finite.
Linework read_linework(const std::vector<std::string>& wkb);

} // namespace tranche
