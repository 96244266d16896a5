#pragma once
#include <string>

#include "tranche/compare/compare.hpp"
#include "tranche/export.hpp"
#include "tranche/maps/draw.hpp"

namespace tranche {

/// The comparison as a slope chart on A4: ranks of A on the left, of B on the right, greatest need at the top, a line
/// for each authority ranked on both sides in the colour of its movement, tranche edges across. All are named where
/// there is room, else the largest movements that fit; the foot says how many are not. Authorities ranked on one side
/// only are points, named before any other.
/// @throws Error (system) as render().
TRANCHE_API std::string slope_chart(const Comparison& comparison, ImageFormat format);

} // namespace tranche
