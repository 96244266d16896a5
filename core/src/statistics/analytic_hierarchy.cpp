#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

#include "statistics/eigen.hpp"
#include "tranche/finding.hpp"
#include "tranche/statistics/weighting.hpp"

namespace tranche::statistics {
namespace {

constexpr std::array<double, 15> saaty{0,    0,    0.58, 0.90, 1.12, 1.24, 1.32, 1.41,
                                       1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59};
constexpr double reciprocal_within = 0.02 + 1e-9; // ratios typed with two decimals: 0.33, 0.17, 0.14
constexpr double consistent_up_to = 0.1;

[[noreturn]] void refuse(std::size_t i, std::size_t j, const std::string& what, const std::string& remedy) {
  throw Error(Fault::settings, fmt::format("comparison matrix, row {}, column {}", i + 1, j + 1), what, remedy);
}

void check(const Matrix& a) {
  if (a.rows() != a.columns() || a.rows() == 0)
    throw Error(Fault::settings, "comparison matrix",
                fmt::format("it has {} rows and {} columns", a.rows(), a.columns()),
                "give one row and one column for each indicator");
  for (std::size_t i = 0; i < a.rows(); ++i)
    for (std::size_t j = 0; j < a.rows(); ++j)
      if (!(a(i, j) > 0) || std::isinf(a(i, j)))
        refuse(i, j, fmt::format("{} is not a ratio of importances", a(i, j)), "give a number above 0, e.g. 3 or 1/3");
  for (std::size_t i = 0; i < a.rows(); ++i)
    for (std::size_t j = i; j < a.rows(); ++j) {
      if (std::abs(a(i, j) * a(j, i) - 1) <= reciprocal_within) continue;
      if (i == j) refuse(i, j, fmt::format("{} on the diagonal", a(i, j)), "an indicator is as important as itself: 1");
      refuse(i, j, fmt::format("{} is not the reciprocal of {} in row {}, column {}", a(i, j), a(j, i), j + 1, i + 1),
             fmt::format("write {:.4g} in one place and {:.4g} in the other", a(i, j), 1 / a(i, j)));
    }
}

} // namespace

double random_index(std::size_t n) {
  if (n <= saaty.size()) return saaty[n - 1];
  const auto size = static_cast<double>(n);
  return (2.7699 * size - 4.3513 - size) / (size - 1);
}

AnalyticHierarchy analytic_hierarchy(const Matrix& comparisons) {
  check(comparisons);
  // A positive matrix has one eigenvalue of greatest size; it is real, and its vector has one sign (Perron).
  const Eigen::EigenSolver<Eigen::MatrixXd> solver(to_eigen(comparisons));
  Eigen::Index principal = 0;
  solver.eigenvalues().real().maxCoeff(&principal);
  Eigen::VectorXd vector = solver.eigenvectors().col(principal).real().cwiseAbs();
  vector /= vector.sum();
  AnalyticHierarchy result;
  result.weights.assign(vector.begin(), vector.end());
  result.lambda_max = solver.eigenvalues()(principal).real();
  const std::size_t n = comparisons.rows();
  const auto size = static_cast<double>(n);
  result.random_index = random_index(n);
  if (n > 1) result.consistency_index = std::max(0.0, (result.lambda_max - size) / (size - 1));
  if (n > 2) result.consistency_ratio = result.consistency_index / result.random_index;
  result.consistent = result.consistency_ratio <= consistent_up_to;
  return result;
}

} // namespace tranche::statistics
