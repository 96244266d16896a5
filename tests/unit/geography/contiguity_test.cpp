#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "faults.hpp"
#include "geojson_wkb.hpp"
#include "geos_pairs.hpp"
#include "overlay_layers.hpp"
#include "shared.hpp"
#include "tranche/geography/neighbours.hpp"

using namespace tranche;
using Catch::Contains;
using namespace overlay_layers;

namespace {

/// A star around a point.
std::string star(std::mt19937& random, double x, double y, double size) {
  return polygon({star_ring(random, x, y, size, 9)});
}

struct Shapes {
  std::vector<std::string> codes, wkb;
  std::set<std::string> islands_of(const NeighbourPairs& pairs) const {
    std::set<std::string> names;
    for (const std::size_t area : islands(pairs, codes.size())) names.insert(codes[area]);
    return names;
  }
};

Shapes england_shapes(const std::string& file, const std::string& field) {
  Shapes layer;
  for (const auto& [code, wkb] : geojson_wkb::read((shared_folder() / "data" / "geo" / file).string(), field, "E"))
    layer.codes.push_back(code), layer.wkb.push_back(wkb);
  return layer;
}

/// Every shape of a GeoPackage, as GDAL writes it.
Shapes read_with_gdal(const std::string& file, const std::string& field) {
  GDALAllRegister();
  Shapes layer;
  GDALDataset* data =
      static_cast<GDALDataset*>(GDALOpenEx(file.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, nullptr, nullptr, nullptr));
  REQUIRE(data);
  for (const auto& feature : *data->GetLayer(0)) {
    const OGRGeometry* shape = feature->GetGeometryRef();
    std::string wkb(shape->WkbSize(), '\0');
    shape->exportToWkb(wkbNDR, reinterpret_cast<unsigned char*>(wkb.data()), wkbVariantIso);
    layer.codes.emplace_back(feature->GetFieldAsString(field.c_str()));
    layer.wkb.push_back(std::move(wkb));
  }
  GDALClose(data);
  return layer;
}

const std::set<std::string> wight_and_scilly{"E06000046", "E06000053"};

} // namespace

TEST_CASE("a corner makes queens, an edge makes rooks") {
  const std::vector<std::string> wkb = {square(0, 0), square(1, 0), square(1, 1), square(3, 0)};
  CHECK(queen_neighbours(wkb) == NeighbourPairs{{0, 1}, {0, 2}, {1, 2}});
  CHECK(rook_neighbours(wkb) == NeighbourPairs{{0, 1}, {1, 2}});
  CHECK(islands(queen_neighbours(wkb), wkb.size()) == std::vector<std::size_t>{3});
  CHECK(islands({}, 2) == std::vector<std::size_t>{0, 1});
  CHECK(rook_neighbours({}).empty());
}

TEST_CASE("edges that are divided otherwise on the other side are shared all the same") {
  // One long edge against two squares, and against one that only touches its end.
  const std::vector<std::string> wkb = {square(0, 0, 2), square(2, 0), square(2, 1), square(2, 2)};
  CHECK(rook_neighbours(wkb) == NeighbourPairs{{0, 1}, {0, 2}, {1, 2}, {2, 3}});
  CHECK(queen_neighbours(wkb) == NeighbourPairs{{0, 1}, {0, 2}, {0, 3}, {1, 2}, {2, 3}});
}

TEST_CASE("a gap or an overlap within the tolerance is a border, a corner is none") {
  for (const double gap : {0.01, -0.01}) {
    const std::vector<std::string> wkb = {square(0, 0), square(1 + gap, 0), square(1 + gap, 1 + gap),
                                          square(0, 1 + gap)};
    INFO(gap);
    CHECK(rook_neighbours(wkb, 0.02) == NeighbourPairs{{0, 1}, {0, 3}, {1, 2}, {2, 3}});
    CHECK(queen_neighbours(wkb, 0.02).size() == 6);
  }
  CHECK(rook_neighbours({square(0, 0), square(1.01, 0)}).empty());
  // Many short edges make up one border.
  Ring left{{0, 0}}, right{{2, 1}, {2, 0}};
  for (int i = 0; i <= 100; ++i) left.emplace_back(1, i / 100.0), right.emplace_back(1.001, 0.005 + i / 101.0);
  left.emplace_back(0, 1);
  CHECK(rook_neighbours({polygon({left}), polygon({right})}, 0.02) == NeighbourPairs{{0, 1}});
}

