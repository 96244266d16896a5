#include "maps/layout.hpp"

#include <algorithm>
#include <cmath>

namespace tranche::maps {
namespace {

constexpr double gap = 6;   ///< points kept free round a box
constexpr double rim = 1.7; ///< points inside a hexagon's edge that its outline takes

std::array<double, 4> extent_of(const Rings& rings) {
  std::array<double, 4> box{1e300, 1e300, -1e300, -1e300};
  for (const auto& ring : rings)
    for (std::size_t i = 0; i + 1 < ring.size(); i += 2)
      box = {std::min(box[0], ring[i]), std::min(box[1], ring[i + 1]), std::max(box[2], ring[i]),
             std::max(box[3], ring[i + 1])};
  return box;
}

/// Does the segment have a point in the box? Liang and Barsky's clipping.
bool crosses(double x0, double y0, double x1, double y1, const std::array<double, 4>& box) {
  double from = 0, to = 1;
  const std::array<double, 4> p{x0 - x1, x1 - x0, y0 - y1, y1 - y0};
  const std::array<double, 4> q{x0 - box[0], box[2] - x0, y0 - box[1], box[3] - y0};
  for (std::size_t side = 0; side < 4; ++side) {
    if (p[side] == 0 && q[side] < 0) return false;
    if (p[side] < 0) from = std::max(from, q[side] / p[side]);
    if (p[side] > 0) to = std::min(to, q[side] / p[side]);
  }
  return from <= to;
}

/// Whether a box on the page is clear of every area.
bool is_free(const Box& box, const std::vector<MapArea>& areas, const std::vector<std::array<double, 4>>& extents,
             const View& view) {
  const std::array<double, 4> metres{(box.x - gap - view.dx) / view.scale, (view.dy - box.bottom() - gap) / view.scale,
                                     (box.right() + gap - view.dx) / view.scale, (view.dy - box.y + gap) / view.scale};
  for (std::size_t a = 0; a < areas.size(); ++a) {
    const auto& e = extents[a];
    if (e[0] > metres[2] || e[2] < metres[0] || e[1] > metres[3] || e[3] < metres[1]) continue;
    if (covers(areas[a].rings, metres)) return false;
  }
  return true;
}

/// Corners first, then along the edges of the frame.
std::vector<Box> places_for(const Size& size, const Box& frame) {
  std::vector<Box> places;
  const auto at = [&](double across, double down) {
    places.push_back({frame.x + across * (frame.width - size.width),
                      frame.y + (size.at_bottom ? 1 - down : down) * (frame.height - size.height), size.width,
                      size.height});
  };
  for (const double down : {0.0, 1.0})
    for (const double across : {0.0, 1.0}) at(across, down);
  for (int step = 1; step < 10; ++step)
    for (const double across : {0.0, 1.0}) at(across, step / 10.0);
  for (int step = 1; step < 10; ++step)
    for (const double down : {0.0, 1.0}) at(step / 10.0, down);
  return places;
}

/// Largest factor by which a rectangle of half sizes w, h about the origin can grow before it meets the segment:
/// the least of max(|x| / w, |y| / h) along it, which is reached at an end, on an axis or on a diagonal.
double growth(double x0, double y0, double x1, double y1, double w, double h) {
  x0 /= w, x1 /= w, y0 /= h, y1 /= h;
  const double dx = x1 - x0, dy = y1 - y0;
  double least = std::min(std::max(std::fabs(x0), std::fabs(y0)), std::max(std::fabs(x1), std::fabs(y1)));
  const auto look = [&](double above, double below) {
    if (below == 0) return;
    const double t = above / below;
    if (t > 0 && t < 1) least = std::min(least, std::max(std::fabs(x0 + t * dx), std::fabs(y0 + t * dy)));
  };
  look(-x0, dx);
  look(-y0, dy);
  look(y0 - x0, dx - dy);
  look(-x0 - y0, dx + dy);
  return least;
}

/// How large a label can be about a centre; gives up, with 0, where it would not be larger than `worse`.
double room_at(const Rings& outlines, double x, double y, double half_width, double half_height, double most,
               double worse) {
  double size = most;
  for (const auto& ring : outlines)
    for (std::size_t i = 0; i + 3 < ring.size(); i += 2) {
      const double x0 = ring[i] - x, y0 = ring[i + 1] - y, x1 = ring[i + 2] - x, y1 = ring[i + 3] - y;
      const double w = half_width * size, h = half_height * size;
      if ((x0 > w && x1 > w) || (x0 < -w && x1 < -w) || (y0 > h && y1 > h) || (y0 < -h && y1 < -h)) continue;
      size = std::min(size, growth(x0, y0, x1, y1, half_width, half_height));
      if (size <= worse) return 0;
    }
  return size;
}

} // namespace

std::array<double, 4> extent_of(const std::vector<MapArea>& areas) {
  std::array<double, 4> box{1e300, 1e300, -1e300, -1e300};
  for (const MapArea& area : areas) {
    const auto one = extent_of(area.rings);
    box = {std::min(box[0], one[0]), std::min(box[1], one[1]), std::max(box[2], one[2]), std::max(box[3], one[3])};
  }
  return box[0] > box[2] ? std::array<double, 4>{0, 0, 1, 1} : box;
}

View fitted(const std::array<double, 4>& metres, const Box& frame, double across, double down) {
  const double width = std::max(metres[2] - metres[0], 1.0), height = std::max(metres[3] - metres[1], 1.0);
  const double scale = std::min(frame.width / width, frame.height / height);
  return {scale, frame.x + across * (frame.width - width * scale) - metres[0] * scale,
          frame.y + down * (frame.height - height * scale) + metres[3] * scale};
}

bool inside(const Rings& rings, double x, double y) {
  bool in = false;
  for (const auto& ring : rings)
    for (std::size_t i = 0; i + 3 < ring.size(); i += 2) {
      const double x0 = ring[i], y0 = ring[i + 1], x1 = ring[i + 2], y1 = ring[i + 3];
      if ((y0 > y) != (y1 > y) && x < x0 + (y - y0) / (y1 - y0) * (x1 - x0)) in = !in;
    }
  return in;
}

bool covers(const Rings& rings, const std::array<double, 4>& box) {
  for (const auto& ring : rings)
    for (std::size_t i = 0; i + 3 < ring.size(); i += 2)
      if (crosses(ring[i], ring[i + 1], ring[i + 2], ring[i + 3], box)) return true;
  return inside(rings, box[0], box[1]); // no edge in the box: all of it lies inside, or none
}

Arrangement arranged(const std::vector<MapArea>& areas, const Box& frame, const std::vector<Size>& sizes) {
  const auto metres = extent_of(areas);
  std::vector<std::array<double, 4>> extents;
  for (const MapArea& area : areas) extents.push_back(extent_of(area.rings));
  for (int percent = 100; percent >= 40; percent -= 3)
    for (const auto& [across, down] : {std::array{0.5, 0.5}, std::array{1.0, 0.5}, std::array{0.0, 0.5},
                                       std::array{0.5, 1.0}, std::array{1.0, 1.0}}) {
      const double width = frame.width * percent / 100, height = frame.height * percent / 100;
      const Box smaller{frame.x + across * (frame.width - width), frame.y + down * (frame.height - height), width,
                        height};
      Arrangement trial{fitted(metres, smaller, across, down), {}, true};
      for (const Size& size : sizes) {
        const auto places = places_for(size, frame);
        const auto found = std::find_if(places.begin(), places.end(), [&](const Box& place) {
          const auto taken = [&place](const Box& box) {
            return place.meets({box.x - gap, box.y - gap, box.width + 2 * gap, box.height + 2 * gap});
          };
          return std::none_of(trial.boxes.begin(), trial.boxes.end(), taken) &&
                 is_free(place, areas, extents, trial.view);
        });
        if (found == places.end()) break;
        trial.boxes.push_back(*found);
      }
      if (trial.boxes.size() == sizes.size()) return trial;
    }
  Arrangement last{fitted(metres, frame, 0.5, 0.5), {}, false};
  for (std::size_t i = 0; i < sizes.size(); ++i) last.boxes.push_back(places_for(sizes[i], frame)[i % 4]);
  return last;
}

Box label_beside(double x, double y, const Size& label, const std::vector<MapArea>& areas, const View& view,
                 const Box& frame, const std::vector<Box>& taken) {
  constexpr std::array<std::array<double, 2>, 8> ways{
      {{1, 0}, {-1, 0}, {0, 1}, {0, -1}, {0.7, 0.7}, {-0.7, 0.7}, {0.7, -0.7}, {-0.7, -0.7}}};
  Box best{x, y, label.width, label.height};
  std::size_t least = areas.size() + 2;
  for (const double away : {6.0, 12.0, 20.0, 30.0, 42.0})
    for (const auto& [across, down] : ways) {
      Box box{x + away * across - label.width / 2 * (1 - (across > 0) + (across < 0)),
              y + away * down - label.height / 2 * (1 - (down > 0) + (down < 0)), label.width, label.height};
      if (across == 0) // above and below there is room to shift it
        box.x = std::clamp(box.x, frame.x, std::max(frame.x, frame.right() - box.width));
      if (!frame.holds(box) || std::any_of(taken.begin(), taken.end(), [&](const Box& one) { return one.meets(box); }))
        continue;
      const std::array<double, 4> metres{(box.x - view.dx) / view.scale, (view.dy - box.bottom()) / view.scale,
                                         (box.right() - view.dx) / view.scale, (view.dy - box.y) / view.scale};
      const auto covered = static_cast<std::size_t>(
          std::count_if(areas.begin(), areas.end(), [&](const MapArea& area) { return covers(area.rings, metres); }));
      if (covered < least) least = covered, best = box;
    }
  return best;
}

Rings on_page(const Rings& rings, const View& view, double grain) {
  const auto moved = [grain](double at) { return grain > 0 ? std::round(at / grain) * grain : at; };
  Rings page;
  for (const auto& ring : rings) {
    std::vector<double> out;
    for (std::size_t i = 0; i + 1 < ring.size(); i += 2) {
      const double x = moved(view.x(ring[i])), y = moved(view.y(ring[i + 1]));
      if (out.empty() || out[out.size() - 2] != x || out.back() != y) out.insert(out.end(), {x, y});
    }
    if (out.size() >= 8) page.push_back(std::move(out));
  }
  return page;
}

Box box_of(const Rings& page) {
  const auto box = extent_of(page);
  return {box[0], box[1], box[2] - box[0], box[3] - box[1]};
}

Rings rectangle(const Box& box) {
  return {{box.x, box.y, box.right(), box.y, box.right(), box.bottom(), box.x, box.bottom(), box.x, box.y}};
}

double LabelShape::width() const {
  double most = 0;
  for (const Line& line : lines) most = std::max(most, line.width);
  return most;
}

double LabelShape::height() const {
  double sum = 0;
  for (const Line& line : lines) sum += line.height;
  return sum;
}

LabelPlace label_in_convex(const Rings& page, const LabelShape& label, double most) {
  const auto box = extent_of(page);
  const double x = (box[0] + box[2]) / 2, y = (box[1] + box[3]) / 2;
  const auto stays_inside = [&](double size) {
    double top = y - label.height() * size / 2;
    for (const auto& line : label.lines) {
      const double half = line.width * size / 2 + rim, bottom = top + line.height * size;
      for (const double corner : {top, bottom})
        if (!inside(page, x - half, corner) || !inside(page, x + half, corner)) return false;
      top = bottom;
    }
    return true;
  };
  double size = most;
  while (size > 0.5 && !stays_inside(size)) size -= 0.1;
  return {x, y, size};
}

std::optional<LabelPlace> label_in_any(const Rings& page, const LabelShape& label, double most, const Box& frame,
                                       const std::vector<Box>& obstacles) {
  const auto longest =
      std::max_element(page.begin(), page.end(), [](const auto& a, const auto& b) { return a.size() < b.size(); });
  if (longest == page.end() || label.lines.empty()) return std::nullopt;
  Rings outlines = page;
  for (const Box& obstacle : obstacles) outlines.push_back(rectangle(obstacle).front());
  outlines.push_back(rectangle(frame).front());
  const Box box = box_of({*longest});
  const double left = std::max(box.x, frame.x), right = std::min(box.right(), frame.right());
  const double top = std::max(box.y, frame.y), bottom = std::min(box.bottom(), frame.bottom());
  const double half_width = std::max(label.width(), 1e-6) / 2, half_height = std::max(label.height(), 1e-6) / 2;
  LabelPlace best;
  constexpr int steps = 16;
  constexpr double anything = 1e4; // the most room, not just enough of it: in the middle and not against a border
  for (int row = 1; row < steps; ++row)
    for (int column = 1; column < steps; ++column) {
      const double x = left + (right - left) * column / steps, y = top + (bottom - top) * row / steps;
      const double size = room_at(outlines, x, y, half_width, half_height, anything, best.size);
      if (size > best.size && inside(page, x, y)) best = {x, y, size};
    }
  best.size = std::min(best.size, most);
  return best.size > 0 ? std::optional(best) : std::nullopt;
}

} // namespace tranche::maps
