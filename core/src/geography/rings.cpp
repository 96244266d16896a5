#include "geography/rings.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <numeric>
#include <tuple>

#include "geography/segments.hpp"
#include "geography/strips.hpp"

namespace tranche {
namespace {

bool before(const Spot& a, const Spot& b) { return std::tie(a.x, a.y) < std::tie(b.x, b.y); }

bool any_clash(const std::vector<Arrow>& arrows) {
  std::vector<Box> boxes;
  boxes.reserve(arrows.size());
  for (const Arrow& arrow : arrows)
    boxes.push_back({std::min(arrow.from.x, arrow.to.x), std::min(arrow.from.y, arrow.to.y),
                     std::max(arrow.from.x, arrow.to.x), std::max(arrow.from.y, arrow.to.y)});
  bool clash = false;
  Strips(std::move(boxes), 0).each_two([&](std::uint32_t e, std::uint32_t f) {
    clash = clash || segments_clash({arrows[e].from, arrows[e].to}, {arrows[f].from, arrows[f].to});
  });
  return clash;
}

/// Orders rays from a centre clockwise, from a first ray on.
struct Clockwise {
  Spot centre, first;
  int half(const Spot& spot) const {
    const int side = orientation(centre, first, spot);
    return side == 0 ? (same_ray(centre, first, spot) ? 0 : 2) : side < 0 ? 1 : 3;
  }
  bool operator()(const Spot& a, const Spot& b) const {
    const int half_a = half(a), half_b = half(b);
    return half_a != half_b ? half_a < half_b : orientation(centre, a, b) < 0;
  }
};

/// Follows arrows around what lies to their left.
class Tracer {
public:
  explicit Tracer(std::vector<Arrow>& arrows) : m_out(arrows), m_used(arrows.size()), m_on_way(arrows.size(), none) {
    std::sort(m_out.begin(), m_out.end(), [](const Arrow& a, const Arrow& b) {
      return std::tie(a.from.x, a.from.y, a.to.x, a.to.y) < std::tie(b.from.x, b.from.y, b.to.x, b.to.y);
    });
    m_in.resize(m_out.size());
    std::iota(m_in.begin(), m_in.end(), 0U);
    std::stable_sort(m_in.begin(), m_in.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return before(m_out[a].to, m_out[b].to); });
  }
  /// Whether around every spot arrows come in and go out by turns, so that no rings cross there.
  bool alternates() const {
    for (std::size_t i = 0; i < m_out.size();) {
      std::size_t end = i + 1;
      while (end < m_out.size() && same_spot(m_out[end].from, m_out[i].from)) ++end;
      if (end - i > 1 && !alternates(i, end)) return false;
      i = end;
    }
    return true;
  }
  std::vector<Loop> loops() {
    std::vector<Loop> loops;
    for (std::size_t i = 0; i < m_out.size(); ++i)
      if (!m_used[i]) follow(i, loops);
    return loops;
  }

private:
  bool alternates(std::size_t begin, std::size_t end) const {
    struct Ray {
      Spot spot;
      bool out;
    };
    std::vector<Ray> rays;
    for (std::size_t i = begin; i < end; ++i) {
      rays.push_back({m_out[i].to, true});
      rays.push_back({m_out[m_in[i]].from, false}); // as many come in, so these stand at the same places
    }
    const Clockwise clockwise{m_out[begin].from, rays[0].spot};
    std::sort(rays.begin(), rays.end(), [&](const Ray& a, const Ray& b) { return clockwise(a.spot, b.spot); });
    for (std::size_t i = 0; i + 1 < rays.size(); ++i)
      if (rays[i].out == rays[i + 1].out) return false;
    return true;
  }
  std::size_t next(const Arrow& arrow) const {
    auto at = std::lower_bound(m_out.begin(), m_out.end(), arrow.to,
                               [](const Arrow& a, const Spot& spot) { return before(a.from, spot); });
    std::size_t best = m_out.size();
    const Clockwise clockwise{arrow.to, arrow.from};
    for (; at != m_out.end() && same_spot(at->from, arrow.to); ++at) {
      const auto i = static_cast<std::size_t>(at - m_out.begin());
      if (!m_used[i] && (best == m_out.size() || clockwise(at->to, m_out[best].to))) best = i;
    }
    return best;
  }
  /// Goes round once and cuts a loop off wherever the way comes by a spot again.
  void follow(std::size_t arrow, std::vector<Loop>& loops) {
    std::vector<Spot> way;
    for (; arrow != m_out.size(); arrow = next(m_out[arrow])) {
      m_used[arrow] = true;
      way.push_back(m_out[arrow].from);
      const std::size_t first = place_on_way(way, m_out[arrow].to);
      if (first == way.size()) continue;
      loops.emplace_back(way.begin() + static_cast<std::ptrdiff_t>(first), way.end());
      for (std::size_t i = first; i < way.size(); ++i) m_on_way[slot(way[i])] = none;
      way.resize(first);
    }
  }
  std::size_t slot(const Spot& spot) const {
    return static_cast<std::size_t>(
        std::lower_bound(m_out.begin(), m_out.end(), spot,
                         [](const Arrow& a, const Spot& of) { return before(a.from, of); }) -
        m_out.begin());
  }
  /// Where the way has a spot already, or its length; keeps the place of its latest spot.
  std::size_t place_on_way(const std::vector<Spot>& way, const Spot& spot) {
    m_on_way[slot(way.back())] = static_cast<std::uint32_t>(way.size() - 1);
    const std::uint32_t place = m_on_way[slot(spot)];
    return place == none ? way.size() : place;
  }

