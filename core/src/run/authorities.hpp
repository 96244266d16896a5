#pragma once
#include "tranche/layers/catalogue.hpp"
#include "tranche/run/run.hpp"

namespace tranche {

/// The ranked units: the geography's areas, or the rows of `areas.table`, some of them joined. Sorted by code.
/// A table of units becomes a geography of its own in the catalogue, named "units".
/// @throws Error (settings, data): an unknown geography, a member that is not an area or is joined twice, a code taken.
Authorities make_authorities(const AreasSettings& settings, const std::filesystem::path& assessment,
                             Catalogue& catalogue, Run& run);

/// The point of each unit: that of the area whose code it has, else of its first member. NaN where there is none; a
/// list without points leaves the units without. @pre the units are areas of the list, or join some.
void add_points(Authorities& authorities, const AreaList& areas);

} // namespace tranche
