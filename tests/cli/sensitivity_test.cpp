#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tool.hpp"

using Catch::Contains;
using nlohmann::json;

namespace {

/// Ten units by two columns, without a geography; `more` stands under `uncertainty`.
void write_units(const Scratch& scratch, const std::string& more) {
  std::string table = "code,name,deaths,crime\n";
  for (int i = 0; i < 10; ++i)
    table += "U" + std::to_string(i) + ",Unit " + std::to_string(i) + "," + std::to_string(3 + i * 7 % 10) + "," +
             std::to_string(20 + i * i) + "\n";
  scratch.write("units.csv", table);
  scratch.write("units.yaml", "assessment: Units\nareas: {table: units.csv, key: code, name: name, boundaries: \"\"}\n"
                              "indicators:\n"
                              "  - {id: deaths, kind: column, column: deaths, title: Deaths, unit: per 1000}\n"
                              "  - {id: crime, kind: column, column: crime, title: Crime, unit: per 1000}\n"
                              "tranches: {cut: [{name: first, count: 3}]}\n"
                              "uncertainty: {" +
                                  more + "}\n");
}

} // namespace

TEST_CASE("sensitivity: tables, sentences, files, and the same at any number of threads") {
  const Scratch scratch;
  write_units(scratch, "weights: {concentration: 20}, methods: {normalise: percentile, leave_out: true}");
  const ToolResult result =
      run_tool({"sensitivity", "units.yaml", "--rows", "200", "--threads", "3", "-o", "s"}, scratch.path());
  INFO(result.err);
  REQUIRE(result.code == 0);
  CHECK_THAT(result.out, Contains("1000 draws (200 rows of the design) of 3 sources") &&
                             Contains("How far ranks move") && Contains("One at a time") &&
                             Contains("moves the ranking most") && !Contains("usual ones"));
  CHECK(contents(scratch.path() / "s/sensitivity.png").substr(1, 3) == "PNG");
  CHECK(contents(scratch.path() / "s/sensitivity.pdf").substr(0, 5) == "%PDF-");
  CHECK_THAT(contents(scratch.path() / "s/sensitivity.svg"), Contains("<title>"));
  const std::string csv = contents(scratch.path() / "s/sensitivity.csv");
  CHECK(csv.substr(0, csv.find('\n')) ==
        "output,code,name,mean,variance,source,total,total_low,total_high,first,first_low,first_high");
  CHECK(std::count(csv.begin(), csv.end(), '\n') == 1 + 3 * (2 + 6)); // two outputs, six authorities at the edge
  const std::string alone = contents(scratch.path() / "s/one_at_a_time.csv");
  CHECK(std::count(alone.begin(), alone.end(), '\n') == 1 + 4); // weights, percentile, without either indicator
  const json written = json::parse(contents(scratch.path() / "s/sensitivity.json"));
  CHECK(written["usual_alternatives"].is_null());
  REQUIRE(written["outputs"].size() == 8);
  const ToolResult as_json =
      run_tool({"sensitivity", "units.yaml", "--rows", "200", "--threads", "1", "--json", "-o", "s", "--overwrite"},
               scratch.path());
  REQUIRE(as_json.code == 0);
  CHECK(json::parse(as_json.out) == written);
}

TEST_CASE("sensitivity: the usual alternatives where none is stated, and nothing where nothing can vary") {
  const Scratch scratch;
  write_units(scratch, "seed: 1");
  const ToolResult usual = run_tool({"sensitivity", "units.yaml", "--rows", "20"}, scratch.path());
  INFO(usual.err);
  REQUIRE(usual.code == 0);
  CHECK_THAT(usual.out, Contains("states neither other weights nor other methods") &&
                            Contains("weights: {concentration: 100}") && Contains("normalise: [min_max, percentile]"));
  const ToolResult nothing = run_tool({"sensitivity", "units.yaml", "--set", "index.weights.deaths=1", "--set",
                                       "index.weights.crime=0", "--set", "uncertainty.methods.leave_out=true"},
                                      scratch.path());
  CHECK(nothing.code == 2);
  CHECK_THAT(nothing.err, Contains("Nothing varies") && Contains("uncertainty.weights.concentration"));
}