TEST_CASE("an area within another without touching its border is its neighbour, one in its hole is not") {
  const std::string outer = square(0, 0, 9),
                    holed = polygon({{{0, 0}, {9, 0}, {9, 9}, {0, 9}}, {{2, 2}, {2, 7}, {7, 7}, {7, 2}}});
  CHECK(queen_neighbours({outer, square(4, 4)}) == NeighbourPairs{{0, 1}});
  CHECK(queen_neighbours({holed, square(4, 4)}).empty());
  CHECK(rook_neighbours({outer, square(4, 4)}).empty());
  // A vertex level with the spot asked about is crossed once.
  CHECK(queen_neighbours({polygon({{{0, 4}, {4, 0}, {8, 4}, {4, 8}}}), square(4, 4, 0.5)}) == NeighbourPairs{{0, 1}});
  CHECK(queen_neighbours({polygon({{{0, 4}, {4, 0}, {8, 4}, {4, 8}}}), square(9, 4, 0.5)}).empty());
}

TEST_CASE("contact is found exactly, to the last bit") {
  // The corner (1/3, 1/10) and its neighbours in the last place, against the line through (0, 0) and (10/3, 1).
  const double x = 1.0 / 3, y = 0.1;
  for (const double at : {std::nextafter(y, 0.0), y, std::nextafter(y, 1.0)}) {
    const std::vector<std::string> wkb = {polygon({{{0, 0}, {10 * x, 10 * y}, {10 * x, -1}, {0, -1}}}),
                                          polygon({{{x, at}, {1, 5}, {0, 5}}})};
    INFO(at - y);
    CHECK(queen_neighbours(wkb) == GeosPairs(wkb).intersecting());
  }
}

TEST_CASE("random shapes have the neighbours that GEOS finds") {
  std::mt19937 random(20210401);
  for (const double size : {0.02, 0.06, 0.3}) {
    std::uniform_real_distribution<double> place(0, 1);
    std::vector<std::string> wkb;
    for (int i = 0; i < 120; ++i) {
      const double x = place(random), y = place(random);
      wkb.push_back(star(random, 4e5 + x, 3e5 + y, size * (i % 7 == 0 ? 0.2 : 1)));
    }
    const GeosPairs geos(wkb);
    const NeighbourPairs queens = queen_neighbours(wkb);
    INFO(size);
    CHECK(queens == geos.intersecting());
    CHECK(queens.size() > 5);
    for (const double distance : {0.001, 0.01, 0.1}) CHECK(queen_neighbours(wkb, distance) == geos.within(distance));
  }
}

TEST_CASE("squares on a grid share the lines that GEOS finds") {
  std::mt19937 random(7);
  std::uniform_int_distribution<int> place(0, 20), side(1, 4);
  std::vector<std::string> wkb;
  for (int i = 0; i < 80; ++i) {
    const int x = place(random), y = place(random);
    wkb.push_back(square(x, y, side(random)));
  }
  CHECK(queen_neighbours(wkb) == GeosPairs(wkb).intersecting());
  CHECK(rook_neighbours(wkb) == GeosPairs(wkb).sharing_a_line());
}

