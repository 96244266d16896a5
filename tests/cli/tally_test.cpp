#include <catch2/catch.hpp>

#include "shared.hpp"
#include "tool.hpp"

using Catch::Contains;

namespace {

const std::string header = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
                           "Crime type,Last outcome category,Context\n";

std::string row(const std::string& longitude, const std::string& latitude, const std::string& type) {
  return ",2019-02,A Force,A Force," + longitude + "," + latitude + ",On or near High Street,,," + type + ",,\n";
}

} // namespace

TEST_CASE("Incidents are counted by authority, category and month, and each record is accounted for") {
  SKIP_WITHOUT_SHARED();
  const Scratch scratch;
  const std::string file = (shared_folder() / "data/geo/ctyua_2021may_uk_buc.geojson").string();
  REQUIRE(
      run_tool({"layers", "add", "my/b", file, "--key", "utla21_code", "--name", "utla21_name"}, scratch.path()).code ==
      0);
  scratch.write("2019-02/2019-02-a-force-street.csv", header + row("-1.55", "53.8", "Burglary") +           // Leeds
                                                          row("-1.56", "53.81", "Burglary") +               // Leeds
                                                          row("-1.47", "53.38", "\"Robbery, \"\"x\"\"\"") + // Sheffield
                                                          row("", "", "Burglary") +                         // no place
                                                          row("-3.18", "51.48", "Burglary") +               // Cardiff
                                                          row("-1.5", "fifty", "Burglary"));
  const ToolResult result =
      run_tool({"layers", "tally", "2019-02", "--boundaries", "my/b", "-o", "crime.csv"}, scratch.path());
  INFO(result.err);
  REQUIRE(result.code == 0);
  CHECK(contents(scratch.path() / "crime.csv") == "code,name,category,month,count,snapped\n"
                                                  "E08000019,Sheffield,\"Robbery, \"\"x\"\"\",2019-02,1,0\n"
                                                  "E08000035,Leeds,Burglary,2019-02,2,0\n");
  // Records, counted, snapped, outside, blank, broken.
  CHECK_THAT(result.out, Contains("street.csv        6        3        0        1      1       1\n"));
  CHECK_THAT(result.out, Contains("1 broken: ") && Contains("first in line 7") && Contains("stated accuracy"));

  // What was there stays when a run is refused.
  scratch.write("words.csv", "these,are,words\na,b,c\n");
  const ToolResult refused =
      run_tool({"layers", "tally", "words.csv", "--boundaries", "my/b", "-o", "crime.csv"}, scratch.path());
  CHECK(refused.code != 0);
  CHECK_THAT(refused.err, Catch::StartsWith("tranche: error: ") && Contains("words.csv"));
  CHECK_THAT(contents(scratch.path() / "crime.csv"), Contains("Leeds"));
}

TEST_CASE("Nothing is counted on a hexagon map") {
  const Scratch scratch;
  scratch.write("a.csv", header + row("-1.55", "53.8", "Burglary"));
  const ToolResult result =
      run_tool({"layers", "tally", "a.csv", "--boundaries", "england/hexmap", "-o", "crime.csv"}, scratch.path());
  CHECK(result.code == 2);
  CHECK_THAT(result.err, Contains("england/hexmap: is schematic"));
  CHECK_FALSE(std::filesystem::exists(scratch.path() / "crime.csv"));
}
