#pragma once
#include <array>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tranche/export.hpp"

/// Control charts of a figure over time (XmR, P, U), named rules of special cause, and how many of their alarms are
/// false. Sources: Montgomery 2013, Introduction to statistical quality control, 7th ed., ch. 6 and 7; Wheeler 2000,
/// Understanding variation; Laney 2002, Quality Engineering 14: 531-7 (P', U').
namespace tranche::statistics {

/// How much more than chance the figures of a P or U chart differ from one point to the next.
enum class ChartDispersion {
  chance, ///< binomial or Poisson limits as they are
  over,   ///< widened by Laney's ratio where that is above 1 (the default); never narrowed
  laney,  ///< Laney's P' and U': by the ratio, whatever it is
};

struct ChartSettings {
  double coverage = 0.998;   ///< share of points within the limits while nothing changes; 0.9973 for "3 sigma"
  std::size_t baseline = 0;  ///< centre and spread are of the first so many figures; 0: of all
  std::size_t at_least = 12; ///< figures behind centre and spread; with fewer there are no limits
  ChartDispersion dispersion = ChartDispersion::over;
};

/// A point for each figure given, NaN where the figure is missing. Without limits (too few figures) centre, spread and
/// limits are NaN, and `median` is the line of the run chart.
struct ControlChart {
  std::vector<double> value, lower, upper;
  std::vector<double> z;            ///< (value - centre)/sigma of the point; 0, or +-infinity, where sigma is 0
  std::vector<double> moving_range; ///< |value - the one before|; NaN for the first and beside a missing one
  double centre = std::numeric_limits<double>::quiet_NaN();
  double median = std::numeric_limits<double>::quiet_NaN(); ///< of all figures; NaN without any
  double moving_range_mean = std::numeric_limits<double>::quiet_NaN();
  double moving_range_limit = std::numeric_limits<double>::quiet_NaN(); ///< XmR only
  double dispersion = 1;    ///< Laney's ratio sigma_z as it was found; 1 for XmR
  std::size_t figures = 0;  ///< that are not missing
  std::size_t based_on = 0; ///< figures behind centre and spread
  double coverage = 0.998;

  bool has_limits() const { return centre == centre; }
};

/// The bias of a moving range of two, E|x - y|/sigma: 2/sqrt(pi) = 1.128; and its standard deviation, 0.8525.
inline constexpr double range_d2 = 1.1283791670955126, range_d3 = 0.8525024664066735;

/// XmR: mean -/+ z mR/d2, z the normal deviate of the coverage (2.66 mR at 3 sigma); the limit of the moving range is
/// mR (1 + z d3/d2) (3.267 mR at 3 sigma). Pinned by Montgomery's example 6.5 in control_charts_test.cpp.
TRANCHE_API ControlChart individuals_chart(std::span<const double> values, const ChartSettings& settings = {});

/// P: p = sum x/sum n; p -/+ z r sqrt(p (1 - p)/n), within 0 and 1, r the ratio by settings.dispersion. Laney's ratio
/// is the mean moving range of (x/n - p)/sqrt(p (1 - p)/n) divided by d2. A denominator of 0 is a missing point. Pinned
/// by Montgomery's example 7.1. @pre NaN, or 0 <= numerator <= denominator; one of each for each point.
TRANCHE_API ControlChart proportions_chart(std::span<const double> numerators, std::span<const double> denominators,
                                           const ChartSettings& settings = {});

/// U: u = sum x/sum n; u -/+ z r sqrt(u/n), not below 0; counts with exposure 1 are a C chart.
/// Pinned by Montgomery's examples 7.3 and 7.4. @pre NaN or >= 0; one of each for each point.
TRANCHE_API ControlChart rates_chart(std::span<const double> events, std::span<const double> exposures,
                                     const ChartSettings& settings = {});

enum class ChartRule {
  outside,      ///< a point beyond a limit
  shift,        ///< so many points in a row on one side of the centre; one on it ends the run
  trend,        ///< so many points in a row, each above (each below) the one before
  two_of_three, ///< two of three in a row, on one side, beyond two thirds of the way to the limit
  four_of_five, ///< four of five in a row, on one side, beyond one third of the way
};
inline constexpr std::array chart_rules{ChartRule::outside, ChartRule::shift, ChartRule::trend, ChartRule::two_of_three,
                                        ChartRule::four_of_five};

/// A named set of rules. 0 points and false: not used.
struct ChartRules {
  std::string_view name = "usual";
  bool outside = true;
  std::size_t shift = 8, trend = 6;
  bool two_of_three = true, four_of_five = false;
  bool same_side = false; ///< two_of_three: the third point must lie on the same side of the centre too

  TRANCHE_API bool uses(ChartRule rule) const;
};

/// usual: outside, 8 in a row on one side, 6 trending, 2 of 3 in the outer third.
/// making_data_count: NHS England's, as its R package NHSRplotthedots 0.2 has them: outside, 7 on one side, 7 trending,
/// 2 of 3 in the outer third with all three on one side.
/// western_electric: Western Electric 1956, Statistical quality control handbook: outside, 2 of 3, 4 of 5, 8 on one
/// side; no trend.
inline constexpr ChartRules usual_rules{};
inline constexpr ChartRules making_data_count_rules{"making_data_count", true, 7, 7, true, false, true};
inline constexpr ChartRules western_electric_rules{"western_electric", true, 8, 0, true, true, false};

/// Points first to last (from 0) that a rule names. The longest stretch is told once: overlapping windows are joined.
struct Signal {
  ChartRule rule = ChartRule::outside;
  std::size_t first = 0, last = 0;
  bool high = false; ///< above the centre; of a trend: rising
};

/// What the rules find, by last point, then by rule. Missing points end every run. None without limits.
TRANCHE_API std::vector<Signal> special_causes(const ControlChart& chart, const ChartRules& rules);

/// How many signals of a rule `points` points bring by chance alone: independent normal points about known limits, no
/// missing ones; exact (tests simulate it). Limits estimated from few points, and figures that depend on the one
/// before, bring more. 0 for a rule that is not used.
///   outside       n a, a = 1 - coverage
///   shift of L    2^(1-L) + (n - L) 2^-L: a run begins at the first point, or after one on the other side
///   trend of m    2 (1/m! + (n - m) (1/m! - 1/(m+1)!)), for any continuous figure
///   k of m        2 (P(window) + (n - m) P(window, and not the one before)), summed over all patterns of m + 1 points
TRANCHE_API double expected_false_alarms(const ChartRules& rules, ChartRule rule, std::size_t points, double coverage);
/// Over all rules of the set.
TRANCHE_API double expected_false_alarms(const ChartRules& rules, std::size_t points, double coverage);

/// "8 points in a row on one side of the centre".
TRANCHE_API std::string describe(const ChartRules& rules, ChartRule rule);
/// What a signal is, on its side: "8 or more points in a row below the centre".
TRANCHE_API std::string describe(const ChartRules& rules, const Signal& signal);

} // namespace tranche::statistics
