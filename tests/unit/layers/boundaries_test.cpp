#include <catch2/catch.hpp>
#include <cmath>

#include <fmt/format.h>

#include "faults.hpp"
#include "scratch.hpp"
#include "shared.hpp"
#include "tranche/layers/boundaries.hpp"
#include "tranche/layers/catalogue.hpp"

using namespace tranche;
using Catch::Contains;

namespace {

/// Two areas, A1 and A2, in a GeoJSON.
struct Drawn {
  Scratch scratch;
  Catalogue catalogue;

  Drawn(const std::string& first, const std::string& second, const std::string& crs = "EPSG:27700",
        const std::string& layer_lines = "") {
    scratch.write("areas.csv", "code\nA1\nA2\n");
    const auto feature = [](const char* code, const std::string& geometry) {
      return fmt::format(R"({{"type":"Feature","properties":{{"code":"{}"}},"geometry":{}}})", code, geometry);
    };
    scratch.write("b.geojson", "{\"type\":\"FeatureCollection\",\"features\":[" + feature("A1", first) + "," +
                                   feature("A2", second) + "]}");
    scratch.write("catalogue.yaml",
                  "geographies:\n  places: {title: Places, pattern: \"A[0-9]\", codes: {file: areas.csv, key: code}}\n"
                  "layers:\n  b: {kind: boundaries, file: b.geojson, geography: places, key: code, crs: " +
                      crs + layer_lines + "}\n");
    catalogue = Catalogue::read({scratch.path() / "catalogue.yaml"});
  }
  Boundaries read() const {
    const Layer& layer = catalogue.layer("b", {});
    return read_boundaries(catalogue, layer, catalogue.areas(catalogue.geography("places", {})), "EPSG:27700");
  }
  std::string refusal() const {
    return fault_of([&] { read(); });
  }
};

std::string polygon(const std::string& rings) { return R"({"type":"Polygon","coordinates":[)" + rings + "]}"; }
const std::string square = polygon("[[400000,300000],[401000,300000],[401000,301000],[400000,301000],[400000,300000]]");
const std::string beside = polygon("[[401000,300000],[402000,300000],[402000,301000],[401000,301000],[401000,300000]]");

/// By the shoelace formula and the even-odd rule: holes count against the shape that holds them by their winding.
double area_of(const Shape& shape) {
  double sum = 0;
  for (const std::vector<double>& ring : shape.rings) {
    double twice = 0;
    for (std::size_t i = 0; i + 3 < ring.size(); i += 2)
      twice += (ring[i] - 400000) * (ring[i + 3] - 300000) - (ring[i + 2] - 400000) * (ring[i + 1] - 300000);
    sum += twice / 2;
  }
  return std::abs(sum);
}

/// A boundary file of the published ones, for a geography that is built in.
Layer published(const std::string& file, const std::string& geography, const std::string& key) {
  Layer layer;
  layer.name = "my/boundaries";
  layer.kind = LayerKind::boundaries;
  layer.file = shared_folder() / "data/geo" / file;
  layer.shown = file;
  layer.geography = geography;
  layer.key = key;
  return layer;
}
Boundaries read_published(const Layer& layer) {
  static const Catalogue known = Catalogue::read({std::filesystem::path(TRANCHE_SOURCE_DIR) / "layers/catalogue.yaml"});
  return read_boundaries(known, layer, known.areas(known.geography(layer.geography, {})), "EPSG:27700");
}

} // namespace

TEST_CASE("Polygons without shape, points in their place and coordinates that are no numbers are refused by code") {
  CHECK_THAT(Drawn("null", square).refusal(), Contains("A1 has no polygon; give each area its boundary"));
  CHECK_THAT(Drawn(square, polygon("")).refusal(), Contains("A2 has no polygon"));
  CHECK_THAT(Drawn(R"({"type":"Point","coordinates":[400000,300000]})", square).refusal(),
             Contains("A1 is a POINT, not a polygon"));
  CHECK_THAT(Drawn(polygon("[[400000,300000],[401000,NaN],[401000,301000],[400000,300000]]"), square).refusal(),
             Contains("b.geojson"));
  CHECK_THAT(Drawn(polygon("[[400000,300000],[1e999,300000],[401000,301000],[400000,300000]]"), square).refusal(),
             Contains("A1 holds coordinates that are nowhere on earth") || Contains("A1 has no polygon"));
}

