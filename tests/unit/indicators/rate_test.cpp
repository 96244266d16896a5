#include <catch2/catch.hpp>
#include <cmath>

#include "faults.hpp"
#include "tranche/indicators/kinds.hpp"
#include "tranche/indicators/plugin_host.hpp"
#include "tranche/statistics/limits.hpp"

using namespace tranche;
using Catch::Contains;

namespace {

const std::vector<std::string> codes = {"E1", "E2", "E3"}, names = {"One", "Two", "Three"};

BoundInput figures(const std::string& role, std::vector<std::string> periods, const std::vector<double>& values) {
  BoundInput input;
  input.role = role;
  input.cube.title = role == "numerator" ? "Falls" : "Residents";
  input.cube.layer = "test/" + role;
  input.cube.areas = codes;
  input.cube.periods = std::move(periods);
  input.cube.clear();
  input.cube.value = values;
  input.cube.status.assign(values.size(), Status::measured);
  input.cube.coverage.assign(values.size(), 1);
  return input;
}

IndicatorSettings settings(double per, const std::string& limits = "none") {
  IndicatorSettings s;
  s.id = "falls";
  s.kind = "rate";
  s.per = per;
  s.limits = limits;
  s.place = {"a.yaml", 7, 5, "indicators.falls"};
  return s;
}

IndicatorColumn rate(const IndicatorSettings& s, const BoundInput& above, const BoundInput& below) {
  return compute_rate(s, codes, names, std::vector<double>{0.95}, std::vector<BoundInput>{above, below});
}

const BoundInput falls = figures("numerator", {"2020"}, {5, 20, 0}),
                 people = figures("denominator", {"2020"}, {1000, 2500, 400});

} // namespace

TEST_CASE("a rate is per times numerator over denominator, with its words") {
  const IndicatorColumn column = rate(settings(100000), falls, people);
  CHECK(column.value == std::vector<double>{500, 800, 0});
  CHECK(column.numerator == std::vector<double>{5, 20, 0});
  CHECK(column.denominator == std::vector<double>{1000, 2500, 400});
  CHECK(column.title == "Falls per 100,000, 2020");
  CHECK(column.unit == "per 100,000");
  CHECK(column.source == "rate");
  CHECK(column.error_model == "none");
  CHECK_FALSE(column.has_limits(0));
}

TEST_CASE("a rate pools its periods, and scaling per and the figures scales it") {
  const BoundInput above = figures("numerator", {"2019", "2020"}, {1, 4, 8, 12, 0, 0});
  const BoundInput below = figures("denominator", {"2019", "2020"}, {400, 600, 1000, 1500, 200, 200});
  CHECK(rate(settings(1000), above, below).value == std::vector<double>{5, 8, 0});
  CHECK(rate(settings(1), above, below).value[1] * 1000 == Approx(rate(settings(1000), above, below).value[1]));
  BoundInput doubled = falls;
  for (double& value : doubled.cube.value) value *= 2;
  for (std::size_t i = 0; i < 3; ++i)
    CHECK(rate(settings(1000), doubled, people).value[i] == 2 * rate(settings(1000), falls, people).value[i]);
}

TEST_CASE("limits of a rate are those of its count, or of its share, and hold the value") {
  const IndicatorColumn byar = rate(settings(1000, "byar"), falls, people);
  const IndicatorColumn wilson = rate(settings(1000, "wilson"), falls, people);
  CHECK(byar.error_model == "poisson");
  CHECK(wilson.error_model == "binomial");
  CHECK(byar.lower[1] == Approx(statistics::count_limits(20, 0.95).lower * 1000 / 2500).epsilon(1e-12));
  // Published: Wilson's 95 % limits of 5 in 1000 are 0.00214 and 0.01165 (closed form, computed apart).
  const double z = 1.959963984540054, n = 1000, p = 0.005, root = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  CHECK(wilson.lower[0] == Approx(1000 * (p + z * z / (2 * n) - root) / (1 + z * z / n)).epsilon(1e-9));
  CHECK(wilson.upper[0] == Approx(1000 * (p + z * z / (2 * n) + root) / (1 + z * z / n)).epsilon(1e-9));
  for (const IndicatorColumn& column : {byar, wilson})
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK(column.lower[i] <= column.value[i]);
      CHECK(column.value[i] < column.upper[i]);
    }
}

TEST_CASE("what is missing stays missing, and nothing is divided by 0") {
  BoundInput above = falls, below = people;
  above.cube.status = {Status::suppressed, Status::unreliable, Status::measured};
  below.cube.value[2] = 0;
  const IndicatorColumn column = rate(settings(1000, "byar"), above, below);
  CHECK(column.status == std::vector<Status>{Status::suppressed, Status::unreliable, Status::missing});
  CHECK(std::isnan(column.value[0]));
  CHECK(std::isnan(column.numerator[0]));
  CHECK(column.denominator[0] == 1000);
  CHECK(column.value[1] == 8);
  CHECK(std::isnan(column.value[2]));
  CHECK_FALSE(column.has_limits(2));
  REQUIRE(column.notes.size() == 1);
  CHECK(column.notes[0] == std::pair<std::size_t, std::string>(2, "the denominator is 0: no rate"));
  below.cube.status[0] = Status::missing; // not reported outweighs withheld
  CHECK(rate(settings(1000), above, below).status[0] == Status::missing);
}

TEST_CASE("coverage of a rate is the least of its cells") {
  BoundInput above = falls;
  above.cube.coverage = {0.7, 1, 1};
  CHECK(rate(settings(1), above, people).coverage == std::vector<double>{0.7, 1, 1});
}

TEST_CASE("figures that make no rate are refused with layer, authority and remedy") {
  BoundInput negative = falls;
  negative.cube.value[1] = -3;
  CHECK_THAT(fault_of([&] { rate(settings(1), negative, people); }),
             Contains("test/numerator: the numerator of Two (E2) is negative (-3)"));
  BoundInput few = people;
  few.cube.value[0] = 4;
  CHECK_THAT(fault_of([&] { rate(settings(1, "wilson"), falls, few); }),
             Contains("the numerator of One (E1) (5) is above its denominator (4)"));
  CHECK_THAT(fault_of([&] { compute_rate(settings(1), codes, names, {}, std::vector<BoundInput>{falls}); }),
             Contains("a.yaml:7:5: indicators.falls: `kind: rate` needs the input 'denominator'"));
}

TEST_CASE("several years of events over one year of people are refused, quarters of a year are not") {
  const BoundInput years = figures("numerator", {"2018", "2019", "2020"}, std::vector<double>(9, 1));
  CHECK_THAT(fault_of([&] { rate(settings(1), years, people); }),
             Contains("the numerator has 3 periods (2018 to 2020) and the denominator has 1 period (2020)"));
  const BoundInput quarters = figures("numerator", {"2020Q1", "2020Q2"}, {1, 2, 3, 4, 5, 6});
  CHECK(rate(settings(1000), quarters, people).value == std::vector<double>{3, 2.8, 27.5});
}
