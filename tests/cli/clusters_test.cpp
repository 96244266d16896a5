#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tool.hpp"

using Catch::Contains;
using nlohmann::json;

TEST_CASE("clusters: drug deaths of England by their plugin's name, as JSON and as a folder") {
  const Scratch scratch;
  const ToolResult result = run_tool({"clusters", config("enhanced-treatment.yaml"), "--indicator", "drug_deaths",
                                      "--permutations", "999", "--json", "-o", "clusters"},
                                     scratch.path());
  INFO(result.err);
  REQUIRE(result.code == 0);
  CHECK_THAT(result.err, Contains("england/hexmap is schematic") && Contains("999 permutations can give no p below"));
  CHECK(contents(scratch.path() / "clusters/clusters.json") == result.out);
  const json found = json::parse(result.out);
  CHECK(found["figures"][0]["id"] == "deaths");
  std::size_t authorities = 0;
  for (const json& one : found["classes"]) authorities += one["authorities"].get<std::size_t>();
  CHECK(authorities == 150);
  CHECK(found["global"][0]["statistic"] == "Moran's I");
  CHECK(found["global"][0]["value"].get<double>() > 0.2); // the north-east and the north-west coast
  CHECK(std::filesystem::file_size(scratch.path() / "clusters/map-clusters.png") > 10000);
}

TEST_CASE("clusters: what cannot be asked for is refused in words") {
  const Scratch scratch;
  const ToolResult borders =
      run_tool({"clusters", config("enhanced-treatment.yaml"), "--neighbours", "queen", "--set", "uncertainty.draws=0"},
               scratch.path());
  CHECK(borders.code == 2);
  CHECK_THAT(borders.err, Contains("a matter of layout"));
  const ToolResult rule = run_tool({"clusters", "nothing.yaml", "--neighbours", "bishop"}, scratch.path());
  CHECK(rule.code == 2);
  CHECK_THAT(rule.err, Contains("'bishop' is no rule"));
}
