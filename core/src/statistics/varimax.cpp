#include <algorithm>
#include <cmath>

#include "statistics/eigen.hpp"
#include "tranche/statistics/components.hpp"

namespace tranche::statistics {
namespace {

constexpr double smallest_angle = 1e-12;
constexpr int most_rounds = 1000;

/// The angle in the plane of two factors at which the variance of squared loadings is greatest; Kaiser 1958.
double best_angle(const Eigen::VectorXd& a, const Eigen::VectorXd& b) {
  const Eigen::ArrayXd u = a.array().square() - b.array().square(), v = 2 * a.array() * b.array();
  const auto n = static_cast<double>(a.size());
  const double over = 2 * ((u * v).sum() - u.sum() * v.sum() / n);
  const double under = (u.square() - v.square()).sum() - (u.sum() * u.sum() - v.sum() * v.sum()) / n;
  // Where every angle is as good as another, rounding must not turn the factors for ever.
  if (std::hypot(over, under) <= 1e-14 * (u.square() + v.square()).sum()) return 0;
  return std::atan2(over, under) / 4;
}

/// @return whether the rotation came to rest
bool rotate(Eigen::MatrixXd& loadings) {
  for (int round = 0; round < most_rounds; ++round) {
    double largest = 0;
    for (Eigen::Index j = 0; j < loadings.cols(); ++j)
      for (Eigen::Index k = j + 1; k < loadings.cols(); ++k) {
        const Eigen::VectorXd a = loadings.col(j), b = loadings.col(k);
        const double angle = best_angle(a, b);
        loadings.col(j) = std::cos(angle) * a + std::sin(angle) * b;
        loadings.col(k) = std::cos(angle) * b - std::sin(angle) * a;
        largest = std::max(largest, std::abs(angle));
      }
    if (largest < smallest_angle) return true;
  }
  return false;
}

} // namespace

Rotation varimax(const Matrix& loadings, std::size_t factors, bool kaiser_normalise) {
  const std::size_t rows = loadings.rows();
  Rotation result{Matrix(rows, factors), std::vector<double>(factors), std::vector<double>(rows), true};
  std::vector<std::size_t> loaded;
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t f = 0; f < factors; ++f) result.communalities[i] += loadings(i, f) * loadings(i, f);
    if (result.communalities[i] > 0) loaded.push_back(i);
  }
  Eigen::MatrixXd turned(static_cast<Eigen::Index>(loaded.size()), static_cast<Eigen::Index>(factors));
  const auto length = [&](std::size_t i) { return kaiser_normalise ? std::sqrt(result.communalities[loaded[i]]) : 1; };
  for (std::size_t i = 0; i < loaded.size(); ++i)
    for (std::size_t f = 0; f < factors; ++f)
      turned(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(f)) = loadings(loaded[i], f) / length(i);
  if (!loaded.empty()) result.converged = rotate(turned);
  for (std::size_t f = 0; f < factors; ++f) {
    double largest = 0;
    for (std::size_t i = 0; i < loaded.size(); ++i) {
      const double loading = turned(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(f)) * length(i);
      result.loadings(loaded[i], f) = loading;
      result.explained[f] += loading * loading;
      if (std::abs(loading) > std::abs(largest) * (1 + 1e-9)) largest = loading;
    }
    for (std::size_t i = 0; i < rows && largest < 0; ++i) result.loadings(i, f) = -result.loadings(i, f);
  }
  return result;
}

} // namespace tranche::statistics
