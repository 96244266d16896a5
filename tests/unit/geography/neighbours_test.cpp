#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "geojson_wkb.hpp"
#include "shared.hpp"
#include "tranche/finding.hpp"
#include "tranche/geography/neighbours.hpp"

using tranche::NeighbourPairs;
using tranche::point_neighbours;
using tranche::queen_neighbours;

namespace {

nlohmann::json box(double x0, double y0, double x1, double y1) {
  return {{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}, {x0, y0}};
}

std::string square(double x0, double y0, double x1, double y1) {
  return geojson_wkb::geometry({{"type", "Polygon"}, {"coordinates", {box(x0, y0, x1, y1)}}});
}

/// The definition itself: the pair's circle is empty of every other point.
NeighbourPairs gabriel_by_definition(const std::vector<double>& x, const std::vector<double>& y) {
  NeighbourPairs pairs;
  for (std::size_t a = 0; a < x.size(); ++a)
    for (std::size_t b = a + 1; b < x.size(); ++b) {
      const double cx = (x[a] + x[b]) / 2, cy = (y[a] + y[b]) / 2, radius = std::hypot(x[a] - cx, y[a] - cy);
      bool empty = true;
      for (std::size_t c = 0; c < x.size(); ++c)
        empty = empty && (c == a || c == b || std::hypot(x[c] - cx, y[c] - cy) >= radius);
      if (empty) pairs.emplace_back(a, b);
    }
  return pairs;
}

} // namespace

TEST_CASE("squares that share an edge or a corner are queen neighbours") {
  const std::vector<std::string> wkb = {square(0, 0, 1, 1), square(1, 0, 2, 1), square(0, 1, 1, 2), square(1, 1, 2, 2),
                                        square(3, 0, 4, 1)};
  CHECK(queen_neighbours(wkb) == NeighbourPairs{{0, 1}, {0, 2}, {0, 3}, {1, 2}, {1, 3}, {2, 3}});
  CHECK(queen_neighbours({}).empty());
}

TEST_CASE("neighbours whose edges overlap by a sliver are not lost") {
  CHECK(queen_neighbours({square(0, 0, 1, 1), square(0.9999999, 0, 2, 1)}) == NeighbourPairs{{0, 1}});
}

TEST_CASE("an area in the hole of another is its neighbour, one without a shape is nobody's") {
  const auto ring =
      geojson_wkb::geometry({{"type", "MultiPolygon"}, {"coordinates", {{box(0, 0, 9, 9), box(3, 3, 6, 6)}}}});
  CHECK(queen_neighbours({ring, "", square(3, 3, 6, 6)}) == NeighbourPairs{{0, 2}});
  CHECK(queen_neighbours({ring, square(4, 4, 5, 5)}).empty());
}

TEST_CASE("a gap up to the given distance still makes neighbours") {
  const std::vector<std::string> wkb = {square(0, 0, 1, 1), square(1.2, 0, 2, 1), square(0, 3, 1, 4)};
  CHECK(queen_neighbours(wkb).empty());
  CHECK(queen_neighbours(wkb, 0.1).empty());
  CHECK(queen_neighbours(wkb, 0.25) == NeighbourPairs{{0, 1}});
}

TEST_CASE("bytes that are no shape are refused with their position") {
  CHECK_THROWS_WITH(queen_neighbours({square(0, 0, 1, 1), "no shape"}), Catch::Contains("shape 1"));
  const auto good = square(0, 0, 1, 1);
  CHECK_THROWS_AS(queen_neighbours({good.substr(0, good.size() - 5)}), tranche::Error);
}

TEST_CASE("points are linked where the circle between them is empty") {
  std::vector<double> x, y;
  for (unsigned i = 0, n = 12345; i < 80; ++i) {
    n = n * 1103515245u + 12345u;
    x.push_back((n >> 8) % 100000u);
    n = n * 1103515245u + 12345u;
    y.push_back((n >> 8) % 100000u);
  }
  CHECK(point_neighbours(x, y) == gabriel_by_definition(x, y));
}

