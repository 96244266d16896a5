#include "tranche/statistics/describe.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "statistics/moments.hpp"

namespace tranche::statistics {
namespace {

void add_moments(std::span<const double> sorted, Description& description) {
  const Spread spread = spread_of(sorted);
  const auto n = static_cast<double>(spread.n);
  description.mean = std::clamp(spread.centre + spread.rest / n / spread.scale, spread.minimum, spread.maximum);
  if (spread.n < 2) return;
  description.sd = 0;
  if (!spread.varies()) return;
  const double left_over = spread.rest / n;
  double squares = 0, cubes = 0, fourths = 0;
  for (const double value : sorted) {
    const double d = spread.scaled(value) - left_over;
    squares += d * d;
    cubes += d * d * d;
    fourths += d * d * d * d;
  }
  const double variance = squares / (n - 1);
  description.sd = std::sqrt(variance) / spread.scale;
  if (spread.n >= 3) description.skewness = n / ((n - 1) * (n - 2)) * cubes / (variance * std::sqrt(variance));
  if (spread.n >= 4)
    description.kurtosis = n * (n + 1) / ((n - 1) * (n - 2) * (n - 3)) * fourths / (variance * variance) -
                           3 * (n - 1) * (n - 1) / ((n - 2) * (n - 3));
}

void add_order(std::span<const double> sorted, Description& description) {
  description.minimum = sorted.front();
  description.maximum = sorted.back();
  description.lower_quartile = quantile(sorted, 0.25);
  description.median = quantile(sorted, 0.5);
  description.upper_quartile = quantile(sorted, 0.75);
  const double reach = 1.5 * (description.upper_quartile - description.lower_quartile);
  description.lower_fence = description.lower_quartile - reach;
  description.upper_fence = description.upper_quartile + reach;
  description.distinct = 1;
  for (std::size_t i = 1; i < sorted.size(); ++i) description.distinct += sorted[i] != sorted[i - 1];
  for (const double value : sorted)
    description.outliers += value < description.lower_fence || value > description.upper_fence;
}

} // namespace

double quantile(std::span<const double> sorted, double p) {
  if (sorted.empty()) return Description::none;
  const double place = static_cast<double>(sorted.size() - 1) * p;
  const auto below = std::min(static_cast<std::size_t>(place), sorted.size() - 1);
  const double part = place - static_cast<double>(below);
  if (part == 0 || below + 1 == sorted.size()) return sorted[below];
  // Each side by itself: their difference may overflow.
  return (1 - part) * sorted[below] + part * sorted[below + 1];
}

Description describe(std::span<const double> values) {
  Description description;
  std::vector<double> sorted;
  sorted.reserve(values.size());
  for (const double value : values)
    if (!std::isnan(value)) sorted.push_back(value);
  description.n = sorted.size();
  description.missing = values.size() - sorted.size();
  if (sorted.empty()) return description;
  std::sort(sorted.begin(), sorted.end());
  add_order(sorted, description);
  add_moments(sorted, description);
  return description;
}

} // namespace tranche::statistics
