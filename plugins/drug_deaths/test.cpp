#include <catch2/catch.hpp>

#include <charconv>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "plugin_fixture.hpp"
#include "shared.hpp"
#include "tranche/layers/raw_table.hpp"

using namespace plugin_test;
using Catch::Matchers::Contains;

namespace {

const std::vector<std::string> three_years{"2018", "2019", "2020"};

double number(std::string_view text) {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// One row a town: deaths and residents of three years.
IndicatorColumn rates(const std::vector<std::vector<Cell>>& deaths, const std::vector<std::vector<Cell>>& residents) {
  Table o{"deaths", "Deaths related to drug poisoning", "deaths", {}, three_years, {""}, {}};
  Table n{"population", "Residents", "people", {}, three_years, {""}, {}};
  std::vector<std::string> codes;
  for (std::size_t town = 0; town < deaths.size(); ++town) {
    codes.push_back("E0" + std::to_string(town + 1));
    o.cells.insert(o.cells.end(), deaths[town].begin(), deaths[town].end());
    n.cells.insert(n.cells.end(), residents[town].begin(), residents[town].end());
  }
  o.areas = n.areas = codes;
  return Plugin("drug_deaths").compute("rate", codes, {bound(o), bound(n)});
}

} // namespace

TEST_CASE("years are pooled into one crude rate, with its title") {
  const IndicatorColumn column = rates({{20, 30, 50}}, {{100000, 100000, 50000}});
  CHECK(column.title ==
        "Deaths related to drug poisoning, registered 2018 to 2020, crude rate per 100,000 person-years");
  CHECK(column.unit == "per 100,000 person-years");
  CHECK(column.error_model == "poisson");
  CHECK(column.value[0] == Approx(40).epsilon(1e-12)); // 100 deaths in 250,000 person-years
  CHECK(column.numerator[0] == 100);
  CHECK(column.denominator[0] == 250000);
  CHECK(column.status[0] == Status::measured);
  CHECK(column.coverage[0] == 1);
  // Byar's limits of 100, by hand: 100 (1 - 1/900 - 1.959964/30)^3 and 101 (1 - 1/909 + 1.959964/(3 sqrt 101))^3.
  CHECK(column.lower[0] == Approx(81.3626 * 0.4).margin(5e-4));
  CHECK(column.upper[0] == Approx(121.6272 * 0.4).margin(5e-4));
}

TEST_CASE("few deaths: no rate under 3, an unreliable one under 20") {
  const std::vector<Cell> people{1000, 1000, 1000};
  const IndicatorColumn column =
      rates({{0, 0, 0}, {1, 1, 0}, {1, 1, 1}, {9, 9, 1}, {9, 9, 2}}, {people, people, people, people, people});
  CHECK(column.status == std::vector<Status>{Status::too_few, Status::too_few, Status::unreliable, Status::unreliable,
                                             Status::measured});
  CHECK(column.numerator == std::vector<double>{0, 2, 3, 19, 20});
  CHECK(std::isnan(column.value[1]));
  CHECK_FALSE(column.has_limits(1));
  CHECK(column.value[2] == Approx(100));
  CHECK(column.lower[2] == Approx(0.618672 * 100000 / 3000).epsilon(1e-6)); // exact limits of 3: Ulm 1990
  CHECK(column.upper[2] == Approx(8.767273 * 100000 / 3000).epsilon(1e-6));
}

TEST_CASE("a year without a figure leaves no rate and is named") {
  const std::vector<Cell> people{1000, 1000, 1000};
  const IndicatorColumn column =
      rates({{9, Status::missing, Status::missing},
             {9, Status::suppressed, 9},
             {Status::missing, Status::suppressed, 9},
             {9, 9, 9},
             {9, 9, 9},
             {9, Cell(9, Status::unreliable, 0.4), 9}},
            {people, people, people, {1000, Status::missing, 1000}, {1000, 0, 1000}, people});
  CHECK(column.status == std::vector<Status>{Status::missing, Status::suppressed, Status::missing, Status::missing,
                                             Status::missing, Status::unreliable});
  CHECK_THAT(notes_on(column, 0), Contains("deaths not reported for 2019, 2020"));
  CHECK_THAT(notes_on(column, 1), Contains("deaths withheld for 2019"));
  CHECK_THAT(notes_on(column, 3), Contains("population not reported for 2019"));
  CHECK_THAT(notes_on(column, 4), Contains("population is 0 in 2019"));
  CHECK(std::isnan(column.numerator[0]));
  CHECK(column.coverage[5] == Approx(0.8));
}

TEST_CASE("negative deaths and years that the figures lack are refused") {
  const Plugin plugin("drug_deaths");
  Table deaths{"deaths", "Deaths", "deaths", {"E01"}, three_years, {""}, {5, -1, 5}};
  const Table people{"population", "Residents", "people", {"E01"}, three_years, {""}, {9, 9, 9}};
  CHECK_THAT(plugin.refusal("rate", {"E01"}, {bound(deaths), bound(people)}),
             Contains("E01 Town E01") && Contains("2019") && Contains("-1"));
  deaths.cells = {5, 1, 5};
  CHECK_THAT(plugin.refusal("rate", {"E01"}, {bound(deaths), bound(people)}, {list("years", {"2018", "2021"})}),
             Contains("2021") && Contains("2018, 2019, 2020"));
  CHECK_THAT(plugin.refusal("rate", {"E01"}, {bound(deaths), bound(people)}, {list("years", {"2018", "2018"})}),
             Contains("twice"));
  CHECK_THAT(plugin.refusal("rate", {"E01"}, {bound(deaths)}), Contains("population") && Contains("is not bound"));
}

TEST_CASE("crude rates and limits are those of the public health profiles") {
  SKIP_WITHOUT_SHARED();
  const tranche::RawTable table =
      tranche::read_raw_table(shared_folder() / "data/method/phe/crude_rate.csv", "crude_rate.csv");
  const Plugin plugin("drug_deaths");
  std::size_t compared = 0;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const auto cell = [&](std::string_view name) { return number(table.cell(row, table.column(name))); };
    if (cell("Numerator") < 3 || cell("Denominator") == 0) continue; // for which no rate is made here
    const Table deaths{"deaths", "Deaths", "", {"A"}, {"2020"}, {""}, {cell("Numerator")}};
    const Table people{"population", "Residents", "", {"A"}, {"2020"}, {""}, {cell("Denominator")}};
    const double scale = cell("multiplier") / 100000;
    for (const double level : {0.95, 0.998}) {
      const IndicatorColumn column =
          plugin.compute("rate", {"A"}, {bound(deaths), bound(people)}, {list("years", {"2020"})}, level);
      const std::string suffix = level == 0.95 ? "95_0cl" : "99_8cl";
      CHECK(column.value[0] * scale == Approx(cell("value")).epsilon(1e-9));
      CHECK(column.lower[0] * scale == Approx(cell("lower" + suffix)).epsilon(1e-9));
      CHECK(column.upper[0] * scale == Approx(cell("upper" + suffix)).epsilon(1e-9));
      ++compared;
    }
  }
  CHECK(compared == 30);
}

