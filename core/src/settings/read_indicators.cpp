#include <algorithm>
#include <set>

#include "settings/recipe_words.hpp"
#include "settings/sections.hpp"
#include "tranche/settings/suggest.hpp"

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

/// What a kind without C++ may say: its roles, in order, and which limits.
struct Kind {
  const char* name;
  std::vector<std::string> required, optional;
  std::vector<std::string> limits; ///< the first is the kind's own
  const char* example;
};

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> list{
      {"rate",
       {"numerator", "denominator"},
       {},
       {"none", "byar", "wilson"},
       "inputs: {numerator: LAYER:VALUE, denominator: LAYER:VALUE}"},
      {"proportion",
       {"numerator", "denominator"},
       {},
       {"wilson", "none"},
       "inputs: {numerator: LAYER:VALUE, denominator: LAYER:VALUE}"},
      {"mean",
       {"value"},
       {"standard_deviation", "count"},
       {"student", "none"},
       "inputs: {value: LAYER:VALUE, standard_deviation: LAYER:VALUE, count: LAYER:VALUE}"},
      {"standardised",
       {"events", "population"},
       {"standard", "event_squares"},
       {"dobson", "none"},
       "inputs: {events: LAYER:VALUE, population: LAYER:VALUE, standard: england/esp2013:standard}"},
      {"indirect",
       {"events", "population"},
       {"reference_events", "reference_population"},
       {"byar", "none"},
       "inputs: {events: LAYER:VALUE, population: LAYER:VALUE}"},
      {"column", {"value"}, {"lower", "upper"}, {"none", "given"}, "column: NAME, or inputs: {value: LAYER:VALUE}"},
  };
  return list;
}

void check_kind(const YamlReader& reader, IndicatorSettings& indicator) {
  const auto kind =
      std::find_if(kinds().begin(), kinds().end(), [&](const Kind& k) { return k.name == indicator.kind; });
  if (kind == kinds().end()) return;
  const std::string a = "a " + indicator.kind;
  if (!indicator.plugin.empty() || !indicator.measure.empty() || !indicator.params.empty())
    reader.complain(a + " has no plugin, measure or params", "remove them, or remove 'kind: " + indicator.kind + "'");
  if (indicator.title.empty()) reader.complain(a + " needs a title", "add one, as in 'title: People sleeping rough'");
  if (indicator.unit.empty()) reader.complain(a + " needs a unit", "add one, as in 'unit: per 100,000 residents'");
  if (!indicator.column.empty() && indicator.kind != "column")
    reader.complain("'column' belongs to 'kind: column'", std::string("write ") + kind->example);
  if (!indicator.output.empty() && indicator.kind != "indirect")
    reader.complain("'output' belongs to 'kind: indirect'", "remove it");
  if (indicator.limits.empty()) indicator.limits = kind->limits.front();
  if (std::find(kind->limits.begin(), kind->limits.end(), indicator.limits) == kind->limits.end())
    reader.complain("limits: " + indicator.limits + " do not belong to 'kind: " + indicator.kind + "'",
                    "write " + listed(kind->limits));
  if (indicator.kind == "column" && !indicator.column.empty()) {
    Binding binding;
    binding.layer = "units";
    binding.value = indicator.column;
    binding.place = indicator.place;
    indicator.inputs.emplace_back("value", binding);
  }
  std::set<std::string> roles;
  for (const auto& [role, binding] : indicator.inputs) roles.insert(role);
  bool right = roles.size() == indicator.inputs.size();
  for (const std::string& role : kind->required) right = roles.erase(role) == 1 && right;
  for (const std::string& role : kind->optional) roles.erase(role);
  if (!right || !roles.empty())
    reader.complain(
        a + " has the inputs " + listed(kind->required, "and") +
            (kind->optional.empty() ? ", and no others" : ", and may have " + listed(kind->optional, "and")),
        std::string("write ") + kind->example);
}

void check_plugin(const YamlReader& reader, const IndicatorSettings& indicator) {
  if (indicator.plugin.empty())
    reader.complain("names no plugin",
                    "add 'plugin: ...' (see 'tranche plugins list'), or a kind without one, as in 'kind: rate'");
  if (indicator.measure.empty())
    reader.complain("names no measure", "add 'measure: ...' (see 'tranche plugins show PLUGIN')");
  for (const char* key : {"per", "unit", "limits", "column", "output"})
    if (reader.has(key))
      reader.complain(std::string("'") + key + "' belongs to the kinds without C++; a plugin sets its own",
                      "remove it, or write 'kind: rate' instead of the plugin");
  if (indicator.inputs.empty() && !reader.has("inputs"))
    reader.complain("has no inputs", "bind the measure's roles to layers: inputs: {ROLE: {layer: ...}}");
}

ShrinkSettings read_shrink(YamlReader reader) {
  ShrinkSettings shrink;
  static const std::vector<std::string> words{"none", "all", "region", "neighbours", "parent"};
  if (reader.is_scalar()) {
    shrink.towards = as_enum<ShrinkSettings::Towards>(reader, words).value_or(shrink.towards);
    return shrink;
  }
  YamlReader towards = reader.child("towards");
  if (reader.is_map() && !reader.has("towards"))
    towards.complain("is missing", "write shrink: {towards: region}, or all, neighbours or parent");
  shrink.towards = as_enum<ShrinkSettings::Towards>(towards, words).value_or(shrink.towards);
  shrink.use_in_index = reader.flag("use_in_index", true);
  reader.finish();
  return shrink;
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
  std::vector<std::string> words{"plugin"};
  for (const Kind& kind : kinds()) words.push_back(kind.name);
  const YamlReader kind = reader.child("kind");
  const std::optional<std::string> word = kind.present() ? kind.as_word(words) : indicator.kind;
  indicator.kind = word.value_or(indicator.kind);
  indicator.plugin = reader.text("plugin");
  indicator.measure = reader.text("measure");
  indicator.title = reader.text("title");
  indicator.optional = reader.flag("optional", false);
  indicator.per = reader.child("per").as_number(above_zero);
  indicator.unit = reader.text("unit");
  indicator.limits = reader.word("limits", {"none", "byar", "wilson", "student", "dobson", "given"}, "");
  indicator.column = reader.text("column");
  indicator.output = reader.word("output", {"ratio", "rate"}, "");
  if (YamlReader normalise = reader.child("normalise"); normalise.present() || normalise.dry())
    indicator.normalise = read_normalise(normalise, {});
  if (YamlReader treat = reader.child("treat"); treat.present() || treat.dry()) indicator.treat = read_treat(treat, {});
  indicator.shrink = read_shrink(reader.child("shrink"));
  const std::string direction = reader.word("direction", {"higher_is_worse", "higher_is_better"}, "");
  if (!direction.empty()) indicator.direction = direction == "higher_is_worse" ? 1 : -1;
  for (YamlReader& entry : reader.child("params").entries()) indicator.params.push_back(read_parameter(entry));
  for (YamlReader& entry : reader.child("inputs").entries()) {
    check_id(entry, entry.key());
    indicator.inputs.emplace_back(entry.key(), read_binding(entry));
  }
  reader.finish();
  if (!reader.is_map() || !word) return indicator; // of an unknown kind nothing more can be judged
  if (indicator.kind == "plugin")
    check_plugin(reader, indicator);
  else
    check_kind(reader, indicator);
  return indicator;
}

} // namespace tranche
