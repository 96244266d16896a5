#pragma once
#include "tranche/geography/point_locator.hpp"
#include "tranche/geography/tally.hpp"

namespace tranche {

/// Looks at the first points of a file for what makes all of it wrong.
/// @throws Error (data): x and y swapped; degrees called metres or metres called degrees.
void check_first_points(const IncidentFile& file, const IncidentBlock& block, const Boundaries& boundaries,
                        const PointLocator& locator, const TallyOptions& options);

} // namespace tranche
