#include "tranche/statistics/limits.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <cstddef>

#include "statistics/estimate.hpp"

namespace tranche::statistics {

std::string_view describe(Reason reason) {
  switch (reason) {
  case Reason::none:
    return "";
  case Reason::missing_figure:
    return "a figure is missing";
  case Reason::no_population:
    return "the population is 0";
  case Reason::too_few_events:
    return "too few events";
  case Reason::no_reference:
    return "the standard or reference population is empty";
  case Reason::too_few_groups:
    return "fewer than two groups";
  }
  return "";
}

double normal_deviate(double level) { return std::sqrt(2.0) * boost::math::erf_inv(level); }

Interval byar_limits(double count, double level) {
  const double z = normal_deviate(level);
  const double more = count + 1;
  const double lower = count * std::pow(1 - 1 / (9 * count) - z / (3 * std::sqrt(count)), 3);
  return {std::max(lower, 0.0), more * std::pow(1 - 1 / (9 * more) + z / (3 * std::sqrt(more)), 3)};
}

Interval exact_limits(double count, double level) {
  const double tail = (1 - level) / 2;
  // chi2inv(p, 2k) / 2 is the inverse of the lower incomplete gamma function with shape k.
  return {count > 0 ? boost::math::gamma_p_inv(count, tail) : 0.0, boost::math::gamma_p_inv(count + 1, 1 - tail)};
}

Interval count_limits(double count, double level) {
  return count < byar_from ? exact_limits(count, level) : byar_limits(count, level);
}

Interval wilson_limits(double x, double n, double level) {
  const double z = normal_deviate(level);
  const double z2 = z * z;
  const double root = z * std::sqrt(z2 + 4 * x * (1 - x / n));
  const double divisor = 2 * (n + z2);
  // None and all lie on a limit, which rounding would leave on their wrong side.
  return {x > 0 ? (2 * x + z2 - root) / divisor : 0.0, x < n ? (2 * x + z2 + root) / divisor : 1.0};
}

Interval student_limits(double n, double mean, double sd, double level) {
  if (!(n >= 2) || std::isnan(mean) || std::isnan(sd)) return no_limits;
  const boost::math::students_t student(n - 1);
  const double reach = boost::math::quantile(boost::math::complement(student, (1 - level) / 2)) * sd / std::sqrt(n);
  return {mean - reach, mean + reach};
}

Estimate crude_rate(double events, double population, double multiplier, std::span<const double> levels,
                    double event_squares) {
  if (std::isnan(events) || std::isnan(population)) return not_given(Reason::missing_figure, events, levels);
  if (population <= 0) return not_given(Reason::no_population, events, levels);
  const double squares = std::isnan(event_squares) ? events : event_squares;
  const double stretch = events > 0 ? std::sqrt(squares / events) : 1;
  const double factor = multiplier / population;
  return estimate_of(factor * events, factor * std::sqrt(squares), events, levels, [&](double level) -> Interval {
    const Interval count = count_limits(events, level);
    return {factor * (events + stretch * (count.lower - events)), factor * (events + stretch * (count.upper - events))};
  });
}

Estimate proportion(double x, double n, double multiplier, std::span<const double> levels) {
  if (std::isnan(x) || std::isnan(n)) return not_given(Reason::missing_figure, x, levels);
  if (n <= 0) return not_given(Reason::no_population, x, levels);
  const double p = x / n;
  return estimate_of(multiplier * p, multiplier * std::sqrt(p * (1 - p) / n), x, levels, [&](double level) -> Interval {
    const Interval limits = wilson_limits(x, n, level);
    return {multiplier * limits.lower, multiplier * limits.upper};
  });
}

Estimate sample_mean(std::span<const double> values, std::span<const double> levels) {
  double n = 0, sum = 0, squares = 0;
  for (const double value : values)
    if (!std::isnan(value)) {
      ++n;
      sum += value;
    }
  if (n == 0) return not_given(Reason::missing_figure, 0, levels);
  const double mean = sum / n;
  for (const double value : values)
    if (!std::isnan(value)) squares += (value - mean) * (value - mean);
  const double sd = n > 1 ? std::sqrt(squares / (n - 1)) : std::numeric_limits<double>::quiet_NaN();
  return estimate_of(mean, sd / std::sqrt(n), n, levels,
                     [&](double level) { return student_limits(n, mean, sd, level); });
}

} // namespace tranche::statistics
