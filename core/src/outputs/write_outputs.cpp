#include "tranche/outputs/write_outputs.hpp"

#include <string>
#include <utility>
#include <vector>

#include "outputs/files.hpp"
#include "outputs/run_maps.hpp"
#include "outputs/tasks.hpp"
#include "tranche/outputs/clusters.hpp"
#include "tranche/outputs/csv.hpp"
#include "tranche/outputs/manifest.hpp"
#include "tranche/outputs/payments.hpp"
#include "tranche/outputs/run_folder.hpp"
#include "tranche/outputs/table.hpp"

namespace tranche {
namespace {

/// The tranche map in every format; the others as pictures for the screen and for print.
void add_map_tasks(std::vector<Task>& tasks, const std::vector<RunMap>& maps, const RunFolder& folder) {
  using enum ImageFormat;
  for (const RunMap& map : maps) {
    if (&map == &maps.front()) add_map(tasks, folder, map.file, map.sheet, {svg});
    add_map(tasks, folder, map.file, map.sheet, {png, pdf});
  }
}

void add_cluster_tasks(std::vector<Task>& tasks, const Run& run, std::span<const Clusters> found,
                       const RunFolder& folder) {
  for (const Clusters& clusters : found) {
    const std::string name = "clusters-" + clusters.variables.front().id;
    tasks.emplace_back([&run, &clusters, &folder, name] {
      folder.write(name + ".csv", csv_text(clusters_table(run, clusters)));
      folder.write(name + ".json", clusters_json(run, clusters));
    });
  }
}

/// The slowest first, so that no thread waits for the last of them.
std::vector<Task> tasks_of(const Run& run, std::span<const Clusters> clusters, const std::vector<RunMap>& maps,
                           const RunFolder& folder) {
  std::vector<Task> tasks;
  tasks.emplace_back([&] { folder.write("assessment.gpkg", geopackage_bytes(run, maps)); });
  add_map_tasks(tasks, maps, folder);
  add_cluster_tasks(tasks, run, clusters, folder);
  if (!maps.empty()) tasks.emplace_back([&] { folder.write("assessment.qgz", project_bytes(run, maps)); });
  tasks.emplace_back([&, clusters] { folder.write("report.html", report_html(run, clusters)); });
  tasks.emplace_back([&] { folder.write("ranking.xlsx", workbook_bytes(run)); });
  tasks.emplace_back([&] {
    const Table table = ranking_table(run);
    folder.write("ranking.csv", csv_text(table));
    folder.write("columns.csv", csv_text(column_dictionary(table)));
    if (!run.assessment.allocation.effects.empty()) folder.write("effects.csv", csv_text(effects_table(run)));
    if (has_payments(run)) folder.write("payments.csv", csv_text(payments_table(run)));
    folder.write("manifest.json", manifest_json(run));
  });
  return tasks;
}

} // namespace

void write_outputs(const Run& run, const std::filesystem::path& out, bool overwrite, int threads,
                   std::span<const Clusters> clusters) {
  RunFolder folder(out, overwrite);
  const std::vector<RunMap> maps = run_maps(run, clusters);
  fill(folder, tasks_of(run, clusters, maps, folder), threads);
}

} // namespace tranche
