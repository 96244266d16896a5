#pragma once
#include <cstdint>
#include <limits>

#include "tranche/export.hpp"

/// How unusual a statistic is: by its moments, and by drawing arrangements at random. Shared by the statistics of
/// patterns in space.
namespace tranche::statistics {

/// What counts as unusual.
enum class Alternative {
  two_sided, ///< either way: twice the smaller of the two below, 1 at most
  greater,
  less,
  /// The smaller of the two: one-sided in the direction that was found, as GeoDa and esda report it (spdep's "folded").
  /// Without any pattern it is below 0.05 for a tenth of the units.
  directed
};

/// A statistic against its expectation and variance, taken to be normal.
struct NormalTest {
  double expected = std::numeric_limits<double>::quiet_NaN();
  double variance = std::numeric_limits<double>::quiet_NaN();
  double z = std::numeric_limits<double>::quiet_NaN(); ///< NaN also where the variance is 0

  /// From the normal distribution. 1 where the variance is 0, as no arrangement differs; NaN where it is unknown.
  TRANCHE_API double p(Alternative alternative) const;
};

/// A statistic against those of arrangements drawn at random.
struct PermutationTest {
  std::uint32_t draws = 0;
  std::uint32_t at_least = 0; ///< draws whose statistic is as great as the one found, or greater
  std::uint32_t at_most = 0; ///< as small or smaller; those equal (to rounding) count in both, so that p is never short

  /// The pseudo p (M + 1)/(R + 1) (Davison & Hinkley 1997, Bootstrap Methods, p. 140; esda/significance.py).
  /// NaN without draws.
  TRANCHE_API double p(Alternative alternative) const;
};

struct PermutationOptions {
  std::uint32_t draws = 999; ///< 0: none
  std::uint64_t seed = 1;
  int threads = 1; ///< results do not depend on it
};

} // namespace tranche::statistics
