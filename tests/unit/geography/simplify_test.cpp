#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "coverage_raster.hpp"
#include "faults.hpp"
#include "overlay_layers.hpp"
#include "partition.hpp"
#include "shared.hpp"
#include "tranche/geography/measure.hpp"
#include "tranche/geography/neighbours.hpp"
#include "tranche/geography/overlay.hpp"
#include "tranche/geography/simplify.hpp"
#include "wkb_rings.hpp"

using namespace tranche;
using namespace overlay_layers;
using Catch::Contains;
using partition::Point;

namespace {

std::vector<Ring> rings_of(const std::vector<std::string>& wkb) {
  std::vector<Ring> rings;
  for (const std::string& shape : wkb)
    for (const Ring& ring : wkb_rings(shape)) rings.push_back(ring);
  return rings;
}

/// Twice the area of a triangle, above 0 counter-clockwise.
double turn_of(const Point& a, const Point& b, const Point& c) {
  return (b.first - a.first) * (c.second - a.second) - (c.first - a.first) * (b.second - a.second);
}

std::size_t vertices_in(const std::vector<std::string>& wkb) {
  std::size_t vertices = 0;
  for (const auto& ring : rings_of(wkb)) vertices += ring.size();
  return vertices;
}

std::vector<bool> validity(const std::vector<std::string>& wkb) {
  const Geos geos;
  std::vector<bool> valid;
  for (const std::string& shape : wkb) valid.push_back(GEOSisValid_r(geos.handle, geos.read(shape).get()) == 1);
  return valid;
}

bool all_valid(const std::vector<std::string>& wkb) {
  const std::vector<bool> valid = validity(wkb);
  return std::find(valid.begin(), valid.end(), false) == valid.end();
}

double total_area(const std::vector<std::string>& wkb) {
  double area = 0;
  for (const std::string& shape : wkb) area += measure_shape(shape).area;
  return area;
}

/// What is covered twice counts twice, by an implementation of its own.
double overlapping(const std::vector<std::string>& wkb) {
  double area = 0;
  for (const CommonArea& common : overlay_areas({}, wkb).target_overlaps) area += common.area;
  return area;
}

double area_of_union(const std::vector<std::string>& wkb) {
  const Geos geos;
  std::vector<GEOSGeometry*> parts;
  for (const std::string& shape : wkb)
    parts.push_back(
        GEOSGeomFromWKB_buf_r(geos.handle, reinterpret_cast<const unsigned char*>(shape.data()), shape.size()));
  const auto all = geos.own(GEOSGeom_createCollection_r(geos.handle, GEOS_GEOMETRYCOLLECTION, parts.data(),
                                                        static_cast<unsigned>(parts.size())));
  double area = 0;
  GEOSArea_r(geos.handle, geos.own(GEOSUnaryUnion_r(geos.handle, all.get())).get(), &area);
  return area;
}

/// By the definition: no vertex between two edges is left whose triangle is below the limit, unless a vertex lies in it
/// or its far side is an edge already.
std::size_t vertices_that_could_go(const std::vector<std::string>& wkb, double limit) {
  std::map<Point, std::set<Point>> beside;
  for (const Ring& ring : rings_of(wkb))
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const Point &a = ring[i], &b = ring[(i + 1) % ring.size()];
      beside[a].insert(b);
      beside[b].insert(a);
    }
  std::size_t could = 0;
  for (const auto& [b, others] : beside) {
    if (others.size() != 2) continue;
    const Point &a = *others.begin(), &c = *others.rbegin();
    const double twice = turn_of(a, b, c);
    if (std::abs(twice) / 2 >= limit || beside[a].count(c)) continue;
    bool held = false;
    for (const auto& [spot, ignored] : beside)
      held = held || (spot != a && spot != b && spot != c && turn_of(a, b, spot) * twice >= 0 &&
                      turn_of(b, c, spot) * twice >= 0 && turn_of(c, a, spot) * twice >= 0);
    if (!held) ++could;
  }
  return could;
}

void check_layer(const std::vector<std::string>& wkb, const std::vector<std::string>& simple) {
  CHECK(all_valid(simple));
  CHECK(queen_neighbours(simple) == queen_neighbours(wkb));
}

