#include "tranche/statistics/ranking.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace tranche::statistics {

double round_score(double score) {
  const double rounded = std::round(score * 1e9) / 1e9;
  return rounded == 0 ? 0.0 : rounded; // no -0: it would print as "-0"
}

std::vector<int> competition_ranks(std::span<const double> values) {
  // Values beside their places: sorting places that point at values misses the cache at every comparison.
  std::vector<std::pair<double, std::size_t>> order;
  order.reserve(values.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!std::isnan(values[i])) order.emplace_back(values[i], i);
  std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<int> ranks(values.size(), 0);
  for (std::size_t place = 0; place < order.size(); ++place) {
    const bool tied = place > 0 && order[place].first == order[place - 1].first;
    ranks[order[place].second] = tied ? ranks[order[place - 1].second] : static_cast<int>(place) + 1;
  }
  return ranks;
}

double mean_rank(std::span<const double> sorted, double value) {
  // The lower bound by halves without a branch: which way it goes cannot be predicted.
  auto first = sorted.begin();
  for (std::ptrdiff_t left = std::ssize(sorted); left > 0;) {
    const std::ptrdiff_t half = (left + 1) / 2;
    first += static_cast<std::ptrdiff_t>(first[half - 1] < value) * half;
    left -= half;
  }
  auto last = first;
  if (last != sorted.end() && *last == value) ++last;
  if (last != sorted.end() && *last == value) last = std::upper_bound(last, sorted.end(), value); // few are tied
  const auto below = static_cast<double>(first - sorted.begin());
  const auto equal = static_cast<double>(last - first);
  return below + (equal > 0 ? (equal + 1) / 2 : 0.5);
}

} // namespace tranche::statistics
