#include "run/authorities.hpp"

#include <algorithm>
#include <limits>
#include <map>

#include "geography/code_history.hpp"
#include "nan.hpp"
#include "run/binder.hpp"

namespace tranche {
namespace {

Geography units_geography(const AreasSettings& settings, const std::filesystem::path& assessment) {
  Geography geography;
  geography.id = "units";
  geography.title = "the units of " + settings.table;
  geography.shown = settings.table;
  geography.file = assessment.parent_path() / settings.table;
  geography.key = settings.key;
  geography.name = settings.name;
  geography.region = settings.region;
  geography.place = settings.place;
  return geography;
}

/// The table's other columns, as the layer `units`: each is a value, an empty cell is missing.
Layer units_layer(const AreasSettings& settings, const Geography& geography, const std::filesystem::path& assessment) {
  Layer layer;
  layer.name = "units";
  layer.file = assessment.parent_path() / settings.table;
  layer.shown = layer.title = settings.table;
  layer.geography = geography.id;
  layer.key = settings.key;
  for (const std::string& mark : settings.missing) layer.marks[mark] = Status::missing;
  layer.disclosure = "published";
  layer.place = settings.place;
  const RawTable raw = read_raw_table(layer.file, layer.shown, layer.format);
  for (const std::string_view name : raw.header()) {
    if (name == settings.key || name == settings.name || name == settings.region) continue;
    ValueSpec value;
    value.id = value.title = std::string(name);
    value.columns.push_back({std::string(name), "", ""});
    value.minimum = -std::numeric_limits<double>::infinity();
    layer.values.push_back(std::move(value));
  }
  return layer;
}

std::string region_of(const std::vector<std::string>& members, const std::map<std::string, std::string>& regions) {
  return regions.at(members.front());
}

} // namespace

void add_points(Authorities& authorities, const AreaList& areas) {
  if (areas.x.empty()) return;
  authorities.x.assign(authorities.size(), nan);
  authorities.y = authorities.x;
  for (std::size_t i = 0; i < authorities.size(); ++i) {
    const Authority& unit = authorities.units[i];
    std::size_t at = areas.find(unit.code);
    if (at == AreaList::npos) at = areas.find(unit.members.front());
    if (at == AreaList::npos || (areas.x[at] == 0 && areas.y[at] == 0)) continue; // an empty cell reads as nought
    authorities.x[i] = areas.x[at];
    authorities.y[i] = areas.y[at];
  }
}

Authorities make_authorities(const AreasSettings& settings, const std::filesystem::path& assessment,
                             Catalogue& catalogue, Run& run) {
  if (!settings.table.empty()) {
    const Geography units = units_geography(settings, assessment);
    catalogue.add_code_list(units);
    catalogue.add_layer(units_layer(settings, units, assessment));
  }
  const Geography& geography =
      catalogue.geography(settings.table.empty() ? settings.geography : "units", settings.place);
  const AreaList& areas = catalogue.areas(geography);
  if (areas.size() == 0)
    throw Error(Fault::settings, settings.place.text(),
                geography.id + " has no code list, so its areas cannot be ranked",
                "name a geography with `codes` in the catalogue");
  add_source(run, geography, "areas");

  Findings findings;
  std::map<std::string, std::string> joined_by, regions;
  for (std::size_t i = 0; i < areas.size(); ++i) regions[areas.codes[i]] = areas.regions[i];
  Authorities authorities;
  authorities.geography = geography.id;
  for (const Join& join : settings.join) {
    std::vector<std::string> members = join.members, unknown;
    std::sort(members.begin(), members.end());
    for (const std::string& member : members) {
      if (areas.find(member) == AreaList::npos)
        unknown.push_back(member);
      else if (!joined_by.emplace(member, join.code).second)
        findings.error(Fault::settings, join.place.text(), member + " is a member of two joined units", "name it once");
    }
    if (!unknown.empty()) {
      findings.error(Fault::settings, join.place.text(), "no area of " + geography.id + ": " + short_list(unknown),
                     remedy_for_unknown_codes(catalogue, geography, unknown));
      continue;
    }
    if (areas.find(join.code) != AreaList::npos && !std::binary_search(members.begin(), members.end(), join.code))
      findings.error(Fault::settings, join.place.text(), "the code " + join.code + " is that of another area",
                     "take the code of one of the members");
    authorities.units.push_back({join.code, join.name, region_of(members, regions), members});
  }
  findings.throw_if_errors();
  for (std::size_t i = 0; i < areas.size(); ++i)
    if (!joined_by.count(areas.codes[i]))
      authorities.units.push_back({areas.codes[i], areas.names[i], areas.regions[i], {areas.codes[i]}});
  std::sort(authorities.units.begin(), authorities.units.end(),
            [](const Authority& a, const Authority& b) { return a.code < b.code; });
  if (geography.crs == settings.crs) add_points(authorities, areas);
  return authorities;
}

} // namespace tranche
