#include <fmt/format.h>

#include "indicators/cells.hpp"
#include "tranche/indicators/kinds.hpp"

namespace tranche {

IndicatorColumn compute_column(const IndicatorSettings& settings, std::span<const std::string> codes,
                               std::span<const std::string> names, std::span<const double> levels,
                               std::span<const BoundInput> inputs) {
  const BoundInput* bound = find_input(inputs, "value");
  if (!bound)
    throw Error(Fault::settings, settings.place.text(), "`kind: column` needs a column",
                "write column: NAME, or inputs: {value: LAYER:VALUE}");
  const Cube& cube = single_cells(*bound, settings);
  IndicatorColumn column = blank_column(settings, cube.title, codes.size(), levels, "none");
  if (settings.unit.empty()) column.unit = cube.unit;
  column.coverage = cube.coverage;
  column.status = cube.status;
  const BoundInput *below = find_input(inputs, "lower"), *above = find_input(inputs, "upper");
  const bool given = settings.limits == "given" && below && above;
  column.error_model = given ? "limits" : "none";
  for (std::size_t i = 0; i < codes.size(); ++i) {
    if (!has_value(cube.status[i])) continue;
    column.value[i] = cube.value[i];
    if (!given) continue;
    const Cube &lower = single_cells(*below, settings), &upper = single_cells(*above, settings);
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
