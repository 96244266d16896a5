#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace tranche::statistics {

/// Values less their mean, over their standard deviation with divisor n: the z sum to 0 and their squares to n.
struct StandardScores {
  std::vector<double> z; ///< all 0 where the values are the same
  double mean = 0;       ///< in units of the standard deviation
  bool constant = true;
};

/// @pre values are finite
inline StandardScores standard_scores(std::span<const double> values) {
  StandardScores scores;
  scores.z.assign(values.size(), 0.0);
  if (values.empty()) return scores;
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  if (*low == *high) return scores;
  scores.constant = false;
  // Within -1 to 1 first, so that no square overflows or is lost.
  const double middle = *low / 2 + *high / 2, half = *high / 2 - *low / 2;
  const auto n = static_cast<double>(values.size());
  double mean = 0, squares = 0, rest = 0;
  for (std::size_t i = 0; i < values.size(); ++i) mean += scores.z[i] = (values[i] - middle) / half;
  mean /= n;
  for (double& z : scores.z) {
    z -= mean;
    rest += z;
  }
  for (double& z : scores.z) {
    z -= rest / n;
    squares += z * z;
  }
  const double sd = std::sqrt(squares / n);
  for (double& z : scores.z) z /= sd;
  scores.mean = (middle / half + mean) / sd;
  return scores;
}

/// values[i] for each of the units.
inline std::vector<double> values_of(std::span<const double> values, std::span<const std::size_t> units) {
  std::vector<double> chosen;
  chosen.reserve(units.size());
  for (const std::size_t unit : units) chosen.push_back(values[unit]);
  return chosen;
}

} // namespace tranche::statistics
