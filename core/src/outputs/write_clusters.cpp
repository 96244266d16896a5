#include <fmt/format.h>
#include <ogr_spatialref.h>

#include <algorithm>

#include "outputs/gdal_writer.hpp"
#include "outputs/qgis_xml.hpp"
#include "outputs/side_tables.hpp"
#include "outputs/styled_layer.hpp"
#include "outputs/tasks.hpp"
#include "tranche/maps/cluster_sheet.hpp"
#include "tranche/outputs/clusters.hpp"
#include "tranche/outputs/csv.hpp"
#include "tranche/outputs/manifest.hpp"

namespace tranche {
namespace {

/// The classes that occur, in the legend's order and colours.
std::vector<MapClass> classes_of(const Clusters& clusters) {
  std::vector<MapClass> classes;
  for (const statistics::Pattern pattern : patterns_of(clusters.options)) {
    const std::string name = name_of(pattern, clusters.options.statistic);
    const auto count = static_cast<std::size_t>(std::count(clusters.cluster.begin(), clusters.cluster.end(), pattern));
    if (count > 0) classes.push_back({name, name, cluster_fill(pattern), count});
  }
  return classes;
}

Table notes_with_method(const Run& run, const Clusters& clusters) {
  Table notes = notes_table(run);
  for (const std::string& sentence : method_of(clusters)) notes.rows.push_back({std::string("Clusters"), sentence});
  if (clusters.scan)
    for (const std::string& sentence : scan_method_of(clusters)) notes.rows.push_back({std::string("Scan"), sentence});
  return notes;
}

std::shared_ptr<const MapSheet> shared(MapSheet sheet) { return std::make_shared<const MapSheet>(std::move(sheet)); }

std::vector<Task> cluster_tasks(const Run& run, const Clusters& clusters, const RunFolder& folder) {
  std::vector<Task> tasks;
  using enum ImageFormat;
  if (!run.boundaries.shapes.empty()) {
    add_map(tasks, folder, "map-clusters", shared(cluster_map_sheet(run, clusters)), {svg, png, pdf});
    if (clusters.scan) add_map(tasks, folder, "map-scan", shared(scan_map_sheet(run, clusters)), {svg, png, pdf});
  }
  tasks.emplace_back([&] { folder.write("clusters.gpkg", clusters_geopackage(run, clusters)); });
  tasks.emplace_back([&] {
    const Table table = clusters_table(run, clusters);
    folder.write("clusters.csv", csv_text(table));
    folder.write("columns.csv", csv_text(column_dictionary(table)));
    folder.write("clusters.json", clusters_json(run, clusters));
    if (clusters.scan) folder.write("scan.csv", csv_text(scan_table(run, clusters)));
  });
  return tasks;
}

} // namespace

std::string clusters_geopackage(const Run& run, const Clusters& clusters) {
  MemoryDataset dataset("GPKG", "gpkg");
  const Table table = clusters_table(run, clusters);
  const bool drawn = !run.boundaries.shapes.empty();
  OGRSpatialReference crs = drawn ? crs_of(run.boundaries) : OGRSpatialReference();
  const GeometryOfRow geometry = [&](std::size_t authority) {
    return geometry_of(run.boundaries, run.shape_unit, authority);
  };
  OGRLayer& layer =
      add_layer(dataset, "clusters", table, false, drawn ? geometry : GeometryOfRow{}, drawn ? &crs : nullptr);
  layer.SetMetadataItem("IDENTIFIER", subject_of(clusters).c_str());
  layer.SetMetadataItem("DESCRIPTION", fmt::format("{} {}, run {}, data {}. {}", statement(run.assessment),
                                                   draft_or_final(run.assessment), run.id, run.data_date,
                                                   fmt::join(method_of(clusters), " "))
                                           .c_str());
  add_layer(dataset, "columns", column_dictionary(table), false);
  add_layer(dataset, "notes", notes_with_method(run, clusters), false);
  add_layer(dataset, "sources", sources_table(run), false);
  const std::string tip =
      "<b>" + qgis::tip_field("name") + "</b><br>" + qgis::tip_field("cluster") + ", [% round(\"value\", 2) %]";
  const qgis::LayerLook look{"cluster", "", tip, run.boundaries.schematic, classes_of(clusters)};
  if (drawn)
    add_styles(dataset, {{"clusters", "cluster map", "The cluster map, as in map-clusters.png",
                          qgis::doctype + qgis::style_xml(look, table)}});
  return dataset.finish();
}

void write_clusters(const Run& run, const Clusters& clusters, const std::filesystem::path& out, bool overwrite,
                    int threads) {
  if (is_run_folder(out))
    throw Error(Fault::system, out.string(), "is a run folder; clusters do not replace it",
                "choose another folder with -o");
  RunFolder folder(out, overwrite);
  fill(folder, cluster_tasks(run, clusters, folder), threads);
}

} // namespace tranche
