// The whole England run, stage by stage: wall time, share, and the peak memory of the process.
#include <fmt/core.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <functional>

#include "tranche/outputs/write_outputs.hpp"
#include "tranche/run/pipeline.hpp"

namespace {

using namespace tranche;

constexpr int rounds = 5;

/// The median of five rounds, in milliseconds.
double median_time(const std::function<void()>& work) {
  std::vector<double> times;
  for (int i = 0; i < rounds; ++i) {
    const auto start = std::chrono::steady_clock::now();
    work();
    times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  }
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

void measure(const std::filesystem::path& file, const std::filesystem::path& scratch) {
  const RunOptions options;
  const Assessment assessment = read_assessment(file);
  Assessment certain = assessment;
  certain.uncertainty.draws = 0;
  const Run run = assess(assessment, options);

  const double settings = median_time([&] { read_assessment(file); });
  const double decision = median_time([&] { assess(certain, options); });
  const double uncertainty = std::max(0.0, median_time([&] { assess(assessment, options); }) - decision);
  const double outputs = median_time([&] { write_outputs(run, scratch / "run", true, options.threads); });
  const double all = settings + decision + uncertainty + outputs;
  const auto line = [&](const char* stage, double time) {
    fmt::print("{:44} {:8.1f} ms {:5.1f} %\n", stage, time, 100 * time / all);
  };
  fmt::print("{}\n", file.filename().string());
  line("settings", settings);
  line("layers, indicators, decision, boundaries", decision);
  line("uncertainty", uncertainty);
  line("maps, tables, GeoPackage, page, manifest", outputs);
  line("whole run", all);
}

} // namespace

int main(int argc, char** argv) {
  const std::filesystem::path scratch =
      std::filesystem::temp_directory_path() / ("tranche-bench-" + std::to_string(getpid()));
  std::filesystem::create_directories(scratch);
  try {
    for (int i = 1; i < argc; ++i) measure(argv[i], scratch);
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_run: {}\n", error.what());
    std::filesystem::remove_all(scratch);
    return 1;
  }
  std::filesystem::remove_all(scratch);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  fmt::print("peak memory of all runs {:.0f} MB\n", static_cast<double>(usage.ru_maxrss) / 1024);
  return 0;
}
