#include <catch2/catch.hpp>

#include <cmath>
#include <string>
#include <vector>

#include "plugin_fixture.hpp"
#include "sample_table.hpp"

using namespace plugin_test;
using Catch::Matchers::Contains;

namespace {

const std::vector<std::string> codes{"S01", "S02", "S03"};
const ParameterSetting outside = scalar("among", "not in treatment");

BoundInput sample_kits() {
  return bound(sample_table("naloxone", "kits", "Naloxone kits supplied", {"kits_named_in_law", "kits_registered"},
                            {"named_in_law", "registered"}));
}

BoundInput sample_users() {
  return bound_members(sample_table("naloxone", "estimates", "Estimated people who use opiates",
                                    {"users_estimate", "users_lower", "users_upper"}, {"estimate", "lower", "upper"}),
                       {1, 1, 1});
}

std::vector<BoundInput> sample_holders(bool outside_only) {
  std::vector<BoundInput> inputs{bound(sample_table("naloxone", "holders", "People with a kit",
                                                    {outside_only ? "holders_not_in_treatment" : "holders"})),
                                 sample_users()};
  if (outside_only) inputs.push_back(bound(sample_table("naloxone", "in_treatment", "In treatment", {"in_treatment"})));
  return inputs;
}

/// A measure of one authority: holders, {estimate, lower, upper}.
IndicatorColumn one(const std::string& measure, Cell holders, std::vector<Cell> users,
                    std::vector<ParameterSetting> settings = {}) {
  return Plugin("naloxone")
      .compute(measure, {"U0"}, {bound(single("holders", "People with a kit", {holders})), estimates(std::move(users))},
               settings);
}

} // namespace

TEST_CASE("the sample: kits per 100 people who use opiates, with the limits of their estimate") {
  const IndicatorColumn column = Plugin("naloxone").compute("kits_rate", codes, {sample_kits(), sample_users()});
  CHECK(column.title == "Naloxone kits supplied, per 100 people who use opiates");
  CHECK(column.direction == -1);
  CHECK(column.error_model == "limits");
  CHECK(column.value[0] == Approx(25).epsilon(1e-12)); // 270 + 30 for 1,200
  CHECK(column.numerator[0] == 300);
  CHECK(column.denominator[0] == 1200);
  CHECK(column.lower[0] == Approx(100 * 300.0 / 1420).epsilon(1e-12)); // the more people, the fewer kits for each
  CHECK(column.upper[0] == Approx(100 * 300.0 / 1050).epsilon(1e-12));
  CHECK(column.status == std::vector<Status>{Status::measured, Status::suppressed, Status::measured});
  CHECK(notes_on(column, 1) == "kits withheld\n");
  CHECK(column.value[2] == Approx(15));
  CHECK_FALSE(column.has_limits(2)); // the estimate has none
}

TEST_CASE("the sample: each kind of supplier's share of the kits") {
  const Plugin plugin("naloxone");
  const IndicatorColumn registered = plugin.compute("share_registered", codes, {sample_kits()});
  CHECK(registered.title == "Naloxone kits supplied by registered providers, per cent of all kits");
  CHECK(registered.value[0] == Approx(10).epsilon(1e-12));
  CHECK(registered.value[2] == 0);
  CHECK(registered.status == std::vector<Status>{Status::measured, Status::suppressed, Status::measured});
  const IndicatorColumn named = plugin.compute("share_named_in_law", codes, {sample_kits()});
  CHECK(named.value[0] == Approx(90).epsilon(1e-12));
  CHECK(named.value[2] == 100);
  CHECK_FALSE(named.has_limits(0));
  CHECK_THAT(plugin.refusal("share_registered", {"U0"}, {bound(single("kits", "Kits", {7}))}),
             Contains("has no category named_in_law"));
  const IndicatorColumn none = plugin.compute(
      "share_registered", {"U0"}, {bound(single("kits", "Kits", {0, 0, 0}, {"registered", "other", "named_in_law"}))});
  CHECK(none.status[0] == Status::missing);
  CHECK(notes_on(none, 0) == "number of kits is 0\n");
}

TEST_CASE("the sample: who holds a kit, of all and of those not in treatment") {
  const Plugin plugin("naloxone");
  const IndicatorColumn all = plugin.compute("coverage", codes, sample_holders(false));
  CHECK(all.title == "People with a kit, per cent of people who use opiates (all)");
  CHECK(all.value[0] == Approx(40).epsilon(1e-12)); // 480 of 1,200
  CHECK(all.lower[0] == Approx(100 * 480.0 / 1420).epsilon(1e-12));
  CHECK(all.upper[0] == Approx(100 * 480.0 / 1050).epsilon(1e-12));
  CHECK(all.status[2] == Status::missing);
  CHECK(notes_on(all, 2) == "people with a kit not reported\n");
  const IndicatorColumn some = plugin.compute("coverage", codes, sample_holders(true), {outside});
  CHECK(some.title == "People with a kit, per cent of people who use opiates (not in treatment)");
  CHECK(some.value[0] == Approx(15).epsilon(1e-12)); // 90 of 1,200 - 600
  CHECK(some.denominator[0] == 600);
  CHECK(some.lower[0] == Approx(100 * 90.0 / 820).epsilon(1e-12));
  CHECK(some.upper[0] == Approx(100 * 90.0 / 450).epsilon(1e-12));
  CHECK_THAT(plugin.refusal("coverage", codes, sample_holders(false), {outside}),
             Contains("role in_treatment is not bound"));
  CHECK_THAT(plugin.refusal("coverage", codes, sample_holders(true)), Contains("say among: not in treatment"));
}

