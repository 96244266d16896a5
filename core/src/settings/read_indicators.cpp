#include <set>

#include "settings/sections.hpp"

namespace tranche {
namespace {

ParameterSetting read_parameter(YamlReader reader) {
  ParameterSetting parameter;
  parameter.name = reader.key();
  parameter.place = reader.place();
  parameter.list = reader.is_list();
  if (reader.is_map()) {
    for (YamlReader& entry : reader.entries()) {
      if (const auto text = entry.as_text()) {
        parameter.keys.push_back(entry.key());
        parameter.values.push_back(*text);
      }
    }
  } else {
    parameter.values = reader.as_texts();
  }
  return parameter;
}

void check_rate(const YamlReader& reader, const IndicatorSettings& indicator) {
  if (!indicator.plugin.empty() || !indicator.measure.empty() || !indicator.params.empty())
    reader.complain("a rate has no plugin, measure or params", "remove them, or remove 'kind: rate'");
  if (indicator.title.empty()) reader.complain("a rate needs a title", "add one, as in 'title: People sleeping rough'");
  if (indicator.unit.empty()) reader.complain("a rate needs a unit", "add one, as in 'unit: per 100,000 residents'");
  std::set<std::string> roles;
  for (const auto& [role, binding] : indicator.inputs) roles.insert(role);
  if (roles != std::set<std::string>{"numerator", "denominator"})
    reader.complain("a rate has the inputs numerator and denominator, and no others",
                    "write inputs: {numerator: LAYER:VALUE, denominator: LAYER:VALUE}");
}

void check_plugin(const YamlReader& reader, const IndicatorSettings& indicator) {
  if (indicator.plugin.empty())
    reader.complain("names no plugin", "add 'plugin: ...' (see 'tranche plugins list'), or 'kind: rate'");
  if (indicator.measure.empty())
    reader.complain("names no measure", "add 'measure: ...' (see 'tranche plugins show PLUGIN')");
  for (const char* key : {"per", "unit", "limits"})
    if (reader.has(key))
      reader.complain(std::string("'") + key + "' belongs to 'kind: rate'; a plugin sets its own",
                      "remove it, or write 'kind: rate' instead of the plugin");
  if (indicator.inputs.empty() && !reader.has("inputs"))
    reader.complain("has no inputs", "bind the measure's roles to layers: inputs: {ROLE: {layer: ...}}");
}

} // namespace

bool check_id(const YamlReader& reader, const std::string& id) {
  const bool good = !id.empty() && id[0] >= 'a' && id[0] <= 'z' &&
                    id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
  if (!good)
    reader.complain("'" + id + "' cannot be an id, for it names columns and files",
                    "begin with a small letter a-z, then small letters, digits and _");
  return good;
}

IndicatorSettings read_indicator(YamlReader reader) {
  IndicatorSettings indicator;
  indicator.place = reader.place();
  indicator.id = reader.required_text("id", "give it one; it names the columns of the result");
  if (YamlReader id = reader.child("id"); id.is_scalar() && !indicator.id.empty()) check_id(id, indicator.id);
  indicator.kind = reader.word("kind", {"plugin", "rate"}, indicator.kind);
  indicator.plugin = reader.text("plugin");
  indicator.measure = reader.text("measure");
  indicator.title = reader.text("title");
  indicator.optional = reader.flag("optional", false);
  indicator.per = reader.number("per", indicator.per, above_zero);
  indicator.unit = reader.text("unit");
  indicator.limits = reader.word("limits", {"none", "byar", "wilson"}, indicator.limits);
  const std::string direction = reader.word("direction", {"higher_is_worse", "higher_is_better"}, "");
  if (!direction.empty()) indicator.direction = direction == "higher_is_worse" ? 1 : -1;
  for (YamlReader& entry : reader.child("params").entries()) indicator.params.push_back(read_parameter(entry));
  for (YamlReader& entry : reader.child("inputs").entries()) {
    check_id(entry, entry.key());
    indicator.inputs.emplace_back(entry.key(), read_binding(entry));
  }
  reader.finish();
  if (!reader.is_map()) return indicator;
  if (indicator.kind == "rate")
    check_rate(reader, indicator);
  else
    check_plugin(reader, indicator);
  return indicator;
}

} // namespace tranche
