#include "tranche/maps/classes.hpp"

#include <algorithm>
#include <cmath>

namespace tranche {
namespace {

std::vector<double> sorted_present(std::span<const double> values) {
  std::vector<double> present;
  for (const double value : values)
    if (!std::isnan(value)) present.push_back(value);
  std::sort(present.begin(), present.end());
  return present;
}

/// Puts every value into its class and counts.
Classes classed(std::string method, std::span<const double> values, std::vector<double> upper) {
  Classes classes{std::move(method), std::move(upper), {}, {}};
  classes.counts.assign(classes.size(), 0);
  for (const double value : values) {
    if (std::isnan(value)) {
      classes.of.push_back(-1);
      continue;
    }
    const auto at = std::lower_bound(classes.upper.begin(), classes.upper.end(), value) - classes.upper.begin();
    classes.of.push_back(static_cast<int>(at));
    ++classes.counts[static_cast<std::size_t>(at)];
  }
  return classes;
}

} // namespace

Classes quantile_classes(std::span<const double> values, std::size_t count) {
  const std::vector<double> sorted = sorted_present(values);
  std::vector<double> upper;
  for (std::size_t i = 1; i <= count && !sorted.empty(); ++i) {
    // The position is a whole number of (n - 1) i / count: kept in integers so that an exact one stays exact.
    const std::size_t scaled = (sorted.size() - 1) * i, whole = scaled / count;
    const double share = static_cast<double>(scaled % count) / static_cast<double>(count);
    const double next = sorted[std::min(whole + 1, sorted.size() - 1)];
    const double edge = i == count ? sorted.back() : sorted[whole] + share * (next - sorted[whole]);
    if (upper.empty() || edge > upper.back()) upper.push_back(edge);
  }
  // Between equal values and the next one there may be an interpolated edge with nothing below it.
  std::vector<double> edges;
  for (const double edge : upper) {
    const auto above = edges.empty() ? sorted.begin() : std::upper_bound(sorted.begin(), sorted.end(), edges.back());
    if (above != sorted.end() && *above <= edge) edges.push_back(edge);
  }
  return classed("equal numbers (quantiles)", values, std::move(edges));
}

Classes equal_interval_classes(std::span<const double> values, std::size_t count) {
  const std::vector<double> sorted = sorted_present(values);
  std::vector<double> upper;
  for (std::size_t i = 1; i <= count && !sorted.empty(); ++i) {
    const double step = (sorted.back() - sorted.front()) / static_cast<double>(count);
    const double edge = i == count ? sorted.back() : sorted.front() + step * static_cast<double>(i);
    if (upper.empty() || edge > upper.back()) upper.push_back(edge);
  }
  if (!sorted.empty() && sorted.front() == sorted.back()) upper = {sorted.back()};
  return classed("equal steps", values, std::move(upper));
}

} // namespace tranche