TEST_CASE("a standardised rate weights age bands, and needs ten deaths") {
  const std::vector<std::string> bands{"young", "old"};
  const std::vector<std::string> codes{"A", "B", "C"};
  const Table deaths{"deaths", "Deaths", "", codes, {"2019", "2020"}, bands, {4, 10, 6, 20, 1, 2, 3, 3, 3, 6, 4, 6}};
  // The bands of the population stand in another order: they are matched by label.
  const Table people{"population",
                     "Residents",
                     "",
                     codes,
                     {"2019", "2020"},
                     {"old", "young"},
                     {500, 1000, 500, 1000, 500, 1000, 500, 1000, 500, 1000, 500, 1000}};
  const Table standard{"standard", "Standard 2013", "", codes, {""}, bands, {3, 1, 3, 1, 3, 1}};
  const Plugin plugin("drug_deaths");
  const auto years = list("years", {"2019", "2020"});
  const IndicatorColumn column =
      plugin.compute("standardised_rate", codes, {bound(deaths), bound(people), bound(standard)}, {years});
  // A: (3 x 10/2000 + 1 x 30/1000) / 4.
  CHECK(column.value[0] == Approx(1125).epsilon(1e-12));
  CHECK(column.status == std::vector<Status>{Status::measured, Status::too_few, Status::unreliable});
  CHECK(column.numerator == std::vector<double>{40, 9, 19});
  CHECK(column.lower[0] < 1125);
  CHECK(column.upper[0] > 1125);
  CHECK(column.title ==
        "Deaths, registered 2019 to 2020, directly age-standardised rate per 100,000 person-years (Standard 2013)");

  Table other = people;
  other.categories = {"old", "middle"};
  CHECK_THAT(plugin.refusal("standardised_rate", codes, {bound(deaths), bound(other), bound(standard)}, {years}),
             Contains("old, middle") && Contains("young, old"));
  Table uneven = standard;
  uneven.cells[2] = 4;
  CHECK_THAT(plugin.refusal("standardised_rate", codes, {bound(deaths), bound(people), bound(uneven)}, {years}),
             Contains("same for every authority"));
  Table nobody = people;
  nobody.cells[0] = 0;
  const IndicatorColumn empty =
      plugin.compute("standardised_rate", codes, {bound(deaths), bound(nobody), bound(standard)}, {years});
  CHECK(empty.status[0] == Status::missing);
  CHECK_THAT(notes_on(empty, 0), Contains("population aged old is 0 in 2019"));
}

