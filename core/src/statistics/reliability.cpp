#include "tranche/statistics/reliability.hpp"

#include <cmath>

#include "nan.hpp"
#include "tranche/statistics/correlation.hpp"

namespace tranche::statistics {
namespace {

// A sum whose variance is this much smaller than its parts' does not vary: what is left is rounding.
constexpr double rounding = 1e-12;

/// Of some indicators, without one of them: number, sum of variances, variance of the sum.
struct Sum {
  std::size_t items = 0;
  double parts = 0, whole = 0;

  bool varies() const { return whole > rounding * parts; }
  double alpha() const {
    if (items < 2 || !varies()) return nan;
    const auto k = static_cast<double>(items);
    return k / (k - 1) * (1 - parts / whole);
  }
};

Sum sum_without(const Matrix& c, std::size_t without) {
  Sum sum;
  for (std::size_t i = 0; i < c.rows(); ++i) {
    if (i == without || std::isnan(c(i, i))) continue;
    ++sum.items;
    sum.parts += c(i, i);
    for (std::size_t j = 0; j < c.rows(); ++j)
      if (j != without && !std::isnan(c(j, j))) sum.whole += c(i, j);
  }
  return sum;
}

double with_rest(const Matrix& c, std::size_t item, const Sum& rest) {
  if (!(c(item, item) > 0) || !rest.varies()) return nan;
  double covariance = 0;
  for (std::size_t j = 0; j < c.rows(); ++j)
    if (j != item && !std::isnan(c(j, j))) covariance += c(item, j);
  return covariance / std::sqrt(c(item, item)) / std::sqrt(rest.whole);
}

} // namespace

Reliability reliability(Columns columns) {
  const Covariances raw = complete_covariances(columns);
  const Matrix standard = to_correlations(raw.covariance);
  Reliability result{raw.n, nan, nan, {}};
  const std::size_t all = columns.size();
  result.alpha = sum_without(raw.covariance, all).alpha();
  // Alpha of standardised indicators is k r / (1 + (k - 1) r): the sum's variance is k + k (k - 1) r.
  result.standardised = sum_without(standard, all).alpha();
  for (std::size_t i = 0; i < all; ++i) {
    const Sum rest = sum_without(raw.covariance, i), rest_standard = sum_without(standard, i);
    const bool varies = !std::isnan(standard(i, i));
    result.items.push_back({with_rest(raw.covariance, i, rest), with_rest(standard, i, rest_standard), rest.alpha(),
                            varies ? rest_standard.alpha() : nan});
  }
  return result;
}

} // namespace tranche::statistics
