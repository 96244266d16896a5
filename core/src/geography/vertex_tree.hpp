#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <optional>
#include <vector>

#include "geography/linework.hpp"

namespace tranche {

/// A triangle with its corners counter-clockwise.
using Triangle = std::array<Spot, 3>;

/// Whether a spot lies in a triangle or on its border: exact.
inline bool triangle_holds(const Triangle& triangle, const Spot& spot) {
  return orientation(triangle[0], triangle[1], spot) >= 0 && orientation(triangle[1], triangle[2], spot) >= 0 &&
         orientation(triangle[2], triangle[0], spot) >= 0;
}

/// Vertices packed in a tree of sixteen to a node, by tiles as in BoxTree, of which some go.
class VertexTree {
public:
  /// @pre the vertices outlive the tree.
  explicit VertexTree(const std::vector<Spot>& vertices)
      : m_vertices(vertices), m_items(vertices.size()), m_place(vertices.size()) {
    std::iota(m_items.begin(), m_items.end(), 0U);
    std::sort(m_items.begin(), m_items.end(), [&](std::uint32_t a, std::uint32_t b) {
      return vertices[a].x < vertices[b].x || (vertices[a].x == vertices[b].x && a < b);
    });
    const double leaves = std::ceil(static_cast<double>(m_items.size()) / fan);
    const auto slice = static_cast<std::ptrdiff_t>(fan * std::ceil(std::sqrt(leaves)));
    for (auto begin = m_items.begin(); begin != m_items.end();) {
      const auto end = begin + std::min(slice, m_items.end() - begin);
      std::sort(begin, end, [&](std::uint32_t a, std::uint32_t b) {
        return m_vertices[a].y < m_vertices[b].y || (m_vertices[a].y == m_vertices[b].y && a < b);
      });
      begin = end;
    }
    for (std::uint32_t place = 0; place < m_items.size(); ++place) m_place[m_items[place]] = place;
    std::vector<Node> level;
    for (const std::uint32_t item : m_items) {
      const Spot& spot = vertices[item];
      level.push_back({{spot.x, spot.y, spot.x, spot.y}, 1});
    }
    do m_levels.push_back(level = parents(level));
    while (level.size() > 1);
  }

  void remove(std::uint32_t vertex) {
    std::uint32_t place = m_place[vertex];
    m_items[place] = none;
    for (std::vector<Node>& level : m_levels) --level[place /= fan].left;
  }

  /// A vertex in a triangle or on its border for which matters(vertex).
  template <class Matters> std::optional<std::uint32_t> one_in(const Triangle& triangle, Matters&& matters) const {
    const Box box = box_of(triangle);
    std::optional<std::uint32_t> found;
    visit(
        m_levels.size(), 0, [&](const Box& node) { return node.meets(box) && !apart(triangle, node); },
        [&](std::uint32_t vertex) {
          if (!found && triangle_holds(triangle, m_vertices[vertex]) && matters(vertex)) found = vertex;
          return found.has_value();
        });
    return found;
  }
  /// Calls stop(vertex) for each vertex in a box until it says so.
  template <class Stop> void each_in(const Box& box, Stop&& stop) const {
    visit(
        m_levels.size(), 0, [&](const Box& node) { return node.meets(box); },
        [&](std::uint32_t vertex) {
          const Spot& spot = m_vertices[vertex];
          return box.holds({spot.x, spot.y, spot.x, spot.y}) && stop(vertex);
        });
  }

private:
  static constexpr std::uint32_t fan = 16, none = UINT32_MAX;
  struct Node {
    Box box;
    std::uint32_t left; ///< vertices in it that are not removed
  };

  static Box box_of(const Triangle& t) {
    return {std::min({t[0].x, t[1].x, t[2].x}), std::min({t[0].y, t[1].y, t[2].y}), std::max({t[0].x, t[1].x, t[2].x}),
            std::max({t[0].y, t[1].y, t[2].y})};
  }
  /// Whether a side of the triangle surely has all of a box beyond it.
  static bool apart(const Triangle& triangle, const Box& box) {
    for (std::size_t i = 0; i < 3; ++i) {
      const Spot &a = triangle[i], &b = triangle[(i + 1) % 3];
      const double dx = b.x - a.x, dy = b.y - a.y;
      const double x = (dy > 0 ? box.x0 : box.x1) - a.x, y = (dx > 0 ? box.y1 : box.y0) - a.y;
      const double left = dx * y, right = dy * x; // of the corner farthest to the left
      if (left - right < -1e-12 * (std::abs(left) + std::abs(right))) return true;
    }
    return false;
  }
  static std::vector<Node> parents(const std::vector<Node>& level) {
    std::vector<Node> parents;
    for (std::size_t i = 0; i < level.size(); ++i) {
      const Box& child = level[i].box;
      if (i % fan == 0) {
        parents.push_back(level[i]);
        continue;
      }
      Node& node = parents.back();
      node.left += level[i].left;
      node.box = {std::min(node.box.x0, child.x0), std::min(node.box.y0, child.y0), std::max(node.box.x1, child.x1),
                  std::max(node.box.y1, child.y1)};
    }
    return parents;
  }
  /// level: 0 for vertices. Stops when work(vertex) is true, and says so.
  template <class Enters, class Work>
  bool visit(std::size_t level, std::size_t node, const Enters& enters, const Work& work) const {
    if (level == 0) return m_items[node] != none && work(m_items[node]);
    const std::vector<Node>& nodes = m_levels[level - 1];
    if (node >= nodes.size() || nodes[node].left == 0 || !enters(nodes[node].box)) return false;
    const std::size_t end = std::min(level == 1 ? m_items.size() : m_levels[level - 2].size(), (node + 1) * fan);
    for (std::size_t child = node * fan; child < end; ++child)
      if (visit(level - 1, child, enters, work)) return true;
    return false;
  }

  const std::vector<Spot>& m_vertices;
  std::vector<std::uint32_t> m_items, m_place; ///< the vertices by place, and the place of each
  std::vector<std::vector<Node>> m_levels;     ///< over sixteen vertices, over sixteen of those, ...
};

} // namespace tranche
