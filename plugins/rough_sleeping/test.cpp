#include <catch2/catch.hpp>

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "plugin_fixture.hpp"
#include "reference_csv.hpp"
#include "sample_table.hpp"

using namespace plugin_test;
using Catch::Matchers::Contains;

namespace {

Table by_autumn(const std::string& role, const std::vector<std::string>& autumns, std::vector<Cell> cells) {
  Table table{role, "People sleeping rough", "people", {}, autumns, {""}, std::move(cells)};
  table.areas = units(table.cells.size() / autumns.size());
  return table;
}

/// Two nights and one year's residents of each authority.
IndicatorColumn two_nights(std::vector<Cell> people, std::vector<Cell> residents, double level = 0.95) {
  const Table table = by_autumn("people", {"2021", "2022"}, std::move(people));
  return Plugin("rough_sleeping")
      .compute("rate", table.areas, {bound(table), bound(single("population", "Residents", std::move(residents)))},
               {list("nights", {"2021", "2022"})}, level);
}

/// A column of SAMPLE.csv, whose rows are districts by autumn.
Table sample(const std::string& role, const std::string& column) {
  const ReferenceCsv file(std::string(TRANCHE_SOURCE_DIR) + "/plugins/rough_sleeping/SAMPLE.csv");
  Table table{role, "People sleeping rough", "people", {}, {"2021", "2022"}, {""}, {}};
  for (std::size_t row = 0; row < file.size(); ++row) {
    if (row % 2 == 0) table.areas.push_back(file.text(row, "code"));
    table.cells.push_back(file.text(row, column).empty() ? Cell(Status::missing) : Cell(file.number(row, column)));
  }
  return table;
}

} // namespace

TEST_CASE("one night: people per 100,000 residents, with Byar's limits as published") {
  const Table people = by_autumn("people", {"2021", "2022"}, {9, 65, 9, 1045});
  const IndicatorColumn column =
      Plugin("rough_sleeping")
          .compute("rate", people.areas, {bound(people), bound(single("population", "Residents", {100000, 1000000}))});
  CHECK(column.title == "People sleeping rough, 2022, per 100,000 residents");
  CHECK(column.error_model == "poisson");
  CHECK(column.direction == 1);
  CHECK(column.value[0] == Approx(65).epsilon(1e-12));
  CHECK(column.lower[0] == Approx(50.163187710459454).epsilon(1e-9)); // PHEindicatormethods
  CHECK(column.upper[0] == Approx(82.849138545939837).epsilon(1e-9));
  CHECK(column.lower[1] == Approx(98.259320180733255).epsilon(1e-9));
  CHECK(column.upper[1] == Approx(111.03312129856499).epsilon(1e-9));
}

TEST_CASE("several nights: their mean, with the limits of their sum") {
  const IndicatorColumn column = two_nights({25, 40}, {50000}, 0.998);
  CHECK(column.title == "People sleeping rough, 2021 to 2022, per 100,000 residents");
  CHECK(column.value[0] == Approx((25 + 40) / 2.0 * 2).epsilon(1e-12));
  CHECK(column.numerator[0] == 65);
  CHECK(column.denominator[0] == 100000); // residents x nights
  CHECK(column.lower[0] == Approx(42.880261471480203).epsilon(1e-9));
  CHECK(column.upper[0] == Approx(94.000290844318016).epsilon(1e-9));
  // Residents by year: each night over those of its year.
  const Table people = by_autumn("people", {"2021", "2022"}, {25, 40});
  const Table residents = by_autumn("population", {"2020", "2021", "2022"}, {1, 40000, 60000});
  const IndicatorColumn yearly =
      Plugin("rough_sleeping")
          .compute("rate", {"U0"}, {bound(people), bound(residents)}, {list("nights", {"2022", "2021"})});
  CHECK(yearly.value[0] == Approx(65).epsilon(1e-12));
  CHECK_THAT(Plugin("rough_sleeping")
                 .refusal("rate", {"U0"}, {bound(people), bound(by_autumn("population", {"2019", "2020"}, {1, 2}))}),
             Contains("has no residents of 2022") && Contains("of 2019, 2020"));
}

