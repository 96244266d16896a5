#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "indicators/loaded.hpp"
#include "indicators/views.hpp"
#include "tranche/settings/suggest.hpp"

namespace tranche {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

void replace(std::string& text, const std::string& word, const std::string& by) {
  const std::string wanted = "{" + word + "}";
  for (std::size_t at = text.find(wanted); at != std::string::npos; at = text.find(wanted, at + by.size()))
    text.replace(at, wanted.size(), by);
}

std::string shown(const ParameterValue& parameter) {
  if (!parameter.labels.empty()) return periods_text(parameter.labels);
  return parameter.text.empty() ? fmt::format("{}", parameter.number) : parameter.text;
}

/// {role} by the bound value's title (or unit), {parameter} by its periods or value.
std::string filled_in(std::string text, bool unit, std::span<const BoundInput> inputs, std::span<const ParameterValue> parameters) {
  for (const BoundInput& input : inputs) replace(text, input.role, unit ? input.cube.unit : input.cube.title);
  for (const ParameterValue& parameter : parameters) replace(text, parameter.name, shown(parameter));
  return text;
}

/// What compute() fills, before the host has believed it.
struct Filled {
  std::vector<double> value, lower, upper, numerator, denominator, coverage;
  std::vector<Status> status;
  std::vector<std::uint32_t> flags;
  std::vector<std::pair<std::size_t, std::string>> notes;

  Filled(std::size_t authorities, std::size_t levels)
      : value(authorities, nothing), lower(authorities * levels, nothing), upper(lower), numerator(value), denominator(value),
        coverage(authorities, 1.0), status(authorities, Status::missing), flags(authorities, 0) {}

  Result view() {
    return {value, lower, upper, numerator, denominator, status, flags, coverage, {this, &Filled::add_note}};
  }
  static void add_note(void* self, std::size_t authority, std::string_view text) {
    auto& filled = *static_cast<Filled*>(self);
    if (authority < filled.value.size()) filled.notes.emplace_back(authority, std::string(text));
  }
};

/// The contract of indicator.hpp, checked for every authority.
class Checker {
public:
  Checker(const PluginInfo& info, std::string_view measure, std::span<const std::string> codes)
      : m_info(info), m_measure(measure), m_codes(codes) {}

  void check(const Filled& filled, std::size_t levels) const {
    for (std::size_t i = 0; i < m_codes.size(); ++i) {
      check_value(filled, i);
      for (std::size_t level = 0; level < levels; ++level) check_limits(filled, i, i * levels + level);
      if (!(filled.coverage[i] >= 0 && filled.coverage[i] <= 1)) refuse(i, fmt::format("coverage {}, which is not within 0 and 1", filled.coverage[i]));
      for (const double part : {filled.numerator[i], filled.denominator[i]})
        if (std::isinf(part)) refuse(i, "an infinite numerator or denominator");
    }
  }

private:
  [[noreturn]] void refuse(std::size_t i, const std::string& what) const {
    throw PluginError(Fault::data, "plugin " + m_info.id + " " + m_info.version + " (" + m_info.path.string() + "), measure " + std::string(m_measure),
                      "returned " + what + " for " + m_codes[i], "the plugin breaks its contract: tell its author");
  }

  void check_value(const Filled& filled, std::size_t i) const {
    if (static_cast<std::uint8_t>(filled.status[i]) > static_cast<std::uint8_t>(Status::too_few)) refuse(i, "a status that does not exist");
    const bool expected = has_value(filled.status[i]);
    if (expected && !std::isfinite(filled.value[i]))
      refuse(i, std::isnan(filled.value[i]) ? "no value although the status is " + std::string(name_of(filled.status[i])) : "an infinite value");
    if (!expected && !std::isnan(filled.value[i])) refuse(i, fmt::format("the value {} although the status is {}", filled.value[i], name_of(filled.status[i])));
  }

  void check_limits(const Filled& filled, std::size_t i, std::size_t at) const {
    const double lower = filled.lower[at], upper = filled.upper[at];
    if (std::isnan(lower) != std::isnan(upper)) refuse(i, "one limit without the other");
    if (std::isnan(lower)) return;
    if (std::isinf(lower) || std::isinf(upper)) refuse(i, "an infinite limit");
    if (!has_value(filled.status[i])) refuse(i, "limits without a value");
    if (lower > filled.value[i] || upper < filled.value[i]) refuse(i, fmt::format("limits {} to {} around the value {}", lower, upper, filled.value[i]));
  }

  const PluginInfo& m_info;
  std::string_view m_measure;
  std::span<const std::string> m_codes;
};

std::vector<double> first_level(const std::vector<double>& limits, std::size_t authorities, std::size_t levels) {
  std::vector<double> first(authorities, nothing);
  for (std::size_t i = 0; i < authorities && levels > 0; ++i) first[i] = limits[i * levels];
  return first;
}

} // namespace

const MeasureInfo& PluginInfo::measure(std::string_view wanted) const {
  std::vector<std::string> names;
  for (const MeasureInfo& candidate : measures) {
    if (candidate.id == wanted) return candidate;
    names.push_back(candidate.id);
  }
  throw PluginError(Fault::settings, "plugin " + id, "has no measure '" + std::string(wanted) + "'", "it has: " + listed(names, "and"));
}

IndicatorColumn LoadedPlugin::compute(std::string_view measure, std::span<const std::string> codes, std::span<const std::string> names,
                                      std::span<const double> levels, std::span<const BoundInput> inputs,
                                      std::span<const ParameterValue> parameters) const {
  const PluginInfo& plugin = info();
  const MeasureInfo& what = plugin.measure(measure);
  const Views views(inputs, parameters);
  const std::vector<std::string_view> code_views(codes.begin(), codes.end()), name_views(names.begin(), names.end());
  const Request request{measure, code_views, name_views, levels, views.inputs(), views.parameters()};
  Filled filled(codes.size(), levels.size());
  guarded(plugin, Fault::data, "measure " + std::string(measure), [&] {
    Result result = filled.view();
    m_loaded->indicator->compute(request, result);
  });
  Checker(plugin, measure, codes).check(filled, levels.size());

  IndicatorColumn column;
  column.title = filled_in(what.title, false, inputs, parameters);
  column.unit = filled_in(what.unit, true, inputs, parameters);
  column.source = plugin.id + " " + plugin.version;
  column.error_model = what.error_model;
  column.direction = what.direction;
  column.levels.assign(levels.begin(), levels.end());
  column.lower = first_level(filled.lower, codes.size(), levels.size());
  column.upper = first_level(filled.upper, codes.size(), levels.size());
  column.value = std::move(filled.value);
  column.numerator = std::move(filled.numerator);
  column.denominator = std::move(filled.denominator);
  column.coverage = std::move(filled.coverage);
  column.status = std::move(filled.status);
  column.flags = std::move(filled.flags);
  column.notes = std::move(filled.notes);
  return column;
}

} // namespace tranche
