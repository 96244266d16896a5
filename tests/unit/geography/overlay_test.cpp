#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "faults.hpp"
#include "overlay_layers.hpp"
#include "shared.hpp"
#include "tranche/geography/overlay.hpp"

using namespace tranche;
using namespace overlay_layers;
using Catch::Contains;

namespace {

/// Each pair of ours and theirs that differs by more than `tolerance`; GEOS intersects each with each.
std::size_t differing(const std::vector<CommonArea>& ours, const std::vector<CommonArea>& theirs, double tolerance) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> apart;
  for (const CommonArea& part : ours) apart[{part.source, part.target}] += part.area;
  for (const CommonArea& part : theirs) apart[{part.source, part.target}] -= part.area;
  return static_cast<std::size_t>(
      std::count_if(apart.begin(), apart.end(), [&](const auto& pair) { return std::abs(pair.second) > tolerance; }));
}

double total(const std::vector<CommonArea>& common) {
  double sum = 0;
  for (const CommonArea& part : common) sum += part.area;
  return sum;
}

/// Shapes of many kinds: stars, stars with a hole, two stars.
std::string random_shape(std::mt19937& random, double east, double north, double size, int points) {
  const Ring outer = star_ring(random, east, north, size, points);
  switch (random() % 3) {
  case 0:
    return polygon({outer});
  case 1:
    return polygon({outer, star_ring(random, east, north, size * 0.28, points)}); // within the least radius
  default:
    return multipolygon({{outer}, {star_ring(random, east + 2.2 * size, north, size, points)}});
  }
}

} // namespace

TEST_CASE("squares have in common what can be said beforehand") {
  const std::string holed = polygon({{{0, 0}, {9, 0}, {9, 9}, {0, 9}}, {{3, 3}, {3, 6}, {6, 6}, {6, 3}}});
  const std::vector<std::string> sources = {square(0, 0, 2), square(2, 2, 2), square(4, 4),
                                            square(8.5, 4),  square(20, 4),   ""};
  const Overlay overlay = overlay_areas(sources, {holed, square(20, 20), square(0, 0)});
  CHECK(overlay.common == std::vector<CommonArea>{{0, 0, 4}, {0, 2, 1}, {1, 0, 3}, {3, 0, 0.5}});
  CHECK(overlay.source_area == std::vector<double>{4, 4, 1, 1, 1, 0});
  CHECK(overlay.target_area == std::vector<double>{72, 1, 1});
  CHECK(overlay.uncovered[1] == 1);
  CHECK(overlay.uncovered[2] == 1);
  CHECK(overlay.uncovered[3] == 0.5);
  CHECK(overlay.uncovered[4] == 1);
  // The rest goes to who has most of it, else to who is nearest: the square in the hole is a unit from its border.
  const std::size_t none = Overlay::npos;
  CHECK(overlay.heir == std::vector<std::size_t>{none, 0, 0, 0, 0, none});
  CHECK(overlay.target_overlaps == std::vector<CommonArea>{{0, 2, 1}});
  CHECK(overlay.invalid.empty());
  CHECK(overlay_areas({}, {}).common.empty());
}

TEST_CASE("a border in common is no area, and the same shape is all of it, to the last bit") {
  const double x = 431234.1, y = 281234.7, side = 1.0 / 3;
  std::vector<std::string> grid;
  for (int i = 0; i < 5; ++i)
    for (int j = 0; j < 5; ++j)
      grid.push_back(polygon({{{x + i * side, y + j * side},
                               {x + (i + 1) * side, y + j * side},
                               {x + (i + 1) * side, y + (j + 1) * side},
                               {x + i * side, y + (j + 1) * side}}}));
  const Overlay overlay = overlay_areas(grid, grid);
  REQUIRE(overlay.common.size() == 25);
  for (std::uint32_t i = 0; i < 25; ++i) CHECK(overlay.common[i] == CommonArea{i, i, overlay.source_area[i]});
  CHECK(overlay.target_overlaps.empty());
  // Diagonals, whose points between are rounded.
  const std::vector<std::string> halves = {polygon({{{x, y}, {x + 1000, y + 333}, {x, y + 333}}}),
                                           polygon({{{x, y}, {x + 1000, y}, {x + 1000, y + 333}}})};
  CHECK(overlay_areas(halves, halves).common.size() == 2);
}

