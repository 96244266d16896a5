#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "levels.hpp"
#include "missing.hpp"
#include "reference_csv.hpp"
#include "shared.hpp"
#include "tranche/statistics/standardise.hpp"

using namespace tranche::statistics;

namespace {

/// Within 1e-9, relatively for large figures; missing where the published figure is.
bool equal(double found, double published, double tolerance = 1e-9) {
  return std::isnan(published) ? std::isnan(found)
                               : std::abs(found - published) <= tolerance * std::max(1.0, std::abs(published));
}

std::filesystem::path phe(const std::string& name) { return shared_folder() / "data/method/phe" / name; }

struct Bands {
  std::vector<double> events, population, standard;
};

std::vector<double> column(const ReferenceCsv& table, const std::string& name) {
  std::vector<double> figures;
  for (std::size_t i = 0; i < table.size(); ++i) figures.push_back(table.number(i, name));
  return figures;
}

Bands area_bands(const std::string& area) {
  if (area == "testdata_1976") {
    const ReferenceCsv table(phe("dsr_inputs_esp1976.csv"));
    return {column(table, "count"), column(table, "pop"), column(table, "esp1976")};
  }
  const ReferenceCsv table(phe("dsr_inputs_multiarea.csv"));
  Bands bands;
  bands.standard = column(ReferenceCsv(phe("esp2013.csv")), "esp2013");
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table.text(i, "area") != area) continue;
    // testdata_tiny leaves bands without events blank; its published total counts them as none.
    bands.events.push_back(table.text(i, "count").empty() ? 0 : table.number(i, "count"));
    bands.population.push_back(table.number(i, "pop"));
  }
  return bands;
}

Estimate rate_of(const Bands& bands, std::span<const double> squares = {}) {
  return standardised_rate(bands.events, bands.population, bands.standard, 1e5, both, squares);
}

bool withheld_as(const Estimate& estimate, Reason reason) {
  bool nothing = std::isnan(estimate.value) && std::isnan(estimate.standard_error) && estimate.limits.size() == 2;
  for (const Interval& limits : estimate.limits)
    nothing = nothing && std::isnan(limits.lower) && std::isnan(limits.upper);
  return nothing && estimate.withheld == reason && !estimate.given();
}

} // namespace

TEST_CASE("the embedded standard population is the published one") {
  CHECK(esp2013().size() == 19);
  double people = 0;
  for (const StandardBand& band : esp2013()) people += band.people;
  CHECK(people == 100000);
  SKIP_WITHOUT_SHARED();
  const ReferenceCsv table(phe("esp2013.csv"));
  REQUIRE(table.size() == esp2013().size());
  for (std::size_t i = 0; i < table.size(); ++i) {
    CHECK(esp2013()[i].band == table.text(i, "ageband"));
    CHECK(esp2013()[i].people == table.number(i, "esp2013"));
  }
}

TEST_CASE("directly standardised rates and Dobson's limits equal the published ones") {
  SKIP_WITHOUT_SHARED();
  const ReferenceCsv expected(phe("dsr_expected.csv"));
  REQUIRE(expected.size() == 12);
  std::size_t rows = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const std::string area = expected.text(i, "area");
    if (area.find("nonind") != std::string::npos) continue; // below
    const double multiplier = expected.text(i, "statistic") == "dsr per 10000" ? 10000 : 100000;
    const Bands bands = area_bands(area);
    const Estimate rate = standardised_rate(bands.events, bands.population, bands.standard, multiplier, both);
    CAPTURE(area, multiplier);
    ++rows;
    CHECK(rate.events == expected.number(i, "total_count"));
    CHECK(std::accumulate(bands.population.begin(), bands.population.end(), 0.0) == expected.number(i, "total_pop"));
    CHECK(equal(rate.value, expected.number(i, "value")));
    CHECK(equal(rate.limits[0].lower, expected.number(i, "lower95_0cl")));
    CHECK(equal(rate.limits[0].upper, expected.number(i, "upper95_0cl")));
    // The package's own test data hold 99.8 % limits ten times too large for the 1976 standard; they are blank here.
    if (area == "testdata_1976") continue;
    CHECK(equal(rate.limits[1].lower, expected.number(i, "lower99_8cl")));
    CHECK(equal(rate.limits[1].upper, expected.number(i, "upper99_8cl")));
  }
  CHECK(rows == 8);
}

