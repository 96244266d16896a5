#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <numeric>

#include "statistics/scan_zones.hpp"
#include "tranche/statistics/random.hpp"

namespace tranche::statistics {
namespace {

double log_factorial(double k) { return boost::math::lgamma(k + 1); }
double log_choose(double n, double k) { return log_factorial(n) - log_factorial(k) - log_factorial(n - k); }

/// Inversion outwards from the mode: exact, and about as many steps as the standard deviation.
/// @param ratio p(k + 1)/p(k)
template <class Ratio>
double from_mode(double u, double mode, double p_mode, double least, double most, Ratio&& ratio) {
  double low = mode, high = mode, p_low = p_mode, p_high = p_mode;
  u -= p_mode;
  while (u >= 0) {
    const bool up = high<most, down = low> least;
    if (!up && !down) return mode; // what rounding left of 1
    if (up) {
      p_high *= ratio(high);
      ++high;
      u -= p_high;
      if (u < 0) return high;
    }
    if (down) {
      --low;
      p_low /= ratio(low);
      u -= p_low;
      if (u < 0) return low;
    }
    if (p_low + p_high < 1e-300) return mode;
  }
  return mode;
}

double binomial(double n, double p, double u) {
  if (!(n > 0) || !(p > 0)) return 0;
  if (p >= 1) return n;
  const double mode = std::min(n, std::floor((n + 1) * p));
  const double p_mode = std::exp(log_choose(n, mode) + mode * std::log(p) + (n - mode) * std::log1p(-p));
  return from_mode(u, mode, p_mode, 0, n, [&](double k) { return (n - k) / (k + 1) * (p / (1 - p)); });
}

/// How many of `marked` among `drawn` of `all`, without replacement.
double hypergeometric(double all, double marked, double drawn, double u) {
  const double least = std::max(0.0, drawn - (all - marked)), most = std::min(marked, drawn);
  if (least >= most) return most;
  const double mode = std::clamp(std::floor((marked + 1) * (drawn + 1) / (all + 2)), least, most);
  const double p_mode =
      std::exp(log_choose(marked, mode) + log_choose(all - marked, drawn - mode) - log_choose(all, drawn));
  return from_mode(u, mode, p_mode, least, most,
                   [&](double k) { return (marked - k) / (k + 1) * ((drawn - k) / (all - marked - drawn + k + 1)); });
}

} // namespace

// Unit by unit, given what fell on those before.
void simulate_poisson(std::span<const double> population, double cases, Stream& stream, std::span<double> counts) {
  // From the last, so that the people left are a sum of those units and not a difference that rounding spoils.
  std::vector<double> left(population.size());
  std::partial_sum(population.rbegin(), population.rend(), left.rbegin());
  for (std::size_t i = 0; i < population.size(); ++i) {
    const double u = stream.uniform();
    counts[i] = left[i] > 0 ? binomial(cases, population[i] / left[i], u) : 0;
    cases -= counts[i];
  }
}

void simulate_bernoulli(std::span<const double> population, double cases, Stream& stream, std::span<double> counts) {
  double all = std::accumulate(population.begin(), population.end(), 0.0);
  for (std::size_t i = 0; i < population.size(); ++i) {
    counts[i] = hypergeometric(all, population[i], cases, stream.uniform());
    cases -= counts[i];
    all -= population[i];
  }
}

} // namespace tranche::statistics
