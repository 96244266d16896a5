#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tool.hpp"

using Catch::Contains;
using nlohmann::json;

TEST_CASE("audit: JSON and a folder of plots") {
  const Scratch scratch;
  const ToolResult result =
      run_tool({"audit", config("enhanced-treatment.yaml"), "--json", "-o", "audit"}, scratch.path());
  INFO(result.err);
  REQUIRE(result.code == 0);
  const json audit = json::parse(result.out);
  CHECK(contents(scratch.path() / "audit/audit.json") == result.out);
  CHECK_THAT(contents(scratch.path() / "audit/audit-correlations.svg"), Contains("<svg"));
  const std::size_t n = audit["indicators"].size();
  REQUIRE(n > 1);
  CHECK(audit["correlations"].size() == n * (n - 1) / 2);
  double weights = 0, shares = 0;
  for (const json& one : audit["indicators"]) {
    weights += one["weight"].get<double>();
    shares += one["variance_share"].get<double>();
    CHECK(one["figures"]["n"].get<int>() + one["figures"]["missing"].get<int>() == audit["authorities"]);
  }
  CHECK(weights == Approx(1));
  CHECK(shares == Approx(1));
  for (const json& pair : audit["correlations"])
    for (const char* kind : {"pearson", "spearman", "kendall_tau_b"}) CHECK(std::abs(pair[kind].get<double>()) <= 1);
  CHECK(audit["left_out"].size() >= n);
  CHECK_FALSE(audit["in_words"].empty());
}

TEST_CASE("audit: as text, under the weights of the command line") {
  const Scratch scratch;
  const ToolResult result =
      run_tool({"audit", config("enhanced-treatment.yaml"), "--set", "index.weights.deaths=9"}, scratch.path());
  INFO(result.err);
  REQUIRE(result.code == 0);
  CHECK_THAT(result.out, Contains("Figures as reported") && Contains("Kendall's tau-b") &&
                             Contains("Left out one by one") && Contains("deaths is weighted"));
}
