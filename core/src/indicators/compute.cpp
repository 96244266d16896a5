#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "indicators/loaded.hpp"
#include "indicators/views.hpp"
#include "nan.hpp"
#include "tranche/settings/suggest.hpp"

namespace tranche {
namespace {

std::string shown(const ParameterValue& parameter) {
  if (!parameter.labels.empty()) return periods_text(parameter.labels);
  return parameter.text.empty() ? fmt::format("{}", parameter.number) : parameter.text;
}

/// A measure's title or unit with its {words} replaced, in one pass: what is put in is not searched again.
class Wording {
public:
  Wording(const MeasureInfo& measure, std::span<const BoundInput> inputs, std::span<const ParameterValue> parameters)
      : m_measure(measure), m_inputs(inputs), m_parameters(parameters) {}

  std::string fill(const std::string& text, bool unit) const {
    std::string filled;
    std::size_t done = 0;
    for (std::size_t open = text.find('{'); open != std::string::npos; open = text.find('{', done)) {
      const std::size_t close = text.find('}', open); // there: the handshake has checked it
      filled += text.substr(done, open - done) + meaning(text.substr(open + 1, close - open - 1), unit);
      done = close + 1;
    }
    return filled + text.substr(done);
  }

private:
  std::string meaning(const std::string& word, bool unit) const {
    for (const BoundInput& input : m_inputs)
      if (input.role == word) return unit ? input.cube.unit : input.cube.title;
    for (const ParameterValue& parameter : m_parameters)
      if (parameter.name == word) return shown(parameter);
    for (const RoleInfo& role : m_measure.roles)
      if (role.name == word && !unit) return role.title; // optional and not bound
    return {};
  }

  const MeasureInfo& m_measure;
  std::span<const BoundInput> m_inputs;
  std::span<const ParameterValue> m_parameters;
};

/// Every required role bound, and no other input than the measure's own.
void check_inputs(const PluginInfo& plugin, const MeasureInfo& measure, std::span<const BoundInput> inputs) {
  std::vector<std::string> roles;
  const auto refuse = [&](std::string what, std::string remedy) {
    throw PluginError(Fault::settings, name_of(plugin) + ", measure " + measure.id, std::move(what), std::move(remedy));
  };
  for (const RoleInfo& role : measure.roles) {
    roles.push_back(role.name);
    const auto bound = std::find_if(inputs.begin(), inputs.end(), [&](const auto& i) { return i.role == role.name; });
    if (bound == inputs.end() && role.required)
      refuse("its role " + role.name + " (" + role.title + ") is not bound", "name a layer for it under inputs:");
    if (bound != inputs.end() && bound->members != (role.binding == "members"))
      refuse("its role " + role.name + " needs figures of " + role.binding, "bind it as " + role.binding);
  }
  for (const BoundInput& input : inputs)
    if (std::find(roles.begin(), roles.end(), input.role) == roles.end())
      refuse("has no role '" + input.role + "'", "its roles are " + listed(roles, "and"));
}

/// What compute() fills, before the host has believed it.
struct Filled {
  std::vector<double> value, lower, upper, numerator, denominator, coverage;
  std::vector<Status> status;
  std::vector<std::uint32_t> flags;
  std::vector<std::pair<std::size_t, std::string>> notes;

  Filled(std::size_t authorities, std::size_t levels)
      : value(authorities, nan), lower(authorities * levels, nan), upper(lower), numerator(value), denominator(value),
        coverage(authorities, 1.0), status(authorities, Status::missing), flags(authorities, 0) {}

  Result view() {
    return {value, lower, upper, numerator, denominator, status, flags, coverage, {this, &Filled::add_note}};
  }
  /// The column without words; limits of further levels only where one is given.
  IndicatorColumn column(std::span<const double> levels) && {
    IndicatorColumn column;
    column.levels.assign(levels.begin(), levels.end());
    column.lower.assign(value.size(), nan);
    column.upper.assign(value.size(), nan);
    for (std::size_t level = 0; level < levels.size(); ++level) {
      std::vector<double> below(value.size()), above(value.size());
      for (std::size_t i = 0; i < value.size(); ++i) {
        below[i] = lower[i * levels.size() + level];
        above[i] = upper[i * levels.size() + level];
      }
      if (level == 0) {
        column.lower = std::move(below);
        column.upper = std::move(above);
      } else if (gives_limits()) {
        column.further_lower.push_back(std::move(below));
        column.further_upper.push_back(std::move(above));
      }
    }
    column.value = std::move(value);
    column.numerator = std::move(numerator);
    column.denominator = std::move(denominator);
    column.coverage = std::move(coverage);
    column.status = std::move(status);
    column.flags = std::move(flags);
    column.notes = std::move(notes);
    return column;
  }
  bool gives_limits() const {
    return std::any_of(lower.begin(), lower.end(), [](double limit) { return !std::isnan(limit); });
  }
  static void add_note(void* self, std::size_t authority, std::string_view text) {
    static_cast<Filled*>(self)->notes.emplace_back(authority, text);
  }
};

/// The contract of indicator.hpp, checked for every authority.
class Checker {
public:
  Checker(const PluginInfo& info, std::string_view measure, std::span<const std::string> codes)
      : m_info(info), m_measure(measure), m_codes(codes) {}

