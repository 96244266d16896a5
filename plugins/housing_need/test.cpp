#include <catch2/catch.hpp>

#include <cmath>
#include <string>
#include <vector>

#include "plugin_fixture.hpp"
#include "reference_csv.hpp"
#include "sample_table.hpp"
#include "shared.hpp"

using namespace plugin_test;
using Catch::Matchers::Contains;

namespace {

const std::vector<std::string> answers{"urgent_problem", "problem", "no_problem", "other", "not_stated"};

IndicatorColumn share(std::vector<Cell> cells, const std::vector<std::string>& categories,
                      std::vector<ParameterSetting> settings = {}, double level = 0.95) {
  const Table table = single("starting", "People starting treatment", std::move(cells), categories);
  return Plugin("housing_need").compute("housing_problem_share", table.areas, {bound(table)}, settings, level);
}

} // namespace

TEST_CASE("the sample: people starting treatment with a housing problem") {
  const Table starting = sample_table("housing_need", "starting", "People starting treatment", answers, answers);
  const Plugin plugin("housing_need");
  const IndicatorColumn column = plugin.compute("housing_problem_share", starting.areas, {bound(starting)});
  CHECK(column.title == "People starting treatment: share with a housing problem, per cent");
  CHECK(column.error_model == "binomial");
  CHECK(column.direction == 1);
  CHECK(column.value[0] == Approx(100 * 135.0 / 635).epsilon(1e-12)); // 15 of 650 did not say
  CHECK(column.numerator[0] == 135);
  CHECK(column.denominator[0] == 635);
  CHECK(column.coverage[0] == Approx(635.0 / 650).epsilon(1e-12));
  CHECK(column.status == std::vector<Status>{Status::measured, Status::missing, Status::missing});
  CHECK(notes_on(column, 1) == "housing stated by 15 of 75 people starting treatment; a share of 0.7 is needed\n");
  CHECK(column.coverage[1] == Approx(0.2));
  CHECK(notes_on(column, 2) == "housing of people starting treatment not reported\n");

  const Table residents = sample_table("housing_need", "population", "Residents", {"residents"});
  const IndicatorColumn rate =
      plugin.compute("housing_problem_rate", starting.areas, {bound(starting), bound(residents)});
  CHECK(rate.title == "People starting treatment: those with a housing problem, per 1,000 residents");
  CHECK(rate.error_model == "poisson");
  CHECK(rate.value[0] == Approx(0.9).epsilon(1e-12)); // 135 of 150,000
  CHECK(rate.status == column.status);
}

TEST_CASE("shares and Wilson's limits as published, rates with Byar's") {
  const IndicatorColumn column = share({5, 60, 35, 45, 1000, 3955}, {"urgent_problem", "problem", "no_problem"});
  CHECK(column.lower[0] == Approx(55.254443296887967).epsilon(1e-9)); // 65 of 100: PHEindicatormethods
  CHECK(column.upper[0] == Approx(73.635751756902468).epsilon(1e-9));
  CHECK(column.lower[1] == Approx(19.795549880013297).epsilon(1e-9)); // 1,045 of 5,000
  CHECK(column.upper[1] == Approx(22.049130373189027).epsilon(1e-9));
  const IndicatorColumn strict = share({5, 60, 35}, {"urgent_problem", "problem", "no_problem"}, {}, 0.998);
  CHECK(strict.lower[0] == Approx(49.549465740704313).epsilon(1e-9));
  const Table starting = single("starting", "Starting", {5, 60, 35}, {"urgent_problem", "problem", "no_problem"});
  const IndicatorColumn rate = Plugin("housing_need")
                                   .compute("housing_problem_rate", {"U0"},
                                            {bound(starting), bound(single("population", "Residents", {65000}))});
  CHECK(rate.lower[0] == Approx(50.163187710459454 / 65).epsilon(1e-9)); // Byar's limits of 65
  CHECK(rate.upper[0] == Approx(82.849138545939837 / 65).epsilon(1e-9));
}

TEST_CASE("an export of the treatment system is read as it is published") {
  SKIP_WITHOUT_SHARED();
  const ReferenceCsv file(shared_folder() /
                          "data/indicators/treatment/NDTMS_ViewIt_Export_Data_LAs_BARNET_ONLY_SAMPLE.csv");
  std::vector<Cell> cells;
  for (std::size_t row = 0; row < file.size(); ++row) {
    if (file.text(row, "ReportingPeriod") != "2021/22" || file.text(row, "sex") != "TOTAL" ||
        file.text(row, "age_group") != "TOTAL" || file.text(row, "drug_group") != "Total")
      continue;
    for (const char* answer : {"urgentproblem", "housingproblem", "noproblem", "other", "notstatedormissing"})
      cells.emplace_back(file.number(row, "housingsituation_" + std::string(answer) + "_newtx"));
  }
  const IndicatorColumn column = share(cells, answers);
  CHECK(column.value[0] == Approx(100 * (45.0 + 90) / (45 + 90 + 500)).epsilon(1e-12));
  // Wilson's limits are the shares from which the figure is 1.96 standard errors away.
  for (const double limit : {column.lower[0] / 100, column.upper[0] / 100})
    CHECK(std::abs(135.0 / 635 - limit) == Approx(1.959963985 * std::sqrt(limit * (1 - limit) / 635)).epsilon(1e-8));
}

TEST_CASE("few people, nobody, and figures withheld") {
  const IndicatorColumn column =
      share({0, 0, 19, 0, 0, 0, 5, 15, 0, 0, 0, 0, 0, 0, 0, 5, Status::suppressed, 20, 0, 0, 0, 0, 0, 0, 30}, answers);
  CHECK(column.status == std::vector<Status>{Status::unreliable, Status::measured, Status::missing, Status::suppressed,
                                             Status::missing});
  CHECK(column.value[0] == 0); // none of 19 is a figure
  CHECK(column.value[1] == 25);
  CHECK(notes_on(column, 2) == "number of people starting treatment is 0\n");
  CHECK(notes_on(column, 3) == "housing of people starting treatment withheld\n");
  CHECK_THAT(notes_on(column, 4), Contains("stated by 0 of 30"));
  // With min_stated 0, nobody who stated it is still no share.
  CHECK(share({0, 0, 0, 0, 30}, answers, {scalar("min_stated", "0")}).status[0] == Status::missing);
  CHECK(share({5, 5, 5, 0, 60}, answers, {scalar("min_stated", "0.2")}).value[0] == Approx(100 * 10.0 / 15));
}

TEST_CASE("categories that would give another share are refused") {
  CHECK_THROWS_WITH(share({5, 60}, {"urgent_problem", "problem"}), Contains("has no category no_problem"));
  CHECK_THROWS_WITH(share({60, 35}, {"problem", "no_problem"}), Contains("has no category urgent_problem"));
  CHECK_THROWS_WITH(share({5, 60, 35, 1}, {"urgent_problem", "problem", "no_problem", "Total"}),
                    Contains("unknown category Total"));
  CHECK_THROWS_WITH(share({5, -60, 35}, {"urgent_problem", "problem", "no_problem"}), Contains("0 or more, got -60"));
}
