#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <random>

#include "geojson_shapes.hpp"
#include "geos_locator.hpp"
#include "shared.hpp"
#include "tranche/finding.hpp"
#include "tranche/geography/point_locator.hpp"

using geojson_shapes::rectangle;
using tranche::PointLocator;
using tranche::Shape;

namespace {

constexpr std::uint32_t none = PointLocator::none;

/// By definition, in 128-bit whole numbers: on an edge, or an odd number of edges to the right.
bool covers_by_definition(const Shape& shape, std::int64_t x, std::int64_t y) {
  __extension__ using wide = __int128;
  bool inside = false;
  for (const std::vector<double>& ring : shape.rings)
    for (std::size_t i = 0; i + 3 < ring.size(); i += 2) {
      const auto ax = static_cast<std::int64_t>(ring[i]), ay = static_cast<std::int64_t>(ring[i + 1]);
      const auto bx = static_cast<std::int64_t>(ring[i + 2]), by = static_cast<std::int64_t>(ring[i + 3]);
      const wide side = static_cast<wide>(bx - ax) * (y - ay) - static_cast<wide>(by - ay) * (x - ax);
      if (side == 0 && std::min(ax, bx) <= x && x <= std::max(ax, bx) && std::min(ay, by) <= y && y <= std::max(ay, by))
        return true;
      if ((ay <= y) != (by <= y)) inside ^= (side > 0) == (by > ay);
    }
  return inside;
}

/// Points that are hard for the shapes: each corner, each middle of an edge, and both a hair to every side.
std::vector<std::pair<double, double>> hard_points(const std::vector<Shape>& shapes, std::size_t every) {
  std::vector<std::pair<double, double>> points;
  std::size_t count = 0;
  const double up = std::numeric_limits<double>::infinity();
  for (const Shape& shape : shapes)
    for (const std::vector<double>& ring : shape.rings)
      for (std::size_t i = 0; i + 3 < ring.size(); i += 2) {
        if (count++ % every != 0) continue;
        const double mx = (ring[i] + ring[i + 2]) / 2, my = (ring[i + 1] + ring[i + 3]) / 2;
        for (const auto& [x, y] : {std::pair{ring[i], ring[i + 1]}, {mx, my}, {ring[i], my}})
          for (const double dx : {std::nextafter(x, -up), x, std::nextafter(x, up)})
            for (const double dy : {std::nextafter(y, -up), y, std::nextafter(y, up)}) points.emplace_back(dx, dy);
      }
  return points;
}

} // namespace

TEST_CASE("a point on a shared border, in an overlap or a sliver goes to the smaller code") {
  const std::vector<Shape> shapes = {rectangle("E03", 0, 0, 10, 10), rectangle("E01", 10, 0, 20, 10),
                                     rectangle("E02", 5, 5, 12, 12)};
  const PointLocator locator(shapes);
  CHECK(locator.locate(1, 1) == 0);
  CHECK(locator.locate(0, 0) == 0); // its own corner and border
  CHECK(locator.locate(3, 0) == 0);
  CHECK(locator.locate(10, 2) == 1);  // border of E01 and E03
  CHECK(locator.locate(10, 10) == 1); // and of E02
  CHECK(locator.locate(7, 7) == 2);   // overlap of E02 and E03
  CHECK(locator.locate(11, 7) == 1);  // overlap of E01 and E02
  CHECK(locator.locate(5, 5) == 2);
  CHECK(locator.locate(11, 11) == 2);
  CHECK(locator.locate(13, 11) == none);
  CHECK(locator.locate(20.0000001, 5) == none);
}

TEST_CASE("holes, islands in holes, rings that touch themselves, and rings left open") {
  const nlohmann::json outer = {{0, 0}, {9, 0}, {9, 9}, {0, 9}, {0, 0}},
                       hole = {{2, 2}, {7, 2}, {7, 7}, {2, 7}, {2, 2}},
                       island = {{4, 4}, {5, 4}, {5, 5}, {4, 5}, {4, 4}};
  Shape ring = geojson_shapes::shape(
      "E01", {{"type", "MultiPolygon"}, {"coordinates", {{outer, hole}, nlohmann::json::array({island})}}});
  const Shape bow = geojson_shapes::shape(
      "E02", {{"type", "Polygon"}, {"coordinates", {{{20, 0}, {24, 0}, {22, 2}, {24, 4}, {20, 4}, {22, 2}, {20, 0}}}}});
  for (std::vector<double>& one : ring.rings) one.resize(one.size() - 2);
  const PointLocator locator(std::vector<Shape>{ring, bow, Shape{"E03", "", {}, {}, {}}});
  CHECK(locator.locate(1, 5) == 0);
  CHECK(locator.locate(3, 3) == none);
  CHECK(locator.locate(2, 3) == 0); // the hole's border is the area's
  CHECK(locator.locate(4.5, 4.5) == 0);
  CHECK(locator.locate(22, 2) == 1); // where it touches itself
  CHECK(locator.locate(22, 1) == 1);
  CHECK(locator.locate(23.5, 2) == none);
}

