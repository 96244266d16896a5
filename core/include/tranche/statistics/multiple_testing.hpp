#pragma once
#include <span>
#include <vector>

#include "tranche/export.hpp"

/// Many tests at once: which p-values still count. NaN is no test and takes no part. Pinned by the definition, tried
/// value by value, in multiple_testing_test.cpp.
namespace tranche::statistics {

enum class Correction { none, bonferroni, false_discovery };

struct CorrectedTests {
  double cut = 0;         ///< the largest p that may count: p <= cut counts. Below 0: no p-value given counts
  std::vector<double> q;  ///< corrected p-values: q <= alpha where p <= cut; NaN for NaN
  std::size_t counts = 0; ///< how many count
};

/// none        cut alpha, q = p.
/// bonferroni  cut alpha/n, q = min(1, n p).
/// false_discovery  Benjamini & Hochberg 1995 (JRSS B 57: 289-300): of the ascending p(1) .. p(n) the largest i with
///             p(i) <= i alpha/n; the cut is i alpha/n. A p equal to the line passes (GeoDa's does not).
///             q(i) = min over j >= i of n p(j)/j, 1 at most: R's p.adjust. None passes: cut -1.
/// A p counts up to a rounding of 1e-12 of the line, so that 3/1000 passes a line of 0.05 x 6/100.
/// @pre p-values lie within 0..1 or are NaN; 0 < alpha < 1.
TRANCHE_API CorrectedTests correct(std::span<const double> p, double alpha, Correction correction);

} // namespace tranche::statistics
