#include <array>
#include <catch2/catch.hpp>
#include <cmath>

#include "levels.hpp"
#include "missing.hpp"
#include "tranche/statistics/funnel.hpp"
#include "tranche/statistics/random.hpp"

using namespace tranche::statistics;

namespace {} // namespace

TEST_CASE("funnels of proportions are those of the public health profiles") {
  // PHEindicatormethods, tests/testthat/testdata_funnel_prop_outputs.csv, in percent to six places.
  struct Row {
    double n, lower_95, upper_95, lower_998, upper_998;
  };
  for (const Row& row : {Row{1, 3.204264, 100, 0, 100},
                         {3, 35.933491, 100, 10.150815, 100},
                         {20, 63.326743, 97.958152, 53.341156, 100},
                         {75, 71.700657, 89.584239, 66.544121, 94.740774},
                         {1008, 78.203374, 83.081521, 76.796814, 84.488082},
                         {110000, 80.408963, 80.875933, 80.274317, 81.010578}}) {
    const std::vector<Interval> funnel = funnel_proportion(0.80642448, row.n, both);
    CAPTURE(row.n);
    CHECK(100 * funnel[0].lower == Approx(row.lower_95).margin(2e-6));
    CHECK(100 * funnel[0].upper == Approx(row.upper_95).margin(2e-6));
    CHECK(100 * funnel[1].lower == Approx(row.lower_998).margin(2e-6));
    CHECK(100 * funnel[1].upper == Approx(row.upper_998).margin(2e-6));
  }
}

TEST_CASE("a proportion on its funnel has Wilson's limits that end at the target") {
  for (const double n : {200.0, 5000.0}) {
    const Interval funnel = funnel_proportion(0.3, n, both)[1];
    CHECK(wilson_limits(funnel.lower * n, n, 0.998).upper == Approx(0.3).epsilon(1e-12));
    CHECK(wilson_limits(funnel.upper * n, n, 0.998).lower == Approx(0.3).epsilon(1e-12));
  }
}

TEST_CASE("funnels of ratios and rates are those of the public health profiles") {
  // tests/testthat/testdata_funnel_ratio_outputs.csv; the package finds them by halving, to about six digits.
  struct Row {
    double events, lower_95, upper_95, lower_998, upper_998;
  };
  for (const Row& row : {Row{10, 54.3763205, 208.5337156, 41.43536693, 337.778507},
                         {49, 75.63993169, 135.1706507, 65.57409755, 162.3694444},
                         {100, 82.21871402, 122.9044681, 74.11562345, 139.0406755},
                         {716, 92.93605352, 107.7488421, 89.20960712, 112.5516964}}) {
    const std::vector<Interval> funnel = funnel_ratio(row.events, both);
    CAPTURE(row.events);
    CHECK(100 * funnel[0].lower == Approx(row.lower_95).epsilon(3e-6));
    CHECK(100 * funnel[0].upper == Approx(row.upper_95).epsilon(3e-6));
    CHECK(100 * funnel[1].lower == Approx(row.lower_998).epsilon(3e-6));
    CHECK(100 * funnel[1].upper == Approx(row.upper_998).epsilon(3e-6));
  }
  // testdata_funnel_rate_outputs.csv: the common rate is 116.1720835 per 100,000.
  CHECK(116.1720835 * funnel_ratio(10, both)[0].lower == Approx(63.17010446).epsilon(3e-6));
  CHECK(116.1720835 * funnel_ratio(99, both)[1].upper == Approx(161.8129075).epsilon(3e-6));
}

TEST_CASE("funnels are defined at their edges") {
  const Interval none = funnel_ratio(0, both)[0];
  CHECK(none.lower == 0);
  CHECK(std::isnan(none.upper));
  CHECK(std::isnan(funnel_ratio(missing, both)[1].lower));
  CHECK(std::isnan(funnel_proportion(0.5, 0, both)[0].lower));
  CHECK(std::isnan(funnel_proportion(missing, 5, both)[0].lower));
  CHECK(funnel_proportion(0, 5, both)[0].upper == 0);
  const Interval huge = funnel_ratio(1e9, both)[0];
  CHECK(huge.lower == Approx(1 - 1.959964 / std::sqrt(1e9)).epsilon(1e-8));
  CHECK(huge.upper == Approx(1 + 1.959964 / std::sqrt(1e9)).epsilon(1e-8));
  CHECK(against_funnel(3, {2, 4}) == Significance::similar);
  CHECK(against_funnel(4.1, {2, 4}) == Significance::higher);
  CHECK(against_funnel(1.9, {2, 4}) == Significance::lower);
  CHECK(against_funnel(missing, {2, 4}) == Significance::unknown);
  CHECK(against_funnel(3, no_limits) == Significance::unknown);
  CHECK(effective_population(50, 125, 1e5) == 40000);
  CHECK(std::isnan(effective_population(0, 125, 1e5)));
  CHECK(std::isnan(effective_population(5, 0, 1e5)));
  CHECK(pooled_value(std::vector{1.0, missing, 3.0, 9.0}, std::vector{10.0, 5.0, 10.0, 0.0}) == 0.2);
  CHECK(std::isnan(pooled_value(std::vector{1.0}, std::vector{0.0})));
}

