// Control charts against Montgomery's printed examples, Laney's identity, and simulation.
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "missing.hpp"
#include "tranche/statistics/control_charts.hpp"
#include "tranche/statistics/limits.hpp"
#include "tranche/statistics/random.hpp"

using namespace tranche::statistics;

namespace {

/// What textbooks call 3 sigma.
ChartSettings three_sigma(ChartDispersion dispersion = ChartDispersion::chance) {
  ChartSettings settings;
  settings.coverage = std::erf(3 / std::sqrt(2.0));
  settings.dispersion = dispersion;
  return settings;
}

std::vector<std::size_t> points_outside(const ControlChart& chart) {
  std::vector<std::size_t> outside;
  for (const Signal& signal : special_causes(chart, {"outside", true, 0, 0, false, false, false}))
    outside.push_back(signal.first + 1);
  return outside;
}

/// Signals of one rule about known limits: centre 0, sigma 1.
std::vector<Signal> signals_of(const std::vector<double>& z, ChartRule rule, ChartRules rules = usual_rules) {
  ControlChart chart;
  chart.value = chart.z = z;
  chart.centre = 0;
  chart.coverage = std::erf(3 / std::sqrt(2.0));
  std::vector<Signal> found = special_causes(chart, rules);
  std::erase_if(found, [&](const Signal& signal) { return signal.rule != rule; });
  return found;
}

} // namespace

TEST_CASE("XmR: Montgomery 2013, example 6.5, costs of processing mortgage loans") {
  const std::vector<double> costs{310, 288, 297, 298, 307, 303, 294, 297, 308, 306,
                                  294, 299, 297, 299, 314, 295, 293, 306, 301, 304};
  const ControlChart chart = individuals_chart(costs, three_sigma());
  CHECK(chart.centre == Approx(300.5));
  CHECK(chart.moving_range_mean == Approx(7.79).margin(0.005));
  // Printed with 7.79 and 1.128: 321.22, 279.78 and 25.45.
  CHECK(chart.upper[0] == Approx(321.22).margin(0.02));
  CHECK(chart.lower[19] == Approx(279.78).margin(0.02));
  CHECK(chart.moving_range_limit == Approx(25.45).margin(0.02));
  CHECK(special_causes(chart, usual_rules).empty());
  CHECK(chart.median == 299);
}

TEST_CASE("XmR: the constants of the tables, 2.66 and 3.267") {
  CHECK(3 / range_d2 == Approx(2.66).margin(0.002));
  CHECK(1 + 3 * range_d3 / range_d2 == Approx(3.267).margin(0.001));
  CHECK(range_d2 == Approx(1.128).margin(0.0005));
  CHECK(range_d3 == Approx(0.853).margin(0.0006));
}

TEST_CASE("P chart: Montgomery 2013, example 7.1, orange juice cans") {
  const std::vector<double> leaky{12, 15, 8, 10, 4,  7,  16, 9,  14, 10, 5,  6, 17, 12, 22,
                                  8,  10, 5, 13, 11, 20, 18, 24, 15, 9,  12, 7, 13, 9,  6};
  const std::vector<double> cans(30, 50);
  const ControlChart chart = proportions_chart(leaky, cans, three_sigma());
  CHECK(chart.centre == Approx(0.2313).margin(0.00005));
  CHECK(chart.upper[3] == Approx(0.4102).margin(0.00005));
  CHECK(chart.lower[3] == Approx(0.0524).margin(0.00005));
  CHECK(points_outside(chart) == std::vector<std::size_t>{15, 23});
}

TEST_CASE("C and U charts: Montgomery 2013, examples 7.3 and 7.4") {
  const std::vector<double> boards{21, 24, 16, 12, 15, 5,  28, 20, 31, 25, 20, 24, 16,
                                   19, 10, 17, 13, 22, 18, 39, 30, 24, 16, 19, 17, 15};
  const ControlChart c = rates_chart(boards, std::vector<double>(26, 1), three_sigma());
  CHECK(c.centre == Approx(19.85).margin(0.005));
  CHECK(c.upper[0] == Approx(33.22).margin(0.01));
  CHECK(c.lower[0] == Approx(6.48).margin(0.01));
  CHECK(points_outside(c) == std::vector<std::size_t>{6, 20});

  const std::vector<double> shipments{2, 3, 8, 1, 1, 4, 1, 4, 5, 1, 8, 2, 4, 3, 4, 1, 8, 3, 7, 4};
  const ControlChart u = rates_chart(shipments, std::vector<double>(20, 50), three_sigma());
  CHECK(u.centre == Approx(0.0740));
  CHECK(u.upper[0] == Approx(0.1894).margin(0.00005));
  CHECK(u.lower[0] == 0); // printed as -0.0414, and set to 0
  CHECK(points_outside(u).empty());
}

