#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tool.hpp"
#include "tranche/layers/raw_table.hpp"

using Catch::Contains;

TEST_CASE("stability: ranges, smallest changes and sentences for those near the edge") {
  const Scratch scratch;
  scratch.write("units.csv", "code,name,harm,poverty\nu1,Ashby,9,1\nu2,Brigg,6,6\nu3,Corby,5,6.5\nu4,Dover,1,8\n");
  scratch.write("units.yaml", "assessment: Units\n"
                              "areas: {table: units.csv, key: code, name: name}\n"
                              "indicators:\n"
                              "  - {id: harm, kind: column, column: harm, title: Harm, unit: points}\n"
                              "  - {id: poverty, kind: column, column: poverty, title: Poverty, unit: points}\n"
                              "index: {normalise: none, weights: {harm: 3, poverty: 2}}\n"
                              "tranches: {cut: [{name: first, count: 2}]}\n");
  // Scores 5.8, 6, 5.6 and 3.8. Ashby (9 h + 1 p) is level with Corby (5 h + 6.5 p) where 4 h = 5.5 p: h = 11 / 19.
  const ToolResult near = run_tool({"stability", "units.yaml", "--near", "1", "-o", "out"}, scratch.path());
  INFO(near.err);
  REQUIRE(near.code == 0);
  CHECK_THAT(near.out, Contains("above 57.9 %") && Contains("2.11 %"));
  CHECK_THAT(near.out, Contains("Ashby stays in tranche 1 (first) while harm weighs more than 57.9 % (now 60.0 %)") &&
                           Contains("level with those in no tranche") && Contains("harm 60.0 % to 57.9 %"));
  const tranche::RawTable table = tranche::read_raw_table(scratch.path() / "out/stability.csv", "stability.csv");
  REQUIRE(table.rows() == 2);
  CHECK(table.cell(0, table.column("name")) == "Ashby");
  CHECK(std::stod(std::string(table.cell(0, table.column("down_change")))) == Approx(0.6 - 11.0 / 19).margin(1e-7));
  CHECK(table.cell(1, table.column("down")) == "no_edge");
  const auto written = nlohmann::json::parse(contents(scratch.path() / "out/stability.json"));
  CHECK(written["authorities"][1]["up"]["state"] == "proved");
  const ToolResult refused =
      run_tool({"stability", "units.yaml", "dover", "--set", "index.aggregate=harmonic"}, scratch.path());
  CHECK(refused.code == 2);
  CHECK_THAT(refused.err, Contains("not available") && Contains("harmonic"));
}
