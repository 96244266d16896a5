#include "tranche/statistics/ranking.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tranche::statistics {

double round_score(double score) {
  const double rounded = std::round(score * 1e9) / 1e9;
  return rounded == 0 ? 0.0 : rounded; // no -0: it would print as "-0"
}

std::vector<int> competition_ranks(std::span<const double> values) {
  std::vector<std::size_t> order;
  order.reserve(values.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!std::isnan(values[i])) order.push_back(i);
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] > values[b]; });
  std::vector<int> ranks(values.size(), 0);
  for (std::size_t place = 0; place < order.size(); ++place) {
    const bool tied = place > 0 && values[order[place]] == values[order[place - 1]];
    ranks[order[place]] = tied ? ranks[order[place - 1]] : static_cast<int>(place) + 1;
  }
  return ranks;
}

double mean_rank(std::span<const double> sorted, double value) {
  const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), value);
  const auto below = static_cast<double>(first - sorted.begin());
  const auto equal = static_cast<double>(last - first);
  return below + (equal > 0 ? (equal + 1) / 2 : 0.5);
}

} // namespace tranche::statistics
