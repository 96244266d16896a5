#include "tranche/run/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "decide/index.hpp"
#include "nan.hpp"
#include "run/comparison_parts.hpp"

namespace tranche {
namespace {

using statistics::Interval;
using statistics::Significance;

std::vector<Interval> limits_at(const IndicatorColumn& column, std::size_t level) {
  const std::vector<double>& lower = level == 0 ? column.lower : column.further_lower[level - 1];
  const std::vector<double>& upper = level == 0 ? column.upper : column.further_upper[level - 1];
  std::vector<Interval> limits;
  for (std::size_t i = 0; i < lower.size(); ++i) limits.push_back({lower[i], upper[i]});
  return limits;
}

bool has_limits(const IndicatorColumn& column) {
  return std::any_of(column.lower.begin(), column.lower.end(), [](double limit) { return !std::isnan(limit); });
}

/// The figure of each authority's region; empty where no region is known. alone: no other authority is in it.
struct Regions {
  std::vector<double> figure;
  std::vector<bool> alone;
};

Regions regions_of(const Authorities& authorities, const Compared& compared) {
  std::map<std::string, std::vector<std::size_t>> rows;
  for (std::size_t i = 0; i < authorities.size(); ++i)
    if (!authorities.units[i].region.empty()) rows[authorities.units[i].region].push_back(i);
  Regions regions;
  if (rows.empty()) return regions;
  regions.figure.assign(authorities.size(), nan);
  regions.alone.assign(authorities.size(), false);
  for (const auto& [region, members] : rows) {
    const double figure = england_figure(compared.column, compared.population, members);
    for (const std::size_t i : members) {
      regions.figure[i] = figure;
      regions.alone[i] = members.size() == 1;
    }
  }
  return regions;
}

void judge_by_limits(FigureComparison& comparison, const Compared& compared, const Regions& regions) {
  const std::size_t levels = 1 + compared.column.further_lower.size();
  for (std::size_t level = 0; level < levels && has_limits(compared.column); ++level) {
    const std::vector<Interval> limits = limits_at(compared.column, level);
    comparison.vs_england.push_back(statistics::significance(limits, compared.england));
    if (regions.figure.empty()) continue;
    std::vector<Significance>& judged = comparison.vs_region.emplace_back();
    for (std::size_t i = 0; i < limits.size(); ++i)
      judged.push_back(regions.alone[i] ? Significance::unknown
                                        : statistics::significance(limits[i], regions.figure[i]));
  }
}

/// Of a figure of which only the limits are known.
double p_by_limits(const IndicatorColumn& column, std::size_t i, double england) {
  if (!column.has_limits(i) || column.levels.empty()) return nan;
  const double value = column.value[i];
  const double reach = england < value ? value - column.lower[i] : column.upper[i] - value;
  return statistics::z_test(value, reach / statistics::normal_deviate(column.levels.front()), england).p;
}

void test_figures(FigureComparison& comparison, const Compared& compared) {
  const IndicatorColumn& column = compared.column;
  const double target = compared.england / compared.factor();
  const bool poisson = compared.counted("poisson");
  const bool binomial = compared.counted("binomial") && target >= 0 && target <= 1;
  if (!poisson && !binomial && !has_limits(column)) return;
  comparison.test = poisson    ? "Poisson test: exact below 10 events, Byar's approximation from 10"
                    : binomial ? "score test of a proportion"
                               : "normal test by the limits";
  for (std::size_t i = 0; i < column.value.size(); ++i) {
    const double events = compared.events(i), base = compared.base(i);
    comparison.p_value.push_back(!has_value(column.status[i]) ? nan
                                 : poisson                    ? statistics::poisson_test(events, target * base).p
                                 : binomial                   ? statistics::score_test(events, base, target).p
                                                              : p_by_limits(column, i, compared.england));
  }
}

/// Groups by the values there are; empty where they are fewer than the groups.
std::vector<int> groups_of(const IndicatorColumn& column, int quantiles) {
  if (quantiles < 1) return {};
  std::vector<double> values = column.value;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!has_value(column.status[i])) values[i] = nan;
  std::vector<int> groups = statistics::quantile_groups(values, quantiles, column.direction > 0);
  const bool any = std::any_of(groups.begin(), groups.end(), [](int group) { return group > 0; });
  return any ? groups : std::vector<int>();
}

} // namespace

std::string_view name_of(FunnelPlace place) {
  switch (place) {
  case FunnelPlace::unknown:
    return "";
  case FunnelPlace::below_998:
    return "below 99.8 %";
  case FunnelPlace::below_95:
    return "below 95 %";
  case FunnelPlace::inside:
    return "inside";
  case FunnelPlace::above_95:
    return "above 95 %";
  case FunnelPlace::above_998:
    return "above 99.8 %";
  }
  return "";
}

std::vector<FigureComparison> compare_figures(const Run& run) {
  const CompareSettings& settings = run.assessment.compare;
  std::vector<double> population = run.authorities.population;
  population.resize(run.authorities.size(), nan);
  const auto gradient = std::find_if(run.indicators.begin(), run.indicators.end(),
                                     [&](const IndicatorColumn& c) { return c.id == settings.inequality; });
  const std::vector<int> over =
      gradient == run.indicators.end() ? std::vector<int>() : groups_of(*gradient, settings.quantiles);
  std::vector<FigureComparison> list;
  for (std::size_t c = 0; c < run.indicators.size(); ++c) {
    const IndicatorColumn& column = run.indicators[c];
    const Compared compared{column, counts_of(column), population, run.decision.columns[c].england};
    FigureComparison& comparison = list.emplace_back();
    comparison.id = column.id;
    comparison.whole = whole_of(run.authorities);
    comparison.england = compared.england;
    const Regions regions = regions_of(run.authorities, compared);
    comparison.region = regions.figure;
    judge_by_limits(comparison, compared, regions);
    test_figures(comparison, compared);
    place_in_funnel(comparison, compared, settings.overdispersion);
    comparison.quantile = groups_of(column, settings.quantiles);
    comparison.quantiles = comparison.quantile.empty() ? 0 : settings.quantiles;
    if (!over.empty() && column.id != gradient->id)
      comparison.inequality =
          inequality_over(gradient->id, over, settings.quantiles, compared, run.assessment.uncertainty.seed);
  }
  return list;
}

} // namespace tranche
