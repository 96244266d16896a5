#pragma once
#include <string>

#include "tranche/export.hpp"

/// How large shapes are in the plane of their CRS.
namespace tranche {

struct ShapeMeasure {
  double area = 0;      ///< squared units of the CRS, holes taken off
  double perimeter = 0; ///< units of the CRS: the length of all rings, those of holes too
};

/// Area (by the shoelace formula from a corner of each ring, so that large coordinates lose no digits) and perimeter of
/// a polygon or multipolygon in ISO or extended WKB; empty text measures 0. Rings count whichever way round they run;
/// those without any area, of fewer than three different spots, are passed over.
/// Pinned by: squares, and GEOSArea and GEOSLength on random shapes (tests/unit/geography/dissolve_test.cpp).
/// @throws Error (data): no polygon, cut short or not finite.
TRANCHE_API ShapeMeasure measure_shape(const std::string& wkb);

struct ShapePoint {
  double x = 0, y = 0;
};

/// The centroid of the largest outer ring (of equals the first), which need not lie within it. NaN for a shape without
/// any area.
/// Pinned by: GEOSGetCentroid on random shapes (tests/unit/geography/dissolve_test.cpp).
/// @throws Error (data) as measure_shape.
TRANCHE_API ShapePoint middle_of_largest(const std::string& wkb);

} // namespace tranche
