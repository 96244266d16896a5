#include <array>
#include <catch2/catch.hpp>
#include <cmath>

#include "missing.hpp"
#include "reference_csv.hpp"
#include "shared.hpp"
#include "tranche/statistics/limits.hpp"

using namespace tranche::statistics;

namespace {

/// Within 1e-9, relatively for large figures.
bool close(double found, double expected) {
  return std::abs(found - expected) <= 1e-9 * std::max(1.0, std::abs(expected));
}

/// As close(), or both missing.
bool equal(double found, double expected) { return std::isnan(expected) ? std::isnan(found) : close(found, expected); }

std::filesystem::path phe(const std::string& name) { return shared_folder() / "data/method/phe" / name; }

double level_of(const std::string& text) { return std::strtod(text.c_str(), nullptr) / 100; }

} // namespace

TEST_CASE("Byar, exact and Wilson limits equal every published row") {
  SKIP_WITHOUT_SHARED();
  const ReferenceCsv table(phe("byars_wilson.csv"));
  REQUIRE(table.size() == 13);
  for (std::size_t i = 0; i < table.size(); ++i) {
    const double x = table.number(i, "x"), n = table.number(i, "n"), level = level_of(table.text(i, "confidence"));
    const double lower = table.number(i, "lowercl"), upper = table.number(i, "uppercl");
    CAPTURE(x, n, level);
    const Interval limits = table.text(i, "method") == "Wilson" ? wilson_limits(x, n, level) : byar_limits(x, level);
    CHECK(close(limits.upper, upper));
    if (std::isnan(lower)) // not published where the formula falls below zero
      CHECK(limits.lower == 0);
    else
      CHECK(close(limits.lower, lower));
  }
}

TEST_CASE("a share of none or of all lies on its limit of Wilson's, never a rounding step outside") {
  for (int n = 1; n < 2000; ++n)
    for (const double level : {0.95, 0.998}) {
      CAPTURE(n, level);
      CHECK(wilson_limits(0, n, level).lower == 0);
      CHECK(wilson_limits(n, n, level).upper == 1);
      CHECK(wilson_limits(n, n, level).lower < 1);
    }
}

TEST_CASE("crude rates and their limits equal every published row, exact below ten events") {
  SKIP_WITHOUT_SHARED();
  const ReferenceCsv table(phe("crude_rate.csv"));
  REQUIRE(table.size() == 20);
  const std::array levels{0.95, 0.998};
  for (std::size_t i = 0; i < table.size(); ++i) {
    CAPTURE(table.text(i, "Area"), table.text(i, "statistic"));
    const Estimate rate =
        crude_rate(table.number(i, "Numerator"), table.number(i, "Denominator"), table.number(i, "multiplier"), levels);
    CHECK(rate.given() == !std::isnan(table.number(i, "value"))); // published without a rate where a figure is missing
    CHECK(equal(rate.value, table.number(i, "value")));
    REQUIRE(rate.limits.size() == 2);
    CHECK(equal(rate.limits[0].lower, table.number(i, "lower95_0cl")));
    CHECK(equal(rate.limits[0].upper, table.number(i, "upper95_0cl")));
    CHECK(equal(rate.limits[1].lower, table.number(i, "lower99_8cl")));
    CHECK(equal(rate.limits[1].upper, table.number(i, "upper99_8cl")));
  }
}

TEST_CASE("crude rates of areas summed over their rows equal every published row") {
  SKIP_WITHOUT_SHARED();
  const ReferenceCsv table(phe("crude_rate_grouped_by_area.csv"));
  REQUIRE(table.size() == 12);
  const std::array levels{0.95};
  for (std::size_t i = 0; i < table.size(); ++i) {
    CAPTURE(table.text(i, "Area"));
    const Estimate rate =
        crude_rate(table.number(i, "Numerator"), table.number(i, "Denominator"), table.number(i, "multiplier"), levels);
    CHECK(equal(rate.value, table.number(i, "value")));
    CHECK(equal(rate.limits[0].lower, table.number(i, "lowercl")));
    CHECK(equal(rate.limits[0].upper, table.number(i, "uppercl")));
  }
}

