#pragma once
#include <span>

#include "tranche/decide/decide.hpp"

namespace tranche {

/// The need measure of the money formula for every authority that has one, rounded to 1e-9; NaN for the others.
/// A share of money must be a ratio: twice the need, twice the money. z-scores, ranks and percentiles are not.
/// @throws Error (settings): a score that is no multiplier, an unknown indicator, a figure of 0 or less.
std::vector<double> need_measure(const Decision& decision, const Candidates& candidates,
                                 std::span<const IndicatorColumn> indicators, const IndexSettings& index,
                                 const ShareRules& rules, const Place& place);

} // namespace tranche
