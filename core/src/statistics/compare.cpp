#include "tranche/statistics/compare.hpp"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

#include "statistics/estimate.hpp"

namespace tranche::statistics {
namespace {

double two_sided(double z) { return std::erfc(std::abs(z) / std::sqrt(2.0)); }

/// Of a figure that cannot differ from the reference by chance.
Test certain(bool same) { return same ? Test{0, 1} : Test{std::numeric_limits<double>::quiet_NaN(), 0}; }

/// Twice the smaller tail, with the deviate of that p.
Test central(double at_most, double at_least) {
  const double p = std::min(1.0, 2 * std::min(at_most, at_least));
  const double sign = at_least < at_most ? 1 : -1;
  return {p > 0 ? sign * std::sqrt(2.0) * boost::math::erfc_inv(p) : std::numeric_limits<double>::quiet_NaN(), p};
}

Test byar_test(double count, double expected) {
  const double more = count + 1;
  const double above = 3 * std::sqrt(count) * (1 - 1 / (9 * count) - std::cbrt(expected / count));
  const double below = 3 * std::sqrt(more) * (std::cbrt(expected / more) - 1 + 1 / (9 * more));
  const double z = above > 0 ? above : -std::max(below, 0.0);
  return {z + 0.0, two_sided(z)};
}

} // namespace

std::string_view name_of(Significance significance) {
  switch (significance) {
  case Significance::unknown:
    return "";
  case Significance::lower:
    return "lower";
  case Significance::similar:
    return "similar";
  case Significance::higher:
    return "higher";
  }
  return "";
}

Significance significance(Interval limits, double reference) {
  if (std::isnan(limits.lower) || std::isnan(limits.upper) || std::isnan(reference)) return Significance::unknown;
  if (reference < limits.lower) return Significance::higher;
  return reference > limits.upper ? Significance::lower : Significance::similar;
}

std::vector<Significance> significance(std::span<const Interval> limits, double reference) {
  std::vector<Significance> result;
  result.reserve(limits.size());
  for (const Interval& each : limits) result.push_back(significance(each, reference));
  return result;
}

Test poisson_test(double count, double expected) {
  if (std::isnan(count) || std::isnan(expected)) return {};
  if (expected <= 0) return certain(count <= 0);
  if (count >= byar_from) return byar_test(count, expected);
  return central(boost::math::gamma_q(count + 1, expected), count > 0 ? boost::math::gamma_p(count, expected) : 1);
}

Test score_test(double x, double n, double p0) {
  if (std::isnan(x) || std::isnan(p0) || !(n > 0)) return {};
  if (p0 <= 0 || p0 >= 1) return certain(x == n * p0);
  const double z = (x / n - p0) / std::sqrt(p0 * (1 - p0) / n);
  return {z, two_sided(z)};
}

Test binomial_test(double x, double n, double p0) {
  if (std::isnan(x) || std::isnan(p0) || !(n > 0)) return {};
  if (p0 <= 0 || p0 >= 1) return certain(x == n * p0);
  return central(x < n ? boost::math::ibetac(x + 1, n - x, p0) : 1, x > 0 ? boost::math::ibeta(x, n - x + 1, p0) : 1);
}

Test z_test(double value, double standard_error, double reference, double reference_error) {
  const double error = std::hypot(standard_error, reference_error);
  if (std::isnan(value) || std::isnan(reference) || !(error > 0)) return {};
  const double z = (value - reference) / error;
  return {z, two_sided(z)};
}

} // namespace tranche::statistics
