#include "tranche/statistics/limits.hpp"

#include <algorithm>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <cstddef>

namespace tranche::statistics {
namespace {

// From here on Byar's approximation replaces the exact limits, by the profiles' convention.
constexpr double byar_from = 10;

Interval exact_limits(double count, double tail) {
  // chi2inv(p, 2k) / 2 is the inverse of the lower incomplete gamma function with shape k.
  return {count > 0 ? boost::math::gamma_p_inv(count, tail) : 0.0, boost::math::gamma_p_inv(count + 1, 1 - tail)};
}

} // namespace

double normal_deviate(double level) { return std::sqrt(2.0) * boost::math::erf_inv(level); }

Interval byar_limits(double count, double level) {
  const double z = normal_deviate(level);
  const double more = count + 1;
  const double lower = count * std::pow(1 - 1 / (9 * count) - z / (3 * std::sqrt(count)), 3);
  return {std::max(lower, 0.0), more * std::pow(1 - 1 / (9 * more) + z / (3 * std::sqrt(more)), 3)};
}

Interval count_limits(double count, double level) {
  return count < byar_from ? exact_limits(count, (1 - level) / 2) : byar_limits(count, level);
}

Interval wilson_limits(double x, double n, double level) {
  const double z = normal_deviate(level);
  const double z2 = z * z;
  const double root = z * std::sqrt(z2 + 4 * x * (1 - x / n));
  const double divisor = 2 * (n + z2);
  return {(2 * x + z2 - root) / divisor, (2 * x + z2 + root) / divisor};
}

StandardisedRate standardised_rate(std::span<const double> events, std::span<const double> population,
                                   std::span<const double> standard, double multiplier, double level) {
  double weights = 0, rate = 0, variance = 0, total = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    weights += standard[i];
    total += events[i];
    if (standard[i] <= 0) continue;
    rate += standard[i] * events[i] / population[i];
    variance += standard[i] * standard[i] * events[i] / (population[i] * population[i]);
  }
  StandardisedRate result;
  result.events = total;
  result.given = total >= byar_from;
  if (!result.given) return result;
  rate /= weights;
  variance /= weights * weights;
  const Interval count = count_limits(total, level);
  const double scale = std::sqrt(variance / total);
  result.value = rate * multiplier;
  result.limits = {(rate + scale * (count.lower - total)) * multiplier,
                   (rate + scale * (count.upper - total)) * multiplier};
  return result;
}

} // namespace tranche::statistics
