#include "statistics/local_sums.hpp"
#include "tranche/statistics/local_association.hpp"
#include "tranche/statistics/shrink.hpp"

namespace tranche::statistics {
namespace {

double divided_by(Divisor divisor, std::size_t units) {
  const auto n = static_cast<double>(units);
  return divisor == Divisor::sample ? (n - 1) / n : 1;
}

Pattern quadrant(double own, double lag) {
  if (own > 0) return lag > 0 ? Pattern::high_high : Pattern::high_low;
  return lag > 0 ? Pattern::low_high : Pattern::low_low;
}

/// I = own x sum w_ij z_j; own and z may be of two variables.
std::vector<LocalSum> moran_sums(std::span<const double> own, std::span<const double> z, const SpatialWeights& w,
                                 double factor) {
  std::vector<LocalSum> sums(z.size());
  const double largest = largest_size(z);
  for (std::size_t i = 0; i < z.size(); ++i) {
    if (w.degree(i) == 0) continue;
    LocalSum& sum = sums[i];
    sum.found = lag_of(w, i, z, largest);
    sample_moments(sum, row_sums(w.weights_of(i)), z[i], z.size());
    sum.scale = factor * own[i];
    sum.direction = own[i] > 0 ? 1 : own[i] < 0 ? -1 : 0;
    sum.pattern = quadrant(own[i], sum.found.sum);
  }
  return sums;
}

LocalStatistics moran_with_draws(const LocalCase& one, std::span<const double> z, const PermutationOptions& options) {
  const std::vector<std::uint32_t> ring = ring_of(z.size(), options.seed);
  const std::vector<double> values = round_the_ring(ring, z);
  return with_draws(one, options, ring, [&](std::size_t, std::size_t p) { return values[p]; });
}

/// Anselin 1995, equations 13 and 14.
void use_total_moments(LocalStatistics& result, const LocalCase& one, std::span<const double> z, double factor) {
  const auto n = static_cast<double>(z.size());
  double b2 = 0;
  for (const double score : z) b2 += score * score * score * score / n;
  for (std::size_t i = 0; i < z.size(); ++i) {
    if (one.weights.degree(i) == 0) continue;
    const RowSums row = row_sums(one.weights.weights_of(i));
    const double expected = -row.weights / (n - 1), first = row.squares * (n - b2) / (n - 1);
    double variance = first - expected * expected;
    if (z.size() > 2) variance += (row.weights * row.weights - row.squares) * (2 * b2 - n) / ((n - 1) * (n - 2));
    const std::size_t unit = one.known.units[i];
    result.analytic[unit] =
        normal_test(result.value[unit], factor * expected, factor * factor * variance, 1e-12 * first * factor * factor);
  }
}

} // namespace

LocalStatistics local_moran(std::span<const double> values, const SpatialWeights& weights,
                            const LocalOptions& options) {
  LocalCase one{values.size(), without_missing(weights, values), {}, {}, {}};
  one.weights = one.known.weights;
  const std::vector<double> known = values_of(values, one.known.units);
  one.lag = spatial_lag(one.weights, known);
  const StandardScores scores = settled_scores(known);
  const double factor = divided_by(options.divisor, known.size());
  if (!scores.constant) one.sums = moran_sums(scores.z, scores.z, one.weights, factor);
  LocalStatistics result = moran_with_draws(one, scores.z, options.permutations);
  if (options.moments == Moments::total && !scores.constant) use_total_moments(result, one, scores.z, factor);
  return result;
}

LocalStatistics local_moran_of_rates(std::span<const double> events, std::span<const double> population,
                                     const SpatialWeights& weights, const LocalOptions& options) {
  return local_moran(assuncao_reis(events, population), weights, options);
}

LocalStatistics bivariate_local_moran(std::span<const double> x, std::span<const double> y,
                                      const SpatialWeights& weights, const LocalOptions& options) {
  std::vector<double> both(x.begin(), x.end());
  for (std::size_t i = 0; i < both.size(); ++i)
    if (std::isnan(y[i])) both[i] = nan;
  LocalCase one{x.size(), without_missing(weights, both), {}, {}, {}};
  one.weights = one.known.weights;
  const std::vector<double> known_y = values_of(y, one.known.units);
  one.lag = spatial_lag(one.weights, known_y);
  const StandardScores zx = settled_scores(values_of(x, one.known.units)), zy = settled_scores(known_y);
  if (!zx.constant && !zy.constant)
    one.sums = moran_sums(zx.z, zy.z, one.weights, divided_by(options.divisor, known_y.size()));
  return moran_with_draws(one, zy.z, options.permutations);
}

} // namespace tranche::statistics
