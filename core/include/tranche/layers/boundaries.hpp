#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "tranche/export.hpp"

namespace tranche {

/// Rings of a polygon or multipolygon in the analysis CRS: x, y interleaved, metres. Outer rings and holes alike;
/// fill with the even-odd rule.
struct Shape {
  std::string code;
  std::string name;                       ///< as the layer has it; may be empty
  std::vector<std::vector<double>> rings; ///< each closed: first point repeated at the end
  std::string wkb;                        ///< the same geometry as little-endian ISO WKB
  std::array<double, 4> box{};            ///< min x, min y, max x, max y
};

/// A boundary layer, repaired and reprojected, one shape for each area, sorted by code.
struct Boundaries {
  std::string layer;
  std::string geography;
  std::string crs;        ///< "EPSG:27700"
  bool schematic = false; ///< a hexagon map: drawn, never measured
  std::vector<Shape> shapes;
  std::size_t ignored = 0;           ///< areas of the file that are not in the geography
  std::vector<std::string> repaired; ///< "E07000123: Self-intersection at 412345 123456"
  std::string transformation;        ///< what PROJ did, with its stated accuracy; empty when nothing was done
};

class Catalogue;
struct Layer;
struct AreaList;

/// Reads a boundary layer through GDAL: checks key, codes and coordinates, repairs invalid polygons, reprojects to
/// `crs`. areas: the codes that must be there; other areas of the file are ignored and counted. Of an empty list every
/// area of the file is read. A file in an archive (.zip, .gz) that holds nothing else is read from there.
/// @throws Error (data): the file does not open or has no polygons; key field absent; duplicate codes; codes of `areas`
///         absent (with the vintage that the file's codes belong to); no CRS and none declared; coordinates outside the
///         CRS's area of use (degrees in a metre CRS, metres labelled EPSG:4326); an empty or unrepairable polygon.
TRANCHE_API Boundaries read_boundaries(const Catalogue& catalogue, const Layer& layer, const AreaList& areas,
                                       const std::string& crs);

/// The same areas with fewer vertices, for drawing: simplify() of tranche/geography/simplify.hpp with `share` of the
/// layer's longer side as tolerance, free islands below its square left out. A schematic layer comes back as it is.
/// @throws Error (data) as simplify().
TRANCHE_API Boundaries simplified(Boundaries boundaries, double share);

} // namespace tranche