TEST_CASE("a count's limits meet their definition below ten and turn to Byar at ten") {
  const Interval none = count_limits(0, 0.95);
  CHECK(none.lower == 0);
  CHECK(none.upper == Approx(-std::log(0.025)).epsilon(1e-12)); // P(0 events | upper) = 2.5 %
  // Exact: P(X >= 3 | lower) = P(X <= 3 | upper) = 2.5 %, summed term by term.
  const auto at_most = [](int k, double mean) {
    double term = std::exp(-mean), sum = 0;
    for (int i = 0; i <= k; ++i, term *= mean / i) sum += term;
    return sum;
  };
  const Interval three = count_limits(3, 0.95);
  CHECK(1 - at_most(2, three.lower) == Approx(0.025).epsilon(1e-9));
  CHECK(at_most(3, three.upper) == Approx(0.025).epsilon(1e-9));
  const Interval ten = count_limits(10, 0.998);
  CHECK(ten.lower == Approx(2.916318374695686).epsilon(1e-12)); // published as Byar's
}

TEST_CASE("the exact limits hold at any count, and lie near Byar's where there are many events") {
  const Interval five = exact_limits(5, 0.95), counted = count_limits(5, 0.95);
  CHECK(five.lower == counted.lower);
  CHECK(five.upper == counted.upper);
  for (const double count : {10.0, 1e3, 1e6, 1e9}) {
    const Interval exact = exact_limits(count, 0.998), byar = byar_limits(count, 0.998);
    CAPTURE(count);
    CHECK(exact.lower == Approx(byar.lower).epsilon(0.2 / count + 1e-9));
    CHECK(exact.upper == Approx(byar.upper).epsilon(0.2 / count + 1e-9));
    // Normal, with the usual correction for skewness, to the order of 1 / sqrt(count).
    const double z = normal_deviate(0.998);
    CHECK(byar.upper == Approx(count + z * std::sqrt(count) + (z * z + 2) / 3).epsilon(3 / std::pow(count, 1.4)));
  }
}

TEST_CASE("Student's limits follow the closed forms of one and two degrees of freedom, and the normal far out") {
  const double pi = std::acos(-1.0);
  for (const double level : {0.9, 0.95, 0.998}) {
    const double p = (1 + level) / 2;
    const Interval two = student_limits(2, 7, 3, level); // t with 1 degree of freedom is Cauchy's
    CHECK(two.upper == Approx(7 + std::tan(pi * (p - 0.5)) * 3 / std::sqrt(2)).epsilon(1e-12));
    CHECK(two.lower + two.upper == Approx(14).epsilon(1e-12));
    const Interval three = student_limits(3, 7, 3, level);
    const double t = (2 * p - 1) * std::sqrt(2 / (4 * p * (1 - p)));
    CHECK(three.upper == Approx(7 + t * 3 / std::sqrt(3)).epsilon(1e-12));
    const Interval many = student_limits(1e9, 7, 3, level);
    CHECK((many.upper - 7) * std::sqrt(1e9) / 3 == Approx(normal_deviate(level)).epsilon(1e-6));
  }
  CHECK(student_limits(10, 0, std::sqrt(10), 0.95).upper ==
        Approx(2.262157).epsilon(1e-6)); // printed in any table of t
  CHECK(student_limits(5, 0, std::sqrt(5), 0.998).upper == Approx(7.173182).epsilon(1e-6));
  CHECK(student_limits(4, 5, 0, 0.95).lower == 5); // all the same
  CHECK(std::isnan(student_limits(1, 5, 0, 0.95).lower));
  CHECK(std::isnan(student_limits(1, 5, 0, 0.95).upper));
  CHECK(std::isnan(student_limits(0, 5, 0, 0.95).upper));
}

