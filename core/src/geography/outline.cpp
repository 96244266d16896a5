#include "geography/outline.hpp"

#include <algorithm>

#include "geography/wkb.hpp"

namespace tranche {

void Outline::read(const std::string& wkb, std::size_t position, const char* what) {
  m_vertices.clear(), m_rings.clear(), m_levels.clear(), m_boxes.clear(), m_under.clear();
  m_area = 0;
  if (wkb.empty()) return;
  Wkb walker(wkb, position, what);
  std::uint32_t part = 0;
  walker.each_polygon([&] {
    const std::uint32_t rings = walker.count(4);
    for (std::uint32_t ring = 0; ring < rings; ++ring) {
      const std::uint32_t points = walker.count(16), first = static_cast<std::uint32_t>(m_vertices.size());
      for (std::uint32_t i = 0; i < points; ++i) {
        const Spot spot = walker.point();
        const bool repeated =
            m_vertices.size() > first && m_vertices.back().x == spot.x && m_vertices.back().y == spot.y;
        if (!repeated) m_vertices.push_back(spot);
      }
      add_ring(first, part, ring > 0);
    }
    ++part;
  });
}

void Outline::add_ring(std::uint32_t first, std::uint32_t part, bool hole) {
  if (m_vertices.size() == first) return;
  const Spot begin = m_vertices[first], last = m_vertices.back();
  if (begin.x != last.x || begin.y != last.y) m_vertices.push_back(begin);
  const auto end = static_cast<std::uint32_t>(m_vertices.size());
  if (end - first < 4) return m_vertices.resize(first); // a point or a line there and back: no area
  double area = 0;
  Box box{begin.x, begin.y, begin.x, begin.y};
  for (std::uint32_t i = first; i + 1 < end; ++i) {
    const Spot a = m_vertices[i], b = m_vertices[i + 1];
    area += ((a.x - begin.x) * (b.y - begin.y) - (b.x - begin.x) * (a.y - begin.y)) / 2;
    box = {std::min(box.x0, a.x), std::min(box.y0, a.y), std::max(box.x1, a.x), std::max(box.y1, a.y)};
  }
  if ((area < 0) != hole) {
    std::reverse(m_vertices.begin() + first, m_vertices.end());
    area = -area;
  }
  m_area += area;
  m_box = m_rings.empty() ? box
                          : Box{std::min(box.x0, m_box.x0), std::min(box.y0, m_box.y0), std::max(box.x1, m_box.x1),
                                std::max(box.y1, m_box.y1)};
  m_rings.push_back({first, end, 0, 0, part, hole});
}

void Outline::index() {
  for (Ring& ring : m_rings) add_tree(ring);
}

void Outline::make_local() {
  for (Spot& spot : m_vertices) spot = {spot.x - m_box.x0, spot.y - m_box.y0};
  m_levels.clear(), m_boxes.clear(), m_under.clear();
  index();
}

void Outline::add_tree(Ring& ring) {
  ring.level = static_cast<std::uint32_t>(m_levels.size());
  m_levels.push_back(static_cast<std::uint32_t>(m_boxes.size()));
  for (std::uint32_t from = ring.first; from + 1 < ring.end; from += fan) {
    const std::uint32_t to = std::min(ring.end - 1, from + fan);
    Box box{m_vertices[from].x, m_vertices[from].y, m_vertices[from].x, m_vertices[from].y};
    double under = 0;
    for (std::uint32_t i = from; i < to; ++i) {
      const Spot a = m_vertices[i], b = m_vertices[i + 1];
      box = {std::min(box.x0, b.x), std::min(box.y0, b.y), std::max(box.x1, b.x), std::max(box.y1, b.y)};
      under += (a.x - b.x) * ((a.y + b.y) / 2);
    }
    m_boxes.push_back(box), m_under.push_back(under);
  }
  while (m_boxes.size() - m_levels.back() > 1) {
    const std::uint32_t from = m_levels.back(), to = static_cast<std::uint32_t>(m_boxes.size());
    m_levels.push_back(to);
    for (std::uint32_t i = from; i < to; ++i) {
      const Box child = m_boxes[i];
      if ((i - from) % fan == 0) {
        m_boxes.push_back(child), m_under.push_back(m_under[i]);
        continue;
      }
      Box& box = m_boxes.back();
      box = {std::min(box.x0, child.x0), std::min(box.y0, child.y0), std::max(box.x1, child.x1),
             std::max(box.y1, child.y1)};
      m_under.back() += m_under[i];
    }
  }
  ring.nodes = static_cast<std::uint32_t>(m_levels.size()) - ring.level;
}

} // namespace tranche
