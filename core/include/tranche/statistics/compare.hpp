#pragma once
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/statistics/limits.hpp"

/// An authority's figure against a reference, such as England's or its region's: by its limits, and by a test.
/// Limits of two authorities that overlap say nothing of the kind, and nothing here compares two sets of limits.
namespace tranche::statistics {

enum class Significance {
  unknown, ///< no figure, no limits or no reference
  lower,   ///< significantly below the reference
  similar, ///< the reference lies within the limits, their ends included
  higher,  ///< significantly above the reference
};

/// "", "lower", "similar", "higher".
TRANCHE_API std::string_view name_of(Significance significance);

/// A figure with these limits against a reference without any uncertainty of its own: the rule of the public health
/// profiles. Source: fingertips.phe.org.uk, Technical guide: comparing with a benchmark.
TRANCHE_API Significance significance(Interval limits, double reference);
/// For each of the limits, such as those at 95 and 99.8 %.
TRANCHE_API std::vector<Significance> significance(std::span<const Interval> limits, double reference);

/// z is positive where the figure is above the reference; p is two-sided. Both NaN where there is nothing to test.
struct Test {
  double z = std::numeric_limits<double>::quiet_NaN();
  double p = std::numeric_limits<double>::quiet_NaN();
};

/// A Poisson count against the number expected, such that p < 1 - level exactly where the expected number is outside
/// count_limits(count, level). Below 10 events: twice the smaller of P(X <= O) and P(X >= O), at most 1 (central exact
/// test, Garwood 1936). From 10: Byar's limits solved for z, z = 3 sqrt(O) (1 - 1/(9 O) - cbrt(E/O)) for E below O and
/// 3 sqrt(O + 1) (cbrt(E/(O + 1)) - 1 + 1/(9 (O + 1))) above, p = 1 where E lies between the two limits at level 0
/// (Breslow & Day 1987, vol. II, eq. 2.11). z is the deviate that goes with p. expected 0: p = 1 for no events,
/// else 0 with z NaN. Pinned by count_limits() in compare_test.cpp. @pre NaN or >= 0.
TRANCHE_API Test poisson_test(double count, double expected);

/// A proportion x/n against p0 by the score test, z = (x/n - p0)/sqrt(p0 (1 - p0)/n): p < 1 - level exactly where p0 is
/// outside wilson_limits(x, n, level). p0 of 0 or 1: p = 1 where x/n is the same, else 0 with z NaN. n = 0: no test.
/// @pre 0 <= x <= n, 0 <= p0 <= 1, or NaN.
TRANCHE_API Test score_test(double x, double n, double p0);

/// The same by the exact binomial distribution: twice the smaller tail, at most 1 (Clopper & Pearson 1934). z is the
/// deviate that goes with p.
TRANCHE_API Test binomial_test(double x, double n, double p0);

/// A standardised rate (or anything nearly normal) against a reference: z = (value - reference)/sqrt(se^2 + ref_se^2).
/// A reference that holds the authority itself is taken as independent of it, which makes the test a little shy.
/// Standard errors of 0: no test.
TRANCHE_API Test z_test(double value, double standard_error, double reference, double reference_error = 0);

} // namespace tranche::statistics
