#pragma once
#include <vector>

#include "tranche/layers/catalogue.hpp"
#include "tranche/run/run.hpp"

/// The areas that a run is drawn on.
namespace tranche {

/// The authority that each shape belongs to; -1: none.
std::vector<int> units_of_shapes(const Boundaries& boundaries, const Authorities& authorities);

/// The hexagon map beside real boundaries (`areas.hexmap`): the layer it names, or the built-in one of the geography.
/// Nothing where the boundaries are schematic themselves.
/// @throws Error (settings) for a layer that is not schematic or of another geography; (data) as read_boundaries().
void read_hexmap(Run& run, const Catalogue& catalogue);

} // namespace tranche
