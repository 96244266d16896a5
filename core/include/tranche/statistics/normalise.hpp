#pragma once
#include <optional>
#include <span>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/settings/assessment.hpp"

/// Normalising: putting indicators of different units on one scale, higher always meaning greater need.
/// Sources: OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 5 and table 3; the R package COINr
/// (Becker et al. 2022, JOSS 7(78), 4567), R/normalise.R, whose functions are named below; English Indices of
/// Deprivation 2019, Technical report, appendix on the exponential transformation. Pinned by the handbook's table 15
/// and COINr's definitions written anew in tests/unit/statistics/normalise_test.cpp.
namespace tranche::statistics {

/// What a method may be told; each field is read by the methods it names.
struct ScaleOptions {
  double low = 0, high = 100; ///< min_max: of the result
  /// min_max: ends in the indicator's own unit, by its low and high end, not by need; values outside are capped. Unset:
  /// the least and greatest value, and no cap on that side. COINr's n_goalposts.
  std::optional<double> goalpost_low, goalpost_high;
  double mean = 0, sd = 1; ///< z_score: of the result. COINr's n_zscore, m_sd
  /// reference_ratio, reference_difference, distance_to_reference: the reference, in the indicator's own unit. Unset:
  /// the mean of the values.
  std::optional<double> reference;
  bool cap_at_reference = false; ///< distance_to_reference: 1 at most, COINr's cap_max
  /// categorical: cut points, ascending. With `cuts_are_percentiles` percentiles of need, 0 to 100 (quantiles of type 7
  /// of Hyndman & Fan); else values in the indicator's own unit.
  std::vector<double> cuts{15, 25, 65, 85, 95};
  bool cuts_are_percentiles = true;
  std::vector<double> scores{0, 20, 40, 60, 80, 100}; ///< categorical: one more than cuts, from the least need up
  double margin = 0.2;                                ///< above_below_mean: p of the handbook
};

/// How one indicator was normalised; kept so that the same scale can be applied to other values.
///
/// Of a value x, with d = direction (+1 higher is greater need, -1 lower is), s the sample standard deviation (n - 1):
///
///  z_score               mean + sd d (x - centre) / s; COINr's n_zscore. All values the same: mean
///  min_max               low + (high - low) (x - min) / (max - min); d = -1: (max - x). Between goalposts if given.
///                        COINr's n_minmax, n_goalposts. No range: (low + high) / 2
///  rank                  mean rank r from the least need, 1..n. All the same: (n + 1) / 2
///  percentile            100 (r - 0.5) / n (Hazen): never 0 or 100, so a geometric mean exists. All the same: 50
///  imd_exponential       R = r / n, -23 ln(1 - R (1 - exp(-100/23))): 100 for the greatest need; the greatest tenth
///                        takes the upper half of the scale
///  none                  d x
///  reference_ratio       1 + d (x - ref) / |ref|: for d = +1 and ref > 0 the handbook's x / ref. 1 at the reference
///  reference_difference  d (x - ref) / |ref|: the handbook's (x - ref) / ref. 0 at the reference
///  distance_to_reference 1 - (ref - x) / (ref - min), of d x: COINr's n_dist2ref and n_dist2targ. 0 at the least need,
///                        1 at the reference. All the same: 0, or 1 where they reach the reference
///  distance_to_maximum   1 - (max - x) / (max - min), of d x: COINr's n_dist2max. All the same: 0.5
///  fraction_of_maximum   x / max: COINr's n_fracmax, the handbook's distance to the leader. For d = -1 of
///                        max + min - x, so that the greatest need has 1 (COINr's -x / max(-x) would turn the order
///                        back). All the same: 1
///  borda                 units of less need: 0..n-1, tied values share the fewest. COINr's n_borda. All the same: 0
///  categorical           the score of the category: the handbook's table 3, cut <= x < next cut, of d x
///  above_below_mean      1 above (1 + p) mean, -1 below (1 - p) mean, 0 between; times d. The handbook's table 3
struct Scale {
  Normalise method = Normalise::z_score;
  int direction = 1;
  double centre = 0, spread = 1;   ///< mean (by every method) and sample standard deviation (0: all values the same)
  double minimum = 0, maximum = 0; ///< of the values, for every method
  double low = 0, high = 100;      ///< min_max: of the result
  std::vector<double> sorted;      ///< rank, percentile, imd_exponential, borda: the values, ascending
  double from = 0, to = 0;         ///< min_max: goalposts, else minimum and maximum
  bool cap_low = false, cap_high = false; ///< min_max: whether `from` and `to` are goalposts
  double mean = 0, sd = 1;                ///< z_score: of the result
  double reference = 0;                   ///< the reference methods
  bool cap_at_reference = false;          ///< distance_to_reference
  std::vector<double> cuts;               ///< categorical: of d x, ascending
  std::vector<double> scores;             ///< categorical
  double margin = 0;                      ///< above_below_mean
};

/// The scale of a set of values. Sums run in the order given, so the caller fixes the order of the rows.
/// @pre values are finite (rows without a value are left out by the caller, never passed as NaN); direction is +1 or
///      -1; a goalpost is finite, the low one below the high one; sd > 0; cuts ascending, percentiles within 0..100,
///      one score more than cuts, scores ascending; margin >= 0. No values: a scale that must not be applied.
/// @throws Error (data) where a method has no meaning for the values: a reference of 0, a reference that is not above
///         the least need (distance_to_reference), a maximum not above 0 (fraction_of_maximum); not when all values are
///         the same.
TRANCHE_API Scale fit_scale(std::span<const double> values, Normalise method, int direction,
                            const ScaleOptions& options);
TRANCHE_API Scale fit_scale(std::span<const double> values, Normalise method, int direction, double low = 0,
                            double high = 100);

/// A value on a scale; monotone in the value. A value that the scale was not fitted on is extrapolated (z_score,
/// min_max without goalposts, none, the methods on a reference or the maximum), takes its place between its neighbours
/// (the methods on ranks), or falls into a category.
TRANCHE_API double normalise_on(const Scale& scale, double value);

/// Each value on the scale, bit for bit as one by one; NaN stays NaN. @pre `into` is as long as `values`.
TRANCHE_API void normalise_on(const Scale& scale, std::span<const double> values, std::span<double> into);

} // namespace tranche::statistics