TEST_CASE("a zero is a count, few are unreliable, and a night without a figure leaves no rate") {
  const IndicatorColumn column =
      two_nights({0, 0, 10, 9, 10, 10, 7, Status::missing, Status::suppressed, 3, 5, 5, 5, 5},
                 {1000, 1000, 1000, 1000, 1000, 0, Status::missing});
  CHECK(column.status == std::vector<Status>{Status::unreliable, Status::unreliable, Status::measured, Status::missing,
                                             Status::suppressed, Status::missing, Status::missing});
  CHECK(column.value[0] == 0);
  CHECK(column.lower[0] == 0);
  CHECK(column.upper[0] == Approx(-std::log(0.025) / 2000 * 100000).epsilon(1e-9)); // exact limit of none
  CHECK(notes_on(column, 3) == "people sleeping rough not reported for 2022\n");
  CHECK(notes_on(column, 4) == "people sleeping rough withheld for 2021\n");
  CHECK_THAT(notes_on(column, 5), Contains("population is 0"));
  CHECK_THAT(notes_on(column, 6), Contains("population not reported"));
  CHECK(std::isnan(column.value[3]));
}

TEST_CASE("figures that differ in method are noted") {
  const Table people = by_autumn("people", {"2021", "2022"}, {4, 16, 20, 20});
  const std::vector<BoundInput> inputs{bound(people), bound(single("population", "Residents", {1000, 1000})),
                                       bound_members(sample("counted", "counted"), {2, 1})};
  const Plugin plugin("rough_sleeping");
  const IndicatorColumn both = plugin.compute("rate", people.areas, inputs, {list("nights", {"2021", "2022"})});
  CHECK(notes_on(both, 0) ==
        "differs in method: counted S01 in 2022, S02 in 2021, S02 in 2022; estimated S01 in 2021\n");
  CHECK(notes_on(both, 1).empty()); // estimated in both
  const IndicatorColumn last = plugin.compute("rate", people.areas, inputs);
  CHECK(notes_on(last, 0).empty()); // both districts counted in 2022
  Table wrong = sample("counted", "counted");
  wrong.cells[1] = 2;
  CHECK_THAT(plugin.refusal("rate", people.areas, {inputs[0], inputs[1], bound_members(wrong, {2, 1})}),
             Contains("S01") && Contains("must be 1 (counted) or 0 (estimated), got 2"));
}

TEST_CASE("the sample: districts as authorities") {
  const Table people = sample("people", "people_sleeping_rough");
  const IndicatorColumn column =
      Plugin("rough_sleeping")
          .compute("rate", people.areas,
                   {bound(people), bound(single("population", "Residents", {100000, 100000, 100000}))},
                   {list("nights", {"2021", "2022"})});
  CHECK(column.value[0] == Approx(7).epsilon(1e-12));
  CHECK(column.value[1] == Approx(3).epsilon(1e-12));
  CHECK(column.status[2] == Status::missing);
}

TEST_CASE("the nights of England, by authority: every one has a figure, and their sum is the publication's") {
  const std::string folder = std::string(TRANCHE_SOURCE_DIR) + "/layers/england/";
  const ReferenceCsv districts(folder + "districts.csv"), nights(folder + "rough_sleeping.csv"),
      population(folder + "population.csv");
  std::map<std::string, std::string> authority_of;
  for (std::size_t row = 0; row < districts.size(); ++row)
    authority_of[districts.text(row, "ltla21_code")] = districts.text(row, "utla21_code");
  std::map<std::string, std::map<std::string, double>> sums;
  for (std::size_t row = 0; row < nights.size(); ++row)
    sums[authority_of.at(nights.text(row, "ltla21_code"))][nights.text(row, "autumn")] +=
        nights.number(row, "people_sleeping_rough");
  const std::vector<std::string> autumns{"2019", "2020", "2021", "2022"};
  std::map<std::string, double> residents_of;
  for (std::size_t row = 0; row < population.size(); ++row)
    if (population.text(row, "year") == "2020")
      residents_of[authority_of.at(population.text(row, "ltla21_code"))] += population.number(row, "population");
  Table people{"people", "People sleeping rough", "people", {}, autumns, {""}, {}};
  Table residents{"population", "Residents", "people", {}, {""}, {""}, {}};
  for (const auto& [code, count] : residents_of) {
    people.areas.push_back(code);
    for (const std::string& autumn : autumns) people.cells.emplace_back(sums.at(code).at(autumn));
    residents.cells.emplace_back(count);
  }
  residents.areas = people.areas;
  const IndicatorColumn column =
      Plugin("rough_sleeping")
          .compute("rate", people.areas, {bound(people), bound(residents)}, {list("nights", autumns)});
  double total = 0;
  for (std::size_t a = 0; a < people.areas.size(); ++a) {
    CHECK(has_value(column.status[a]));
    total += column.numerator[a];
  }
  CHECK(people.areas.size() == 152);
  CHECK(total == 4266 + 2688 + 2443 + 3069);
}
