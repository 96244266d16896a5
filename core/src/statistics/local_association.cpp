#include "tranche/statistics/local_association.hpp"

#include <algorithm>

#include "statistics/local_sums.hpp"

namespace tranche::statistics {

std::string_view name_of(Pattern pattern) {
  switch (pattern) {
  case Pattern::missing:
    return "missing";
  case Pattern::no_neighbours:
    return "no neighbours";
  case Pattern::not_significant:
    return "not significant";
  case Pattern::high_high:
    return "high-high";
  case Pattern::low_low:
    return "low-low";
  case Pattern::low_high:
    return "low-high";
  case Pattern::high_low:
    return "high-low";
  case Pattern::like_others:
    return "like its neighbours";
  case Pattern::unlike_others:
    break;
  }
  return "unlike its neighbours";
}

std::vector<double> LocalStatistics::p(Alternative alternative) const {
  std::vector<double> result;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool none = pattern[i] == Pattern::missing || pattern[i] == Pattern::no_neighbours;
    result.push_back(none                       ? nan
                     : permutation[i].draws > 0 ? permutation[i].p(alternative)
                                                : analytic[i].p(alternative));
  }
  return result;
}

std::vector<Pattern> significant(const LocalStatistics& local, std::span<const double> p, double cut) {
  std::vector<Pattern> result = local.pattern;
  for (std::size_t i = 0; i < result.size(); ++i)
    if (result[i] != Pattern::missing && result[i] != Pattern::no_neighbours && !(p[i] <= cut))
      result[i] = Pattern::not_significant;
  return result;
}

LocalStatistics without_draws(const LocalCase& one) {
  LocalStatistics result;
  result.units = one.known.units.size();
  result.cut_off = one.known.cut_off;
  result.value.assign(one.all, nan);
  if (!one.lag.empty()) result.lag.assign(one.all, nan);
  result.pattern.assign(one.all, Pattern::missing);
  result.analytic.resize(one.all);
  result.permutation.resize(one.all);
  for (std::size_t i = 0; i < one.known.units.size(); ++i) {
    const std::size_t unit = one.known.units[i];
    result.pattern[unit] = Pattern::no_neighbours;
    if (one.weights.degree(i) == 0) continue;
    if (!one.lag.empty()) result.lag[unit] = one.lag[i];
    result.pattern[unit] = Pattern::not_significant;
    result.analytic[unit].variance = 0;
    if (one.sums.empty()) continue;
    const LocalSum& sum = one.sums[i];
    result.value[unit] = sum.offset + sum.scale * sum.found.sum;
    NormalTest test{sum.offset + sum.scale * sum.expected, sum.scale * sum.scale * sum.variance, nan};
    if (sum.direction != 0 && sum.variance > 0)
      test.z = sum.direction * (sum.found.sum - sum.expected) / std::sqrt(sum.variance);
    if (std::isnan(test.z)) test.variance = 0;
    result.analytic[unit] = test;
    result.pattern[unit] = sum.pattern;
  }
  return result;
}

void add_draws(LocalStatistics& result, const LocalCase& one, std::span<const PermutationTest> tests,
               std::uint32_t draws) {
  for (std::size_t i = 0; i < one.known.units.size(); ++i) {
    if (one.weights.degree(i) == 0) continue;
    PermutationTest test{draws, draws, draws}; // no draw differs from what was found
    if (!one.sums.empty() && one.sums[i].direction != 0) test = tests[i];
    if (!one.sums.empty() && one.sums[i].direction < 0) std::swap(test.at_least, test.at_most);
    result.permutation[one.known.units[i]] = test;
  }
}

} // namespace tranche::statistics
