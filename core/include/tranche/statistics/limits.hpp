#pragma once
#include <span>

#include "tranche/export.hpp"

/// Confidence limits of counts, rates, proportions and directly standardised rates.
/// Conventions are those of England's public health profiles: "Technical guide: confidence intervals" and the R package
/// PHEindicatormethods. level is the two-sided confidence, e.g. 0.95, in (0, 1).
namespace tranche::statistics {

struct Interval {
  double lower = 0;
  double upper = 0;
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

/// Wilson's score limits of a proportion x/n, as a proportion. Source: Newcombe 1998, method 3.
/// @pre 0 <= x <= n, n > 0.
TRANCHE_API Interval wilson_limits(double x, double n, double level);

/// A directly standardised rate with Dobson's limits.
struct StandardisedRate {
  double value = 0; ///< times `multiplier`
  Interval limits;
  double events = 0;
  bool given =
      false; ///< false under 10 events in all (ONS, Morris et al. 2018): value and limits are then not to be used
};

/// Sum of w O/n over sum of w, limits after Dobson et al. 1991: D + sqrt(Var / O) (O_L - O), O_L and O_U by
/// count_limits.
/// @pre spans of one length; populations > 0 where the standard is.
TRANCHE_API StandardisedRate standardised_rate(std::span<const double> events, std::span<const double> population,
                                               std::span<const double> standard, double multiplier, double level);

} // namespace tranche::statistics
