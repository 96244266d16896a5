#pragma once
#include <span>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/settings/assessment.hpp"

/// Normalising: putting indicators of different units on one scale, higher always meaning greater need.
/// Sources: OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 5; the R package COINr (Becker et al.
/// 2022), whose names the methods follow; English Indices of Deprivation 2019, Technical report, appendix on the
/// exponential transformation.
namespace tranche::statistics {

/// How one indicator was normalised; kept so that the same scale can be applied to other values.
///
///  method           of a value x, d = direction (+1 higher is greater need, -1 lower is)   all values the same
///  z_score          d (x - mean) / s, s the sample standard deviation (n - 1)              0
///  min_max          low + (high - low) (x - min) / (max - min); d = -1: (max - x)          (low + high) / 2
///  rank             mean rank r from the least need, 1..n                                  (n + 1) / 2
///  percentile       100 (r - 0.5) / n (Hazen): never 0 or 100, so a geometric mean exists  50
///  imd_exponential  R = r / n, -23 ln(1 - R (1 - exp(-100/23))): 100 for the greatest      as r gives
///                   need; the greatest tenth takes the upper half of the scale
struct Scale {
  Normalise method = Normalise::z_score;
  int direction = 1;
  double centre = 0, spread = 1;   ///< z_score: mean and sample standard deviation; spread 0: all values the same
  double minimum = 0, maximum = 0; ///< of the values, for every method
  double low = 0, high = 100;      ///< min_max: of the result
  std::vector<double> sorted;      ///< rank, percentile, imd_exponential: the values, ascending
};

/// The scale of a set of values. Sums run in the order given, so the caller fixes the order of the rows.
/// @pre values are finite (rows without a value are left out by the caller, never passed as NaN); direction is +1 or
/// -1;
///      low and high are used by min_max only. No values: a scale that must not be applied.
TRANCHE_API Scale fit_scale(std::span<const double> values, Normalise method, int direction, double low = 0,
                            double high = 100);

/// A value on a scale; monotone in the value. A value that the scale was not fitted on is extrapolated (z_score,
/// min_max) or takes its place between its neighbours (the methods on ranks).
TRANCHE_API double normalise_on(const Scale& scale, double value);

} // namespace tranche::statistics
