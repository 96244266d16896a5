#include <algorithm>
#include <cmath>
#include <limits>

#include "statistics/eigen.hpp"
#include "tranche/finding.hpp"
#include "tranche/statistics/weighting.hpp"

namespace tranche::statistics {
namespace {

constexpr double tolerance = 1e-12;

[[noreturn]] void refuse(const std::string& what, const std::string& remedy) {
  throw Error(Fault::data, "weights towards target importances", what, remedy);
}

/// Least squares of g u to the target, u >= 0, with sums . u = 1: an active-set method after Lawson & Hanson 1974.
class LeastSquares {
public:
  LeastSquares(Eigen::MatrixXd g, Eigen::VectorXd target)
      : m_g(std::move(g)), m_target(std::move(target)), m_sums(m_g.colwise().sum()),
        m_u(Eigen::VectorXd::Zero(m_g.cols())), m_free(static_cast<std::size_t>(m_g.cols()), true) {}

  Eigen::VectorXd solve() {
    start();
    // Each round ends at the least of its free set, lower than the one before, so that no set comes twice; the limit
    // guards against rounding.
    const Eigen::Index rounds = 10 * m_u.size() + 10;
    for (Eigen::Index round = 0; round < rounds; ++round) {
      descend();
      const Eigen::Index entering = best_to_free();
      if (entering < 0) break;
      m_free[static_cast<std::size_t>(entering)] = true;
    }
    return m_u;
  }

private:
  void start() {
    const double total = m_sums.sum();
    const double scale = m_sums.cwiseAbs().maxCoeff();
    if (scale <= tolerance * static_cast<double>(m_u.size()))
      refuse("the indicators cancel each other: every weighted mean of them has correlations that sum to 0",
             "turn the indicators so that higher means greater need, and leave out copies that point the other way");
    if (total > 1e-9 * scale) {
      m_u.setConstant(1 / total);
      return;
    }
    Eigen::Index best = 0;
    const double largest = m_sums.maxCoeff(&best);
    std::fill(m_free.begin(), m_free.end(), false);
    m_free[static_cast<std::size_t>(best)] = true;
    m_u(best) = 1 / largest;
  }

  std::vector<Eigen::Index> free_places() const {
    std::vector<Eigen::Index> places;
    for (Eigen::Index i = 0; i < m_u.size(); ++i)
      if (m_free[static_cast<std::size_t>(i)]) places.push_back(i);
    return places;
  }

  /// The least with every free weight at liberty; of several the shortest, so that copies share alike.
  Eigen::VectorXd unconstrained(const std::vector<Eigen::Index>& free) const {
    const auto size = static_cast<Eigen::Index>(free.size());
    const Eigen::MatrixXd g = m_g(Eigen::all, free);
    const Eigen::VectorXd sums = m_sums(free);
    const Eigen::VectorXd one_way = sums / sums.squaredNorm();
    if (size == 1) return one_way;
    const Eigen::HouseholderQR<Eigen::MatrixXd> qr(sums);
    const Eigen::MatrixXd along = (qr.householderQ() * Eigen::MatrixXd::Identity(size, size)).rightCols(size - 1);
    Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> least(g * along);
    return one_way + along * least.solve(m_target - g * one_way);
  }

  /// To the least of the free set, giving up those that reach 0 on the way.
  void descend() {
    while (true) {
      const std::vector<Eigen::Index> free = free_places();
      const Eigen::VectorXd aim = unconstrained(free);
      double step = 1;
      Eigen::Index first = -1;
      for (std::size_t i = 0; i < free.size(); ++i) {
        const double to = aim(static_cast<Eigen::Index>(i)), from = m_u(free[i]);
        if (to >= -tolerance || from / (from - to) >= step) continue;
        step = from / (from - to);
        first = free[i];
      }
      for (std::size_t i = 0; i < free.size(); ++i)
        m_u(free[i]) = std::max(0.0, m_u(free[i]) + step * (aim(static_cast<Eigen::Index>(i)) - m_u(free[i])));
      if (first < 0) return;
      m_u(first) = 0;
      m_free[static_cast<std::size_t>(first)] = false;
    }
  }

