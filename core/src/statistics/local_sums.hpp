#pragma once
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "nan.hpp"
#include "statistics/conditional_draws.hpp"
#include "statistics/mantel.hpp"
#include "statistics/standard_scores.hpp"
#include "tranche/statistics/local_association.hpp"

namespace tranche::statistics {

/// A unit's statistic as offset + scale x sum, with sum = sum w_ij s_j over its neighbours.
struct LocalSum {
  FoundSum found;
  double expected = 0, variance = 0; ///< of the sum
  double offset = 0, scale = 1;
  int direction = 1; ///< of the statistic as the sum grows; 0: it is the same whatever the sum
  Pattern pattern = Pattern::not_significant;
};

struct RowSums {
  double weights = 0, squares = 0; ///< W1 and W2
};

inline RowSums row_sums(std::span<const double> row) {
  RowSums sums;
  for (const double w : row) {
    sums.weights += w;
    sums.squares += w * w;
  }
  return sums;
}

/// Moments of the sum when neighbours' scores are a simple random sample of the `others`.
inline void sample_moments(LocalSum& sum, const RowSums& row, double mean, double variance, std::size_t others) {
  const auto m = static_cast<double>(others);
  sum.expected = row.weights * mean;
  const double rest = row.squares - row.weights * row.weights / m; // 0 when all others are neighbours
  sum.variance = others > 1 && rest > 1e-12 * row.squares ? variance * m / (m - 1) * rest : 0;
}

/// The same of z that sum to 0 and their squares to n, of which the unit's own is left out.
inline void sample_moments(LocalSum& sum, const RowSums& row, double own, std::size_t units) {
  const double m = static_cast<double>(units) - 1, mean = -own / m;
  sample_moments(sum, row, mean, (static_cast<double>(units) - own * own) / m - mean * mean, units - 1);
}

/// sum w_ij z_j, and how far rounding may be off with z of up to `largest`.
inline FoundSum lag_of(const SpatialWeights& w, std::size_t i, std::span<const double> z, double largest) {
  FoundSum found;
  for (std::size_t at = w.offsets[i]; at < w.offsets[i + 1]; ++at) {
    found.sum += w.weights[at] * z[w.neighbours[at]];
    found.rounding += 1e-12 * w.weights[at] * largest;
  }
  return found;
}

inline double largest_size(std::span<const double> z) {
  double largest = 0;
  for (const double one : z) largest = std::max(largest, std::abs(one));
  return largest;
}

/// Standard scores of which those at the mean to rounding are 0: their sign would be chance.
inline StandardScores settled_scores(std::span<const double> values) {
  StandardScores scores = standard_scores(values);
  const double rounding = 4e-16 * (std::abs(scores.mean) + 4);
  for (double& z : scores.z)
    if (std::abs(z) <= rounding) z = 0;
  return scores;
}

inline std::vector<double> round_the_ring(std::span<const std::uint32_t> ring, std::span<const double> z) {
  std::vector<double> values;
  values.reserve(ring.size());
  for (const std::uint32_t unit : ring) values.push_back(z[unit]);
  return values;
}

/// What local statistics are computed on: the units with a value, and the weights among them.
struct LocalCase {
  std::size_t all = 0; ///< units, with those without a value
  KnownUnits known;
  SpatialWeights weights;     ///< of the other units in the sum
  std::vector<double> lag;    ///< of each known unit, in the unit of the values; empty: none
  std::vector<LocalSum> sums; ///< of each known unit; empty: values are constant
};

/// The result for all units, without its permutations. @pre for no island is sums[i] read
LocalStatistics without_draws(const LocalCase& one);

/// Adds the permutations' counts, those of each known unit.
void add_draws(LocalStatistics& result, const LocalCase& one, std::span<const PermutationTest> tests,
               std::uint32_t draws);

/// score(i, p) as count_conditional has it; ring as it was made from options.
template <class Score>
LocalStatistics with_draws(const LocalCase& one, const PermutationOptions& options, std::span<const std::uint32_t> ring,
                           Score&& score) {
  LocalStatistics result = without_draws(one);
  std::vector<PermutationTest> tests(one.known.units.size());
  if (!one.sums.empty() && options.draws > 0) {
    std::vector<FoundSum> found;
    for (const LocalSum& sum : one.sums) found.push_back(sum.found);
    tests = count_conditional(one.weights, ring, found, options, std::forward<Score>(score));
  }
  add_draws(result, one, tests, options.draws);
  return result;
}

} // namespace tranche::statistics
