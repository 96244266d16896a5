#include "tranche/statistics/permutation_test.hpp"

#include <algorithm>
#include <cmath>

namespace tranche::statistics {
namespace {

double of_tails(double greater, double less, Alternative alternative) {
  switch (alternative) {
  case Alternative::greater:
    return greater;
  case Alternative::less:
    return less;
  case Alternative::directed:
    return std::min(greater, less);
  case Alternative::two_sided:
    break;
  }
  return std::min(1.0, 2 * std::min(greater, less));
}

} // namespace

double NormalTest::p(Alternative alternative) const {
  if (variance == 0) return 1;
  if (std::isnan(z)) return z;
  return of_tails(std::erfc(z / std::sqrt(2.0)) / 2, std::erfc(-z / std::sqrt(2.0)) / 2, alternative);
}

double PermutationTest::p(Alternative alternative) const {
  if (draws == 0) return std::numeric_limits<double>::quiet_NaN();
  const double all = static_cast<double>(draws) + 1;
  return of_tails((at_least + 1.0) / all, (at_most + 1.0) / all, alternative);
}

} // namespace tranche::statistics
