#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "tranche/export.hpp"

/// A layer of polygons with fewer vertices, for drawing: its borders stay common borders.
namespace tranche {

struct SimplifyOptions {
  double tolerance = 0;      ///< in units of the CRS: detail smaller than its square may go
  bool drop_islands = false; ///< as in DroppedIsland; else each part keeps at least a triangle
};

/// A polygon that was left out: one without holes and smaller than the square of the tolerance, that touches and
/// overlaps nothing, and is not the largest (of equals the first) of its area.
struct DroppedIsland {
  std::size_t area;  ///< position in the list
  double x, y, size; ///< its most western vertex, and squared units of the CRS
};

struct Simplified {
  std::vector<std::string> wkb;       ///< of each area a multipolygon; empty: no shape
  std::size_t before = 0, after = 0;  ///< vertices of all rings, the repeated first ones not counted
  std::vector<DroppedIsland> dropped; ///< by area, then as in its shape
  /// Different vertices kept because borders meet there without a common vertex: the ends of edges that cross or touch
  /// others elsewhere than at their ends. 0 where the borders of the layer match vertex by vertex.
  std::size_t unmatched = 0;
};

/// Leaves out vertices by their effective area, the triangle that each makes with those beside it: the smallest first,
/// until none is below the square of the tolerance (Visvalingam and Whyatt 1993, Line generalisation by repeated
/// elimination of points, The Cartographic Journal 30). No vertex is moved or made.
///
/// A vertex stands once for all areas that have it, so that a border between two stays one border, without gap or
/// overlap. Kept are the vertices where three borders or more meet, the ends of edges that meet others elsewhere than
/// at their ends (slivers), and those whose triangle holds another vertex or whose removal would double an edge: so no
/// two edges meet that did not meet before, valid polygons stay valid, no part and no hole vanishes, and the areas that
/// have a point in common are the same before and after. All tests are exact.
///  wkb  ISO or extended WKB, one polygon or multipolygon for each area, of one planar CRS; empty: no shape
/// The result depends neither on the order of the areas nor on where rings begin. Outer rings run counter-clockwise,
/// holes clockwise; those of fewer than three different spots are passed over. Time grows as n log n.
/// Pinned by: GEOS' validity and areas, queen_neighbours and a raster at 200 dpi on random partitions and on real
/// layers; effective areas by hand (tests/unit/geography/simplify_test.cpp).
/// @throws Error (data): a shape that is no polygon, cut short or not finite, with its position; a tolerance that is
///         negative or not finite.
TRANCHE_API Simplified simplify(const std::vector<std::string>& wkb, const SimplifyOptions& options);

} // namespace tranche
