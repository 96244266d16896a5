#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <random>

#include "faults.hpp"
#include "missing.hpp"
#include "overlay_layers.hpp"
#include "tranche/geography/carry_over.hpp"
#include "tranche/geography/carrying.hpp"

using namespace tranche;
using Catch::Contains;
using overlay_layers::square;

namespace {

Shape shape_of(const std::string& code, const std::string& wkb) {
  Shape shape{code, code + " by name", {}, wkb, {}};
  const auto geometry = [&] {
    OGRGeometry* made = nullptr;
    OGRGeometryFactory::createFromWkb(wkb.data(), nullptr, &made, wkb.size());
    return OGRGeometryUniquePtr(OGRGeometryFactory::forceToMultiPolygon(made));
  }();
  for (const OGRPolygon* polygon : *geometry->toMultiPolygon())
    for (const OGRLinearRing* ring : *polygon) {
      shape.rings.emplace_back();
      for (int i = 0; i < ring->getNumPoints(); ++i)
        shape.rings.back().push_back(ring->getX(i)), shape.rings.back().push_back(ring->getY(i));
    }
  return shape;
}

Boundaries carried_layer(const std::string& name, const std::vector<std::pair<std::string, std::string>>& areas) {
  Boundaries boundaries;
  boundaries.layer = name;
  boundaries.crs = "EPSG:27700";
  for (const auto& [code, wkb] : areas) boundaries.shapes.push_back(shape_of(code, wkb));
  return boundaries;
}

/// Stars that overlap nothing of their own layer: one in each cell of a grid.
Boundaries stars(const std::string& name, std::mt19937& random, int columns, double cell, double shift) {
  std::vector<std::pair<std::string, std::string>> areas;
  for (int i = 0; i < columns * columns; ++i) {
    const double x = shift + cell * (i % columns + 0.5), y = shift + cell * (i / columns + 0.5);
    areas.emplace_back(name + std::to_string(100 + i),
                       overlay_layers::polygon({overlay_layers::star_ring(random, x, y, cell * 0.49, 9)}));
  }
  return carried_layer(name, areas);
}

/// A lies in X, B half in X and half in none, C in none, D in Y; a quarter of Y is D, X is half A and B.
Boundaries four_squares() {
  return carried_layer("four", {{"A", square(0, 0)}, {"B", square(1.5, 0)}, {"C", square(3, 0)}, {"D", square(10, 0)}});
}
Boundaries two_squares() { return carried_layer("two", {{"X", square(0, 0, 2)}, {"Y", square(10, 0, 2)}}); }

double total_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += std::isnan(value) ? 0 : value;
  return sum;
}

std::vector<double> whole_numbers(std::mt19937& random, std::size_t size, int most) {
  std::uniform_int_distribution<int> number(0, most);
  std::vector<double> values;
  for (std::size_t i = 0; i < size; ++i) values.push_back(number(random));
  return values;
}

/// Portions as (source, target) -> weight, with "" for none.
std::map<std::pair<std::string, std::string>, double> by_codes(const ConversionTable& table) {
  std::map<std::pair<std::string, std::string>, double> map;
  for (const Portion& portion : table.portions)
    map[{table.sources[portion.from].label, table.targets[portion.to]}] = portion.weight;
  for (std::size_t i = 0; i < table.outside.size(); ++i)
    if (table.outside[i] > 0) map[{table.sources[i].label, ""}] = table.outside[i];
  for (std::size_t i = 0; i < table.bare.size(); ++i)
    if (table.bare[i] > 0) map[{"", table.targets[i]}] = table.bare[i];
  return map;
}

} // namespace

