#include <catch2/catch.hpp>
#include <cmath>

#include "faults.hpp"
#include "missing.hpp"
#include "sample_run.hpp"
#include "tranche/run/shrink.hpp"

using namespace tranche;
using Catch::Contains;

namespace {

/// Rates per 1,000 in two regions; the fifth authority has no figure, the last two share one.
struct Case {
  Authorities authorities;
  IndicatorColumn column = sample::blank_indicator("x", "X", "per 1,000", 7);
  IndicatorSettings settings;
  Findings findings;

  explicit Case(ShrinkSettings::Towards towards) {
    settings.id = "x";
    settings.shrink.towards = towards;
    settings.place = {"a.yaml", 3, 5, "indicators.x"};
    const std::vector<double> events = {4, 30, 12, 9, missing, 20, 20},
                              people = {1000, 5000, 900, 4000, 100, 2500, 2500};
    for (std::size_t i = 0; i < 7; ++i) {
      authorities.units.push_back(
          {"E" + std::to_string(i), "Unit " + std::to_string(i), i % 2 ? "North" : "South", {}});
      column.numerator[i] = events[i];
      column.denominator[i] = people[i];
      column.value[i] = 1000 * events[i] / people[i];
    }
    column.status[4] = Status::missing;
    column.flags[5] = column.flags[6] = flag::shared;
  }

  void shrink(const NeighbourLists& neighbours = {}) {
    shrink_figures(column, settings, authorities, neighbours, findings);
  }
};

/// Marshall's estimate per 1,000 by his formula, over these units.
double marshall(const Case& c, std::size_t unit, const std::vector<std::size_t>& whole) {
  double y = 0, n = 0, spread = 0;
  for (const std::size_t j : whole) y += c.column.numerator[j], n += c.column.denominator[j];
  const double m = y / n;
  for (const std::size_t j : whole)
    spread += c.column.denominator[j] * std::pow(c.column.numerator[j] / c.column.denominator[j] - m, 2) / n;
  const double a = std::max(0.0, spread - m / (n / static_cast<double>(whole.size())));
  const double p = c.column.numerator[unit] / c.column.denominator[unit];
  return 1000 * (m + a * (p - m) / (a + m / c.column.denominator[unit]));
}

} // namespace

TEST_CASE("drawn towards all units: Marshall's estimate in the unit of the value, shared figures counted once") {
  Case c(ShrinkSettings::Towards::all);
  c.authorities.geography = "utla21";
  c.shrink();
  for (const std::size_t i : {0, 1, 2, 3, 5})
    CHECK(c.column.shrunk[i] == Approx(marshall(c, i, {0, 1, 2, 3, 5})).epsilon(1e-12));
  CHECK(c.column.shrunk[6] == c.column.shrunk[5]);
  CHECK(c.column.shrunk_error[0] > 0);
  CHECK(std::isnan(c.column.shrunk[4]));
  CHECK(std::isnan(c.column.shrunk_error[4]));
  CHECK(c.column.shrunk_towards == "England");
  CHECK(c.column.shrunk_in_index);
  CHECK(c.column.figure(0) == c.column.shrunk[0]);
  CHECK(c.column.value[0] == 4); // reported as it was
}

TEST_CASE("drawn towards the region, where one alone keeps its figure and is named") {
  Case c(ShrinkSettings::Towards::region);
  c.authorities.units[0].region = "East";
  c.settings.shrink.use_in_index = false;
  c.shrink();
  CHECK(c.column.shrunk[1] == Approx(marshall(c, 1, {1, 3, 5})).epsilon(1e-12));
  CHECK(c.column.shrunk[0] == Approx(c.column.value[0]).epsilon(1e-12));
  CHECK(c.column.figure(1) == c.column.value[1]);
  REQUIRE(c.findings.items().size() == 1);
  CHECK(c.findings.items()[0].text() == "x, Unit 0 (E0): keeps its figure: it is alone in its region");
}

