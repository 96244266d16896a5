#include "tranche/statistics/funnel.hpp"

#include <algorithm>
#include <boost/math/constants/constants.hpp>
#include <cmath>

namespace tranche::statistics {
namespace {

double to_scale(double value, FunnelScale scale) {
  const double root = std::sqrt(std::max(value, 0.0));
  return scale == FunnelScale::proportion ? std::asin(std::min(root, 1.0)) : root;
}

double from_scale(double y, FunnelScale scale) {
  const double within = std::max(y, 0.0);
  if (scale == FunnelScale::rate) return within * within;
  const double sine = std::sin(std::min(within, boost::math::constants::half_pi<double>()));
  return sine * sine;
}

/// Type 7: linear between order statistics. @pre sorted, not empty
double quantile(const std::vector<double>& sorted, double p) {
  const double place = p * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

template <class LimitsAt> std::vector<Interval> at_levels(std::span<const double> levels, LimitsAt&& limits_at) {
  std::vector<Interval> result;
  result.reserve(levels.size());
  for (const double level : levels) result.push_back(limits_at(level));
  return result;
}

} // namespace

double pooled_value(std::span<const double> numerators, std::span<const double> denominators) {
  double top = 0, bottom = 0;
  for (std::size_t i = 0; i < numerators.size(); ++i) {
    if (std::isnan(numerators[i]) || !(denominators[i] > 0)) continue;
    top += numerators[i];
    bottom += denominators[i];
  }
  return bottom > 0 ? top / bottom : std::numeric_limits<double>::quiet_NaN();
}

std::vector<Interval> funnel_proportion(double target, double n, std::span<const double> levels) {
  if (std::isnan(target) || !(n > 0)) return std::vector<Interval>(levels.size(), no_limits);
  return at_levels(levels, [&](double level) -> Interval {
    const double reach = normal_deviate(level) * std::sqrt(target * (1 - target) / n);
    return {std::max(target - reach, 0.0), std::min(target + reach, 1.0)};
  });
}

std::vector<Interval> funnel_ratio(double events, std::span<const double> levels) {
  if (std::isnan(events)) return std::vector<Interval>(levels.size(), no_limits);
  return at_levels(levels, [&](double level) -> Interval {
    const Interval exact = exact_limits(events, level);
    return {events / exact.upper, exact.lower > 0 ? events / exact.lower : no_limits.upper};
  });
}

double effective_population(double events, double rate, double multiplier) {
  return events > 0 && rate > 0 ? multiplier * events / rate : std::numeric_limits<double>::quiet_NaN();
}

Significance against_funnel(double value, Interval funnel) {
  if (std::isnan(value)) return Significance::unknown;
  if (value < funnel.lower) return Significance::lower;
  if (value > funnel.upper) return Significance::higher;
  return std::isnan(funnel.lower) || std::isnan(funnel.upper) ? Significance::unknown : Significance::similar;
}

std::vector<double> funnel_scores(std::span<const double> numerators, std::span<const double> denominators,
                                  double target, FunnelScale scale) {
  std::vector<double> scores(numerators.size(), std::numeric_limits<double>::quiet_NaN());
  if (std::isnan(target)) return scores;
  const double centre = to_scale(target, scale);
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (std::isnan(numerators[i]) || !(denominators[i] > 0)) continue;
    scores[i] = (to_scale(numerators[i] / denominators[i], scale) - centre) * 2 * std::sqrt(denominators[i]);
  }
  return scores;
}

Overdispersion overdispersion(std::span<const double> scores, std::span<const double> denominators, double winsorise) {
  std::vector<double> sorted;
  double weights = 0, squared_weights = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (std::isnan(scores[i])) continue;
    sorted.push_back(scores[i]);
    weights += 4 * denominators[i];
    squared_weights += 16 * denominators[i] * denominators[i];
  }
  if (sorted.empty()) return {};
  std::sort(sorted.begin(), sorted.end());
  const double low = quantile(sorted, winsorise), high = quantile(sorted, 1 - winsorise);
  double squares = 0;
  for (const double score : sorted) squares += std::pow(std::clamp(score, low, high), 2);
  const auto units = static_cast<double>(sorted.size());
  const double divisor = weights - squared_weights / weights;
  const double tau2 = sorted.size() > 1 ? std::max((squares - (units - 1)) / divisor, 0.0) : 0;
  return {sorted.size(), squares / units, tau2};
}

std::vector<Interval> funnel_adjusted(double target, double denominator, double tau2, FunnelScale scale,
                                      std::span<const double> levels) {
  if (std::isnan(target) || !(denominator > 0)) return std::vector<Interval>(levels.size(), no_limits);
  const double centre = to_scale(target, scale), spread = std::sqrt(1 / (4 * denominator) + tau2);
  return at_levels(levels, [&](double level) -> Interval {
    const double reach = normal_deviate(level) * spread;
    return {from_scale(centre - reach, scale), from_scale(centre + reach, scale)};
  });
}

} // namespace tranche::statistics
