#include "tranche/outputs/write_outputs.hpp"

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "outputs/files.hpp"
#include "outputs/run_maps.hpp"
#include "outputs/tasks.hpp"
#include "tranche/finding.hpp"
#include "tranche/outputs/clusters.hpp"
#include "tranche/outputs/csv.hpp"
#include "tranche/outputs/manifest.hpp"
#include "tranche/outputs/payments.hpp"
#include "tranche/outputs/run_folder.hpp"
#include "tranche/outputs/table.hpp"

namespace tranche {
namespace {

std::string_view stem_of(std::string_view file) { return file.substr(0, file.rfind('.')); }

/// The files that there can be, and the tasks that make the wanted ones.
class Plan {
public:
  Plan(const RunFolder& folder, const Wanted& wanted) : m_folder(folder), m_wanted(wanted) {}

  void add(const std::string& file, std::function<std::string()> bytes) {
    m_files.push_back(file);
    if (m_wanted(file))
      m_tasks.emplace_back([&folder = m_folder, file, bytes = std::move(bytes)] { folder.write(file, bytes()); });
  }

  /// The tranche map in every format; the others as pictures for the screen and for print.
  void add_maps(const std::vector<RunMap>& maps) {
    const auto add_picture = [this](const RunMap& map, const char* extension, ImageFormat format) {
      add(map.file + extension, [sheet = map.sheet, format] { return render(*sheet, format); });
    };
    for (const RunMap& map : maps) {
      if (&map == &maps.front()) add_picture(map, ".svg", ImageFormat::svg);
      add_picture(map, ".png", ImageFormat::png);
      add_picture(map, ".pdf", ImageFormat::pdf);
    }
  }

  const std::vector<Task>& tasks() const { return m_tasks; }
  const std::vector<std::string>& files() const { return m_files; }

private:
  const RunFolder& m_folder;
  const Wanted& m_wanted;
  std::vector<std::string> m_files;
  std::vector<Task> m_tasks;
};

void add_tables(Plan& plan, const Run& run, std::span<const Clusters> clusters) {
  for (const Clusters& found : clusters) {
    const std::string name = "clusters-" + found.variables.front().id;
    plan.add(name + ".csv", [&run, &found] { return csv_text(clusters_table(run, found)); });
    plan.add(name + ".json", [&run, &found] { return clusters_json(run, found); });
  }
  plan.add("ranking.xlsx", [&run] { return workbook_bytes(run); });
  plan.add("ranking.csv", [&run] { return csv_text(ranking_table(run)); });
  plan.add("columns.csv", [&run] { return csv_text(column_dictionary(ranking_table(run))); });
  if (!run.assessment.allocation.effects.empty())
    plan.add("effects.csv", [&run] { return csv_text(effects_table(run)); });
  if (has_payments(run)) plan.add("payments.csv", [&run] { return csv_text(payments_table(run)); });
  plan.add("manifest.json", [&run] { return manifest_json(run); });
}

/// The slowest first, so that no thread waits for the last of them.
Plan plan_of(const Run& run, std::span<const Clusters> clusters, const std::vector<RunMap>& maps,
             const RunFolder& folder, const Wanted& wanted) {
  Plan plan(folder, wanted);
  plan.add("assessment.gpkg", [&] { return geopackage_bytes(run, maps); });
  plan.add_maps(maps);
  if (!maps.empty()) plan.add("assessment.qgz", [&] { return project_bytes(run, maps); });
  plan.add("report.html", [&run, clusters] { return report_html(run, clusters); });
  add_tables(plan, run, clusters);
  return plan;
}

} // namespace

bool Wanted::operator()(std::string_view file) const {
  return m_names.empty() || file == "manifest.json" ||
         std::any_of(m_names.begin(), m_names.end(),
                     [file](const std::string& name) { return name == file || name == stem_of(file); });
}

bool Wanted::clusters() const {
  return m_names.empty() || std::any_of(m_names.begin(), m_names.end(), [](std::string_view name) {
           const std::string_view stem = stem_of(name);
           return stem == "assessment" || stem == "report" || name.find("clusters") != name.npos;
         });
}

void Wanted::check(std::span<const std::string> files) const {
  for (const std::string& name : m_names) {
    const auto is_it = [&name](const std::string& file) { return name == file || name == stem_of(file); };
    if (std::any_of(files.begin(), files.end(), is_it)) continue;
    throw Error(Fault::usage, "--only " + name, "this run makes no such file",
                fmt::format("it makes {}", fmt::join(files, ", ")));
  }
}

void write_outputs(const Run& run, const std::filesystem::path& out, bool overwrite, int threads,
                   std::span<const Clusters> clusters, const Wanted& wanted) {
  RunFolder folder(out, overwrite);
  const std::vector<RunMap> maps = run_maps(run, clusters);
  const Plan plan = plan_of(run, clusters, maps, folder, wanted);
  wanted.check(plan.files());
  fill(folder, plan.tasks(), threads);
}

} // namespace tranche