TEST_CASE("the order of bytes, heights and the number of the CRS do not matter") {
  const std::string plain = square(1, 0);
  std::string big("\0\0\0\0\3\0\0\0\1\0\0\0\5", 13);
  for (std::size_t i = 13; i < plain.size(); i += 8) {
    const std::string number = plain.substr(i, 8);
    big.append(number.rbegin(), number.rend());
  }
  std::string high("\1\xeb\3\0\0\1\0\0\0\5\0\0\0", 13), extended("\1\3\0\0\xa0\x34\x6c\0\0\1\0\0\0\5\0\0\0", 17);
  for (std::size_t i = 13; i < plain.size(); i += 16)
    for (std::string* wkb : {&high, &extended}) *wkb += plain.substr(i, 16) + std::string(8, '\x40');
  for (const std::string& wkb : {big, high, extended}) {
    CHECK(queen_neighbours({square(0, 0), wkb}) == NeighbourPairs{{0, 1}});
    CHECK(rook_neighbours({plain, wkb, square(3, 0)}) == NeighbourPairs{{0, 1}});
  }
}

TEST_CASE("what is no polygon is refused with its position") {
  const std::string good = square(0, 0);
  const auto refused = [&](std::string bytes) { return fault_of([&] { queen_neighbours({good, bytes}); }); };
  CHECK_THAT(refused("no shape"), Contains("shape 1") && Contains("well-known binary"));
  CHECK_THAT(refused(good.substr(0, good.size() - 3)), Contains("shape 1") && Contains("cut short"));
  CHECK_THAT(refused(std::string("\1\1\0\0\0", 5) + good.substr(13, 16)), Contains("neither a polygon"));
  CHECK_THAT(refused(square(std::nan(""), 0)), Contains("not finite"));
  CHECK_THAT(fault_of([&] { queen_neighbours({good}, -1); }), Contains("negative"));
}

TEST_CASE("England's authorities have the neighbours that GEOS finds, and the counts on record") {
  SKIP_WITHOUT_SHARED();
  struct Case {
    const char *file, *field;
    std::size_t areas, rooks;
  };
  for (const Case& item : {Case{"ctyua_2019dec_uk_buc.geojson", "utla19_code", 151, 363},
                           Case{"ctyua_2021may_uk_buc.geojson", "utla21_code", 152, 370},
                           Case{"ctyua_2023dec_uk_bsc.geojson", "CTYUA23CD", 153, 364},
                           Case{"lad_2021dec_uk_buc.geojson", "ltla21_code", 309, 804}}) {
    const Shapes layer = england_shapes(item.file, item.field);
    INFO(item.file);
    REQUIRE(layer.wkb.size() == item.areas);
    const NeighbourPairs queens = queen_neighbours(layer.wkb), rooks = rook_neighbours(layer.wkb);
    CHECK(rooks.size() == item.rooks);
    CHECK(layer.islands_of(queens) == wight_and_scilly);
    CHECK(layer.islands_of(rooks) == wight_and_scilly);
    CHECK(std::includes(queens.begin(), queens.end(), rooks.begin(), rooks.end()));
    if (item.areas == 152) CHECK(queens.size() == 372);
    if (item.areas <= 152) CHECK(queens == GeosPairs(layer.wkb).intersecting());
  }
}

TEST_CASE("England's 33,755 neighbourhoods of 2021 have 199,032 queen links and one island") {
  SKIP_WITHOUT_SHARED();
  const auto zip = shared_folder() / "data" / "geo" / "lsoa_2021_england.gpkg.zip";
  const Shapes layer = read_with_gdal("/vsizip/" + zip.string() + "/lsoa_2021_england.gpkg", "lsoa21_code");
  REQUIRE(layer.wkb.size() == 33755);
  const NeighbourPairs queens = queen_neighbours(layer.wkb);
  CHECK(2 * queens.size() == 199032);
  CHECK(islands(queens, layer.wkb.size()).size() == 1);
  const NeighbourPairs rooks = rook_neighbours(layer.wkb);
  CHECK(std::includes(queens.begin(), queens.end(), rooks.begin(), rooks.end()));
}