TEST_CASE("few, repeated and collinear points are linked too") {
  using Values = std::vector<double>;
  CHECK(point_neighbours(Values{}, Values{}).empty());
  CHECK(point_neighbours(Values{1}, Values{1}).empty());
  CHECK(point_neighbours(Values{1, 2}, Values{1, 1}) == NeighbourPairs{{0, 1}});
  CHECK(point_neighbours(Values{1, 1, 1}, Values{2, 2, 2}) == NeighbourPairs{{0, 1}, {0, 2}});
  CHECK(point_neighbours(Values{0, 2, 1, 3}, Values{0, 0, 0, 0}) == NeighbourPairs{{0, 2}, {1, 2}, {1, 3}});
  CHECK(point_neighbours(Values{0, 1, 0, 0}, Values{0, 0, 1, 0}) == NeighbourPairs{{0, 1}, {0, 2}, {0, 3}, {1, 2}});
}

TEST_CASE("points that are not usable are refused") {
  const std::vector<double> two = {1, 2}, one = {1};
  CHECK_THROWS_AS(point_neighbours(two, one), tranche::Error);
  CHECK_THROWS_WITH(point_neighbours(two, std::vector<double>{1, std::numeric_limits<double>::quiet_NaN()}),
                    Catch::Contains("point 1"));
}

TEST_CASE("the upper-tier authorities of 2021 have 372 queen pairs and two islands without any") {
  SKIP_WITHOUT_SHARED();
  const auto file = shared_folder() / "data" / "geo" / "ctyua_2021may_uk_buc.geojson";
  const auto shapes = geojson_wkb::read(file.string(), "utla21_code", "E");
  REQUIRE(shapes.size() == 152);
  std::vector<std::string> codes, wkb;
  for (const auto& [code, bytes] : shapes) codes.push_back(code), wkb.push_back(bytes);
  const NeighbourPairs pairs = queen_neighbours(wkb);
  CHECK(pairs.size() == 372);
  std::set<std::string> alone(codes.begin(), codes.end());
  for (const auto& [a, b] : pairs) alone.erase(codes[a]), alone.erase(codes[b]);
  CHECK(alone == std::set<std::string>{"E06000046", "E06000053"});
}

TEST_CASE("the nearest points are those that sorting all distances gives") {
  std::vector<double> x, y;
  for (unsigned i = 0, n = 777; i < 200; ++i) {
    n = n * 1103515245u + 12345u;
    x.push_back((n >> 8) % 40u); // a coarse grid: many equal distances
    n = n * 1103515245u + 12345u;
    y.push_back((n >> 8) % 30u);
  }
  for (const std::size_t k : {1u, 4u, 150u, 500u}) {
    const auto lists = tranche::nearest_neighbours(x, y, k);
    REQUIRE(lists.size() == x.size());
    for (std::size_t a = 0; a < x.size(); ++a) {
      std::vector<std::pair<double, std::size_t>> all;
      for (std::size_t b = 0; b < x.size(); ++b)
        if (a != b) all.emplace_back((x[a] - x[b]) * (x[a] - x[b]) + (y[a] - y[b]) * (y[a] - y[b]), b);
      std::sort(all.begin(), all.end());
      all.resize(std::min(k, all.size()));
      std::vector<std::size_t> expected;
      for (const auto& [distance, b] : all) expected.push_back(b);
      CHECK(lists[a] == expected);
    }
  }
  for (const double distance : {0.0, 1.0, 5.0, 1000.0}) {
    NeighbourPairs expected;
    for (std::size_t a = 0; a < x.size(); ++a)
      for (std::size_t b = a + 1; b < x.size(); ++b)
        if ((x[a] - x[b]) * (x[a] - x[b]) + (y[a] - y[b]) * (y[a] - y[b]) <= distance * distance)
          expected.emplace_back(a, b);
    CHECK(tranche::band_neighbours(x, y, distance) == expected);
  }
}

TEST_CASE("nearness may be one-sided and is made symmetric on request") {
  const std::vector<double> x = {0, 1, 3}, y = {0, 0, 0};
  const auto lists = tranche::nearest_neighbours(x, y, 1);
  CHECK(lists == tranche::NeighbourLists{{1}, {0}, {1}});
  CHECK(tranche::either_way(lists) == NeighbourPairs{{0, 1}, {1, 2}});
  CHECK(tranche::nearest_neighbours(x, y, 0) == tranche::NeighbourLists(3));
  CHECK(tranche::nearest_neighbours(std::vector<double>{}, std::vector<double>{}, 3).empty());
  CHECK(tranche::band_neighbours(std::vector<double>{}, std::vector<double>{}, 3).empty());
  CHECK_THROWS_WITH(tranche::band_neighbours(x, y, -1), Catch::Contains("distance of the band"));
  CHECK_THROWS_AS(tranche::nearest_neighbours(x, std::vector<double>{1}, 1), tranche::Error);
}
