#include "run/counts.hpp"

#include <cmath>

#include "decide/index.hpp"

namespace tranche {
namespace {

constexpr double same_factor = 1e-6; // published values have a few digits less than they were computed with

/// The one factor of all values; NaN when there is none. Where nobody has an event, every factor will do: 1.
double common_factor(const IndicatorColumn& column) {
  double factor = std::numeric_limits<double>::quiet_NaN();
  bool any = false;
  for (std::size_t i = 0; i < column.value.size(); ++i) {
    if (!has_value(column.status[i])) continue;
    const double events = column.numerator[i], base = column.denominator[i];
    if (!(events >= 0) || !(base > 0)) return std::numeric_limits<double>::quiet_NaN();
    any = true;
    if (events == 0 && column.value[i] == 0) continue;
    const double own = column.value[i] * base / events;
    if (std::isnan(factor)) factor = own;
    if (!(std::abs(own - factor) <= same_factor * std::abs(factor))) return std::numeric_limits<double>::quiet_NaN();
  }
  if (any && std::isnan(factor)) return 1;
  return factor > 0 ? factor : std::numeric_limits<double>::quiet_NaN();
}

} // namespace

Counts counts_of(const IndicatorColumn& column) {
  Counts counts;
  counts.events.assign(column.value.size(), std::numeric_limits<double>::quiet_NaN());
  counts.base = counts.events;
  std::vector<std::size_t> earlier;
  for (std::size_t i = 0; i < column.value.size(); ++i) {
    counts.shown.push_back(i);
    if (!has_value(column.status[i])) continue;
    const std::size_t place = first_of_shared(column, earlier, i);
    if (place < earlier.size()) {
      counts.shown[i] = earlier[place];
      continue;
    }
    if (column.flags[i] & flag::shared) earlier.push_back(i);
    counts.events[i] = column.numerator[i];
    counts.base[i] = column.denominator[i];
  }
  counts.factor = common_factor(column);
  return counts;
}

} // namespace tranche
