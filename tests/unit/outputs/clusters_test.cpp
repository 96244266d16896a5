#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "../../../core/src/outputs/report_model.hpp"
#include "count_of.hpp"
#include "faults.hpp"
#include "planted_run.hpp"
#include "scratch.hpp"
#include "tranche/maps/cluster_sheet.hpp"
#include "tranche/outputs/clusters.hpp"
#include "tranche/outputs/csv.hpp"
#include "tranche/outputs/run_folder.hpp"
#include "tranche/outputs/write_outputs.hpp"
#include "tranche/run/read_run.hpp"

using namespace tranche;
using Catch::Contains;

namespace {

Clusters clusters_of(const Run& run, Scan scan = Scan::none) {
  ClusterOptions options;
  options.indicators = {"a"};
  options.scan = scan;
  return find_clusters(run, options);
}

std::string notes_of(const MapSheet& sheet) {
  std::string text;
  for (const std::string& note : sheet.notes) text += note + "\n";
  return text;
}

} // namespace

TEST_CASE("clusters.csv has a row for each authority with its figure, its neighbours and its class") {
  const Run run = planted::planted_run();
  const auto rows = csv_rows(csv_text(clusters_table(run, clusters_of(run))), "clusters.csv");
  REQUIRE(rows.size() == planted::units + 1);
  CHECK(rows[0] == std::vector<std::string>{"code", "name", "region", "value", "lag", "neighbours", "neighbour_codes",
                                            "statistic", "expected", "z", "p", "q", "significant", "cluster"});
  const auto row = [&](std::size_t unit) { return rows[unit + 1]; };
  CHECK(row(0)[0] == "S100");
  CHECK(row(0)[3] == "40"); // 400 of 10,000
  CHECK(row(0)[5] == "3");
  CHECK(row(0)[6] == "S101;S108;S109");
  CHECK(row(0)[12] == "yes");
  CHECK(row(0)[13] == "high-high");
  CHECK(row(planted::silent)[3].empty());
  CHECK(row(planted::silent)[12].empty());
  CHECK(row(planted::silent)[13] == "missing");
  CHECK(row(planted::island)[5] == "0");
  CHECK(row(planted::island)[10].empty());
  CHECK(row(planted::island)[13] == "no neighbours");
  CHECK(row(planted::cut_off)[5] == "1");
  CHECK(row(planted::cut_off)[13] == "no neighbours");
}

TEST_CASE("the cluster map counts every authority once and says method, correction and who is in no class") {
  const Run run = planted::planted_run();
  const Clusters clusters = clusters_of(run, Scan::flexible);
  const MapSheet sheet = cluster_map_sheet(run, clusters);
  std::size_t counted = 0;
  for (const LegendEntry& entry : sheet.legend) counted += entry.count;
  CHECK(counted == planted::units);
  CHECK(sheet.legend[0].label == "High-high (HH)");
  CHECK(sheet.areas[0].fill == cluster_fill(statistics::Pattern::high_high));
  CHECK(sheet.areas[0].range == "HH");
  CHECK(sheet.areas[planted::island].fill == cluster_fill(statistics::Pattern::no_neighbours));
  CHECK(sheet.areas[planted::silent].fill.hatch == Hatch::missing);
  CHECK_THAT(sheet.subtitle, Contains("65 authorities") && Contains("Moran's I 0."));
  CHECK_THAT(notes_of(sheet), Contains("Two-sided p-values of 9,999 conditional permutations") &&
                                  Contains("false discovery rate at 5 %") &&
                                  Contains("Square 63 (not reported) and Square 65 (suppressed)") &&
                                  Contains("in no class (2): Square 64 and Square 66."));
  const MapSheet scan = scan_map_sheet(run, clusters);
  CHECK(scan.legend[0].label == "Zone 1");
  CHECK(scan.legend[0].count == 9);
  CHECK(scan.areas[0].range == "zone 1");
}

