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

} // namespace tranche
