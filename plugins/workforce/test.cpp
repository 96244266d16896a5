#include <catch2/catch.hpp>

#include <cmath>
#include <string>
#include <vector>

#include "plugin_fixture.hpp"
#include "sample_table.hpp"

using namespace plugin_test;
using Catch::Matchers::Contains;

namespace {

const std::vector<std::string> professions{"medical", "drug_and_alcohol_workers"};

/// The columns of the sample that begin with a word, one for each profession.
Table of_sample(const std::string& role, const std::string& title, const std::string& prefix) {
  return sample_table("workforce", role, title, {prefix + professions[0], prefix + professions[1]}, professions);
}

IndicatorColumn staffing(const std::string& measure, std::vector<Cell> workers, std::vector<Cell> treated) {
  const std::size_t number = treated.size();
  return Plugin("workforce")
      .compute(measure, units(number),
               {bound(single("wte", "Workers", std::move(workers))),
                bound(single("in_treatment", "In treatment", std::move(treated)))});
}

} // namespace

TEST_CASE("the sample: workers for the people in treatment, professions added") {
  const std::vector<BoundInput> inputs{
      bound(of_sample("wte", "Workers in post, whole-time equivalents", "wte_")),
      bound(sample_table("workforce", "in_treatment", "People in structured treatment", {"in_treatment"}))};
  const Plugin plugin("workforce");
  const std::vector<std::string> codes{"S01", "S02", "S03"};
  const IndicatorColumn rate = plugin.compute("wte_rate", codes, inputs);
  CHECK(rate.title == "Workers in post, whole-time equivalents, per 100 people in treatment");
  CHECK(rate.direction == -1);
  CHECK(rate.error_model == "none");
  CHECK(rate.value[0] == Approx(100 * 25.0 / 900).epsilon(1e-12));
  CHECK(rate.value[1] == Approx(2).epsilon(1e-12));
  CHECK(rate.numerator[0] == 25);
  CHECK(rate.denominator[0] == 900);
  CHECK_FALSE(rate.has_limits(0));
  CHECK(rate.status[2] == Status::missing); // one profession is not reported: the sum is not known
  CHECK(std::isnan(rate.value[2]));
  CHECK(notes_on(rate, 2) == "workers not reported\n");

  const IndicatorColumn load = plugin.compute("caseload", codes, inputs);
  CHECK(load.value[0] == Approx(36).epsilon(1e-12));
  CHECK(load.value[1] == Approx(50).epsilon(1e-12));
  CHECK(load.direction == 1);
  CHECK(load.unit == "people per worker");
}

TEST_CASE("the sample: vacant posts as a share of all posts") {
  const Table vacant = of_sample("vacant", "Vacant posts", "vacant_");
  const Table established = of_sample("established", "Established posts", "established_");
  const Plugin plugin("workforce");
  const IndicatorColumn column = plugin.compute("vacancy_rate", vacant.areas, {bound(vacant), bound(established)});
  CHECK(column.title == "Vacant posts, per cent of established posts");
  CHECK(column.value[0] == Approx(100 * 5.0 / 30).epsilon(1e-12));
  CHECK(column.value[1] == 0); // a published nought
  CHECK(column.status == std::vector<Status>{Status::measured, Status::measured, Status::suppressed});
  CHECK(notes_on(column, 2) == "vacant posts withheld\n");

  Table other = established;
  other.categories = {"medical", "nurses"};
  CHECK_THAT(plugin.refusal("vacancy_rate", vacant.areas, {bound(vacant), bound(other)}),
             Contains("drug_and_alcohol_workers") && Contains("medical, nurses"));
}

TEST_CASE("no workers, nobody in treatment, no posts") {
  const IndicatorColumn rate = staffing("wte_rate", {0, 5, Status::suppressed}, {100, 0, 100});
  CHECK(rate.value[0] == 0);
  CHECK(rate.status == std::vector<Status>{Status::measured, Status::missing, Status::suppressed});
  CHECK(notes_on(rate, 1) == "number of people in treatment is 0\n");
  const IndicatorColumn load = staffing("caseload", {0, 5}, {100, 0});
  CHECK(load.status == std::vector<Status>{Status::missing, Status::measured});
  CHECK(notes_on(load, 0) == "number of workers is 0\n");
  CHECK(load.value[1] == 0);
  const Plugin plugin("workforce");
  const auto posts = [&](Cell empty, Cell all) {
    return std::vector<BoundInput>{bound(single("vacant", "Vacant", {empty})),
                                   bound(single("established", "Posts", {all}))};
  };
  CHECK(plugin.compute("vacancy_rate", {"U0"}, posts(0, 0)).status[0] == Status::missing);
  CHECK_THAT(plugin.refusal("vacancy_rate", {"U0"}, posts(3, 2)),
             Contains("vacant posts (3) are more than established posts (2)"));
  CHECK_THAT(plugin.refusal("vacancy_rate", {"U0"}, posts(-1, 2)), Contains("must be 0 or more"));
}

TEST_CASE("the share of providers that answered is carried to the figure, and doubts with it") {
  const IndicatorColumn column =
      staffing("wte_rate", {Cell(5, Status::measured, 0.9)}, {Cell(100, Status::unreliable, 0.95)});
  CHECK(column.coverage[0] == 0.9);
  CHECK(column.status[0] == Status::unreliable);
}
