#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "shared.hpp"
#include "tool.hpp"

using Catch::Contains;

namespace {

/// Two squares of a kilometre in British National Grid.
std::string squares(const std::string& first, const std::string& second) {
  constexpr double side = 1000;
  const auto square = [&](const std::string& code, double x) {
    std::string ring;
    for (const auto& [dx, dy] : {std::pair{0.0, 0.0}, {1.0, 0.0}, {1.0, 1.0}, {0.0, 1.0}, {0.0, 0.0}})
      ring +=
          (ring.empty() ? "[" : ",[") + std::to_string(x + dx * side) + "," + std::to_string(300000 + dy * side) + "]";
    return "{\"type\":\"Feature\",\"properties\":{\"code\":\"" + code +
           "\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[" + ring + "]]}}";
  };
  return std::string("{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:"
                     "def:crs:EPSG::27700\"}},") +
         "\"features\":[" + square(first, 400000) + "," + square(second, 401000) + "]}";
}

std::string refusal(const Scratch& scratch, const std::vector<std::string>& arguments) {
  const ToolResult result = run_tool(arguments, scratch.path());
  CHECK(result.code != 0);
  CHECK(result.out.empty());
  CHECK_FALSE(std::filesystem::exists(scratch.path() / "cache/tranche/layers/catalogue.yaml"));
  return result.err;
}

} // namespace

TEST_CASE("A boundary file is refused in a sentence, and the cache stays empty") {
  const Scratch scratch;
  scratch.write("two.geojson", squares("E06000001", "E06000002"));
  CHECK_THAT(refusal(scratch, {"layers", "add", "my/b", "two.geojson", "--key", "code"}),
             Contains("lacks 150 of the 152 areas of utla21") && Contains("E06000003"));
  CHECK_THAT(refusal(scratch, {"layers", "add", "my/b", "two.geojson", "--key", "id"}),
             Contains("has no field 'id'; it has: code"));
  CHECK_THAT(refusal(scratch, {"layers", "add", "my/b", "none.geojson", "--key", "code"}),
             Contains("none.geojson is not there"));
  CHECK_THAT(refusal(scratch, {"layers", "add", "My Layer", "two.geojson", "--key", "code"}),
             Contains("is not a layer's name"));
  scratch.write("twice.geojson", squares("E06000001", "E06000001"));
  CHECK_THAT(refusal(scratch, {"layers", "add", "my/b", "twice.geojson", "--key", "code"}),
             Contains("E06000001 stands in it twice"));
  scratch.write("text.geojson", "these are not boundaries");
  CHECK_THAT(refusal(scratch, {"layers", "add", "my/b", "text.geojson", "--key", "code"}),
             Contains("is not a file of boundaries"));
}

TEST_CASE("Coordinates that are nowhere on earth are refused") {
  const Scratch scratch;
  std::string far = squares("E06000001", "E06000002");
  const std::size_t at = far.find("400000.000000");
  scratch.write("far.geojson", far.replace(at, 13, "1e300"));
  const ToolResult result = run_tool({"layers", "add", "my/b", "far.geojson", "--key", "code"}, scratch.path());
  CHECK(result.code == 1);
  CHECK_THAT(result.err, Contains("E06000001 holds coordinates that are nowhere on earth"));
}

TEST_CASE("An unknown CRS, and a layer that is built in, are told in our own words") {
  const Scratch scratch;
  scratch.write("two.geojson", squares("E06000001", "E06000002"));
  const std::string crs =
      refusal(scratch, {"layers", "add", "my/b", "two.geojson", "--key", "code", "--crs", "EPSG:99999999"});
  CHECK_THAT(crs, Catch::StartsWith("tranche: error: ") && Contains("a CRS that PROJ does not know"));
  CHECK_THAT(refusal(scratch, {"layers", "add", "england/hexmap", "two.geojson", "--key", "code", "--replace"}),
             Contains("england/hexmap comes with Tranche") && Contains("my/hexmap"));
}