TEST_CASE("Laney: with one denominator for all, P' and U' are the XmR chart of the same figures") {
  const std::vector<double> events{310, 288, 297, 338, 307, 203, 294, 297, 308, 306, 294, 299, 297, 349};
  const std::vector<double> n(14, 1000);
  std::vector<double> values;
  for (const double one : events) values.push_back(one / 1000);
  const ControlChart xmr = individuals_chart(values, three_sigma());
  for (const bool proportion : {true, false}) {
    const ChartSettings settings = three_sigma(ChartDispersion::laney);
    const ControlChart laney = proportion ? proportions_chart(events, n, settings) : rates_chart(events, n, settings);
    CHECK(laney.centre == Approx(xmr.centre));
    CHECK(laney.upper[5] == Approx(xmr.upper[5]));
    CHECK(laney.lower[5] == Approx(xmr.lower[5]));
    CHECK(laney.dispersion > 1.5);
  }
}

TEST_CASE("Laney: limits are widened for over-dispersion, and narrowed only where asked for") {
  const std::vector<double> even{100, 101, 99, 100, 101, 100, 99, 100, 101, 99, 100, 100};
  const std::vector<double> n(12, 1000);
  const ControlChart laney = rates_chart(even, n, three_sigma(ChartDispersion::laney));
  const ControlChart over = rates_chart(even, n, three_sigma(ChartDispersion::over));
  const ControlChart chance = rates_chart(even, n, three_sigma(ChartDispersion::chance));
  CHECK(laney.dispersion < 0.2);
  CHECK(over.upper[0] == chance.upper[0]);
  CHECK(laney.upper[0] < chance.upper[0]);
}

TEST_CASE("control charts: too few figures, missing ones, a baseline, and no variation at all") {
  const std::vector<double> eleven{3, 4, 3, 5, 4, 3, 4, 5, 3, 4, 4};
  const ControlChart run = individuals_chart(eleven);
  CHECK_FALSE(run.has_limits());
  CHECK(run.median == 4);
  CHECK(run.based_on == 11);
  CHECK(special_causes(run, usual_rules).empty());

  std::vector<double> gaps = eleven;
  gaps.push_back(missing);
  gaps.push_back(4);
  const ControlChart gapped = individuals_chart(gaps);
  CHECK(gapped.has_limits());
  CHECK(gapped.figures == 12);
  CHECK(std::isnan(gapped.moving_range[11]));
  CHECK(std::isnan(gapped.moving_range[12]));
  CHECK(std::isnan(gapped.z[11]));
  CHECK(gapped.centre == Approx(46.0 / 12));

  ChartSettings first;
  first.baseline = 12;
  std::vector<double> changed = gaps;
  for (int i = 0; i < 8; ++i) changed.push_back(9);
  const ControlChart judged = individuals_chart(changed, first);
  CHECK(judged.centre == Approx(gapped.centre)); // later figures are judged by the first twelve
  CHECK(judged.z.back() > 3.1);

  const ControlChart flat = individuals_chart(std::vector<double>(14, 0.1));
  CHECK(flat.lower[3] == Approx(flat.upper[3]));
  CHECK(special_causes(flat, usual_rules).empty());
  std::vector<double> jump(14, 0.1);
  jump.push_back(0.2);
  first.baseline = 14;
  CHECK(points_outside(individuals_chart(jump, first)) == std::vector<std::size_t>{15});

  const ControlChart none = rates_chart(std::vector<double>(12, 0), std::vector<double>(12, 50));
  CHECK(none.centre == 0);
  CHECK(none.upper[0] == 0);
  CHECK(special_causes(none, usual_rules).empty());
  CHECK_FALSE(individuals_chart({}).has_limits());
  CHECK(std::isnan(individuals_chart({}).median));
  const ControlChart nobody = proportions_chart(std::vector<double>(12, 0), std::vector<double>(12, 0));
  CHECK_FALSE(nobody.has_limits());
}

