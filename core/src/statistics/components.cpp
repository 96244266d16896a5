#include "tranche/statistics/components.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "statistics/eigen.hpp"
#include "tranche/finding.hpp"

namespace tranche::statistics {
namespace {

// Below this part of the greatest eigenvalue, an eigenvalue is what rounding left of 0.
constexpr double rounding_error = 1e-13;

RowMajor kept_part(const Matrix& symmetric, const std::vector<std::size_t>& kept) {
  const auto size = static_cast<Eigen::Index>(kept.size());
  RowMajor part(size, size);
  for (std::size_t i = 0; i < kept.size(); ++i)
    for (std::size_t j = 0; j < kept.size(); ++j) {
      const double value = symmetric(kept[i], kept[j]);
      if (std::isnan(value))
        throw Error(Fault::data, fmt::format("indicators {} and {}, in the order given", kept[i] + 1, kept[j] + 1),
                    "they have no correlation: too few units have both, or one does not vary among these",
                    "leave one of them out, or fill in missing values first");
      part(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = value;
    }
  return part;
}

} // namespace

Decomposition decompose(const Matrix& symmetric) {
  Decomposition result;
  for (std::size_t i = 0; i < symmetric.rows(); ++i)
    if (symmetric(i, i) > 0) result.kept.push_back(i); // false for NaN too
  if (result.kept.empty()) return result;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(kept_part(symmetric, result.kept));
  result.values = solver.eigenvalues().reverse();
  result.vectors = solver.eigenvectors().rowwise().reverse();
  const double least = rounding_error * result.values.cwiseAbs().maxCoeff();
  for (double& value : result.values)
    if (std::abs(value) <= least) value = 0;
  return result;
}

Components principal_components(const Matrix& matrix) {
  const Decomposition found = decompose(matrix);
  const std::size_t size = matrix.rows();
  Components result{std::vector<double>(size), std::vector<double>(size), Matrix(size, size)};
  const double total = found.kept.empty() ? 0 : found.values.sum();
  for (std::size_t c = 0; c < found.kept.size(); ++c) {
    const auto column = static_cast<Eigen::Index>(c);
    const double value = found.values(column);
    result.eigenvalues[c] = value;
    result.shares[c] = total > 0 ? value / total : 0;
    Eigen::VectorXd loadings = found.vectors.col(column) * std::sqrt(std::max(value, 0.0));
    // Rounding must not choose between loadings of one size.
    const double largest = loadings.cwiseAbs().maxCoeff() * (1 - 1e-9);
    const auto first =
        std::find_if(loadings.begin(), loadings.end(), [&](double loading) { return std::abs(loading) >= largest; });
    if (*first < 0) loadings = -loadings;
    for (std::size_t i = 0; i < found.kept.size(); ++i)
      result.loadings(found.kept[i], c) = loadings(static_cast<Eigen::Index>(i));
  }
  return result;
}

ComponentsToKeep components_to_keep(const Components& components) {
  ComponentsToKeep keep;
  double total = 0, explained = 0;
  std::size_t varying = 0;
  for (std::size_t i = 0; i < components.eigenvalues.size(); ++i) {
    total += components.eigenvalues[i];
    bool loads = false;
    for (std::size_t c = 0; c < components.loadings.columns(); ++c) loads = loads || components.loadings(i, c) != 0;
    varying += loads;
  }
  if (!(total > 0)) return keep;
  for (std::size_t c = 0; c < components.eigenvalues.size(); ++c) {
    // Eigenvalues of a correlation matrix have mean 1; in exact ties rounding must not add a component.
    keep.kaiser += components.eigenvalues[c] > total / static_cast<double>(varying) * (1 + 1e-9);
    keep.individual += components.shares[c] > 0.1 + 1e-9;
    if (explained <= 0.6 + 1e-9) ++keep.cumulative;
    explained += components.shares[c];
  }
  keep.handbook = std::max({keep.individual, keep.cumulative, std::size_t{1}});
  return keep;
}

ComponentWeights component_weights(const Matrix& rotated) {
  const std::size_t rows = rotated.rows(), factors = rotated.columns();
  ComponentWeights result{std::vector<double>(rows), std::vector<int>(rows, -1), std::vector<double>(factors),
                          Matrix(rows, factors)};
  double all = 0;
  for (std::size_t f = 0; f < factors; ++f) {
    for (std::size_t i = 0; i < rows; ++i) result.factor_weights[f] += rotated(i, f) * rotated(i, f);
    all += result.factor_weights[f];
  }
  if (!(all > 0))
    throw Error(Fault::data, "weights by principal components", "no indicator has a loading: none of them varies",
                "give the indicators that vary, or choose another way of weighting");
  for (std::size_t f = 0; f < factors; ++f) {
    for (std::size_t i = 0; i < rows && result.factor_weights[f] > 0; ++i)
      result.scaled(i, f) = rotated(i, f) * rotated(i, f) / result.factor_weights[f];
    result.factor_weights[f] /= all;
  }
  double sum = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    double largest = 0;
    for (std::size_t f = 0; f < factors; ++f) {
      // Rounding must not choose between equals.
      if (result.scaled(i, f) <= largest * (1 + 1e-9)) continue;
      largest = result.scaled(i, f);
      result.factor[i] = static_cast<int>(f);
      result.weights[i] = largest * result.factor_weights[f];
    }
    sum += result.weights[i];
  }
  for (double& weight : result.weights) weight /= sum;
  return result;
}

} // namespace tranche::statistics
