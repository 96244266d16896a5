#pragma once
#include "geography/incident_placer.hpp"

namespace tranche {

/// Looks at the first points of a file for what makes all of it wrong.
/// @throws Error (data): x and y swapped; degrees called metres or metres called degrees.
void check_first_points(const IncidentBlock& block, IncidentPlacer& placer);

} // namespace tranche
