#include "maps/classes.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace tranche {

using maps::classed;
using maps::sorted_present;

namespace maps {

std::vector<double> sorted_present(std::span<const double> values) {
  std::vector<double> present;
  for (const double value : values)
    if (!std::isnan(value)) present.push_back(value);
  std::sort(present.begin(), present.end());
  return present;
}

Classes classed(std::string method, std::span<const double> values, const std::vector<double>& upper) {
  Classes classes{std::move(method), {}, {}, {}};
  for (const double edge : upper)
    if (classes.upper.empty() || edge > classes.upper.back()) classes.upper.push_back(edge);
  classes.counts.assign(classes.size(), 0);
  for (const double value : values) {
    if (std::isnan(value)) {
      classes.of.push_back(-1);
      continue;
    }
    const std::size_t at = class_of(classes, value);
    classes.of.push_back(static_cast<int>(at));
    ++classes.counts[at];
  }
  return classes;
}

} // namespace maps

namespace {

/// The quantile of `part` in `parts`. Kept in integers, so that a position on a value is exactly there.
double quantile(const std::vector<double>& sorted, std::size_t part, std::size_t parts, QuantileRule rule) {
  const std::size_t n = sorted.size();
  // In units of 1 / (2 parts) from the first value.
  std::size_t position = 2 * (n - 1) * part;
  if (rule == QuantileRule::hazen) {
    const std::size_t middles = 2 * n * part;
    position = std::min(middles > parts ? middles - parts : 0, 2 * parts * (n - 1));
  }
  const std::size_t whole = position / (2 * parts);
  const double share = static_cast<double>(position % (2 * parts)) / static_cast<double>(2 * parts);
  const double next = sorted[std::min(whole + 1, n - 1)];
  return sorted[whole] + share * (next - sorted[whole]);
}

/// 1, 2, 5 or 10 times a power of ten: the nearest, or the first that is not smaller.
double nice(double value, bool nearest) {
  const double power = std::pow(10.0, std::floor(std::log10(value)));
  const double digits = value / power;
  if (nearest) return power * (digits < 1.5 ? 1 : digits < 3 ? 2 : digits < 7 ? 5 : 10);
  return power * (digits <= 1 ? 1 : digits <= 2 ? 2 : digits <= 5 ? 5 : 10);
}

double median_of(const std::vector<double>& sorted) { return quantile(sorted, 1, 2, QuantileRule::linear); }

} // namespace

Classes quantile_classes(std::span<const double> values, std::size_t count, QuantileRule rule) {
  const std::vector<double> sorted = sorted_present(values);
  // Between equal values and the next one there may be an interpolated edge with nothing below it.
  std::vector<double> edges;
  for (std::size_t i = 1; i <= count && !sorted.empty(); ++i) {
    const double edge = i == count ? sorted.back() : quantile(sorted, i, count, rule);
    const auto above = edges.empty() ? sorted.begin() : std::upper_bound(sorted.begin(), sorted.end(), edges.back());
    if (above != sorted.end() && *above <= edge) edges.push_back(edge);
  }
  return classed("equal numbers (quantiles)", values, edges);
}

Classes equal_interval_classes(std::span<const double> values, std::size_t count) {
  const std::vector<double> sorted = sorted_present(values);
  std::vector<double> upper;
  for (std::size_t i = 1; i <= count && !sorted.empty(); ++i) {
    const double step = (sorted.back() - sorted.front()) / static_cast<double>(count);
    upper.push_back(i == count ? sorted.back() : sorted.front() + step * static_cast<double>(i));
  }
  if (!sorted.empty() && sorted.front() == sorted.back()) upper = {sorted.back()};
  return classed("equal steps", values, upper);
}

Classes head_tail_classes(std::span<const double> values) {
  const std::vector<double> sorted = sorted_present(values);
  std::vector<double> upper;
  for (auto head = sorted.begin(); head != sorted.end();) {
    const double mean = std::accumulate(head, sorted.end(), 0.0) / static_cast<double>(sorted.end() - head);
    // A mean of equal values may be off by rounding: what is equal is not cut.
    upper.push_back(*head == sorted.back() ? sorted.back() : mean);
    if (*head == sorted.back()) break;
    head = std::upper_bound(head, sorted.end(), mean);
  }
  if (!upper.empty()) upper.back() = sorted.back();
  return classed("head and tail breaks", values, upper);
}

