#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>

#include "scratch.hpp"
#include "tranche/outputs/manifest.hpp"
#include "tranche/outputs/table.hpp"
#include "tranche/run/pipeline.hpp"

// Small counts through the whole line, from the file to every cell of the table. What is safe is proved in
// tests/unit/statistics/disclosure_*.cpp; here it must reach the outputs.
using namespace tranche;
using Catch::Matchers::Contains;

namespace {

/// Regions of four units. North has one small count, South two, East none.
constexpr const char* units_csv =
    "code,region,cases,others,all,people\n"
    "N1,North,3,50,53,1000\nN2,North,40,10,50,2000\nN3,North,25,20,45,1500\nN4,North,60,5,65,900\n"
    "S1,South,2,30,32,800\nS2,South,4,31,35,700\nS3,South,33,10,43,1200\nS4,South,0,12,12,1100\n"
    "E1,East,15,20,35,1000\nE2,East,16,21,37,1000\nE3,East,17,22,39,1000\nE4,East,18,23,41,1000\n";

std::string assessment(const std::string& disclosure, const std::string& more) {
  return "assessment: Small counts\n"
         "layers:\n"
         "  my/cases: {file: units.csv, geography: units, key: code, disclosure: " +
         disclosure +
         ", title: Cases,\n"
         "    values: {cases: {column: cases, carry: count, title: Cases, unit: cases},\n"
         "             others: {column: others, carry: count, title: Others, unit: cases},\n"
         "             all: {column: all, carry: count, title: All, unit: cases}}}\n"
         "areas: {table: units.csv, key: code, region: region}\n"
         "indicators:\n"
         "  - {id: cases, kind: rate, title: Cases, unit: per 1000, per: 1000, limits: byar,\n"
         "     inputs: {numerator: my/cases:cases, denominator: units:people}}\n"
         "index: {missing: {require: 0.5}}\n"
         "uncertainty: {draws: 0}\n" +
         more;
}

Run run_of(const Scratch& folder, const std::string& yaml) {
  folder.write("units.csv", units_csv);
  return assess(read_assessment(folder.write("a.yaml", yaml)), {});
}

std::map<std::string, std::string> statuses(const Run& run) {
  std::map<std::string, std::string> by_code;
  for (std::size_t i = 0; i < run.authorities.size(); ++i)
    by_code[run.authorities.units[i].code] = name_of(run.indicators[0].status[i]);
  return by_code;
}

} // namespace

TEST_CASE("small counts of an internal layer are withheld, with as few others as keep them hidden") {
  const Scratch folder;
  const Run run = run_of(folder, assessment("internal", ""));
  const auto status = statuses(run);
  CHECK(status.at("N1") == "suppressed");
  CHECK(status.at("N3") == "suppressed"); // the smallest that hides N1 in the total of North
  CHECK(status.at("N2") == "measured");
  CHECK(status.at("S1") == "suppressed"); // two hide each other
  CHECK(status.at("S2") == "suppressed");
  CHECK(status.at("S3") == "measured");
  CHECK(status.at("S4") == "measured"); // a nought is published
  for (const char* code : {"E1", "E2", "E3", "E4"}) CHECK(status.at(code) == "measured");

  const Table table = ranking_table(run);
  for (const auto& row : table.rows) {
    const std::string code = std::get<std::string>(row[0]);
    if (status.at(code) != "suppressed") continue;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const std::string& name = table.columns[c].name;
      if (name.rfind("cases_", 0) != 0 || name == "cases_status" || name == "cases_denominator" ||
          name == "cases_coverage" || name == "cases_weight" || name == "cases_region") // made of what is published
        continue;
      INFO(code << " " << name);
      CHECK(cell_text(row[c], table.columns[c].type).empty());
    }
  }
  CHECK(manifest_json(run).find("\"source_total\": 233") == std::string::npos); // a total would give a cell away
  bool told = false;
  for (const Finding& finding : run.findings.items()) told = told || finding.what.find("4 figures are withheld") == 0;
  CHECK(told);
}

