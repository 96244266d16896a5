#include "run/shapes.hpp"

#include <algorithm>
#include <unordered_map>

#include "run/binder.hpp"
#include "tranche/layers/catalogue.hpp"

namespace tranche {
namespace {

/// A built-in one, so that the same assessment draws the same on every machine.
const Layer* built_in_hexmap(const Catalogue& catalogue, const Geography& geography) {
  const std::string folder = built_in_folder().string() + "/";
  for (const Layer& layer : catalogue.layers())
    if (layer.kind == LayerKind::boundaries && layer.schematic && layer.file.string().rfind(folder, 0) == 0 &&
        catalogue.geography(layer.geography, layer.place).id == geography.id)
      return &layer;
  return nullptr;
}

const Layer& named_hexmap(const Catalogue& catalogue, const Geography& geography, const AreasSettings& areas) {
  const Layer& layer = catalogue.layer(areas.hexmap, areas.place);
  const auto refuse = [&](std::string what, std::string remedy) {
    throw Error(Fault::settings, areas.place.text() + ".hexmap", layer.name + " " + what, std::move(remedy));
  };
  if (layer.kind != LayerKind::boundaries || !layer.schematic)
    refuse("is no schematic map", "name a layer with `schematic: true` (`tranche layers hexmap` makes one), or none");
  const std::string of = catalogue.geography(layer.geography, layer.place).id;
  if (of != geography.id)
    refuse("is of " + of + ", and " + geography.id + " is ranked", "name a map of " + geography.id + ", or none");
  return layer;
}

} // namespace

std::vector<int> units_of_shapes(const Boundaries& boundaries, const Authorities& authorities) {
  std::unordered_map<std::string, int> unit_of;
  for (std::size_t i = 0; i < authorities.size(); ++i)
    for (const std::string& member : authorities.units[i].members) unit_of[member] = static_cast<int>(i);
  std::vector<int> units;
  for (const Shape& shape : boundaries.shapes) {
    const auto found = unit_of.find(shape.code);
    units.push_back(found == unit_of.end() ? -1 : found->second);
  }
  return units;
}

void read_hexmap(Run& run, const Catalogue& catalogue) {
  const AreasSettings& areas = run.assessment.areas;
  if (run.boundaries.shapes.empty() || run.boundaries.schematic || areas.hexmap == "none") return;
  const Geography& geography = catalogue.geography(run.authorities.geography, areas.place);
  const Layer* layer =
      areas.hexmap.empty() ? built_in_hexmap(catalogue, geography) : &named_hexmap(catalogue, geography, areas);
  if (!layer) return;
  run.hexmap = read_boundaries(catalogue, *layer, catalogue.areas(geography), areas.crs);
  run.hexmap_unit = units_of_shapes(run.hexmap, run.authorities);
  add_source(run, *layer, "hexmap");
}

} // namespace tranche
