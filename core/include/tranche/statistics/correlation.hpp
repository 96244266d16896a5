#pragma once
#include <cstddef>
#include <span>

#include "tranche/export.hpp"
#include "tranche/statistics/columns.hpp"

/// Correlations of indicators, each pair over the units that have both values.
namespace tranche::statistics {

///  pearson   product-moment, of values centred on their mean over the pair's own units
///  spearman  Pearson's of the mean ranks within the pair's own units, ties sharing the mean of their places
///  kendall   tau-b, corrected for ties (Kendall 1945), by Knight's algorithm (1966, JASA 61) in n log n
enum class CorrelationKind { pearson, spearman, kendall };

struct Correlation {
  double r = 0;      ///< in [-1, 1]; NaN below two units or where either indicator is the same for all of them
  std::size_t n = 0; ///< units with both values
};

struct Correlations {
  Matrix r; ///< indicators by indicators, symmetric; the diagonal is 1, or NaN for an indicator that does not vary
  Matrix n; ///< units with both values; the diagonal holds those with the one
};

/// Of one pair. @pre spans of one length; finite or NaN.
TRANCHE_API Correlation correlation(std::span<const double> x, std::span<const double> y, CorrelationKind kind);

/// Of every pair. Threads change the time only: every sum has its own fixed order. Ranks are counted in whole numbers,
/// so Spearman and Kendall are exact up to their last division.
/// Pinned by correlation_test.cpp: the handbook's Table 6 (Pearson), brute force in n^2 (Spearman, Kendall).
TRANCHE_API Correlations correlations(Columns columns, CorrelationKind kind, int threads = 1);

struct Covariances {
  Matrix covariance; ///< indicators by indicators, n - 1; NaN throughout below two complete units
  std::size_t n = 0; ///< units that have every indicator
};

/// Over the units that have every indicator, so that the matrix is always one of a possible set of indicators (no
/// negative eigenvalue beyond rounding). An indicator that does not vary has exact zeros.
TRANCHE_API Covariances complete_covariances(Columns columns, int threads = 1);

/// The correlations that covariances imply; NaN in the row and column of an indicator that does not vary.
TRANCHE_API Matrix to_correlations(const Matrix& covariance);

} // namespace tranche::statistics