TEST_CASE("By common area, squares come out as can be said beforehand") {
  const ConversionTable table = table_by_area(four_squares(), two_squares(), false, 1);
  const std::vector<double> deaths{5, 10, 7, 3};
  const Converted reported = convert(table, deaths, Measure::count, 0);
  CHECK(reported.value == std::vector<double>{10, 3});
  CHECK(reported.coverage[0] == Approx(1.5 / 4));
  CHECK(reported.coverage[1] == Approx(0.25));
  CHECK(reported.total_before == 25);
  CHECK(reported.total_after == 13);
  CHECK(reported.outside == 12);
  const auto parts = outside_parts(table);
  REQUIRE(parts.size() == 2);
  CHECK(table.sources[parts[0].source].label == "C");
  CHECK(parts[0].share == 1);
  CHECK(parts[1].share == Approx(0.5));

  const Converted strict = convert(table, deaths, Measure::count, 0.3);
  CHECK(std::isnan(strict.value[1]));
  CHECK(strict.withheld == 3);
  CHECK(strict.total_after == 10);
  CHECK(strict.outside == 12);

  const ConversionTable nearest = table_by_area(four_squares(), two_squares(), true, 1);
  const Converted given = convert(nearest, deaths, Measure::count, 0);
  CHECK(given.value == std::vector<double>{22, 3});
  CHECK(given.outside == 0);
  CHECK(given.coverage[1] == Approx(0.25));

  // Of X, one unit has A's rate and half a unit B's; a rate knows no ground outside.
  const Converted mean = convert(table, std::vector<double>{3, 6, 50, 1}, Measure::rate, 0);
  CHECK(mean.value[0] == Approx(4));
  CHECK(mean.value[1] == 1);
  CHECK(mean.total_before == 0);
}

TEST_CASE("By common area, random stars have the shares that GEOS finds") {
  std::mt19937 random(7);
  const Boundaries from = stars("s", random, 6, 10, 0), to = stars("t", random, 4, 16, -2);
  const ConversionTable table = table_by_area(from, to, false, 2);
  std::vector<std::string> sources, targets;
  for (const Shape& shape : from.shapes) sources.push_back(shape.wkb);
  for (const Shape& shape : to.shapes) targets.push_back(shape.wkb);
  const auto common = overlay_layers::geos_overlay(sources, targets);
  REQUIRE(table.portions.size() == common.size());
  const std::vector<double> area = whole_numbers(random, sources.size(), 1000);
  std::vector<double> expected(targets.size());
  const overlay_layers::Geos geos;
  for (std::size_t i = 0; i < common.size(); ++i) {
    CHECK(table.portions[i].weight == Approx(common[i].area).epsilon(1e-9));
    double whole = 0;
    GEOSArea_r(geos.handle, geos.read(sources[common[i].source]).get(), &whole);
    expected[common[i].target] += area[common[i].source] * common[i].area / whole;
  }
  const Converted counts = convert(table, area, Measure::count, 0);
  for (std::size_t i = 0; i < targets.size(); ++i)
    CHECK(std::abs((std::isnan(counts.value[i]) ? 0 : counts.value[i]) - expected[i]) < 1);
  CHECK(counts.total_after + counts.outside == total_of(area));
}

TEST_CASE("Counts keep their total, rates stay between those of their parts, and a layer onto itself changes nothing") {
  std::mt19937 random(11);
  for (int round = 0; round < 20; ++round) {
    const Boundaries from = stars("s", random, 5, 10, 0), to = stars("t", random, 3, 17, round - 8.0);
    const bool nearest = round % 2 == 0;
    const ConversionTable table = table_by_area(from, to, nearest, 1);
    std::vector<double> counts = whole_numbers(random, from.shapes.size(), round < 10 ? 3 : 100000);
    for (std::size_t i = 0; i < counts.size(); i += 7) counts[i] = missing;
    const Converted carried = convert(table, counts, Measure::count, round % 3 == 0 ? 0 : 0.5);
    CHECK(carried.total_before == total_of(counts));
    CHECK(carried.total_after + carried.withheld + carried.outside == carried.total_before);
    CHECK(total_of(carried.value) == carried.total_after);
    for (const double value : carried.value) CHECK((std::isnan(value) || value == std::floor(value)));
    if (nearest) CHECK(carried.outside == 0);

    const Converted rates = convert(table, counts, Measure::rate, 0);
    for (std::size_t target = 0; target < to.shapes.size(); ++target) {
      double low = INFINITY, high = -INFINITY;
      for (const Portion& portion : table.portions)
        if (portion.to == target && !std::isnan(counts[portion.from]))
          low = std::min(low, counts[portion.from]), high = std::max(high, counts[portion.from]);
      if (std::isnan(rates.value[target])) continue;
      CHECK(rates.value[target] >= low * (1 - 1e-12));
      CHECK(rates.value[target] <= high * (1 + 1e-12));
    }
    const ConversionTable same = table_by_area(from, from, nearest, 1);
    const Converted identity = convert(same, counts, Measure::count, 1);
    for (std::size_t i = 0; i < counts.size(); ++i) {
      CHECK((std::isnan(counts[i]) ? std::isnan(identity.value[i]) : identity.value[i] == counts[i]));
      CHECK(identity.how[i] == (std::isnan(counts[i]) ? Carriage::missing : Carriage::kept));
    }
    CHECK(identity.outside == 0);
  }
}

