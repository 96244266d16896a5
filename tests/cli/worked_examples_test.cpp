#include <catch2/catch.hpp>

#include "tai_assessment.hpp"
#include "tool.hpp"
#include "tranche/layers/raw_table.hpp"

using Catch::Contains;

namespace {

/// A column of ranking.csv by name of the row.
std::map<std::string, std::string> column(const std::filesystem::path& run, const std::string& wanted) {
  const tranche::RawTable table = tranche::read_raw_table(run / "ranking.csv", "ranking.csv");
  std::map<std::string, std::string> cells;
  for (std::size_t row = 0; row < table.rows(); ++row)
    cells[std::string(table.cell(row, table.column("name")))] = std::string(table.cell(row, table.column(wanted)));
  return cells;
}

} // namespace

TEST_CASE("the tool itself ranks the 23 countries of the Technology Achievement Index as published") {
  SKIP_WITHOUT_SHARED();
  const Scratch scratch;
  scratch.write("tai.yaml", tai::assessment(scratch, true, tai::weights("EW")));
  const ToolResult result = run_tool({"run", "tai.yaml", "-o", "out"}, scratch.path());
  INFO(result.err);
  REQUIRE(result.code == 0);
  CHECK_THAT(result.out, Contains("23 of 23") && Contains("Finland"));
  const auto rank = column(scratch.path() / "out", "rank");
  for (const auto& [country, published] : tai::published_ranks("EW")) {
    INFO(country);
    CHECK(rank.at(country) == std::to_string(published));
  }
}

TEST_CASE("any table of units is ranked without a geography, boundaries, regions or residents") {
  const Scratch scratch;
  scratch.write("units.csv", "Unit id,Name,Debt,Growth %,Score\n"
                             "north shore,Nord-Küste,-5.2,1.1,7\n"
                             "São Paulo,São Paulo,3,-2,..\n"
                             "東京,東京 (Tōkyō),0,4,7\n"
                             "\"a, b\",\"Comma, Inc. <b>\",-1,NA,2\n"
                             "o'hara,O'Hara & Sons,8.5,0.5,7\n");
  scratch.write("plain.yaml", "assessment: Any table\n"
                              "areas: {table: units.csv, key: Unit id, name: Name, missing: [\"..\", NA]}\n"
                              "indicators:\n"
                              "  - {id: debt, kind: column, column: Debt, title: Debt, unit: thousands}\n"
                              "  - {id: growth, kind: column, column: Growth %, title: Growth, unit: per cent a year, "
                              "direction: higher_is_better}\n"
                              "  - {id: score, kind: column, column: Score, title: Score, unit: points}\n"
                              "index: {normalise: rank, missing: {require: 0.6, impute: median}}\n"
                              "tranches: {cut: [{name: first, count: 2}]}\n");
  const ToolResult result = run_tool({"run", "plain.yaml", "-o", "out"}, scratch.path());
  INFO(result.err);
  REQUIRE(result.code == 0);
  const std::filesystem::path out = scratch.path() / "out";
  for (const char* name : {"ranking.csv", "ranking.xlsx", "assessment.gpkg", "report.html", "manifest.json"})
    CHECK(std::filesystem::file_size(out / name) > 0);
  CHECK_FALSE(std::filesystem::exists(out / "map-tranches.png")); // nothing to draw
  // Mean ranks from the least need. Debt: -5.2, -1, 0, 3, 8.5. Growth, less is worse: 4, 1.1, 0.8 (imputed), 0.5, -2.
  // Score, with 7 imputed for São Paulo: 2, then four 7s that share 3.5.
  const auto score = column(out, "score");
  CHECK(score.at("Nord-Küste") == "2.166666667");        // (1 + 2 + 3.5) / 3
  CHECK(score.at("São Paulo") == "4.166666667");         // (4 + 5 + 3.5) / 3
  CHECK(score.at("東京 (Tōkyō)") == "2.5");              // (3 + 1 + 3.5) / 3
  CHECK(score.at("Comma, Inc. <b>") == "2");             // (2 + 3 + 1) / 3
  CHECK(score.at("O'Hara & Sons") == "4.166666667");     // (5 + 4 + 3.5) / 3
  CHECK(column(out, "rank").at("O'Hara & Sons") == "1"); // level with São Paulo
  CHECK(column(out, "score_flags").at("São Paulo") == "imputed");
  CHECK(column(out, "score_status").at("São Paulo") == "missing");
  CHECK(column(out, "allocation_gbp").at("São Paulo").empty()); // no pot: not £0
  CHECK_THAT(contents(out / "report.html"), Contains("Comma, Inc. &lt;b&gt;") && !Contains("England"));

  const ToolResult why = run_tool({"explain", "out", "São Paulo"}, scratch.path());
  REQUIRE(why.code == 0);
  CHECK_THAT(why.out,
             Contains("Rank 1 of 5") && Contains("missing, imputed") && !Contains("Money") && !Contains("England"));
}
