#include <catch2/catch.hpp>

#include "tool.hpp"

using Catch::Contains;

namespace {

std::string strip(int west, int east) {
  const auto at = [](int x, int y) { return std::to_string(400000 + x) + " " + std::to_string(300000 + y); };
  return "\"POLYGON((" + at(west, 0) + "," + at(east, 0) + "," + at(east, 2000) + "," + at(west, 2000) + "," +
         at(west, 0) + "))\"";
}

/// Hoods over towns: H1 in T1, H2 half in T1 and half in T2, H3 for two thirds in T2 and for one in none.
void write_towns(const Scratch& scratch) {
  scratch.write("towns.csv", "code,WKT\nT1," + strip(0, 2000) + "\nT2," + strip(2000, 4000) + "\n");
  scratch.write("hoods.csv",
                "code,WKT\nH1," + strip(0, 1000) + "\nH2," + strip(1000, 3000) + "\nH3," + strip(3000, 4500) + "\n");
  scratch.write("cases.csv",
                "code,year,cases\nH1,2020,10\nH2,2020,21\nH3,2020,30\nH1,2021,10\nH2,2021,..\nH3,2021,30\n");
  scratch.write("rates.csv", "code,rate\nH1,6\nH2,9\nH3,3\n");
  scratch.write("own.yaml",
                "geographies:\n  hoods: {title: Hoods}\n  towns: {title: Towns}\nlayers:\n"
                "  my/towns: {kind: boundaries, file: towns.csv, geography: towns, key: code, crs: EPSG:27700}\n"
                "  my/hoods: {kind: boundaries, file: hoods.csv, geography: hoods, key: code, crs: EPSG:27700}\n");
}

std::vector<std::string> overlay(const std::string& file, const std::string& as) {
  return {"--catalogue", "own.yaml", "layers", "overlay", file, "--boundaries", "my/hoods",
          "--onto",      "my/towns", "--as",   as,        "-o", "out.csv"};
}

} // namespace

TEST_CASE("A table is brought to other areas by the ground in common, area by area, with what lies in none") {
  const Scratch scratch;
  write_towns(scratch);
  std::vector<std::string> arguments = overlay("cases.csv", "count");
  arguments.insert(arguments.end(), {"--by", "year", "--missing", ".."});
  const ToolResult result = run_tool(arguments, scratch.path());
  CHECK(result.err.empty());
  CHECK(result.code == 0);
  // 21 in halves of 10.5: the unit goes to the smaller code.
  CHECK(contents(scratch.path() / "out.csv") == "code,name,year,cases,cases_how,cases_covered\n"
                                                "T1,T1,2020,21,split,1\nT1,T1,2021,,missing,0.5\n"
                                                "T2,T2,2020,30,split,1\nT2,T2,2021,,missing,0.5\n");
  CHECK_THAT(result.out,
             Contains("3 areas of hoods to 2 of towns, by common area") &&
                 Contains("whole in one area: 1; split: 2, 0 of them by less than 1 %") && Contains("50.00 %") &&
                 Contains("in no area of towns: 1 in part, 0 wholly") && Contains("33.33 %") &&
                 Contains("cases, 2020: 2 split; total 61 before and 51 after, and 10 in no area of towns") &&
                 Contains("--uncovered nearest"));
  std::vector<std::string> nearest = overlay("rates.csv", "rate");
  nearest.insert(nearest.end(), {"--uncovered", "nearest"});
  const ToolResult rates = run_tool(nearest, scratch.path());
  CHECK(rates.code == 0);
  // T2's ground: 1000 m of H2, and of H3 the 1000 m in it and the 500 m given to it.
  CHECK(contents(scratch.path() / "out.csv") ==
        "code,name,rate,rate_how,rate_covered\nT1,T1,7.5,split,1\nT2,T2,5.4,split,1\n");
}

TEST_CASE("What cannot be brought to other areas is refused, and nothing is written") {
  const Scratch scratch;
  write_towns(scratch);
  const auto refusal = [&](const std::vector<std::string>& arguments) {
    const ToolResult result = run_tool(arguments, scratch.path());
    CHECK(result.code != 0);
    CHECK_FALSE(std::filesystem::exists(scratch.path() / "out.csv"));
    return result.err;
  };
  CHECK_THAT(refusal(overlay("rates.csv", "count")), Contains("column rate: is no count by its name ('rate')"));
  CHECK_THAT(refusal(overlay("rates.csv", "median")),
             Contains("a median cannot be carried by common area") && Contains("counts by class"));
  scratch.write("other.csv", "code,cases\nH1,1\nZ9,2\n");
  CHECK_THAT(refusal(overlay("other.csv", "count")), Contains("1 code is not one of hoods") && Contains("Z9"));
}
