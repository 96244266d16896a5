#pragma once
#include <cstddef>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/statistics/permutation_test.hpp"
#include "tranche/statistics/spatial_weights.hpp"

/// Is there a pattern at all? Statistics of a whole map. Sources: Cliff & Ord 1981, Spatial Processes, chapters 1 and
/// 2; Getis & Ord 1992, Geographical Analysis 24: 189-206. Units whose value is NaN are left out with their links;
/// units without neighbours stay among the n that values are arranged over, as in esda (spdep takes them from n unless
/// told otherwise). A unit's weight of itself is left out. Pinned in autocorrelation_test.cpp against every arrangement
/// of small maps and against double loops over dense matrices.
///
/// Moments under randomisation are those over all n! arrangements of the values found. All these statistics are
/// sum w_ij a_ij with a_ij = a_ji, and have (Mantel 1967, Cancer Research 27: 209-20; Cliff & Ord 1981, p. 23), with b
/// the a of two different units less its mean m, B1 = 2 sum b_ij^2, B2 = sum over i of (2 sum over j of b_ij)^2, n(k) =
/// n (n - 1) .. (n - k + 1), and S0, S1, S2 of weight_sums():
///   E = S0 m,  Var = S1 B1/(2 n(2)) + (S2 - 2 S1)(B2 - 2 B1)/(4 n(3)) + (S0^2 + S1 - S2)(B1 - B2)/n(4).
/// The formulas in the books are this with B1 and B2 written out. Centred, nothing cancels.
/// Permutations: arrangement r is shuffled by a stream of random.hpp keyed by the seed and r.
namespace tranche::statistics {

/// Why a statistic has no value.
enum class Undefined {
  none,
  too_few_units, ///< fewer than two have a value
  constant,      ///< all values are the same, or all units of one class
  no_links,      ///< no two units with a value are neighbours
  not_positive   ///< getis_ord_g: the products of the values do not sum to more than 0
};

/// "", "fewer than two units have a value", "all values are the same", ...
TRANCHE_API std::string_view describe(Undefined undefined);

/// Without a value every number below is NaN, and there are no draws.
struct GlobalStatistic {
  std::size_t units = 0;   ///< with a value
  std::size_t islands = 0; ///< of them without a neighbour that has a value
  double value = std::numeric_limits<double>::quiet_NaN();
  NormalTest normality;     ///< values drawn from one normal distribution; Moran's I and Geary's c only
  NormalTest randomisation; ///< the values found, arranged at random
  PermutationTest permutation;
  Undefined undefined = Undefined::none;
};

/// Moran's I = n/S0 sum w_ij z_i z_j / sum z_i^2. Great where like is near like. E = -1/(n - 1);
/// normality: Var = (n^2 S1 - n S2 + 3 S0^2)/(S0^2 (n^2 - 1)) - E^2.
/// @pre here and below: as many values as units; finite or NaN.
TRANCHE_API GlobalStatistic morans_i(std::span<const double> values, const SpatialWeights& weights,
                                     const PermutationOptions& options = {});

/// Geary's c = (n - 1)/(2 S0) sum w_ij (x_i - x_j)^2 / sum z_i^2. Small where like is near like. E = 1;
/// normality: Var = ((2 S1 + S2)(n - 1) - 4 S0^2)/(2 (n + 1) S0^2).
TRANCHE_API GlobalStatistic gearys_c(std::span<const double> values, const SpatialWeights& weights,
                                     const PermutationOptions& options = {});

/// Getis and Ord's general G = sum w_ij x_i x_j / sum over i != j of x_i x_j: great where high is near high. For values
/// above 0 with a natural origin, and binary weights. E = S0/(n (n - 1)).
TRANCHE_API GlobalStatistic getis_ord_g(std::span<const double> values, const SpatialWeights& weights,
                                        const PermutationOptions& options = {});

/// Bivariate Moran: n/S0 sum over i of z(x)_i sum over j of w_ij z(y)_j / sqrt(sum z(x)^2 sum z(y)^2): does y run high
/// round units where x is high? For standardised rows without islands the slope of GeoDa and esda. Inference arranges y
/// and holds x: with u_j = sum over i of w_ij z(x)_i, E = 0 and Var = sum (u - mean u)^2 n/((n - 1) S0^2) for z of
/// variance 1. It tells nothing of x and y within a unit, nor of a pattern that each has alone.
TRANCHE_API GlobalStatistic bivariate_morans_i(std::span<const double> x, std::span<const double> y,
                                               const SpatialWeights& weights, const PermutationOptions& options = {});

/// Joins between units of two classes: 1/2 sum w_ij over neighbours of which one is of the first and the other of the
/// second. With binary weights of pairs: how many pairs.
struct JoinCount {
  int first = 0, second = 0; ///< first <= second
  double count = 0;
  NormalTest randomisation; ///< non-free sampling: as many units of each class as there are
  PermutationTest permutation;
};

struct JoinCounts {
  std::size_t units = 0, islands = 0;
  std::vector<int> classes;       ///< that occur, ascending
  std::vector<std::size_t> sizes; ///< units of each
  std::vector<JoinCount> joins;   ///< of each two of them and of each with itself: (a, a), (a, b), .., (b, b), ..
  JoinCount different;            ///< all joins of unlike classes together; first and second 0
  Undefined undefined = Undefined::none; ///< one class only: constant, counts are given all the same
};

/// For two classes, black 1 and white 0: BB, BW and WW; for tranches: of each with each.
/// @param classes of each unit, 0 or above; below 0: none, left out with its links.
TRANCHE_API JoinCounts join_counts(std::span<const int> classes, const SpatialWeights& weights,
                                   const PermutationOptions& options = {});

} // namespace tranche::statistics
