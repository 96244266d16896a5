#pragma once
#include <span>
#include <string>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/indicators/indicator_column.hpp"
#include "tranche/settings/assessment.hpp"

namespace tranche {

/// Takes an indicator out of a weight tree, and every domain that is left empty with it; for optional indicators that
/// are absent. The weights of the others are not touched: decide() makes them shares of what is left at each level.
/// @return whether the tree named it.
TRANCHE_API bool drop_indicator(std::vector<WeightNode>& weights, const std::string& id);

/// The index as decide() is given it: every indicator by its weight, 1 where the file gives none, without those absent.
TRANCHE_API IndexSettings index_in_use(IndexSettings index, std::span<const IndicatorColumn> indicators,
                                       std::span<const AbsentIndicator> absent);

} // namespace tranche
