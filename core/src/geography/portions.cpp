#include "geography/portions.hpp"

#include <algorithm>

#include "geography/geos.hpp"
#include "geography/validity.hpp"
#include "tranche/finding.hpp"

namespace tranche {
namespace {

/// A valid shape for GEOS.
GeosShape read_valid(const Geos& geos, const std::string& wkb) {
  GeosShape shape = geos.read(wkb);
  if (shape && GEOSisValid_r(geos.handle(), shape.get()) == 1) return shape;
  return geos.read(repair_polygon(wkb).wkb);
}

/// The polygons among what two shapes have in common; empty text: none.
std::string common_polygons(const Geos& geos, const GeosShape& one, const GeosShape& other) {
  const GeosShape both = geos.own(GEOSIntersection_r(geos.handle(), one.get(), other.get()));
  if (!both) return {};
  std::vector<GEOSGeometry*> polygons;
  for (int i = 0; i < GEOSGetNumGeometries_r(geos.handle(), both.get()); ++i) {
    const GEOSGeometry* part = GEOSGetGeometryN_r(geos.handle(), both.get(), i);
    if (GEOSGeomTypeId_r(geos.handle(), part) == GEOS_POLYGON)
      polygons.push_back(GEOSGeom_clone_r(geos.handle(), part));
  }
  if (polygons.empty()) return {};
  return geos.wkb(geos.own(GEOSGeom_createCollection_r(geos.handle(), GEOS_MULTIPOLYGON, polygons.data(),
                                                       static_cast<unsigned>(polygons.size()))));
}

} // namespace

void refuse_schematic(const Boundaries& boundaries) {
  if (boundaries.schematic)
    throw Error(Fault::data, boundaries.layer, "is schematic: its areas are not where they are drawn",
                "name a layer of real boundaries");
}

std::vector<std::string> polygons_of(const Boundaries& boundaries) {
  refuse_schematic(boundaries);
  std::vector<std::string> polygons;
  for (const Shape& shape : boundaries.shapes) polygons.push_back(shape.wkb);
  return polygons;
}

void set_targets(ConversionTable& table, const Boundaries& to) {
  for (const Shape& shape : to.shapes) {
    table.targets.push_back(shape.code);
    table.target_names.push_back(shape.name.empty() ? shape.code : shape.name);
  }
}

Portions::Portions(const Boundaries& from, const Boundaries& to) {
  m_table.from = from.layer, m_table.to = to.layer;
  for (const Shape& shape : from.shapes) m_table.sources.push_back({shape.code, {shape.code}, shape.name});
  set_targets(m_table, to);
  m_table.outside.assign(from.shapes.size(), 0);
  m_table.bare.assign(to.shapes.size(), 0);
}

void Portions::add(std::size_t source, std::size_t target, double weight) {
  if (!(weight > 0) || (source == nowhere && target == nowhere)) return;
  if (target == nowhere)
    m_table.outside[source] += weight;
  else if (source == nowhere)
    m_table.bare[target] += weight;
  else {
    const auto [at, is_new] = m_at.emplace(source * m_table.targets.size() + target, m_table.portions.size());
    if (is_new) m_table.portions.push_back({source, target, 0});
    m_table.portions[at->second].weight += weight;
  }
}

ConversionTable Portions::table(const std::string& weight) {
  m_table.weight = weight;
  std::sort(m_table.portions.begin(), m_table.portions.end(),
            [](const Portion& a, const Portion& b) { return a.from != b.from ? a.from < b.from : a.to < b.to; });
  return std::move(m_table);
}

std::vector<Piece> pieces_of(const std::vector<std::string>& places, const std::vector<std::string>& sources,
                             const Overlay& overlay) {
  constexpr double sliver = 1e-9;
  const Geos geos;
  std::vector<GeosShape> read(sources.size()); // those asked for
  std::vector<Piece> pieces;
  for (std::size_t first = 0, next; first < overlay.common.size(); first = next) {
    const std::size_t place = overlay.common[first].source;
    for (next = first; next < overlay.common.size() && overlay.common[next].source == place;) ++next;
    if (next == first + 1 && overlay.uncovered[place] == 0) {
      pieces.push_back({place, overlay.common[first].target, places[place]});
      continue;
    }
    const GeosShape shape = read_valid(geos, places[place]);
    for (std::size_t i = first; i < next; ++i) {
      if (overlay.common[i].area < sliver * overlay.source_area[place]) continue;
      const std::size_t source = overlay.common[i].target;
      if (!read[source]) read[source] = read_valid(geos, sources[source]);
      std::string wkb = common_polygons(geos, shape, read[source]);
      if (!wkb.empty()) pieces.push_back({place, source, std::move(wkb)});
    }
  }
  return pieces;
}

} // namespace tranche
