#include <catch2/catch.hpp>

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "plugin_fixture.hpp"
#include "reference_csv.hpp"
#include "sample_table.hpp"
#include "shared.hpp"

using namespace plugin_test;
using Catch::Matchers::Contains;

namespace {

IndicatorColumn unmet(const BoundInput& users, std::vector<Cell> treated, const std::string& measure = "unmet_need",
                      double level = 0.95) {
  const std::size_t number = treated.size();
  return Plugin("treatment")
      .compute(measure, units(number), {users, bound(single("in_treatment", "In treatment", std::move(treated)))}, {},
               level);
}

IndicatorColumn completion(std::vector<Cell> completed, std::vector<Cell> treated, double level = 0.95) {
  const std::size_t number = treated.size();
  return Plugin("treatment")
      .compute("successful_completion", units(number),
               {bound(single("completions", "Successful completions", std::move(completed))),
                bound(single("in_treatment", "In treatment", std::move(treated)))},
               {}, level);
}

/// A published share not in treatment, and what it was made of: untreated = share x estimate, limits likewise.
struct Published {
  double share, lower, upper, untreated;
  double estimate() const { return untreated / (share / 100); }
  double treated() const { return estimate() - untreated; }
  double of_limit(double limit) const { return treated() / (1 - limit / 100); }
};

} // namespace

TEST_CASE("the sample: people not in treatment as share and number, with the limits of the estimate") {
  const Table users = sample_table("treatment", "estimates", "Estimated users of opiates and crack cocaine",
                                   {"users_estimate", "users_lower", "users_upper"}, {"estimate", "lower", "upper"});
  const Table treated =
      sample_table("treatment", "in_treatment", "Treated for opiates or crack", {"in_treatment_opiates_crack"});
  const std::vector<BoundInput> inputs{bound_members(users, {1, 1, 1}), bound(treated)};
  const Plugin plugin("treatment");
  const IndicatorColumn share = plugin.compute("unmet_need", treated.areas, inputs);
  CHECK(share.title == "Estimated users of opiates and crack cocaine: share not in structured treatment, per cent");
  CHECK(share.unit == "per cent");
  CHECK(share.error_model == "limits");
  CHECK(share.direction == 1);
  CHECK(share.value[0] == Approx(50).epsilon(1e-12)); // 600 of 1,200
  CHECK(share.numerator[0] == 600);
  CHECK(share.denominator[0] == 1200);
  CHECK(share.lower[0] == Approx(100 * 450.0 / 1050).epsilon(1e-12));
  CHECK(share.upper[0] == Approx(100 * 820.0 / 1420).epsilon(1e-12));
  CHECK(share.status[2] == Status::missing);
  CHECK(notes_on(share, 2) == "people in treatment not reported\n");

  const IndicatorColumn number = plugin.compute("unmet_need_people", treated.areas, inputs);
  CHECK(number.unit == "people");
  CHECK(number.value[0] == 600);
  CHECK(number.lower[0] == 450);
  CHECK(number.upper[0] == 820);
  CHECK(number.value[1] == 250);
  CHECK(std::isnan(number.denominator[0]));
}

TEST_CASE("published shares not in treatment follow from the limits of the year before") {
  SKIP_WITHOUT_SHARED();
  // The estimate of users and its limits are the same in both years: of the first year's row they are worked out, of
  // the second only the people in treatment. Share and both limits then have to be those published for the second year.
  const ReferenceCsv file(shared_folder() / "data/indicators/fingertips/93517_ocu_not_in_treatment_SAMPLE.csv");
  std::map<std::string, Published> before;
  std::size_t compared = 0;
  for (std::size_t row = 0; row < file.size(); ++row) {
    const Published now{file.number(row, "Value"), file.number(row, "Lower CI 95.0 limit"),
                        file.number(row, "Upper CI 95.0 limit"), file.number(row, "Count")};
    const auto [first, fresh] = before.emplace(file.text(row, "Area Code"), now);
    if (fresh) continue;
    const Published& then = first->second;
    const IndicatorColumn column =
        unmet(estimates({then.estimate(), then.of_limit(then.lower), then.of_limit(then.upper)}), {now.treated()});
    CHECK(column.value[0] == Approx(now.share).epsilon(1e-8));
    CHECK(column.lower[0] == Approx(now.lower).epsilon(1e-8));
    CHECK(column.upper[0] == Approx(now.upper).epsilon(1e-8));
    CHECK(column.numerator[0] == Approx(now.untreated).epsilon(1e-8));
    ++compared;
  }
  CHECK(compared == 5);
}

