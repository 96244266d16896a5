#include <catch2/catch.hpp>

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
