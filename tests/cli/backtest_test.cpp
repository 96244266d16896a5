#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tool.hpp"
#include "tranche/layers/raw_table.hpp"

using Catch::Contains;
using nlohmann::json;

namespace {

/// Twelve units, four funded, by two columns of counted events; and the list of those with most of the second.
void write_units(const Scratch& scratch) {
  std::string units = "code,name,first,second,people\n", list = "who,code\n";
  for (int k = 0; k < 12; ++k) {
    const int second = (k * 5) % 12;
    units += fmt::format("u{:02},Unit {},{},{},1000\n", k, k, 10 + 4 * k, 10 + 4 * second);
    if (second >= 8) list += fmt::format("Unit {},u{:02}\n", k, k);
  }
  scratch.write("units.csv", units);
  scratch.write("list.csv", list);
  scratch.write("units.yaml", "assessment: Units\n"
                              "areas: {table: units.csv, key: code, name: name}\n"
                              "indicators:\n"
                              "  - {id: first, kind: column, column: first, title: First, unit: points}\n"
                              "  - {id: second, kind: column, column: second, title: Second, unit: points}\n"
                              "index: {normalise: percentile, weights: {first: 4, second: 1}}\n"
                              "tranches: {cut: [{name: funded, count: 4}]}\n"
                              "uncertainty: {draws: 50}\n");
}

} // namespace

TEST_CASE("backtest: misses on both sides, each with a reason") {
  const Scratch scratch;
  write_units(scratch);
  const ToolResult result =
      run_tool({"backtest", "units.yaml", "--against", "list.csv", "--names", "who", "-o", "out"}, scratch.path());
  INFO(result.err);
  REQUIRE(result.code == 0);
  CHECK_THAT(result.out, Contains("of 4 listed and 4 funded") && Contains("On the list, not funded here: ") &&
                             Contains("Funded here, not on the list: ") && Contains("below the last that is funded") &&
                             Contains("above the first that is not funded") && Contains("on second"));
  const tranche::RawTable table = tranche::read_raw_table(scratch.path() / "out/backtest.csv", "backtest.csv");
  REQUIRE(table.rows() == 12);
  int misses[2] = {0, 0};
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const bool listed = table.cell(row, table.column("listed")) == "yes";
    const bool funded = table.cell(row, table.column("funded")) == "yes";
    if (listed == funded) continue;
    ++misses[listed ? 0 : 1];
    CHECK_FALSE(table.cell(row, table.column("reason")).empty());
    CHECK_THAT(result.out, Contains(std::string(table.cell(row, table.column("name")))));
  }
  CHECK(misses[0] == misses[1]);
  const json written = json::parse(contents(scratch.path() / "out/backtest.json"));
  CHECK(written["both"] == 4 - misses[0]);
  CHECK(written["fit"].is_null());
}

TEST_CASE("backtest --fit: the weights that agree best, and what they do not tell") {
  const Scratch scratch;
  write_units(scratch);
  const ToolResult result = run_tool({"backtest", "units.yaml", "--against", "list.csv", "--fit", "--draws", "40",
                                      "--blind-lists", "9", "--normalise", "z_score", "-o", "out"},
                                     scratch.path());
  INFO(result.err);
  REQUIRE(result.code == 0);
  const json fit = json::parse(contents(scratch.path() / "out/backtest.json"))["fit"];
  CHECK(fit["agreement"]["both"] == 4); // the list is the four of most need on the second
  CHECK(fit["normalise"] == "percentile");
  CHECK(fit["weights"][1]["fitted"].get<double>() > 0.5);
  CHECK(fit["blind_lists"]["lists"] == 9);
  CHECK_THAT(result.out, Contains("Weights fitted to the list") && Contains("never recovers how the list was chosen") &&
                             Contains("Warning: The list is short") &&
                             Contains("On the list, not funded here: nobody"));
  const ToolResult unknown =
      run_tool({"backtest", "units.yaml", "--against", "list.csv", "--fit", "--normalise", "best"}, scratch.path());
  CHECK(unknown.code == 2);
  CHECK_THAT(unknown.err, Contains("--normalise best"));
}
