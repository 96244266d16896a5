#include <catch2/catch.hpp>

#include "faults.hpp"
#include "scratch.hpp"
#include "tranche/layers/area_points.hpp"
#include "tranche/layers/catalogue.hpp"

using namespace tranche;
using Catch::Contains;

namespace {

/// Points of a CSV with the columns code, x and y.
AreaPoints points_in(const std::string& text, const std::string& crs, const std::vector<std::string>& codes = {}) {
  const Scratch scratch;
  Layer layer;
  layer.kind = LayerKind::points;
  layer.name = "my/points";
  layer.shown = "points.csv";
  layer.file = scratch.write("points.csv", text);
  layer.geography = "towns";
  layer.key = "code";
  layer.x = "x", layer.y = "y";
  layer.crs = crs;
  AreaList areas;
  areas.codes = codes;
  return read_area_points(layer, areas, "EPSG:27700");
}

} // namespace

TEST_CASE("Points of a CSV come in order of code, in the CRS asked for, without those of other countries") {
  const AreaPoints points =
      points_in("code,x,y\nE2,430000,260000\nW1,300000,200000\nE1,530000,180000\n", "EPSG:27700", {"E1", "E2"});
  CHECK(points.codes == std::vector<std::string>{"E1", "E2"});
  CHECK(points.x == std::vector<double>{530000, 430000});
  CHECK(points.y == std::vector<double>{180000, 260000});
  CHECK(points.ignored == 1);
  CHECK(points.transformation.empty());
  // Ordnance Survey puts the false origin's meridian, 2 degrees west, at easting 400,000; WGS 84 is within 200 m of it.
  const AreaPoints degrees = points_in("code,x,y\nE1,-2,53\n", "EPSG:4326");
  CHECK(degrees.x[0] == Approx(400000).margin(200));
  CHECK_THAT(degrees.transformation, Contains("accuracy"));
}

TEST_CASE("Points that cannot be what they say are refused in a sentence") {
  const auto fault = [](const std::string& text, const std::string& crs, const std::vector<std::string>& codes = {}) {
    return fault_of([&] { points_in(text, crs, codes); });
  };
  CHECK_THAT(fault("code,x,y\nE1,1,2\nE1,3,4\n", "EPSG:4326"), Contains("E1 stands in it twice"));
  CHECK_THAT(fault("code,x,y\nE1,-2,53\n", "EPSG:4326", {"E1", "E2"}), Contains("lacks 1 of the 2 areas of towns: E2"));
  CHECK_THAT(fault("code,x,y\nE1,-2,53\n", ""), Contains("says no CRS"));
  CHECK_THAT(fault("code,x,y\nE1,-2,53\n", "EPSG:27700"), Contains("these are degrees"));
  CHECK_THAT(fault("code,x,y\nE1,530000,180000\n", "EPSG:4326"), Contains("these are metres"));
  CHECK_THAT(fault("code,x,y\nE1,,\n", "EPSG:27700"), Contains("E1 has no point") && Contains("`x` and `y`"));
  CHECK_THAT(fault("name,x,y\nE1,1,2\n", "EPSG:27700"), Contains("has no field 'code'"));
  CHECK_THAT(fault("code,x,y\nW1,300000,200000\n", "EPSG:27700", {"E1"}), Contains("has no point of towns"));
}