TEST_CASE("published limits for repeat events are those of one variance at both levels and both ends") {
  SKIP_WITHOUT_SHARED();
  const ReferenceCsv expected(phe("dsr_expected.csv"));
  std::size_t rows = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const std::string area = expected.text(i, "area");
    if (area.find("nonind") == std::string::npos) continue;
    ++rows;
    const double total = expected.number(i, "total_count"), published = expected.number(i, "value");
    CAPTURE(area);
    // The events of each person are not published. Bands of one weight stand in: a rate of the published value, and
    // squares that give the published upper 95 % limit; the other three limits are then the test.
    Bands bands{{total - 1, 1}, {total * 1e5 / published / 2, total * 1e5 / published / 2}, {1, 1}};
    if (std::isnan(published)) {
      bands.population = {100, 100};
      CHECK(withheld_as(rate_of(bands, bands.events), Reason::too_few_events));
      continue;
    }
    const double once = rate_of(bands).limits[0].upper - published;
    const double ratio = std::pow((expected.number(i, "upper95_0cl") - published) / once, 2);
    CHECK(ratio > 1);
    const Estimate rate = rate_of(bands, std::vector{ratio * (total - 1), ratio});
    CHECK(equal(rate.value, published));
    CHECK(equal(rate.limits[0].lower, expected.number(i, "lower95_0cl")));
    CHECK(equal(rate.limits[0].upper, expected.number(i, "upper95_0cl")));
    CHECK(equal(rate.limits[1].lower, expected.number(i, "lower99_8cl")));
    CHECK(equal(rate.limits[1].upper, expected.number(i, "upper99_8cl")));
  }
  CHECK(rows == 4);
  // Those of testdata_big rest on the bands that are published, so their value is checked too.
  CHECK(equal(rate_of(area_bands("testdata_big")).value, 10430.24799147));
}

TEST_CASE("a frequency table gives events and the variance of repeat events") {
  const std::vector<EventFrequency> table{{0, 1, 10}, {0, 2, 5}, {1, 1, 4}, {1, 3, 2}, {0, 5, 1}};
  CHECK(event_totals(table, 3) == std::vector<double>{25, 10, 0});
  CHECK(event_squares(table, 3) == std::vector<double>{10 + 20 + 25, 4 + 18, 0});
  const Bands bands{event_totals(table, 3), {1000, 2000, 500}, {3, 2, 1}};
  const Estimate rate = rate_of(bands, event_squares(table, 3));
  CHECK(rate.value == Approx(1e5 * (3 * 25 / 1000.0 + 2 * 10 / 2000.0) / 6));
  CHECK(rate.standard_error == Approx(1e5 * std::sqrt(9 * 55 / 1e6 + 4 * 22 / 4e6) / 6));
  const Interval count = byar_limits(35, 0.95); // Dobson's formula, written out
  CHECK(rate.limits[0].lower == Approx(rate.value + rate.standard_error / std::sqrt(35.0) * (count.lower - 35)));
  CHECK(rate.limits[0].upper == Approx(rate.value + rate.standard_error / std::sqrt(35.0) * (count.upper - 35)));
  // Nobody twice: the independent limits, to the bit.
  const std::vector<EventFrequency> single{{0, 1, 25}, {1, 1, 10}};
  CHECK(rate_of(bands, event_squares(single, 3)).limits[0].lower == rate_of(bands).limits[0].lower);
}

TEST_CASE("standardising on the area's own population gives the crude rate and its limits") {
  const Bands bands{{5, 0, 12}, {400, 300, 900}, {400, 300, 900}};
  const Estimate rate = rate_of(bands), crude = crude_rate(17, 1600, 1e5, both);
  CHECK(rate.value == Approx(crude.value).epsilon(1e-14));
  CHECK(rate.standard_error == Approx(crude.standard_error).epsilon(1e-14));
  for (std::size_t level : {0U, 1U}) {
    CHECK(rate.limits[level].lower == Approx(crude.limits[level].lower).epsilon(1e-12));
    CHECK(rate.limits[level].upper == Approx(crude.limits[level].upper).epsilon(1e-12));
  }
}

TEST_CASE("a standardised rate that cannot be made is missing with its reason") {
  const Bands bands{{5, 3, 12}, {400, 300, 900}, {4, 3, 9}};
  REQUIRE(rate_of(bands).given());
  Bands nobody = bands;
  nobody.population[1] = 0;
  CHECK(withheld_as(rate_of(nobody), Reason::no_population));
  CHECK(rate_of(nobody).events == 20);
  nobody.events[1] = 0; // no events, but weight: the package refuses such a band too
  CHECK(withheld_as(rate_of(nobody), Reason::no_population));
  nobody.standard[1] = 0;
  CHECK(rate_of(nobody).given());
  nobody.events[1] = 3; // no weight, but events of nobody
  CHECK(withheld_as(rate_of(nobody), Reason::no_population));
  Bands unknown = bands;
  unknown.events[2] = missing;
  CHECK(withheld_as(rate_of(unknown), Reason::missing_figure));
  unknown = bands;
  unknown.population[0] = missing;
  CHECK(withheld_as(rate_of(unknown), Reason::missing_figure));
  CHECK(withheld_as(rate_of(bands, std::vector{5.0, missing, 12.0}), Reason::missing_figure));
  Bands weightless = bands;
  weightless.standard = {0, 0, 0};
  CHECK(withheld_as(rate_of(weightless), Reason::no_reference));
  Bands few = bands;
  few.events = {4, 3, 2};
  CHECK(withheld_as(rate_of(few), Reason::too_few_events));
  few.events[0] = 5;
  CHECK(rate_of(few).given());
  CHECK(withheld_as(standardised_rate({}, {}, {}, 1, both), Reason::no_reference));
}

