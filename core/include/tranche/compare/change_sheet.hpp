#pragma once
#include "tranche/compare/compare.hpp"
#include "tranche/export.hpp"
#include "tranche/maps/map_sheet.hpp"

namespace tranche {

/// What became of every rank, on the map of B: places won or lost in classes of their size, red towards greater need
/// and blue towards less (see diverging()); what a rank interval may bring is one class near white, whatever its size.
/// Authorities that are in another tranche are named, with both tranches; on a map of one size of areas all are named.
/// Hatched: ranked on one side only or on none, and what cannot be compared because the area is another one.
/// @param b  the run that `comparison` has as its second, with boundaries
/// @param sources  of the first; those that b has too are named once
/// Pinned by tests/unit/compare/change_sheet_test.cpp.
TRANCHE_API MapSheet change_map_sheet(const Run& b, const Comparison& comparison, const std::vector<Source>& sources);

} // namespace tranche
