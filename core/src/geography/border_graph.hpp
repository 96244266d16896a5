#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "geography/linework.hpp"

namespace tranche {

/// The borders of a layer as rings over vertices that stand once each, whatever number of areas have them.
class BorderGraph {
public:
  struct Ring {
    std::uint32_t area, part;
    std::uint32_t first, end; ///< its places in way(), the first vertex not repeated
    bool hole;
    double size; ///< squared units
  };

  /// @throws Error (data) naming the position of a shape that is no polygon, cut short or not finite.
  explicit BorderGraph(const std::vector<std::string>& wkb);

  const std::vector<Spot>& vertices() const { return m_vertices; } ///< as they first come in way()
  const std::vector<Ring>& rings() const { return m_rings; }       ///< by area and part; holes follow their shell
  const std::vector<std::uint32_t>& way() const { return m_way; }  ///< the vertices of the rings, one after another
  std::span<const std::uint32_t> way(const Ring& ring) const {
    return {m_way.data() + ring.first, ring.end - ring.first};
  }
  /// From west to east, then from south to north.
  bool is_before(std::uint32_t a, std::uint32_t b) const {
    return std::tie(m_vertices[a].x, m_vertices[a].y) < std::tie(m_vertices[b].x, m_vertices[b].y);
  }
  /// The vertices to which edges lead, as merge() left them: each once.
  std::span<const std::uint32_t> beside(std::uint32_t vertex) const {
    return {m_beside.data() + m_begin[vertex], m_begin[vertex + 1] - m_begin[vertex]};
  }
  /// Makes the two edges of a vertex one. @pre it has two, and nothing leads from one far end to the other.
  void merge(std::uint32_t vertex);

  /// For each vertex whether one of its edges has more in common with another than an end. @pre nothing was merged.
  std::vector<char> met_between() const;

private:
  void read(const std::vector<std::string>& wkb, std::vector<Spot>& spots);
  void number(const std::vector<Spot>& spots);
  void link();

  std::vector<Spot> m_vertices;
  std::vector<Ring> m_rings;
  std::vector<std::uint32_t> m_way;
  std::vector<Linework::Edge> m_edges;          ///< as read, each once: from < to
  std::vector<std::uint32_t> m_begin, m_beside; ///< for each vertex its first neighbour, and the neighbours
};

} // namespace tranche
