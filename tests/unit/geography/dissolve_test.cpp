#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "faults.hpp"
#include "overlay_layers.hpp"
#include "reference_csv.hpp"
#include "shared.hpp"
#include "tranche/geography/dissolve.hpp"
#include "tranche/geography/measure.hpp"

using namespace tranche;
using namespace overlay_layers;
using Catch::Contains;

namespace {

using Indices = std::vector<std::size_t>;

double area_of(const Geos& geos, const std::shared_ptr<GEOSGeometry>& shape) {
  double area = 0;
  GEOSArea_r(geos.handle, shape.get(), &area);
  return area;
}

std::shared_ptr<GEOSGeometry> union_of(const Geos& geos, const std::vector<std::string>& wkb) {
  std::shared_ptr<GEOSGeometry> whole = geos.own(GEOSGeom_createEmptyPolygon_r(geos.handle));
  for (const std::string& shape : wkb) whole = geos.own(GEOSUnion_r(geos.handle, whole.get(), geos.read(shape).get()));
  return whole;
}

double difference_of(const Geos& geos, const std::shared_ptr<GEOSGeometry>& a, const std::shared_ptr<GEOSGeometry>& b) {
  return area_of(geos, geos.own(GEOSSymDifference_r(geos.handle, a.get(), b.get())));
}

bool is_valid(const Geos& geos, const std::string& wkb) {
  return GEOSisValid_r(geos.handle, geos.read(wkb).get()) == 1;
}

/// A grid whose corners are shaken, cell by cell in the order of rows.
std::vector<std::string> shaken_grid(std::mt19937& random, std::size_t side) {
  std::uniform_real_distribution<double> shake(-0.3, 0.3);
  std::vector<std::pair<double, double>> corners;
  for (std::size_t y = 0; y <= side; ++y)
    for (std::size_t x = 0; x <= side; ++x)
      corners.emplace_back(4e5 + double(x) + shake(random), 3e5 + double(y) + shake(random));
  std::vector<std::string> cells;
  for (std::size_t y = 0; y < side; ++y)
    for (std::size_t x = 0; x < side; ++x) {
      const std::size_t at = y * (side + 1) + x, above = at + side + 1;
      Ring ring = {corners[at], corners[at + 1], corners[above + 1], corners[above]};
      if (random() % 2 == 0) std::reverse(ring.begin(), ring.end());
      cells.push_back(polygon({ring}));
    }
  return cells;
}

} // namespace

TEST_CASE("areas are joined along the edges that they share, exactly") {
  const std::vector<std::string> wkb = {square(0, 0), square(1, 0), square(5, 5), "", square(9, 9)};
  const Dissolved joined = dissolve(wkb, Indices{0, 0, 1, 1, Dissolved::npos}, 3);
  CHECK(joined.united.empty());
  CHECK(joined.wkb[0] == multipolygon({{{{0, 0}, {1, 0}, {2, 0}, {2, 1}, {1, 1}, {0, 1}}}}));
  CHECK(joined.wkb[1] == multipolygon({{{{5, 5}, {6, 5}, {6, 6}, {5, 6}}}}));
  CHECK(joined.wkb[2].empty());
}

TEST_CASE("what a group surrounds is a hole, and an area in it an island") {
  std::vector<std::string> ring;
  for (int i = 0; i < 25; ++i) // five by five, of which the ring around the middle is another's
    if (i % 5 == 0 || i % 5 == 4 || i / 5 == 0 || i / 5 == 4 || i == 12) ring.push_back(square(i % 5, i / 5));
  const Dissolved joined = dissolve(ring, Indices(ring.size(), 0), 1);
  const Geos geos;
  CHECK(joined.united.empty());
  CHECK(is_valid(geos, joined.wkb[0]));
  CHECK(measure_shape(joined.wkb[0]).area == 17);
  CHECK(measure_shape(joined.wkb[0]).perimeter == 20 + 12 + 4);
}

