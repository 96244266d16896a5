#pragma once
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "tranche/export.hpp"

/// Crude rates, proportions and means, and confidence limits of counts, proportions and means.
/// Conventions are those of England's public health profiles: "Technical guide: confidence intervals" and the R package
/// PHEindicatormethods. level is the two-sided confidence, e.g. 0.95, in (0, 1).
namespace tranche::statistics {

struct Interval {
  double lower = 0;
  double upper = 0;
};

/// Both ends NaN: there are no limits.
inline constexpr Interval no_limits{std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};

/// Why a figure is not given.
enum class Reason {
  none,           ///< it is given
  missing_figure, ///< an event count, population or value is NaN
  no_population,  ///< a population is 0 where one is needed
  too_few_events, ///< a standardised figure on fewer events than asked for
  no_reference,   ///< the standard weighs nothing, or the reference expects no events
  too_few_groups, ///< fewer than two groups or members
};

/// "", "a figure is missing", "the population is 0", "too few events", ...
TRANCHE_API std::string_view describe(Reason reason);

/// A rate, ratio, proportion or mean, with limits at several levels at once.
struct Estimate {
  double value = std::numeric_limits<double>::quiet_NaN();          ///< NaN unless given
  double standard_error = std::numeric_limits<double>::quiet_NaN(); ///< in the unit of value
  double events = std::numeric_limits<double>::quiet_NaN();         ///< numerator, kept when the value is not given
  std::vector<Interval> limits; ///< one for each level, in the order of the levels; no_limits unless given
  Reason withheld = Reason::none;

  bool given() const { return withheld == Reason::none; }
};

/// The standard normal deviate of a two-sided level: 1.959964 for 0.95. @pre 0 < level < 1.
TRANCHE_API double normal_deviate(double level);

/// Limits of a Poisson count: exact (chi-squared) below 10 events, Byar's approximation from 10.
/// Source: Breslow & Day 1987, vol. II, p. 69; exact: Ulm 1990. Pinned by data/method/phe/byars_wilson.csv.
/// @pre count >= 0 (need not be whole: weighted counts are allowed from 10).
TRANCHE_API Interval count_limits(double count, double level);

/// Byar's approximation at any count: O (1 - 1/(9 O) -/+ z/(3 sqrt O))^3, with O + 1 above; the lower limit is not
/// below 0. count_limits() uses it from 10 events. Source as above. @pre count > 0.
TRANCHE_API Interval byar_limits(double count, double level);

/// The exact limits at any count: chi2inv(a/2, 2 O)/2 (0 for no events) and chi2inv(1 - a/2, 2 O + 2)/2, a = 1 - level.
/// count_limits() uses them below 10 events, funnels at every count. Source: Ulm 1990. @pre count >= 0.
TRANCHE_API Interval exact_limits(double count, double level);

/// Wilson's score limits of a proportion x/n, as a proportion. Source: Newcombe 1998, method 3.
/// @pre 0 <= x <= n, n > 0.
TRANCHE_API Interval wilson_limits(double x, double n, double level);

/// Student's t limits of a mean: mean -/+ t(n - 1) sd / sqrt n, sd the sample standard deviation (divisor n - 1).
/// no_limits for n < 2, which has no standard deviation. Source: Altman et al. 2000, Statistics with confidence, ch. 4;
/// PHEindicatormethods phe_mean. Pinned by tables of t in limits_test.cpp. @pre sd >= 0 where n >= 2.
TRANCHE_API Interval student_limits(double n, double mean, double sd, double level);

/// multiplier O/n with count_limits(). Standard error: multiplier sqrt(O)/n.
/// Events that one person may have repeatedly are not independent: event_squares = sum over f of f^2 n_f, n_f people
/// with f events each, then takes the place of O in the variance, and the limits become those of Dobson et al. 1991 for
/// one band, multiplier (O + sqrt(event_squares/O) (O_L - O))/n. NaN: independent events.
/// Pinned by data/method/phe/crude_rate*.csv.
/// Not given: missing_figure, no_population. @pre events and population are NaN or >= 0.
TRANCHE_API Estimate crude_rate(double events, double population, double multiplier, std::span<const double> levels,
                                double event_squares = std::numeric_limits<double>::quiet_NaN());

/// multiplier x/n with wilson_limits(). Standard error: multiplier sqrt(p (1 - p)/n).
/// Not given: missing_figure, no_population. @pre x and n are NaN, or 0 <= x <= n.
TRANCHE_API Estimate proportion(double x, double n, double multiplier, std::span<const double> levels);

/// The mean of the values that are not NaN, in two passes, with student_limits(); standard error sd/sqrt(n); events is
/// the number of values. One value: given, without limits or standard error. No value: missing_figure.
TRANCHE_API Estimate sample_mean(std::span<const double> values, std::span<const double> levels);

} // namespace tranche::statistics
