#include "tranche/geography/hexmap.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include <fmt/format.h>

#include "hexmap_board.hpp"
#include "tranche/finding.hpp"

namespace tranche {
namespace {

using hexmap::Point;

void check(std::span<const HexmapArea> areas, const NeighbourPairs& pairs) {
  std::set<std::string> codes;
  for (const auto& area : areas) {
    if (!codes.insert(area.code).second)
      throw Error(Fault::data, "area " + area.code, "is there twice", "give every area once");
    if (!std::isfinite(area.x) || !std::isfinite(area.y))
      throw Error(Fault::data, "area " + area.code, "has no finite point", "give every area a point in metres");
  }
  for (const auto& [a, b] : pairs)
    if (a >= areas.size() || b >= areas.size() || a == b)
      throw Error(Fault::data, "neighbour pairs", fmt::format("{} and {} of {} areas", a, b, areas.size()),
                  "give positions of two different areas");
}

NeighbourPairs pairs_from_points(std::span<const HexmapArea> areas) {
  std::vector<double> x, y;
  for (const auto& area : areas) x.push_back(area.x), y.push_back(area.y);
  return point_neighbours(x, y);
}

/// The areas that lie together on land, as nodes, and the others.
struct Country {
  std::vector<hexmap::Node> nodes;
  std::vector<std::size_t> land, islands; ///< positions in the caller's list
};

/// Whether the neighbours of a node are linked all round it: as many links among them as there are neighbours, where
/// the neighbours of an area on the edge of the land form a chain with one link fewer. An enclave is not recognised.
bool surrounded(const std::vector<hexmap::Node>& nodes, const hexmap::Node& node) {
  std::size_t ends = 0;
  for (const std::size_t one : node.neighbours)
    for (const std::size_t other : nodes[one].neighbours)
      ends += std::find(node.neighbours.begin(), node.neighbours.end(), other) != node.neighbours.end();
  return node.neighbours.size() > 2 && ends / 2 >= node.neighbours.size();
}

Country divide(std::span<const HexmapArea> areas, const NeighbourPairs& pairs) {
  Country country;
  std::vector<bool> linked(areas.size(), false);
  for (const auto& [a, b] : pairs) linked[a] = linked[b] = true;
  std::vector<std::size_t> number(areas.size());
  std::map<std::string, int> regions;
  for (std::size_t i = 0; i < areas.size(); ++i) {
    if (!linked[i]) {
      country.islands.push_back(i);
      continue;
    }
    number[i] = country.land.size();
    country.land.push_back(i);
    hexmap::Node node{{areas[i].x, areas[i].y}, -1, false, {}, {}};
    if (!areas[i].region.empty())
      node.region = regions.try_emplace(areas[i].region, static_cast<int>(regions.size())).first->second;
    country.nodes.push_back(node);
  }
  const auto link = [&](hexmap::Node& node, std::size_t other) {
    const Point gap = country.nodes[other].target - node.target;
    const double length = std::sqrt(squared(gap));
    node.neighbours.push_back(other);
    node.bearings.push_back(length > 0.0 ? (1.0 / length) * gap : Point{});
  };
  for (const auto& [a, b] : pairs) {
    link(country.nodes[number[a]], number[b]);
    link(country.nodes[number[b]], number[a]);
  }
  for (auto& node : country.nodes) node.inland = surrounded(country.nodes, node);
  return country;
}

/// The cells of the land.
std::vector<HexCell> land_cells(std::vector<hexmap::Node> nodes, const HexmapOptions& options) {
  if (nodes.empty()) return {};
  hexmap::even_out(nodes);
  return hexmap::anneal(nodes, options.seed, options.effort).cells;
}

/// Where an island belongs on the map: a little out to sea from the areas nearest to it on the ground.
Point island_place(std::span<const HexmapArea> areas, const std::vector<HexCell>& cells, const Country& country,
                   std::size_t island) {
  const auto gap = [&](std::size_t i) { return Point{areas[island].x - areas[i].x, areas[island].y - areas[i].y}; };
  std::vector<std::size_t> near = country.land;
  std::stable_sort(near.begin(), near.end(),
                   [&](std::size_t a, std::size_t b) { return squared(gap(a)) < squared(gap(b)); });
  near.resize(std::min<std::size_t>(near.size(), 3));
  Point sum{};
  double weights = 0.0;
  for (const std::size_t i : near) {
    const double distance = std::max(std::sqrt(squared(gap(i))), 1.0);
    sum = sum + (1.0 / distance) * (hexmap::centre(cells[i]) + (2.0 / distance) * gap(i));
    weights += 1.0 / distance;
  }
  return weights > 0.0 ? (1.0 / weights) * sum : Point{};
}

/// The free cell nearest to a place with nothing next to it.
HexCell free_cell(const std::vector<HexCell>& taken, Point place) {
  const int r0 = static_cast<int>(std::lround(place.y / hexmap::row_height));
  HexCell best;
  double nearest = std::numeric_limits<double>::infinity();
  for (int reach = 8; !std::isfinite(nearest); reach *= 2)
    for (int r = r0 - reach; r <= r0 + reach; ++r) {
      const int q0 = static_cast<int>(std::lround(place.x - 0.5 * r));
      for (int q = q0 - reach; q <= q0 + reach; ++q) {
        const double distance = squared(hexmap::centre({q, r}) - place);
        if (distance >= nearest) continue;
        const bool apart = std::all_of(taken.begin(), taken.end(), [&](HexCell other) {
          return hexmap::steps(other, {q, r}) > 1;
        });
        if (apart) nearest = distance, best = {q, r};
      }
    }
  return best;
}

/// Shifts the cells so that the smallest q and r are 0.
void count_from_zero(std::vector<HexCell>& cells) {
  HexCell low = cells.front();
  for (const HexCell cell : cells) low = {std::min(low.q, cell.q), std::min(low.r, cell.r)};
  for (HexCell& cell : cells) cell = {cell.q - low.q, cell.r - low.r};
}

struct Extent {
  Point low{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  Point high{-std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  void add(Point p) {
    low = {std::min(low.x, p.x), std::min(low.y, p.y)};
    high = {std::max(high.x, p.x), std::max(high.y, p.y)};
  }
  double spread() const { return std::sqrt(std::max(high.x - low.x, 0.0) * std::max(high.y - low.y, 0.0)); }
  Point middle() const { return 0.5 * (low + high); }
};

/// A grid on which the map is as large as the ground it stands for, and in the middle of it.
HexGrid fit_grid(std::span<const HexmapArea> areas, const std::vector<HexCell>& cells, CellShape shape) {
  Extent ground, map;
  for (std::size_t i = 0; i < areas.size(); ++i) {
    ground.add({areas[i].x, areas[i].y});
    const Point hexagon = hexmap::centre(cells[i]);
    map.add(shape == CellShape::square ? Point{hexagon.x, static_cast<double>(cells[i].r)} : hexagon);
  }
  const bool flat = map.spread() <= 0.0 || ground.spread() <= 0.0;
  const double width = flat ? 20000.0 : ground.spread() / map.spread();
  HexGrid grid;
  grid.shape = shape;
  grid.half_width = std::max<std::int64_t>(std::llround(width / 2), 1);
  grid.quarter_height = std::max<std::int64_t>(std::llround(width / (2 * std::sqrt(3.0))), 1);
  const Point middle = areas.empty() ? Point{} : ground.middle() - width * map.middle();
  grid.x0 = std::llround(middle.x);
  grid.y0 = std::llround(middle.y);
  return grid;
}

} // namespace

Hexmap layout_hexmap(std::span<const HexmapArea> ground, const NeighbourPairs& pairs, const HexmapOptions& options) {
  check(ground, pairs);
  std::vector<HexmapArea> areas(ground.begin(), ground.end());
  // Rows of squares lie further apart than those of hexagons: a country as much flatter comes out in its own shape.
  if (options.shape == CellShape::square)
    for (HexmapArea& area : areas) area.y *= hexmap::row_height;
  Hexmap map;
  if (areas.size() < 2) {
    map.cells.resize(areas.size());
    map.grid = fit_grid(ground, map.cells, options.shape);
    return map;
  }
  const Country country = divide(areas, pairs.empty() ? pairs_from_points(areas) : pairs);
  std::vector<HexCell> taken = land_cells(country.nodes, options);
  map.cells.resize(areas.size());
  for (std::size_t k = 0; k < taken.size(); ++k) map.cells[country.land[k]] = taken[k];
  for (const std::size_t island : country.islands) {
    map.cells[island] = free_cell(taken, island_place(areas, map.cells, country, island));
    taken.push_back(map.cells[island]);
  }
  count_from_zero(map.cells);
  map.grid = fit_grid(ground, map.cells, options.shape);
  return map;
}

std::string cell_wkt(const HexGrid& grid, HexCell cell) {
  const std::int64_t w = grid.half_width, h = grid.quarter_height;
  const bool square = grid.shape == CellShape::square;
  const std::int64_t x = grid.x0 + w * (2 * cell.q + cell.r), y = grid.y0 + (square ? 2 * w : 3 * h) * cell.r;
  using Corners = std::vector<std::array<std::int64_t, 2>>;
  // A square has six corners too: those of the rows above and below lie in the middle of its sides, and are named so
  // that neighbours share their vertices.
  const Corners corners =
      square ? Corners{{x - w, y + w}, {x - w, y - w}, {x, y - w}, {x + w, y - w}, {x + w, y + w}, {x, y + w}}
             : Corners{{x, y + 2 * h}, {x - w, y + h}, {x - w, y - h}, {x, y - 2 * h}, {x + w, y - h}, {x + w, y + h}};
  std::string wkt = "POLYGON ((";
  for (const auto& [cx, cy] : corners) wkt += fmt::format("{} {}, ", cx, cy);
  return wkt + fmt::format("{} {}))", corners[0][0], corners[0][1]);
}

} // namespace tranche
