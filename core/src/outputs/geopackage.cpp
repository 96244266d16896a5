#include <cpl_string.h>
#include <ogr_spatialref.h>

#include "outputs/files.hpp"
#include "outputs/gdal_writer.hpp"
#include "outputs/side_tables.hpp"
#include "outputs/styled_layer.hpp"
#include "outputs/tranche_classes.hpp"
#include "tranche/outputs/csv.hpp"
#include "tranche/outputs/manifest.hpp"

namespace tranche {

std::string geopackage_bytes(const Run& run) {
  MemoryDataset dataset("GPKG", "gpkg");
  Table table = ranking_table(run);
  const std::vector<std::size_t> order = reading_order(run);
  table.columns.push_back(
      {"map_class", "Class on the tranche map", "", "", "Tranche, none or unranked.", CellType::text});
  for (std::size_t r = 0; r < order.size(); ++r) table.rows[r].push_back(tranche_class_of(run, order[r]));

  const bool drawn = !run.boundaries.shapes.empty();
  OGRSpatialReference crs = drawn ? crs_of(run.boundaries) : OGRSpatialReference();
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
  if (drawn)
    add_style(dataset,
              {"authorities", "tranche map", "The tranche map, as in map-tranches.png", tranche_style_qml(run, table)});
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
