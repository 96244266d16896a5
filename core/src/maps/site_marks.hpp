#pragma once
#include "tranche/maps/palette.hpp"

namespace tranche::maps {

/// How a place of `sites` is marked on sheets and in QGIS; widths in points.
inline constexpr Colour site_colour{0xc5, 0x1b, 0x7d};
inline constexpr double site_line_width = 1.8, site_rim_width = 3.2, site_mark_half = 3.6;

} // namespace tranche::maps
