#include <cmath>

#include <cpl_string.h>
#include <ogr_spatialref.h>

#include "outputs/files.hpp"
#include "outputs/gdal_writer.hpp"
#include "outputs/qgis_layers.hpp"
#include "outputs/side_tables.hpp"
#include "outputs/styled_layer.hpp"
#include "tranche/outputs/csv.hpp"
#include "tranche/outputs/manifest.hpp"

namespace tranche {
namespace {

void describe(OGRLayer& layer, const Run& run, const std::string& title) {
  layer.SetMetadataItem("IDENTIFIER", title.c_str());
  layer.SetMetadataItem("DESCRIPTION", (statement(run.assessment) + " " + draft_or_final(run.assessment) + ", run " +
                                        run.id + ", data " + run.data_date)
                                           .c_str());
}

/// The authorities on these shapes, with each map as a style.
void add_authorities(MemoryDataset& dataset, std::vector<LayerStyle>& styles, const AuthoritiesLayer& layer,
                     const std::string& name, const std::string& title, const Run& run, const Boundaries& boundaries,
                     const std::vector<int>& unit_of) {
  const bool drawn = !boundaries.shapes.empty();
  OGRSpatialReference crs = drawn ? crs_of(boundaries) : OGRSpatialReference();
  const GeometryOfRow geometry = [&](std::size_t row) { return geometry_of(boundaries, unit_of, layer.order[row]); };
  OGRLayer& added =
      add_layer(dataset, name.c_str(), layer.table, false, drawn ? geometry : GeometryOfRow{}, drawn ? &crs : nullptr);
  describe(added, run, title);
  for (const MapStyle& style : layer.styles) {
    qgis::LayerLook look = style.look;
    look.schematic = boundaries.schematic;
    styles.push_back({name, style.name, style.description, qgis::doctype + qgis::style_xml(look, layer.table),
                      &style == &layer.styles.front()});
  }
}

void add_neighbours(MemoryDataset& dataset, const Run& run) {
  const NeighboursLayer layer = neighbours_layer(run);
  if (layer.table.rows.empty()) return;
  OGRSpatialReference crs = crs_of(run.boundaries);
  const GeometryOfRow line = [&](std::size_t row) -> std::unique_ptr<OGRGeometry> {
    auto between = std::make_unique<OGRLineString>();
    between->addPoint(layer.lines[row][0], layer.lines[row][1]);
    between->addPoint(layer.lines[row][2], layer.lines[row][3]);
    return between;
  };
  describe(add_layer(dataset, "neighbours", layer.table, false, line, &crs, wkbLineString), run, "Neighbours");
}

/// Districts as points; authorities are in the layer above by their column sites, and what is outside has no place.
void add_sites_layer(MemoryDataset& dataset, const Run& run) {
  if (run.sites.list.empty()) return;
  OGRSpatialReference crs;
  crs.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  crs.SetFromUserInput(run.assessment.areas.crs.c_str());
  const GeometryOfRow point = [&](std::size_t row) -> std::unique_ptr<OGRGeometry> {
    const Site& site = run.sites.list[row];
    return std::isnan(site.x) ? nullptr : std::make_unique<OGRPoint>(site.x, site.y);
  };
  describe(add_layer(dataset, "sites", sites_table(run), false, point, &crs, wkbPoint), run,
           run.sites.title + " (sites)");
}

} // namespace

std::string geopackage_bytes(const Run& run, const std::vector<RunMap>& maps) {
  MemoryDataset dataset("GPKG", "gpkg");
  const AuthoritiesLayer layer = authorities_layer(run, maps);
  std::vector<LayerStyle> styles;
  add_authorities(dataset, styles, layer, "authorities", run.assessment.name, run, run.boundaries, run.shape_unit);
  if (!run.hexmap.shapes.empty())
    add_authorities(dataset, styles, layer, "hexagons", run.assessment.name + " (hexagons)", run, run.hexmap,
                    run.hexmap_unit);
  add_neighbours(dataset, run);
  add_sites_layer(dataset, run);
  if (const Table tallies = tallies_table(run); !tallies.rows.empty()) add_layer(dataset, "tallies", tallies, false);
  add_layer(dataset, "columns", column_dictionary(layer.table), false);
  add_layer(dataset, "notes", notes_table(run), false);
  add_layer(dataset, "sources", sources_table(run), false);
  if (!styles.empty()) add_styles(dataset, styles);
  return dataset.finish();
}

std::string workbook_bytes(const Run& run) {
  MemoryDataset dataset("XLSX", "xlsx");
  const Table table = ranking_table(run);
  add_layer(dataset, "ranking", table, true);
  add_layer(dataset, "columns", column_dictionary(table), true);
  if (!run.sites.list.empty()) add_layer(dataset, "sites", sites_table(run), true);
  add_layer(dataset, "notes", notes_table(run), true);
  add_layer(dataset, "sources", sources_table(run), true);
  return dataset.finish();
}

} // namespace tranche
