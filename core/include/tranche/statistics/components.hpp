#pragma once
#include <cstddef>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/statistics/columns.hpp"

/// Principal components of indicators, their rotation, and weights from them.
/// Source: OECD/JRC, Handbook on Constructing Composite Indicators (2008), steps 4 and 6; its Tables 7, 8, 9, 18 and 22
/// pin it in components_test.cpp.
namespace tranche::statistics {

struct Components {
  std::vector<double> eigenvalues; ///< greatest first; one for each indicator
  std::vector<double> shares;      ///< of the sum of eigenvalues (the variance); 0 where that sum is 0
  Matrix loadings; ///< indicators by components: eigenvector x sqrt(eigenvalue), 0 where the eigenvalue is not above 0
};

/// Of a correlation or a covariance matrix. Each component's loading of largest absolute value is positive (the first
/// such). Loadings times their transpose give the matrix back.
///
/// An indicator that does not vary (diagonal 0 or NaN) is left out: its loadings are 0, and as many eigenvalues at the
/// end are 0. A singular matrix has eigenvalues of exactly 0 (below rounding, 1e-13 of the greatest); one of
/// pairwise-complete correlations may have negative ones, which are kept as they are.
/// @pre symmetric.
/// @throws Error if a pair of indicators that both vary has no correlation (no units in common)
TRANCHE_API Components principal_components(const Matrix& matrix);

/// How many components to keep, by each rule. The handbook asks for eigenvalues above 1 (Kaiser), components that each
/// explain over 10 % of the variance, and together over 60 %.
struct ComponentsToKeep {
  std::size_t kaiser = 0;     ///< eigenvalues above 1 (of a correlation matrix), or above their mean (of any)
  std::size_t individual = 0; ///< explaining over 10 % each
  std::size_t cumulative = 0; ///< the fewest that explain over 60 % together
  /// The more of `individual` and `cumulative`, at least 1: what the handbook does with its example, where the third
  /// and fourth eigenvalue (0.98, 0.89) are a little under Kaiser's 1 and are kept.
  std::size_t handbook = 0;
};
TRANCHE_API ComponentsToKeep components_to_keep(const Components& components);

struct Rotation {
  Matrix loadings;                   ///< indicators by factors, each factor's largest absolute loading positive
  std::vector<double> explained;     ///< for each factor: sum of squared loadings
  std::vector<double> communalities; ///< for each indicator: sum of squared loadings, as before the rotation
  bool converged = true;
};

/// Varimax of the first `factors` columns: Kaiser 1958 (Psychometrika 23), by plane rotations until the largest angle
/// of a round is below 1e-12. Factors stay in the order of the components they came from.
/// @param kaiser_normalise each indicator counts alike: rows are scaled to length 1 before and back after the rotation
///        (as in R's varimax and in the handbook's Table 9). Indicators without loadings take no part.
/// @pre factors <= columns of loadings
TRANCHE_API Rotation varimax(const Matrix& loadings, std::size_t factors, bool kaiser_normalise = true);

struct ComponentWeights {
  std::vector<double> weights;        ///< for each indicator, summing to 1
  std::vector<int> factor;            ///< that it is grouped with; -1: it has no loadings, and weight 0
  std::vector<double> factor_weights; ///< share of the explained variance
  Matrix scaled;                      ///< squared loadings, scaled to unity sum within each factor
};

/// The handbook's weights (step 6, "Weights based on principal components analysis or factor analysis"): squared
/// loadings are scaled to unity sum within each factor; an indicator belongs to the factor where its scaled loading is
/// largest (the first of equals), and weighs that times the factor's share of the explained variance; the whole is
/// scaled to sum 1.
/// @throws Error if there are no loadings at all
TRANCHE_API ComponentWeights component_weights(const Matrix& rotated);

} // namespace tranche::statistics
