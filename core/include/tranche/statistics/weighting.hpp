#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/statistics/columns.hpp"
#include "tranche/statistics/correlation.hpp"

/// Weights of indicators: chosen by judgement (analytic hierarchy process), by the data (correlation-optimised, benefit
/// of the doubt), and what stated weights come to in effect.
namespace tranche::statistics {

// --- Analytic hierarchy process ------------------------------------------------------------------------------------

struct AnalyticHierarchy {
  std::vector<double> weights;  ///< principal eigenvector, summing to 1
  double lambda_max = 0;        ///< its eigenvalue; n for perfectly consistent comparisons
  double consistency_index = 0; ///< (lambda_max - n) / (n - 1), not below 0; 0 for n = 1
  double random_index = 0;      ///< mean index of random comparisons; 0 for n <= 2
  double consistency_ratio = 0; ///< index / random index; 0 for n <= 2, which cannot contradict themselves
  bool consistent = true;       ///< ratio at most 0.1, Saaty's limit
};

/// comparisons(i, j): how many times as important i is as j. Saaty 1980, The Analytic Hierarchy Process; random indices
/// from there for n up to 15, beyond by Alonso & Lamata 2006 ((2.7699 n - 4.3513 - n) / (n - 1)).
/// Pinned by weighting_test.cpp: a hand case, and the matrix of the handbook's Table 20.
/// @throws Error naming the cell: not square, not positive, a diagonal that is not 1, or a cell that is not the
///         reciprocal of its mirror image within 2 % (0.17 against 6 is taken as meant; both are used as given)
TRANCHE_API AnalyticHierarchy analytic_hierarchy(const Matrix& comparisons);

/// Saaty's random index. @pre n >= 1
TRANCHE_API double random_index(std::size_t n);

// --- What weights come to ------------------------------------------------------------------------------------------

struct Importance {
  double correlation = 0; ///< Pearson's, indicator with composite; NaN if either does not vary
  double ratio = 0;       ///< its square: the share of the composite's variance that a line on the indicator explains
  double share = 0;       ///< of the sum of ratios; an indicator without a correlation has 0
  std::size_t n = 0;      ///< units with both values
};

/// Importance of each indicator in a composite, after Paruolo, Saisana & Saltelli 2013 (JRSS A 176), linear case.
/// @pre composite as long as the columns
TRANCHE_API std::vector<Importance> importances(Columns columns, std::span<const double> composite);

/// The share of the variance of the weighted sum that each indicator brings: w cov(x, y) / var(y), summing to 1; may be
/// negative. Over the units that have every indicator. The classical effective weight (Wang & Stanley 1970, Review of
/// Educational Research 40). NaN throughout if the weighted sum does not vary.
/// @pre one weight for each column
TRANCHE_API std::vector<double> effective_weights(Columns columns, std::span<const double> weights);

// --- Weights towards target importances ----------------------------------------------------------------------------

struct OptimisedWeights {
  std::vector<double> weights;      ///< of the columns as given, >= 0, summing to 1
  std::vector<double> correlations; ///< of each indicator with the weighted mean; NaN for one that does not vary
  std::vector<double> achieved;     ///< correlations over their sum, summing to 1; 0 for one that does not vary
  std::vector<double> targets;      ///< scaled to sum 1
  double squared_gap = 0;           ///< sum of (achieved - target)^2: the least that weights >= 0 can reach
  double largest_gap = 0;           ///< largest |achieved - target|
  std::size_t n = 0;                ///< units that have every indicator; the others take no part
};

/// Weights >= 0 that bring the correlations of the indicators with their weighted arithmetic mean, taken relative to
/// their sum, as close as possible to the targets in squares. Criterion: Becker, Paruolo, Saisana & Saltelli 2017
/// (Ecological Indicators 80) and COINr's get_opt_weights. Those search; here the least is found directly: with R the
/// correlations and u the weights of the standardised indicators, scaled so that the sum of R u is 1, the achieved
/// importances are R u, so the problem is least squares with u >= 0 and one equation, which an active-set method solves
/// exactly. Indicators that are copies of each other share alike where both weigh.
/// @pre one target for each column
/// @throws Error if targets are negative or sum to 0, fewer than two units have every indicator, no indicator varies,
///         or the indicators cancel each other (every sum of correlations is 0)
TRANCHE_API OptimisedWeights optimised_weights(Columns columns, std::span<const double> targets);

// --- Benefit of the doubt ------------------------------------------------------------------------------------------

/// Limits of one indicator's share of a unit's own score.
struct ShareBounds {
  double lower = 0, upper = 1;
};

struct BenefitOfDoubt {
  enum class State {
    scored,
    no_values,         ///< the unit has no value at all: score NaN, weights 0
    bounds_cannot_hold ///< with the values it has, e.g. a least share for an indicator that is 0: score NaN, weights 0
  };
  std::vector<State> states;
  std::vector<double> scores; ///< for each unit, 0 to 1; 1: no weights let another unit beat it (1 from 1 - 1e-9)
  Matrix weights;             ///< units by indicators, of the columns as given; one of the best choices, if several are
  Matrix shares; ///< units by indicators: weight x value / score, summing to 1; 0 throughout for a score of 0
};

/// Each unit under the weights that are best for it: maximise its weighted sum, subject to no unit's exceeding 1,
/// weights >= 0 and, where given, bounds on each indicator's share of the unit's own score (Melyn & Moesen 1991;
/// Cherchye et al. 2007, Social Indicators Research 82; OECD/JRC Handbook 2008, step 6). One linear programme for each
/// unit, over those others that turn out to bind.
///
/// Missing values: a unit is scored on the indicators it has (the others weigh 0 for it), its bounds apply to these,
/// and it limits others by what it has. An indicator that is 0 for all weighs 0. A unit of zeros only has score 0
/// without bounds.
/// @param bounds empty, or one for each column
/// @throws Error for negative values, bounds outside 0..1, a lower above its upper, lowers over 1 or uppers under 1 in
///         sum
TRANCHE_API BenefitOfDoubt benefit_of_doubt(Columns columns, std::span<const ShareBounds> bounds = {});

// --- Indicators that say the same ----------------------------------------------------------------------------------

struct CollinearPair {
  std::size_t first = 0, second = 0; ///< columns, first < second
  double r = 0;
  std::size_t n = 0;
};

/// Pairs with |r| above the threshold, the strongest first, equals by column.
TRANCHE_API std::vector<CollinearPair> collinear_pairs(const Correlations& correlations, double threshold = 0.9);

/// 1 / (1 - R^2) of each indicator on all others: the diagonal of the inverse correlation matrix. Infinite for an
/// indicator that the others give exactly (or where a matrix of pairwise-complete correlations is not a possible one),
/// NaN for one that does not vary (it takes no part).
/// @pre symmetric; @throws Error as principal_components()
TRANCHE_API std::vector<double> variance_inflation(const Matrix& correlations);

} // namespace tranche::statistics
