#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

#include "reference_csv.hpp"
#include "tool.hpp"
#include "tranche/statistics/limits.hpp"
#include "tranche/statistics/standardise.hpp"

using Catch::Contains;
namespace statistics = tranche::statistics;

namespace {

constexpr std::array both{0.95, 0.998};

constexpr const char* units = "code,name,area,ill,people,obs1,obs2,obs3,young,old,young_n,old_n\n"
                              "A,Alpha,North,10,1000,1,2,6,12,30,500,500\n"
                              "B,Beta,North,90,1500,4,4,7,5,40,900,600\n"
                              "C,Gamma,South,20,900,2,2,,3,5,500,400\n"
                              "D,Delta,South,0,0,3,1,2,0,0,0,0\n"
                              "E,Epsilon,South,40,2000,5,9,1,20,22,1200,800\n";

constexpr const char* assessment = R"(assessment: Rates from a table of units
areas: {table: units.csv, key: code, name: name, region: area}
layers:
  t/age:
    file: units.csv
    geography: units
    key: code
    values:
      events: {categories: {young: young, old: old}, carry: count}
      people: {categories: {young: young_n, old: old_n}, carry: count}
  t/seen:
    file: units.csv
    geography: units
    key: code
    values:
      seen: {periods: {"1": obs1, "2": obs2, "3": obs3}}
  t/standard:
    file: standard.csv
    geography: national
    category: {column: band}
    values: {people: {}}
indicators:
  - id: share
    kind: proportion
    title: Ill
    unit: per cent
    per: 100
    shrink: region
    inputs: {numerator: "units:ill", denominator: "units:people"}
  - {id: seen, kind: mean, title: Seen, unit: times, inputs: {value: "t/seen:seen"}}
  - id: direct
    kind: standardised
    title: Events, standardised
    unit: per 1,000
    per: 1000
    inputs: {events: "t/age:events", population: "t/age:people", standard: "t/standard:people"}
  - id: ratio
    kind: indirect
    title: Events over those expected
    unit: ratio
    inputs: {events: "t/age:events", population: "t/age:people"}
index: {missing: {require: 0.2}}
compare: {quantiles: 2, inequality: share}
report: {confidence: [0.95, 0.998]}
uncertainty: {draws: 0}
)";

std::size_t row_of(const ReferenceCsv& table, const std::string& code) {
  for (std::size_t row = 0; row < table.size(); ++row)
    if (table.text(row, "code") == code) return row;
  FAIL("no row " + code);
  return 0;
}

void check_limits(const ReferenceCsv& table, std::size_t row, const std::string& id,
                  const std::vector<statistics::Interval>& limits, double scale = 1) {
  INFO(id);
  CHECK(table.number(row, id + "_lower") == Approx(scale * limits[0].lower).epsilon(1e-9));
  CHECK(table.number(row, id + "_upper") == Approx(scale * limits[0].upper).epsilon(1e-9));
  CHECK(table.number(row, id + "_lower_99_8") == Approx(scale * limits[1].lower).epsilon(1e-9));
  CHECK(table.number(row, id + "_upper_99_8") == Approx(scale * limits[1].upper).epsilon(1e-9));
}

} // namespace

TEST_CASE("Proportion, mean, standardised and indirect from YAML alone, with two levels, shrunk and compared") {
  const Scratch scratch;
  scratch.write("units.csv", units);
  scratch.write("standard.csv", "band,people\nold,1\nyoung,3\n");
  scratch.write("a.yaml", assessment);
  const ToolResult result = run_tool({"run", "a.yaml", "-o", "out"}, scratch.path());
  INFO(result.err);
  REQUIRE(result.code == 0);
  const ReferenceCsv table(scratch.path() / "out/ranking.csv");
  const std::size_t a = row_of(table, "A"), c = row_of(table, "C"), d = row_of(table, "D");

  CHECK(table.number(a, "share_value") == Approx(1));
  check_limits(table, a, "share",
               {statistics::wilson_limits(10, 1000, 0.95), statistics::wilson_limits(10, 1000, 0.998)}, 100);
  CHECK(table.number(a, "seen_value") == Approx(3));
  const double sd = std::sqrt(7.0);
  check_limits(table, a, "seen",
               {statistics::student_limits(3, 3, sd, 0.95), statistics::student_limits(3, 3, sd, 0.998)});
  CHECK(table.number(a, "direct_value") == Approx(1000 * (3 * 12.0 / 500 + 30.0 / 500) / 4));
  const std::vector<double> events = {12, 30}, people = {500, 500}, standard = {3, 1};
  check_limits(table, a, "direct", statistics::standardised_rate(events, people, standard, 1000, both).limits);
  const double expected = 500 * 40.0 / 3100 + 500 * 97.0 / 2300;
  CHECK(table.number(a, "ratio_value") == Approx(42 / expected));
  check_limits(table, a, "ratio", {statistics::count_limits(42, 0.95), statistics::count_limits(42, 0.998)},
               1 / expected);

  for (const char* id : {"share", "direct", "ratio"}) CHECK(table.text(d, std::string(id) + "_status") == "missing");
  CHECK(table.text(c, "seen_status") == "missing");
  CHECK(table.text(c, "direct_status") == "too_few");
  CHECK_THAT(table.text(d, "remarks"), Contains("share: the denominator is 0: no share"));
  CHECK_THAT(table.text(d, "remarks"), Contains("direct: the population is 0 in the band young: no rate"));

  CHECK(table.text(a, "share_vs_england") == "lower");
  CHECK(table.text(a, "share_vs_england_99_8") == "lower");
  CHECK(table.text(a, "share_vs_region") == "lower");
  CHECK(table.text(a, "share_funnel") == "below 99.8 %");
  CHECK(table.text(a, "share_quantile") == "2");
  CHECK(table.number(a, "share_region") == Approx(100 * 100.0 / 2500));
  CHECK(table.number(a, "share_p_value") < 0.001);
  CHECK(table.number(a, "share_shrunk") > 1);
  CHECK(table.number(a, "share_shrunk") < 4);
  CHECK(table.number(a, "share_used") == table.number(a, "share_shrunk"));

  const std::string dictionary = contents(scratch.path() / "out/columns.csv");
  for (const char* column :
       {"share_lower_99_8", "share_vs_england_99_8", "seen_p_value", "direct_funnel", "ratio_quantile", "share_region"})
    CHECK_THAT(dictionary, Contains(std::string("\n") + column + ","));
  const auto manifest = nlohmann::json::parse(contents(scratch.path() / "out/manifest.json"));
  const auto& how = manifest["indicators"][3]["comparison"];
  CHECK(how["with"] == "all units");
  CHECK(how["funnel"]["phi"].is_number());
  CHECK(how["funnel"]["tau2"].is_number());
  CHECK(how["inequality"]["over"] == "share");
  CHECK(how["inequality"]["slope_index"].is_number());
  CHECK(manifest["indicators"][0]["shrunk_towards"] == "the region");
  const std::string page = contents(scratch.path() / "out/report.html");
  CHECK_THAT(page, Contains("lower than all units") && Contains("Inequality over groups by Ill"));

  const ToolResult explained = run_tool({"explain", "out", "Alpha"}, scratch.path());
  CHECK_THAT(explained.out, Contains("share: lower than all units (95 %), lower (99.8 %); p below 0.001") &&
                                Contains("funnel: below 99.8 %; group 2 of 2") &&
                                Contains("drawn towards the region: "));
}
