#pragma once
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/statistics/permutation_test.hpp"
#include "tranche/statistics/spatial_weights.hpp"

/// Where the pattern is: a statistic for each unit and its neighbours. Sources: Anselin 1995, Geographical Analysis 27:
/// 93-115 (local Moran); Sokal, Oden & Thomson 1998, Geographical Analysis 30: 331-54 (moments); Anselin 2019,
/// Geographical Analysis 51: 133-50 (local Geary); Ord & Getis 1995, Geographical Analysis 27: 286-306 (Gi and Gi*).
/// Pinned in local_association_test.cpp against dense double loops, and the tests against every arrangement of small
/// maps.
///
/// Units whose value is NaN are left out with their links, and standardised rows are scaled again. z are the values
/// less their mean over their standard deviation, m2 = sum z^2/n, W1 and W2 the sum of a row's weights and of their
/// squares.
///
/// Inference is conditional: the unit keeps its value, and its neighbours' are a simple random sample without
/// replacement of the m = n - 1 others. Every statistic here is c sum w_ij s_j in some score s of those others, with
/// mean s and variance v (divisor m) among them, hence the exact
///   E = c W1 mean s,  Var = c^2 v m/(m - 1) (W2 - W1^2/m).
///
/// Permutations: the others stand in a ring, in an order shuffled once; draw r is an ordered sample of places counted
/// from the unit, the same for all units, of which a unit with k neighbours takes the first k. So each unit has as many
/// independent uniform samples of its others as there are draws, at the price of making them once; and as
/// different units meet different values in the same draw, the chance of one unit's p is hardly that of another's.
/// (esda and GeoDa let all units meet the same values.) Sample and ring are keyed by the seed and r: the p are the same
/// for any number of threads. 33,755 areas and 999 draws: `tools/bench/space`.
namespace tranche::statistics {

/// Divisor of the variance that a statistic is made with. It does not touch z-scores, p-values or patterns.
enum class Divisor {
  sample,    ///< n - 1: local Moran of GeoDa and esda, local Geary of GeoDa and spdep
  population ///< n: Anselin 1995, local Moran of spdep (mlvar = TRUE), local Geary of esda
};

enum class Moments {
  conditional, ///< as above; spdep's default
  total        ///< local_moran only: all values arranged, the unit's too (Anselin 1995, equations 13 and 14)
};

struct LocalOptions {
  Divisor divisor = Divisor::sample;
  Moments moments = Moments::conditional;
  PermutationOptions permutations;
};

/// What a unit is part of, significant or not.
enum class Pattern {
  missing,         ///< no value
  no_neighbours,   ///< none that has a value
  not_significant, ///< given by significant() only, and for constant values
  high_high,       ///< high among high; Gi and Gi*: high
  low_low,
  low_high, ///< low among high
  high_low,
  like_others,   ///< local Geary: near its neighbours in value, without being of high_high or low_low
  unlike_others, ///< local Geary: further from its neighbours than by chance
};

/// "missing", "no neighbours", "not significant", "high-high", ...
TRANCHE_API std::string_view name_of(Pattern pattern);

/// One entry for each unit in every vector. NaN and no draws for those missing or without neighbours.
/// Values that are all the same: value NaN, variance 0, every p 1, pattern not_significant.
struct LocalStatistics {
  std::size_t units = 0;            ///< with a value
  std::vector<std::size_t> cut_off; ///< units whose neighbours are all without a value
  std::vector<double> value;
  std::vector<double> lag; ///< sum w_ij x_j in the unit of the values (of y); empty for several variables
  std::vector<Pattern> pattern;
  std::vector<NormalTest> analytic;
  std::vector<PermutationTest> permutation;

  /// Of the permutations, or, where there are none, of the analytic test; NaN where there is no statistic.
  TRANCHE_API std::vector<double> p(Alternative alternative) const;
};

/// The patterns of the units whose p is at most the cut (multiple_testing.hpp); not_significant for the others.
/// @pre as many p as units
TRANCHE_API std::vector<Pattern> significant(const LocalStatistics& local, std::span<const double> p, double cut);

/// Local Moran: I_i = z_i sum w_ij z_j, z by the divisor. Anselin 1995 and spdep: z_i/m2 sum w_ij z_j, the same.
/// The I of standardised rows without islands average to Moran's I (times (n - 1)/n with Divisor::sample).
/// Total moments, with b2 = sum z^4/n / m2^2 and Divisor::population: E = -W1/(n - 1),
/// Var = W2 (n - b2)/(n - 1) + (W1^2 - W2)(2 b2 - n)/((n - 1)(n - 2)) - E^2.
/// Patterns: z above 0 is high, and so is its lag. @pre here and below: values finite or NaN, one for each unit; no
/// unit is its own neighbour.
TRANCHE_API LocalStatistics local_moran(std::span<const double> values, const SpatialWeights& weights,
                                        const LocalOptions& options = {});

/// Local Moran of rates on unequal populations: of assuncao_reis() (shrink.hpp), as GeoDa's and esda's
/// Moran_Local_Rate; the lag is of those. @pre as assuncao_reis
TRANCHE_API LocalStatistics local_moran_of_rates(std::span<const double> events, std::span<const double> population,
                                                 const SpatialWeights& weights, const LocalOptions& options = {});

/// Bivariate local Moran: z(x)_i sum w_ij z(y)_j: the unit's x among its neighbours' y. Patterns: its x, then their y.
/// A unit that lacks either is left out.
TRANCHE_API LocalStatistics bivariate_local_moran(std::span<const double> x, std::span<const double> y,
                                                  const SpatialWeights& weights, const LocalOptions& options = {});

/// Local Geary: c_i = sum w_ij (z_i - z_j)^2, of several variables the mean of theirs, whose values are arranged
/// together. Small where like is near like. A unit that lacks one of them is left out; a variable that is constant
/// counts as 0. Patterns of one variable: below E high_high, low_low (by z and its lag) or like_others, else
/// unlike_others; of several: like_others or unlike_others.
TRANCHE_API LocalStatistics local_geary(std::span<const std::span<const double>> variables,
                                        const SpatialWeights& weights, const LocalOptions& options = {});
TRANCHE_API LocalStatistics local_geary(std::span<const double> values, const SpatialWeights& weights,
                                        const LocalOptions& options = {});

/// Gi: sum w_ij x_j / sum over j != i of x_j; Gi*: the unit itself counts among its neighbours (with_self(), made
/// here) and in the sum below. z-scores as Ord & Getis 1995, equations 5 and 6: Gi's is the conditional one above;
/// Gi*'s arranges all n values, z = (sum w_ij x_j - W1 mean)/(s sqrt((n W2 - W1^2)/(n - 1))), s with divisor n. Scaling
/// a row does not change z. Permutations hold the unit's own value in both. A sum of 0: no value, z all the same; the
/// ratio says little unless x is above 0. Patterns: high_high above E, else low_low.
TRANCHE_API LocalStatistics getis_ord_gi(std::span<const double> values, const SpatialWeights& weights,
                                         const LocalOptions& options = {});
TRANCHE_API LocalStatistics getis_ord_gi_star(std::span<const double> values, const SpatialWeights& weights,
                                              const LocalOptions& options = {});

} // namespace tranche::statistics
