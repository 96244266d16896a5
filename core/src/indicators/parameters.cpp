#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "indicators/loaded.hpp"
#include "tranche/settings/suggest.hpp"
#include "tranche/settings/yaml.hpp"

namespace tranche {
namespace {

/// One parameter after the other, each fault with its place.
class Resolver {
public:
  explicit Resolver(Findings& findings) : m_findings(findings) {}

  ParameterValue read(const ParameterInfo& info, const ParameterSetting& setting) {
    ParameterValue value;
    value.name = info.name;
    if (info.kind == "periods") return periods(setting, std::move(value));
    if (info.kind == "numbers") return named_numbers(info, setting, std::move(value));
    if (setting.list || !setting.keys.empty() || setting.values.size() != 1) {
      complain(setting, "must be one value", "write one " + info.kind);
      return value;
    }
    one_value(info, setting, value);
    return value;
  }

private:
  void complain(const ParameterSetting& setting, std::string what, std::string remedy) {
    m_findings.error(Fault::settings, setting.place.text(), std::move(what), std::move(remedy));
  }

  bool number(const ParameterInfo& info, const ParameterSetting& setting, const std::string& text, double& number) {
    const char* end = text.data() + text.size();
    const auto [stop, code] = std::from_chars(text.data(), end, number);
    if (code != std::errc() || stop != end || !std::isfinite(number)) {
      complain(setting, "must be a number, got '" + text + "'", info.help);
      return false;
    }
    if (info.minimum <= info.maximum && (number < info.minimum || number > info.maximum)) {
      const std::string range = std::isinf(info.maximum)   ? fmt::format("{} or more", info.minimum)
                                : std::isinf(info.minimum) ? fmt::format("{} or less", info.maximum)
                                                           : fmt::format("{} to {}", info.minimum, info.maximum);
      complain(setting, fmt::format("must be {}, got {}", range, text), info.help);
      return false;
    }
    return true;
  }

  ParameterValue periods(const ParameterSetting& setting, ParameterValue value) {
    if (!setting.keys.empty()) complain(setting, "must be a list of periods", "write it as [2019, 2020]");
    if (setting.values.empty()) complain(setting, "is an empty list", "name at least one period");
    for (const std::string& label : setting.values) {
      if (std::find(value.labels.begin(), value.labels.end(), label) != value.labels.end())
        complain(setting, "names " + label + " twice", "name each period once");
      if (label.empty()) complain(setting, "names an empty period", "leave it out");
      value.labels.push_back(label);
    }
    return value;
  }

  ParameterValue named_numbers(const ParameterInfo& info, const ParameterSetting& setting, ParameterValue value) {
    if (setting.keys.empty()) complain(setting, "must be names with numbers", "write it as {name: number, ...}");
    for (std::size_t i = 0; i < setting.keys.size(); ++i) {
      double parsed = 0;
      if (!number(info, setting, setting.values[i], parsed)) continue;
      value.labels.push_back(setting.keys[i]);
      value.numbers.push_back(parsed);
    }
    return value;
  }

  void one_value(const ParameterInfo& info, const ParameterSetting& setting, ParameterValue& value) {
    const std::string& text = setting.values.front();
    if (info.kind == "flag") {
      if (text != "true" && text != "false") complain(setting, "must be true or false, got '" + text + "'", info.help);
      value.number = text == "true";
    } else if (info.kind == "choice") {
      const std::string near = closest(text, info.choices);
      if (std::find(info.choices.begin(), info.choices.end(), text) == info.choices.end())
        complain(setting, "must be " + listed(info.choices) + ", got '" + text + "'",
                 near.empty() ? info.help : "did you mean '" + near + "'?");
      value.text = text;
    } else if (info.kind == "text") {
      value.text = text;
    } else if (number(info, setting, text, value.number) && info.kind == "integer" &&
               value.number != std::floor(value.number)) {
      complain(setting, "must be a whole number, got '" + text + "'", info.help);
    }
  }

  Findings& m_findings;
};

/// The descriptor's default, which is YAML text, in the form of a setting.
ParameterSetting fallback_of(const ParameterInfo& info, const Place& place, Findings& findings) {
  ParameterSetting setting{info.name, {}, {}, false, place};
  const std::optional<YamlNode> node = read_yaml_text(info.fallback, "--default", Fault::plugin, findings);
  if (!node) return setting;
  setting.list = node->kind == YamlNode::Kind::list;
  if (node->kind == YamlNode::Kind::scalar) setting.values.push_back(node->text);
  for (const YamlNode& item : node->items) {
    if (node->kind == YamlNode::Kind::map) setting.keys.push_back(item.key);
    setting.values.push_back(item.text);
  }
  return setting;
}

} // namespace

void check_fallbacks(const PluginInfo& info) {
  for (const ParameterInfo& parameter : info.parameters) {
    if (!parameter.has_fallback) continue;
    Findings findings;
    Resolver(findings).read(parameter, fallback_of(parameter, {}, findings));
    if (findings.has_errors())
      throw PluginError(Fault::plugin, "plugin " + info.path.string(),
                        "the default of the parameter " + parameter.name + " is '" + parameter.fallback +
                            "', which it would not take: " + findings.items().front().what,
                        "tell the plugin's author");
  }
}

std::vector<ParameterValue> LoadedPlugin::resolve_parameters(std::span<const ParameterSetting> settings,
                                                             const Place& indicator, Findings& findings) const {
  std::vector<std::string> names;
  for (const ParameterInfo& parameter : info().parameters) names.push_back(parameter.name);
  for (const ParameterSetting& setting : settings)
    if (std::find(names.begin(), names.end(), setting.name) == names.end()) {
      const std::string near = closest(setting.name, names);
      findings.error(Fault::settings, setting.place.text(),
                     "the plugin " + info().id + " has no parameter '" + setting.name + "'",
                     names.empty()  ? "it has none"
                     : near.empty() ? "it has: " + listed(names, "and")
                                    : "did you mean '" + near + "'?");
    }
  std::vector<ParameterValue> values;
  Resolver resolver(findings);
  for (const ParameterInfo& parameter : info().parameters) {
    const auto given = std::find_if(settings.begin(), settings.end(),
                                    [&](const ParameterSetting& s) { return s.name == parameter.name; });
    if (given != settings.end())
      values.push_back(resolver.read(parameter, *given));
    else if (parameter.has_fallback)
      values.push_back(resolver.read(parameter, fallback_of(parameter, indicator, findings)));
    else
      findings.error(Fault::settings, indicator.text(),
                     "the plugin " + info().id + " needs the parameter '" + parameter.name + "'", parameter.help);
  }
  return values;
}

} // namespace tranche
