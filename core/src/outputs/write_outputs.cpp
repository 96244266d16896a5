#include "tranche/outputs/write_outputs.hpp"

#include <string>
#include <utility>
#include <vector>

#include "outputs/files.hpp"
#include "outputs/payments.hpp"
#include "outputs/tasks.hpp"
#include "tranche/maps/cluster_sheet.hpp"
#include "tranche/maps/map_sheet.hpp"
#include "tranche/outputs/clusters.hpp"
#include "tranche/outputs/csv.hpp"
#include "tranche/outputs/manifest.hpp"
#include "tranche/outputs/run_folder.hpp"
#include "tranche/outputs/table.hpp"

namespace tranche {
namespace {

/// The tranche map in every format; score and indicators as pictures for the screen and for print.
void add_map_tasks(std::vector<Task>& tasks, const Run& run, const RunFolder& folder) {
  if (run.boundaries.shapes.empty()) return;
  using enum ImageFormat;
  add_map(tasks, folder, "map-tranches", tranche_map_sheet(run), {svg, png, pdf});
  add_map(tasks, folder, "map-score", score_map_sheet(run), {png, pdf});
  if (!run.uncertainty.rank_low.empty()) add_map(tasks, folder, "map-certainty", certainty_map_sheet(run), {png, pdf});
  if (!run.uncertainty.tranche_probability.empty() && !run.decision.tranches.empty())
    add_map(tasks, folder, "map-chance", chance_map_sheet(run), {png, pdf});
  // No indicator's id holds a hyphen: none of these names can be another's.
  for (std::size_t i = 0; i < run.indicators.size(); ++i)
    add_map(tasks, folder, "map-indicator-" + run.indicators[i].id, indicator_map_sheet(run, i), {png, pdf});
}

/// "deaths"; the need score is "score".
std::string id_of(const Clusters& clusters) { return clusters.variables.front().id; }

void add_cluster_tasks(std::vector<Task>& tasks, const Run& run, std::span<const Clusters> found,
                       const RunFolder& folder) {
  for (const Clusters& clusters : found) {
    const std::string name = "clusters-" + id_of(clusters);
    if (!run.boundaries.shapes.empty())
      add_map(tasks, folder, "map-" + name, cluster_map_sheet(run, clusters, name + ".csv"),
              {ImageFormat::png, ImageFormat::pdf});
    tasks.emplace_back([&run, &clusters, &folder, name] {
      folder.write(name + ".csv", csv_text(clusters_table(run, clusters)));
      folder.write(name + ".json", clusters_json(run, clusters));
    });
  }
}

/// The slowest first, so that no thread waits for the last of them.
std::vector<Task> tasks_of(const Run& run, std::span<const Clusters> clusters, const RunFolder& folder) {
  std::vector<Task> tasks;
  tasks.emplace_back([&] { folder.write("assessment.gpkg", geopackage_bytes(run)); });
  add_map_tasks(tasks, run, folder);
  add_cluster_tasks(tasks, run, clusters, folder);
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
  fill(folder, tasks_of(run, clusters, folder), threads);
}

} // namespace tranche
