#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "tranche/export.hpp"

/// Files of polygons as they come, of any codes: for commands that need no geography. Runs read boundaries.hpp.
namespace tranche {

struct PolygonRequest {
  std::filesystem::path file;
  std::string sheet;     ///< of a file of several layers
  std::string key, name; ///< fields of the codes and names; empty: areas are called by their number, from 1
  std::string crs;       ///< declared, where the file says none or a false one
  std::string to;        ///< the CRS wanted; empty: the file's own if it is planar, else EPSG:27700
};

/// One entry a record, in the file's order.
struct PolygonFile {
  std::vector<std::string> codes, names; ///< names: the code where no field was named
  std::vector<std::string> wkb;          ///< two-dimensional, valid, in `crs`; empty: the record has no shape
  std::vector<std::string> repaired;     ///< "E07000123: Ring Self-intersection[...]"
  std::string crs;                       ///< as PROJ calls it, "OSGB36 / British National Grid"

  /// "E06000001 Hartlepool", or the code alone.
  std::string called(std::size_t area) const {
    return names[area].empty() || names[area] == codes[area] ? codes[area] : codes[area] + " " + names[area];
  }
};

/// Reads, repairs and reprojects. @throws Error (data): the file does not open, or has several layers and none is
/// named;
///         a field is absent; no CRS; degrees in a planar CRS; coordinates that are nowhere on earth; a record that is
///         no polygon, or cannot be repaired.
TRANCHE_API PolygonFile read_polygon_file(const PolygonRequest& request);

/// The file's records and fields with other shapes, in the CRS that read_polygon_file gave: GeoPackage, GeoJSON or
/// FlatGeobuf by the ending of `out`, which appears whole or not at all.
///  wkb  one shape for each record; empty: none
/// @throws Error (usage) for another ending; Error (data) as above; Error (system) when it cannot be written.
TRANCHE_API void write_polygon_file(const PolygonRequest& request, const std::vector<std::string>& wkb,
                                    const std::filesystem::path& out);

} // namespace tranche
