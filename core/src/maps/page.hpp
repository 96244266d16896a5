#pragma once
#include <cairo.h>

#include <functional>
#include <string>

#include "tranche/maps/draw.hpp"

namespace tranche::maps {

/// A sheet of paper and what is said of it to those who cannot see it.
struct Page {
  double width_mm = 210, height_mm = 297; ///< A4 portrait
  int dpi = 200;                          ///< of PNG only
  std::string title, subject, description;
};

/// A drawing in points, width and height of the page given.
using Drawing = std::function<void(cairo_t*, double width, double height)>;

/// The bytes of a picture in one of the three formats. SVG carries <title> and <desc>; PDF its text, title and a fixed
/// creation date. @throws Error (system) when the drawing libraries fail.
std::string rendered(const Page& page, ImageFormat format, const Drawing& drawing);

} // namespace tranche::maps
