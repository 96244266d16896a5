#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "tranche/export.hpp"

/// Filling in missing values, each one marked. A missing value is NaN; a present one is never changed.
/// Sources: OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 3 (unconditional mean and median,
/// regression); the R package COINr (Becker et al. 2022), R/impute.R, i_mean_grp and i_median_grp; Troyanskaya et al.
/// 2001 (Bioinformatics 17:520) for nearest neighbours. Pinned by tests/unit/statistics/impute_test.cpp.
namespace tranche::statistics {

enum class ImputedFrom {
  group,      ///< the unit's group
  overall,    ///< all units, because the group has no value
  regression, ///< the other indicators
  neighbours  ///< the nearest units
};

struct ImputedValue {
  std::size_t unit = 0;      ///< position in the column
  std::size_t indicator = 0; ///< position among the columns, where several are given; else 0
  double value = 0;
  ImputedFrom from = ImputedFrom::group;
  std::size_t used = 0; ///< values it was made of
};

/// Mean or median of the unit's group; of all units, and marked so, where the group has no value; missing where no unit
/// has one. Sums run in the order given. The median of an even number is the mean of the two in the middle.
/// @param groups one id for each unit. @pre spans of one length
/// @return what is to be filled in, by unit
TRANCHE_API std::vector<ImputedValue> impute_group_mean(std::span<const double> values, std::span<const int> groups);
TRANCHE_API std::vector<ImputedValue> impute_group_median(std::span<const double> values, std::span<const int> groups);

struct RegressionImputation {
  std::vector<ImputedValue> imputed; ///< units with every predictor; the others stay missing
  std::size_t n = 0;                 ///< units with target and every predictor, that the fit rests on
  std::size_t rank = 0;              ///< of the predictors, without the constant; below their number: collinear
  double r_squared = 0;              ///< 0 when the target is the same everywhere
  double constant = 0;
  std::vector<double> coefficients; ///< by predictor, per its own unit; 0 for those that others already express
};

/// Ordinary least squares of the target on a constant and the predictors, by a rank-revealing QR decomposition of the
/// centred and scaled predictors (Eigen's ColPivHouseholderQR; columns below 1e-9 of the first pivot are left out), so
/// that collinear predictors do no harm. With n <= rank + 1 the fit would say nothing: nothing is imputed.
/// @pre columns of one length
TRANCHE_API RegressionImputation impute_regression(std::span<const double> target,
                                                   std::span<const std::vector<double>> predictors);

/// Mean of the k nearest units that have the indicator. Distance: root of the mean squared difference of z-scores
/// (sample standard deviation, over the units that have a value; 0 for an indicator that is the same everywhere) over
/// the indicators that both units have; no indicator in common: no neighbour. Of equal distances (to 1e-12) the unit
/// that comes first. With fewer than k neighbours, the mean of those; with none the value stays missing. Imputed values
/// never help to impute others.
/// Cost: missing values x units x indicators.
/// @param indicators columns, one value for each unit. @pre columns of one length; k > 0
/// @return what is to be filled in, by indicator, then by unit
TRANCHE_API std::vector<ImputedValue> impute_nearest(std::span<const std::vector<double>> indicators, std::size_t k);

} // namespace tranche::statistics
