#pragma once
#include <string>
#include <vector>

#include "outputs/gdal_writer.hpp"
#include "tranche/run/run.hpp"

/// Layers of authorities that QGIS opens as a map.
namespace tranche {

/// The members of an authority as one multipolygon; borders between them dissolve. unit_of: of each shape.
/// @throws Error (data) for a shape that cannot be read.
std::unique_ptr<OGRGeometry> geometry_of(const Boundaries& boundaries, const std::vector<int>& unit_of,
                                         std::size_t authority);

/// The CRS of the boundaries, x before y. @throws Error (data) when PROJ does not know it.
OGRSpatialReference crs_of(const Boundaries& boundaries);

/// A style in the table layer_styles.
struct LayerStyle {
  std::string layer, name, description, qml;
  bool is_default = true; ///< one of each layer: QGIS opens the layer so
};
/// Adds the table with these styles.
void add_styles(MemoryDataset& dataset, const std::vector<LayerStyle>& styles);

} // namespace tranche
