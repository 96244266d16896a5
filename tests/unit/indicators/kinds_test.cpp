#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>

#include "bound_figures.hpp"
#include "faults.hpp"
#include "missing.hpp"
#include "reference_csv.hpp"
#include "shared.hpp"
#include "tranche/indicators/kinds.hpp"
#include "tranche/statistics/limits.hpp"
#include "tranche/statistics/standardise.hpp"

using namespace tranche;
using Catch::Contains;
using statistics::Interval;

namespace {

constexpr std::array both{0.95, 0.998};

IndicatorSettings settings(const std::string& kind, const std::string& limits, double per = 1) {
  IndicatorSettings s;
  s.id = "x";
  s.kind = kind;
  s.limits = limits;
  s.per = per;
  s.unit = "things";
  s.place = {"a.yaml", 7, 5, "indicators.x"};
  return s;
}

IndicatorColumn compute(const IndicatorSettings& s, std::size_t authorities, const std::vector<BoundInput>& inputs) {
  std::vector<std::string> codes, names;
  for (std::size_t i = 0; i < authorities; ++i) {
    codes.push_back("E" + std::to_string(i));
    names.push_back("Unit " + std::to_string(i));
  }
  return compute_kind(s, codes, names, both, inputs);
}

/// Within 1e-9, relatively for large figures; missing where the other is.
bool equal(double found, double wanted) {
  return std::isnan(wanted) ? std::isnan(found) : std::abs(found - wanted) <= 1e-9 * std::max(1.0, std::abs(wanted));
}

void check_limits(const IndicatorColumn& column, std::size_t i, const std::vector<Interval>& wanted, double scale = 1) {
  REQUIRE(column.further_lower.size() == 1);
  REQUIRE(column.further_upper.size() == 1);
  CHECK(equal(column.lower[i], scale * wanted[0].lower));
  CHECK(equal(column.upper[i], scale * wanted[0].upper));
  CHECK(equal(column.further_lower[0][i], scale * wanted[1].lower));
  CHECK(equal(column.further_upper[0][i], scale * wanted[1].upper));
}

std::filesystem::path phe(const std::string& name) { return shared_folder() / "data/method/phe" / name; }

const std::vector<std::string> bands = {"young", "old"};

} // namespace

TEST_CASE("rates with two levels of limits are those of the health profiles") {
  SKIP_WITHOUT_SHARED();
  const ReferenceCsv table(phe("crude_rate.csv"));
  std::vector<double> events, people;
  for (std::size_t i = 0; i < table.size(); ++i) {
    events.push_back(table.number(i, "Numerator"));
    people.push_back(table.number(i, "Denominator"));
  }
  for (const double per : {100.0, 100000.0}) {
    const IndicatorColumn column = compute(
        settings("rate", "byar", per), events.size(),
        {bound_figures("numerator", events.size(), events), bound_figures("denominator", people.size(), people)});
    for (std::size_t i = 0; i < table.size(); ++i) {
      if (table.number(i, "multiplier") != per) continue;
      INFO(table.text(i, "Area"));
      CHECK(equal(column.value[i], table.number(i, "value")));
      check_limits(column, i,
                   {{table.number(i, "lower95_0cl"), table.number(i, "upper95_0cl")},
                    {table.number(i, "lower99_8cl"), table.number(i, "upper99_8cl")}});
    }
  }
}

TEST_CASE("proportions have Wilson's limits as published, at two levels") {
  SKIP_WITHOUT_SHARED();
  const ReferenceCsv table(phe("byars_wilson.csv"));
  std::map<double, std::array<Interval, 2>> published; // by x
  std::map<double, double> of;
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table.text(i, "method") != "Wilson") continue;
    const double x = table.number(i, "x");
    published[x][table.text(i, "confidence") == "95%" ? 0 : 1] = {table.number(i, "lowercl"),
                                                                  table.number(i, "uppercl")};
    of[x] = table.number(i, "n");
  }
  REQUIRE(published.size() == 3);
  for (const auto& [x, limits] : published) {
    const IndicatorColumn column =
        compute(settings("proportion", "wilson"), 1,
                {bound_figures("numerator", 1, {x}), bound_figures("denominator", 1, {of[x]})});
    CHECK(column.error_model == "binomial");
    CHECK(equal(column.value[0], x / of[x]));
    check_limits(column, 0, {limits[0], limits[1]});
  }
}