  void check(const Filled& filled, std::size_t levels) const {
    for (const auto& [authority, text] : filled.notes)
      if (authority >= m_codes.size())
        refuse(fmt::format("a remark on authority number {} of {}", authority, m_codes.size()));
    for (std::size_t i = 0; i < m_codes.size(); ++i) {
      check_value(filled, i);
      for (std::size_t level = 0; level < levels; ++level) check_limits(filled, i, i * levels + level);
      if (!(filled.coverage[i] >= 0 && filled.coverage[i] <= 1))
        refuse(i, fmt::format("coverage {}, which is not within 0 and 1", filled.coverage[i]));
      for (const double part : {filled.numerator[i], filled.denominator[i]})
        if (std::isinf(part)) refuse(i, "an infinite numerator or denominator");
    }
  }

private:
  [[noreturn]] void refuse(const std::string& what) const {
    throw PluginError(Fault::data, name_of(m_info) + ", measure " + std::string(m_measure), "returned " + what,
                      "the plugin breaks its contract: tell its author");
  }
  [[noreturn]] void refuse(std::size_t i, const std::string& what) const { refuse(what + " for " + m_codes[i]); }

  void check_value(const Filled& filled, std::size_t i) const {
    if (static_cast<std::uint8_t>(filled.status[i]) > static_cast<std::uint8_t>(Status::too_few))
      refuse(i, "a status that does not exist");
    const bool expected = has_value(filled.status[i]);
    if (expected && !std::isfinite(filled.value[i]))
      refuse(i, std::isnan(filled.value[i])
                    ? "no value although the status is " + std::string(name_of(filled.status[i]))
                    : "an infinite value");
    if (!expected && !std::isnan(filled.value[i]))
      refuse(i, fmt::format("the value {} although the status is {}", filled.value[i], name_of(filled.status[i])));
  }

  void check_limits(const Filled& filled, std::size_t i, std::size_t at) const {
    const double lower = filled.lower[at], upper = filled.upper[at];
    if (std::isnan(lower) != std::isnan(upper)) refuse(i, "one limit without the other");
    if (std::isnan(lower)) return;
    if (std::isinf(lower) || std::isinf(upper)) refuse(i, "an infinite limit");
    if (!has_value(filled.status[i])) refuse(i, "limits without a value");
    if (lower > filled.value[i] || upper < filled.value[i])
      refuse(i, fmt::format("limits {} to {} around the value {}", lower, upper, filled.value[i]));
  }

  const PluginInfo& m_info;
  std::string_view m_measure;
  std::span<const std::string> m_codes;
};

} // namespace

const MeasureInfo& PluginInfo::measure(std::string_view wanted) const {
  std::vector<std::string> names;
  for (const MeasureInfo& candidate : measures) {
    if (candidate.id == wanted) return candidate;
    names.push_back(candidate.id);
  }
  const std::string near = closest(wanted, names);
  throw PluginError(Fault::settings, "plugin " + id, "has no measure '" + std::string(wanted) + "'",
                    near.empty() ? "it has: " + listed(names, "and") : "did you mean '" + near + "'?");
}

IndicatorColumn LoadedPlugin::compute(std::string_view measure, std::span<const std::string> codes,
                                      std::span<const std::string> names, std::span<const double> levels,
                                      std::span<const BoundInput> inputs,
                                      std::span<const ParameterValue> parameters) const {
  const PluginInfo& plugin = info();
  const MeasureInfo& what = plugin.measure(measure);
  check_inputs(plugin, what, inputs);
  const Views views(inputs, parameters);
  const std::vector<std::string_view> code_views(codes.begin(), codes.end()), name_views(names.begin(), names.end());
  const Request request{measure, code_views, name_views, levels, views.inputs(), views.parameters()};
  Filled filled(codes.size(), levels.size());
  guarded(plugin, Fault::data, "measure " + std::string(measure), [&] {
    Result result = filled.view();
    m_loaded->indicator->compute(request, result);
  });
  Checker(plugin, measure, codes).check(filled, levels.size());

  IndicatorColumn column = std::move(filled).column(levels);
  const Wording wording(what, inputs, parameters);
  column.title = wording.fill(what.title, false);
  column.unit = wording.fill(what.unit, true);
  column.source = plugin.id + " " + plugin.version;
  column.error_model = what.error_model;
  column.direction = what.direction;
  return column;
}

} // namespace tranche
