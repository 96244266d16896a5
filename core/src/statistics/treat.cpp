#include "tranche/statistics/treat.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "statistics/box_cox.hpp"
#include "statistics/sample_quantile.hpp"
#include "tranche/finding.hpp"

namespace tranche::statistics {
namespace {

constexpr double floor_share = 1e-6; // of the least value, where a logarithm still tells values apart
constexpr double half_the_digits = 1e-8;

std::vector<double> sorted_values(std::span<const double> values) {
  std::vector<double> sorted;
  sorted.reserve(values.size());
  for (const double value : values)
    if (!std::isnan(value)) sorted.push_back(value);
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

/// Of sorted values, so that the sums do not depend on the order of the units.
Shape shape_of_sorted(std::span<const double> sorted) {
  const auto n = static_cast<double>(sorted.size());
  if (sorted.size() < 3 || sorted.front() == sorted.back()) return {};
  double sum = 0;
  for (const double value : sorted) sum += value;
  const double mean = sum / n;
  // In units of the range, so that powers of counts and of rates neither overflow nor vanish.
  const double range = sorted.back() - sorted.front();
  double squares = 0, cubes = 0, fourths = 0;
  for (const double value : sorted) {
    const double d = (value - mean) / range;
    squares += d * d;
    cubes += d * d * d;
    fourths += d * d * d * d;
  }
  Shape shape;
  const double skew = std::sqrt(n) * cubes / (squares * std::sqrt(squares));
  shape.skewness = skew * std::sqrt(n * (n - 1)) / (n - 2);
  if (sorted.size() < 4) return shape;
  const double excess = n * fourths / (squares * squares) - 3;
  shape.kurtosis = ((n + 1) * excess + 6) * (n - 1) / ((n - 2) * (n - 3));
  return shape;
}

bool passes(const Shape& shape, const TreatOptions& options) {
  return !shape.skewness || !shape.kurtosis || std::abs(*shape.skewness) <= options.most_skewness ||
         *shape.kurtosis <= options.most_kurtosis;
}

/// COINr's winsorise: the most extreme value on the side of the skew becomes the next one, until the rule passes.
/// @return values changed
std::size_t winsorise(std::vector<double> sorted, const TreatOptions& options, Treatment& treatment) {
  std::size_t low = 0, high = 0; // values at the caps, of both ends
  for (Shape shape = shape_of_sorted(sorted); !passes(shape, options); shape = shape_of_sorted(sorted)) {
    const bool upper = *shape.skewness >= 0;
    const auto tied_from = std::lower_bound(sorted.begin(), sorted.end(), sorted.back());
    const auto tied_to = std::upper_bound(sorted.begin(), sorted.end(), sorted.front());
    const auto moved = static_cast<std::size_t>(upper ? sorted.end() - tied_from : tied_to - sorted.begin());
    if (moved + (upper ? low : high) > options.most_points) break;
    const double next = upper ? *(tied_from - 1) : *tied_to;
    if (next == (upper ? sorted.front() : sorted.back())) break; // two different values only: all would be the same
    if (upper) {
      std::fill(tied_from, sorted.end(), next);
      treatment.high_cap = next;
      high = moved;
    } else {
      std::fill(sorted.begin(), tied_to, next);
      treatment.low_cap = next;
      low = moved;
    }
  }
  if (low + high > 0) treatment.method = Treat::winsorise;
  return low + high;
}

void require_positive(double least, const char* what) {
  if (least > 0) return;
  throw Error(Fault::data, "treatment of outliers",
              fmt::format("{} cannot take {}: it needs values above 0", what, least),
              "use shifted_log, which takes any values, or the skewness rule with winsorising");
}

void fit_shifted_log(std::span<const double> sorted, const TreatOptions& options, Treatment& treatment) {
  if (sorted.front() == sorted.back()) return; // nothing to tell apart, and ln(0) to stumble on
  const double range = sorted.back() - sorted.front();
  const double shift = options.shift.value_or(options.shift_share * range);
  treatment.method = Treat::shifted_log;
  treatment.mirrored = shape_of_sorted(sorted).skewness.value_or(0) < 0;
  treatment.least = treatment.mirrored ? -sorted.back() : sorted.front();
  treatment.shift = shift;
  treatment.floor = treatment.least - shift / 2;
}

void fit_box_cox(std::span<const double> sorted, const TreatOptions& options, Treatment& treatment) {
  require_positive(sorted.front(), "Box-Cox");
  treatment.method = Treat::box_cox;
  treatment.lambda = options.lambda ? *options.lambda : box_cox_lambda(sorted);
  treatment.floor = sorted.front() * floor_share;
  const double low = box_cox(sorted.front(), treatment.lambda), high = box_cox(sorted.back(), treatment.lambda);
  if (sorted.front() < sorted.back() && high - low < half_the_digits * std::max(std::abs(low), std::abs(high)))
    treatment.unit = geometric_mean(sorted);
}

/// Any method but the rule.
Treatment fit(std::span<const double> sorted, Treat method, const TreatOptions& options) {
  Treatment treatment;
  if (sorted.empty()) return treatment;
  switch (method) {
  case Treat::log:
    require_positive(sorted.front(), "a logarithm");
    treatment.method = method;
    treatment.floor = sorted.front() * floor_share;
    break;
  case Treat::shifted_log:
    fit_shifted_log(sorted, options, treatment);
    break;
  case Treat::box_cox:
    fit_box_cox(sorted, options, treatment);
    break;
  case Treat::percentile_caps:
    treatment.method = method;
    treatment.low_cap = sample_quantile(sorted, options.lower);
    treatment.high_cap = sample_quantile(sorted, options.upper);
    break;
  case Treat::none:
  case Treat::skew_rule:
  case Treat::winsorise:
    break;
  }
  return treatment;
}

std::vector<double> treated_by(const Treatment& treatment, std::span<const double> values) {
  std::vector<double> treated;
  treated.reserve(values.size());
  for (const double value : values) treated.push_back(treat_on(treatment, value));
  return treated;
}

Treatment fit_by_rule(const std::vector<double>& sorted, const TreatOptions& options, std::size_t& winsorised) {
  Treatment treatment;
  winsorised = winsorise(sorted, options, treatment);
  const bool enough = passes(shape_of_sorted(treated_by(treatment, sorted)), options);
  return enough || options.fallback == Treat::none ? treatment : fit(sorted, options.fallback, options);
}

} // namespace

Shape shape_of(std::span<const double> values) { return shape_of_sorted(sorted_values(values)); }

double treat_on(const Treatment& treatment, double value) {
  if (std::isnan(value)) return value;
  switch (treatment.method) {
  case Treat::winsorise:
  case Treat::percentile_caps:
    return std::clamp(value, treatment.low_cap, treatment.high_cap);
  case Treat::log:
    return std::log(std::max(value, treatment.floor));
  case Treat::shifted_log: {
    const double turned = treatment.mirrored ? -value : value;
    const double logarithm = std::log((std::max(turned, treatment.floor) - treatment.least) + treatment.shift);
    return treatment.mirrored ? -logarithm : logarithm;
  }
  case Treat::box_cox:
    return box_cox(std::max(value, treatment.floor) / treatment.unit, treatment.lambda);
  case Treat::none:
  case Treat::skew_rule:
    break;
  }
  return value;
}

Treated treat(std::span<const double> values, const TreatOptions& options) {
  const std::vector<double> sorted = sorted_values(values);
  Treated result;
  result.before = shape_of_sorted(sorted);
  result.treatment = options.method == Treat::skew_rule ? fit_by_rule(sorted, options, result.winsorised)
                                                        : fit(sorted, options.method, options);
  result.values = treated_by(result.treatment, values);
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!std::isnan(values[i]) && result.values[i] != values[i])
      result.changes.push_back({i, values[i], result.values[i]});
  result.after = result.treatment.method == Treat::none
                     ? result.before
                     : shape_of_sorted(treated_by(result.treatment, sorted)); // monotone: still sorted
  result.passed = passes(result.after, options);
  return result;
}

} // namespace tranche::statistics
