#pragma once
#include <string>
#include <vector>

#include "outputs/gdal_writer.hpp"
#include "outputs/tranche_classes.hpp"
#include "tranche/run/run.hpp"

/// Layers of authorities that QGIS opens as a map.
namespace tranche {

/// The members of an authority as one multipolygon; borders between them dissolve.
/// @throws Error (data) for a shape that cannot be read.
std::unique_ptr<OGRGeometry> geometry_of(const Run& run, std::size_t authority);

/// The CRS of the boundaries, x before y. @throws Error (data) when PROJ does not know it.
OGRSpatialReference crs_of(const Boundaries& boundaries);

/// A style in the table layer_styles.
struct LayerStyle {
  std::string layer, name, description, qml;
};
/// Adds the table with this style as the layer's default.
void add_style(MemoryDataset& dataset, const LayerStyle& style);

/// QGIS style: one fill a class by the field `attribute`, the columns' titles as aliases. map_tip: HTML with QGIS
/// expressions, escaped as XML already.
std::string classes_qml(const std::string& attribute, const std::vector<TrancheClass>& classes, const Table& table,
                        const std::string& map_tip);

} // namespace tranche
