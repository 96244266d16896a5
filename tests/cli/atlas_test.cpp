#include <catch2/catch.hpp>

#include "tool.hpp"

using Catch::Contains;

TEST_CASE("an atlas is made of a plain table, of that very run, and never over another file") {
  const Scratch scratch;
  scratch.write("units.csv", "code,name,debt,growth\n"
                             "a,Nord-Küste,-5.2,1.1\n"
                             "b,\"Bournemouth, Christchurch and Poole\",3,-2\n"
                             "c,<b>Bold</b>,0,4\n"
                             "d,,,\n");
  scratch.write("plain.yaml", "assessment: Any table\n"
                              "areas: {table: units.csv, key: code, name: name}\n"
                              "indicators:\n"
                              "  - {id: debt, kind: column, column: debt, title: Debt, unit: thousands}\n"
                              "  - {id: growth, kind: column, column: growth, title: Growth, unit: per cent a year, "
                              "direction: higher_is_better}\n"
                              "index: {missing: {require: 0.6}}\n"
                              "tranches: {cut: [{name: first, count: 1}]}\n"
                              "uncertainty: {draws: 20}\n");
  const auto tool = [&](const std::vector<std::string>& arguments) { return run_tool(arguments, scratch.path()); };
  REQUIRE(tool({"run", "plain.yaml", "-o", "out"}).code == 0);
  const ToolResult made = tool({"atlas", "plain.yaml", "-o", "atlas.pdf", "--of", "out"});
  INFO(made.err);
  REQUIRE(made.code == 0);
  CHECK_THAT(made.out, Contains("atlas.pdf: 4 authorities"));
  const std::string bytes = contents(scratch.path() / "atlas.pdf");
  CHECK(bytes.substr(0, 5) == "%PDF-");

  const ToolResult again = tool({"atlas", "plain.yaml", "-o", "atlas.pdf"});
  CHECK(again.code == 1);
  CHECK_THAT(again.err, Contains("exists already") && Contains("--overwrite"));
  const ToolResult other =
      tool({"atlas", "plain.yaml", "-o", "other.pdf", "--of", "out", "--set", "report.author=Another"});
  CHECK(other.code == 1);
  CHECK_THAT(other.err, Contains("holds run ") && Contains("now gives run "));
  CHECK_FALSE(std::filesystem::exists(scratch.path() / "other.pdf"));
  const ToolResult folder = tool({"atlas", "out", "-o", "other.pdf"});
  CHECK(folder.code == 2);
  CHECK_THAT(folder.err, Contains("name the assessment's YAML file"));
}