TEST_CASE("random shapes have in common what GEOS finds") {
  std::mt19937 random(20240501);
  std::uniform_real_distribution<double> place(0, 1000);
  for (const int points : {5, 9, 40, 700}) {
    std::vector<std::string> sources, targets;
    for (int i = 0; i < 60; ++i) {
      const double east = 4e5 + place(random), north = 3e5 + place(random), size = i % 5 == 0 ? 300 : 40;
      (i % 2 ? sources : targets).push_back(random_shape(random, east, north, size, points));
    }
    const Overlay overlay = overlay_areas(sources, targets);
    const std::vector<CommonArea> geos = geos_overlay(sources, targets);
    INFO(points);
    CHECK(overlay.invalid.empty());
    CHECK(geos.size() > 50);
    CHECK(differing(overlay.common, geos, 1e-6) == 0);
    CHECK(std::abs(total(overlay.common) - total(geos)) < 1e-9 * total(geos));
    // The other way round, and however many are at work, it is the same.
    CHECK(total(overlay_areas(targets, sources).common) == Approx(total(geos)).epsilon(1e-12));
    const Overlay parallel = overlay_areas(sources, targets, {true, 4});
    CHECK(parallel.common == overlay.common);
    CHECK(parallel.uncovered == overlay.uncovered);
  }
}

TEST_CASE("an invalid polygon is repaired with a report, or refused") {
  const std::string bow = polygon({{{0, 0}, {2, 2}, {2, 0}, {0, 2}}}); // two triangles that meet in (1, 1)
  const std::string nested = multipolygon({{{{0, 0}, {9, 0}, {9, 9}, {0, 9}}}, {{{1, 1}, {2, 1}, {2, 2}, {1, 2}}}});
  const std::string hole_outside = polygon({{{0, 0}, {1, 0}, {1, 1}, {0, 1}}, {{5, 5}, {5, 6}, {6, 6}, {6, 5}}});
  const std::string spike = polygon({{{0, 0}, {2, 0}, {2, 1}, {5, 1}, {2, 1}, {2, 2}, {0, 2}}});
  const Overlay overlay = overlay_areas({bow, square(3, 3), nested, spike}, {square(0, 0, 1), hole_outside});
  REQUIRE(overlay.invalid.size() == 4);
  CHECK(overlay.invalid[0].position == 0);
  CHECK_FALSE(overlay.invalid[0].of_target);
  CHECK_THAT(overlay.invalid[0].fault, Contains("Self-intersection") && Contains("1 1"));
  CHECK(overlay.invalid[0].area_repaired == Approx(2));
  CHECK_THAT(overlay.invalid[1].fault, Contains("Nested shells"));
  CHECK(overlay.invalid[2].position == 3);
  CHECK(overlay.invalid[2].area_repaired == Approx(4));
  CHECK(overlay.invalid[3].of_target);
  CHECK_THAT(overlay.invalid[3].fault, Contains("Hole lies outside"));
  CHECK(overlay.common.at(0).area == Approx(0.5));
  CHECK_THAT(fault_of([&] {
               overlay_areas({square(0, 0), bow}, {}, {false, 1});
             }),
             Contains("source 1") && Contains("Self-intersection"));
  CHECK_THAT(fault_of([&] { overlay_areas({}, {"no shape"}); }), Contains("target 0") && Contains("well-known binary"));
  // What only touches itself in a point is as good as any, and so is a ring that repeats points.
  const std::string pinched = polygon({{{0, 0}, {4, 0}, {4, 4}, {0, 4}}, {{0, 0}, {1, 2}, {2, 1}}});
  CHECK(overlay_areas({pinched, polygon({{{0, 0}, {1, 0}, {1, 0}, {1, 1}}})}, {square(0, 0)}).invalid.empty());
}