TEST_CASE("a proportion above 1 is refused even without limits, and no people leave a note") {
  CHECK_THAT(fault_of([&] {
               compute(settings("proportion", "none"), 1,
                       {bound_figures("numerator", 1, {3}), bound_figures("denominator", 1, {2})});
             }),
             Contains("the numerator of Unit 0 (E0) (3) is above its denominator (2), so it is no share"));
  const IndicatorColumn column =
      compute(settings("proportion", "wilson"), 2,
              {bound_figures("numerator", 2, {0, 1}), bound_figures("denominator", 2, {0, 4})});
  CHECK(column.status == std::vector<Status>{Status::missing, Status::measured});
  REQUIRE(column.notes.size() == 1);
  CHECK(column.notes[0].second == "the denominator is 0: no share");
  CHECK(std::isnan(column.further_lower[0][0]));
}

TEST_CASE("a mean with its standard deviation and count has Student's limits") {
  const IndicatorColumn column =
      compute(settings("mean", "student"), 4,
              {bound_figures("value", 4, {-5, 7, 7, 3}), bound_figures("standard_deviation", 4, {2, 2, 2, missing}),
               bound_figures("count", 4, {10, 1, 0, 5})});
  CHECK(column.error_model == "limits");
  CHECK(column.value[0] == -5);
  CHECK(column.denominator[0] == 10);
  // t(9) at 0.975 and 0.999 of the printed tables: 2.262 and 4.297
  CHECK(column.lower[0] == Approx(-5 - 2.262 * 2 / std::sqrt(10)).epsilon(1e-3));
  CHECK(column.further_upper[0][0] == Approx(-5 + 4.297 * 2 / std::sqrt(10)).epsilon(1e-3));
  CHECK(column.value[1] == 7); // of one value, which has no limits
  CHECK_FALSE(column.has_limits(1));
  CHECK(column.status[2] == Status::missing);
  CHECK(column.notes.at(0).second == "the count is 0: no mean");
  CHECK(column.status[3] == Status::missing);
  CHECK_THAT(
      fault_of([&] {
        compute(settings("mean", "student"), 1, {bound_figures("value", 1, {1}), bound_figures("count", 1, {4})});
      }),
      Contains("has a count without a standard_deviation"));
}

TEST_CASE("a mean of observations is theirs over periods and categories, and a gap leaves none") {
  const IndicatorColumn column = compute(
      settings("mean", "student"), 2, {bound_figures("value", 2, {1, 2, 3, 6, 1, 2, missing, 6}, bands, {"a", "b"})});
  CHECK(column.value[0] == 3);
  const double sd = std::sqrt(14.0 / 3);
  check_limits(column, 0, {statistics::student_limits(4, 3, sd, 0.95), statistics::student_limits(4, 3, sd, 0.998)});
  CHECK(column.status[1] == Status::missing);
  CHECK(std::isnan(column.value[1]));
}

