#include "tranche/geography/neighbours.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "geography/geos.hpp"
#include "geography/points.hpp"
#include "tranche/finding.hpp"

namespace tranche {
namespace {

using Spotted = std::tuple<double, double, std::size_t>; ///< x, y, position in the caller's list

/// Delaunay edges between distinct places, as positions in that list. GEOS returns the coordinates it was given, so
/// an end is found again by its exact value.
NeighbourPairs delaunay(const Geos& geos, const std::vector<Spotted>& places) {
  std::vector<GEOSGeometry*> points;
  for (const auto& [x, y, i] : places) points.push_back(GEOSGeom_createPointFromXY_r(geos.handle(), x, y));
  const GeosShape all = geos.own(
      GEOSGeom_createCollection_r(geos.handle(), GEOS_MULTIPOINT, points.data(), static_cast<unsigned>(points.size())));
  const GeosShape edges = geos.own(GEOSDelaunayTriangulation_r(geos.handle(), all.get(), 0.0, 1));
  if (!edges.get()) throw Error(Fault::data, "points", "cannot be triangulated", "check the points");
  const auto find = [&](const GEOSCoordSequence* line, unsigned end) {
    double x = 0.0, y = 0.0;
    GEOSCoordSeq_getXY_r(geos.handle(), line, end, &x, &y);
    return static_cast<std::size_t>(std::lower_bound(places.begin(), places.end(), Spotted(x, y, 0)) - places.begin());
  };
  NeighbourPairs pairs;
  for (int k = 0; k < GEOSGetNumGeometries_r(geos.handle(), edges.get()); ++k) {
    const auto* line = GEOSGeom_getCoordSeq_r(geos.handle(), GEOSGetGeometryN_r(geos.handle(), edges.get(), k));
    pairs.push_back(std::minmax(find(line, 0), find(line, 1)));
  }
  return pairs;
}

/// Whether place c lies inside the circle on the diameter ab: the angle at c is then obtuse.
bool within_circle(const Spotted& a, const Spotted& b, const Spotted& c) {
  const double ax = std::get<0>(a) - std::get<0>(c), ay = std::get<1>(a) - std::get<1>(c);
  const double bx = std::get<0>(b) - std::get<0>(c), by = std::get<1>(b) - std::get<1>(c);
  return ax * bx + ay * by < 0.0;
}

} // namespace

NeighbourPairs point_neighbours(std::span<const double> x, std::span<const double> y) {
  check_points(x, y);
  std::vector<Spotted> sorted, places;
  for (std::size_t i = 0; i < x.size(); ++i) sorted.emplace_back(x[i], y[i], i);
  std::sort(sorted.begin(), sorted.end());
  NeighbourPairs pairs;
  for (const auto& place : sorted) {
    const bool repeated = !places.empty() && std::get<0>(places.back()) == std::get<0>(place) &&
                          std::get<1>(places.back()) == std::get<1>(place);
    if (repeated)
      pairs.push_back(std::minmax(std::get<2>(places.back()), std::get<2>(place)));
    else
      places.push_back(place);
  }
  if (places.size() == 2) pairs.push_back(std::minmax(std::get<2>(places[0]), std::get<2>(places[1])));
  if (places.size() > 2) {
    const NeighbourPairs edges = delaunay(Geos(), places);
    std::vector<std::vector<std::size_t>> around(places.size());
    for (const auto& [a, b] : edges) around[a].push_back(b), around[b].push_back(a);
    for (const auto& [a, b] : edges) {
      // A point inside the circle is, if there is any, an end of another Delaunay edge of a.
      const bool blocked = std::any_of(around[a].begin(), around[a].end(), [&, from = a, to = b](std::size_t c) {
        return c != to && within_circle(places[from], places[to], places[c]);
      });
      if (!blocked) pairs.push_back(std::minmax(std::get<2>(places[a]), std::get<2>(places[b])));
    }
  }
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

} // namespace tranche