TEST_CASE("a mean skips what is missing and is steady far from zero") {
  const std::array levels{0.95, 0.998};
  const std::vector<double> values{1e9 + 30, missing, 1e9 + 40, 1e9 + 50, 1e9 + 60};
  const Estimate mean = sample_mean(values, levels);
  CHECK(mean.value == 1e9 + 45);
  CHECK(mean.events == 4);
  CHECK(mean.standard_error == Approx(std::sqrt(500.0 / 3 / 4)).epsilon(1e-12));
  CHECK(mean.limits[0].upper - mean.value == Approx(3.182446 * std::sqrt(500.0 / 3 / 4)).epsilon(1e-6)); // t, 3 d.f.
  const Estimate one = sample_mean(std::vector{missing, 5.0}, levels);
  CHECK(one.given());
  CHECK(one.value == 5);
  CHECK(std::isnan(one.standard_error));
  CHECK(std::isnan(one.limits[1].lower));
  const Estimate none = sample_mean(std::vector{missing, missing}, levels);
  CHECK(none.withheld == Reason::missing_figure);
  CHECK(std::isnan(none.value));
  CHECK(none.limits.size() == 2);
  CHECK(sample_mean({}, levels).withheld == Reason::missing_figure);
}

TEST_CASE("a rate or proportion without people is missing with its reason, never infinite") {
  const std::array levels{0.95, 0.998};
  for (const Estimate& rate :
       {crude_rate(3, 0, 1e5, levels), crude_rate(0, 0, 1e5, levels), proportion(0, 0, 100, levels)}) {
    CHECK(rate.withheld == Reason::no_population);
    CHECK(std::isnan(rate.value));
    CHECK(std::isnan(rate.standard_error));
    CHECK(rate.limits.size() == 2);
    CHECK(std::isnan(rate.limits[1].upper));
    CHECK(describe(rate.withheld) == "the population is 0");
  }
  CHECK(crude_rate(3, 0, 1e5, levels).events == 3);
  CHECK(crude_rate(missing, 10, 1e5, levels).withheld == Reason::missing_figure);
  CHECK(proportion(1, missing, 1e5, levels).withheld == Reason::missing_figure);
  const Estimate nothing = crude_rate(0, 1000, 1000, levels);
  CHECK(nothing.value == 0);
  CHECK(nothing.limits[0].lower == 0);
  CHECK(nothing.limits[0].upper == Approx(-std::log(0.025)).epsilon(1e-12));
  const Estimate rare = crude_rate(1, 1e9, 1, levels);
  CHECK(rare.value == 1e-9);
  CHECK(rare.limits[0].upper == Approx(5.571643390938898e-9).epsilon(1e-12)); // the published upper limit of 1
}

TEST_CASE("repeat events widen a crude rate's limits by the root of their mean square") {
  const std::array levels{0.95};
  const Estimate independent = crude_rate(400, 1e4, 1e3, levels), same = crude_rate(400, 1e4, 1e3, levels, 400),
                 repeated = crude_rate(400, 1e4, 1e3, levels, 1600); // 100 people with 4 events each
  CHECK(same.limits[0].lower == independent.limits[0].lower);
  CHECK(repeated.value == independent.value);
  CHECK(repeated.standard_error == Approx(2 * independent.standard_error));
  CHECK(repeated.value - repeated.limits[0].lower == Approx(2 * (independent.value - independent.limits[0].lower)));
  CHECK(repeated.limits[0].upper - repeated.value == Approx(2 * (independent.limits[0].upper - independent.value)));
}

TEST_CASE("a proportion's limits are Wilson's times the multiplier, at several levels at once") {
  const std::array levels{0.95, 0.998};
  const Estimate share = proportion(65, 100, 100, levels);
  CHECK(share.value == 65);
  CHECK(share.standard_error == Approx(100 * std::sqrt(0.65 * 0.35 / 100)));
  CHECK(share.limits[0].lower == Approx(55.254443296887967).epsilon(1e-12)); // published by the profiles
  CHECK(share.limits[1].upper == Approx(77.835406140896971).epsilon(1e-9));
  CHECK(proportion(0, 50, 1, levels).limits[0].lower == Approx(0).margin(1e-15));
  CHECK(proportion(50, 50, 1, levels).limits[0].upper == Approx(1).epsilon(1e-15));
}