TEST_CASE("the gap to a target, and the kits that close it") {
  const std::vector<ParameterSetting> target{scalar("target", "90"), scalar("kits_per_person", "2")};
  const IndicatorColumn gap = one("coverage_gap", 480, {1200, 1050, 1420}, target);
  CHECK(gap.title == "People with a kit: short of 90 per cent of people who use opiates (all)");
  CHECK(gap.unit == "percentage points");
  CHECK(gap.direction == 1);
  CHECK(gap.value[0] == Approx(90 - 40).epsilon(1e-12));
  CHECK(gap.lower[0] == Approx(90 - 100 * 480.0 / 1050).epsilon(1e-12));
  CHECK(gap.upper[0] == Approx(90 - 100 * 480.0 / 1420).epsilon(1e-12));
  CHECK(gap.numerator[0] == Approx(600).epsilon(1e-12)); // people short of it
  const IndicatorColumn kits = one("kits_needed", 480, {1200, 1050, 1420}, target);
  CHECK(kits.title == "Naloxone kits needed to reach 90 per cent of people who use opiates (all)");
  CHECK(kits.value[0] == Approx(2 * (1080 - 480)).epsilon(1e-12));
  CHECK(kits.lower[0] == Approx(2 * (945 - 480)).epsilon(1e-12));
  CHECK(kits.upper[0] == Approx(2 * (1278 - 480)).epsilon(1e-12));
  CHECK(std::isnan(kits.denominator[0]));
  // Without a target stated, everyone: the gap is the share without a kit.
  CHECK(one("coverage_gap", 480, {1200, 1050, 1420}).value[0] == Approx(60).epsilon(1e-12));
  // Supplying what is needed closes the gap.
  CHECK(one("coverage_gap", 480 + 600, {1200, 1050, 1420}, target).value[0] == Approx(0).margin(1e-12));
}

TEST_CASE("a target that is reached leaves no gap, and more holders than people are marked") {
  const std::vector<ParameterSetting> target{scalar("target", "50")};
  const IndicatorColumn reached = one("coverage_gap", 700, {1200, 1050, 1500}, target);
  CHECK(reached.value[0] == 0);
  CHECK(reached.lower[0] == 0);
  CHECK(reached.upper[0] == Approx(50 - 100 * 700.0 / 1500).epsilon(1e-12));
  CHECK(one("kits_needed", 700, {1200, 1050, 1500}, target).upper[0] == Approx(50).epsilon(1e-12));
  const IndicatorColumn many = one("coverage", 1300, {1200, 1050, 1500});
  CHECK(many.value[0] == Approx(100 * 1300.0 / 1200).epsilon(1e-12)); // kept: the estimate may be too low
  CHECK(many.flags[0] == tranche::flag::implausible);
  CHECK_THAT(notes_on(many, 0), Contains("1300 people with a kit") && Contains("only 1200"));
}

TEST_CASE("no people, no estimate, a lower limit of nobody") {
  CHECK(one("coverage", 0, {0, 0, 0}).status[0] == Status::missing);
  CHECK(one("coverage", 5, {Status::suppressed, Status::missing, Status::missing}).status[0] == Status::suppressed);
  const IndicatorColumn open = one("coverage", 5, {10, 0, 20});
  CHECK(open.value[0] == 50);
  CHECK_FALSE(open.has_limits(0)); // five kits among nobody have no share
  CHECK(one("coverage_gap", 5, {10, 0, 20}).lower[0] == 0);
  CHECK(one("coverage_gap", 5, {10, 0, 20}).upper[0] == Approx(75));
  const Plugin plugin("naloxone");
  const IndicatorColumn everyone = plugin.compute(
      "coverage", {"U0"},
      {bound(single("holders", "H", {1})), estimates({10, 8, 12}), bound(single("in_treatment", "T", {11}))},
      {outside});
  CHECK(everyone.status[0] == Status::missing);
  CHECK(notes_on(everyone, 0) == "estimate less those in treatment is 0\n");
  CHECK_THROWS_WITH(one("coverage", -5, {10, 8, 12}), Contains("must be 0 or more, got -5"));
  CHECK_THROWS_WITH(one("coverage_gap", 5, {10, 8, 12}, {scalar("target", "101")}), Contains("101"));
}