TEST_CASE("drawn towards the parent on the logit scale, as the indices are") {
  Case c(ShrinkSettings::Towards::parent);
  c.shrink();
  // North: units 1, 3 and 5, by the words of the method
  const auto logit = [](double r, double n) { return std::log((r + 0.5) / (n - r + 0.5)); };
  const auto variance = [](double r, double n) { return (n + 1) * (n + 2) / (n * (r + 1) * (n - r + 1)); };
  const double whole = logit(59, 11500);
  const double t2 = (std::pow(logit(30, 5000) - whole, 2) + std::pow(logit(9, 4000) - whole, 2) +
                     std::pow(logit(20, 2500) - whole, 2)) /
                    2;
  const double w = (1 / variance(9, 4000)) / (1 / variance(9, 4000) + 1 / t2);
  const double z = w * logit(9, 4000) + (1 - w) * whole;
  CHECK(c.column.shrunk[3] == Approx(1000 / (1 + std::exp(-z))).epsilon(1e-10));
  Case many(ShrinkSettings::Towards::parent);
  many.column.numerator[0] = 2000;
  many.column.value[0] = 2000;
  CHECK_THAT(fault_of([&] { many.shrink(); }),
             Contains("Unit 0 (E0) has more events (2000) than people (1000); write shrink: region"));
}

TEST_CASE("neighbours are authorities whose shapes touch, joined ones through all their shapes") {
  Run run = sample::sample_run();
  CHECK_THAT(fault_of([&] { neighbours_of(run.authorities, run.boundaries, run.shape_unit, {}); }),
             Contains("a schematic map"));
  run.boundaries.schematic = false;
  const NeighbourLists lists = neighbours_of(run.authorities, run.boundaries, run.shape_unit, {});
  REQUIRE(lists.size() == 12);
  for (std::size_t a = 0; a < 12; ++a)
    for (std::size_t b = 0; b < 12; ++b) {
      bool near = false; // hexagons touch where their centres are one width apart
      for (std::size_t s = 0; s < 13; ++s)
        for (std::size_t t = 0; t < 13; ++t) {
          if (static_cast<std::size_t>(run.shape_unit[s]) != a || static_cast<std::size_t>(run.shape_unit[t]) != b)
            continue;
          const auto &p = run.boundaries.shapes[s].box, &q = run.boundaries.shapes[t].box;
          near = near || (a != b && std::hypot(p[0] - q[0], p[1] - q[1]) < 10000 * 1.8);
        }
      INFO(a << " and " << b);
      CHECK(near == (std::find(lists[a].begin(), lists[a].end(), b) != lists[a].end()));
    }
  run.boundaries.shapes.clear();
  CHECK_THAT(fault_of([&] { neighbours_of(run.authorities, run.boundaries, run.shape_unit, {}); }),
             Contains("there are no boundaries"));
}

TEST_CASE("drawn towards the neighbours, an island keeps its figure") {
  Case c(ShrinkSettings::Towards::neighbours);
  c.shrink({{1, 2}, {0}, {0, 4}, {}, {2}, {}, {}});
  CHECK(c.column.shrunk[0] == Approx(marshall(c, 0, {0, 1, 2})).epsilon(1e-12));
  CHECK(c.column.shrunk[2] == Approx(marshall(c, 2, {2, 0})).epsilon(1e-12)); // the other neighbour has no figure
  CHECK(c.column.shrunk[3] == Approx(c.column.value[3]).epsilon(1e-12));
  CHECK(c.findings.items().size() == 3);
}

TEST_CASE("what cannot be drawn towards anything is refused with a remedy") {
  Case mean(ShrinkSettings::Towards::all);
  mean.column.numerator.assign(7, missing);
  CHECK_THAT(fault_of([&] { mean.shrink(); }), Contains("a.yaml:3:5: indicators.x: cannot be drawn") &&
                                                   Contains("no plain ratio of events to people") &&
                                                   Contains("use shrink: none"));
  Case adjusted(ShrinkSettings::Towards::all);
  adjusted.column.value[1] *= 1.1; // standardised, or scaled up: the counts no longer say it all
  CHECK_THAT(fault_of([&] { adjusted.shrink(); }), Contains("no plain ratio"));
  Case nowhere(ShrinkSettings::Towards::region);
  for (Authority& unit : nowhere.authorities.units) unit.region.clear();
  CHECK_THAT(fault_of([&] { nowhere.shrink(); }), Contains("no region is known"));
}
