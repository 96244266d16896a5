#include <cmath>
#include <fmt/format.h>
#include <limits>

#include "tranche/indicators/kinds.hpp"

namespace tranche {
namespace {

const BoundInput* role(std::span<const BoundInput> inputs, const std::string& name) {
  for (const BoundInput& input : inputs)
    if (input.role == name) return &input;
  return nullptr;
}

const Cube& single(const BoundInput& input, const IndicatorSettings& settings) {
  if (input.cube.cells_per_area() == 1) return input.cube;
  throw Error(Fault::settings, settings.place.text(),
              fmt::format("the {} of {} has {} figures for each authority", input.role, input.cube.layer,
                          input.cube.cells_per_area()),
              "name one period and one category, as in LAYER:VALUE:PERIOD");
}

} // namespace

IndicatorColumn compute_column(const IndicatorSettings& settings, std::span<const std::string> codes,
                               std::span<const std::string> names, std::span<const double> levels,
                               std::span<const BoundInput> inputs) {
  const BoundInput* bound = role(inputs, "value");
  if (!bound)
    throw Error(Fault::settings, settings.place.text(), "`kind: column` needs a column",
                "write column: NAME, or inputs: {value: LAYER:VALUE}");
  const Cube& cube = single(*bound, settings);
  IndicatorColumn column;
  column.id = settings.id;
  column.title = settings.title.empty() ? cube.title : settings.title;
  column.unit = settings.unit.empty() ? cube.unit : settings.unit;
  column.source = "column";
  column.direction = settings.direction.value_or(1);
  column.levels.assign(levels.begin(), levels.end());
  column.value.assign(codes.size(), std::numeric_limits<double>::quiet_NaN());
  column.lower = column.upper = column.numerator = column.denominator = column.value;
  column.coverage = cube.coverage;
  column.status = cube.status;
  column.flags.assign(codes.size(), 0);
  const BoundInput *below = role(inputs, "lower"), *above = role(inputs, "upper");
  const bool given = settings.limits == "given" && below && above;
  column.error_model = given ? "limits" : "none";
  for (std::size_t i = 0; i < codes.size(); ++i) {
    if (!has_value(cube.status[i])) continue;
    column.value[i] = cube.value[i];
    if (!given) continue;
    const Cube &lower = single(*below, settings), &upper = single(*above, settings);
    if (!has_value(lower.status[i]) || !has_value(upper.status[i])) continue;
    if (lower.value[i] > cube.value[i] || upper.value[i] < cube.value[i])
      throw Error(Fault::data, cube.layer,
                  fmt::format("the limits of {} ({}), {} to {}, do not hold its value {}", names[i], codes[i],
                              lower.value[i], upper.value[i], cube.value[i]),
                  "correct the figures in the file, or name other columns");
    column.lower[i] = lower.value[i];
    column.upper[i] = upper.value[i];
  }
  return column;
}

} // namespace tranche
