#include <algorithm>
#include <cmath>
#include <limits>

#include "statistics/eigen.hpp"
#include "tranche/statistics/weighting.hpp"

namespace tranche::statistics {

std::vector<Importance> importances(Columns columns, std::span<const double> composite) {
  std::vector<Importance> result;
  double sum = 0;
  for (const std::vector<double>& column : columns) {
    const Correlation found = correlation(column, composite, CorrelationKind::pearson);
    result.push_back({found.r, found.r * found.r, 0, found.n});
    if (!std::isnan(found.r)) sum += result.back().ratio;
  }
  for (Importance& importance : result)
    if (sum > 0 && !std::isnan(importance.ratio)) importance.share = importance.ratio / sum;
  return result;
}

std::vector<double> effective_weights(Columns columns, std::span<const double> weights) {
  const Matrix covariance = complete_covariances(columns).covariance;
  std::vector<double> result(columns.size());
  double whole = 0, parts = 0;
  for (std::size_t i = 0; i < result.size(); ++i) {
    double with_composite = 0;
    for (std::size_t j = 0; j < result.size(); ++j) with_composite += covariance(i, j) * weights[j];
    result[i] = weights[i] * with_composite;
    whole += result[i];
    parts += std::abs(result[i]);
  }
  // Indicators that cancel each other leave rounding only.
  const bool varies = whole > 1e-12 * parts;
  for (double& share : result) share = varies ? share / whole : std::numeric_limits<double>::quiet_NaN();
  return result;
}

std::vector<CollinearPair> collinear_pairs(const Correlations& correlations, double threshold) {
  std::vector<CollinearPair> pairs;
  for (std::size_t i = 0; i < correlations.r.rows(); ++i)
    for (std::size_t j = i + 1; j < correlations.r.rows(); ++j)
      if (std::abs(correlations.r(i, j)) > threshold)
        pairs.push_back({i, j, correlations.r(i, j), static_cast<std::size_t>(correlations.n(i, j))});
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const CollinearPair& a, const CollinearPair& b) { return std::abs(a.r) > std::abs(b.r); });
  return pairs;
}

std::vector<double> variance_inflation(const Matrix& correlations) {
  std::vector<double> result(correlations.rows(), std::numeric_limits<double>::quiet_NaN());
  const Decomposition found = decompose(correlations);
  for (std::size_t i = 0; i < found.kept.size(); ++i) {
    double inverse = 0;
    for (Eigen::Index c = 0; c < found.values.size(); ++c) {
      const double part =
          found.vectors(static_cast<Eigen::Index>(i), c) * found.vectors(static_cast<Eigen::Index>(i), c);
      if (found.values(c) > 0)
        inverse += part / found.values(c);
      else if (part > 1e-12) // takes part in what adds up to nothing
        inverse = std::numeric_limits<double>::infinity();
    }
    result[found.kept[i]] = std::max(inverse, 1.0);
  }
  return result;
}

} // namespace tranche::statistics