TEST_CASE("Whole counts are within one unit of their exact shares, and keep the sum of what splits tie together") {
  std::mt19937 random(5);
  for (int round = 0; round < 50; ++round) {
    ConversionTable table;
    table.weight = "people";
    constexpr std::size_t sources = 40, targets = 12;
    std::uniform_real_distribution<double> weight(0.001, 1);
    table.outside.assign(sources, 0);
    for (std::size_t i = 0; i < targets; ++i) table.targets.push_back("T" + std::to_string(10 + i));
    table.target_names = table.targets;
    for (std::size_t i = 0; i < sources; ++i) {
      table.sources.push_back({"S" + std::to_string(100 + i), {}});
      // The first half of the sources lies in the first half of the targets.
      const std::size_t first = (i < sources / 2 ? 0 : targets / 2) + random() % (targets / 2 - 2);
      for (std::size_t t = first; t < first + 1 + random() % 3; ++t) table.portions.push_back({i, t, weight(random)});
      if (i >= sources / 2 && random() % 3 == 0) table.outside[i] = weight(random);
    }
    const std::vector<double> counts = whole_numbers(random, sources, round < 25 ? 2 : 5000);
    std::vector<double> all = table.outside, exact(targets);
    for (const Portion& portion : table.portions) all[portion.from] += portion.weight;
    for (const Portion& portion : table.portions)
      exact[portion.to] += counts[portion.from] * portion.weight / all[portion.from];
    const Converted carried = convert(table, counts, Measure::count, 0);
    double first_half = 0, counted = 0;
    for (std::size_t i = 0; i < targets; ++i) {
      const double value = std::isnan(carried.value[i]) ? 0 : carried.value[i];
      CHECK(std::abs(value - exact[i]) < 1);
      if (i < targets / 2) first_half += value;
    }
    for (std::size_t i = 0; i < sources / 2; ++i) counted += counts[i];
    CHECK(first_half == counted);
    CHECK(carried.total_after + carried.outside == total_of(counts));
  }
}

TEST_CASE("A source goes whole where its point lies, and to the nearest when asked") {
  AreaPoints points{"centres", "four", "EPSG:27700", {"A", "B", "C", "D"}, {0.5, 2, 3.5, 10.5}, {0.5, 1, 0.5, 0.5},
                    0,         ""};
  const ConversionTable table = table_by_centroid(points, two_squares(), std::vector<double>{1, 3, 1, 1}, false);
  using Map = std::map<std::pair<std::string, std::string>, double>;
  CHECK(by_codes(table) == Map{{{"A", "X"}, 1}, {{"B", "X"}, 3}, {{"D", "Y"}, 1}}); // B's point lies on the border
  const Converted counts = convert(table, std::vector<double>{5, 10, 7, 3}, Measure::count);
  CHECK(counts.value == std::vector<double>{15, 3});
  CHECK(counts.outside == 7);
  CHECK(counts.how == std::vector<Carriage>{Carriage::merged, Carriage::recoded});
  CHECK(convert(table, std::vector<double>{4, 8, 7, 3}, Measure::rate).value[0] == 7); // (1 x 4 + 3 x 8) / 4
  const ConversionTable nearest = table_by_centroid(points, two_squares(), {}, true);
  CHECK(convert(nearest, std::vector<double>{5, 10, 7, 3}, Measure::count).value == std::vector<double>{22, 3});
  CHECK_THAT(fault_of([&] {
               convert(nearest, std::vector<double>{4, 8, 7, 3}, Measure::rate);
             }),
             Contains("is made of A, B, C") && Contains("no weight is named"));
}