  /// The weight at 0 whose growth lowers the squares fastest; -1 if none does (Karush, Kuhn & Tucker).
  Eigen::Index best_to_free() const {
    const Eigen::VectorXd gradient = m_g.transpose() * (m_g * m_u - m_target);
    const std::vector<Eigen::Index> free = free_places();
    const Eigen::VectorXd sums = m_sums(free);
    const double multiplier = gradient(free).dot(sums) / sums.squaredNorm();
    Eigen::Index best = -1;
    double lowest = -1e-10;
    for (Eigen::Index i = 0; i < m_u.size(); ++i) {
      const double slope = gradient(i) - multiplier * m_sums(i);
      if (m_free[static_cast<std::size_t>(i)] || slope >= lowest) continue;
      lowest = slope;
      best = i;
    }
    return best;
  }

  Eigen::MatrixXd m_g;
  Eigen::VectorXd m_target, m_sums, m_u;
  std::vector<bool> m_free;
};

std::vector<double> scaled_targets(std::span<const double> targets) {
  double sum = 0;
  for (const double target : targets) {
    if (!(target >= 0) || std::isinf(target)) refuse("a target is negative or not a number", "give targets from 0 up");
    sum += target;
  }
  if (!(sum > 0)) refuse("the targets sum to 0", "give at least one indicator a target above 0");
  std::vector<double> scaled(targets.begin(), targets.end());
  for (double& target : scaled) target /= sum;
  return scaled;
}

/// Correlations with the weighted mean and what they come to, from the weights u of the standardised indicators.
void report(OptimisedWeights& result, const std::vector<std::size_t>& kept, const Eigen::MatrixXd& r,
            const Eigen::VectorXd& u) {
  const Eigen::VectorXd with_mean = r * u;
  const double deviation = std::sqrt(std::max(u.dot(with_mean), 0.0)), sum = with_mean.sum();
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const double value = with_mean(static_cast<Eigen::Index>(i));
    result.achieved[kept[i]] = value / sum;
    if (deviation > 0) result.correlations[kept[i]] = std::clamp(value / deviation, -1.0, 1.0);
  }
  for (std::size_t i = 0; i < result.targets.size(); ++i) {
    const double gap = std::abs(result.achieved[i] - result.targets[i]);
    result.squared_gap += gap * gap;
    result.largest_gap = std::max(result.largest_gap, gap);
  }
}

} // namespace

OptimisedWeights optimised_weights(Columns columns, std::span<const double> targets) {
  const Covariances covariances = complete_covariances(columns);
  OptimisedWeights result;
  result.targets = scaled_targets(targets);
  result.n = covariances.n;
  if (result.n < 2) refuse("fewer than two units have every indicator", "fill in missing values first");
  const std::size_t size = columns.size();
  result.weights.resize(size);
  result.achieved.resize(size);
  result.correlations.assign(size, std::numeric_limits<double>::quiet_NaN());
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < size; ++i)
    if (covariances.covariance(i, i) > 0) kept.push_back(i);
  if (kept.empty()) refuse("no indicator varies", "choose another way of weighting");
  const Matrix correlations = to_correlations(covariances.covariance);
  const auto places = std::vector<Eigen::Index>(kept.begin(), kept.end());
  const Eigen::MatrixXd r = to_eigen(correlations)(places, places);
  Eigen::VectorXd wanted(r.rows());
  for (std::size_t i = 0; i < kept.size(); ++i) wanted(static_cast<Eigen::Index>(i)) = result.targets[kept[i]];
  const Eigen::VectorXd u = LeastSquares(r, wanted).solve();
  double sum = 0;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    result.weights[kept[i]] = u(static_cast<Eigen::Index>(i)) / std::sqrt(covariances.covariance(kept[i], kept[i]));
    sum += result.weights[kept[i]];
  }
  for (double& weight : result.weights) weight /= sum;
  report(result, kept, r, u);
  return result;
}

} // namespace tranche::statistics
