#include <cpl_string.h>
#include <ogr_geometry.h>
#include <ogr_spatialref.h>

#include "outputs/files.hpp"
#include "outputs/gdal_writer.hpp"
#include "outputs/side_tables.hpp"
#include "outputs/tranche_classes.hpp"
#include "tranche/finding.hpp"
#include "tranche/outputs/csv.hpp"
#include "tranche/outputs/manifest.hpp"

namespace tranche {
namespace {

/// The members of an authority as one multipolygon; borders between them dissolve.
std::unique_ptr<OGRGeometry> geometry_of(const Run& run, std::size_t authority) {
  OGRMultiPolygon parts;
  std::size_t members = 0;
  for (std::size_t s = 0; s < run.boundaries.shapes.size(); ++s) {
    if (run.shape_unit[s] != static_cast<int>(authority)) continue;
    const std::string& wkb = run.boundaries.shapes[s].wkb;
    OGRGeometry* shape = nullptr;
    if (OGRGeometryFactory::createFromWkb(wkb.data(), nullptr, &shape, wkb.size()) != OGRERR_NONE)
      throw Error(Fault::data, run.boundaries.layer + " " + run.boundaries.shapes[s].code, "has no readable shape",
                  "see that the boundary file holds polygons");
    const std::unique_ptr<OGRGeometry> polygons(OGRGeometryFactory::forceToMultiPolygon(shape));
    for (const OGRPolygon* polygon : *polygons->toMultiPolygon()) parts.addGeometry(polygon);
    ++members;
  }
  std::unique_ptr<OGRGeometry> whole(members > 1 ? parts.UnionCascaded() : parts.clone());
  return std::unique_ptr<OGRGeometry>(OGRGeometryFactory::forceToMultiPolygon(whole.release()));
}

/// QGIS takes the style as its default only when f_table_schema is an empty text, not NULL.
void add_style(MemoryDataset& dataset, const std::string& qml) {
  Table styles;
  for (const char* name :
       {"f_table_catalog", "f_table_schema", "f_table_name", "f_geometry_column", "styleName", "styleQML", "styleSLD"})
    styles.columns.push_back({name, name, "", "", "", CellType::text});
  OGRLayer& layer = add_layer(dataset, "layer_styles", styles, false);
  OGRFieldDefn is_default("useAsDefault", OFTInteger), updated("update_time", OFTDateTime);
  is_default.SetSubType(OFSTBoolean);
  layer.CreateField(&is_default);
  for (const char* name : {"description", "owner", "ui"}) {
    OGRFieldDefn field(name, OFTString);
    layer.CreateField(&field);
  }
  layer.CreateField(&updated);
  OGRFeature row(layer.GetLayerDefn());
  row.SetField("f_table_catalog", "");
  row.SetField("f_table_schema", "");
  row.SetField("f_table_name", "authorities");
  row.SetField("f_geometry_column", "geom");
  row.SetField("styleName", "tranche map");
  row.SetField("styleQML", qml.c_str());
  row.SetField("styleSLD", "");
  row.SetField("useAsDefault", 1);
  row.SetField("description", "The tranche map, as in map-tranches.png");
  row.SetField("owner", "");
  row.SetField("update_time", "2000/01/01 00:00:00+00");
  if (layer.CreateFeature(&row) != OGRERR_NONE)
    throw Error(Fault::system, "layer_styles", "cannot be written", "see that GDAL was installed with its GPKG driver");
}

} // namespace

std::string geopackage_bytes(const Run& run) {
  MemoryDataset dataset("GPKG", "gpkg");
  Table table = ranking_table(run);
  const std::vector<std::size_t> order = reading_order(run);
  table.columns.push_back(
      {"map_class", "Class on the tranche map", "", "", "Tranche, none or unranked.", CellType::text});
  for (std::size_t r = 0; r < order.size(); ++r) table.rows[r].push_back(tranche_class_of(run, order[r]));

  OGRSpatialReference crs;
  crs.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  const bool drawn = !run.boundaries.shapes.empty();
  if (drawn && crs.SetFromUserInput(run.boundaries.crs.c_str()) != OGRERR_NONE)
    throw Error(Fault::data, run.boundaries.layer, "has no known CRS: " + run.boundaries.crs, "name it, as EPSG:27700");
  const GeometryOfRow geometry = [&](std::size_t row) { return geometry_of(run, order[row]); };
  OGRLayer& layer =
      add_layer(dataset, "authorities", table, false, drawn ? geometry : GeometryOfRow{}, drawn ? &crs : nullptr);
  layer.SetMetadataItem("IDENTIFIER", run.assessment.name.c_str());
  layer.SetMetadataItem("DESCRIPTION", (statement(run.assessment) + " " + draft_or_final(run.assessment) + ", run " +
                                        run.id + ", data " + run.data_date)
                                           .c_str());
  add_layer(dataset, "columns", column_dictionary(table), false);
  add_layer(dataset, "notes", notes_table(run), false);
  add_layer(dataset, "sources", sources_table(run), false);
  if (drawn) add_style(dataset, tranche_style_qml(run, table));
  return dataset.finish();
}

std::string workbook_bytes(const Run& run) {
  MemoryDataset dataset("XLSX", "xlsx");
  const Table table = ranking_table(run);
  add_layer(dataset, "ranking", table, true);
  add_layer(dataset, "columns", column_dictionary(table), true);
  add_layer(dataset, "notes", notes_table(run), true);
  add_layer(dataset, "sources", sources_table(run), true);
  return dataset.finish();
}

} // namespace tranche
