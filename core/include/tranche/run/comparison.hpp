#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/statistics/compare.hpp"
#include "tranche/statistics/funnel.hpp"
#include "tranche/statistics/inequality.hpp"

namespace tranche {

struct Run;

/// Where a figure lies in the funnel around the common value, whose limits are those of 95 and 99.8 %.
enum class FunnelPlace { unknown, below_998, below_95, inside, above_95, above_998 };

/// "", "below 99.8 %", "below 95 %", "inside", "above 95 %", "above 99.8 %".
TRANCHE_API std::string_view name_of(FunnelPlace place);

/// How unequal a figure is over the quantile groups of another.
struct FigureInequality {
  struct Group {
    int number = 0; ///< 1 is greatest need
    std::size_t authorities = 0;
    double weight = 0; ///< residents; people behind the figure, or authorities, where residents are unknown
    double value = 0;
    std::vector<statistics::Interval> limits; ///< one for each level; empty without an error model
  };
  std::string over;             ///< id of the indicator whose groups they are
  std::vector<Group> groups;    ///< from 1
  statistics::Inequality index; ///< from the group of least need to that of greatest
  std::string weights;          ///< "residents", "denominators" or "authorities"
};

/// One indicator's figures against England's and the region's. Vectors have one entry for each authority.
struct FigureComparison {
  std::string id;
  std::string whole;          ///< "England", or "all units"
  double england = 0;         ///< IndexColumn::england
  std::vector<double> region; ///< the figure of each authority's region, made as England's; empty: no regions
  /// By limits, [level][authority]; empty: the indicator has none. Never one authority's limits against another's.
  std::vector<std::vector<statistics::Significance>> vs_england, vs_region;
  std::string test;                ///< which test; empty: none fits
  std::vector<double> p_value;     ///< two-sided, against England as if it were certain; empty: no test
  std::vector<FunnelPlace> funnel; ///< empty: no proportion, ratio or rate of counted events
  statistics::Overdispersion overdispersion;
  bool widened = false;      ///< the funnel's limits, by overdispersion.tau2
  int quantiles = 0;         ///< groups
  std::vector<int> quantile; ///< 1 is greatest need; 0 none; empty: fewer figures than groups
  std::optional<FigureInequality> inequality;
};

/// Compares every indicator, by the reported values and their limits (the profiles' rule, statistics::significance):
///  test    poisson: statistics::poisson_test, binomial: statistics::score_test, both such that p < 1 - level where
///          England's figure is outside the limits; else, with limits, statistics::z_test whose standard error is the
///          distance from the value to the limit on England's side, over the level's normal deviate: the same holds.
///  funnel  proportions: statistics::funnel_proportion; rates and ratios: statistics::funnel_ratio, whose position is
///          that of the expected events in the exact limits of those observed, so that no events have one too;
///          standardised rates on statistics::effective_population. Where compare.overdispersion and tau^2 > 0:
///          statistics::funnel_adjusted. The target is England's figure.
///  groups  statistics::quantile_groups of compare.quantiles.
///  slope   statistics::inequality over the groups of compare.inequality, for every other indicator; figures of a group
///          from the pooled events, or the mean weighted as England's. Seed: that of the uncertainty.
/// An authority alone in its region is not compared with it. A figure that several authorities share counts once in
/// England's, the region's, the spread and the groups. Pinned against a second computation in comparison_test.cpp.
/// @pre the decision is made.
TRANCHE_API std::vector<FigureComparison> compare_figures(const Run& run);

} // namespace tranche
