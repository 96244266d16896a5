#include <catch2/catch.hpp>

#include "sample_run.hpp"
#include "scratch.hpp"
#include "tranche/compare/compare.hpp"
#include "tranche/outputs/csv.hpp"
#include "tranche/outputs/manifest.hpp"
#include "tranche/outputs/run_folder.hpp"
#include "tranche/outputs/table.hpp"

using namespace tranche;

namespace {

Run readable_run() {
  Run run = sample::sample_run();
  run.assessment.resolved_yaml = "assessment: Sample funding\n"
                                 "areas: {geography: utla21}\n"
                                 "indicators:\n"
                                 "  - {id: deaths, plugin: drug_deaths, measure: rate, inputs: {deaths: a:b}}\n"
                                 "  - {id: homeless, plugin: homelessness, measure: rate, inputs: {households: c:d}}\n"
                                 "index: {missing: {require: 0.66}, weights: {deaths: 3, homeless: 2}}\n"
                                 "tranches: {cut: [{name: first, count: 3}]}\n";
  run.assessment.indicators.resize(2);
  run.assessment.indicators[0].id = "deaths";
  run.assessment.indicators[0].plugin = "drug_deaths";
  run.assessment.indicators[0].measure = "rate";
  run.assessment.indicators[1].id = "homeless";
  run.assessment.indicators[1].plugin = "homelessness";
  run.assessment.indicators[1].measure = "rate";
  return run;
}

/// NaN is equal to NaN here.
bool same(const std::vector<double>& x, const std::vector<double>& y) {
  return std::equal(x.begin(), x.end(), y.begin(), y.end(),
                    [](double a, double b) { return a == b || (a != a && b != b); });
}

} // namespace

TEST_CASE("compare: a run folder read back holds the run's figures bit for bit") {
  const Run run = readable_run();
  const Scratch scratch;
  RunFolder folder(scratch.path() / "run", false);
  folder.write("ranking.csv", csv_text(ranking_table(run)));
  folder.write("manifest.json", manifest_json(run));
  folder.commit();
  const Snapshot read = read_snapshot(scratch.path() / "run"), had = snapshot_of(run, "run");
  REQUIRE(read.units.size() == had.units.size());
  for (std::size_t i = 0; i < had.units.size(); ++i) {
    CHECK(read.units[i].code == had.units[i].code);
    CHECK(read.units[i].name == had.units[i].name); // formulas lose their guard again
    CHECK(read.units[i].members == had.units[i].members);
  }
  CHECK(same(read.population, had.population));
  CHECK(read.decision.rank == had.decision.rank);
  CHECK(same(read.decision.score, had.decision.score));
  CHECK(read.decision.tranche == had.decision.tranche);
  CHECK(read.decision.reason == had.decision.reason);
  CHECK(read.low == had.low);
  CHECK(read.high == had.high);
  CHECK(read.level == had.level);
  CHECK(read.definitions == had.definitions);
  CHECK(read.index.require == had.index.require);
  REQUIRE(read.indicators.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(same(read.indicators[i].value, had.indicators[i].value));
    CHECK(same(read.indicators[i].numerator, had.indicators[i].numerator));
    CHECK(read.indicators[i].status == had.indicators[i].status);
    CHECK(read.indicators[i].direction == had.indicators[i].direction);
    CHECK(same(read.decision.columns[i].normalised, had.decision.columns[i].normalised));
    CHECK(same(read.decision.columns[i].contribution, had.decision.columns[i].contribution));
  }
}

TEST_CASE("compare: a manifest without the configuration, or with one that cannot be read, is refused in words") {
  const Run run = readable_run();
  const Scratch scratch;
  scratch.write("run/ranking.csv", csv_text(ranking_table(run)));
  scratch.write("run/manifest.json", R"({"run": "1", "tranche": {}, "assessment": {}})");
  CHECK_THROWS_WITH(read_snapshot(scratch.path() / "run"), Catch::Contains("an older version wrote it"));
  Run broken = run;
  broken.assessment.resolved_yaml = "assessment: X\nindex: {no_such_key: 1}\n";
  scratch.write("run/manifest.json", manifest_json(broken));
  CHECK_THROWS_WITH(read_snapshot(scratch.path() / "run"), Catch::Contains("this version cannot read"));
}