const std::string with_bumps =
    polygon({{{0, 0}, {1, 0.5}, {2, 0.9}, {3, 0.5}, {10, 0}, {10, 10}, {0, 10}}}); // see the first test

} // namespace

TEST_CASE("vertices go by their effective areas, which are taken anew as others go") {
  // (1, 0.5) with 0.05 goes first; then (2, 0.9) has 0.85 where it had 0.4.
  const Simplified simple = simplify({with_bumps}, {std::sqrt(0.6)});
  CHECK(simple.wkb[0] == multipolygon({{{{0, 0}, {2, 0.9}, {3, 0.5}, {10, 0}, {10, 10}, {0, 10}}}}));
  CHECK(simple.before == 7);
  CHECK(simple.after == 6);
  CHECK(simple.unmatched == 0);
  // Without that, (3, 0.5) has 2.5.
  CHECK(simplify({with_bumps}, {1}).wkb[0] == multipolygon({{{{0, 0}, {3, 0.5}, {10, 0}, {10, 10}, {0, 10}}}}));
  CHECK(simplify({with_bumps}, {2}).wkb[0] == multipolygon({{{{0, 0}, {10, 0}, {10, 10}, {0, 10}}}}));
  CHECK(simplify({with_bumps}, {0}).wkb[0] ==
        multipolygon({{{{0, 0}, {1, 0.5}, {2, 0.9}, {3, 0.5}, {10, 0}, {10, 10}, {0, 10}}}}));
  CHECK(simplify({"", with_bumps}, {2}).wkb[0].empty());
}

TEST_CASE("whatever the tolerance, each part and hole keeps a triangle, and a border between two its two sides") {
  std::mt19937 random(3);
  const Ring ring = star_ring(random, 0, 0, 9, 50), lake = star_ring(random, 0, 0, 0.3, 50);
  const Simplified simple = simplify({polygon({ring, lake}), polygon({lake})}, {1e6});
  CHECK(simple.after == 9);
  check_layer({polygon({ring, lake}), polygon({lake})}, simple.wkb);
  // A lens between two areas: both its sides would be the same edge.
  const std::vector<std::string> lens = {polygon({{{0, 0}, {5, -1}, {10, 0}, {5, 1}}}),
                                         polygon({{{0, 0}, {5, 1}, {10, 0}, {10, 9}, {0, 9}}}),
                                         polygon({{{0, 0}, {0, -9}, {10, -9}, {10, 0}, {5, -1}}})};
  const Simplified kept = simplify(lens, {1e3});
  CHECK(measure_shape(kept.wkb[0]).area == 5);
  check_layer(lens, kept.wkb);
}

TEST_CASE("a vertex in the triangle of another keeps it, until it goes itself") {
  // The tip of the one, of 21, reaches into the notch of the other, of 15, and touches nothing of it.
  const std::string notched = polygon({{{0, -20}, {10, -20}, {10, 4}, {5, 1}, {0, 4}}}),
                    pointed = polygon({{{1.5, 9}, {5, 2}, {7.5, 9}, {7.5, 40}, {1.5, 40}}});
  CHECK(simplify({notched}, {4}).after == 4);
  CHECK(simplify({notched, pointed}, {4}).after == 10);
  CHECK(simplify({notched, pointed}, {5}).after == 8);
}

TEST_CASE("random partitions keep neighbours, validity, area and their common borders") {
  std::mt19937 random(1993);
  for (int round = 0; round < 12; ++round) {
    const std::vector<std::string> wkb = partition::winding(random, 6, 5);
    REQUIRE(all_valid(wkb));
    REQUIRE(overlapping(wkb) < 1e-3);
    for (const double tolerance : {10.0, 60.0, 400.0}) {
      INFO(round << " at " << tolerance);
      const Simplified simple = simplify(wkb, {tolerance});
      check_layer(wkb, simple.wkb);
      CHECK(area_of_union(simple.wkb) == Approx(total_area(simple.wkb)).epsilon(1e-9));
      CHECK(rook_neighbours(simple.wkb) == rook_neighbours(wkb));
      CHECK(overlapping(simple.wkb) < 1e-3);
      CHECK(simple.unmatched == 0);
      CHECK(simple.before == vertices_in(wkb));
      CHECK(simple.after == vertices_in(simple.wkb));
      CHECK(vertices_that_could_go(simple.wkb, tolerance * tolerance) == 0);
      CHECK(simplify(simple.wkb, {tolerance}).wkb == simple.wkb);
      if (tolerance == 10) CHECK(std::abs(total_area(simple.wkb) / total_area(wkb) - 1) < 1e-3);
      if (tolerance == 60) CHECK(simple.after * 4 < simple.before);
    }
  }
}