  static constexpr std::uint32_t none = UINT32_MAX;
  std::vector<Arrow>& m_out;       ///< by where they come from
  std::vector<std::uint32_t> m_in; ///< the same by where they go
  std::vector<char> m_used;
  std::vector<std::uint32_t> m_on_way; ///< for the first arrow from each spot
};

struct NestRing {
  Loop loop;
  Box box;
  bool hole;
  std::uint32_t depth = 0;           ///< rings around it
  std::vector<std::uint32_t> around; ///< which
};

NestRing nest_ring(Loop loop) {
  std::rotate(loop.begin(), std::min_element(loop.begin(), loop.end(), before), loop.end());
  Box box{loop[0].x, loop[0].y, loop[0].x, loop[0].y};
  for (const Spot& spot : loop)
    box = {std::min(box.x0, spot.x), std::min(box.y0, spot.y), std::max(box.x1, spot.x), std::max(box.y1, spot.y)};
  const bool hole = orientation(loop.back(), loop[0], loop[1]) < 0;
  return {std::move(loop), box, hole, 0, {}};
}

/// Whether a ring lies within another that does not cross it: by the edges of that one to the west of an edge of this,
/// just above the lower end of it.
bool ring_within(const Loop& inner, const Loop& outer) {
  std::size_t rises = 0;
  while (inner[rises].y == inner[rises + 1].y) ++rises;
  const bool up = inner[rises].y < inner[rises + 1].y;
  const Spot low = inner[rises + (up ? 0 : 1)], high = inner[rises + (up ? 1 : 0)];
  bool within = false;
  for (std::size_t i = 0; i < outer.size(); ++i) {
    const Spot *a = &outer[i], *b = &outer[i + 1 == outer.size() ? 0 : i + 1];
    if (a->y > b->y) std::swap(a, b);
    if (low.y < a->y || low.y >= b->y) continue;
    const bool fork = same_spot(*a, low);
    if (fork ? orientation(low, high, *b) > 0 : orientation(*a, *b, low) < 0) within = !within;
  }
  return within;
}

bool loop_before(const Loop& a, const Loop& b) {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), before);
}

std::optional<std::vector<RingPolygon>> nest(std::vector<Loop> loops) {
  std::vector<NestRing> rings;
  for (Loop& loop : loops) rings.push_back(nest_ring(std::move(loop)));
  std::sort(rings.begin(), rings.end(),
            [](const NestRing& a, const NestRing& b) { return loop_before(a.loop, b.loop); });
  for (std::uint32_t r = 0; r < rings.size(); ++r) {
    NestRing& ring = rings[r];
    int cover = ring.hole ? -1 : 1;
    for (std::uint32_t s = 0; s < rings.size(); ++s) {
      if (s == r || !rings[s].box.holds(ring.box) || !ring_within(ring.loop, rings[s].loop)) continue;
      ring.around.push_back(s);
      cover += rings[s].hole ? -1 : 1;
    }
    if (cover != (ring.hole ? 0 : 1)) return {};
    ring.depth = static_cast<std::uint32_t>(ring.around.size());
  }
  std::vector<RingPolygon> polygons;
  std::vector<std::size_t> polygon_of(rings.size());
  for (std::size_t r = 0; r < rings.size(); ++r)
    if (!rings[r].hole) polygon_of[r] = polygons.size(), polygons.push_back({std::move(rings[r].loop), {}});
  for (NestRing& ring : rings) {
    if (!ring.hole) continue;
    const auto inmost =
        *std::max_element(ring.around.begin(), ring.around.end(),
                          [&](std::uint32_t a, std::uint32_t b) { return rings[a].depth < rings[b].depth; });
    polygons[polygon_of[inmost]].holes.push_back(std::move(ring.loop));
  }
  return polygons;
}

template <class T> void append(std::string& bytes, T value) {
  const auto raw = std::bit_cast<std::array<char, sizeof(T)>>(value);
  if constexpr (std::endian::native == std::endian::little)
    bytes.append(raw.begin(), raw.end());
  else
    bytes.append(raw.rbegin(), raw.rend());
}

void append_ring(std::string& bytes, const Loop& loop) {
  append(bytes, static_cast<std::uint32_t>(loop.size() + 1));
  for (const Spot& spot : loop) append(bytes, spot.x), append(bytes, spot.y);
  append(bytes, loop[0].x), append(bytes, loop[0].y);
}

} // namespace

std::optional<std::vector<RingPolygon>> close_rings(std::vector<Arrow> arrows) {
  if (any_clash(arrows)) return {};
  Tracer tracer(arrows);
  if (!tracer.alternates()) return {};
  return nest(tracer.loops());
}

std::string write_multipolygon(const std::vector<RingPolygon>& polygons) {
  if (polygons.empty()) return {};
  std::string bytes("\1");
  append(bytes, std::uint32_t{6});
  append(bytes, static_cast<std::uint32_t>(polygons.size()));
  for (const RingPolygon& polygon : polygons) {
    bytes += '\1';
    append(bytes, std::uint32_t{3});
    append(bytes, static_cast<std::uint32_t>(polygon.holes.size() + 1));
    append_ring(bytes, polygon.shell);
    for (const Loop& hole : polygon.holes) append_ring(bytes, hole);
  }
  return bytes;
}

} // namespace tranche