TEST_CASE("scores are deviations in units of chance on the scale that steadies them") {
  const std::vector<double> tops{9, 16, missing, 4}, bottoms{10, 10, 10, 0};
  const std::vector<double> rates = funnel_scores(tops, bottoms, 1, FunnelScale::rate);
  CHECK(rates[0] == Approx(2 * (3 - std::sqrt(10))));
  CHECK(rates[1] == Approx(2 * (4 - std::sqrt(10))));
  CHECK(std::isnan(rates[2]));
  CHECK(std::isnan(rates[3]));
  const std::vector<double> shares =
      funnel_scores(std::vector{25.0, 0.0, 100.0}, std::vector{100.0, 100.0, 100.0}, 0.5, FunnelScale::proportion);
  const double pi = std::acos(-1.0);
  CHECK(shares[0] == Approx((pi / 6 - pi / 4) * 20)); // arcsine of a half less that of the root of a half
  CHECK(shares[1] == Approx(-pi / 4 * 20));
  CHECK(shares[2] == Approx(pi / 4 * 20));
  CHECK(std::isnan(funnel_scores(tops, bottoms, missing, FunnelScale::rate)[0]));
}

TEST_CASE("overdispersion of even units, by hand") {
  // Six scores of -/+ 3 on 25 events each: phi = 9, tau^2 = (6 x 9 - 5)/(600 - 6 x 100^2/600) = 49/500.
  const std::vector<double> scores{3, -3, 3, -3, 3, -3}, denominators(6, 25);
  const Overdispersion found = overdispersion(scores, denominators);
  CHECK(found.units == 6);
  CHECK(found.phi == Approx(9));
  CHECK(found.tau2 == Approx(49.0 / 500));
  // What chance explains: no adjustment.
  CHECK(overdispersion(std::vector{1.0, -1.0, 0.5, -0.5}, std::vector{1.0, 2.0, 3.0, 4.0}).tau2 == 0);
}

TEST_CASE("an outlier is winsorised to the tenth and ninetieth hundredth") {
  // Eleven scores: the tenths of type 7 fall on the second and the tenth.
  const std::vector<double> scores{-50, -2, -1, -1, 0, 0, 0, 1, 1, 2, 1000};
  const std::vector<double> denominators{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
  const Overdispersion found = overdispersion(scores, denominators);
  CHECK(found.phi == Approx((4 + 4 + 1 + 1 + 1 + 1 + 4 + 4) / 11.0));
  double w = 0, w2 = 0;
  for (const double d : denominators) w += 4 * d, w2 += 16 * d * d;
  CHECK(found.tau2 == Approx((20 - 10) / (w - w2 / w)));
  CHECK(overdispersion(scores, denominators, 0).phi > 1e4);
  // Between order statistics it is linear: of 0..4, 10 % lies at 0.4.
  const std::vector<double> steps{0, 1, 2, 3, 4}, ones(5, 1);
  CHECK(overdispersion(steps, ones).phi == Approx((0.16 + 1 + 4 + 9 + 3.6 * 3.6) / 5));
}

TEST_CASE("the adjustment finds a spread that was put there") {
  std::vector<double> tops, bottoms;
  for (std::uint32_t i = 0; i < 4000; ++i) {
    Stream stream(11, i, 0, 0);
    const double expected = 50 + 400 * stream.uniform();
    const double root = 1 + 0.1 * stream.normal() + stream.normal() / (2 * std::sqrt(expected));
    bottoms.push_back(expected);
    tops.push_back(expected * root * root);
  }
  const std::vector<double> scores = funnel_scores(tops, bottoms, 1, FunnelScale::rate);
  CHECK(overdispersion(scores, bottoms, 0).tau2 == Approx(0.01).epsilon(0.05));
  CHECK(overdispersion(scores, bottoms).tau2 < overdispersion(scores, bottoms, 0).tau2);
  // and puts the limits round 95 in a hundred
  const double tau2 = overdispersion(scores, bottoms, 0).tau2;
  double inside = 0;
  for (std::size_t i = 0; i < tops.size(); ++i) {
    const Interval funnel = funnel_adjusted(1, bottoms[i], tau2, FunnelScale::rate, both)[0];
    inside += against_funnel(tops[i] / bottoms[i], funnel) == Significance::similar ? 1 : 0;
  }
  CHECK(inside / 4000 == Approx(0.95).margin(0.01));
}

TEST_CASE("adjusted funnels reduce to the plain ones without a spread, and stay within their range") {
  for (const double n : {2000.0, 1e8}) {
    const Interval adjusted = funnel_adjusted(0.3, n, 0, FunnelScale::proportion, both)[0],
                   plain = funnel_proportion(0.3, n, both)[0];
    CHECK(adjusted.lower == Approx(plain.lower).epsilon(2 / n));
    CHECK(adjusted.upper == Approx(plain.upper).epsilon(2 / n));
  }
  CHECK(funnel_adjusted(0.02, 3, 0.5, FunnelScale::proportion, both)[1].lower == 0);
  CHECK(funnel_adjusted(0.98, 3, 0.5, FunnelScale::proportion, both)[1].upper == 1);
  CHECK(funnel_adjusted(0.02, 3, 0.5, FunnelScale::rate, both)[1].lower == 0);
  const Interval wide = funnel_adjusted(1, 1e15, 0.01, FunnelScale::rate, both)[0];
  CHECK(wide.upper == Approx(std::pow(1 + 0.1 * normal_deviate(0.95), 2)).epsilon(1e-9)); // does not close
  CHECK(std::isnan(funnel_adjusted(1, 0, 0.01, FunnelScale::rate, both)[0].lower));
  CHECK(std::isnan(funnel_adjusted(missing, 5, 0.01, FunnelScale::rate, both)[1].upper));
}

TEST_CASE("overdispersion of none, one or missing units is defined") {
  CHECK(overdispersion({}, {}).phi == 1);
  CHECK(overdispersion({}, {}).tau2 == 0);
  CHECK(overdispersion(std::vector{missing, missing}, std::vector{1.0, 2.0}).units == 0);
  const Overdispersion one = overdispersion(std::vector{missing, 5.0}, std::vector{1.0, 2.0});
  CHECK(one.units == 1);
  CHECK(one.phi == 25);
  CHECK(one.tau2 == 0);
}
