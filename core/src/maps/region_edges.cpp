#include <algorithm>
#include <cmath>
#include <map>

#include "maps/sheet_parts.hpp"

namespace tranche::maps {
namespace {

/// Two ends in whole steps, the smaller first: neighbours write the same edge in opposite directions.
using Edge = std::array<long long, 4>;

/// How far apart ends may be that are one, as a share of the map's longer side: below a metre on one of England. The
/// coordinates of a schematic map may be of any size.
constexpr double share_of_a_step = 1e-6;

double step_of(const std::vector<MapArea>& areas) {
  std::array<double, 4> box{1e300, 1e300, -1e300, -1e300};
  for (const MapArea& area : areas)
    for (const auto& ring : area.rings)
      for (std::size_t i = 0; i + 1 < ring.size(); i += 2)
        box = {std::min(box[0], ring[i]), std::min(box[1], ring[i + 1]), std::max(box[2], ring[i]),
               std::max(box[3], ring[i + 1])};
  const double longer = std::max(box[2] - box[0], box[3] - box[1]);
  return longer > 0 ? longer * share_of_a_step : 1;
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

double area_of(const Shape& shape) {
  double twice = 0;
  for (const auto& ring : shape.rings)
    for (std::size_t i = 0; i + 3 < ring.size(); i += 2) twice += ring[i] * ring[i + 3] - ring[i + 2] * ring[i + 1];
  return std::fabs(twice) / 2;
}

struct Extent {
  std::array<double, 4> box{1e300, 1e300, -1e300, -1e300};
  double area = 0;
  std::size_t areas = 0;
  void add(const Shape& shape) {
    box = {std::min(box[0], shape.box[0]), std::min(box[1], shape.box[1]), std::max(box[2], shape.box[2]),
           std::max(box[3], shape.box[3])};
    area += area_of(shape);
    ++areas;
  }
  double width() const { return box[2] - box[0]; }
  double height() const { return box[3] - box[1]; }
};

} // namespace

std::vector<std::array<double, 4>> region_edges(const Run& run, const std::vector<MapArea>& areas) {
  const std::vector<int> regions = numbered_regions(run);
  if (std::all_of(regions.begin(), regions.end(), [](int region) { return region < 0; })) return {};
  const double step = step_of(areas);
  std::vector<Side> sides;
  for (std::size_t s = 0; s < areas.size(); ++s)
    for (const auto& ring : areas[s].rings)
      for (std::size_t i = 0; i + 3 < ring.size(); i += 2)
        sides.push_back({edge_between(ring, i, step), regions[s], {ring[i], ring[i + 1], ring[i + 2], ring[i + 3]}});
  std::sort(sides.begin(), sides.end());
  std::vector<std::array<double, 4>> between;
  for (std::size_t from = 0, to = 0; from < sides.size(); from = to) {
    const Edge& edge = sides[from].edge;
    while (to < sides.size() && sides[to].edge == edge) ++to;
    const bool outside = to - from == 1 && run.boundaries.schematic;
    const bool border = sides[from].region >= 0 && sides[from].region != sides[to - 1].region;
    if (outside || border) between.push_back(sides[from].ends);
  }
  return between;
}

std::vector<MapInset> crowded_regions(const Run& run) {
  Extent whole;
  std::map<std::string, Extent> regions;
  for (std::size_t s = 0; s < run.boundaries.shapes.size(); ++s) {
    whole.add(run.boundaries.shapes[s]);
    const int unit = run.shape_unit[s];
    if (unit < 0) continue;
    const std::string& region = run.authorities.units[static_cast<std::size_t>(unit)].region;
    if (!region.empty()) regions[region].add(run.boundaries.shapes[s]);
  }
  std::vector<MapInset> insets;
  for (const auto& [region, extent] : regions) {
    // On a sheet whose map is about 190 mm along the longer side: a label needs some 12 square millimetres.
    const double millimetre = std::max(whole.width(), whole.height()) / 190;
    const double mean = extent.area / static_cast<double>(extent.areas) / (millimetre * millimetre);
    const bool small_part = std::max(extent.width(), extent.height()) * 4 < std::max(whole.width(), whole.height());
    if (extent.areas < 5 || mean >= 12 || !small_part) continue;
    const double margin = 0.03 * std::max(extent.width(), extent.height());
    insets.push_back(
        {region, {extent.box[0] - margin, extent.box[1] - margin, extent.box[2] + margin, extent.box[3] + margin}});
  }
  return insets;
}

} // namespace tranche::maps
