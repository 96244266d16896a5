#include "run/unit_links.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "nan.hpp"
#include "tranche/geography/measure.hpp"

namespace tranche {
namespace {

using statistics::SpatialWeights;

UnitPoints middles_of_shapes(const Run& run) {
  UnitPoints points{std::vector<double>(run.authorities.size(), nan), std::vector<double>(run.authorities.size(), nan)};
  std::vector<double> largest(run.authorities.size(), 0.0);
  for (std::size_t s = 0; s < run.boundaries.shapes.size(); ++s) {
    if (run.shape_unit[s] < 0) continue;
    const auto unit = static_cast<std::size_t>(run.shape_unit[s]);
    const std::string& wkb = run.boundaries.shapes[s].wkb;
    const double area = measure_shape(wkb).area;
    if (area <= largest[unit]) continue;
    largest[unit] = area;
    const ShapePoint middle = middle_of_largest(wkb);
    points.x[unit] = middle.x;
    points.y[unit] = middle.y;
  }
  return points;
}

bool has_borders(const Run& run) { return !run.boundaries.shapes.empty() && !run.boundaries.schematic; }

void refuse_without_borders(const Run& run, const char* kind) {
  if (has_borders(run)) return;
  throw Error(
      Fault::settings, std::string("neighbours ") + kind,
      run.boundaries.shapes.empty() ? "needs boundaries, and there are none"
                                    : "needs real borders: who lies beside whom on " + run.boundaries.layer +
                                          ", a schematic map, is a matter of layout",
      "name real boundaries (--boundaries LAYER, areas.boundaries), or take neighbours by their points: points, "
      "k:5 or band:30000");
}

} // namespace

std::vector<std::string> wkb_of(const Boundaries& boundaries) {
  std::vector<std::string> shapes;
  for (const Shape& shape : boundaries.shapes) shapes.push_back(shape.wkb);
  return shapes;
}

NeighbourPairs pairs_of_units(const NeighbourPairs& shapes, std::span<const int> shape_unit) {
  NeighbourPairs pairs;
  for (const auto& [a, b] : shapes) {
    const int first = std::min(shape_unit[a], shape_unit[b]), second = std::max(shape_unit[a], shape_unit[b]);
    if (first >= 0 && first != second)
      pairs.emplace_back(static_cast<std::size_t>(first), static_cast<std::size_t>(second));
  }
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  return pairs;
}

UnitPoints points_of(const Run& run) {
  UnitPoints points = has_borders(run) ? middles_of_shapes(run) : UnitPoints{run.authorities.x, run.authorities.y};
  std::string without;
  std::size_t count = run.authorities.size();
  if (!points.x.empty()) {
    count = 0;
    for (std::size_t i = 0; i < points.x.size(); ++i)
      if (std::isnan(points.x[i]) && ++count <= 5)
        without += (without.empty() ? ": " : ", ") + run.authorities.units[i].name;
  }
  if (count == 0) return points;
  throw Error(Fault::settings, "areas " + run.authorities.geography,
              fmt::format("{} of {} have no point to measure from{}", count, run.authorities.size(), without),
              "name real boundaries (--boundaries LAYER, areas.boundaries), or give the code list of the geography "
              "columns x and y in the catalogue");
}

Neighbours settled(const Neighbours& rule, const Run& run) {
  if (rule.kind != Neighbours::Kind::automatic) return rule;
  return {has_borders(run) ? Neighbours::Kind::queen : Neighbours::Kind::points, 0, 0};
}

SpatialWeights links_of(const Neighbours& rule, const Run& run, statistics::RowScheme scheme) {
  using Kind = Neighbours::Kind;
  const std::size_t units = run.authorities.size();
  if (rule.kind == Kind::queen || rule.kind == Kind::rook) {
    refuse_without_borders(run, rule.kind == Kind::queen ? "queen" : "rook");
    const std::vector<std::string> shapes = wkb_of(run.boundaries);
    const NeighbourPairs pairs = rule.kind == Kind::queen ? queen_neighbours(shapes) : rook_neighbours(shapes);
    return statistics::spatial_weights(pairs_of_units(pairs, run.shape_unit), units, scheme);
  }
  const UnitPoints points = points_of(run);
  if (rule.kind == Kind::nearest)
    return statistics::spatial_weights(nearest_neighbours(points.x, points.y, rule.count), scheme);
  const NeighbourPairs pairs =
      rule.kind == Kind::band ? band_neighbours(points.x, points.y, rule.metres) : point_neighbours(points.x, points.y);
  return statistics::spatial_weights(pairs, units, scheme);
}

std::string describe(const Neighbours& rule) {
  using Kind = Neighbours::Kind;
  switch (rule.kind) {
  case Kind::queen:
    return "authorities that share a point of their borders (queen)";
  case Kind::rook:
    return "authorities that share a stretch of border (rook)";
  case Kind::nearest:
    return rule.count == 1 ? "the nearest authority, middle to middle"
                           : fmt::format("the {} nearest authorities, middle to middle", rule.count);
  case Kind::band:
    return fmt::format("authorities whose middles are at most {:g} km apart", rule.metres / 1000);
  case Kind::points:
    return "authorities with no third one between their middles (Gabriel), for want of real borders";
  case Kind::automatic:
    break;
  }
  return "queen neighbours, or without real borders those by their points";
}

} // namespace tranche