TEST_CASE("England's districts of one map have in common with those of another what GEOS finds") {
  SKIP_WITHOUT_SHARED();
  const auto folder = shared_folder() / "data" / "geo";
  const LoadedLayer fine = read_layer((folder / "lad_2024may_uk_bsc.geojson").string(), "LAD24CD");
  const LoadedLayer coarse = read_layer((folder / "ctyua_2021may_uk_buc.geojson").string(), "utla21_code");
  REQUIRE(fine.wkb.size() == 296);
  REQUIRE(coarse.wkb.size() == 152);
  const Overlay overlay = overlay_areas(fine.wkb, coarse.wkb, {true, 2});
  REQUIRE(overlay.invalid.size() == 2); // the two on record
  CHECK(fine.codes[overlay.invalid[0].position] == "E07000085");
  CHECK(fine.codes[overlay.invalid[1].position] == "E07000228");
  std::vector<std::string> mended = fine.wkb;
  for (const InvalidShape& shape : overlay.invalid) mended[shape.position] = geos_repaired(fine.wkb[shape.position]);
  const std::vector<CommonArea> geos = geos_overlay(mended, coarse.wkb);
  CHECK(differing(overlay.common, geos, 1.0) == 0);
  CHECK(std::abs(total(overlay.common) - total(geos)) < 1e-9 * total(geos));
  // The six pairs that overlap by slivers of 1 to 28 square metres, of layers in degrees; GEOS finds as many.
  const std::vector<CommonArea> twice = geos_overlay(coarse.wkb, coarse.wkb);
  const auto slivers = std::count_if(
      twice.begin(), twice.end(), [](const CommonArea& part) { return part.source < part.target && part.area > 0.5; });
  CHECK(std::count_if(overlay.target_overlaps.begin(), overlay.target_overlaps.end(),
                      [](const CommonArea& part) { return part.area > 0.5; }) == slivers);
  CHECK(slivers == 6);
}

TEST_CASE("England's neighbourhoods on its districts: what the generalised coast loses is on record") {
  SKIP_WITHOUT_SHARED();
  const auto folder = shared_folder() / "data" / "geo";
  const LoadedLayer small = read_layer(
      "/vsizip/" + (folder / "lsoa_2021_england.gpkg.zip").string() + "/lsoa_2021_england.gpkg", "lsoa21_code");
  const LoadedLayer districts = read_layer((folder / "lad_2024may_uk_bsc.geojson").string(), "LAD24CD");
  REQUIRE(small.wkb.size() == 33755);
  const Overlay overlay = overlay_areas(small.wkb, districts.wkb, {true, 2});
  CHECK(overlay.invalid.size() == 2);

  std::map<std::string, double> people;
  std::ifstream in(folder / "lsoa21_population_census2021_england.csv");
  std::string line;
  for (std::getline(in, line); std::getline(in, line);) people[line.substr(0, 9)] = std::stod(line.substr(10));
  double everyone = 0, lost = 0, carried = 0;
  for (std::size_t i = 0; i < small.codes.size(); ++i) {
    everyone += people.at(small.codes[i]);
    const double share = overlay.uncovered[i] / overlay.source_area[i];
    lost += people.at(small.codes[i]) * share;
    CHECK((overlay.heir[i] == Overlay::npos) == (share == 0));
  }
  for (const CommonArea& part : overlay.common)
    carried += people.at(small.codes[part.source]) * part.area / overlay.source_area[part.source];
  CHECK(everyone == 56489608);
  CHECK(lost + carried == Approx(everyone).epsilon(1e-9));
  CHECK(lost == Approx(6037).margin(0.5)); // what PostGIS, sf and geopandas drop without a word
}
