#pragma once
#include <catch2/catch.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tranche/cube.hpp"
#include "tranche/indicators/plugin_host.hpp"
#include "tranche/plugin/helpers.hpp"

/// Runs a built plugin on figures written in the test, through the same host calls as a run.
namespace plugin_test {

using tranche::BoundInput;
using tranche::IndicatorColumn;
using tranche::ParameterSetting;
using tranche::Status;

/// A figure: a number, or a status without one.
struct Cell {
  double value = 0;
  Status status = Status::measured;
  double coverage = 1;
  Cell(double number) : value(number) {}
  Cell(int number) : value(number) {}
  Cell(Status known) : status(known), coverage(0) {}
  Cell(double number, Status known, double covered = 1) : value(number), status(known), coverage(covered) {}
};

/// Labels and figures of one role; cells row-major: area, period, category.
struct Table {
  std::string role, title, unit;
  std::vector<std::string> areas;
  std::vector<std::string> periods{""}, categories{""};
  std::vector<Cell> cells;
};

inline BoundInput bound(const Table& table) {
  BoundInput input;
  input.role = table.role;
  input.cube.title = table.title;
  input.cube.unit = table.unit;
  input.cube.layer = "test/" + table.role;
  input.cube.areas = table.areas;
  input.cube.periods = table.periods;
  input.cube.categories = table.categories;
  REQUIRE(table.cells.size() == table.areas.size() * table.periods.size() * table.categories.size());
  for (const Cell& cell : table.cells) {
    input.cube.value.push_back(cell.value);
    input.cube.status.push_back(cell.status);
    input.cube.coverage.push_back(cell.coverage);
  }
  return input;
}

/// sizes: how many of the rows, in their order, belong to each authority.
inline BoundInput bound_members(const Table& table, const std::vector<std::uint32_t>& sizes,
                                std::vector<double> weight = {}) {
  BoundInput input = bound(table);
  input.members = true;
  input.offsets = {0};
  for (const std::uint32_t size : sizes) input.offsets.push_back(input.offsets.back() + size);
  input.weight = std::move(weight);
  return input;
}

inline ParameterSetting scalar(std::string name, std::string value) {
  return {std::move(name), {}, {std::move(value)}, false, {}};
}
inline ParameterSetting list(std::string name, std::vector<std::string> values) {
  return {std::move(name), {}, std::move(values), true, {}};
}
inline ParameterSetting map(std::string name, std::vector<std::string> keys, std::vector<std::string> values) {
  return {std::move(name), std::move(keys), std::move(values), false, {}};
}

class Plugin {
public:
  explicit Plugin(const std::string& id)
      : m_plugin(tranche::load_plugin(std::string(TRANCHE_PLUGIN_DIR) + "/" + id + ".so")) {}

  const tranche::PluginInfo& info() const { return m_plugin.info(); }

  IndicatorColumn compute(std::string_view measure, const std::vector<std::string>& codes,
                          const std::vector<BoundInput>& inputs, const std::vector<ParameterSetting>& settings = {},
                          double level = 0.95) const {
    tranche::Findings findings;
    const auto parameters = m_plugin.resolve_parameters(settings, {}, findings);
    findings.throw_if_errors();
    std::vector<std::string> names;
    for (const std::string& code : codes) names.push_back("Town " + code);
    const std::vector<double> levels{level};
    return m_plugin.compute(measure, codes, names, levels, inputs, parameters);
  }

  /// The sentence with which it refuses.
  std::string refusal(std::string_view measure, const std::vector<std::string>& codes,
                      const std::vector<BoundInput>& inputs, const std::vector<ParameterSetting>& settings = {}) const {
    try {
      compute(measure, codes, inputs, settings);
    } catch (const tranche::Error& error) {
      return error.what();
    }
    return "(no error)";
  }

private:
  tranche::LoadedPlugin m_plugin;
};

/// All remarks on an authority, a line each.
inline std::string notes_on(const IndicatorColumn& column, std::size_t authority) {
  std::string text;
  for (const auto& [about, note] : column.notes)
    if (about == authority) text += note + "\n";
  return text;
}

} // namespace plugin_test
