#include "geography/validity.hpp"

#include <algorithm>

#include "geography/geos.hpp"
#include "geography/segments.hpp"

namespace tranche {
namespace {

Box edge_box(const Spot& a, const Spot& b) {
  return {std::min(a.x, b.x), std::min(a.y, b.y), std::max(a.x, b.x), std::max(a.y, b.y)};
}

/// Looks for edges that meet though they should not.
class EdgeCheck {
public:
  explicit EdgeCheck(const Outline& outline) : m_outline(outline) {}
  bool passes() {
    for (std::uint32_t ring = 0; ring < m_outline.rings().size(); ++ring)
      for (m_edge = m_outline.rings()[ring].first; m_edge + 1 < m_outline.rings()[ring].end; ++m_edge) {
        m_ring = ring;
        m_box = edge_box(spot(m_edge), spot(m_edge + 1));
        for (std::uint32_t other = ring; other < m_outline.rings().size(); ++other)
          if (meets(m_outline.root(other))) return false;
      }
    return true;
  }

private:
  const Spot& spot(std::uint32_t vertex) const { return m_outline.vertices()[vertex]; }
  bool meets(const Outline::Node& node) const {
    if (m_outline.end(node) <= m_edge || !m_outline.box(node).meets(m_box)) return false;
    bool found = false;
    if (node.level > 0) {
      m_outline.each_child(node, [&](const Outline::Node& child) { found = found || meets(child); });
      return found;
    }
    for (std::uint32_t i = std::max(m_outline.begin(node), m_edge + 1); i < m_outline.end(node); ++i)
      if (meets(node.ring, i)) return true;
    return false;
  }
  bool meets(std::uint32_t ring, std::uint32_t other) const {
    const Spot &a = spot(m_edge), &b = spot(m_edge + 1), &c = spot(other), &d = spot(other + 1);
    if (!m_box.meets(edge_box(c, d))) return false;
    const Outline::Ring& own = m_outline.rings()[ring];
    const bool next = ring == m_ring && other == m_edge + 1;
    const bool around = ring == m_ring && m_edge == own.first && other + 2 == own.end;
    if (next) return doubles_back(a, b, d);
    if (around) return doubles_back(c, a, b);
    return segments_meet({a, b}, {c, d});
  }
  static bool doubles_back(const Spot& a, const Spot& corner, const Spot& b) {
    return orientation(a, corner, b) == 0 &&
           (a.x - corner.x) * (b.x - corner.x) + (a.y - corner.y) * (b.y - corner.y) > 0;
  }

  const Outline& m_outline;
  std::uint32_t m_ring = 0, m_edge = 0;
  Box m_box{};
};

/// Whether a spot that is on no edge of a ring lies within it.
bool ring_holds(const Outline& outline, const Outline::Ring& ring, const Spot& spot) {
  bool inside = false;
  for (std::uint32_t i = ring.first; i + 1 < ring.end; ++i) {
    const Spot *low = &outline.vertices()[i], *high = low + 1;
    if (low->y > high->y) std::swap(low, high);
    if (spot.y >= low->y && spot.y < high->y && orientation(*low, *high, spot) < 0) inside = !inside;
  }
  return inside;
}

bool rings_nest(const Outline& outline) {
  const auto& rings = outline.rings();
  std::size_t shell = 0;
  for (std::uint32_t i = 0; i < rings.size(); ++i) {
    if (!rings[i].hole) shell = i;
    if (rings[i].hole && (rings[shell].hole || rings[shell].part != rings[i].part ||
                          !ring_holds(outline, rings[shell], outline.vertices()[rings[i].first])))
      return false;
    for (std::uint32_t j = 0; j < i; ++j)
      if (rings[i].hole == rings[j].hole && outline.box(outline.root(i)).meets(outline.box(outline.root(j))))
        return false;
  }
  return true;
}

} // namespace

bool surely_valid(const Outline& outline) {
  return EdgeCheck(outline).passes() && (outline.rings().size() <= 1 || rings_nest(outline));
}

Repair repair_polygon(const std::string& wkb) {
  const Geos geos;
  const GeosShape shape = geos.read(wkb);
  if (!shape) return {"a ring that is not closed", {}};
  if (GEOSisValid_r(geos.handle(), shape.get()) == 1) return {};
  Repair repair;
  if (char* reason = GEOSisValidReason_r(geos.handle(), shape.get())) {
    repair.fault = reason;
    GEOSFree_r(geos.handle(), reason);
  }
  GeosShape made = geos.own(GEOSMakeValid_r(geos.handle(), shape.get()));
  if (made && !geos.is_polygon(made)) // drops its lines
    made = geos.own(GEOSBuffer_r(geos.handle(), made.get(), 0, 8));
  double area = 0;
  if (!geos.is_polygon(made) || GEOSArea_r(geos.handle(), made.get(), &area) != 1 || !(area > 0)) return repair;
  repair.wkb = geos.wkb(made);
  return repair;
}

} // namespace tranche
