#include "tranche/geography/neighbours.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <tuple>

#include "geography/linework.hpp"
#include "geography/segments.hpp"
#include "geography/strips.hpp"
#include "tranche/finding.hpp"

namespace tranche {
namespace {

/// Pairs of areas, each once, in an open hash table that grows.
class PairSet {
public:
  PairSet() : m_slots(1024, none) {}
  bool has(std::uint32_t a, std::uint32_t b) const { return m_slots[slot_of(key_of(a, b))] != none; }
  void add(std::uint32_t a, std::uint32_t b) {
    const std::uint64_t key = key_of(a, b);
    const std::size_t slot = slot_of(key);
    if (m_slots[slot] == key) return;
    m_slots[slot] = key;
    if (2 * ++m_size > m_slots.size()) grow();
  }
  NeighbourPairs sorted() const {
    std::vector<std::uint64_t> keys;
    keys.reserve(m_size);
    std::copy_if(m_slots.begin(), m_slots.end(), std::back_inserter(keys),
                 [](std::uint64_t key) { return key != none; });
    std::sort(keys.begin(), keys.end());
    NeighbourPairs pairs;
    pairs.reserve(keys.size());
    for (const std::uint64_t key : keys) pairs.emplace_back(key >> 32U, key & UINT32_MAX);
    return pairs;
  }

private:
  static constexpr std::uint64_t none = UINT64_MAX;
  static std::uint64_t key_of(std::uint32_t a, std::uint32_t b) {
    return static_cast<std::uint64_t>(std::min(a, b)) << 32U | std::max(a, b);
  }
  std::size_t slot_of(std::uint64_t key) const {
    std::size_t slot = (key * 0x9e3779b97f4a7c15U >> 20U) & (m_slots.size() - 1);
    while (m_slots[slot] != none && m_slots[slot] != key) slot = (slot + 1) & (m_slots.size() - 1);
    return slot;
  }
  void grow() {
    std::vector<std::uint64_t> old(m_slots.size() * 2, none);
    old.swap(m_slots);
    for (const std::uint64_t key : old)
      if (key != none) m_slots[slot_of(key)] = key;
  }
  std::vector<std::uint64_t> m_slots;
  std::size_t m_size = 0;
};

Segment segment(const Linework& lines, std::uint32_t edge) { return {lines.from(edge), lines.to(edge)}; }

/// Calls work(a, b) for each area of one edge and each other area of another.
template <class Do> void each_couple(const Linework& lines, std::uint32_t e, std::uint32_t f, Do&& work) {
  lines.edge_owners.each(e, [&](std::uint32_t a) {
    lines.edge_owners.each(f, [&](std::uint32_t b) {
      if (a != b) work(a, b);
    });
  });
}

/// Edges that meet or come within a distance, of areas that share no vertex.
void add_near_edges(const Linework& lines, const Strips& strips, double within, PairSet& pairs) {
  strips.each_two([&](std::uint32_t e, std::uint32_t f) {
    bool news = false;
    each_couple(lines, e, f, [&](std::uint32_t a, std::uint32_t b) { news = news || !pairs.has(a, b); });
    if (!news) return;
    const Segment one = segment(lines, e), other = segment(lines, f);
    if (within > 0 ? near_stretch(one, other, within).length() >= 0 : segments_meet(one, other))
      each_couple(lines, e, f, [&](std::uint32_t a, std::uint32_t b) { pairs.add(a, b); });
  });
}

/// Whether a spot lies in an area, by the edges that a ray to the west crosses; undefined on the area's border.
bool lies_in(const Linework& lines, const Strips& strips, Spot spot, std::uint32_t area) {
  bool inside = false;
  strips.each_west_of(spot, [&](std::uint32_t edge) {
    bool of_area = false;
    lines.edge_owners.each(edge, [&](std::uint32_t owner) { of_area = of_area || owner == area; });
    if (!of_area) return;
    Spot low = lines.from(edge), high = lines.to(edge);
    if (low.y > high.y) std::swap(low, high);
    if (orientation(low, high, spot) < 0) inside = !inside;
  });
  return inside;
}

/// Parts that lie inside another area without touching its border.
void add_contained(const Linework& lines, const Strips& strips, PairSet& pairs) {
  const auto test = [&](const Linework::Part& inner, const Linework::Part& outer) {
    if (outer.box.holds(inner.box) && lies_in(lines, strips, lines.vertices[inner.vertex], outer.area))
      pairs.add(inner.area, outer.area);
  };
  Strips(lines.part_boxes(), 0).each_two([&](std::uint32_t i, std::uint32_t j) {
    const Linework::Part &one = lines.parts[i], &other = lines.parts[j];
    if (one.area == other.area || !(one.box.holds(other.box) || other.box.holds(one.box))) return;
    if (pairs.has(one.area, other.area)) return;
    test(one, other);
    test(other, one);
  });
}

/// A stretch of an edge of one area along the border of another.
struct SharedStretch {
  std::uint32_t area, other, edge;
  Stretch stretch;
};

/// The pairs of which either area shares a length above `least` of its border with the other.
PairSet long_enough(const Linework& lines, std::vector<SharedStretch>& shared, double least) {
  std::sort(shared.begin(), shared.end(), [](const SharedStretch& a, const SharedStretch& b) {
    return std::tie(a.area, a.other, a.edge, a.stretch.begin, a.stretch.end) <
           std::tie(b.area, b.other, b.edge, b.stretch.begin, b.stretch.end);
  });
  PairSet pairs;
  for (std::size_t i = 0; i < shared.size();) {
    const std::uint32_t area = shared[i].area, other = shared[i].other;
    double length = 0;
    while (i < shared.size() && shared[i].area == area && shared[i].other == other) {
      const std::uint32_t edge = shared[i].edge;
      double covered = 0, end = 0; // of the edge, and up to where
      for (; i < shared.size() && shared[i].area == area && shared[i].other == other && shared[i].edge == edge; ++i) {
        covered += std::max(0.0, shared[i].stretch.end - std::max(end, shared[i].stretch.begin));
        end = std::max(end, shared[i].stretch.end);
      }
      const Segment whole = segment(lines, edge);
      length += covered * std::hypot(whole.b.x - whole.a.x, whole.b.y - whole.a.y);
    }
    if (length > least) pairs.add(area, other);
  }
  return pairs;
}

void check(const std::vector<std::string>& wkb, double within) {
  if (!(within >= 0) || !std::isfinite(within))
    throw Error(Fault::data, "neighbours", "the distance to bridge is negative or not finite", "give 0 or a distance");
  if (wkb.size() >= UINT32_MAX) throw Error(Fault::data, "neighbours", "too many areas", "give fewer than 2^32");
}

} // namespace

NeighbourPairs queen_neighbours(const std::vector<std::string>& wkb, double within) {
  check(wkb, within);
  const Linework lines = read_linework(wkb);
  PairSet pairs;
  for (std::uint32_t vertex = 0; vertex < lines.vertices.size(); ++vertex)
    lines.vertex_owners.each_two(vertex, [&](std::uint32_t a, std::uint32_t b) { pairs.add(a, b); });
  const Strips strips(lines.edge_boxes(), within);
  add_near_edges(lines, strips, within, pairs);
  add_contained(lines, strips, pairs);
  return pairs.sorted();
}

NeighbourPairs rook_neighbours(const std::vector<std::string>& wkb, double within) {
  check(wkb, within);
  const Linework lines = read_linework(wkb);
  std::vector<SharedStretch> shared;
  const auto add = [&](std::uint32_t a, std::uint32_t b, std::uint32_t edge, const Stretch& stretch) {
    if (a != b && stretch.length() > 0) shared.push_back({a, b, edge, stretch});
  };
  for (std::uint32_t edge = 0; edge < lines.edges.size(); ++edge)
    lines.edge_owners.each_two(edge, [&](std::uint32_t a, std::uint32_t b) {
      add(a, b, edge, {0, 1});
      add(b, a, edge, {0, 1});
    });
  Strips(lines.edge_boxes(), within).each_two([&](std::uint32_t e, std::uint32_t f) {
    const Segment one = segment(lines, e), other = segment(lines, f);
    const Stretch here = within > 0 ? near_stretch(one, other, within) : common_stretch(one, other);
    const Stretch there = within > 0 ? near_stretch(other, one, within) : common_stretch(other, one);
    each_couple(lines, e, f, [&](std::uint32_t a, std::uint32_t b) {
      add(a, b, e, here);
      add(b, a, f, there);
    });
  });
  // At a right-angled corner four tolerances of border may lie within one of the other area.
  return long_enough(lines, shared, 4 * within).sorted();
}

std::vector<std::size_t> islands(const NeighbourPairs& pairs, std::size_t areas) {
  std::vector<char> linked(areas, 0);
  for (const auto& [a, b] : pairs) linked.at(a) = linked.at(b) = 1;
  std::vector<std::size_t> alone;
  for (std::size_t area = 0; area < areas; ++area)
    if (!linked[area]) alone.push_back(area);
  return alone;
}

} // namespace tranche