TEST_CASE("a folder of clusters is written whole, replaced when asked, and never over a run") {
  const Run run = planted::planted_run();
  const Clusters clusters = clusters_of(run, Scan::circular);
  const Scratch scratch;
  const std::filesystem::path out = scratch.path() / "clusters";
  write_clusters(run, clusters, out, false, 2);
  for (const char* name : {"clusters.csv", "columns.csv", "clusters.json", "clusters.gpkg", "scan.csv",
                           "map-clusters.png", "map-clusters.svg", "map-clusters.pdf", "map-scan.png"})
    CHECK(std::filesystem::file_size(out / name) > 100);
  const std::string bytes = read_run_file(out / "clusters.gpkg"), json_text = read_run_file(out / "clusters.json");
  CHECK_THAT(bytes, Contains("cluster map") && Contains("attr=\"cluster\"") && Contains("value=\"high-high\""));
  const auto json = nlohmann::json::parse(json_text);
  CHECK(json["clusters_of"] == "planted");
  CHECK(json["without_neighbours"] == nlohmann::json{"S164"});
  CHECK(json["permutations"] == 9999);
  CHECK(json["classes"][0]["class"] == "high-high");
  CHECK(json["scan"]["zones"][0]["p"] == 0.001);
  CHECK_THAT(fault_of([&] { write_clusters(run, clusters, out, false, 1); }), Contains("already exists"));
  write_clusters(run, clusters, out, true, 1);
  CHECK(read_run_file(out / "clusters.gpkg") == bytes);
  CHECK(read_run_file(out / "clusters.json") == json_text);
}

TEST_CASE("a run that asks for clusters has a map, a table and a layer of the page for each") {
  const Run run = planted::planted_run();
  const std::vector<Clusters> found{clusters_of(run), find_clusters(run, {})};
  const Scratch scratch;
  const std::filesystem::path folder = scratch.path() / "run";
  write_outputs(run, folder, false, 2, found);
  for (const char* name : {"map-clusters-a.png", "map-clusters-a.pdf", "map-clusters-score.png"})
    CHECK(std::filesystem::file_size(folder / name) > 1000);
  CHECK(read_run_file(folder / "clusters-a.csv") == csv_text(clusters_table(run, found[0])));
  CHECK(nlohmann::json::parse(read_run_file(folder / "clusters-a.json"))["figures"][0]["id"] == "a");
  const report::Json layers = report::layers(run, found);
  REQUIRE(layers.size() == 2); // no draws: no chances
  CHECK(layers[0]["id"] == "clusters-a");
  CHECK(layers[0]["title"] == "Clusters of events");
  CHECK(layers[1]["id"] == "clusters-score");
  const std::string of = layers[0]["of"];
  REQUIRE(of.size() == planted::units);
  std::size_t counted = 0;
  for (std::size_t k = 0; k < layers[0]["legend"].size(); ++k) {
    const auto& entry = layers[0]["legend"][k];
    const auto in_class = std::count(of.begin(), of.end(), static_cast<char>('0' + k));
    CHECK(entry["count"] == in_class);
    CHECK(in_class > 0);
    counted += static_cast<std::size_t>(in_class);
  }
  CHECK(counted == planted::units);
  CHECK(layers[0]["legend"][0]["label"] == "high-high");
  CHECK(of[0] == '0'); // the planted corner
  CHECK(layers[0]["legend"][static_cast<std::size_t>(of[planted::silent] - '0')]["label"] == "missing");
  CHECK(layers[0]["legend"][static_cast<std::size_t>(of[planted::silent] - '0')]["key"] == "unranked"); // hatched
}

TEST_CASE("clusters of a run folder are those of the run") {
  const Run run = planted::planted_run();
  const Scratch scratch;
  const std::filesystem::path folder = scratch.path() / "run";
  write_outputs(run, folder, false, 2);
  const Run read = read_run(folder, {});
  CHECK(read.assessment.name == "Planted");
  CHECK(read.boundaries.layer == "made/squares");
  REQUIRE(read.boundaries.shapes.size() == planted::units);
  CHECK(csv_text(clusters_table(read, clusters_of(read))) == csv_text(clusters_table(run, clusters_of(run))));
  CHECK(clusters_json(read, clusters_of(read)) == clusters_json(run, clusters_of(run)));
  CHECK(cluster_map_sheet(read, clusters_of(read)).statement == cluster_map_sheet(run, clusters_of(run)).statement);
  CHECK_THAT(fault_of([&] { write_clusters(run, clusters_of(run), folder, true, 1); }), Contains("is a run folder"));
  CHECK_THAT(fault_of([&] { read_run(scratch.path(), {}); }), Contains("is not a run folder"));
}
