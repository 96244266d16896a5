#include "tranche/geography/carrying.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "geography/code_history.hpp"
#include "geography/portions.hpp"
#include "nan.hpp"
#include "tranche/geography/overlay.hpp"
#include "tranche/geography/point_locator.hpp"

namespace tranche {
namespace {

/// Of the target or the source: what its sum of parts may lack by rounding.
constexpr double last_places = 1e-9;

std::string square_metres(double area) { return fmt::format("{:.0f} m2", area); }

void note_faults(const Overlay& overlay, const Boundaries& from, const Boundaries& to,
                 std::vector<std::string>& notes) {
  for (const InvalidShape& shape : overlay.invalid) {
    const Boundaries& layer = shape.of_target ? to : from;
    notes.push_back(layer.layer + ": repaired " + layer.shapes[shape.position].code + ": " + shape.fault);
  }
  if (overlay.target_overlaps.empty()) return;
  const auto& most = *std::max_element(overlay.target_overlaps.begin(), overlay.target_overlaps.end(),
                                       [](const CommonArea& a, const CommonArea& b) { return a.area < b.area; });
  notes.push_back(
      fmt::format("{}: {} pairs of areas overlap, and what lies in both counts for both alike; most: {} and "
                  "{} by {}",
                  to.layer, overlay.target_overlaps.size(), to.shapes[most.source].code, to.shapes[most.target].code,
                  square_metres(most.area)));
}

/// Portions by ground. each(source, target or Portions::nowhere, area) for all ground of the sources.
template <class Each> void each_part(const Overlay& overlay, bool to_nearest, Each&& each) {
  for (const CommonArea& part : overlay.common) each(part.source, part.target, part.area);
  for (std::size_t source = 0; source < overlay.uncovered.size(); ++source)
    if (overlay.uncovered[source] > 0)
      each(source, to_nearest && overlay.heir[source] != Overlay::npos ? overlay.heir[source] : Portions::nowhere,
           overlay.uncovered[source]);
}

/// The nearest area, however far.
std::uint32_t nearest_of(const PointLocator& locator, double x, double y) {
  std::uint32_t area = PointLocator::none;
  for (double within = 1000; area == PointLocator::none && within < 1e8; within *= 8)
    area = locator.nearest(x, y, within);
  return area;
}

std::size_t place_of(const PointLocator& locator, double x, double y, bool to_nearest) {
  std::uint32_t area = locator.locate(x, y);
  if (area == PointLocator::none && to_nearest) area = nearest_of(locator, x, y);
  return area == PointLocator::none ? Portions::nowhere : area;
}

void note_unknown(const std::string& layer, std::size_t unknown, std::vector<std::string>& notes) {
  if (unknown > 0) notes.push_back(fmt::format("{}: {} areas have no figure and weigh nothing", layer, unknown));
}

void note_nowhere(const std::string& layer, double people, std::vector<std::string>& notes) {
  if (people > 0)
    notes.push_back(fmt::format("{}: {:.0f} lie in no area of either side and weigh nothing", layer, people));
}

} // namespace

ConversionTable table_by_area(const Boundaries& from, const Boundaries& to, bool to_nearest, int threads) {
  const Overlay overlay = overlay_areas(polygons_of(from), polygons_of(to), {true, threads});
  Portions portions(from, to);
  each_part(overlay, to_nearest,
            [&](std::size_t source, std::size_t target, double area) { portions.add(source, target, area); });
  std::vector<double> bare = overlay.target_area;
  for (const CommonArea& part : overlay.common) bare[part.target] -= part.area;
  for (std::size_t target = 0; target < bare.size(); ++target)
    if (bare[target] > last_places * overlay.target_area[target]) portions.add(Portions::nowhere, target, bare[target]);
  ConversionTable table = portions.table("common area");
  note_faults(overlay, from, to, table.notes);
  return table;
}

ConversionTable table_by_centroid(const AreaPoints& from, const Boundaries& to, std::span<const double> weight,
                                  bool to_nearest) {
  refuse_schematic(to);
  const PointLocator locator(to.shapes);
  ConversionTable table;
  table.from = from.layer, table.to = to.layer;
  set_targets(table, to);
  for (std::size_t i = 0; i < from.codes.size(); ++i) {
    table.sources.push_back({from.codes[i], {from.codes[i]}});
    const std::size_t target = place_of(locator, from.x[i], from.y[i], to_nearest);
    if (target != Portions::nowhere) table.portions.push_back({i, target, weight.empty() ? nan : weight[i]});
  }
  return table;
}

ConversionTable table_by_population(const Boundaries& from, const Boundaries& to, const AreaPoints& places,
                                    std::span<const double> weight, bool to_nearest) {
  refuse_schematic(from), refuse_schematic(to);
  const PointLocator sources(from.shapes), targets(to.shapes);
  Portions portions(from, to);
  std::size_t unknown = 0;
  double lost = 0;
  for (std::size_t i = 0; i < places.codes.size(); ++i) {
    if (std::isnan(weight[i])) {
      ++unknown;
      continue;
    }
    const std::size_t source = place_of(sources, places.x[i], places.y[i], false);
    const std::size_t target = place_of(targets, places.x[i], places.y[i], to_nearest && source != Portions::nowhere);
    if (source == Portions::nowhere && target == Portions::nowhere) lost += weight[i];
    portions.add(source, target, weight[i]);
  }
  ConversionTable table = portions.table("people");
  note_unknown(places.layer, unknown, table.notes);
  note_nowhere(places.layer, lost, table.notes);
  return table;
}

ConversionTable table_by_population(const Boundaries& from, const Boundaries& to, const Boundaries& places,
                                    std::span<const double> weight, bool to_nearest, int threads) {
  const std::vector<std::string> small = polygons_of(places), sources = polygons_of(from), targets = polygons_of(to);
  const Overlay in_sources = overlay_areas(small, sources, {true, threads});
  const Overlay in_targets = overlay_areas(small, targets, {true, threads});
  // What each small area has in common with each source, as a polygon of its own; most lie in one source wholly.
  std::vector<Piece> pieces = pieces_of(small, sources, in_sources);
  std::vector<std::string> shapes;
  for (const Piece& piece : pieces) shapes.push_back(piece.wkb);
  const Overlay cut = overlay_areas(shapes, targets, {true, threads});
  const auto people_on = [&](std::size_t place, double area) {
    return std::isnan(weight[place]) ? 0 : weight[place] * (area / in_sources.source_area[place]);
  };

  Portions portions(from, to);
  std::map<std::pair<std::size_t, std::size_t>, double> sourced; // ground of a small area in a target and any source
  each_part(cut, to_nearest, [&](std::size_t piece, std::size_t target, double area) {
    portions.add(pieces[piece].source, target, people_on(pieces[piece].place, area));
  });
  for (const CommonArea& part : cut.common) sourced[{pieces[part.source].place, part.target}] += part.area;
  for (const CommonArea& part : in_targets.common) {
    const auto found = sourced.find({part.source, part.target});
    const double rest = part.area - (found == sourced.end() ? 0 : found->second);
    if (rest > last_places * in_targets.source_area[part.source])
      portions.add(Portions::nowhere, part.target, people_on(part.source, rest));
  }
  ConversionTable table = portions.table("people");
  note_faults(in_sources, places, from, table.notes);
  note_faults(in_targets, places, to, table.notes);
  std::sort(table.notes.begin(), table.notes.end());
  table.notes.erase(std::unique(table.notes.begin(), table.notes.end()), table.notes.end());
  note_unknown(places.layer,
               static_cast<std::size_t>(
                   std::count_if(weight.begin(), weight.end(), [](double people) { return std::isnan(people); })),
               table.notes);
  return table;
}

std::vector<OutsidePart> outside_parts(const ConversionTable& table) {
  std::vector<double> inside(table.sources.size());
  std::vector<bool> any(table.sources.size());
  for (const Portion& portion : table.portions) inside[portion.from] += portion.weight, any[portion.from] = true;
  std::vector<OutsidePart> parts;
  for (std::size_t i = 0; i < inside.size(); ++i) {
    const double outside = table.outside.empty() ? 0 : table.outside[i];
    if (!any[i] || outside > 0) parts.push_back({i, any[i] ? outside / (inside[i] + outside) : 1});
  }
  std::stable_sort(parts.begin(), parts.end(),
                   [](const OutsidePart& a, const OutsidePart& b) { return a.share > b.share; });
  return parts;
}

} // namespace tranche