TEST_CASE("neither the order of areas nor the beginning of rings matters") {
  std::mt19937 random(5);
  std::vector<std::string> wkb = partition::winding(random, 5, 5);
  const std::vector<std::string> simple = simplify(wkb, {50}).wkb;
  std::vector<std::size_t> order(wkb.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::shuffle(order.begin(), order.end(), random);
  std::vector<std::string> shuffled;
  for (const std::size_t i : order) {
    std::vector<Ring> rings = wkb_rings(wkb[i]);
    for (Ring& ring : rings) {
      std::rotate(ring.begin(), ring.begin() + static_cast<std::ptrdiff_t>(random() % ring.size()), ring.end());
      if (random() % 2) std::reverse(ring.begin(), ring.end());
    }
    shuffled.push_back(polygon(rings));
  }
  const std::vector<std::string> again = simplify(shuffled, {50}).wkb;
  for (std::size_t i = 0; i < order.size(); ++i) CHECK(again[i] == simple[order[i]]);
}

TEST_CASE("areas that overlap, touch within an edge or hold one another keep doing so, and nothing new crosses") {
  std::mt19937 random(11);
  std::uniform_real_distribution<double> place(0, 1000);
  for (int round = 0; round < 10; ++round) {
    std::vector<std::string> wkb;
    for (int i = 0; i < 40; ++i) {
      const double x = 4e5 + place(random), y = 3e5 + place(random);
      wkb.push_back(polygon({star_ring(random, x, y, i % 5 == 0 ? 8 : 120, 60)}));
    }
    const Simplified simple = simplify(wkb, {15});
    CHECK(simple.unmatched > 0);
    CHECK(simple.after < simple.before);
    check_layer(wkb, simple.wkb);
  }
  // A vertex within an edge of the other: it stays, and so do the ends of that edge.
  const std::vector<std::string> wkb = {polygon({{{0, 0}, {4, 0}, {4, 4}, {0, 4}}}),
                                        polygon({{{4, 2}, {8, 1}, {8, 1.5}, {8, 3}}})};
  const Simplified simple = simplify(wkb, {100});
  CHECK(queen_neighbours(simple.wkb) == NeighbourPairs{{0, 1}});
  CHECK(simple.unmatched == 5); // (8, 3) and (8, 1) too
  CHECK(simple.after == 6);
}

TEST_CASE("free islands below the limit are dropped on request, and told") {
  const auto at = [](double x, double y, double side) {
    return Ring{{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}};
  };
  const std::vector<std::string> wkb = {
      multipolygon({{at(0, 0, 100)}, {at(200, 0, 3)}, {at(210, 0, 20)}}), // one small, one large enough
      multipolygon({{at(300, 0, 2)}, {at(310, 0, 3)}, {at(320, 0, 3)}}),  // all small: the first of the largest stays
      multipolygon({{at(100, 50, 3)}, {at(500, 500, 100)}}),              // its small part touches the first area
      multipolygon({{at(50, 50, 3)}, {at(700, 500, 100)}}),               // its small part lies in the first area
      multipolygon({{at(800, 0, 4)}, {at(900, 500, 100)}}),               // its small part holds the next area
      polygon({at(801, 1, 1)}),
      multipolygon({{at(950, 0, 4), at(951, 1, 1)}, {at(960, 0, 90)}})}; // its small part has a hole
  const Simplified simple = simplify(wkb, {5, true});
  REQUIRE(simple.dropped.size() == 3);
  CHECK((simple.dropped[0].area == 0 && simple.dropped[0].x == 200 && simple.dropped[0].size == 9));
  CHECK((simple.dropped[1].area == 1 && simple.dropped[1].x == 300 && simple.dropped[1].size == 4));
  CHECK((simple.dropped[2].area == 1 && simple.dropped[2].x == 320));
  CHECK(measure_shape(simple.wkb[1]).area > 0);
  check_layer(wkb, simple.wkb);
  CHECK(simplify(wkb, {5}).dropped.empty());
  CHECK(total_area(simplify(wkb, {5}).wkb) > total_area(simple.wkb));
}

TEST_CASE("fine coasts are thinned to a fortieth, neighbours and all") {
  std::mt19937 random(1);
  const std::vector<std::string> wkb = partition::winding(random, 9, 9);
  const Simplified simple = simplify(wkb, {40, true});
  CHECK(simple.before > 100000);
  CHECK(simple.after * 40 < simple.before);
  check_layer(wkb, simple.wkb);
}

TEST_CASE("what cannot be simplified is refused") {
  CHECK_THAT(fault_of([] { simplify({square(0, 0), "no"}, {1}); }), Contains("shape 1"));
  CHECK_THAT(fault_of([] { simplify({square(0, 0)}, {-1}); }), Contains("negative or not finite"));
  CHECK_THAT(fault_of([] { simplify({square(0, 0)}, {std::nan("")}); }), Contains("negative or not finite"));
  CHECK(simplify({}, {1}).wkb.empty());
}

TEST_CASE("England's authorities keep their neighbours, slivers and all, and leave no gap at 200 dpi") {
  SKIP_WITHOUT_SHARED();
  struct Case {
    const char *file, *field;
  };
  for (const Case& item :
       {Case{"ctyua_2021may_uk_buc.geojson", "utla21_code"}, Case{"ctyua_2023dec_uk_bsc.geojson", "CTYUA23CD"},
        Case{"lad_2024may_uk_bsc.geojson", "LAD24CD"}}) {
    INFO(item.file);
    LoadedLayer layer = read_layer(shared_folder() / "data/geo" / item.file, item.field);
    for (std::string& shape : layer.wkb)
      if (!all_valid({shape})) shape = geos_repaired(shape);
    constexpr double paper_metre = 660000 / 0.267; // of England on an A4 sheet
    const double pixel = paper_metre * 0.0254 / 200;
    for (const double tolerance : {33.0, pixel / 2, 4 * pixel}) {
      INFO(tolerance);
      const Simplified simple = simplify(layer.wkb, {tolerance});
      CHECK(all_valid(simple.wkb));
      CHECK(queen_neighbours(simple.wkb) == queen_neighbours(layer.wkb));
      CHECK(std::abs(total_area(simple.wkb) / total_area(layer.wkb) - 1) < (tolerance < pixel ? 1e-4 : 1e-2));
      CHECK(overlapping(simple.wkb) <= overlapping(layer.wkb) * 1.000001 + 1e-3);
      CHECK(area_of_union(simple.wkb) + overlapping(simple.wkb) == Approx(total_area(simple.wkb)).epsilon(1e-9));
      if (tolerance >= pixel) continue;
      constexpr std::array<double, 4> england{80000, 5000, 660000, 660000};
      CoverageRaster before(england, pixel), after(england, pixel);
      for (const std::string& shape : layer.wkb) before.paint(shape);
      for (const std::string& shape : simple.wkb) after.paint(shape);
      std::size_t inland = 0, gaps = 0, twice = 0;
      for (std::size_t y = 0; y < before.height(); ++y)
        for (std::size_t x = 0; x < before.width(); ++x) {
          inland += before.is_inland(x, y);
          gaps += before.is_inland(x, y) && after.at(x, y) == 0;
          twice += after.at(x, y) > std::max(1, before.at(x, y));
        }
      CHECK(inland > 1000000);
      CHECK(gaps == 0);
      CHECK(twice == 0);
    }
  }
}

TEST_CASE("England's 33,755 neighbourhoods keep their 199,032 queen links") {
  SKIP_WITHOUT_SHARED();
  const auto zip = shared_folder() / "data/geo/lsoa_2021_england.gpkg.zip";
  const LoadedLayer layer = read_layer("/vsizip/" + zip.string() + "/lsoa_2021_england.gpkg", "lsoa21_code");
  const Simplified simple = simplify(layer.wkb, {1000});
  CHECK(2 * queen_neighbours(simple.wkb).size() == 199032);
  CHECK(all_valid(simple.wkb));
  CHECK(simple.after * 4 < simple.before * 3);
}
