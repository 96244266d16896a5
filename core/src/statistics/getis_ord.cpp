#include "statistics/local_sums.hpp"
#include "tranche/statistics/local_association.hpp"

namespace tranche::statistics {
namespace {

/// 1 over a sum of values, given in standard deviations; NaN where they cancel.
double one_over(double sum, double size) { return std::abs(sum) > 1e-12 * size ? 1 / sum : nan; }

std::vector<LocalSum> gi_sums(const StandardScores& scores, const SpatialWeights& w) {
  std::vector<LocalSum> sums(scores.z.size());
  const double others = static_cast<double>(scores.z.size()) - 1, largest = largest_size(scores.z);
  for (std::size_t i = 0; i < scores.z.size(); ++i) {
    if (w.degree(i) == 0) continue;
    LocalSum& sum = sums[i];
    const double own = scores.z[i];
    const RowSums row = row_sums(w.weights_of(i));
    sum.found = lag_of(w, i, scores.z, largest);
    sample_moments(sum, row, own, scores.z.size());
    sum.scale = one_over(others * scores.mean - own, others * std::abs(scores.mean) + std::abs(own) + 1);
    sum.offset = row.weights * scores.mean * sum.scale;
    sum.pattern = sum.found.sum > sum.expected ? Pattern::high_high : Pattern::low_low;
  }
  return sums;
}

/// @param star the weights with the unit's own; w those without it
std::vector<LocalSum> gi_star_sums(const StandardScores& scores, const SpatialWeights& star, const SpatialWeights& w) {
  std::vector<LocalSum> sums(scores.z.size());
  const auto n = static_cast<double>(scores.z.size());
  const double largest = largest_size(scores.z);
  const double scale = one_over(n * scores.mean, n * (std::abs(scores.mean) + 1));
  for (std::size_t i = 0; i < scores.z.size(); ++i) {
    if (w.degree(i) == 0) continue;
    LocalSum& sum = sums[i];
    const RowSums row = row_sums(star.weights_of(i));
    const double own = (row.weights - row_sums(w.weights_of(i)).weights) * scores.z[i];
    sum.found = lag_of(w, i, scores.z, largest);
    sum.expected = -own; // with its own part the sum is expected to be 0
    const double rest = n * row.squares - row.weights * row.weights;
    sum.variance = rest > 1e-12 * n * row.squares ? rest / (n - 1) : 0;
    sum.scale = scale;
    sum.offset = (row.weights * scores.mean + own) * scale;
    sum.pattern = sum.found.sum > sum.expected ? Pattern::high_high : Pattern::low_low;
  }
  return sums;
}

SpatialWeights without_self(const SpatialWeights& star) {
  SpatialWeights w;
  w.scheme = star.scheme;
  for (std::size_t i = 0; i < star.size(); ++i) {
    for (std::size_t at = star.offsets[i]; at < star.offsets[i + 1]; ++at)
      if (star.neighbours[at] != i) {
        w.neighbours.push_back(star.neighbours[at]);
        w.weights.push_back(star.weights[at]);
      }
    w.offsets.push_back(w.neighbours.size());
  }
  return w;
}

LocalStatistics gi_with_draws(const LocalCase& one, std::span<const double> z, const PermutationOptions& options) {
  const std::vector<std::uint32_t> ring = ring_of(z.size(), options.seed);
  const std::vector<double> values = round_the_ring(ring, z);
  return with_draws(one, options, ring, [&](std::size_t, std::size_t p) { return values[p]; });
}

} // namespace

LocalStatistics getis_ord_gi(std::span<const double> values, const SpatialWeights& weights,
                             const LocalOptions& options) {
  LocalCase one{values.size(), without_missing(weights, values), {}, {}, {}};
  one.weights = one.known.weights;
  const std::vector<double> known = values_of(values, one.known.units);
  one.lag = spatial_lag(one.weights, known);
  const StandardScores scores = standard_scores(known);
  if (!scores.constant) one.sums = gi_sums(scores, one.weights);
  return gi_with_draws(one, scores.z, options.permutations);
}

LocalStatistics getis_ord_gi_star(std::span<const double> values, const SpatialWeights& weights,
                                  const LocalOptions& options) {
  LocalCase one{values.size(), without_missing(weights, values), {}, {}, {}};
  const SpatialWeights star = with_self(one.known.weights);
  one.weights = without_self(star);
  const std::vector<double> known = values_of(values, one.known.units);
  one.lag = spatial_lag(star, known);
  const StandardScores scores = standard_scores(known);
  if (!scores.constant) one.sums = gi_star_sums(scores, star, one.weights);
  return gi_with_draws(one, scores.z, options.permutations);
}

} // namespace tranche::statistics
