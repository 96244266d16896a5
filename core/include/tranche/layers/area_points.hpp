#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "tranche/export.hpp"

namespace tranche {

struct Layer;
struct AreaList;

/// One point for each area, such as its population-weighted centroid, in order of code.
struct AreaPoints {
  std::string layer;
  std::string geography;
  std::string crs; ///< "EPSG:27700"
  std::vector<std::string> codes;
  std::vector<double> x, y;
  std::size_t ignored = 0;    ///< points of the file that are not in the geography
  std::string transformation; ///< what PROJ did, with its stated accuracy; empty when nothing was done
};

/// Reads a layer of points (`kind: points`) through GDAL: a file of points, or a CSV whose columns `x` and `y` the
/// catalogue names. areas: the codes that must be there; empty: whatever the file has.
/// @throws Error (data): the file does not open or holds no points; key field absent; a code twice; codes of `areas`
///         absent; no CRS and none declared; coordinates that are not finite or outside the CRS's area of use.
TRANCHE_API AreaPoints read_area_points(const Layer& layer, const AreaList& areas, const std::string& crs);

} // namespace tranche
