#pragma once
#include <string>
#include <vector>

#include "tranche/layers/boundaries.hpp"

namespace tranche {

/// What areas of a layer have in common, in sentences: slivers, of less than a hectare and a thousandth of the smaller
/// area, together; each larger overlap on its own, the largest first.
///  allowed  else a pair of which the smaller area lies by more than a hundredth in the other is refused
/// @throws Error (data) at `where`, naming the pairs.
std::vector<std::string> overlaps_told(const Boundaries& boundaries, bool allowed, const std::string& where);

} // namespace tranche