TEST_CASE("standardised rates by the built-in standard are those of the health profiles") {
  SKIP_WITHOUT_SHARED();
  const ReferenceCsv table(phe("dsr_inputs_multiarea.csv")), expected(phe("dsr_expected.csv"));
  std::vector<std::string> labels;
  for (const statistics::StandardBand& band : statistics::esp2013()) labels.emplace_back(band.band);
  const std::vector<std::string> areas = {"testdata_big", "testdata_small", "testdata_tiny"};
  std::vector<double> events, people;
  for (const std::string& area : areas)
    for (std::size_t i = 0; i < table.size();
         ++i) { // the table's rows are in the bands' order; one label is misprinted
      if (table.text(i, "area") != area) continue;
      events.push_back(table.text(i, "count").empty() ? 0 : table.number(i, "count"));
      people.push_back(table.number(i, "pop"));
    }
  REQUIRE(events.size() == 3 * 19);
  // The population's bands come the other way round: they are matched by label.
  std::vector<std::string> reversed(labels.rbegin(), labels.rend());
  for (std::size_t area = 0; area < 3; ++area)
    std::reverse(people.begin() + static_cast<std::ptrdiff_t>(19 * area),
                 people.begin() + static_cast<std::ptrdiff_t>(19 * area + 19));
  const IndicatorColumn column =
      compute(settings("standardised", "dobson", 100000), 3,
              {bound_figures("events", 3, events, labels), bound_figures("population", 3, people, reversed)});
  std::size_t compared = 0;
  for (std::size_t row = 0; row < expected.size(); ++row)
    for (std::size_t area = 0; area < 3; ++area) {
      if (expected.text(row, "area") != areas[area] || expected.text(row, "statistic") == "dsr per 10000") continue;
      if (std::isnan(expected.number(row, "value"))) {
        CHECK(column.status[area] == Status::too_few);
        CHECK(column.numerator[area] == 9);
        continue;
      }
      CHECK(equal(column.value[area], expected.number(row, "value")));
      check_limits(column, area,
                   {{expected.number(row, "lower95_0cl"), expected.number(row, "upper95_0cl")},
                    {expected.number(row, "lower99_8cl"), expected.number(row, "upper99_8cl")}});
      CHECK(column.denominator[area] == expected.number(row, "total_pop"));
      ++compared;
    }
  CHECK(compared == 2);
}

TEST_CASE("a standard of one's own, repeat events, several periods, and statuses that go through") {
  const std::vector<double> events = {3, 9, 4, 8, /**/ 5, 20, 5, missing, /**/ 6, 6, 6, 6, /**/ 1, 0, 2, 3};
  const std::vector<double> people = {100, 50, 110, 40, /**/ 90, 60, 90, 60, /**/ 90, 0, 90, 0, /**/ 80, 50, 80, 50};
  const std::vector<std::string> years = {"2019", "2020"};
  std::vector<BoundInput> inputs = {bound_figures("events", 4, events, bands, years),
                                    bound_figures("population", 4, people, bands, years),
                                    bound_figures("standard", 4, {4, 1, 4, 1, 4, 1, 4, 1}, {"old", "young"})};
  inputs[0].cube.status[7] = Status::suppressed;
  const IndicatorSettings s = settings("standardised", "dobson", 1000);
  const IndicatorColumn column = compute(s, 4, inputs);
  const std::vector<double> first = {7, 17}, at_risk = {210, 90}, standard = {1, 4};
  const auto direct = statistics::standardised_rate(first, at_risk, standard, 1000, both);
  CHECK(column.value[0] == Approx(1000 * (7.0 / 210 + 4 * 17.0 / 90) / 5).epsilon(1e-12));
  check_limits(column, 0, direct.limits);
  CHECK(column.status == std::vector<Status>{Status::measured, Status::suppressed, Status::missing, Status::too_few});
  REQUIRE(column.notes.size() == 1);
  CHECK(column.notes[0].second == "the population is 0 in the band old: no rate");

  inputs.push_back(bound_figures("event_squares", 4, {4, 18, 5, 9, 5, 5, 5, 5, 6, 6, 6, 6, 1, 0, 2, 3}, bands, years));
  const std::vector<double> squares = {9, 27};
  check_limits(compute(s, 4, inputs), 0,
               statistics::standardised_rate(first, at_risk, standard, 1000, both, squares).limits);
}

