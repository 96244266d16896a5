#include <algorithm>
#include <set>

#include "settings/sections.hpp"

namespace tranche {
namespace {

Join read_join(YamlReader reader) {
  Join join;
  join.place = reader.place();
  join.code = reader.required_text("code", "give the unit a code, usually that of its largest member");
  join.name = reader.required_text("name", "give the unit a name for maps and tables");
  YamlReader members = reader.child("members");
  join.members = members.as_texts();
  if (join.members.size() < 2 && (members.present() || !reader.has("members")))
    members.complain("a unit joins at least two areas", "list their codes, as in members: [E09000012, E09000001]");
  std::set<std::string> seen;
  for (const std::string& member : join.members)
    if (!seen.insert(member).second) members.complain("'" + member + "' stands twice", "remove one");
  reader.finish();
  return join;
}

void check_joins(const std::vector<YamlReader>& readers, const std::vector<Join>& joins) {
  std::set<std::string> codes, members;
  for (std::size_t i = 0; i < joins.size(); ++i) {
    if (!joins[i].code.empty() && !codes.insert(joins[i].code).second)
      readers[i].complain("another unit has the code '" + joins[i].code + "'", "give each unit a code of its own");
    const std::set<std::string> own(joins[i].members.begin(), joins[i].members.end());
    for (const std::string& member : own)
      if (!members.insert(member).second)
        readers[i].complain("'" + member + "' is a member of another unit too", "an area belongs to one unit");
  }
}

} // namespace

AreasSettings read_areas(YamlReader reader) {
  AreasSettings areas;
  areas.place = reader.place();
  areas.geography = reader.text("geography");
  areas.boundaries = reader.text("boundaries");
  areas.hexmap = reader.text("hexmap");
  areas.table = reader.text("table");
  areas.key = reader.text("key");
  areas.name = reader.text("name");
  areas.region = reader.text("region");
  areas.missing = reader.texts("missing");
  YamlReader join = reader.child("join");
  std::vector<YamlReader> joins = join.items();
  for (YamlReader& item : joins) areas.join.push_back(read_join(item));
  check_joins(joins, areas.join);
  if (YamlReader population = reader.child("population"); population.present() || population.dry())
    areas.population = read_binding(population);
  areas.crs = reader.text("crs", areas.crs);
  reader.finish();

  if (reader.present() && !reader.is_map()) return areas;
  if (areas.geography.empty() == areas.table.empty())
    reader.complain(areas.table.empty() ? "names no areas" : "names both a geography and a table",
                    "write either 'geography: utla21' or 'table: units.csv' with its 'key'");
  if (!areas.table.empty() && areas.key.empty())
    reader.complain("the table has no key", "name the column of its codes, as in 'key: code'");
  if (areas.table.empty() &&
      !(areas.key.empty() && areas.name.empty() && areas.region.empty() && areas.missing.empty()))
    reader.complain("key, name, region and missing belong to a table",
                    "remove them, or name the table they are columns of");
  return areas;
}

/// Takes "LAYER[:VALUE[:PERIOD]]" apart.
static void read_short_form(const YamlReader& reader, Binding& binding) {
  const std::string text = reader.as_text().value_or("");
  const std::size_t first = std::min(text.find(':'), text.size());
  const std::size_t second = std::min(text.find(':', std::min(first + 1, text.size())), text.size());
  binding.layer = text.substr(0, first);
  if (first < text.size()) binding.value = text.substr(first + 1, second - first - 1);
  if (second < text.size()) binding.periods = {text.substr(second + 1)};
  const bool empty_part =
      binding.layer.empty() || (first < text.size() && binding.value.empty()) ||
      (second < text.size() && (binding.periods[0].empty() || binding.periods[0].find(':') != std::string::npos));
  if (empty_part)
    reader.complain("must be LAYER, LAYER:VALUE or LAYER:VALUE:PERIOD, got '" + text + "'",
                    "write it as in england/population:population:2020");
}

Binding read_binding(YamlReader reader) {
  Binding binding;
  binding.place = reader.place();
  if (reader.is_scalar()) {
    read_short_form(reader, binding);
    return binding;
  }
  binding.layer = reader.required_text("layer", "name a layer, as in england/population");
  binding.value = reader.text("value");
  binding.periods = reader.texts("periods");
  binding.categories = reader.texts("categories");
  binding.weight = reader.text("weight");
  binding.min_coverage = reader.child("min_coverage").as_number(share_range);
  reader.finish();
  return binding;
}

} // namespace tranche
