#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "reference_csv.hpp"
#include "square_country.hpp"
#include "tool.hpp"

using Catch::Contains;
using namespace square_country;

TEST_CASE("Police files are the crime figures of an assessment, and what they do not cover is missing") {
  const Scratch scratch;
  write_squares(scratch);
  scratch.write("people.csv", "code,people\nS1,100000\nS2,50000\nS3,70000\nS4,80000\n");
  scratch.write("police/2019-01-north-street.csv", crime_header + crime_records(1, 200, "Burglary", "2019-01") +
                                                       crime_records(2, 300, "Robbery", "2019-01") +
                                                       crime_records(3, 1, "Burglary", "2019-01") +
                                                       "2019-01,0,0,Burglary\n");
  scratch.write("police/2019-02-north-street.csv", crime_header + crime_records(1, 100, "Burglary", "2019-02") +
                                                       crime_records(1, 10, "Robbery", "2019-02") +
                                                       crime_records(0, 3, "Robbery", "2019-02"));
  scratch.write("police/readme.txt", "not for counting");
  scratch.write("a.yaml",
                "assessment: Crime of four squares\nareas: {geography: squares, population: \"c/people:people\"}\n" +
                    crime_layers("    forces: {north: [S1, S2], east: [S4]}\n",
                                 "        categories: {burglary: Burglary, robbery: Robbery}\n"
                                 "        periods: {winter: {first: 2019-01, last: 2019-02}}\n") +
                    "  c/people: {file: people.csv, geography: squares, key: code, values: {people: {carry: count}}}\n"
                    "indicators:\n"
                    "  - id: crime\n    plugin: crime\n    measure: weighted_crime\n"
                    "    params: {weights: {burglary: 2, robbery: 5}}\n"
                    "    inputs: {incidents: \"c/crime:recorded:winter\", population: \"c/people:people\"}\n"
                    "index: {missing: {require: 0.1}}\n"
                    "uncertainty: {draws: 0}\n");
  const ToolResult result = run_tool({"run", "a.yaml", "-o", "out"}, scratch.path());
  INFO(result.err);
  REQUIRE(result.code == 0);
  CHECK_THAT(result.err, Contains("there is no file of east") &&
                             Contains("1 of the records lies in areas of which no force gave a file for that month"));

  const ReferenceCsv table(scratch.path() / "out/ranking.csv");
  std::map<std::string, std::size_t> row;
  for (std::size_t i = 0; i < table.size(); ++i) row[table.text(i, "code")] = i;
  CHECK(table.number(row.at("S1"), "crime_value") == Approx(1000.0 * (300 * 2 + 10 * 5) / 100000));
  CHECK(table.number(row.at("S2"), "crime_value") == Approx(1000.0 * 300 * 5 / 50000));
  CHECK(table.text(row.at("S3"), "crime_status") == "missing"); // one stray record
  CHECK(table.text(row.at("S4"), "crime_status") == "missing");
  CHECK(table.text(row.at("S2"), "rank") == "1");
  CHECK(table.text(row.at("S3"), "rank").empty());

  const auto manifest = nlohmann::json::parse(contents(scratch.path() / "out/manifest.json"));
  const auto& tally = manifest.at("incidents").at(0);
  CHECK(tally.at("boundaries") == "c/areas");
  REQUIRE(tally.at("files").size() == 2);
  CHECK(tally.at("files")[0].at("file") == "2019-01-north-street.csv");
  CHECK(tally.at("files")[0].at("counted") == 501);
  CHECK(tally.at("files")[0].at("outside") == 1);
  CHECK(tally.at("files")[1].at("blank") == 3);
  CHECK(tally.at("left_out").at(0) == "readme.txt");
  CHECK_THAT(manifest.at("inputs").dump(), Contains("areas.geojson") && Contains("squares.csv"));
}
