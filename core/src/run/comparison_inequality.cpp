#include <algorithm>
#include <cmath>

#include "decide/index.hpp"
#include "run/comparison_parts.hpp"

namespace tranche {
namespace {

using statistics::Interval;
using statistics::Spread;
using Group = FigureInequality::Group;

bool all_above_zero(std::span<const double> figures, std::span<const std::size_t> rows) {
  return std::all_of(rows.begin(), rows.end(), [&](std::size_t i) { return figures[i] > 0; });
}

double sum_over(std::span<const double> figures, std::span<const std::size_t> rows) {
  double sum = 0;
  for (const std::size_t i : rows) sum += figures[i];
  return sum;
}

/// The pooled figure of counts, with the limits of its error model.
void pool_counts(Group& group, const Compared& compared, std::span<const std::size_t> rows) {
  const double events = sum_over(compared.counts.events, rows), base = sum_over(compared.counts.base, rows);
  const double factor = compared.factor();
  const bool share = compared.column.error_model == "binomial";
  group.value = factor * events / base;
  for (const double level : compared.column.levels) {
    const Interval one =
        share ? statistics::wilson_limits(events, base, level) : statistics::count_limits(events, level);
    const double scale = share ? factor : factor / base;
    group.limits.push_back({scale * one.lower, scale * one.upper});
  }
}

/// The mean, weighted as England's figure is; its error from the limits of the first level.
void pool_means(Group& group, const Compared& compared, std::span<const std::size_t> rows) {
  const IndicatorColumn& column = compared.column;
  group.value = england_figure(column, compared.population, rows);
  if (column.error_model == "none" || column.levels.empty()) return;
  const bool bases = all_above_zero(column.denominator, rows), people = all_above_zero(compared.population, rows);
  double weights = 0, variance = 0;
  for (const std::size_t i : rows) {
    const double weight = bases ? column.denominator[i] : people ? compared.population[i] : 1;
    const double error =
        statistics::spread_error({column.lower[i], column.upper[i]}, column.levels.front(), Spread::plain);
    weights += weight;
    variance += weight * weight * error * error;
  }
  for (const double level : column.levels) {
    const double reach = statistics::normal_deviate(level) * std::sqrt(variance) / weights;
    group.limits.push_back({group.value - reach, group.value + reach});
  }
}

Spread spread_of(const Compared& compared, bool counts) {
  if (!counts) return Spread::plain;
  return compared.column.error_model == "binomial" ? Spread::proportion : Spread::rate;
}

/// Slope and relative index from the last group to the first: from least need to greatest.
statistics::Inequality index_of(const std::vector<Group>& groups, const Compared& compared, bool counts,
                                std::uint64_t seed) {
  const Spread spread = spread_of(compared, counts);
  const double unit = spread == Spread::proportion ? compared.factor() : 1; // the logit is that of a share of 1
  std::vector<double> values, errors, weights;
  for (auto group = groups.rbegin(); group != groups.rend(); ++group) {
    values.push_back(group->value / unit);
    weights.push_back(group->weight);
    if (group->limits.empty()) continue;
    const Interval first = group->limits.front();
    errors.push_back(
        statistics::spread_error({first.lower / unit, first.upper / unit}, compared.column.levels.front(), spread));
  }
  if (errors.size() < values.size()) errors.clear();
  statistics::InequalityOptions options;
  options.multiplier = unit;
  options.seed = seed;
  return statistics::inequality(values, errors, weights, spread, compared.column.levels, options);
}

} // namespace

FigureInequality inequality_over(const std::string& id, std::span<const int> over, int count, const Compared& compared,
                                 std::uint64_t seed) {
  std::vector<std::vector<std::size_t>> members(static_cast<std::size_t>(count));
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < over.size(); ++i) {
    if (over[i] < 1 || !has_value(compared.column.status[i]) || compared.counts.shown[i] != i) continue;
    members[static_cast<std::size_t>(over[i]) - 1].push_back(i);
    all.push_back(i);
  }
  const bool counts = compared.counted("poisson") || compared.counted("binomial");
  const bool people = all_above_zero(compared.population, all);
  const bool bases = all_above_zero(compared.column.denominator, all);
  FigureInequality inequality;
  inequality.over = id;
  inequality.weights = people ? "residents" : bases ? "denominators" : "authorities";
  for (std::size_t g = 0; g < members.size(); ++g) {
    Group& group = inequality.groups.emplace_back();
    group.number = static_cast<int>(g) + 1;
    group.authorities = members[g].size();
    group.weight = people  ? sum_over(compared.population, members[g])
                   : bases ? sum_over(compared.column.denominator, members[g])
                           : static_cast<double>(members[g].size());
    if (members[g].empty())
      group.value = std::nan("");
    else if (counts)
      pool_counts(group, compared, members[g]);
    else
      pool_means(group, compared, members[g]);
  }
  inequality.index = index_of(inequality.groups, compared, counts, seed);
  return inequality;
}

} // namespace tranche
