#include "tranche/statistics/multiple_testing.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace tranche::statistics {
namespace {

constexpr double line_rounding = 1 + 1e-12;

} // namespace

CorrectedTests correct(std::span<const double> p, double alpha, Correction correction) {
  CorrectedTests result;
  result.q.assign(p.size(), std::numeric_limits<double>::quiet_NaN());
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < p.size(); ++i)
    if (!std::isnan(p[i])) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  const auto n = static_cast<double>(order.size());
  result.cut = alpha;
  if (correction == Correction::bonferroni && n > 0) result.cut = alpha / n;
  if (correction == Correction::false_discovery) result.cut = -1;
  double least = 1;
  for (std::size_t i = order.size(); i-- > 0;) {
    const double own = p[order[i]], place = static_cast<double>(i) + 1;
    if (correction == Correction::false_discovery) {
      least = std::min(least, n * own / place);
      const double line = place * alpha / n;
      if (result.cut < 0 && own <= line * line_rounding) result.cut = line;
    }
    result.q[order[i]] = correction == Correction::false_discovery ? least
                         : correction == Correction::bonferroni    ? std::min(1.0, n * own)
                                                                   : own;
  }
  result.cut *= line_rounding;
  for (const std::size_t i : order) result.counts += p[i] <= result.cut;
  return result;
}

} // namespace tranche::statistics
