#include <algorithm>
#include <cmath>
#include <map>

#include "geography/segments.hpp"
#include "geography/strips.hpp"
#include "maps/sheet_parts.hpp"

namespace tranche::maps {
namespace {

/// Two ends in whole steps, the smaller first: neighbours write the same edge in opposite directions.
using Edge = std::array<long long, 4>;

/// How far apart ends may be that are one, as a share of the map's longer side: below a metre on one of England. The
/// coordinates of a schematic map may be of any size.
constexpr double share_of_a_step = 1e-6;

/// How far apart borders may run that are one, as a share of the same: a fiftieth of a millimetre on a sheet.
constexpr double share_of_a_sliver = 1e-4;

double longer_side_of(const std::vector<MapArea>& areas) {
  std::array<double, 4> box{1e300, 1e300, -1e300, -1e300};
  for (const MapArea& area : areas)
    for (const auto& ring : area.rings)
      for (std::size_t i = 0; i + 1 < ring.size(); i += 2)
        box = {std::min(box[0], ring[i]), std::min(box[1], ring[i + 1]), std::max(box[2], ring[i]),
               std::max(box[3], ring[i + 1])};
  const double longer = std::max(box[2] - box[0], box[3] - box[1]);
  return longer > 0 ? longer : 1;
}

Edge edge_between(const std::vector<double>& ring, std::size_t at, double step) {
  const auto whole = [&](std::size_t i) { return std::llround(ring[i] / step); };
  const std::array<long long, 2> a{whole(at), whole(at + 1)}, b{whole(at + 2), whole(at + 3)};
  return a < b ? Edge{a[0], a[1], b[0], b[1]} : Edge{b[0], b[1], a[0], a[1]};
}

struct Side {
  Edge edge;
  int region;                 ///< number; -1: nobody's
  std::array<double, 4> ends; ///< as the ring has them
  bool operator<(const Side& other) const { return edge != other.edge ? edge < other.edge : region < other.region; }
};

std::vector<Side> sides_of(const std::vector<MapArea>& areas, const std::vector<int>& regions, double step) {
  std::vector<Side> sides;
  for (std::size_t s = 0; s < areas.size(); ++s)
    for (const auto& ring : areas[s].rings)
      for (std::size_t i = 0; i + 3 < ring.size(); i += 2)
        sides.push_back({edge_between(ring, i, step), regions[s], {ring[i], ring[i + 1], ring[i + 2], ring[i + 3]}});
  std::sort(sides.begin(), sides.end());
  return sides;
}

/// What of an edge a region has along another, whose border runs within a distance of it: one edge for each stretch.
/// A short end of an edge that leads away from such a border is none.
void add_stretches(const Side& side, std::vector<Stretch> stretches, double within,
                   std::vector<std::array<double, 4>>& between) {
  std::sort(stretches.begin(), stretches.end(), [](const Stretch& a, const Stretch& b) { return a.begin < b.begin; });
  const auto& [x0, y0, x1, y1] = side.ends;
  const double dx = x1 - x0, dy = y1 - y0, length = std::hypot(dx, dy);
  for (std::size_t i = 0; i < stretches.size();) {
    Stretch whole = stretches[i];
    for (++i; i < stretches.size() && stretches[i].begin <= whole.end; ++i)
      whole.end = std::max(whole.end, stretches[i].end);
    if (whole.length() * length <= 4 * within && whole.length() < 1) continue;
    between.push_back({x0 + whole.begin * dx, y0 + whole.begin * dy, x0 + whole.end * dx, y0 + whole.end * dy});
  }
}

/// Borders between regions that do not match edge by edge: slivers, or vertices that only one side has.
///  alone  edges that no other area has
void add_unmatched(const std::vector<Side>& alone, double within, std::vector<std::array<double, 4>>& between) {
  const auto segment = [&](std::uint32_t i) {
    const auto& [x0, y0, x1, y1] = alone[i].ends;
    return Segment{{x0, y0}, {x1, y1}};
  };
  std::vector<tranche::Box> boxes;
  for (const Side& side : alone)
    boxes.push_back({std::min(side.ends[0], side.ends[2]), std::min(side.ends[1], side.ends[3]),
                     std::max(side.ends[0], side.ends[2]), std::max(side.ends[1], side.ends[3])});
  std::vector<std::vector<Stretch>> stretches(alone.size());
  Strips(std::move(boxes), within).each_two([&](std::uint32_t e, std::uint32_t f) {
    if (alone[e].region == alone[f].region) return;
    if (alone[e].region > alone[f].region) std::swap(e, f); // drawn once, along the edges of the one
    const Stretch near = near_stretch(segment(e), segment(f), within);
    if (near.length() > 0) stretches[e].push_back(near);
  });
  for (std::size_t i = 0; i < alone.size(); ++i)
    if (!stretches[i].empty()) add_stretches(alone[i], std::move(stretches[i]), within, between);
}

/// The number of each shape's region; -1 where it has none.
std::vector<int> numbered_regions(const Run& run) {
  std::map<std::string, int> numbers;
  std::vector<int> regions;
  for (std::size_t s = 0; s < run.boundaries.shapes.size(); ++s) {
    const int unit = run.shape_unit[s];
    const std::string region = unit < 0 ? "" : run.authorities.units[static_cast<std::size_t>(unit)].region;
    regions.push_back(region.empty() ? -1 : numbers.emplace(region, static_cast<int>(numbers.size())).first->second);
  }
  return regions;
}

} // namespace

std::vector<std::array<double, 4>> region_edges(const Run& run, const std::vector<MapArea>& areas) {
  const std::vector<int> regions = numbered_regions(run);
  if (std::all_of(regions.begin(), regions.end(), [](int region) { return region < 0; })) return {};
  const double longer = longer_side_of(areas);
  const std::vector<Side> sides = sides_of(areas, regions, longer * share_of_a_step);
  std::vector<std::array<double, 4>> between;
  std::vector<Side> alone;
  for (std::size_t from = 0, to = 0; from < sides.size(); from = to) {
    const Edge& edge = sides[from].edge;
    while (to < sides.size() && sides[to].edge == edge) ++to;
    const bool outside = to - from == 1 && run.boundaries.schematic;
    const bool border = sides[from].region >= 0 && sides[from].region != sides[to - 1].region;
    if (outside || border) between.push_back(sides[from].ends);
    const bool has_length = edge[0] != edge[2] || edge[1] != edge[3];
    if (to - from == 1 && sides[from].region >= 0 && has_length) alone.push_back(sides[from]);
  }
  if (!run.boundaries.schematic) add_unmatched(alone, longer * share_of_a_sliver, between);
  return between;
}

} // namespace tranche::maps
