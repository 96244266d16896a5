#pragma once
#include <string>

#include "geography/outline.hpp"

namespace tranche {

/// Whether a shape is certainly valid (OGC Simple Features): no edges meet but those that follow one another, holes lie
/// in their shells, and the boxes of parts and of holes are apart. Exact, and much quicker than the whole rule.
/// @pre the outline is indexed.
bool surely_valid(const Outline& outline);

struct Repair {
  std::string fault; ///< what is wrong by the whole rule; empty: nothing
  std::string wkb;   ///< repaired; empty where it cannot be, or has no area left
};

/// What GEOS finds wrong, and what it makes of it.
Repair repair_polygon(const std::string& wkb);

} // namespace tranche
