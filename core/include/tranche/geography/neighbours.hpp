#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tranche/export.hpp"

namespace tranche {

/// Two areas that are neighbours, as positions in the caller's list: first < second.
using NeighbourPair = std::pair<std::size_t, std::size_t>;
/// Each pair once, in ascending order.
using NeighbourPairs = std::vector<NeighbourPair>;

/// Queen neighbours of polygons: areas that share at least a point. Areas that overlap by a sliver are neighbours
/// too; the predicate is `intersects`, because `touches` is false for two authorities whose generalised edges cross.
/// The overlaps of a clean layer are slivers; a layer with real overlaps has to be refused before this.
///  wkb    one polygon or multipolygon for each area, planar coordinates of any CRS; empty text: area without shape.
///  within distance up to which areas count as neighbours though a gap lies between them, in the units of the CRS.
/// @throws Error (data) naming the position of a shape that GEOS cannot read or compare.
TRANCHE_API NeighbourPairs queen_neighbours(const std::vector<std::string>& wkb, double within = 0.0);

/// A stand-in for the neighbours of areas of which only a point each is known: the Delaunay edges of the points whose
/// diametral circle holds no third point (Gabriel and Sokal 1969). Every area is linked to the rest, islands too.
/// Points at the same place are linked to the first of them.
///  x, y  planar coordinates, as many of each.
/// @throws Error (data) when the lists differ in length or a coordinate is not finite.
TRANCHE_API NeighbourPairs point_neighbours(std::span<const double> x, std::span<const double> y);

} // namespace tranche
