#include "outputs/styled_layer.hpp"

#include <ogr_geometry.h>
#include <ogr_spatialref.h>

#include "tranche/finding.hpp"

namespace tranche {

std::unique_ptr<OGRGeometry> geometry_of(const Boundaries& boundaries, const std::vector<int>& unit_of,
                                         std::size_t authority) {
  OGRMultiPolygon parts;
  std::size_t members = 0;
  for (std::size_t s = 0; s < boundaries.shapes.size(); ++s) {
    if (unit_of[s] != static_cast<int>(authority)) continue;
    const std::string& wkb = boundaries.shapes[s].wkb;
    OGRGeometry* shape = nullptr;
    if (OGRGeometryFactory::createFromWkb(wkb.data(), nullptr, &shape, wkb.size()) != OGRERR_NONE)
      throw Error(Fault::data, boundaries.layer + " " + boundaries.shapes[s].code, "has no readable shape",
                  "see that the boundary file holds polygons");
    const std::unique_ptr<OGRGeometry> polygons(OGRGeometryFactory::forceToMultiPolygon(shape));
    for (const OGRPolygon* polygon : *polygons->toMultiPolygon()) parts.addGeometry(polygon);
    ++members;
  }
  std::unique_ptr<OGRGeometry> whole(members > 1 ? parts.UnionCascaded() : parts.clone());
  return std::unique_ptr<OGRGeometry>(OGRGeometryFactory::forceToMultiPolygon(whole.release()));
}

OGRSpatialReference crs_of(const Boundaries& boundaries) {
  OGRSpatialReference crs;
  crs.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  if (crs.SetFromUserInput(boundaries.crs.c_str()) != OGRERR_NONE)
    throw Error(Fault::data, boundaries.layer, "has no known CRS: " + boundaries.crs, "name it, as EPSG:27700");
  return crs;
}

/// QGIS takes a style as its default only when f_table_schema is an empty text, not NULL.
void add_styles(MemoryDataset& dataset, const std::vector<LayerStyle>& styles) {
  Table table;
  for (const char* name :
       {"f_table_catalog", "f_table_schema", "f_table_name", "f_geometry_column", "styleName", "styleQML", "styleSLD"})
    table.columns.push_back({name, name, "", "", "", CellType::text});
  OGRLayer& layer = add_layer(dataset, "layer_styles", table, false);
  OGRFieldDefn is_default("useAsDefault", OFTInteger), updated("update_time", OFTDateTime);
  is_default.SetSubType(OFSTBoolean);
  layer.CreateField(&is_default);
  for (const char* name : {"description", "owner", "ui"}) {
    OGRFieldDefn field(name, OFTString);
    layer.CreateField(&field);
  }
  layer.CreateField(&updated);
  for (const LayerStyle& style : styles) {
    OGRFeature row(layer.GetLayerDefn());
    row.SetField("f_table_catalog", "");
    row.SetField("f_table_schema", "");
    row.SetField("f_table_name", style.layer.c_str());
    row.SetField("f_geometry_column", "geom");
    row.SetField("styleName", style.name.c_str());
    row.SetField("styleQML", style.qml.c_str());
    row.SetField("styleSLD", "");
    row.SetField("useAsDefault", style.is_default ? 1 : 0);
    row.SetField("description", style.description.c_str());
    row.SetField("owner", "");
    row.SetField("update_time", "2000/01/01 00:00:00+00");
    if (layer.CreateFeature(&row) != OGRERR_NONE)
      throw Error(Fault::system, "layer_styles", "cannot be written",
                  "see that GDAL was installed with its GPKG driver");
  }
}

} // namespace tranche