TEST_CASE("By people at points, empty ground counts for nothing") {
  // All of B's people live in X but one in four, who lives in none; A's live in X; D has none; one person of Y in none.
  AreaPoints people{
      "people", "p", "EPSG:27700", {"1", "2", "3", "4", "5"}, {0.5, 1.8, 2.2, 11.5, 50}, {0.5, 0.5, 0.5, 1.5, 50},
      0,        ""};
  const std::vector<double> weight{10, 30, 10, 1, 4};
  const ConversionTable table = table_by_population(four_squares(), two_squares(), people, weight, false);
  using Map = std::map<std::pair<std::string, std::string>, double>;
  CHECK(by_codes(table) == Map{{{"A", "X"}, 10}, {{"B", "X"}, 30}, {{"B", ""}, 10}, {{"", "Y"}, 1}});
  REQUIRE(table.notes.size() == 1);
  CHECK_THAT(table.notes[0], Contains("4 lie in no area of either side"));
  const Converted counts = convert(table, std::vector<double>{5, 8, 7, 3}, Measure::count, 0);
  CHECK(counts.value[0] == 11); // 5 + 6
  CHECK(std::isnan(counts.value[1]));
  CHECK(counts.outside == 12); // 2 of B, 7 of C and 3 of D, where nobody lives
  CHECK(convert(table, std::vector<double>{4, 8, 7, 3}, Measure::rate, 0).value[0] == 7);
  const ConversionTable nearest = table_by_population(four_squares(), two_squares(), people, weight, true);
  CHECK(by_codes(nearest) == Map{{{"A", "X"}, 10}, {{"B", "X"}, 40}, {{"", "Y"}, 1}});
}

TEST_CASE("By people in smaller areas, shares are those of threefold intersections") {
  std::mt19937 random(3);
  const Boundaries from = stars("s", random, 3, 20, 0), to = stars("t", random, 3, 19, 3),
                   small = stars("p", random, 8, 8, -1);
  std::vector<double> weight = whole_numbers(random, small.shapes.size(), 500);
  weight[5] = missing;
  const ConversionTable table = table_by_population(from, to, small, weight, false, 1);
  const overlay_layers::Geos geos;
  const auto area_of = [&](const auto& shape) {
    double area = 0;
    GEOSArea_r(geos.handle, shape.get(), &area);
    return area;
  };
  const auto cut = [&](const auto& a, const auto& b) {
    return geos.own(GEOSIntersection_r(geos.handle, a.get(), b.get()));
  };
  std::map<std::pair<std::string, std::string>, double> expected;
  for (std::size_t p = 0; p < small.shapes.size(); ++p) {
    if (std::isnan(weight[p])) continue;
    const auto place = geos.read(small.shapes[p].wkb);
    const double per_area = weight[p] / area_of(place);
    std::map<std::string, double> in_target;
    for (const Shape& t : to.shapes) in_target[t.code] = area_of(cut(place, geos.read(t.wkb)));
    for (const Shape& s : from.shapes) {
      const auto piece = cut(place, geos.read(s.wkb));
      double rest = area_of(piece);
      for (const Shape& t : to.shapes) {
        const double area = area_of(cut(piece, geos.read(t.wkb)));
        expected[{s.code, t.code}] += area * per_area;
        rest -= area, in_target[t.code] -= area;
      }
      expected[{s.code, ""}] += rest * per_area;
    }
    for (const auto& [code, area] : in_target) expected[{"", code}] += area * per_area;
  }
  auto found = by_codes(table);
  for (const auto& [pair, people] : expected) {
    INFO(pair.first << " to " << pair.second);
    CHECK(found[pair] == Approx(people).margin(1e-5));
  }
  // To the nearest, nobody of a source is lost, and the rest stays where it was.
  const auto given = by_codes(table_by_population(from, to, small, weight, true, 2));
  double before = 0, after = 0;
  for (const auto& [pair, people] : found) before += pair.first.empty() ? 0 : people;
  for (const auto& [pair, people] : given) after += pair.first.empty() || pair.second.empty() ? 0 : people;
  CHECK(after == Approx(before));
}

