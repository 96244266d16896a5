#pragma once
#include <algorithm>
#include <cmath>

#include "geography/orientation.hpp"

namespace tranche {

struct Segment {
  Spot a, b;
};

/// Whether two segments have a point in common. @pre their boxes overlap or touch.
inline bool segments_meet(const Segment& one, const Segment& other) {
  return orientation(one.a, one.b, other.a) * orientation(one.a, one.b, other.b) <= 0 &&
         orientation(other.a, other.b, one.a) * orientation(other.a, other.b, one.b) <= 0;
}

inline bool same_spot(const Spot& a, const Spot& b) { return a.x == b.x && a.y == b.y; }

/// Whether two rays from a centre are the same ray.
inline bool same_ray(const Spot& centre, const Spot& a, const Spot& b) {
  return orientation(centre, a, b) == 0 &&
         (a.x - centre.x) * (b.x - centre.x) + (a.y - centre.y) * (b.y - centre.y) > 0;
}

/// Whether two segments have more in common than an end of each. @pre as segments_meet.
inline bool segments_clash(const Segment& one, const Segment& other) {
  for (const bool turned : {false, true})
    for (const bool other_turned : {false, true}) {
      const Spot &centre = turned ? one.b : one.a, &end = turned ? one.a : one.b;
      const Spot &common = other_turned ? other.b : other.a, &other_end = other_turned ? other.a : other.b;
      if (same_spot(centre, common)) return same_ray(centre, end, other_end);
    }
  return segments_meet(one, other);
}

/// A stretch of a segment as shares of its length; empty when begin > end.
struct Stretch {
  double begin = 1, end = 0;
  double length() const { return end - begin; }
};

/// The stretch of `one` that lies exactly on `other`.
inline Stretch common_stretch(const Segment& one, const Segment& other) {
  if (orientation(one.a, one.b, other.a) != 0 || orientation(one.a, one.b, other.b) != 0) return {};
  const double dx = one.b.x - one.a.x, dy = one.b.y - one.a.y;
  const bool flat = std::abs(dx) >= std::abs(dy);
  const auto share = [&](Spot spot) { return flat ? (spot.x - one.a.x) / dx : (spot.y - one.a.y) / dy; };
  const auto [low, high] = std::minmax({share(other.a), share(other.b)});
  return {std::max(0.0, low), std::min(1.0, high)};
}

/// The stretch of `one` within a distance of `other`: one stretch, since what is near a segment is convex.
inline Stretch near_stretch(const Segment& one, const Segment& other, double distance) {
  Stretch stretch{2, -1};
  const double dx = one.b.x - one.a.x, dy = one.b.y - one.a.y, squared = dx * dx + dy * dy;
  const auto include = [&](double begin, double end) {
    begin = std::max(begin, 0.0), end = std::min(end, 1.0);
    if (begin > end) return;
    stretch.begin = std::min(stretch.begin, begin);
    stretch.end = std::max(stretch.end, end);
  };
  for (const Spot centre : {other.a, other.b}) { // the rounds at both ends
    const double px = centre.x - one.a.x, py = centre.y - one.a.y;
    const double middle = (px * dx + py * dy) / squared, aside = (px * dy - py * dx) * (px * dy - py * dx) / squared;
    if (aside > distance * distance) continue;
    const double half = std::sqrt((distance * distance - aside) / squared);
    include(middle - half, middle + half);
  }
  // The rectangle between them: from end to end along `other`, and no further off than the distance.
  const double ox = other.b.x - other.a.x, oy = other.b.y - other.a.y, length = std::hypot(ox, oy);
  double begin = 0, end = 1;
  const auto clip = [&](double at, double slope, double least, double most) {
    if (slope == 0) {
      if (at < least || at > most) end = -1;
      return;
    }
    const auto [low, high] = std::minmax({(least - at) / slope, (most - at) / slope});
    begin = std::max(begin, low), end = std::min(end, high);
  };
  const double px = one.a.x - other.a.x, py = one.a.y - other.a.y;
  clip((px * ox + py * oy) / length, (dx * ox + dy * oy) / length, 0, length);
  clip((px * oy - py * ox) / length, (dx * oy - dy * ox) / length, -distance, distance);
  include(begin, end);
  return stretch;
}

} // namespace tranche
