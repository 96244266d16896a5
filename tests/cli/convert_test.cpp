#include <catch2/catch.hpp>

#include "tool.hpp"

using Catch::Contains;

TEST_CASE("A table is brought to another vintage code by code, with its total before and after") {
  const Scratch scratch;
  scratch.write("deaths.csv", "area,name,year,deaths\n"
                              "E07000205,Suffolk Coastal,2018,4\nE07000206,Waveney,2018,..\n"
                              "E07000205,Suffolk Coastal,2019,5\nE07000206,Waveney,2019,6\n"
                              "E06000052 and E06000053,Cornwall and Isles of Scilly,2018,20\n"
                              "E06000052 and E06000053,Cornwall and Isles of Scilly,2019,21\n"
                              "E92000001,England,2018,999\n");
  const ToolResult result =
      run_tool({"layers", "convert", "deaths.csv", "--from", "lad18", "--to", "lad21", "--as", "count", "--by", "year",
                "--missing", "..", "--ignore-codes", "E92.*", "-o", "out.csv"},
               scratch.path());
  CHECK(result.err.empty());
  CHECK(result.code == 0);
  CHECK(contents(scratch.path() / "out.csv") == "code,name,year,deaths,deaths_how,deaths_covered\n"
                                                "E06000052,Cornwall,2018,20,shared,1\n"
                                                "E06000052,Cornwall,2019,21,shared,1\n"
                                                "E06000053,Isles of Scilly,2018,20,shared,1\n"
                                                "E06000053,Isles of Scilly,2019,21,shared,1\n"
                                                "E07000244,East Suffolk,2018,,missing,0.5\n"
                                                "E07000244,East Suffolk,2019,11,merged,1\n");
  CHECK_THAT(result.out, Contains("E07000205                Suffolk Coastal") && Contains("E07000244  East Suffolk") &&
                             Contains("deaths, 2018: 2 shared, 1 missing; total 24 before and 20 after, and 4 in areas "
                                      "that are missing because a part of them is") &&
                             Contains("deaths, 2019: 1 merged, 2 shared; total 32 before and 32 after") &&
                             Contains("left out, since not every cell is a number: name"));
}

TEST_CASE("A county is split by residents, and refused without them; nothing is written then") {
  const Scratch scratch;
  scratch.write("cases.csv", "code,cases\nE10000021,1000\n");
  const std::vector<std::string> arguments{"layers", "convert", "cases.csv", "--from", "utla20", "--to",
                                           "utla21", "--as",    "count",     "-o",     "out.csv"};
  const ToolResult refused = run_tool(arguments, scratch.path());
  CHECK(refused.code == 1);
  CHECK_THAT(refused.err, Contains("E10000021: lies in 2 areas of utla21") && Contains("--weight population"));
  CHECK_FALSE(std::filesystem::exists(scratch.path() / "out.csv"));
  std::vector<std::string> weighed = arguments;
  weighed.insert(weighed.end(), {"--weight", "population"});
  const ToolResult split = run_tool(weighed, scratch.path());
  CHECK(split.code == 0);
  // Census 2021: 359,510 residents in the north and 425,733 in the west.
  CHECK(contents(scratch.path() / "out.csv") == "code,name,cases,cases_how,cases_covered\n"
                                                "E06000061,North Northamptonshire,458,split,1\n"
                                                "E06000062,West Northamptonshire,542,split,1\n");
  CHECK_THAT(split.out, Contains("total 1000 before and 1000 after") && Contains("weight: england/census_2021"));
}

TEST_CASE("A table that cannot be converted is refused with the line and what to do") {
  const Scratch scratch;
  const auto refusal = [&](const std::string& text, const std::string& as) {
    scratch.write("t.csv", text);
    const ToolResult result =
        run_tool({"layers", "convert", "t.csv", "--from", "utla21", "--to", "utla23", "--as", as, "-o", "out.csv"},
                 scratch.path());
    CHECK(result.code == 1);
    CHECK_FALSE(std::filesystem::exists(scratch.path() / "out.csv"));
    return result.err;
  };
  CHECK_THAT(refusal("code,n\nE06000001,1\nE10000009,2\n", "count"),
             Contains("t.csv:3: 1 code is not one of utla21") && Contains("E10000009") &&
                 Contains("say --from utla18 (Upper-tier local authorities of England, April 2018)"));
  CHECK_THAT(refusal("code,n\nE06000001,1\nE06000001,2\n", "count"),
             Contains("t.csv:3: E06000001 stands here and at t.csv:2") && Contains("--by"));
  CHECK_THAT(refusal("code,n\nE06000001,12%\n", "count"), Contains("a percentage cannot be added up"));
  CHECK_THAT(refusal("code,n\nE06000001,-3\n", "count"), Contains("t.csv:2, column n, E06000001") && Contains("-3"));
  CHECK_THAT(refusal("code,n\nE06000001,1\nE06000002,..\n", "count"), Contains("beside code") && Contains("--missing"));
  CHECK_THAT(refusal("place,n\nHartlepool,1\n", "count"), Contains("has no column with codes of utla21"));
  CHECK_THAT(refusal("code,n\nE06000052,1\nE06000052 and E06000053,2\n", "count"),
             Contains("E06000052 stands in 'E06000052 and E06000053' and in 'E06000052'"));
}
