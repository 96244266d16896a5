#pragma once
#include <cstddef>
#include <limits>
#include <span>

#include "tranche/export.hpp"

/// One indicator in figures: the row of an audit's table.
namespace tranche::statistics {

/// A figure that does not exist for the values at hand is NaN: everything without a value, the standard deviation below
/// two values, skewness below three, kurtosis below four, and both where all values are the same.
struct Description {
  static constexpr double none = std::numeric_limits<double>::quiet_NaN();

  std::size_t n = 0;        ///< values
  std::size_t missing = 0;  ///< NaN
  std::size_t distinct = 0; ///< different values; -0 and 0 are one
  std::size_t outliers = 0; ///< outside the fences, by Tukey (1977)
  double mean = none;
  double sd = none; ///< of a sample: n - 1
  double minimum = none, lower_quartile = none, median = none, upper_quartile = none, maximum = none;
  double lower_fence = none, upper_fence = none; ///< quartile -/+ 1.5 interquartile ranges
  double skewness = none;                        ///< G1 = n / ((n-1)(n-2)) sum z^3, z by the sample sd
  double kurtosis = none; ///< excess, G2 = n(n+1) / ((n-1)(n-2)(n-3)) sum z^4 - 3 (n-1)^2 / ((n-2)(n-3))
};

/// Two passes, so that the digits hold where the mean is large against the spread (counts of 1e9), scaled by a power of
/// two, so that no power of an extreme value overflows. Quartiles by quantile().
/// Source of G1 and G2: Joanes & Gill 1998 (The Statistician 47), as in Excel's SKEW and KURT and in COINr.
/// Pinned by describe_test.cpp: "Description equals Excel's documented examples".
/// @pre values are finite or NaN.
TRANCHE_API Description describe(std::span<const double> values);

/// The quantile of type 7 (Hyndman & Fan 1996), as in R, NumPy and Excel's QUARTILE.INC: the value at place
/// (n - 1) p, counted from 0, linear between neighbours. No values: NaN.
/// @pre sorted ascending without NaN; 0 <= p <= 1.
TRANCHE_API double quantile(std::span<const double> sorted, double p);

} // namespace tranche::statistics