TEST_CASE("holes and parts that touch at a corner stay valid") {
  const Geos geos;
  std::vector<std::string> board;
  for (int i = 0; i < 49; ++i)
    if ((i % 7 + i / 7) % 2 == 0) board.push_back(square(i % 7, i / 7));
  const Dissolved parts = dissolve(board, Indices(board.size(), 0), 1);
  CHECK(parts.united.empty());
  CHECK(is_valid(geos, parts.wkb[0]));
  CHECK(GEOSGetNumGeometries_r(geos.handle, geos.read(parts.wkb[0]).get()) == 25);

  // A diamond of four squares left out encloses one that touches it at its corners alone.
  std::vector<std::string> around;
  for (int i = 0; i < 25; ++i)
    if (i != 7 && i != 11 && i != 13 && i != 17) around.push_back(square(i % 5, i / 5));
  const Dissolved diamond = dissolve(around, Indices(around.size(), 0), 1);
  CHECK(diamond.united.empty());
  CHECK(is_valid(geos, diamond.wkb[0]));
  CHECK(difference_of(geos, geos.read(diamond.wkb[0]), union_of(geos, around)) == 0);
}

TEST_CASE("borders that do not match are united by GEOS, and said to be") {
  const Geos geos;
  const std::string holed = polygon({{{0, 0}, {9, 0}, {9, 9}, {0, 9}}, {{3, 3}, {3, 6}, {6, 6}, {6, 3}}});
  const std::vector<std::vector<std::string>> cases = {
      {square(0, 0, 2), square(1, 1, 2)},                         // borders cross
      {square(0, 0, 2), square(2, 0.5, 1)},                       // a vertex within an edge
      {square(0, 0, 4), square(1, 1, 1)},                         // one within another
      {square(0, 0, 2), square(0, 0, 2)},                         // one twice
      {square(0, 0, 1), square(1, 0, 1), square(0.5, 0.25, 0.5)}, // across an edge that cancels
      {polygon({{{0, 0}, {2, 2}, {0, 4}, {-2, 2}}}), polygon({{{0, 0}, {2, 2}, {0, 3}, {-1, 4}, {-2, 2}}})},
      {polygon({{{0, 0}, {2, 2}, {2, 0}, {0, 2}}}), square(5, 5)}}; // an invalid one
  for (std::size_t i = 0; i < cases.size(); ++i) {
    INFO(i);
    const Dissolved joined = dissolve(cases[i], Indices(cases[i].size(), 0), 1);
    CHECK(joined.united == Indices{0});
    CHECK(is_valid(geos, joined.wkb[0]));
    std::vector<std::string> repaired;
    for (const std::string& shape : cases[i]) repaired.push_back(geos_repaired(shape));
    CHECK(difference_of(geos, geos.read(joined.wkb[0]), union_of(geos, repaired)) < 1e-12);
  }
  CHECK(dissolve({holed, square(3, 3, 3)}, Indices{0, 0}, 1).wkb[0] ==
        dissolve({square(0, 0, 9)}, Indices{0}, 1).wkb[0]);
}

TEST_CASE("random grids are joined as GEOS joins them and keep their area") {
  const Geos geos;
  std::mt19937 random(20211);
  for (int round = 0; round < 20; ++round) {
    const std::vector<std::string> cells = shaken_grid(random, 12);
    Indices group;
    for (std::size_t i = 0; i < cells.size(); ++i) group.push_back(random() % 3);
    const Dissolved joined = dissolve(cells, group, 3);
    CHECK(joined.united.empty());
    CHECK(dissolve(cells, group, 3, 4).wkb == joined.wkb);
    for (std::size_t g = 0; g < 3; ++g) {
      std::vector<std::string> members;
      double area = 0;
      for (std::size_t i = 0; i < cells.size(); ++i)
        if (group[i] == g) members.push_back(cells[i]), area += measure_shape(cells[i]).area;
      CHECK(is_valid(geos, joined.wkb[g]));
      CHECK(measure_shape(joined.wkb[g]).area == Approx(area).epsilon(1e-13));
      CHECK(difference_of(geos, geos.read(joined.wkb[g]), union_of(geos, members)) < 1e-9);
    }
  }
}

