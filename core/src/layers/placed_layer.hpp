#pragma once
#include <filesystem>
#include <string>

class OGRSpatialReference;

namespace tranche {

struct Layer;

/// What layers of boundaries and of points have in common.

/// @throws Error (data) that names the layer and its file.
[[noreturn]] void refuse_layer(const Layer& layer, std::string what, std::string remedy);

/// What GDAL calls a file: one that is packed (.zip, .gz) is read from within.
std::string name_for_gdal(const std::filesystem::path& file);

/// The CRS that the catalogue declares, or else the file: anything that PROJ understands. @throws Error (data): none.
std::string crs_of(const OGRSpatialReference* in_file, const Layer& layer);

struct LayerExtent {
  double west, east, south, north;
};

/// Refuses coordinates that cannot be meant: not finite, degrees in a metre CRS, metres called degrees, swapped axes,
/// outside the area of use of their CRS or of the one they are to be brought to (by the EPSG registry, with 2 degrees
/// to spare). A schematic layer lies on a plane of its own, and only its numbers are looked at.
///  where  the layer or file, for the sentence
/// @throws Error (data).
void check_extent(const LayerExtent& box, const std::string& crs, const std::string& to, const std::string& where,
                  bool schematic = false);
void check_extent(const LayerExtent& box, const std::string& crs, const std::string& to, const Layer& layer);

/// What a repair did to a shape's area, to be said after the fault: "area as before", "area 0.012 % smaller".
///  before, after  in any one unit; before: by the rings as they came
std::string area_told(double before, double after);

} // namespace tranche
