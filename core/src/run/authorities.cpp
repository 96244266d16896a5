#include "run/authorities.hpp"

#include <algorithm>
#include <map>

#include "geography/code_history.hpp"
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

std::string region_of(const std::vector<std::string>& members, const std::map<std::string, std::string>& regions) {
  return regions.at(members.front());
}

} // namespace

Authorities make_authorities(const AreasSettings& settings, const std::filesystem::path& assessment,
                             Catalogue& catalogue, Run& run) {
  if (!settings.table.empty()) catalogue.add_code_list(units_geography(settings, assessment));
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
  return authorities;
}

} // namespace tranche