TEST_CASE("bands that do not fit are refused") {
  const BoundInput events = bound_figures("events", 1, {5, 6}, bands);
  const auto refusal = [&](const std::vector<BoundInput>& inputs, std::size_t authorities = 1) {
    return fault_of([&] { compute(settings("standardised", "dobson"), authorities, inputs); });
  };
  CHECK_THAT(refusal({events, bound_figures("population", 1, {10, 20}, {"young", "aged"})}),
             Contains("have different categories: the population lacks 'old', the events lacks 'aged'"));
  CHECK_THAT(refusal({events, bound_figures("population", 1, {10, 20}, bands)}),
             Contains("the 2 categories of test/events are not the 19 age bands of the European Standard Population"));
  CHECK_THAT(
      refusal({bound_figures("events", 2, {5, 6, 7, 8}, bands), bound_figures("population", 2, {10, 20, 10, 20}, bands),
               bound_figures("standard", 2, {1, 2, 2, 1}, bands)},
              2),
      Contains("the standard of test/standard is not the same for every authority"));
  CHECK_THAT(refusal({bound_figures("events", 1, {1, 2, 3, 4, 5, 6}, bands, {"1", "2", "3"}),
                      bound_figures("population", 1, {10, 20}, bands)}),
             Contains("the events has 3 periods"));
}

TEST_CASE("indirect standardisation against all authorities, as ratio and as rate") {
  const std::vector<double> events = {10, 30, 5, 40, /**/ 2, 3, missing, 4},
                            people = {1000, 500, 800, 900, 100, 100, 70, 80};
  const std::vector<BoundInput> inputs = {bound_figures("events", 4, events, bands),
                                          bound_figures("population", 4, people, bands)};
  IndicatorSettings s = settings("indirect", "byar", 100);
  s.output = "ratio";
  const IndicatorColumn ratio = compute(s, 4, inputs);
  // the last authority lacks a band, and takes no part in the reference
  const double young = (10 + 5 + 2) / 1900.0, old = (30 + 40 + 3) / 1500.0;
  const double expected = 1000 * young + 500 * old;
  CHECK(ratio.value[0] == Approx(100 * 40 / expected).epsilon(1e-12));
  CHECK(ratio.denominator[0] == Approx(expected).epsilon(1e-12));
  check_limits(ratio, 0, {statistics::count_limits(40, 0.95), statistics::count_limits(40, 0.998)}, 100 / expected);
  CHECK(ratio.status == std::vector<Status>{Status::measured, Status::measured, Status::too_few, Status::missing});
  double observed = 0, all_expected = 0;
  for (const std::size_t i : {0, 1, 2}) {
    observed += ratio.numerator[i];
    all_expected += ratio.denominator[i];
  }
  CHECK(observed == Approx(all_expected).epsilon(1e-12)); // the reference expects its own events

  s.output = "rate";
  const IndicatorColumn rate = compute(s, 4, inputs);
  const double crude = (17 + 73) / (1900.0 + 1500.0);
  CHECK(rate.value[0] == Approx(ratio.value[0] * crude).epsilon(1e-12));
  CHECK(rate.value[0] == Approx(100 * rate.numerator[0] / rate.denominator[0]).epsilon(1e-12));
}

TEST_CASE("indirect standardisation against national tables") {
  const std::vector<BoundInput> inputs = {
      bound_figures("events", 2, {10, 30, 5, 40}, bands), bound_figures("population", 2, {1000, 500, 800, 0}, bands),
      bound_figures("reference_events", 2, {400, 100, 400, 100}, {"old", "young"}),
      bound_figures("reference_population", 2, {10000, 20000, 10000, 20000}, {"old", "young"})};
  const IndicatorColumn column = compute(settings("indirect", "byar"), 2, inputs);
  CHECK(column.value[0] == Approx(40 / (1000 * 0.005 + 500 * 0.04)).epsilon(1e-12));
  CHECK(column.status[1] == Status::missing);
  CHECK(column.notes.at(0).second == "the population is 0 in the band old: no rate");
  CHECK_THAT(fault_of([&] {
               compute(settings("indirect", "byar"), 2, {inputs[0], inputs[1], inputs[2]});
             }),
             Contains("has reference_events without reference_population"));
}
