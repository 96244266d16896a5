#include <algorithm>

#include "geography/outline.hpp"
#include "tranche/geography/simplify.hpp"
#include "tranche/layers/boundaries.hpp"

namespace tranche {
namespace {

double longer_side(const std::vector<Shape>& shapes) {
  std::array<double, 4> box = shapes.front().box;
  for (const Shape& shape : shapes)
    box = {std::min(box[0], shape.box[0]), std::min(box[1], shape.box[1]), std::max(box[2], shape.box[2]),
           std::max(box[3], shape.box[3])};
  return std::max(box[2] - box[0], box[3] - box[1]);
}

std::vector<std::vector<double>> rings_of(const Outline& outline) {
  std::vector<std::vector<double>> rings;
  for (const Outline::Ring& ring : outline.rings()) {
    std::vector<double>& points = rings.emplace_back();
    for (std::uint32_t i = ring.first; i < ring.end; ++i)
      points.insert(points.end(), {outline.vertices()[i].x, outline.vertices()[i].y});
  }
  return rings;
}

} // namespace

Boundaries simplified(Boundaries boundaries, double share) {
  if (boundaries.schematic || boundaries.shapes.empty()) return boundaries;
  std::vector<std::string> wkb;
  for (Shape& shape : boundaries.shapes) wkb.push_back(std::move(shape.wkb));
  Simplified simple = simplify(wkb, {share * longer_side(boundaries.shapes), true});
  Outline outline;
  for (std::size_t i = 0; i < wkb.size(); ++i) {
    Shape& shape = boundaries.shapes[i];
    outline.read(simple.wkb[i], i, "shape");
    shape.rings = rings_of(outline);
    shape.box = {outline.box().x0, outline.box().y0, outline.box().x1, outline.box().y1};
    shape.wkb = std::move(simple.wkb[i]);
  }
  return boundaries;
}

} // namespace tranche
