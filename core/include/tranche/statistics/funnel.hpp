#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/statistics/compare.hpp"
#include "tranche/statistics/limits.hpp"

/// Funnel plots: how far a figure may lie from the common value by chance alone, given how much it rests on.
/// Sources: PHEindicatormethods R/Funnels.R; Spiegelhalter 2005, Stat Med 24: 1185-202.
/// Each function of a level gives one Interval, each of levels one for each level.
namespace tranche::statistics {

/// The common value of a funnel: sum of numerators/sum of denominators over the units that have both (a denominator of
/// 0 counts as none). NaN where no unit has.
TRANCHE_API double pooled_value(std::span<const double> numerators, std::span<const double> denominators);

/// Limits of a proportion of n people: target -/+ z sqrt(target (1 - target)/n), within [0, 1]. They are where Wilson's
/// limits of the proportion end at the target, as PHEindicatormethods has it (it writes the root of the quadratic).
/// Pinned by its test data in funnel_test.cpp. no_limits for n = 0 or NaN. @pre 0 <= target <= 1.
TRANCHE_API std::vector<Interval> funnel_proportion(double target, double n, std::span<const double> levels);

/// Limits of a ratio O/E at O observed events: O/E where the exact limits of O end at E, that is O/exact upper limit
/// and O/exact lower limit, as PHEindicatormethods has it. Multiply by the common rate for a funnel of rates. No
/// events: {0, NaN}, as there is no upper limit at any expectation. Pinned by its test data in funnel_test.cpp.
/// @pre events >= 0 or NaN (no_limits).
TRANCHE_API std::vector<Interval> funnel_ratio(double events, std::span<const double> levels);

/// The population a rate would rest on if it were crude, multiplier O/rate: the denominator of a directly standardised
/// rate in a funnel. NaN where events or rate are 0 or NaN.
TRANCHE_API double effective_population(double events, double rate, double multiplier);

/// A value against the funnel at its place: lower, similar or higher.
TRANCHE_API Significance against_funnel(double value, Interval funnel);

/// What spread is compared on: where chance has nearly the same spread whatever the value.
enum class FunnelScale {
  proportion, ///< arcsine of the square root
  rate,       ///< square root; a ratio is a rate per expected event, its target 1
};

/// z = (f(y) - f(target)) 2 sqrt(denominator), y = numerator/denominator, f by scale; NaN for a unit without both or
/// with a denominator of 0. Source: Spiegelhalter 2005, section A.2. @pre proportion: 0 <= numerator <= denominator.
TRANCHE_API std::vector<double> funnel_scores(std::span<const double> numerators, std::span<const double> denominators,
                                              double target, FunnelScale scale);

/// How much more the units differ than chance explains.
struct Overdispersion {
  std::size_t units = 0;
  double phi = 1;  ///< mean of the squared winsorised scores; 1 by chance
  double tau2 = 0; ///< variance between the units, on the scale of the scores; 0: no more than chance
};

/// Spiegelhalter 2005, section 3.3: scores beyond the quantiles at winsorise and 1 - winsorise (type 7, Hyndman & Fan
/// 1996) are set to them; phi = sum z^2/I; tau^2 = (I phi - (I - 1))/(sum w - sum w^2/sum w), not below 0,
/// w = 1/s^2 = 4 denominator (DerSimonian & Laird 1986). Fewer than two units: tau2 = 0; none: phi = 1.
/// @pre scores as funnel_scores gives them; 0 <= winsorise < 0.5.
TRANCHE_API Overdispersion overdispersion(std::span<const double> scores, std::span<const double> denominators,
                                          double winsorise = 0.1);

/// Limits after the adjustment: f(target) -/+ z sqrt(1/(4 denominator) + tau2), carried back to the value's own scale,
/// and within its range. They do not close: however many people, sqrt(tau2) remains. no_limits for a denominator of 0.
TRANCHE_API std::vector<Interval> funnel_adjusted(double target, double denominator, double tau2, FunnelScale scale,
                                                  std::span<const double> levels);

} // namespace tranche::statistics
