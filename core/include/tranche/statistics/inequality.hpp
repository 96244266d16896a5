#pragma once
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/statistics/limits.hpp"

/// Quantile groups, such as deprivation tenths, and how unequal a figure is across them.
/// Source: PHEindicatormethods R/Quantiles.R and R/SII_function.R.
namespace tranche::statistics {

/// The group of each value, 1..groups, by the rule of the public health profiles: with m values and the smallest rank r
/// of tied ones, floor(groups + 1 - ceil((m + 1 - r)/(m/groups))), in whole numbers. (PHEindicatormethods divides in
/// floating point and mends the group 0 that this can give.) Tied values share a group. NaN has none and gets 0, and so
/// has everyone where m < groups. Pinned by a second computation in inequality_test.cpp.
/// @param highest_first group 1 holds the highest values, as the profiles number deprivation by score; else the lowest.
/// @pre groups >= 1.
TRANCHE_API std::vector<int> quantile_groups(std::span<const double> values, int groups, bool highest_first);

/// The middle of each group's share of the whole population, on 0..1, the groups in their order (relative rank).
/// @pre populations > 0.
TRANCHE_API std::vector<double> relative_ranks(std::span<const double> populations);

/// How a figure's error is taken to be spread: normally as it is, on its logarithm, or on its logit.
enum class Spread { plain, rate, proportion };

/// The standard error on the scale of Spread, from limits at a level: (f(upper) - f(lower))/(2 z). NaN where the scale
/// has no such limits, as a rate's lower limit of 0. A proportion's limits lie within 0..1, not in percent.
TRANCHE_API double spread_error(Interval limits, double level, Spread spread);

struct Inequality {
  double sii = std::numeric_limits<double>::quiet_NaN(); ///< slope index, in the unit of the values times multiplier
  double rii = std::numeric_limits<double>::quiet_NaN(); ///< relative index; NaN where the fitted ends are not above 0
  std::vector<Interval> sii_limits, rii_limits;          ///< one for each level; no_limits where they cannot be had
  Reason withheld = Reason::none;

  bool given() const { return withheld == Reason::none; }
};

struct InequalityOptions {
  double multiplier = 1;        ///< of the slope; negative: the relative index is turned over too
  std::uint64_t seed = 1;       ///< of the draws
  std::uint32_t draws = 100000; ///< at least 1
};

/// Slope and relative index of inequality over groups in social order, first to last (Low & Low 2004, J Public Health
/// 26: 388-95). The values are fitted by a line over relative_ranks(), weighted by the populations (least squares of
/// sqrt(a) Y on sqrt(a) and b sqrt(a), as the package has it; its weights are not 1/se^2). sii is the slope, the
/// difference of the fitted ends; rii the fitted end at 1 over that at 0.
/// Limits by simulation, as in the package: each value drawn from a normal distribution with its error, on the scale of
/// spread and carried back; the line refitted; the draws numbered round(D (1 - level)/2) and round(D (1 + level)/2)
/// from the smallest. Draws come from Stream (random.hpp) and depend on the seed only. No SII limits where an error is
/// NaN or a rate is 0 or a proportion 0 or 1; no RII limits where an end of a drawn line is not above 0. Not given:
/// missing_figure (a NaN value or population), no_population (a group with none), too_few_groups (below 2; the package
/// asks for 5). Pinned by a second computation and the closed form in inequality_test.cpp.
/// @param errors on the scale of spread (spread_error()), one for each group; empty: no limits.
TRANCHE_API Inequality inequality(std::span<const double> values, std::span<const double> errors,
                                  std::span<const double> populations, Spread spread, std::span<const double> levels,
                                  const InequalityOptions& options = {});

} // namespace tranche::statistics