TEST_CASE("standardised rates and Dobson's limits are those of the public health profiles") {
  SKIP_WITHOUT_SHARED();
  const auto read = [](const std::string& name) {
    return tranche::read_raw_table(shared_folder() / "data/method/phe" / name, name);
  };
  const tranche::RawTable weights = read("esp2013.csv"), figures = read("dsr_inputs_multiarea.csv"),
                          expected = read("dsr_expected.csv");
  Table standard{"standard", "ESP 2013", "", {"A"}, {""}, {}, {}};
  for (std::size_t row = 0; row < weights.rows(); ++row) {
    standard.categories.emplace_back(weights.cell(row, 0));
    standard.cells.emplace_back(number(weights.cell(row, 1)));
  }
  std::map<std::string, std::pair<Table, Table>> areas;
  for (std::size_t row = 0; row < figures.rows(); ++row) {
    auto& [deaths, people] = areas[std::string(figures.cell(row, 0))];
    deaths.categories.resize(deaths.cells.size());
    deaths.categories.emplace_back(figures.cell(row, 1));
    deaths.cells.emplace_back(number(figures.cell(row, 2)));
    people.cells.emplace_back(number(figures.cell(row, 3)));
  }
  std::size_t compared = 0;
  for (std::size_t row = 0; row < expected.rows(); ++row) {
    const auto area = areas.find(std::string(expected.cell(row, 0)));
    if (area == areas.end()) continue;
    auto& [deaths, people] = area->second;
    deaths.role = "deaths";
    people.role = "population";
    deaths.categories = people.categories = standard.categories;
    deaths.areas = people.areas = {"A"};
    deaths.periods = people.periods = {"2020"};
    const IndicatorColumn column =
        Plugin("drug_deaths")
            .compute("standardised_rate", {"A"}, {bound(deaths), bound(people), bound(standard)},
                     {list("years", {"2020"})});
    if (expected.cell(row, expected.column("value")).empty() || column.status[0] == Status::too_few) continue;
    const double scale = expected.cell(row, expected.column("statistic")) == "dsr per 10000" ? 0.1 : 1;
    CHECK(column.value[0] * scale == Approx(number(expected.cell(row, expected.column("value")))).epsilon(1e-9));
    CHECK(column.lower[0] * scale == Approx(number(expected.cell(row, expected.column("lower95_0cl")))).epsilon(1e-9));
    CHECK(column.upper[0] * scale == Approx(number(expected.cell(row, expected.column("upper95_0cl")))).epsilon(1e-9));
    ++compared;
  }
  CHECK(compared == 4);
}
