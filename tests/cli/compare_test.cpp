#include <catch2/catch.hpp>

#include <nlohmann/json.hpp>

#include "tool.hpp"

using Catch::Contains;
using nlohmann::json;

namespace {

/// Runs that every test here looks at, made once.
struct Runs {
  Scratch scratch;
  Runs() {
    make("base", {});
    make("weights", {"--set", "index.weights.deaths=3"});
    make("years", {"--set", "indicators.deaths.params.years=[2020]"});
    const ToolResult apart = run_tool({"run", config("enhanced-treatment-apart.yaml"), "-o", "apart"}, scratch.path());
    if (apart.code != 0) throw std::runtime_error(apart.err);
  }
  void make(const std::string& name, const std::vector<std::string>& more) const {
    std::vector<std::string> arguments{"run", config("enhanced-treatment.yaml"), "-o", name};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const ToolResult result = run_tool(arguments, scratch.path());
    if (result.code != 0) throw std::runtime_error(result.err);
  }
  json compared(const std::string& a, const std::string& b) const {
    const ToolResult result = run_tool({"compare", a, b, "--json"}, scratch.path());
    INFO(result.err);
    REQUIRE(result.code == 0);
    return json::parse(result.out);
  }
};

const Runs& runs() {
  static const Runs made;
  return made;
}

/// The parts of every authority ranked on both sides; checks that they sum to its change.
std::vector<json> checked_parts(const json& comparison) {
  std::vector<json> parts;
  for (const json& a : comparison["authorities"]) {
    if (a["rank_change"].is_null()) continue;
    INFO(a["name"]);
    REQUIRE(a["rank_parts"].is_object());
    double sum = 0;
    for (const auto& [name, part] : a["rank_parts"].items()) sum += part.get<double>();
    CHECK(sum == a["rank_change"].get<double>());
    REQUIRE(a["tranche_parts"].is_object());
    sum = 0;
    for (const auto& [name, part] : a["tranche_parts"].items()) sum += part.get<double>();
    CHECK(sum == a["b"]["tranche"].get<double>() - a["a"]["tranche"].get<double>());
    parts.push_back(a["rank_parts"]);
  }
  return parts;
}

int not_zero(const std::vector<json>& parts, const char* name) {
  int n = 0;
  for (const json& part : parts) n += part[name] != 0.0;
  return n;
}

void with_itself() {
  const json c = runs().compared("base", "base");
  const auto parts = checked_parts(c);
  CHECK(parts.size() == 150);
  for (const char* name : {"data", "method", "geography", "newly"}) CHECK(not_zero(parts, name) == 0);
  CHECK(c["agreement"]["spearman"] == 1.0);
  CHECK(c["agreement"]["kendall_tau_b"] == 1.0);
  CHECK(c["money"]["gained_gbp"] == "0.00");
  CHECK(c["differences"].empty());
  CHECK(c["largest_movers"].empty());
}

void method_and_data() {
  const auto method = checked_parts(runs().compared("base", "weights"));
  CHECK(not_zero(method, "method") > 50);
  for (const char* name : {"data", "geography"}) CHECK(not_zero(method, name) == 0);
  CHECK(not_zero(method, "newly") > 0); // Rutland has too few deaths for the greater weight, and is ranked no longer
  const json c = runs().compared("base", "years");
  const auto data = checked_parts(c);
  CHECK(not_zero(data, "data") > 50);
  CHECK(not_zero(data, "method") == 0);
  CHECK_THAT(c["differences"].dump(), Contains("periods of deaths: 2018 2019 2020, then 2020"));
  const auto both = checked_parts(runs().compared("weights", "years"));
  CHECK(not_zero(both, "data") > 50);
  CHECK(not_zero(both, "method") > 50);
}

void geography() {
  const json c = runs().compared("base", "apart");
  const auto parts = checked_parts(c);
  CHECK(parts.size() == 150);
  for (const char* name : {"data", "method", "newly"}) CHECK(not_zero(parts, name) == 0);
  int found = 0;
  for (const json& a : c["authorities"])
    if (a["a"].is_null()) {
      ++found;
      CHECK_THAT(a["reason"].get<std::string>(), Contains("geography: was part of "));
    }
  CHECK(found == 2);
}

void in_memory() {
  json folder = runs().compared("weights", "base"),
       memory = runs().compared("weights", config("enhanced-treatment.yaml"));
  folder["b"].erase("label");
  memory["b"].erase("label");
  CHECK(folder == memory);
}

void files_and_refusals() {
  const auto& folder = runs().scratch.path();
  const ToolResult result = run_tool({"compare", "base", "weights", "-o", "change"}, folder);
  INFO(result.err);
  REQUIRE(result.code == 0);
  CHECK_THAT(result.out, Contains("Spearman") && Contains("weight of deaths: 33.3 %, then 60.0 %") &&
                             Contains("inside the rank interval: not a movement"));
  CHECK(contents(folder / "change/compare-slope.png").substr(1, 3) == "PNG");
  CHECK(contents(folder / "change/compare-slope.pdf").substr(0, 5) == "%PDF-");
  CHECK_THAT(contents(folder / "change/compare-slope.svg"), Contains("<title>"));
  CHECK_THAT(contents(folder / "change/map-change.svg"), Contains("change of rank"));
  CHECK(contents(folder / "change/map-change.pdf").substr(0, 5) == "%PDF-");
  CHECK(json::parse(contents(folder / "change/compare.json")) == runs().compared("base", "weights"));
  const std::string csv = contents(folder / "change/compare.csv");
  CHECK(std::count(csv.begin(), csv.end(), '\n') == 151);

  CHECK(run_tool({"compare", "base", "weights", "-o", "change"}, folder).code == 1); // it is there
  CHECK(run_tool({"compare", "base", "weights", "-o", "change", "--overwrite"}, folder).code == 0);
  const ToolResult over_run = run_tool({"compare", "base", "weights", "-o", "base", "--overwrite"}, folder);
  CHECK(over_run.code == 1);
  CHECK_THAT(over_run.err, Contains("a comparison does not replace it"));

  const ToolResult absent = run_tool({"compare", "base", "nowhere"}, folder);
  CHECK(absent.code == 2);
  CHECK_THAT(absent.err, Contains("nowhere"));
  const ToolResult no_run = run_tool({"compare", "base", "change"}, folder);
  CHECK(no_run.code == 1);
  CHECK_THAT(no_run.err, Contains("is not a run folder"));
  runs().scratch.write("old/manifest.json", R"({"run": "1", "tranche": {}})");
  runs().scratch.write("old/ranking.csv", "code,name,rank,score\nE1,One,1,2\n");
  const ToolResult old = run_tool({"compare", "base", "old"}, folder);
  CHECK(old.code == 1);
  CHECK_THAT(old.err, Contains("an older version wrote it"));
  runs().scratch.write("units.csv", "code,name,ill,people\nU1,Alpha,10,1000\nU2,Beta,30,1000\n");
  runs().scratch.write("units.yaml",
                       "assessment: Units\nareas: {table: units.csv, key: code, name: name, boundaries: \"\"}\n"
                       "layers:\n  t: {file: units.csv, geography: units, key: code, values: {ill: {carry: count}, "
                       "people: {carry: count}}}\n"
                       "indicators:\n  - {id: rate, kind: rate, title: Ill, unit: per 1000, per: 1000, inputs: "
                       "{numerator: \"t:ill\", denominator: \"t:people\"}}\n"
                       "tranches: {cut: [{name: first, count: 1}]}\n");
  const ToolResult strangers = run_tool({"compare", "base", "units.yaml"}, folder);
  CHECK(strangers.code == 1);
  CHECK_THAT(strangers.err, Contains("have no authority in common"));
}

} // namespace

// One test, for each has the same four runs to look at.
TEST_CASE("compare: runs are held against one another") {
  SECTION("a run with itself changes nothing") { with_itself(); }
  SECTION("other weights are all method, other years all data") { method_and_data(); }
  SECTION("two authorities ranked by themselves are geography for all the others") { geography(); }
  SECTION("an assessment that is run in memory is the same as its run folder") { in_memory(); }
  SECTION("table, files and what is refused") { files_and_refusals(); }
}
