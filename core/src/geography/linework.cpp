#include "geography/linework.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "geography/wkb.hpp"

namespace tranche {
namespace {

std::uint64_t mixed(std::uint64_t a, std::uint64_t b) {
  std::uint64_t hash = (a ^ std::rotl(b * 0x9e3779b97f4a7c15U, 31)) * 0xbf58476d1ce4e5b9U;
  hash ^= hash >> 32U;
  return hash * 0x94d049bb133111ebU >> 16U;
}

/// Numbers things in the order in which they first come: an open hash table of positions, never more than half full.
class Numbering {
public:
  explicit Numbering(std::size_t most) : m_slots(std::bit_ceil(2 * most + 2), none), m_mask(m_slots.size() - 1) {}
  /// is(n): whether thing n is the one; add(): makes it the next.
  template <class Is, class Add> std::uint32_t number(std::uint64_t hash, std::uint32_t next, Is&& is, Add&& add) {
    std::size_t slot = hash & m_mask;
    for (; m_slots[slot] != none; slot = (slot + 1) & m_mask)
      if (is(m_slots[slot])) return m_slots[slot];
    add();
    return m_slots[slot] = next;
  }

private:
  static constexpr std::uint32_t none = UINT32_MAX;
  std::vector<std::uint32_t> m_slots;
  std::size_t m_mask;
};

class Reader {
public:
  explicit Reader(std::size_t most_points) : m_vertices(most_points) {
    m_lines.vertices.reserve(most_points / 2);
    m_lines.edges.reserve(most_points / 2);
    m_lines.vertex_owners.reserve(most_points / 2);
    m_lines.edge_owners.reserve(most_points / 2);
  }

  void read(const std::string& bytes, std::uint32_t area) {
    m_area = area;
    ++m_lines.areas;
    if (bytes.empty()) return;
    Wkb wkb(bytes, area);
    wkb.each_polygon([&] { polygon(wkb); });
  }
  Linework finish() { return std::move(m_lines); }

private:
  void polygon(Wkb& wkb) {
    const std::uint32_t rings = wkb.count(4);
    for (std::uint32_t ring = 0; ring < rings; ++ring) {
      const std::uint32_t points = wkb.count(16);
      if (points == 0) continue;
      const std::uint32_t first = vertex(wkb.point());
      const Spot begin = m_lines.vertices[first];
      Box box{begin.x, begin.y, begin.x, begin.y};
      std::uint32_t last = first;
      for (std::uint32_t i = 1; i < points; ++i) {
        const Spot spot = wkb.point();
        box = {std::min(box.x0, spot.x), std::min(box.y0, spot.y), std::max(box.x1, spot.x), std::max(box.y1, spot.y)};
        const std::uint32_t next = vertex(spot);
        edge(last, next);
        last = next;
      }
      if (ring == 0) m_lines.parts.push_back({m_area, first, box});
      edge(last, first); // nothing, where the ring is closed as it ought to be
    }
  }

  std::uint32_t vertex(Spot spot) {
    const auto next = static_cast<std::uint32_t>(m_lines.vertices.size());
    const std::uint32_t number = m_vertices.number(
        mixed(std::bit_cast<std::uint64_t>(spot.x), std::bit_cast<std::uint64_t>(spot.y)), next,
        [&](std::uint32_t n) { return m_lines.vertices[n].x == spot.x && m_lines.vertices[n].y == spot.y; },
        [&] { m_lines.vertices.push_back(spot), m_lines.vertex_owners.add_item(), m_first_edge.push_back(none); });
    m_lines.vertex_owners.add(number, m_area);
    return number;
  }

  void edge(std::uint32_t from, std::uint32_t to) {
    if (from == to) return;
    if (from > to) std::swap(from, to);
    std::uint32_t number = m_first_edge[from];
    while (number != none && m_lines.edges[number].to != to) number = m_next_edge[number];
    if (number == none) {
      number = static_cast<std::uint32_t>(m_lines.edges.size());
      m_lines.edges.push_back({from, to});
      m_lines.edge_owners.add_item();
      m_next_edge.push_back(std::exchange(m_first_edge[from], number));
    }
    m_lines.edge_owners.add(number, m_area);
  }

  Linework m_lines;
  Numbering m_vertices;
  static constexpr std::uint32_t none = UINT32_MAX;
  std::vector<std::uint32_t> m_first_edge, m_next_edge; ///< chains of the edges from each vertex
  std::uint32_t m_area = 0;
};

} // namespace

std::vector<Box> Linework::edge_boxes() const {
  std::vector<Box> boxes;
  boxes.reserve(edges.size());
  for (const Edge& edge : edges) {
    const Spot a = vertices[edge.from], b = vertices[edge.to];
    boxes.push_back({std::min(a.x, b.x), std::min(a.y, b.y), std::max(a.x, b.x), std::max(a.y, b.y)});
  }
  return boxes;
}

std::vector<Box> Linework::part_boxes() const {
  std::vector<Box> boxes;
  boxes.reserve(parts.size());
  for (const Part& part : parts) boxes.push_back(part.box);
  return boxes;
}

Linework read_linework(const std::vector<std::string>& wkb) {
  std::size_t bytes = 0;
  for (const std::string& shape : wkb) bytes += shape.size();
  Reader reader(bytes / 16 + 1);
  for (std::size_t i = 0; i < wkb.size(); ++i) reader.read(wkb[i], static_cast<std::uint32_t>(i));
  return reader.finish();
}

} // namespace tranche
