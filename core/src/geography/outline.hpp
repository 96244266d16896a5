#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "geography/linework.hpp"

namespace tranche {

/// The rings of a polygon or multipolygon, each with a tree of boxes over stretches of its edges. Outer rings run
/// counter-clockwise and holes clockwise, whatever the file had; points that repeat the one before are left out.
class Outline {
public:
  struct Ring {
    std::uint32_t first, end;   ///< its vertices, the first repeated at the end
    std::uint32_t level, nodes; ///< its levels in m_levels, from the edges to the root; 0 nodes: none
    std::uint32_t part;         ///< polygon of a multipolygon
    bool hole;
  };
  /// Eight to the power of (level + 1) edges of a ring, as many as there are.
  struct Node {
    std::uint32_t ring, level, index;
  };

  /// Reads over what was there. position and what: as in messages. @throws Error (data) for what is no polygon.
  void read(const std::string& wkb, std::size_t position, const char* what);
  void index();      ///< lays the trees
  void make_local(); ///< moves the origin to the lower left corner of box(), for common_area

  const std::vector<Spot>& vertices() const { return m_vertices; }
  const std::vector<Ring>& rings() const { return m_rings; }
  const Box& box() const { return m_box; } ///< as read; undefined without rings
  double area() const { return m_area; }
  bool empty() const { return m_rings.empty(); }

  Node root(std::uint32_t ring) const { return {ring, m_rings[ring].nodes - 1, 0}; }
  const Box& box(const Node& node) const { return m_boxes[slot(node)]; }
  /// The signed area between the edges of a node and the x axis, those of the upper side counted above 0.
  double under(const Node& node) const { return m_under[slot(node)]; }
  /// Its first vertex and its last.
  std::uint32_t begin(const Node& node) const { return m_rings[node.ring].first + node.index * edges(node.level); }
  std::uint32_t end(const Node& node) const {
    return std::min(m_rings[node.ring].end - 1, begin(node) + edges(node.level));
  }
  /// Calls work(child) for what a node above the lowest level is made of.
  template <class Do> void each_child(const Node& node, Do&& work) const {
    const std::uint32_t at = m_rings[node.ring].level + node.level;
    const std::uint32_t most = m_levels[at] - m_levels[at - 1];
    for (std::uint32_t i = node.index * fan; i < std::min(most, (node.index + 1) * fan); ++i)
      work(Node{node.ring, node.level - 1, i});
  }

private:
  static constexpr std::uint32_t fan = 8;
  static std::uint32_t edges(std::uint32_t level) { return 1U << std::min(3 * (level + 1), 31U); }
  std::size_t slot(const Node& node) const { return m_levels[m_rings[node.ring].level + node.level] + node.index; }
  void add_ring(std::uint32_t first, std::uint32_t part, bool hole);
  void add_tree(Ring& ring);

  std::vector<Spot> m_vertices;
  std::vector<Ring> m_rings;
  std::vector<std::uint32_t> m_levels; ///< for each level of each ring its first box
  std::vector<Box> m_boxes;
  std::vector<double> m_under;
  Box m_box{};
  double m_area = 0;
};

/// The area of what two shapes have in common.
///  one    indexed and local
///  other  indexed, in the coordinates of the CRS
/// Between the edges of the two alone, without making any polygon: a polygon is the signed sum of the strips below its
/// edges, so the common area is the sum over pairs of edges of the signed area below both, the integral of the lower of
/// the two. Edges of `other` wholly below the box of `one` cancel; stretches wholly above it, or below or above
/// stretches of `one`, count as one edge by their ends. No test decides between inside and outside, so nothing can be
/// inconsistent: the sum depends continuously on the coordinates. What is less than the last places of the
/// coordinates along the border is none.
double common_area(const Outline& one, const Outline& other);

/// The least distance between the borders of two shapes, or `most` where it is no less.
double border_distance(const Outline& one, const Outline& other, double most);

} // namespace tranche