TEST_CASE("more people in treatment than were estimated leave no unmet need, and are marked") {
  const BoundInput users = estimates({1000, 800, 1300, 1000, 800, 1300});
  const IndicatorColumn share = unmet(users, {900, 1100});
  CHECK(share.value[0] == Approx(10));
  CHECK(share.lower[0] == 0); // 900 of 800
  CHECK(share.upper[0] == Approx(100 * 400.0 / 1300));
  CHECK(share.flags[0] == 0);
  CHECK(share.value[1] == 0);
  CHECK(share.lower[1] == 0);
  CHECK(share.upper[1] == Approx(100 * 200.0 / 1300));
  CHECK(share.flags[1] == tranche::flag::implausible);
  CHECK_THAT(notes_on(share, 1), Contains("1100 people in treatment") && Contains("only 1000"));
  const IndicatorColumn number = unmet(users, {900, 1100}, "unmet_need_people");
  CHECK(number.value == std::vector<double>{100, 0});
  CHECK(number.lower == std::vector<double>{0, 0});
  CHECK(number.upper == std::vector<double>{400, 200});
}

TEST_CASE("unmet need without an estimate, its limits, their level, or anyone") {
  const BoundInput users =
      estimates({1000, Status::missing, 1300, Status::suppressed, Status::missing, Status::missing, 0, 0, 0});
  const IndicatorColumn column = unmet(users, {400, 400, 0});
  CHECK(column.value[0] == 60);
  CHECK_FALSE(column.has_limits(0));
  CHECK(column.status[1] == Status::suppressed);
  CHECK(notes_on(column, 1) == "estimate withheld: U1\n");
  CHECK(column.status[2] == Status::missing);
  CHECK(notes_on(column, 2) == "estimate is 0\n");
  CHECK_FALSE(unmet(estimates({1000, 900, 1100}), {1}, "unmet_need", 0.998).has_limits(0));
  // Two published areas in one authority: half-widths 30 and 40 below, 50 and 120 above.
  const Table two = single("estimates", "Users", {300, 270, 350, 400, 360, 520}, {"estimate", "lower", "upper"});
  const IndicatorColumn joined = unmet(bound_members(two, {2}), {350}, "unmet_need_people");
  CHECK(joined.value[0] == 350);
  CHECK(joined.lower[0] == Approx(300).epsilon(1e-12));
  CHECK(joined.upper[0] == Approx(480).epsilon(1e-12));
  CHECK(joined.flags[0] == tranche::flag::apportioned);
}

