#include <catch2/catch.hpp>

#include <charconv>
#include <cmath>
#include <string>
#include <vector>

#include "plugin_fixture.hpp"
#include "tranche/layers/raw_table.hpp"

using namespace plugin_test;
using Catch::Matchers::Contains;

namespace {

const std::vector<std::string> three{"estimate", "lower", "upper"};

/// plugins/opiate_crack/sample.csv: invented figures for four areas.
Table sample() {
  const tranche::RawTable file =
      tranche::read_raw_table(std::string(TRANCHE_SOURCE_DIR) + "/plugins/opiate_crack/sample.csv", "sample.csv");
  Table table{"estimates", "Estimated users of opiates and crack cocaine", "people", {}, {""}, three, {}};
  for (std::size_t row = 0; row < file.rows(); ++row) {
    table.areas.emplace_back(file.cell(row, file.column("code")));
    for (const std::string& column : three) {
      const std::string_view text = file.cell(row, file.column(column));
      double value = 0;
      std::from_chars(text.data(), text.data() + text.size(), value);
      table.cells.push_back(text.empty() ? Cell(Status::missing) : Cell(value));
    }
  }
  return table;
}

Table people(std::vector<Cell> cells, std::vector<std::string> ages = {"15-64"}) {
  std::vector<std::string> codes;
  for (std::size_t a = 0; a < cells.size() / ages.size(); ++a) codes.push_back("U" + std::to_string(a));
  return {"population", "Residents", "people", codes, {"2019"}, std::move(ages), std::move(cells)};
}

/// The sample's units: North; South of two parts; East.
IndicatorColumn prevalence(const Table& population, double level = 0.95) {
  return Plugin("opiate_crack")
      .compute("prevalence", {"U0", "U1", "U2"}, {bound_members(sample(), {1, 2, 1}), bound(population)}, {}, level);
}

std::string refusal(const Table& estimates, const Table& population) {
  return Plugin("opiate_crack").refusal("prevalence", {"U0"}, {bound_members(estimates, {1}), bound(population)});
}

Table one(std::vector<Cell> cells, std::vector<std::string> categories = three) {
  return {"estimates", "Users", "people", {"S1"}, {""}, std::move(categories), std::move(cells)};
}

} // namespace

TEST_CASE("users per 1,000 with the published limits") {
  const IndicatorColumn column = prevalence(people({100000, 70000, 9000}));
  CHECK(column.title == "Estimated users of opiates and crack cocaine, per 1,000 people aged 15 to 64");
  CHECK(column.error_model == "limits");
  CHECK(column.value[0] == Approx(12).epsilon(1e-12));
  CHECK(column.lower[0] == Approx(10.5).epsilon(1e-12));
  CHECK(column.upper[0] == Approx(14.2).epsilon(1e-12));
  CHECK(column.numerator[0] == 1200);
  CHECK(column.denominator[0] == 100000);
  CHECK(column.flags[0] == 0);
}

TEST_CASE("several areas: estimates add up, half-widths add in quadrature") {
  const IndicatorColumn column = prevalence(people({100000, 70000, 9000}));
  CHECK(column.value[1] == Approx(10).epsilon(1e-12));                 // 700 of 70,000
  CHECK(column.lower[1] == Approx((700 - 50) / 70.0).epsilon(1e-12));  // sqrt(40^2 + 30^2)
  CHECK(column.upper[1] == Approx((700 + 130) / 70.0).epsilon(1e-12)); // sqrt(50^2 + 120^2)
  CHECK(column.flags[1] == tranche::flag::apportioned);
}

TEST_CASE("no estimate, no people: missing, with a note") {
  const IndicatorColumn column = prevalence(people({0, Status::missing, 9000}));
  CHECK(column.status == std::vector<Status>{Status::missing, Status::missing, Status::missing});
  CHECK(notes_on(column, 0) == "population aged 15 to 64 is 0\n");
  CHECK(notes_on(column, 1) == "population aged 15 to 64 not reported\n");
  CHECK(notes_on(column, 2) == "estimate not reported: S04\n");
  const IndicatorColumn withheld =
      Plugin("opiate_crack")
          .compute(
              "prevalence", {"U0"},
              {bound_members(one({Status::suppressed, Status::missing, Status::missing}), {1}), bound(people({100}))});
  CHECK(withheld.status[0] == Status::suppressed);
}

TEST_CASE("limits are given only where and at the level they were published") {
  CHECK_FALSE(prevalence(people({100000, 70000, 9000}), 0.998).has_limits(0));
  CHECK(prevalence(people({100000, 70000, 9000}), 0.998).value[0] == Approx(12));
  const IndicatorColumn column =
      Plugin("opiate_crack")
          .compute("prevalence", {"U0"}, {bound_members(one({10, Status::missing, 14}), {1}), bound(people({1000}))});
  CHECK(column.value[0] == Approx(10));
  CHECK_FALSE(column.has_limits(0));
}

TEST_CASE("ages 15 to 64 are added up from bands, and other ages refused") {
  std::vector<std::string> bands;
  std::vector<Cell> cells;
  for (int from = 0; from < 90; from += 5) {
    bands.push_back(std::to_string(from) + "-" + std::to_string(from + 4));
    cells.emplace_back(from >= 15 && from < 65 ? 100 : 7777);
  }
  const IndicatorColumn column =
      Plugin("opiate_crack")
          .compute("prevalence", {"U0"}, {bound_members(one({10, 9, 11}), {1}), bound(people(cells, bands))});
  CHECK(column.denominator[0] == 1000);
  CHECK(column.value[0] == Approx(10));
  bands.erase(bands.begin() + 4);
  cells.erase(cells.begin() + 4);
  CHECK_THAT(refusal(one({10, 9, 11}), people(cells, bands)), Contains("15 to 64"));
  CHECK_THAT(refusal(one({10, 9, 11}), people({1000}, {""})), Contains("15 to 64")); // may be all ages
  Table titled = people({1000}, {""});
  titled.title = "Residents aged 15 to 64";
  CHECK(refusal(one({10, 9, 11}), titled) == "(no error)");
}

TEST_CASE("estimates that contradict themselves are refused") {
  const Table thousand = people({1000});
  CHECK_THAT(refusal(one({10, 11, 12}), thousand), Contains("S1") && Contains("11 to 12"));
  CHECK_THAT(refusal(one({10, -1, 12}), thousand), Contains("S1, lower") && Contains("-1"));
  CHECK_THAT(refusal(one({1001, 900, 1100}), thousand), Contains("more users"));
  CHECK_THAT(refusal(one({10, 11}, {"estimate", "low"}), thousand), Contains("no category lower"));
}
