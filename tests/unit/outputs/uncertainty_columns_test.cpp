#include <catch2/catch.hpp>

#include "../../../core/src/outputs/report_model.hpp"
#include "sample_run.hpp"
#include "tranche/outputs/table.hpp"

using namespace tranche;

namespace {

/// The sample with what draws tell beyond one interval: two at the first edge, and money of the first.
Run sure_run() {
  Run run = sample::sample_run();
  Uncertainty& u = run.uncertainty;
  const std::size_t n = run.authorities.size();
  u.intervals.push_back({0.5, std::vector<int>(n, 0), std::vector<int>(n, 0)});
  u.outranks.resize(n);
  u.money.resize(n);
  u.contested.resize(3);
  for (std::size_t a = 0; a < n; ++a) {
    if (run.decision.rank[a] == 3 || run.decision.rank[a] == 4) u.contested[0].push_back(a);
    if (run.decision.rank[a] != 3) continue;
    u.intervals[0].low[a] = 2;
    u.intervals[0].high[a] = 5;
    u.outranks[a] = {{a == 0 ? 1U : 0U, 0.4125}};
    u.money[a] = {12345678, 0, 20000000};
  }
  return run;
}

std::string shown(const Cell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return std::to_string(*whole);
  return std::holds_alternative<std::monostate>(cell) ? "" : "a number";
}

/// The cell of the authority of a rank.
std::string cell(const Run& run, const std::string& column, int rank) {
  const Table table = ranking_table(run);
  const std::vector<std::size_t> order = reading_order(run);
  for (std::size_t c = 0; c < table.columns.size(); ++c)
    for (std::size_t row = 0; row < order.size() && table.columns[c].name == column; ++row)
      if (run.decision.rank[order[row]] == rank) return shown(table.rows[row][c]);
  return "no such column";
}

} // namespace

TEST_CASE("the ranking tells further intervals, contested edges, who is outranked, and money over the draws") {
  const Run run = sure_run();
  CHECK(cell(run, "rank_50_low", 3) == "2");
  CHECK(cell(run, "rank_50_high", 3) == "5");
  CHECK(cell(run, "rank_50_high", 4).empty()); // unset in the sample
  CHECK(cell(run, "contested", 3) == "2022-23");
  CHECK(cell(run, "contested", 4) == "2022-23");
  CHECK(cell(run, "contested", 5).empty());
  CHECK(cell(run, "outranks", 3).find(" 0.4125") != std::string::npos);
  CHECK(cell(run, "expected_gbp", 3) == "12345678"); // pence
  CHECK(cell(run, "expected_gbp_low", 3) == "0");
  CHECK(cell(run, "expected_gbp_high", 3) == "20000000");
}

TEST_CASE("a run without draws has none of those columns") {
  Run run = sure_run();
  run.uncertainty = {};
  for (const char* column : {"rank_50_low", "contested", "outranks", "expected_gbp"})
    CHECK(cell(run, column, 3) == "no such column");
}

TEST_CASE("the panel of the page tells of every authority how sure rank, tranche and money are") {
  Run run = sure_run();
  const std::size_t n = run.authorities.size();
  std::size_t third = 0;
  while (run.decision.rank[third] != 3) ++third;
  run.uncertainty.tranche_probability[third] = {0.4125, 0.004, 0.5};
  const report::Json part = report::certainty(run);
  CHECK(part["draws"] == 1000);
  CHECK(part["median"][third] == 3);
  REQUIRE(part["intervals"].size() == 1);
  CHECK(part["intervals"][0]["level"] == 0.5);
  CHECK(part["intervals"][0]["low"][third] == 2);
  CHECK(part["intervals"][0]["high"][third] == 5);
  REQUIRE(part["chances"].size() == 4);
  for (const auto& row : part["chances"]) CHECK(row["of"].size() == n);
  CHECK(part["chances"][0]["of"][third] == "41 %");
  CHECK(part["chances"][1]["of"][third] == "under 1 %");
  CHECK(part["chances"][3]["name"] == "no tranche");
  CHECK(part["chances"][3]["of"][third] == "8 %");
  CHECK(part["chances"][0]["of"][8] == ""); // unranked
  CHECK(part["contested"][third] == report::Json{0});
  CHECK(part["contested"][8] == report::Json::array());
  CHECK(part["outranks"][third][0][1] == "41 %");
  CHECK(part["money"][third] == report::Json{123, 0, 200}); // thousands of pounds
  CHECK(part["money"][8].is_null());
  run.uncertainty = {};
  CHECK(report::certainty(run).is_null());
}
