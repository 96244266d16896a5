#pragma once
#include <string>

namespace tranche::maps {

/// Rows of cairo's CAIRO_FORMAT_RGB24: a 32-bit word 0x00rrggbb a pixel.
struct Pixels {
  const unsigned char* data;
  int width, height, stride; ///< stride in bytes
};

/// A PNG with its resolution and title. Compresses several times as fast as cairo's own writer, which spends its time
/// on filters made for photographs: most rows of a map repeat the one above.
/// @throws Error (system) when libpng fails, for want of memory.
std::string png_bytes(const Pixels& pixels, int dpi, const std::string& title);

} // namespace tranche::maps
