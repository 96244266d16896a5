#pragma once
#include <cmath>
#include <limits>
#include <string>

#include "tranche/layers/boundaries.hpp"

/// Areas as paths of an SVG inside a page.
namespace tranche::report {

/// From metres to the page: x to the right from 0 to 1000, y downwards.
struct PageFrame {
  double x0 = std::numeric_limits<double>::max(), y0 = x0;
  double x1 = std::numeric_limits<double>::lowest(), y1 = x1;

  double scale() const { return 1000 / std::max(x1 - x0, 1e-9); }
  long x(double metres) const { return std::lround((metres - x0) * scale()); }
  long y(double metres) const { return std::lround((y1 - metres) * scale()); }
};

/// That holds every area.
PageFrame page_frame(const Boundaries& boundaries);

/// An area's rings in whole numbers; points that fall together on the page are left out. Empty where nothing is left.
std::string rings_path(const Shape& shape, const PageFrame& frame);

/// The same; an island too small for the page's grid still gets a dot.
std::string area_path(const Shape& shape, const PageFrame& frame);

} // namespace tranche::report