TEST_CASE("Axes the wrong way round, degrees called metres and metres called degrees are told apart") {
  const std::string lon_lat = polygon("[[-1.2,52.5],[-1.1,52.5],[-1.1,52.6],[-1.2,52.5]]");
  const std::string lat_lon = polygon("[[52.5,-1.2],[52.5,-1.1],[52.6,-1.1],[52.5,-1.2]]");
  CHECK(Drawn(lon_lat, lon_lat, "EPSG:4326").read().shapes.size() == 2);
  CHECK_THAT(Drawn(lat_lon, lat_lon, "EPSG:4277").refusal(), Contains("looks like latitude and longitude swapped"));
  // The world's own CRS is used everywhere, the one that the polygons are to be brought to is not.
  CHECK_THAT(Drawn(lat_lon, lat_lon, "EPSG:4326").refusal(),
             Contains("looks like latitude and longitude swapped") && Contains("swap the axes"));
  const std::string paris = polygon("[[2.3,48.8],[2.4,48.8],[2.4,48.9],[2.3,48.8]]");
  const std::string lagos = polygon("[[3.3,6.4],[3.4,6.4],[3.4,6.5],[3.3,6.4]]");
  CHECK_THAT(Drawn(paris, lagos, "EPSG:4326").refusal(),
             Contains("outside the area of the CRS it is to be brought to"));
  CHECK_THAT(Drawn(lon_lat, lon_lat).refusal(), Contains("these are degrees"));
  CHECK_THAT(Drawn(square, beside, "EPSG:4326").refusal(), Contains("these are metres"));
  const std::string hexagons = polygon("[[12.5,2.1],[55.9,2.1],[55.9,55.4],[12.5,2.1]]");
  CHECK_THAT(Drawn(hexagons, hexagons).refusal(), Contains("neither metres nor degrees") && Contains("--schematic"));
  const Boundaries drawn = Drawn(hexagons, hexagons, "EPSG:27700", ", schematic: true").read();
  CHECK(drawn.schematic);
  CHECK(drawn.shapes[0].box == std::array<double, 4>{12.5, 2.1, 55.9, 55.4}); // as it lies
}

TEST_CASE("An invalid polygon is repaired to its area, and told with the place") {
  // A bow tie: two triangles of 250,000 square metres each that meet at a point.
  const std::string tie = polygon("[[400000,300000],[401000,301000],[401000,300000],[400000,301000],[400000,300000]]");
  const Boundaries one = Drawn(tie, beside).read();
  REQUIRE(one.repaired.size() == 1);
  CHECK_THAT(one.repaired[0], Contains("A1: ") && Contains("Self-intersection") && Contains("400500 300500") &&
                                  Contains("its rings had no area before")); // one half ran against the other
  CHECK(one.shapes[0].rings.size() == 2);
  // A square with a spike that leads out and back on one line: the spike has no area and goes.
  const std::string spike = polygon("[[400000,300000],[401000,300000],[401000,300500],[409000,300500],[401000,300500],"
                                    "[401000,301000],[400000,301000],[400000,300000]]");
  const Boundaries spiked = Drawn(spike, beside).read();
  CHECK(spiked.repaired.size() == 1);
  CHECK(area_of(spiked.shapes[0]) == Approx(1e6).epsilon(1e-12));
  CHECK(spiked.shapes[0].box[2] == 401000);
  CHECK_THAT(spiked.repaired[0], Contains("; area as before"));
  // Nothing but a line is left.
  CHECK_THAT(Drawn(polygon("[[400000,300000],[401000,300000],[402000,300000],[400000,300000]]"), beside).refusal(),
             Contains("A1 is an invalid polygon that cannot be repaired"));
}

TEST_CASE("Holes, islands in holes and rings that touch themselves are taken as they are") {
  const std::string hole = "[[400200,300200],[400200,300800],[400800,300800],[400800,300200],[400200,300200]]";
  const std::string outer = "[[400000,300000],[401000,300000],[401000,301000],[400000,301000],[400000,300000]]";
  const std::string island = "[[400400,300400],[400600,300400],[400600,300600],[400400,300600],[400400,300400]]";
  const Boundaries nested =
      Drawn(R"({"type":"MultiPolygon","coordinates":[[)" + outer + "," + hole + "],[" + island + "]]}", beside).read();
  CHECK(nested.repaired.empty());
  CHECK(nested.shapes[0].rings.size() == 3);
  CHECK(area_of(nested.shapes[0]) == Approx(1e6 - 360000 + 40000).epsilon(1e-12));
  // A hole that is written as a polygon of its own, inside another: invalid, and repaired.
  const Boundaries shell =
      Drawn(R"({"type":"MultiPolygon","coordinates":[[)" + outer + "],[" + island + "]]}", beside).read();
  REQUIRE(shell.repaired.size() == 1);
  CHECK_THAT(shell.repaired[0],
             Contains("Nested shells") && Contains("; area 7.7 % smaller")); // added before, cut out after
}