TEST_CASE("Options of layers that cannot be meant are refused") {
  const Scratch scratch;
  scratch.write("beds.csv", "code,beds\nE06000001,10\n");
  const auto added = [&](std::vector<std::string> more, const std::string& name = "my/beds") {
    std::vector<std::string> arguments{"layers", "add",     name,   "beds.csv", "--key",
                                       "code",   "--value", "beds", "--period", "2020"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return refusal(scratch, arguments);
  };
  CHECK_THAT(added({"--control-total", "bed=10"}), Contains("is of 'bed', which is no --value"));
  CHECK_THAT(added({"--sheet", "first"}), Contains("a CSV has no sheets"));
  CHECK_THAT(added({}, "my/" + std::string(300, 'x')), Contains("longer than 100"));
  for (const std::vector<std::string>& option : {std::vector<std::string>{"--effort", "nan"}, {"--seed", "-1"}}) {
    std::vector<std::string> arguments{"layers", "hexmap", "-o", "hex.csv"};
    arguments.insert(arguments.end(), option.begin(), option.end());
    CHECK(run_tool(arguments, scratch.path()).code == 2);
  }
}

TEST_CASE("A relative XDG_CACHE_HOME is ignored") {
  const Scratch scratch;
  scratch.write("home/.cache/tranche/layers/catalogue.yaml", "no catalogue");
  const std::string home = "HOME=" + (scratch.path() / "home").string();
  const ToolResult result = run_tool({"layers", "list"}, scratch.path(), {"XDG_CACHE_HOME=cache", home});
  CHECK(result.code == 2); // the catalogue of the home was looked at
  CHECK_THAT(result.err, Contains("home/.cache/tranche/layers/catalogue.yaml"));
}

TEST_CASE("A table is registered, checked against its control total, and bound by name") {
  const Scratch scratch;
  scratch.write("beds.csv", "code,beds\nE06000001,10\nE06000002,..\nE06000003,\"1,200\"\n");
  CHECK_THAT(refusal(scratch,
                     {"layers", "add", "my/beds", "beds.csv", "--key", "code", "--value", "beds", "--carry", "count"}),
             Contains("'..' is not a number") && Contains("thousands separators"));
  const std::vector<std::string> add = {"layers",      "add",  "my/beds",  "beds.csv", "--key",          "code",
                                        "--value",     "beds", "--carry",  "count",    "--missing",      "..",
                                        "--thousands", ",",    "--period", "2020",     "--control-total"};
  auto with_total = [&](const char* total) {
    auto arguments = add;
    arguments.emplace_back(total);
    return arguments;
  };
  CHECK_THAT(refusal(scratch, with_total("beds=1211")), Contains("sums to 1210") && Contains("1211"));
  const ToolResult added = run_tool(with_total("beds=1210"), scratch.path());
  INFO(added.err);
  CHECK(added.code == 0);
  CHECK_THAT(added.out, Contains("2 of 3 cells hold a figure") && Contains("149 areas of utla21 have no row"));
  CHECK_THAT(run_tool({"layers", "show", "my/beds"}, scratch.path()).out, Contains("beds"));
  CHECK_THAT(run_tool({"layers", "list"}, scratch.path()).out, Contains("my/beds") && Contains("england/hexmap"));
  CHECK_THAT(run_tool(with_total("beds=1210"), scratch.path()).err, Contains("there is a layer my/beds already"));
}

TEST_CASE("Real boundaries are added, and both assessments run on them") {
  SKIP_WITHOUT_SHARED();
  const Scratch scratch;
  const std::string file = (shared_folder() / "data/geo/ctyua_2021may_uk_buc.geojson").string();
  const ToolResult added = run_tool({"layers", "add", "my/boundaries", file, "--key", "utla21_code", "--name",
                                     "utla21_name", "--geography", "utla21"},
                                    scratch.path());
  INFO(added.err);
  REQUIRE(added.code == 0);
  CHECK_THAT(added.out,
             Contains("152 areas of utla21, 65 others in the file left out") && Contains("6 pairs overlap by slivers"));
  for (const char* name : {"enhanced-treatment", "housing-support"}) {
    const ToolResult result = run_tool(
        {"run", config(std::string(name) + ".yaml"), "-o", name, "--boundaries", "my/boundaries"}, scratch.path());
    INFO(result.err);
    REQUIRE(result.code == 0);
    CHECK(std::filesystem::file_size(scratch.path() / name / "map-tranches.png") > 10000);
    CHECK_THAT(contents(scratch.path() / name / "manifest.json"),
               Contains("accuracy") && Contains("\"hexmap\": {")); // the built-in one beside them
  }
  CHECK_THAT(run_tool({"run", config("housing-support.yaml"), "-o", "no", "--boundaries", "my/boundaries", "--set",
                       "areas.hexmap=my/boundaries"},
                      scratch.path())
                 .err,
             Contains("areas.hexmap: my/boundaries is no schematic map"));
  // The boundaries change the drawing, never the ranking.
  REQUIRE(run_tool({"run", config("enhanced-treatment.yaml"), "-o", "hexagons"}, scratch.path()).code == 0);
  CHECK(contents(scratch.path() / "hexagons/ranking.csv") ==
        contents(scratch.path() / "enhanced-treatment/ranking.csv"));
}

TEST_CASE("Boundaries whose areas overlap are refused by name unless they are allowed") {
  SKIP_WITHOUT_SHARED();
  const Scratch scratch;
  nlohmann::json layer = nlohmann::json::parse(contents(shared_folder() / "data/geo/ctyua_2021may_uk_buc.geojson"));
  const auto shape_of = [&](const char* code) -> nlohmann::json& {
    for (auto& feature : layer["features"])
      if (feature["properties"]["utla21_code"] == code) return feature["geometry"];
    throw std::runtime_error("no such area");
  };
  shape_of("E06000017") = shape_of("E10000018"); // Rutland drawn as Leicestershire
  scratch.write("b.geojson", layer.dump());
  std::vector<std::string> add = {"layers", "add",         "my/b",   "b.geojson",
                                  "--key",  "utla21_code", "--name", "utla21_name"};
  CHECK_THAT(refusal(scratch, add),
             Contains("has 1 pair of areas that overlap: E06000017 Rutland and E10000018 Leicestershire have 20") &&
                 Contains("ha in common, 100.0 % of the smaller") && Contains("--allow-overlaps"));
  add.emplace_back("--allow-overlaps");
  const ToolResult allowed = run_tool(add, scratch.path());
  CHECK(allowed.code == 0);
  CHECK_THAT(allowed.out, Contains("E06000017 Rutland and E10000018 Leicestershire have 20"));
}

TEST_CASE("Boundaries of another vintage, degrees called metres, and files without a CRS are told apart") {
  SKIP_WITHOUT_SHARED();
  const Scratch scratch;
  const auto geo = shared_folder() / "data/geo";
  CHECK_THAT(refusal(scratch, {"layers", "add", "my/b", (geo / "ctyua_2019dec_uk_buc.geojson").string(), "--key",
                               "utla19_code"}),
             Contains("lacks 3 of the 152 areas") && Contains("E10000002"));
  CHECK_THAT(refusal(scratch, {"layers", "add", "my/b", (geo / "ctyua_2021may_uk_buc.geojson").string(), "--key",
                               "utla21_code", "--crs", "EPSG:27700"}),
             Contains("says metres") && Contains("these are degrees"));
  CHECK_THAT(refusal(scratch, {"layers", "add", "my/b", (geo / "uk_2022_ons_all.topojson").string(), "--key", "AREACD",
                               "--sheet", "UTLA"}),
             Contains("says no CRS") || Contains("lacks"));
}

TEST_CASE("Neighbours are listed, and islands called by name") {
  const Scratch scratch;
  scratch.write("two.geojson", squares("E06000001", "E06000002"));
  const ToolResult two = run_tool(
      {"layers", "neighbours", "two.geojson", "--key", "code", "--kind", "band", "--within", "1500", "-o", "two.csv"},
      scratch.path());
  INFO(two.err);
  REQUIRE(two.code == 0);
  CHECK_THAT(two.out, Contains("2 areas in") && Contains("1 band pairs") && Contains("without neighbours: none"));
  CHECK(contents(scratch.path() / "two.csv") ==
        "from,from_name,to,to_name,distance_m\nE06000001,E06000001,E06000002,E06000002,1000\n");
  CHECK_THAT(refusal(scratch, {"layers", "neighbours", "two.geojson", "--kind", "band", "-o", "no.csv"}),
             Contains("a band needs its width"));
  scratch.write("lyon.geojson", R"({"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":)"
                                "[[[4.8,45.7],[4.9,45.7],[4.9,45.8],[4.8,45.7]]]}}");
  CHECK_THAT(refusal(scratch, {"layers", "neighbours", "lyon.geojson", "-o", "no.csv"}),
             Contains("outside the area of the CRS it is to be brought to") && Contains("(--to)"));
  CHECK(
      run_tool({"layers", "neighbours", "lyon.geojson", "--to", "EPSG:2154", "-o", "lyon.csv"}, scratch.path()).code ==
      0);
  CHECK_THAT(refusal(scratch, {"layers", "neighbours", "england/hexmap", "-o", "no.csv"}),
             Contains("who lies beside whom there is a matter of layout"));
  SKIP_WITHOUT_SHARED();
  const std::string file = (shared_folder() / "data/geo/ctyua_2021may_uk_buc.geojson").string();
  REQUIRE(
      run_tool({"layers", "add", "my/b", file, "--key", "utla21_code", "--name", "utla21_name"}, scratch.path()).code ==
      0);
  const auto neighbours = [&](const std::string& kind) {
    return run_tool({"layers", "neighbours", "my/b", "--kind", kind, "-o", kind + ".csv"}, scratch.path()).out;
  };
  CHECK_THAT(neighbours("queen"),
             Contains("152 areas in EPSG:27700, 372 queen pairs") &&
                 Contains("without neighbours: 2; E06000046 Isle of Wight; E06000053 Isles of Scilly"));
  CHECK_THAT(neighbours("rook"), Contains("370 rook pairs"));
  CHECK_THAT(contents(scratch.path() / "rook.csv"), Contains("\nE06000001,Hartlepool,E06000004,Stockton-on-Tees\n"));
}

TEST_CASE("A file is simplified with its fields, and its areas stay neighbours") {
  const Scratch scratch;
  scratch.write("two.geojson", squares("E06000001", "E06000002"));
  for (const char* tolerance : {"50 miles", "-1", "m"})
    CHECK_THAT(refusal(scratch, {"layers", "simplify", "two.geojson", "--tolerance", tolerance, "-o", "no.gpkg"}),
               Contains("is no length") && Contains("write it as 50m"));
  CHECK_THAT(refusal(scratch, {"layers", "simplify", "two.geojson", "--tolerance", "1m", "-o", "no.shp"}),
             Contains("name it .gpkg, .geojson or .fgb"));
  CHECK_THAT(refusal(scratch,
                     {"layers", "simplify", "two.geojson", "--tolerance", "1m", "-o", "no.gpkg", "--crs", "EPSG:4326"}),
             Contains("says degrees") && Contains("declare the true CRS"));
  scratch.write("swapped.geojson", R"({"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":)"
                                   "[[[52.5,-1.2],[52.5,-1.1],[52.6,-1.1],[52.5,-1.2]]]}}");
  CHECK_THAT(refusal(scratch, {"layers", "simplify", "swapped.geojson", "--tolerance", "1m", "-o", "no.gpkg"}),
             Contains("latitude and longitude swapped"));
  SKIP_WITHOUT_SHARED();
  const std::string file = (shared_folder() / "data/geo/ctyua_2021may_uk_buc.geojson").string();
  const ToolResult result = run_tool({"layers", "simplify", file, "--tolerance", "0.5km", "-o", "out.gpkg", "--key",
                                      "utla21_code", "--name", "utla21_name"},
                                     scratch.path());
  INFO(result.err);
  REQUIRE(result.code == 0);
  CHECK_THAT(result.out, Contains("217 areas in OSGB36 / British National Grid") && Contains("vertices of 22359") &&
                             Contains("left out of E06000044 Portsmouth: 1 island"));
  const std::string pairs =
      run_tool({"layers", "neighbours", file, "--key", "utla21_code", "-o", "a.csv"}, scratch.path()).out;
  CHECK_THAT(pairs, Contains("217 areas"));
  run_tool({"layers", "neighbours", "out.gpkg", "--key", "utla21_code", "-o", "b.csv"}, scratch.path());
  CHECK(contents(scratch.path() / "a.csv") == contents(scratch.path() / "b.csv"));
}

TEST_CASE("A hexagon map is laid out from the embedded points") {
  const Scratch scratch;
  const ToolResult result = run_tool({"layers", "hexmap", "-o", "hex.csv", "--effort", "0.05"}, scratch.path());
  INFO(result.err);
  REQUIRE(result.code == 0);
  const std::string text = contents(scratch.path() / "hex.csv");
  CHECK(std::count(text.begin(), text.end(), '\n') == 153);
  const ToolResult squares =
      run_tool({"layers", "hexmap", "-o", "sq.csv", "--effort", "0.01", "--shape", "square"}, scratch.path());
  REQUIRE(squares.code == 0);
  CHECK_THAT(squares.out, Contains("152 squares"));
}