TEST_CASE("an indirectly standardised ratio is observed over expected with the limits of the count") {
  const std::vector<double> events{4, 10, 6}, people{100, 200, 50}, reference{10, 40, 90}, all{1000, 2000, 1000};
  const IndirectlyStandardised result = indirectly_standardised(events, people, reference, all, 1000, both);
  // 100 x 0.01 + 200 x 0.02 + 50 x 0.09
  CHECK(result.expected == Approx(9.5).epsilon(1e-14));
  CHECK(result.ratio.value == Approx(20 / 9.5).epsilon(1e-14));
  CHECK(result.ratio.events == 20);
  CHECK(result.ratio.standard_error == Approx(std::sqrt(20.0) / 9.5));
  // Published limits of 20 events: 12.211428834875937 and 30.889880369197066.
  CHECK(result.ratio.limits[0].lower == Approx(12.211428834875937 / 9.5).epsilon(1e-12));
  CHECK(result.ratio.limits[0].upper == Approx(30.889880369197066 / 9.5).epsilon(1e-12));
  CHECK(result.ratio.limits[1].upper == Approx(38.085035625041911 / 9.5).epsilon(1e-12));
  CHECK(result.rate.value == Approx(20 / 9.5 * 35).epsilon(1e-14)); // the reference: 140 in 4000, 35 per 1000
  CHECK(result.rate.limits[1].lower == Approx(result.ratio.limits[1].lower * 35).epsilon(1e-14));
  // The reference against itself is 1, and its rate its crude rate.
  const IndirectlyStandardised self = indirectly_standardised(reference, all, reference, all, 1000, both);
  CHECK(self.ratio.value == Approx(1).epsilon(1e-14));
  CHECK(self.rate.value == Approx(35).epsilon(1e-14));
}

TEST_CASE("fewer than ten events give a ratio only when asked, then with exact limits as published") {
  const std::vector<double> events{3, 2}, people{100, 100}, reference{20, 30}, all{1000, 1000};
  const IndirectlyStandardised held = indirectly_standardised(events, people, reference, all, 1e5, both);
  CHECK(withheld_as(held.ratio, Reason::too_few_events));
  CHECK(withheld_as(held.rate, Reason::too_few_events));
  CHECK(held.expected == Approx(5));
  CHECK(held.ratio.events == 5);
  const IndirectlyStandardised asked = indirectly_standardised(events, people, reference, all, 1e5, both, 0);
  CHECK(asked.ratio.value == Approx(1));
  CHECK(asked.ratio.limits[0].lower == Approx(1.62348639011842 / 5).epsilon(1e-12)); // published limits of 5 events
  CHECK(asked.ratio.limits[1].upper == Approx(16.454745203680105 / 5).epsilon(1e-12));
}

TEST_CASE("an indirectly standardised ratio that cannot be made is missing with its reason") {
  using Figures = std::vector<double>;
  const auto ratio = [](const Figures& o, const Figures& n, const Figures& r, const Figures& all) {
    const IndirectlyStandardised result = indirectly_standardised(o, n, r, all, 1, both);
    CHECK(result.rate.withheld == result.ratio.withheld);
    CHECK(std::isnan(result.expected) == !result.ratio.given());
    return result.ratio;
  };
  CHECK(withheld_as(ratio({20, 3}, {100, 0}, {1, 1}, {10, 10}), Reason::no_population));
  CHECK(ratio({20, 0}, {100, 0}, {1, 1}, {10, 10}).value == Approx(2)); // nobody and no events: counts for nothing
  CHECK(ratio({20, 0}, {100, 0}, {1, 0}, {10, 0}).value == Approx(2));
  CHECK(withheld_as(ratio({20, 3}, {100, 100}, {1, 0}, {10, 0}), Reason::no_population));
  CHECK(withheld_as(ratio({20, 3}, {100, 100}, {0, 0}, {10, 10}), Reason::no_reference));
  CHECK(withheld_as(ratio({20, missing}, {100, 100}, {1, 1}, {10, 10}), Reason::missing_figure));
  CHECK(withheld_as(ratio({20, 3}, {100, 100}, {1, missing}, {10, 10}), Reason::missing_figure));
}