TEST_CASE("A polygon of a million vertices is read") {
  std::string ring;
  for (int i = 0; i <= 1000000; ++i) {
    const double angle = 2 * 3.14159265358979323846 * (i % 1000000) / 1000000;
    ring += fmt::format("{}[{:.4f},{:.4f}]", i ? "," : "[", 400000 + 5000 * std::cos(angle),
                        300000 + 5000 * std::sin(angle));
  }
  const Boundaries round =
      Drawn(polygon(ring + "]"), polygon("[[410000,300000],[411000,300000],[411000,301000],[410000,300000]]")).read();
  CHECK(round.shapes[0].rings[0].size() == 2000002);
  CHECK(area_of(round.shapes[0]) == Approx(3.14159265358979 * 25e6).epsilon(1e-9));
}

TEST_CASE("A file of several layers is read by the one that has the key, else the layers are named") {
  SKIP_WITHOUT_SHARED();
  Layer layer = published("hex_hoc_uppertier_2018_2021.gpkg", "utla21", "cua-code");
  const auto read = [&] { return read_published(layer); };
  CHECK_THAT(fault_of(read), Contains("with a field 'cua-code'") && Contains("6 UTLA-2021") && Contains("--sheet"));
  layer.format.sheet = "UTLA-2021";
  CHECK_THAT(fault_of(read), Contains("has no layer 'UTLA-2021'; it has: 1 Group labels"));
  layer.format.sheet = "6 UTLA-2021";
  CHECK_THAT(fault_of(read), Contains("says metres") && Contains("--schematic"));
  layer.schematic = true;
  CHECK(read().shapes.size() == 152);
}

TEST_CASE("Real layers are repaired where they are invalid, with a report, and areas of other years are left out") {
  SKIP_WITHOUT_SHARED();
  struct Expected {
    const char *file, *geography, *key;
    std::size_t areas;
    std::vector<std::string> repaired;
  };
  // PROVENANCE.md names the invalid ones of each file; these are those of the year asked for.
  const Expected expected[] = {
      {"utla_2014_2025_england_ons.geojson",
       "utla21",
       "areacd",
       152,
       {"E06000002", "E06000052", "E06000059", "E10000006", "E10000012"}},
      {"utla_2014_2025_england_ons.geojson",
       "utla23",
       "areacd",
       153,
       {"E06000002", "E06000052", "E06000059", "E06000063", "E10000012"}},
      {"ltla_2014_2025_england_ons.geojson",
       "ltla21",
       "areacd",
       309,
       {"E06000002", "E06000052", "E06000059", "E07000029", "E07000076"}},
      {"lad_2024may_uk_bsc.geojson", "ltla24", "LAD24CD", 296, {"E07000085", "E07000228"}},
      {"ctyua_2021may_uk_buc.geojson", "utla21", "utla21_code", 152, {}},
  };
  for (const Expected& one : expected) {
    INFO(one.file << ", " << one.geography);
    const Boundaries found = read_published(published(one.file, one.geography, one.key));
    CHECK(found.shapes.size() == one.areas);
    std::vector<std::string> repaired;
    for (const std::string& repair : found.repaired) repaired.push_back(repair.substr(0, 9));
    CHECK(repaired == one.repaired);
  }
}

TEST_CASE("A layer simplified for drawing has the same areas with fewer vertices, and a schematic one stays") {
  SKIP_WITHOUT_SHARED();
  Boundaries real = read_published(published("ctyua_2021may_uk_buc.geojson", "utla21", "utla21_code"));
  const Boundaries drawn = simplified(real, 1e-3); // about 650 m
  REQUIRE(drawn.shapes.size() == 152);
  std::size_t before = 0, after = 0;
  for (std::size_t i = 0; i < 152; ++i) {
    const Shape &was = real.shapes[i], &is = drawn.shapes[i];
    CHECK(is.code == was.code);
    CHECK(is.name == was.name);
    REQUIRE_FALSE(is.rings.empty());
    for (const auto& ring : is.rings) {
      after += ring.size() / 2 - 1;
      CHECK(ring.size() >= 8);
      CHECK((ring[0] == ring[ring.size() - 2] && ring[1] == ring.back()));
    }
    for (const auto& ring : was.rings) before += ring.size() / 2 - 1;
    CHECK((is.box[0] >= was.box[0] && is.box[1] >= was.box[1] && is.box[2] <= was.box[2] && is.box[3] <= was.box[3]));
  }
  CHECK(after * 10 < before * 9);
  real.schematic = true;
  CHECK(simplified(real, 1e-3).shapes[0].rings == real.shapes[0].rings);
}
