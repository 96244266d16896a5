#include "outputs/page_shapes.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace tranche::report {
namespace {

/// A ring as relative steps.
void append_ring(std::string& path, const std::vector<double>& ring, const PageFrame& frame) {
  long x = 0, y = 0;
  std::size_t points = 0;
  std::string steps;
  for (std::size_t i = 0; i + 3 < ring.size(); i += 2) { // without the repeated first point
    const long px = frame.x(ring[i]), py = frame.y(ring[i + 1]);
    if (points == 0)
      steps += fmt::format("M{} {}", px, py);
    else if (px != x || py != y)
      steps += fmt::format("{}{} {}", points == 1 ? "l" : " ", px - x, py - y);
    else
      continue;
    x = px;
    y = py;
    ++points;
  }
  if (points > 2) path += steps + "z";
}

} // namespace

PageFrame page_frame(const Boundaries& boundaries) {
  PageFrame frame;
  for (const Shape& shape : boundaries.shapes) {
    frame.x0 = std::min(frame.x0, shape.box[0]);
    frame.y0 = std::min(frame.y0, shape.box[1]);
    frame.x1 = std::max(frame.x1, shape.box[2]);
    frame.y1 = std::max(frame.y1, shape.box[3]);
  }
  return frame;
}

std::string rings_path(const Shape& shape, const PageFrame& frame) {
  std::string path;
  for (const auto& ring : shape.rings) append_ring(path, ring, frame);
  return path;
}

std::string area_path(const Shape& shape, const PageFrame& frame) {
  const std::string path = rings_path(shape, frame);
  if (!path.empty()) return path;
  return fmt::format("M{} {}h4v4h-4z", frame.x((shape.box[0] + shape.box[2]) / 2) - 2,
                     frame.y((shape.box[1] + shape.box[3]) / 2) - 2);
}

} // namespace tranche::report
