#pragma once
#include <cmath>
#include <cstddef>

#include "nan.hpp"
#include "tranche/statistics/permutation_test.hpp"
#include "tranche/statistics/spatial_weights.hpp"

namespace tranche::statistics {

/// What the moments of sum w_ij a_ij need of the a: see autocorrelation.hpp.
struct AffinitySums {
  double mean = 0, b1 = 0, b2 = 0;
};

/// 0 where the terms cancel to rounding: no arrangement differs.
inline double mantel_variance(const WeightSums& w, const AffinitySums& a, std::size_t units) {
  const auto n = static_cast<double>(units);
  double variance = 0, sizes = 0;
  const auto add = [&](double term) {
    variance += term;
    sizes += std::abs(term);
  };
  add(w.s1 * a.b1 / (2 * n * (n - 1)));
  // With three units no two pairs are apart, with two there is one pair: those terms are 0 / 0.
  if (units > 2) add((w.s2 - 2 * w.s1) * (a.b2 - 2 * a.b1) / (4 * n * (n - 1) * (n - 2)));
  if (units > 3) add((w.s0 * w.s0 + w.s1 - w.s2) * (a.b1 - a.b2) / (n * (n - 1) * (n - 2) * (n - 3)));
  return variance > 1e-12 * sizes ? variance : 0;
}

/// @param rounding a variance up to it is 0
inline NormalTest normal_test(double found, double expected, double variance, double rounding = 0) {
  if (variance > rounding) return {expected, variance, (found - expected) / std::sqrt(variance)};
  return {expected, std::isnan(variance) ? variance : 0.0, nan};
}

} // namespace tranche::statistics
