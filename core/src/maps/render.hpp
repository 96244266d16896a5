#pragma once
#include "maps/painter.hpp"

namespace tranche::maps {

/// A whole sheet, furniture and map.
void compose(cairo_t* cr, const MapSheet& sheet, double width, double height);

} // namespace tranche::maps
