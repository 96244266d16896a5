#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tranche/export.hpp"

/// Which areas are neighbours. Borders are compared vertex by vertex and edge by edge, with exact tests; the kinds are
/// those of spatial statistics (Anselin 1988, Spatial Econometrics, chapter 3).
namespace tranche {

/// Two areas that are neighbours, as positions in the caller's list: first < second.
using NeighbourPair = std::pair<std::size_t, std::size_t>;
/// Each pair once, in ascending order.
using NeighbourPairs = std::vector<NeighbourPair>;
/// For each area the positions of its neighbours; a may name b without b naming a.
using NeighbourLists = std::vector<std::vector<std::size_t>>;

/// Queen neighbours of polygons: areas that share at least a point. Areas that overlap by a sliver, or of which one
/// lies within the other, are neighbours too: the predicate is `intersects`, because `touches` is false for two
/// authorities whose generalised edges cross. A layer with real overlaps has to be refused before this.
///  wkb    one polygon or multipolygon for each area, planar coordinates of any CRS; empty text: area without shape.
///  within distance up to which areas count as neighbours though a gap lies between them, in the units of the CRS: for
///         layers whose borders do not match.
/// A ring that is not closed is closed. Time grows with the number of vertices (`bench_neighbours` measures it).
/// Pinned by: GEOS' own predicates on random shapes and real layers, the links that libpysal's Queen finds between the
/// LSOAs of 2021 (tests/unit/geography/neighbours_test.cpp and contiguity_test.cpp).
/// @throws Error (data) naming the position of a shape that is no polygon, cut short or not finite; `within` below 0.
TRANCHE_API NeighbourPairs queen_neighbours(const std::vector<std::string>& wkb, double within = 0.0);

/// Rook neighbours: areas that share a stretch of border, not only a corner. Vertices of one border may lie between
/// those of the other. With `within` above 0 the border of one area has to run within that distance of the other's for
/// more than four times the distance, which is what two areas that meet at a right-angled corner come to.
/// As queen_neighbours otherwise, except that an overlap without a common stretch is no border.
/// Pinned by: the pairs that GEOS finds to share a line (contiguity_test.cpp).
TRANCHE_API NeighbourPairs rook_neighbours(const std::vector<std::string>& wkb, double within = 0.0);

/// The positions of areas without any neighbour, ascending.
/// @pre no position in pairs is `areas` or above.
TRANCHE_API std::vector<std::size_t> islands(const NeighbourPairs& pairs, std::size_t areas);

/// The k nearest points of each point, nearest first; at one distance the smaller position comes first. Fewer where
/// there are not as many other points.
///  x, y  planar coordinates of a representative point of each area, as many of each.
/// @throws Error (data) when the lists differ in length or a coordinate is not finite.
TRANCHE_API NeighbourLists nearest_neighbours(std::span<const double> x, std::span<const double> y, std::size_t k);

/// Points at most `distance` apart, in the units of the coordinates.
/// @throws Error (data) as nearest_neighbours; a distance below 0.
TRANCHE_API NeighbourPairs band_neighbours(std::span<const double> x, std::span<const double> y, double distance);

/// The pairs of which either names the other: lists made symmetric.
TRANCHE_API NeighbourPairs either_way(const NeighbourLists& lists);

/// A stand-in for the neighbours of areas of which only a point each is known: the Delaunay edges of the points whose
/// diametral circle holds no third point (Gabriel and Sokal 1969). Every area is linked to the rest, islands too.
/// Points at the same place are linked to the first of them.
///  x, y  planar coordinates, as many of each.
/// @throws Error (data) when the lists differ in length or a coordinate is not finite.
TRANCHE_API NeighbourPairs point_neighbours(std::span<const double> x, std::span<const double> y);

} // namespace tranche
