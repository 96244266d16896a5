#include <algorithm>
#include <array>
#include <cmath>

#include "run/comparison_parts.hpp"

namespace tranche {
namespace {

using statistics::FunnelScale;
using statistics::Interval;
using statistics::Significance;

constexpr std::array<double, 2> funnel_levels{0.95, 0.998};

/// What the figures rest on in a funnel: events over base, around a target.
struct Funnel {
  FunnelScale scale = FunnelScale::rate;
  double target = 0;
  std::vector<double> events, base; ///< of every authority; NaN where it has no place
};

/// @return whether the figures are a proportion, ratio or rate of counted events.
bool funnel_of(const Compared& compared, Funnel& funnel) {
  const IndicatorColumn& column = compared.column;
  // A standardised rate rests on the people of whom the same events would be the same crude rate.
  const bool standardised = column.source == "standardised" && column.error_model == "limits";
  const bool share = compared.counted("binomial");
  if (!standardised && !share && !compared.counted("poisson")) return false;
  funnel.scale = share ? FunnelScale::proportion : FunnelScale::rate;
  funnel.target = standardised ? compared.england : compared.england / compared.factor();
  for (std::size_t i = 0; i < column.value.size(); ++i) {
    const double events = compared.events(i);
    funnel.events.push_back(events);
    funnel.base.push_back(standardised ? statistics::effective_population(events, column.value[i], 1)
                                       : compared.base(i));
  }
  return !std::isnan(funnel.target) && !(share && funnel.target > 1);
}

/// One authority at the two levels.
std::array<Significance, 2> judged(const Funnel& funnel, std::size_t i, bool widened, double tau2) {
  const double events = funnel.events[i], base = funnel.base[i];
  std::array<Significance, 2> result{};
  if (std::isnan(events) || !(base > 0)) return result;
  std::vector<Interval> limits;
  if (widened)
    limits = statistics::funnel_adjusted(funnel.target, base, tau2, funnel.scale, funnel_levels);
  else if (funnel.scale == FunnelScale::proportion)
    limits = statistics::funnel_proportion(funnel.target, base, funnel_levels);
  for (std::size_t level = 0; level < 2; ++level)
    result[level] = limits.empty() ? statistics::significance(statistics::exact_limits(events, funnel_levels[level]),
                                                              funnel.target * base)
                                   : statistics::against_funnel(events / base, limits[level]);
  return result;
}

FunnelPlace place_of(const std::array<Significance, 2>& at) {
  if (at[1] == Significance::higher) return FunnelPlace::above_998;
  if (at[1] == Significance::lower) return FunnelPlace::below_998;
  if (at[0] == Significance::higher) return FunnelPlace::above_95;
  if (at[0] == Significance::lower) return FunnelPlace::below_95;
  return at[0] == Significance::similar ? FunnelPlace::inside : FunnelPlace::unknown;
}

} // namespace

void place_in_funnel(FigureComparison& comparison, const Compared& compared, bool widen) {
  Funnel funnel;
  if (!funnel_of(compared, funnel)) return;
  std::vector<double> once = funnel.events; // a shared figure says once how much the figures differ
  for (std::size_t i = 0; i < once.size(); ++i)
    if (compared.counts.shown[i] != i) once[i] = std::nan("");
  comparison.overdispersion = statistics::overdispersion(
      statistics::funnel_scores(once, funnel.base, funnel.target, funnel.scale), funnel.base);
  comparison.widened = widen && comparison.overdispersion.tau2 > 0;
  for (std::size_t i = 0; i < funnel.events.size(); ++i)
    comparison.funnel.push_back(has_value(compared.column.status[i])
                                    ? place_of(judged(funnel, i, comparison.widened, comparison.overdispersion.tau2))
                                    : FunnelPlace::unknown);
}

} // namespace tranche
