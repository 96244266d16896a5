#include "tranche/geography/measure.hpp"

#include <cmath>

#include "geography/outline.hpp"

namespace tranche {

ShapeMeasure measure_shape(const std::string& wkb) {
  Outline outline;
  outline.read(wkb, 0, "shape");
  ShapeMeasure measure{outline.area(), 0};
  for (const Outline::Ring& ring : outline.rings())
    for (std::uint32_t i = ring.first; i + 1 < ring.end; ++i) {
      const Spot a = outline.vertices()[i], b = outline.vertices()[i + 1];
      measure.perimeter += std::hypot(b.x - a.x, b.y - a.y);
    }
  return measure;
}

ShapePoint middle_of_largest(const std::string& wkb) {
  Outline outline;
  outline.read(wkb, 0, "shape");
  double largest = 0;
  ShapePoint middle{std::nan(""), std::nan("")};
  for (const Outline::Ring& ring : outline.rings()) {
    if (ring.hole) continue;
    const Spot& origin = outline.vertices()[ring.first];
    double twice = 0, x = 0, y = 0;
    for (std::uint32_t i = ring.first; i + 1 < ring.end; ++i) {
      const Spot &a = outline.vertices()[i], &b = outline.vertices()[i + 1];
      const double ax = a.x - origin.x, ay = a.y - origin.y, bx = b.x - origin.x, by = b.y - origin.y;
      const double cross = ax * by - bx * ay;
      twice += cross, x += (ax + bx) * cross, y += (ay + by) * cross;
    }
    if (!(twice > largest)) continue;
    largest = twice;
    middle = {origin.x + x / (3 * twice), origin.y + y / (3 * twice)};
  }
  return middle;
}

} // namespace tranche