TEST_CASE("nothing lies in no areas, and coordinates that are no numbers lie nowhere") {
  const double nan = std::numeric_limits<double>::quiet_NaN(), infinite = std::numeric_limits<double>::infinity();
  CHECK(PointLocator(std::vector<Shape>{}).locate(0, 0) == none);
  CHECK(PointLocator(std::vector<Shape>{}).nearest(0, 0, 10) == none);
  const PointLocator locator(std::vector<Shape>{rectangle("E01", 0, 0, 1, 1)});
  for (const double bad : {nan, infinite, -infinite, 1e300}) {
    CHECK(locator.locate(bad, 0.5) == none);
    CHECK(locator.locate(0.5, bad) == none);
    CHECK(locator.nearest(bad, 0.5, 1e9) == none);
  }
  CHECK_THROWS_AS(PointLocator(std::vector<Shape>{rectangle("E01", 0, 0, nan, 1)}), tranche::Error);
}

TEST_CASE("thin triangles far from the origin are told apart as whole numbers tell them") {
  std::mt19937_64 random(7);
  std::uniform_int_distribution<std::int64_t> place(0, 1LL << 40), near(-2, 2);
  std::size_t inside = 0, asked = 0;
  for (int round = 0; round < 200; ++round) {
    const std::int64_t ax = place(random), ay = place(random), bx = place(random), by = place(random);
    const auto cx = (ax + bx) / 2 + near(random), cy = (ay + by) / 2 + near(random);
    const auto d = [](std::int64_t v) { return static_cast<double>(v); };
    const Shape shape = geojson_shapes::shape(
        "E01",
        {{"type", "Polygon"}, {"coordinates", {{{d(ax), d(ay)}, {d(bx), d(by)}, {d(cx), d(cy)}, {d(ax), d(ay)}}}}});
    const PointLocator locator(std::vector<Shape>{shape});
    for (int i = 0; i < 50; ++i) {
      const double along = i / 50.0;
      const auto x = ax + static_cast<std::int64_t>(along * d(bx - ax)) + near(random);
      const auto y = ay + static_cast<std::int64_t>(along * d(by - ay)) + near(random);
      const bool truly = covers_by_definition(shape, x, y);
      inside += truly, ++asked;
      REQUIRE((locator.locate(d(x), d(y)) == 0) == truly);
    }
  }
  CHECK(inside > asked / 50); // the question was a hard one
  CHECK(inside < asked / 2);
}

TEST_CASE("random and hard points in real districts lie where GEOS finds them") {
  SKIP_WITHOUT_SHARED();
  for (const auto& [file, key] :
       {std::pair{"lad_2021dec_uk_buc.geojson", "ltla21_code"}, {"ctyua_2021may_uk_buc.geojson", "utla21_code"}}) {
    std::vector<Shape> shapes;
    try {
      shapes = geojson_shapes::read((shared_folder() / "data/geo" / file).string(), key);
    } catch (const nlohmann::json::exception&) {
      FAIL("no key " << key << " in " << file);
    }
    const PointLocator locator(shapes);
    const GeosLocator geos(shapes);
    std::vector<std::pair<double, double>> points = hard_points(shapes, 7);
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> x(-8.7, 1.8), y(49.8, 60.9);
    for (int i = 0; i < 20000; ++i) points.emplace_back(x(random), y(random));
    std::size_t different = 0, found = 0;
    for (const auto& [px, py] : points) {
      const std::uint32_t area = locator.locate(px, py);
      different += area != geos.locate(px, py);
      found += area != none;
      const std::uint32_t roughly = locator.locate_roughly(px, py, locator.widest_margin() / 8);
      if (roughly != PointLocator::unsure) different += roughly != area;
    }
    INFO(file << ": " << points.size() << " points, " << found << " in an area");
    CHECK(different == 0);
    CHECK(found > points.size() / 4);
  }
}

TEST_CASE("a point off the coast goes to the nearest area within reach, and to none beyond it") {
  SKIP_WITHOUT_SHARED();
  const std::vector<Shape> shapes =
      geojson_shapes::read((shared_folder() / "data/geo/lad_2021dec_uk_buc.geojson").string(), "ltla21_code");
  const PointLocator locator(shapes);
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> x(-9, 2), y(49.5, 61);
  std::size_t reached = 0;
  for (int i = 0; i < 300; ++i) {
    const double px = x(random), py = y(random), within = 0.3;
    if (locator.locate(px, py) != none) continue;
    double best = within;
    std::uint32_t expected = none;
    for (std::uint32_t a = 0; a < shapes.size(); ++a)
      for (const std::vector<double>& ring : shapes[a].rings)
        for (std::size_t k = 0; k + 3 < ring.size(); k += 2) {
          const double dx = ring[k + 2] - ring[k], dy = ring[k + 3] - ring[k + 1];
          const double t = std::clamp(((px - ring[k]) * dx + (py - ring[k + 1]) * dy) / (dx * dx + dy * dy), 0.0, 1.0);
          const double distance = std::hypot(px - ring[k] - t * dx, py - ring[k + 1] - t * dy);
          if (distance < best) best = distance, expected = a;
        }
    REQUIRE(locator.nearest(px, py, within) == expected);
    reached += expected != none;
  }
  CHECK(reached > 20);
  const PointLocator two(std::vector<Shape>{rectangle("E02", 0, 0, 1, 1), rectangle("E01", 3, 0, 4, 1)});
  CHECK(two.nearest(2, 0.5, 5) == 1); // as far from both: the smaller code
  CHECK(two.nearest(2, 0.5, 0.99) == none);
  CHECK(two.nearest(1.9, 0.5, 1) == 0);
}