TEST_CASE("Joined figures and joined authorities put their portions together") {
  ConversionTable table = table_by_area(four_squares(), two_squares(), false, 1);
  const ConversionTable joined = with_joined(table, {{"A and B", {"A", "B"}}});
  using Map = std::map<std::pair<std::string, std::string>, double>;
  CHECK(by_codes(joined) == Map{{{"A and B", "X"}, 1.5},
                                {{"A and B", ""}, 0.5},
                                {{"C", ""}, 1},
                                {{"D", "Y"}, 1},
                                {{"", "X"}, 2.5},
                                {{"", "Y"}, 3}});
  CHECK(joined.sources[0].name == "A by name + B by name");
  const Authorities both{"two", {{"U", "Both", "", {"X", "Y"}}}, {}, {}, {}};
  CHECK(by_codes(onto_authorities(table, both)) ==
        Map{{{"A", "U"}, 1}, {{"B", "U"}, 0.5}, {{"B", ""}, 0.5}, {{"C", ""}, 1}, {{"D", "U"}, 1}, {{"", "U"}, 5.5}});
  const Authorities one{"two", {{"Y", "One", "", {"Y"}}}, {}, {}, {}};
  CHECK(by_codes(onto_authorities(table, one)) ==
        Map{{{"A", ""}, 1}, {{"B", ""}, 1}, {{"C", ""}, 1}, {{"D", "Y"}, 1}, {{"", "Y"}, 3}});
}

TEST_CASE("A cube is carried cell by cell with statuses, coverage and flags") {
  const ConversionTable table = table_by_area(four_squares(), two_squares(), false, 1);
  Cube cube;
  cube.areas = {"A", "B", "D"};
  cube.periods = {"2020", "2021"};
  cube.clear();
  const auto set = [&](std::size_t area, std::size_t period, double value, Status status = Status::measured) {
    cube.value[cube.index(area, period, 0)] = value;
    cube.status[cube.index(area, period, 0)] = status;
  };
  set(0, 0, 4), set(1, 0, 6, Status::unreliable), set(2, 0, 3);
  set(0, 1, 4), set(1, 1, 0, Status::suppressed), set(2, 1, 3);
  const CarriedCube low = carry_over(cube, table, Measure::count, 0.2);
  CHECK(low.cube.value == std::vector<double>{7, 4, 3, 3});
  CHECK(low.cube.status ==
        std::vector<Status>{Status::unreliable, Status::measured, Status::measured, Status::measured});
  CHECK(low.cube.coverage[0] == Approx(1.5 / 4));
  CHECK(low.cube.coverage[1] == Approx(1.0 / 4));
  CHECK(low.flags == std::vector<std::uint32_t>{flag::apportioned, 0});
  CHECK(low.before == 20);
  CHECK(low.after == 17);
  CHECK(low.outside == 3);
  const CarriedCube high = carry_over(cube, table, Measure::rate, 0.3);
  CHECK(high.cube.status ==
        std::vector<Status>{Status::unreliable, Status::suppressed, Status::missing, Status::missing});
  CHECK(high.cube.value[1] == 0);
}

TEST_CASE("A map of hexagons carries nothing") {
  Boundaries hexagons = two_squares();
  hexagons.schematic = true;
  CHECK_THAT(fault_of([&] { table_by_area(four_squares(), hexagons, false, 1); }), Contains("is schematic"));
  CHECK_THAT(fault_of([&] { table_by_centroid({}, hexagons, {}, false); }), Contains("is schematic"));
}
