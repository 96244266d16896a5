#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "tranche/export.hpp"

/// Variance-based sensitivity: which share of the variance of an output each input brings, by itself and with all its
/// interactions. Pinned by Ishigami's and Sobol's g-function in closed form in sobol_test.cpp.
namespace tranche::statistics {

/// The values that one evaluation takes: for each group of inputs the number of the draw they come from, always the
/// same values for the same number. Groups are independent of each other; within one, inputs may hang together.
/// A model turns numbers into values (a key of a counter-based generator, a point of a low-discrepancy sequence) and
/// writes its outputs. @pre outputs are finite
using SobolModel = std::function<void(std::span<const std::uint32_t> draws, std::span<double> outputs)>;

/// A row of the design is a draw A, a draw B, and A with one group from B, for each group: groups + 2 evaluations
/// (Saltelli et al. 2010, Computer Physics Communications 181: 259-270; "radial" with B, their A_B). Row r takes the
/// numbers 2r for A and 2r + 1 for B: more rows go on where fewer ended.
struct SobolPlan {
  std::size_t groups = 1, outputs = 1;
  std::size_t rows = 4096;       ///< 1 to 2^31 - 1
  std::size_t replicates = 1000; ///< of the bootstrap; 0: no intervals
  double level = 0.9;            ///< of the intervals
  std::uint64_t seed = 0;        ///< of the bootstrap
  int threads = 1;
};

/// An estimate with its bootstrap interval. It may lie a little below 0 or above 1, as estimates do.
struct SobolIndex {
  double value = 0, low = 0, high = 0;
};

/// Of one output.
struct SobolIndices {
  double mean = 0, variance = 0; ///< over A and B
  bool constant = false;         ///< the output never varied: every index is 0
  std::vector<SobolIndex> first; ///< by group: the share of the variance it brings by itself
  std::vector<SobolIndex> total; ///< with its interactions: the share left if all other groups were known
};

/// Estimators of Jansen 1999 (Computer Physics Communications 117: 35-43) as in table 2 of Saltelli et al. 2010, V the
/// variance over A and B:
///   first  S_i = 1 - sum (f(B) - f(A with i of B))^2 / (2 N V)
///   total  T_i =     sum (f(A) - f(A with i of B))^2 / (2 N V)
/// With one group both are 1 by definition, and not estimated.
/// Intervals: percentiles over replicates in which each row counts Poisson(1) times (Hanley & MacGibbon 2006, Computer
/// Methods and Programs in Biomedicine 83: 57-62), as it does in a bootstrap of many rows; rows so need not be kept.
/// floor((1 - level) / 2 x replicates) are left out at each end. Whole rows are drawn: the evaluations of one hang
/// together. They are for independent rows; of a low-discrepancy sequence they are too wide.
/// The same for any number of threads; memory does not depend on the number of rows.
/// @param make_model  called for each stretch of rows, so that a model may hold what a thread needs for itself
/// @pre groups, outputs, rows are 1 or more; 0 < level < 1
TRANCHE_API std::vector<SobolIndices> sobol_indices(const SobolPlan& plan,
                                                    const std::function<SobolModel()>& make_model);

} // namespace tranche::statistics