Classes standard_deviation_classes(std::span<const double> values, std::span<const double> multiples) {
  static constexpr std::array usual{-2.0, -1.0, 1.0, 2.0};
  if (multiples.empty()) multiples = usual;
  const std::vector<double> sorted = sorted_present(values);
  if (sorted.empty() || sorted.front() == sorted.back())
    return classed("standard deviations from the mean", values,
                   sorted.empty() ? sorted : std::vector<double>{sorted.back()});
  const auto n = static_cast<double>(sorted.size());
  const double mean = std::accumulate(sorted.begin(), sorted.end(), 0.0) / n;
  double squares = 0;
  for (const double value : sorted) squares += (value - mean) * (value - mean);
  const double deviation = std::sqrt(squares / (n - 1));
  std::vector<double> upper;
  for (const double multiple : multiples) upper.push_back(mean + multiple * deviation);
  std::sort(upper.begin(), upper.end());
  if (upper.back() < sorted.back()) upper.push_back(sorted.back());
  return classed("standard deviations from the mean", values, upper);
}

Classes maximum_breaks_classes(std::span<const double> values, std::size_t count) {
  const std::vector<double> sorted = sorted_present(values);
  std::vector<std::size_t> gaps; // after each value that the next is greater than
  for (std::size_t i = 0; i + 1 < sorted.size(); ++i)
    if (sorted[i + 1] > sorted[i]) gaps.push_back(i);
  std::stable_sort(gaps.begin(), gaps.end(),
                   [&](std::size_t a, std::size_t b) { return sorted[a + 1] - sorted[a] > sorted[b + 1] - sorted[b]; });
  gaps.resize(std::min(gaps.size(), count - 1));
  std::sort(gaps.begin(), gaps.end());
  std::vector<double> upper;
  for (const std::size_t i : gaps) upper.push_back((sorted[i] + sorted[i + 1]) / 2);
  if (!sorted.empty()) upper.push_back(sorted.back());
  return classed("widest gaps", values, upper);
}

Classes pretty_classes(std::span<const double> values, std::size_t count) {
  const std::vector<double> sorted = sorted_present(values);
  if (sorted.empty() || sorted.front() == sorted.back())
    return classed("round limits", values, sorted.empty() ? sorted : std::vector<double>{sorted.back()});
  const double span = nice(sorted.back() - sorted.front(), false);
  const double step = nice(span / static_cast<double>(std::max<std::size_t>(count, 2) - 1), true);
  const double first = std::floor(sorted.front() / step), last = std::ceil(sorted.back() / step);
  std::vector<double> upper;
  for (double i = first + 1; i <= last; ++i) upper.push_back(i * step);
  return classed("round limits", values, upper);
}

Classes box_classes(std::span<const double> values, double hinge) {
  const std::vector<double> sorted = sorted_present(values);
  if (sorted.empty()) return classed("box plot", values, {});
  const auto quarter = [&](std::size_t part) { return quantile(sorted, part, 4, QuantileRule::linear); };
  const double low = quarter(1), middle = quarter(2), high = quarter(3), reach = hinge * (high - low);
  std::vector<double> upper{low - reach, low, middle, high, high + reach};
  if (upper.back() < sorted.back()) upper.push_back(sorted.back());
  return classed("box plot", values, upper);
}

Classes percentile_classes(std::span<const double> values, QuantileRule rule) {
  const std::vector<double> sorted = sorted_present(values);
  std::vector<double> upper;
  for (const std::size_t percent : {1, 10, 50, 90, 99})
    if (!sorted.empty()) upper.push_back(quantile(sorted, percent, 100, rule));
  if (!sorted.empty()) upper.push_back(sorted.back());
  return classed("percentiles", values, upper);
}

Classes own_classes(std::span<const double> values, std::span<const double> upper) {
  const std::vector<double> sorted = sorted_present(values);
  if (sorted.empty()) return classed("limits of the author", values, {});
  std::vector<double> edges(upper.begin(), upper.end());
  std::sort(edges.begin(), edges.end());
  if (edges.empty() || edges.back() < sorted.back()) edges.push_back(sorted.back());
  return classed("limits of the author", values, edges);
}

std::size_t class_of(const Classes& classes, double value) {
  const auto at = std::lower_bound(classes.upper.begin(), classes.upper.end(), value) - classes.upper.begin();
  return std::min(static_cast<std::size_t>(at), classes.size() - 1);
}

AbsoluteFit absolute_fit(std::span<const double> values, const Classes& classes) {
  const auto deviations = [](const std::vector<double>& sorted) {
    double sum = 0;
    for (const double value : sorted) sum += std::abs(value - median_of(sorted));
    return sum;
  };
  AbsoluteFit fit;
  for (std::size_t c = 0; c < classes.size(); ++c) {
    std::vector<double> members;
    for (std::size_t i = 0; i < values.size(); ++i)
      if (classes.of[i] == static_cast<int>(c)) members.push_back(values[i]);
    std::sort(members.begin(), members.end());
    fit.deviations += deviations(members);
  }
  const double all = deviations(sorted_present(values));
  if (all > 0) fit.goodness = 1 - fit.deviations / all;
  return fit;
}

} // namespace tranche
