#pragma once
#include "tranche/maps/map_sheet.hpp"

namespace tranche::maps {

/// How a hatch is drawn, on paper and in QGIS alike. Points (1/72 inch).
struct Hatching {
  bool rising = false, falling = false, dots = false;
  double step = 0;  ///< along x, from line to line or dot to dot
  double width = 0; ///< of lines; diameter of dots
  Colour colour;
};

/// @pre fill.hatch is not none
Hatching hatching_of(const Fill& fill);

} // namespace tranche::maps
