#include "tranche/statistics/small_areas.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "nan.hpp"
#include "tranche/statistics/ranking.hpp"

namespace tranche::statistics {
namespace {

/// The people of one authority: in neighbourhoods with a figure, and in all.
struct People {
  double known = 0, all = 0;
};

People people_of(const Neighbourhoods& areas, std::span<const double> figures, std::size_t begin, std::size_t end) {
  People people;
  double populated = 0, unpopulated = 0;
  for (std::size_t i = begin; i < end; ++i) {
    const bool counted = areas.population[i] >= 0; // false for NaN too
    (counted ? populated : unpopulated) += 1;
    if (!counted) continue;
    people.all += areas.population[i];
    if (!std::isnan(figures[i])) people.known += areas.population[i];
  }
  if (populated > 0) people.all += unpopulated * (people.all / populated);
  return people;
}

bool counts(const Neighbourhoods& areas, std::span<const double> figures, std::size_t i) {
  return areas.population[i] >= 0 && !std::isnan(figures[i]);
}

/// Each authority's value by `value(begin, end, people known)`, where there are people with a figure.
template <class Value>
AreaSummary summarise(const Neighbourhoods& areas, std::span<const double> figures, Value&& value) {
  AreaSummary summary;
  for (std::size_t a = 0; a < areas.authorities(); ++a) {
    const std::size_t begin = areas.offsets[a], end = areas.offsets[a + 1];
    const People people = people_of(areas, figures, begin, end);
    summary.value.push_back(people.known > 0 ? value(begin, end, people.known) : nan);
    summary.coverage.push_back(people.known > 0 ? people.known / people.all : 0.0);
  }
  return summary;
}

/// Population-weighted mean of a function of the figure.
template <class Function>
AreaSummary weighted_mean(const Neighbourhoods& areas, std::span<const double> figures, Function&& function) {
  return summarise(areas, figures, [&](std::size_t begin, std::size_t end, double people) {
    double sum = 0;
    for (std::size_t i = begin; i < end; ++i)
      if (counts(areas, figures, i)) sum += areas.population[i] * function(figures[i]);
    return sum / people;
  });
}

} // namespace

double imd_transform(double rank, double ranked) {
  constexpr double constant = 23; // with it the most deprived tenth spans 50 to 100
  const double share = (ranked + 1 - rank) / ranked;
  return -constant * std::log1p(share * std::expm1(-100 / constant));
}

std::vector<double> mean_ranks(std::span<const double> ranks) {
  std::vector<double> sorted;
  for (const double rank : ranks)
    if (!std::isnan(rank)) sorted.push_back(rank);
  std::sort(sorted.begin(), sorted.end());
  std::vector<double> means;
  means.reserve(ranks.size());
  for (const double rank : ranks) {
    const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), rank);
    means.push_back(std::isnan(rank) ? nan : rank + static_cast<double>(last - first - 1) / 2);
  }
  return means;
}

int deprivation_decile(double rank, double ranked) { return static_cast<int>(std::ceil(10 * rank / ranked)); }

std::vector<double> overall_scores(std::span<const std::span<const double>> domains, std::span<const double> weights) {
  if (domains.empty()) return {};
  std::vector<double> scores(domains.front().size(), 0.0);
  for (std::size_t d = 0; d < domains.size(); ++d)
    if (weights[d] != 0)
      for (std::size_t i = 0; i < scores.size(); ++i) scores[i] += weights[d] * domains[d][i];
  return scores;
}

std::vector<double> deprivation_ranks(std::span<const double> scores) {
  std::vector<double> ranks;
  ranks.reserve(scores.size());
  for (const int rank : competition_ranks(scores)) ranks.push_back(rank > 0 ? rank : nan);
  return ranks;
}

AreaSummary average_score(const Neighbourhoods& areas, std::span<const double> scores) {
  return weighted_mean(areas, scores, [](double score) { return score; });
}

AreaSummary average_rank(const Neighbourhoods& areas, std::span<const double> ranks, double ranked) {
  return weighted_mean(areas, ranks, [&](double rank) { return ranked + 1 - rank; });
}

double extent_weight(double rank, double ranked) {
  const double percent = std::ceil(100 * rank / ranked);
  if (percent <= 10) return 1;
  return percent <= 30 ? 0.95 - (percent - 11) * 0.9 / 19 : 0;
}

AreaSummary extent(const Neighbourhoods& areas, std::span<const double> ranks, double ranked) {
  return weighted_mean(areas, ranks, [&](double rank) { return extent_weight(rank, ranked); });
}

AreaSummary local_concentration(const Neighbourhoods& areas, std::span<const double> ranks, double ranked) {
  std::vector<std::size_t> order;
  return summarise(areas, ranks, [&](std::size_t begin, std::size_t end, double people) {
    order.clear();
    for (std::size_t i = begin; i < end; ++i)
      if (counts(areas, ranks, i)) order.push_back(i);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return ranks[a] < ranks[b]; });
    const double tenth = people / 10;
    double left = tenth, sum = 0;
    for (const std::size_t i : order) {
      const double taken = std::min(areas.population[i], left);
      sum += taken * (ranked + 1 - ranks[i]);
      left -= taken;
      if (left <= 0) break;
    }
    return sum / tenth;
  });
}

AreaSummary share_most_deprived_tenth(std::span<const std::uint32_t> offsets, std::span<const double> ranks,
                                      double ranked) {
  AreaSummary summary;
  for (std::size_t a = 0; a + 1 < offsets.size(); ++a) {
    std::size_t known = 0, deprived = 0;
    for (std::size_t i = offsets[a]; i < offsets[a + 1]; ++i) {
      known += !std::isnan(ranks[i]);
      deprived += 10 * ranks[i] <= ranked; // false for NaN
    }
    const double all = offsets[a + 1] - offsets[a], with_rank = static_cast<double>(known);
    summary.value.push_back(known > 0 ? static_cast<double>(deprived) / with_rank : nan);
    summary.coverage.push_back(known > 0 ? with_rank / all : 0.0);
  }
  return summary;
}

} // namespace tranche::statistics
