#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "tranche/statistics/control_charts.hpp"
#include "tranche/statistics/limits.hpp"

namespace tranche::statistics {
namespace {

/// "k of m in a row beyond a share of the way to the limit".
struct WindowRule {
  std::size_t hits, points;
  double share;
  bool same_side;
};

WindowRule window_of(const ChartRules& rules, ChartRule rule) {
  return rule == ChartRule::two_of_three ? WindowRule{2, 3, 2.0 / 3, rules.same_side}
                                         : WindowRule{4, 5, 1.0 / 3, false};
}

/// Stretches of points 1 .. n-1 where `goes_on(i)` ties i to the point before, of at least `least` points in all.
template <class GoesOn>
void add_runs(std::vector<Signal>& found, std::size_t points, std::size_t least, ChartRule rule, bool high,
              GoesOn&& goes_on) {
  for (std::size_t first = 0; first < points;) {
    std::size_t end = first + 1;
    while (end < points && goes_on(end)) ++end;
    if (end - first >= least) found.push_back({rule, first, end - 1, high});
    first = end;
  }
}

void add_windows(std::vector<Signal>& found, const std::vector<double>& z, double reach, WindowRule window,
                 ChartRule rule, bool high) {
  const double side = high ? 1 : -1;
  bool before = false;
  for (std::size_t last = window.points - 1; last < z.size(); ++last) {
    std::size_t hits = 0;
    bool whole = true;
    for (std::size_t i = last + 1 - window.points; i <= last; ++i) {
      hits += side * z[i] > window.share * reach;
      whole = whole && !std::isnan(z[i]) && (!window.same_side || side * z[i] > 0);
    }
    const bool hit = whole && hits >= window.hits;
    if (hit && before)
      found.back().last = last;
    else if (hit)
      found.push_back({rule, last + 1 - window.points, last, high});
    before = hit;
  }
}

double factorial(std::size_t n) { return std::tgamma(static_cast<double>(n) + 1); }

/// Each point lies beyond the share on the side (q), short of it (1/2 - q), or on the other side (1/2).
double chance_of_windows(WindowRule window, std::size_t points, double reach) {
  const double beyond = std::erfc(window.share * reach / std::sqrt(2.0)) / 2;
  const double chance[] = {beyond, 0.5 - beyond, 0.5};
  std::size_t patterns = 1;
  for (std::size_t i = 0; i <= window.points; ++i) patterns *= 3;
  double hit = 0, first_hit = 0; // the later window of the two; and not the earlier one
  for (std::size_t pattern = 0; pattern < patterns; ++pattern) {
    double p = 1;
    std::size_t hits[2] = {0, 0}, others[2] = {0, 0};
    for (std::size_t i = 0, rest = pattern; i <= window.points; ++i, rest /= 3) {
      const std::size_t state = rest % 3;
      p *= chance[state];
      for (std::size_t w = 0; w < 2; ++w)
        if (i >= w && i < w + window.points) {
          hits[w] += state == 0;
          others[w] += state == 2;
        }
    }
    const auto signals = [&](std::size_t w) { return hits[w] >= window.hits && (!window.same_side || others[w] == 0); };
    if (!signals(1)) continue;
    hit += p;
    if (!signals(0)) first_hit += p;
  }
  return 2 * (hit + static_cast<double>(points - window.points) * first_hit);
}

} // namespace

bool ChartRules::uses(ChartRule rule) const {
  switch (rule) {
  case ChartRule::outside:
    return outside;
  case ChartRule::shift:
    return shift > 0;
  case ChartRule::trend:
    return trend > 0;
  case ChartRule::two_of_three:
    return two_of_three;
  case ChartRule::four_of_five:
    return four_of_five;
  }
  return false;
}

std::vector<Signal> special_causes(const ControlChart& chart, const ChartRules& rules) {
  std::vector<Signal> found;
  if (!chart.has_limits()) return found;
  const std::vector<double>& z = chart.z;
  const double reach = normal_deviate(chart.coverage);
  for (std::size_t i = 0; rules.outside && i < z.size(); ++i)
    if (std::fabs(z[i]) > reach) found.push_back({ChartRule::outside, i, i, z[i] > 0});
  for (const bool high : {false, true}) {
    const double side = high ? 1 : -1;
    if (rules.shift > 0) {
      std::vector<Signal> runs;
      add_runs(runs, z.size(), rules.shift, ChartRule::shift, high,
               [&](std::size_t i) { return side * z[i] > 0 && side * z[i - 1] > 0; });
      for (const Signal& run : runs)
        if (side * z[run.first] > 0) found.push_back(run); // a run of one is no matter of sides
    }
    if (rules.trend > 0)
      add_runs(found, z.size(), std::max<std::size_t>(rules.trend, 2), ChartRule::trend, high,
               [&](std::size_t i) { return side * (chart.value[i] - chart.value[i - 1]) > 0; });
    for (const ChartRule rule : {ChartRule::two_of_three, ChartRule::four_of_five})
      if (rules.uses(rule)) add_windows(found, z, reach, window_of(rules, rule), rule, high);
  }
  std::stable_sort(found.begin(), found.end(), [](const Signal& a, const Signal& b) {
    return a.last != b.last ? a.last < b.last : a.rule < b.rule;
  });
  return found;
}

double expected_false_alarms(const ChartRules& rules, ChartRule rule, std::size_t points, double coverage) {
  if (!rules.uses(rule)) return 0;
  const auto n = static_cast<double>(points);
  switch (rule) {
  case ChartRule::outside:
    return n * (1 - coverage);
  case ChartRule::shift: {
    if (points < rules.shift) return 0;
    const double one = std::pow(0.5, static_cast<double>(rules.shift));
    return 2 * one + (n - static_cast<double>(rules.shift)) * one;
  }
  case ChartRule::trend: {
    const std::size_t m = std::max<std::size_t>(rules.trend, 2);
    if (points < m) return 0;
    return 2 * (1 / factorial(m) + (n - static_cast<double>(m)) * (1 / factorial(m) - 1 / factorial(m + 1)));
  }
  case ChartRule::two_of_three:
  case ChartRule::four_of_five: {
    const WindowRule window = window_of(rules, rule);
    return points < window.points ? 0 : chance_of_windows(window, points, normal_deviate(coverage));
  }
  }
  return 0;
}

double expected_false_alarms(const ChartRules& rules, std::size_t points, double coverage) {
  double sum = 0;
  for (const ChartRule rule : chart_rules) sum += expected_false_alarms(rules, rule, points, coverage);
  return sum;
}

std::string describe(const ChartRules& rules, ChartRule rule) {
  switch (rule) {
  case ChartRule::outside:
    return "a point outside the limits";
  case ChartRule::shift:
    return fmt::format("{} points in a row on one side of the centre", rules.shift);
  case ChartRule::trend:
    return fmt::format("{} points in a row rising, or falling", rules.trend);
  case ChartRule::two_of_three:
    return "two of three points in a row in the outer third of the limits";
  case ChartRule::four_of_five:
    return "four of five points in a row beyond a third of the way to the limit";
  }
  return {};
}

std::string describe(const ChartRules& rules, const Signal& signal) {
  switch (signal.rule) {
  case ChartRule::outside:
    return signal.high ? "a point above the upper limit" : "a point below the lower limit";
  case ChartRule::shift:
    return fmt::format("{} or more points in a row {} the centre", rules.shift, signal.high ? "above" : "below");
  case ChartRule::trend:
    return fmt::format("{} or more points in a row {}", rules.trend, signal.high ? "rising" : "falling");
  case ChartRule::two_of_three:
    return fmt::format("two of three points in a row in the {} third of the limits",
                       signal.high ? "highest" : "lowest");
  case ChartRule::four_of_five:
    return fmt::format("four of five points in a row beyond a third of the way to the {} limit",
                       signal.high ? "upper" : "lower");
  }
  return {};
}

} // namespace tranche::statistics