TEST_CASE("figures that are published already are not suppressed again, unless asked for") {
  const Scratch folder;
  for (const auto& [code, status] : statuses(run_of(folder, assessment("published", "")))) CHECK(status == "measured");
  CHECK(statuses(run_of(folder, assessment("published", "suppress: {published: true}\n"))).at("N1") == "suppressed");
  for (const auto& [code, status] : statuses(run_of(folder, assessment("internal", "suppress: {below: 0}\n"))))
    CHECK(status == "measured");
}

TEST_CASE("noughts are withheld when asked for") {
  const Scratch folder;
  CHECK(statuses(run_of(folder, assessment("internal", "suppress: {zeros: true}\n"))).at("S4") == "suppressed");
}

TEST_CASE("a withheld figure is not in the score, unless use_in_index says so, which is told") {
  const Scratch folder;
  const Run without = run_of(folder, assessment("internal", ""));
  const std::size_t n1 = 4; // E1 to E4 come first
  REQUIRE(without.authorities.units[n1].code == "N1");
  CHECK(without.decision.rank[n1] == 0);
  CHECK_THAT(without.decision.reason[n1], Contains("is suppressed"));

  const Run with = run_of(folder, assessment("internal", "suppress: {use_in_index: true}\n"));
  CHECK(with.decision.rank[n1] > 0);
  CHECK(with.indicators[0].status[n1] == Status::suppressed);
  CHECK(std::isnan(with.indicators[0].value[n1]));
  CHECK(std::isnan(with.decision.columns[0].normalised[n1]));
  CHECK(std::isnan(with.decision.columns[0].used[n1]));
  CHECK(with.decision.columns[0].rank[n1] == 0);
  bool warned = false;
  for (const Finding& finding : with.findings.items())
    warned = warned || finding.what.find("reveal something of them") != std::string::npos;
  CHECK(warned);
}

TEST_CASE("published counts are rounded after that, and rates are made from the rounded ones") {
  const Scratch folder;
  const Run run = run_of(folder, assessment("internal", "suppress: {round_to: 5}\n"));
  for (std::size_t i = 0; i < run.authorities.size(); ++i) {
    if (!has_value(run.indicators[0].status[i])) continue;
    const double count = run.indicators[0].numerator[i];
    CHECK(std::fmod(count, 5) == 0);
    CHECK(run.indicators[0].value[i] == Approx(1000 * count / run.indicators[0].denominator[i]));
  }
}

TEST_CASE("a count that is the difference of two others is hidden in all three") {
  const Scratch folder;
  std::string yaml = assessment("internal", "");
  const std::string two = "  - {id: others, kind: rate, title: Others, unit: per 1000, per: 1000, limits: byar,\n"
                          "     inputs: {numerator: my/cases:others, denominator: units:people}}\n"
                          "  - {id: all, kind: rate, title: All, unit: per 1000, per: 1000, limits: byar,\n"
                          "     inputs: {numerator: my/cases:all, denominator: units:people}}\n";
  yaml.insert(yaml.find("index:"), two);
  const Run run = run_of(folder, yaml);
  for (std::size_t i = 0; i < run.authorities.size(); ++i) {
    int withheld = 0;
    for (const IndicatorColumn& column : run.indicators) withheld += column.status[i] == Status::suppressed;
    INFO(run.authorities.units[i].code);
    CHECK(withheld != 1); // one missing of cases + others = all would be told by the other two
  }
  CHECK(run.indicators[0].status[4] == Status::suppressed);
}

TEST_CASE("suppressing below 2 is refused: the mark would tell the count") {
  const Scratch folder;
  CHECK_THROWS_WITH(run_of(folder, assessment("internal", "suppress: {below: 2}\n")), Contains("its mark tells"));
}
