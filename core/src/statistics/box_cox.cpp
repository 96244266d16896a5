#include "statistics/box_cox.hpp"

#include <algorithm>
#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <vector>

namespace tranche::statistics {
namespace {

constexpr int widest_lambda = 5;
constexpr int digits_of_lambda = 20; // binary, relative: about 1e-6; the likelihood is flat at its top

double of_logarithm(double log_x, double lambda) { return lambda == 0 ? log_x : std::expm1(lambda * log_x) / lambda; }

double mean_of(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

/// Logarithms about their mean: values over their geometric mean. Of those the Jacobian's term is 0, so that minus the
/// likelihood is the logarithm of the variance.
double minus_likelihood(std::span<const double> logs, double lambda, std::vector<double>& work) {
  std::transform(logs.begin(), logs.end(), work.begin(), [&](double log_x) { return of_logarithm(log_x, lambda); });
  const double mean = mean_of(work);
  double squares = 0;
  for (const double value : work) squares += (value - mean) * (value - mean);
  return std::log(squares);
}

} // namespace

double box_cox(double x, double lambda) { return of_logarithm(std::log(x), lambda); }

double geometric_mean(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += std::log(value);
  return std::exp(sum / static_cast<double>(values.size()));
}

double box_cox_lambda(std::span<const double> values) {
  if (std::equal(values.begin() + 1, values.end(), values.begin())) return 1;
  std::vector<double> logs, work(values.size());
  for (const double value : values) logs.push_back(std::log(value));
  const double centre = mean_of(logs);
  for (double& log_x : logs) log_x -= centre;
  const auto badness = [&](double lambda) {
    const double found = minus_likelihood(logs, lambda, work);
    return std::isfinite(found) ? found : std::numeric_limits<double>::max();
  };
  double best = -widest_lambda, least = badness(best);
  for (int whole = 1 - widest_lambda; whole <= widest_lambda; ++whole)
    if (const double found = badness(whole); found < least) {
      best = whole;
      least = found;
    }
  const double from = std::max<double>(best - 1, -widest_lambda), to = std::min<double>(best + 1, widest_lambda);
  const auto [lambda, found] = boost::math::tools::brent_find_minima(badness, from, to, digits_of_lambda);
  return found < least ? lambda : best; // at an end of the bracket Brent's method only comes near it
}

} // namespace tranche::statistics