TEST_CASE("special causes: each rule finds its pattern once, and stops at gaps and at the centre") {
  const std::vector<double> shift{-1, 1, .5, .2, 1, 1, .4, 1, 1, 1, -1};
  const std::vector<Signal> run = signals_of(shift, ChartRule::shift);
  REQUIRE(run.size() == 1);
  CHECK(run[0].first == 1);
  CHECK(run[0].last == 9);
  CHECK(run[0].high);
  std::vector<double> broken = shift;
  broken[4] = 0;
  CHECK(signals_of(broken, ChartRule::shift).empty());
  broken[4] = missing;
  CHECK(signals_of(broken, ChartRule::shift).empty());

  const std::vector<Signal> trend = signals_of({1, .9, .4, .1, -.2, -.9, -1, 0}, ChartRule::trend);
  REQUIRE(trend.size() == 1);
  CHECK(trend[0].last == 6);
  CHECK_FALSE(trend[0].high);
  CHECK(signals_of({0, .1, .2, .3, .3, .4, .5}, ChartRule::trend).empty()); // a tie ends it

  const std::vector<double> outer{0, 2.1, -.5, 2.2, 2.3, 0, 0};
  const std::vector<Signal> two = signals_of(outer, ChartRule::two_of_three);
  REQUIRE(two.size() == 1);
  CHECK(two[0].first == 1);
  CHECK(two[0].last == 5);
  const std::vector<Signal> sided = signals_of(outer, ChartRule::two_of_three, making_data_count_rules);
  CHECK(sided.empty()); // windows with the point below the centre, or on it, do not count
  CHECK(signals_of({2.1, 1, 2.2}, ChartRule::two_of_three, making_data_count_rules).size() == 1);
  CHECK(signals_of({2.1, 1, -2.2}, ChartRule::two_of_three).empty());

  CHECK(signals_of({1.1, 1.2, 0, 1.3, 1.1}, ChartRule::four_of_five, western_electric_rules).size() == 1);
  CHECK(signals_of({1.1, 1.2, 0, 1.3, 1.1}, ChartRule::four_of_five).empty()); // not among the usual
}

TEST_CASE("expected false alarms are what simulation brings, for every rule") {
  const double coverage = 0.998;
  constexpr std::size_t points = 24;
  constexpr std::uint32_t charts = 20000;
  for (const ChartRules& rules : {usual_rules, making_data_count_rules, western_electric_rules}) {
    double seen[chart_rules.size()] = {};
    for (std::uint32_t draw = 0; draw < charts; ++draw) {
      Stream random(20261126, draw, 0, 0);
      ControlChart chart;
      for (std::size_t i = 0; i < points; ++i) chart.z.push_back(random.normal());
      chart.value = chart.z;
      chart.centre = 0;
      chart.coverage = coverage;
      for (const Signal& signal : special_causes(chart, rules)) ++seen[static_cast<std::size_t>(signal.rule)];
    }
    double total = 0;
    for (const ChartRule rule : chart_rules) {
      const double expected = expected_false_alarms(rules, rule, points, coverage);
      const double found = seen[static_cast<std::size_t>(rule)] / charts;
      INFO(rules.name << ": " << describe(rules, rule));
      CHECK(found == Approx(expected).margin(4 * std::sqrt(expected / charts) + 1e-9));
      CHECK((expected > 0) == rules.uses(rule));
      total += expected;
    }
    CHECK(expected_false_alarms(rules, points, coverage) == Approx(total));
  }
  CHECK(expected_false_alarms(usual_rules, ChartRule::outside, 24, 0.998) == Approx(0.048));
  CHECK(expected_false_alarms(usual_rules, ChartRule::shift, 7, 0.998) == 0);
  CHECK(expected_false_alarms(usual_rules, ChartRule::shift, 8, 0.998) == Approx(2.0 / 256));
}

TEST_CASE("the limits of a U chart hold their coverage, and over-dispersed figures only with Laney's ratio") {
  // 2,000 charts of 40 points each of about 400 events: Poisson by the normal, with and without a spread of the rate.
  const auto outside = [](double spread, ChartDispersion dispersion) {
    double beyond = 0, all = 0;
    for (std::uint32_t draw = 0; draw < 2000; ++draw) {
      Stream random(7, draw, 0, 0);
      std::vector<double> events, exposures;
      for (int i = 0; i < 40; ++i) {
        const double exposure = 3500 + 1000 * random.uniform(), mean = 0.1 * exposure * (1 + spread * random.normal());
        exposures.push_back(exposure);
        events.push_back(std::max(0.0, std::round(mean + std::sqrt(std::max(mean, 1.0)) * random.normal())));
      }
      ChartSettings settings;
      settings.dispersion = dispersion;
      const ControlChart chart = rates_chart(events, exposures, settings);
      for (std::size_t i = 0; i < 40; ++i) {
        ++all;
        beyond += chart.value[i] < chart.lower[i] || chart.value[i] > chart.upper[i];
      }
    }
    return beyond / all;
  };
  CHECK(outside(0, ChartDispersion::chance) == Approx(0.002).margin(0.0008));
  CHECK(outside(0.1, ChartDispersion::chance) > 0.05);
  CHECK(outside(0.1, ChartDispersion::laney) < 0.006); // the ratio itself is estimated from 39 ranges
}
