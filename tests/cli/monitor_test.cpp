#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tool.hpp"

using Catch::Contains;
using nlohmann::json;

TEST_CASE("monitor: the sample programme as a folder with its history, and what was promised of the drug strategy") {
  const Scratch scratch;
  const ToolResult sample =
      run_tool({"monitor", config("monitor/default.yaml"), "--actuals", config("monitor/sample-actuals.csv"), "-o",
                "progress", "--history", "history.sqlite"},
               scratch.path());
  INFO(sample.err);
  REQUIRE(sample.code == 0);
  CHECK_THAT(sample.out, Contains("Some figures are made up: not to be quoted") && Contains("is recorded in"));
  const std::string page = contents(scratch.path() / "progress/monitor.html");
  CHECK_THAT(page, Contains("Made-up figures") && Contains("<p class=\"state\">DRAFT</p>"));
  CHECK(page.find("{{") == std::string::npos);
  CHECK(page.find("http://") == page.find("http://www.w3.org/2000/svg")); // nothing is fetched
  const json found = json::parse(contents(scratch.path() / "progress/monitor.json"));
  CHECK(found["actuals"][0]["rows"] == 341);
  CHECK(found["sample"] == true);

  const ToolResult strategy =
      run_tool({"monitor", config("monitor/drug-strategy.yaml"), "--actuals",
                config("monitor/drug-strategy-actuals.csv"), "--json", "-o", "progress", "--overwrite"},
               scratch.path());
  INFO(strategy.err);
  REQUIRE(strategy.code == 0);
  const json told = json::parse(strategy.out);
  CHECK(told["sample"] == false);
  std::size_t behind = 0, on_track = 0;
  for (const json& one : told["national"]) {
    behind += one["verdict"] == "behind";     // 170 of 267 professionals
    on_track += one["verdict"] == "on track"; // 1,250 of 317 workers
  }
  CHECK(behind == 1);
  CHECK(on_track == 1);
}
