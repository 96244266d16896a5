#include "geography/border_graph.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "geography/outline.hpp"
#include "geography/segments.hpp"
#include "geography/strips.hpp"

namespace tranche {

BorderGraph::BorderGraph(const std::vector<std::string>& wkb) {
  std::vector<Spot> spots;
  read(wkb, spots);
  number(spots);
  link();
}

void BorderGraph::read(const std::vector<std::string>& wkb, std::vector<Spot>& spots) {
  Outline outline;
  for (std::size_t area = 0; area < wkb.size(); ++area) {
    outline.read(wkb[area], area, "shape");
    std::uint32_t shell = UINT32_MAX; // the part that has one: a shell without any area was passed over
    for (const Outline::Ring& ring : outline.rings()) {
      if (!ring.hole) shell = ring.part;
      if (ring.part != shell) continue;
      const auto first = static_cast<std::uint32_t>(spots.size());
      spots.insert(spots.end(), outline.vertices().begin() + ring.first, outline.vertices().begin() + ring.end - 1);
      double twice = 0;
      for (std::uint32_t i = ring.first; i + 1 < ring.end; ++i) {
        const Spot &o = outline.vertices()[ring.first], &a = outline.vertices()[i], &b = outline.vertices()[i + 1];
        twice += (a.x - o.x) * (b.y - o.y) - (b.x - o.x) * (a.y - o.y);
      }
      m_rings.push_back({static_cast<std::uint32_t>(area), ring.part, first, static_cast<std::uint32_t>(spots.size()),
                         ring.hole, std::abs(twice) / 2});
    }
  }
}

void BorderGraph::number(const std::vector<Spot>& spots) {
  std::vector<std::uint32_t> order(spots.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::tie(spots[a].x, spots[a].y, a) < std::tie(spots[b].x, spots[b].y, b);
  });
  // Numbered along the rings, what lies side by side on the map does so in memory.
  std::vector<std::uint32_t> first(spots.size()); // for each place where its vertex first comes
  for (std::size_t i = 0, begin = 0; i < order.size(); ++i) {
    const Spot &spot = spots[order[i]], &other = spots[order[begin]];
    if (spot.x != other.x || spot.y != other.y) begin = i;
    first[order[i]] = order[begin];
  }
  m_way.resize(spots.size());
  for (std::uint32_t place = 0; place < spots.size(); ++place) {
    if (first[place] == place) m_vertices.push_back(spots[place]);
    m_way[place] = first[place] == place ? static_cast<std::uint32_t>(m_vertices.size() - 1) : m_way[first[place]];
  }
}

void BorderGraph::link() {
  m_edges.reserve(m_way.size());
  for (const Ring& ring : m_rings)
    for (std::uint32_t i = ring.first; i < ring.end; ++i) {
      const std::uint32_t a = m_way[i], b = m_way[i + 1 == ring.end ? ring.first : i + 1];
      m_edges.push_back({std::min(a, b), std::max(a, b)});
    }
  const auto ends = [](const Linework::Edge& edge) { return std::uint64_t{edge.from} << 32U | edge.to; };
  std::sort(m_edges.begin(), m_edges.end(),
            [&](const Linework::Edge& a, const Linework::Edge& b) { return ends(a) < ends(b); });
  m_edges.erase(std::unique(m_edges.begin(), m_edges.end(),
                            [&](const Linework::Edge& a, const Linework::Edge& b) { return ends(a) == ends(b); }),
                m_edges.end());
  m_begin.assign(m_vertices.size() + 1, 0);
  for (const Linework::Edge& edge : m_edges) ++m_begin[edge.from + 1], ++m_begin[edge.to + 1];
  std::partial_sum(m_begin.begin(), m_begin.end(), m_begin.begin());
  m_beside.resize(m_begin.back());
  std::vector<std::uint32_t> next(m_begin.begin(), m_begin.end() - 1);
  for (const Linework::Edge& edge : m_edges) {
    m_beside[next[edge.from]++] = edge.to;
    m_beside[next[edge.to]++] = edge.from;
  }
}

void BorderGraph::merge(std::uint32_t vertex) {
  const std::uint32_t a = m_beside[m_begin[vertex]], b = m_beside[m_begin[vertex] + 1];
  const auto lead = [&](std::uint32_t from, std::uint32_t to) {
    std::replace(m_beside.begin() + m_begin[from], m_beside.begin() + m_begin[from + 1], vertex, to);
  };
  lead(a, b);
  lead(b, a);
}

std::vector<char> BorderGraph::met_between() const {
  std::vector<char> met(m_vertices.size());
  std::vector<Box> boxes;
  boxes.reserve(m_edges.size());
  for (const Linework::Edge& edge : m_edges) {
    const Spot &a = m_vertices[edge.from], &b = m_vertices[edge.to];
    boxes.push_back({std::min(a.x, b.x), std::min(a.y, b.y), std::max(a.x, b.x), std::max(a.y, b.y)});
  }
  const auto segment = [&](const Linework::Edge& edge) { return Segment{m_vertices[edge.from], m_vertices[edge.to]}; };
  Strips(std::move(boxes), 0).each_two([&](std::uint32_t e, std::uint32_t f) {
    const Linework::Edge &one = m_edges[e], &other = m_edges[f];
    if (segments_clash(segment(one), segment(other)))
      for (const std::uint32_t vertex : {one.from, one.to, other.from, other.to}) met[vertex] = 1;
  });
  return met;
}

} // namespace tranche