TEST_CASE("people in treatment per 1,000 adults") {
  const auto rate = [](std::vector<Cell> treated, std::vector<Cell> adults, const std::string& title,
                       double level = 0.95) {
    const std::size_t number = treated.size();
    return Plugin("treatment")
        .compute("in_treatment_rate", units(number),
                 {bound(single("in_treatment", "People in structured treatment", std::move(treated))),
                  bound(single("population", title, std::move(adults)))},
                 {}, level);
  };
  const IndicatorColumn column =
      rate({65, 0, Status::missing, 65, 5}, {10000, 10000, 10000, 0, Status::suppressed}, "Residents aged 18 and over");
  CHECK(column.title == "People in structured treatment, per 1,000 adults");
  CHECK(column.value[0] == Approx(6.5).epsilon(1e-12));
  CHECK(column.lower[0] == Approx(5.0163187710459454).epsilon(1e-9)); // Byar's limits of 65: PHEindicatormethods
  CHECK(column.upper[0] == Approx(8.2849138545939837).epsilon(1e-9));
  CHECK(column.status == std::vector<Status>{Status::measured, Status::unreliable, Status::missing, Status::missing,
                                             Status::suppressed});
  CHECK(column.value[1] == 0);
  CHECK(notes_on(column, 3) == "population is 0\n");
  const IndicatorColumn strict = rate({1045}, {100000}, "Adults", 0.998);
  CHECK(strict.lower[0] == Approx(9.4794070356103737).epsilon(1e-9));
  CHECK(strict.upper[0] == Approx(11.488061609880331).epsilon(1e-9));
  CHECK_THROWS_WITH(rate({5}, {100}, "Residents"), Contains("does not say that it is of adults: Residents"));
  CHECK_THROWS_WITH(rate({101}, {100}, "Adults"), Contains("101") && Contains("more than its adults (100)"));
}

TEST_CASE("successful completions as a share, with Wilson's limits as published") {
  const IndicatorColumn column = completion({65, 1045, 0, 5, 19}, {100, 5000, 30, 5, 19});
  CHECK(column.title == "Successful completions, per cent of all in treatment");
  CHECK(column.direction == -1);
  CHECK(column.error_model == "binomial");
  CHECK(column.value[0] == Approx(65));
  CHECK(column.lower[0] == Approx(55.254443296887967).epsilon(1e-9)); // PHEindicatormethods
  CHECK(column.upper[0] == Approx(73.635751756902468).epsilon(1e-9));
  CHECK(column.lower[1] == Approx(19.795549880013297).epsilon(1e-9));
  CHECK(column.upper[1] == Approx(22.049130373189027).epsilon(1e-9));
  const IndicatorColumn strict = completion({65}, {100}, 0.998);
  CHECK(strict.lower[0] == Approx(49.549465740704313).epsilon(1e-9));
  CHECK(strict.upper[0] == Approx(77.835406140896968).epsilon(1e-9));
  // None of 30 is a figure; under 20 people a share is unreliable.
  CHECK(column.value[2] == 0);
  CHECK(column.lower[2] == 0);
  CHECK(column.upper[3] == 100);
  CHECK(column.status == std::vector<Status>{Status::measured, Status::measured, Status::measured, Status::unreliable,
                                             Status::unreliable});
}

TEST_CASE("completions of the sample: what is withheld stays so") {
  const Table completed =
      sample_table("treatment", "completions", "Successful completions", {"successful_completions"});
  const Table treated = sample_table("treatment", "in_treatment", "In treatment", {"in_treatment"});
  const Plugin plugin("treatment");
  const IndicatorColumn column =
      plugin.compute("successful_completion", treated.areas, {bound(completed), bound(treated)});
  CHECK(column.value[0] == Approx(20));
  CHECK(column.status == std::vector<Status>{Status::measured, Status::suppressed, Status::measured});
  CHECK(notes_on(column, 1) == "completions withheld\n");
  CHECK_THROWS_WITH(completion({6}, {5}), Contains("successful completions (6) are more than people in treatment (5)"));
  CHECK_THROWS_WITH(completion({-1}, {5}), Contains("must be 0 or more, got -1"));
  CHECK(completion({0}, {0}).status[0] == Status::missing);
}

TEST_CASE("no share of none or all leaves its own limits, whatever the number and level") {
  for (int people = 1; people <= 400; ++people)
    for (const double level : {0.8, 0.95, 0.998}) {
      const IndicatorColumn column = completion({0, people}, {people, people}, level);
      CHECK(column.lower[0] == 0);
      CHECK(column.upper[1] == 100);
    }
}
