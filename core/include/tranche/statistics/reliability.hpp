#pragma once
#include <cstddef>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/statistics/columns.hpp"

/// Do indicators measure one thing? Cronbach's alpha and how each indicator agrees with the rest.
namespace tranche::statistics {

/// A figure that does not exist is NaN, as said for each.
struct Reliability {
  /// For each indicator. `standardised`: of the indicators with a standard deviation of 1.
  struct Item {
    double rest_correlation = 0;  ///< Pearson's, with the sum of the others; NaN if it or that sum does not vary
    double rest_standardised = 0; ///< likewise
    double alpha_without = 0;     ///< alpha of the others; NaN for fewer than two others or if their sum does not vary
    double alpha_without_standardised = 0;
  };
  std::size_t n = 0;       ///< units that have every indicator: the others are left out
  double alpha = 0;        ///< k / (k - 1) (1 - sum of variances / variance of the sum)
  double standardised = 0; ///< k r / (1 + (k - 1) r), r the mean correlation
  std::vector<Item> items;
};

/// Cronbach 1951 (Psychometrika 16); OECD/JRC Handbook 2008, step 4, whose Table 11 (standardised) pins it.
/// An indicator that does not vary takes no part in the standardised figures (its own are NaN); in the raw ones it is a
/// constant. Fewer than two indicators or two complete units, or a sum that does not vary: NaN.
/// Negative values are possible and mean indicators that point against each other.
/// @pre every indicator is turned so that higher means the same thing.
TRANCHE_API Reliability reliability(Columns columns);

} // namespace tranche::statistics
