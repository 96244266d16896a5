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

/// @throws Error (data) for coordinates that are not finite or outside the CRS's area of use: degrees in a metre CRS,
///         metres labelled degrees, swapped axes.
void check_extent(const LayerExtent& box, const std::string& crs, const Layer& layer);

} // namespace tranche
