#include "tranche/outputs/write_outputs.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "outputs/files.hpp"
#include "tranche/maps/draw.hpp"
#include "tranche/outputs/csv.hpp"
#include "tranche/outputs/manifest.hpp"
#include "tranche/outputs/run_folder.hpp"
#include "tranche/outputs/sha256.hpp"
#include "tranche/outputs/table.hpp"

namespace tranche {
namespace {

using Task = std::function<void()>;

/// Each task once, on so many threads. The first failure in the tasks' order is thrown when all are done.
void run_all(const std::vector<Task>& tasks, int threads) {
  std::vector<std::exception_ptr> failures(tasks.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < tasks.size(); i = next++) {
      try {
        tasks[i]();
      } catch (...) {
        failures[i] = std::current_exception();
      }
    }
  };
  {
    std::vector<std::jthread> workers;
    for (int t = 1; t < threads && static_cast<std::size_t>(t) < tasks.size(); ++t) workers.emplace_back(work);
    work();
  }
  for (const std::exception_ptr& failure : failures)
    if (failure) std::rethrow_exception(failure);
}

/// A picture of each kind, each a task of its own: no thread waits long for another.
void add_map(std::vector<Task>& tasks, const RunFolder& folder, const std::string& name, MapSheet drawn,
             std::initializer_list<ImageFormat> formats) {
  const auto sheet = std::make_shared<const MapSheet>(std::move(drawn));
  for (const ImageFormat format : formats) {
    const char* extension = format == ImageFormat::png ? ".png" : format == ImageFormat::svg ? ".svg" : ".pdf";
    tasks.emplace_back(
        [&folder, sheet, format, file = name + extension] { folder.write(file, render(*sheet, format)); });
  }
}

/// The tranche map in every format; score and indicators as pictures for the screen and for print.
void add_map_tasks(std::vector<Task>& tasks, const Run& run, const RunFolder& folder) {
  if (run.boundaries.shapes.empty()) return;
  using enum ImageFormat;
  add_map(tasks, folder, "map-tranches", tranche_map_sheet(run), {svg, png, pdf});
  add_map(tasks, folder, "map-score", score_map_sheet(run), {png, pdf});
  if (!run.uncertainty.rank_low.empty())
    add_map(tasks, folder, "map-certainty", certainty_map_sheet(run), {png, pdf});
  if (!run.uncertainty.tranche_probability.empty() && !run.decision.tranches.empty())
    add_map(tasks, folder, "map-chance", chance_map_sheet(run), {png, pdf});
  // No indicator's id holds a hyphen: none of these names can be another's.
  for (std::size_t i = 0; i < run.indicators.size(); ++i)
    add_map(tasks, folder, "map-indicator-" + run.indicators[i].id, indicator_map_sheet(run, i), {png, pdf});
}

/// The slowest first, so that no thread waits for the last of them.
std::vector<Task> tasks_of(const Run& run, const RunFolder& folder) {
  std::vector<Task> tasks;
  tasks.emplace_back([&] { folder.write("assessment.gpkg", geopackage_bytes(run)); });
  add_map_tasks(tasks, run, folder);
  tasks.emplace_back([&] { folder.write("report.html", report_html(run)); });
  tasks.emplace_back([&] { folder.write("ranking.xlsx", workbook_bytes(run)); });
  tasks.emplace_back([&] {
    const Table table = ranking_table(run);
    folder.write("ranking.csv", csv_text(table));
    folder.write("columns.csv", csv_text(column_dictionary(table)));
    folder.write("manifest.json", manifest_json(run));
  });
  return tasks;
}

/// For `sha256sum -c`; also tells the next run which files are its own to replace.
void write_checksums(const RunFolder& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder.staging()))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  std::string list;
  for (const std::string& name : names) list += sha256_of_file(folder.staging() / name) + "  " + name + "\n";
  folder.write("checksums.sha256", list);
}

} // namespace

void write_outputs(const Run& run, const std::filesystem::path& out, bool overwrite, int threads) {
  RunFolder folder(out, overwrite);
  try {
    run_all(tasks_of(run, folder), threads);
    write_checksums(folder);
    folder.commit();
  } catch (...) {
    folder.throw_if_disk_full();
    throw;
  }
}

} // namespace tranche
