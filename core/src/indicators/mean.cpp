#include <algorithm>
#include <cmath>

#include "indicators/cells.hpp"
#include "tranche/indicators/kinds.hpp"
#include "tranche/indicators/plugin_host.hpp"
#include "tranche/statistics/limits.hpp"

namespace tranche {
namespace {

/// A mean that was computed elsewhere, with its standard deviation and the number of values behind it.
void put_given(IndicatorColumn& column, std::size_t i, const Cells& mean, const Cells& deviation, const Cells& count) {
  column.coverage[i] = std::min({mean.coverage, deviation.coverage, count.coverage});
  column.status[i] = worse(worse(mean.status, deviation.status), count.status);
  column.denominator[i] = count.sum();
  if (!has_value(column.status[i])) return;
  if (count.sum() == 0) {
    column.status[i] = Status::missing;
    column.notes.emplace_back(i, "the count is 0: no mean");
    return;
  }
  column.value[i] = mean.sum();
  if (column.error_model == "none") return;
  std::vector<statistics::Interval> limits;
  for (const double level : column.levels)
    limits.push_back(statistics::student_limits(count.sum(), mean.sum(), deviation.sum(), level));
  put_limits(column, i, limits);
}

/// The mean of the cells. One without a figure leaves no mean: that of the others would be another quantity.
void put_observed(IndicatorColumn& column, std::size_t i, const Cells& cells) {
  column.coverage[i] = cells.coverage;
  column.status[i] = cells.status;
  if (!has_value(cells.status)) return;
  const statistics::Estimate mean = statistics::sample_mean(cells.figures, column.levels);
  column.value[i] = mean.value;
  if (column.error_model != "none") put_limits(column, i, mean.limits);
}

} // namespace

IndicatorColumn compute_mean(const IndicatorSettings& settings, std::span<const std::string> codes,
                             std::span<const std::string> names, std::span<const double> levels,
                             std::span<const BoundInput> inputs) {
  const BoundInput& value = needed_input(inputs, "value", settings);
  const BoundInput *deviation = find_input(inputs, "standard_deviation"), *count = find_input(inputs, "count");
  if ((deviation == nullptr) != (count == nullptr))
    throw Error(Fault::settings, settings.place.text(),
                std::string("has a ") + (count ? "count" : "standard_deviation") + " without a " +
                    (count ? "standard_deviation" : "count"),
                "bind both, or neither: then the periods and categories of the value are its observations");
  if (count)
    for (const BoundInput* input : {&value, deviation, count}) single_cells(*input, settings);
  IndicatorColumn column =
      blank_column(settings, value.cube.title, codes.size(), levels, settings.limits == "none" ? "none" : "limits");
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const std::string name = called(codes, names, i);
    const Cells cells = cells_of(value, i, name, Sign::any);
    if (count)
      put_given(column, i, cells, cells_of(*deviation, i, name), cells_of(*count, i, name));
    else
      put_observed(column, i, cells);
  }
  return column;
}

} // namespace tranche