TEST_CASE("the authorities of 2021 join to the official upper tier") {
  SKIP_WITHOUT_SHARED();
  const std::filesystem::path folder = shared_folder() / "data/geo";
  const LoadedLayer lower = read_layer(folder / "lad_2021dec_uk_buc.geojson", "ltla21_code");
  const LoadedLayer upper = read_layer(folder / "ctyua_2021may_uk_buc.geojson", "utla21_code");
  const ReferenceCsv lookup(folder / "lookup_ltla21_utla21.csv");
  std::map<std::string, std::size_t> position;
  for (std::size_t i = 0; i < upper.codes.size(); ++i) position[upper.codes[i]] = i;
  std::map<std::string, std::string> above;
  for (std::size_t row = 0; row < lookup.size(); ++row)
    above[lookup.text(row, "ltla21_code")] = lookup.text(row, "utla21_code");
  Indices group;
  for (const std::string& code : lower.codes) group.push_back(position.at(above.at(code)));
  const Dissolved joined = dissolve(lower.wkb, group, upper.codes.size());
  const Geos geos;
  for (std::size_t i = 0; i < upper.codes.size(); ++i) {
    INFO(upper.codes[i]);
    const auto ours = geos.read(joined.wkb[i]), official = geos.read(upper.wkb[i]);
    CHECK(is_valid(geos, joined.wkb[i]));
    CHECK(std::abs(area_of(geos, ours) / area_of(geos, official) - 1) < 1e-6);
    CHECK(difference_of(geos, ours, official) < 1e-6 * area_of(geos, official));
  }
  INFO("united by GEOS: " << joined.united.size());
  CHECK(joined.united.empty());
}

TEST_CASE("shapes are measured as GEOS measures them") {
  CHECK(measure_shape("").area == 0);
  CHECK(measure_shape(polygon({{{0, 0}, {9, 0}, {9, 9}, {0, 9}}, {{3, 3}, {6, 3}, {6, 6}, {3, 6}}})).area == 72);
  const Geos geos;
  std::mt19937 random(7);
  for (int i = 0; i < 50; ++i) {
    const std::string shape =
        multipolygon({{star_ring(random, 4e5, 3e5, 900, 60), star_ring(random, 4e5, 3e5, 200, 30)},
                      {star_ring(random, 5e5, 3e5, 900, 10)}});
    double length = 0;
    GEOSLength_r(geos.handle, geos.read(shape).get(), &length);
    CHECK(measure_shape(shape).perimeter == Approx(length).epsilon(1e-13));
    CHECK(measure_shape(shape).area == Approx(area_of(geos, geos.read(shape))).epsilon(1e-12));
    const std::string large = polygon({star_ring(random, 6e5, 3e5, 5000, 60)});
    const auto centre = geos.own(GEOSGetCentroid_r(geos.handle, geos.read(large).get()));
    double x = 0, y = 0;
    GEOSGeomGetX_r(geos.handle, centre.get(), &x), GEOSGeomGetY_r(geos.handle, centre.get(), &y);
    CHECK(middle_of_largest(large).x == Approx(x).epsilon(1e-12));
    CHECK(middle_of_largest(large).y == Approx(y).epsilon(1e-12));
  }
  CHECK(middle_of_largest(multipolygon({{{{0, 0}, {1, 0}, {1, 1}, {0, 1}}}, {{{5, 5}, {8, 5}, {8, 8}, {5, 8}}}})).x ==
        6.5);
  CHECK(std::isnan(middle_of_largest("").x));
}

TEST_CASE("groups that cannot be are refused") {
  CHECK_THAT(fault_of([] { dissolve({square(0, 0)}, Indices{}, 1); }), Contains("1 shapes but 0 groups"));
  CHECK_THAT(fault_of([] { dissolve({square(0, 0)}, Indices{1}, 1); }), Contains("shape 0: is of group 1 of 1"));
  CHECK_THAT(fault_of([] { dissolve({square(0, 0), "no"}, Indices{0, 0}, 1); }), Contains("shape 1"));
}
