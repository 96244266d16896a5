#include "maps/locators.hpp"

#include <algorithm>

#include "maps/furniture.hpp"

namespace tranche::maps {
namespace {

constexpr Colour land{0xe3, 0xe6, 0xe8}, shaded{0xa3, 0xaa, 0xaf}, seam{0xff, 0xff, 0xff};
constexpr double locator_grain = 0.15; ///< points: finer than can be seen at that size
constexpr double easily_seen = 7;      ///< points: smaller authorities are ringed

Box frame_of(const Size& size) { return {0, 0, size.width, size.height}; }

} // namespace

Locators::Locators(const Atlas& atlas, const Painter& painter) : m_atlas(atlas) {
  if (!any()) return;
  const Box frame = frame_of(whole_size);
  m_view = fitted(extent_of(atlas.map.areas), {1, 1, frame.width - 2, frame.height - 2}, 0.5, 0.5);
  m_whole = painter.picture(frame, [&](const Painter& on) {
    for (const MapArea& area : atlas.map.areas) {
      const Rings rings = placed(area, m_view);
      on.fill(rings, {land, Hatch::none});
      on.outline(rings, seam, 0.25);
    }
  });
  for (const std::string& region : atlas.regions)
    if (!region.empty() && !m_regions.contains(region)) add_region(painter, region);
}

Rings Locators::placed(const MapArea& area, const View& view) const {
  return on_page(area.rings, view, m_atlas.map.schematic ? 0 : locator_grain);
}

std::vector<const MapArea*> Locators::areas_of(const std::function<bool(std::size_t unit)>& wanted) const {
  std::vector<const MapArea*> areas;
  for (std::size_t s = 0; s < m_atlas.map.areas.size(); ++s)
    if (m_atlas.unit_of_area[s] >= 0 && wanted(static_cast<std::size_t>(m_atlas.unit_of_area[s])))
      areas.push_back(&m_atlas.map.areas[s]);
  return areas;
}

void Locators::add_region(const Painter& painter, const std::string& name) {
  const auto own = areas_of([&](std::size_t unit) { return m_atlas.regions[unit] == name; });
  if (own.empty()) return;
  std::vector<MapArea> copies; // extent_of() asks for areas side by side
  for (const MapArea* area : own) copies.push_back(*area);
  const Box frame = frame_of(region_size);
  Region region;
  region.view = fitted(extent_of(copies), {6, 6, frame.width - 12, frame.height - 12}, 0.5, 0.5);
  region.within = painter.picture(frame_of(whole_size), [&](const Painter& on) {
    for (const MapArea* area : own) {
      on.fill(placed(*area, m_view), {shaded, Hatch::none});
      on.outline(placed(*area, m_view), seam, 0.25);
    }
  });
  region.closer = painter.picture(frame, [&](const Painter& on) {
    const auto draw = [&](const MapArea& area, const Fill& fill) {
      const Rings rings = placed(area, region.view);
      if (rings.empty() || !box_of(rings).meets(frame)) return;
      on.fill(rings, fill);
      on.outline(rings, m_atlas.map.schematic ? seam : quiet, m_atlas.map.schematic ? 0.8 : 0.25);
    };
    for (const MapArea& area : m_atlas.map.areas) draw(area, {land, Hatch::none});
    for (const MapArea* area : own) draw(*area, area->fill);
    for (const MapArea* area : own) // white lines do not part white hexagons
      if (m_atlas.map.schematic && contrast(area->fill.colour, seam) < 1.2)
        on.outline(placed(*area, region.view), hairline, 0.4);
  });
  m_regions.emplace(name, std::move(region));
}

void Locators::draw_whole(const Painter& painter, const AtlasPage& page, double x, double y) const {
  painter.show(m_whole, x, y);
  if (const auto region = m_regions.find(page.region); region != m_regions.end())
    painter.show(region->second.within, x, y);
  View view = m_view;
  view.dx += x, view.dy += y;
  Rings all;
  for (const MapArea* area : areas_of([&](std::size_t unit) { return unit == page.authority; })) {
    const Rings rings = placed(*area, view);
    painter.fill(rings, {spot, Hatch::none});
    painter.outline(rings, spot, 0.5);
    all.insert(all.end(), rings.begin(), rings.end());
  }
  if (all.empty()) return;
  const Box box = box_of(all);
  if (std::max(box.width, box.height) < easily_seen)
    painter.ring(box.x + box.width / 2, box.y + box.height / 2, easily_seen, spot, 1);
}

void Locators::draw_region(const Painter& painter, const AtlasPage& page, double x, double y) const {
  const Region& region = m_regions.at(page.region);
  const Box frame{x, y, region_size.width, region_size.height};
  painter.show(region.closer, x, y);
  View view = region.view;
  view.dx += x, view.dy += y;
  painter.clip_to(frame);
  const auto own = areas_of([&](std::size_t unit) { return unit == page.authority; });
  const bool schematic = m_atlas.map.schematic; // real areas may be small: a thin line leaves their colour to be seen
  for (const MapArea* area : own) painter.outline(placed(*area, view), seam, schematic ? 3.2 : 2);
  for (const MapArea* area : own) painter.outline(placed(*area, view), spot, schematic ? 1.8 : 1.1);
  painter.unclip();
  painter.outline_box(frame, hairline, 0.5);
}

} // namespace tranche::maps
