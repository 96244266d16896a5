#include <catch2/catch.hpp>
#include <cpl_vsi.h>
#include <fmt/format.h>
#include <ogr_spatialref.h>

#include <fstream>
#include <map>
#include <memory>
#include <random>
#include <sstream>

#include "faults.hpp"
#include "geojson_shapes.hpp"
#include "geos_locator.hpp"
#include "incident_files.hpp"
#include "scratch.hpp"
#include "shared.hpp"
#include "tranche/geography/point_locator.hpp"
#include "tranche/geography/tally.hpp"

using Catch::Contains;
using geojson_shapes::rectangle;
using namespace incident_files;
using tranche::Boundaries;
using tranche::BrokenRecord;
using tranche::IncidentSource;
using tranche::TalliedFile;
using tranche::Tally;

namespace {

std::string street_row(const std::string& lon, const std::string& lat, const std::string& type,
                       const std::string& month = "2019-02") {
  return street({lon, lat, type, month});
}

Tally tally_of(const std::filesystem::path& file, const Boundaries& boundaries = two_degrees(),
               const std::string& crs = "", double snap = 0, int threads = 2) {
  IncidentSource source;
  source.files = {file};
  source.crs = crs;
  tranche::TallyOptions options;
  options.snap_m = snap;
  options.threads = threads;
  return tranche::tally_incidents(source, boundaries, options);
}

std::string refusal(const std::filesystem::path& file, const std::string& crs = "",
                    const Boundaries& boundaries = two_degrees()) {
  return fault_of([&] { tally_of(file, boundaries, crs); });
}

} // namespace

TEST_CASE("each record of a street-level file is counted, outside, blank or broken") {
  const Scratch scratch;
  const auto file = scratch.write(
      "a.csv", "\xEF\xBB\xBF" + street_header + street_row("0.5", "50.5", "Burglary") +
                   street_row("1.5", "50.5", "Burglary") + street_row(" +1.50 ", "5.05e1", "Robbery", "2019-03-17") +
                   street_row("1", "50.5", "Robbery") + street_row("2.001", "50.5", "Robbery") +
                   street_row("", "", "Robbery") + "\r\n\n" + street_row("0.5", "", "Robbery") +
                   street_row("nan", "50.5", "Robbery") + street_row("0.5", "inf", "Robbery") +
                   street_row("0.5x", "50.5", "Robbery") + "1,2,3\n" + street_row("0.5", "50.5", "Burglary,extra") +
                   ",2019-02,A,A,0.5,50.5,\"On, or\r\nnear \"\"X\"\"\",,,\"Burglary\",,\r\n" +
                   street_row("-179", "-89", "Robbery"));
  const Tally tally = tally_of(file, two_degrees(), "", 0.01);
  REQUIRE(tally.files.size() == 1);
  const TalliedFile& one = tally.files[0];
  CHECK(adds_up(one));
  CHECK(one.file.records == 14);
  CHECK(one.counted == 6);
  CHECK(one.snapped == 1);
  CHECK(one.outside == 1);
  CHECK(one.file.blank == 1);
  CHECK(broken(one, BrokenRecord::one_coordinate) == 1);
  CHECK(broken(one, BrokenRecord::number) == 3);
  CHECK(broken(one, BrokenRecord::columns) == 2);
  CHECK(one.file.first_line[static_cast<std::size_t>(BrokenRecord::one_coordinate)] == 10);
  CHECK(one.file.first_line[static_cast<std::size_t>(BrokenRecord::number)] == 11);
  CHECK(one.file.first_line[static_cast<std::size_t>(BrokenRecord::columns)] == 14);
  CHECK(tally.categories == std::vector<std::string>{"Burglary", "Robbery"});
  CHECK(tally.months == std::vector<std::string>{"2019-02", "2019-03"});
  CHECK(counted_in(tally, "E01", "Burglary", "2019-02") == 2);
  CHECK(counted_in(tally, "E01", "Robbery", "2019-02") == 1); // on the border
  CHECK(counted_in(tally, "E02", "Robbery", "2019-02") == 1); // snapped
  CHECK(counted_in(tally, "E02", "Robbery", "2019-03") == 1);
}

TEST_CASE("a file cut in the middle of a row, or without its last line end, says so") {
  const Scratch scratch;
  const std::string whole = street_header + street_row("0.5", "50.5", "Burglary");
  for (const std::string& rest : {std::string("x,2019-02,A,A,0."), std::string("x,2019-02,A,A,0.5,50.5,\"On or")}) {
    const Tally cut = tally_of(scratch.write("cut.csv", whole + rest));
    CHECK(cut.files[0].file.records == 2);
    CHECK(cut.files[0].counted == 1);
    CHECK(broken(cut.files[0], BrokenRecord::cut) == 1);
    CHECK(cut.files[0].file.first_line[static_cast<std::size_t>(BrokenRecord::cut)] == 3);
  }
  const Tally open = tally_of(scratch.write("open.csv", whole.substr(0, whole.size() - 1)));
  CHECK(open.files[0].counted == 1);
  CHECK(open.files[0].file.ends_without_line);
  CHECK_FALSE(tally_of(scratch.write("whole.csv", whole)).files[0].file.ends_without_line);
}

TEST_CASE("where a file is cut into pieces makes no difference, even with quotes that mislead") {
  const Scratch scratch;
  std::string text = "x,y,category,note\n";
  std::map<std::string, std::uint64_t> expected;
  std::uint64_t records = 0;
  for (int i = 0; text.size() < 19'000'000; ++i) { // more than one wave of pieces
    const std::string category = "c" + std::to_string(i % 7);
    std::string note = "plain";
    if (i % 3 == 0) note = "\"two\nlines, a \"\"word\"\" and\n\n" + std::to_string(i) + "\"";
    if (i % 1001 == 5) note = "5\" pipe";                                // a quote that opens nothing
    if (i % 40009 == 7) note = "\"" + std::string(700'000, '\n') + "\""; // longer than a piece
    text += fmt::format("{}.5,50.{},{},{}\n", i % 2, i % 1000, category, note);
    ++expected[(i % 2 ? "E02" : "E01") + category];
    ++records;
  }
  const auto file = scratch.write("quotes.csv", text);
  for (const int threads : {1, 3}) {
    const Tally tally = tally_of(file, two_degrees(), "EPSG:4326", 0, threads);
    CHECK(tally.files[0].file.records == records);
    CHECK(tally.files[0].file.broken_records() == 0);
    std::map<std::string, std::uint64_t> counted;
    for (const auto& row : tally.rows) counted[tally.codes[row.area] + tally.categories[row.category]] += row.count;
    CHECK(counted == expected);
  }
}

TEST_CASE("real street-level files come out as GEOS counts them, row for row") {
  SKIP_WITHOUT_SHARED();
  Boundaries boundaries;
  boundaries.layer = "lad21";
  boundaries.crs = "EPSG:4326"; // the file's own degrees, so that only the locating is compared
  boundaries.shapes =
      geojson_shapes::read((shared_folder() / "data/geo/lad_2021dec_uk_buc.geojson").string(), "ltla21_code");
  const GeosLocator geos(boundaries.shapes);
  const auto folder = shared_folder() / "data/indicators/crime/police_uk";
  std::map<std::string, std::uint64_t> expected;
  std::map<std::string, std::uint64_t> records;
  std::uint64_t blank = 0, outside = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream stream(entry.path());
    std::string line;
    std::getline(stream, line);
    while (std::getline(stream, line)) { // these files hold no quotes
      std::vector<std::string> cells(1);
      for (const char c : line)
        if (c == ',')
          cells.emplace_back();
        else
          cells.back() += c;
      ++records[entry.path().string()];
      if (cells.at(4).empty()) {
        ++blank;
        continue;
      }
      const std::uint32_t area = geos.locate(std::stod(cells[4]), std::stod(cells[5]));
      if (area == tranche::PointLocator::none)
        ++outside;
      else
        ++expected[boundaries.shapes[area].code + "/" + cells.at(9) + "/" + cells[1]];
    }
  }
  const Tally tally = tally_of(folder, boundaries);
  REQUIRE(tally.files.size() == records.size());
  for (const TalliedFile& one : tally.files) {
    CHECK(adds_up(one));
    CHECK(one.file.records == records[one.file.name]);
  }
  CHECK(tally.total().file.blank == blank);
  CHECK(tally.total().outside == outside);
  CHECK(tally.total().counted > 15000);
  std::map<std::string, std::uint64_t> counted;
  for (const auto& row : tally.rows)
    counted[tally.codes[row.area] + "/" + tally.categories[row.category] + "/" + tally.months[row.month]] = row.count;
  CHECK(counted == expected);
}

TEST_CASE("incidents within metres of borders in another CRS fall where PROJ puts them, one by one") {
  SKIP_WITHOUT_SHARED();
  OGRSpatialReference degrees, grid;
  degrees.SetFromUserInput("EPSG:4326");
  grid.SetFromUserInput("EPSG:27700");
  degrees.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  const std::unique_ptr<OGRCoordinateTransformation> to_grid(OGRCreateCoordinateTransformation(&degrees, &grid));
  Boundaries boundaries;
  boundaries.crs = "EPSG:27700";
  boundaries.shapes =
      geojson_shapes::read((shared_folder() / "data/geo/lad_2024may_uk_bsc.geojson").string(), "LAD24CD");
  std::mt19937_64 random(11);
  std::uniform_real_distribution<double> about(-3e-5, 3e-5), west(-9, 2), north(49, 62);
  std::vector<std::pair<double, double>> points;
  for (tranche::Shape& shape : boundaries.shapes)
    for (std::vector<double>& ring : shape.rings)
      for (std::size_t i = 0; i + 1 < ring.size(); i += 2) {
        points.emplace_back(ring[i] + about(random), ring[i + 1] + about(random));
        if (i % 16 == 0) points.emplace_back(west(random), north(random));
        REQUIRE(to_grid->Transform(1, &ring[i], &ring[i + 1]));
      }
  const tranche::PointLocator locator(boundaries.shapes);
  REQUIRE(locator.widest_margin() > 1); // so that the short way is taken
  std::string text = "lon,lat,category\n";
  std::map<std::string, std::uint64_t> expected;
  std::uint64_t outside = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    auto [x, y] = points[i];
    const std::string category = std::to_string(i % 1000);
    text += fmt::format("{},{},{}\n", x, y, category);
    to_grid->Transform(1, &x, &y);
    const std::uint32_t area = locator.locate(x, y);
    if (area == tranche::PointLocator::none)
      ++outside;
    else
      ++expected[boundaries.shapes[area].code + "/" + category];
  }
  const Scratch scratch;
  const Tally tally = tally_of(scratch.write("near.csv", text), boundaries);
  CHECK(tally.total().outside == outside);
  std::map<std::string, std::uint64_t> counted;
  for (const auto& row : tally.rows) counted[tally.codes[row.area] + "/" + tally.categories[row.category]] = row.count;
  CHECK(counted == expected);
}

TEST_CASE("with Ordnance Survey's grid its published points fall within a centimetre, without it they do not") {
  SKIP_WITHOUT_SHARED();
  const Scratch scratch;
  Boundaries boundaries;
  boundaries.crs = "EPSG:27700";
  const auto centimetre = [](const std::string& code, double x, double y) {
    return rectangle(code, x - 0.01, y - 0.01, x + 0.01, y + 0.01);
  };
  boundaries.shapes = {centimetre("caister", 651409.804, 313177.450), centimetre("scilly", 91492.146, 11318.804)};
  IncidentSource source;
  source.files = {scratch.write("points.csv", "lon,lat\n1.716073973,52.658007833\n-6.29977752014,49.92226393730\n")};
  tranche::TallyOptions options;
  options.grids = (shared_folder() / "data/proj").string();
  const Tally with = tranche::tally_incidents(source, boundaries, options);
  CHECK(with.files[0].counted == 2);
  CHECK(with.rows.size() == 2);
  CHECK_THAT(with.files[0].operation, Contains("OSGB36 to WGS 84 (9)") && Contains("stated accuracy 1 m"));
  options.grids.clear();
  const Tally without = tranche::tally_incidents(source, boundaries, options);
  if (without.files[0].operation == with.files[0].operation) return; // PROJ has the grid itself
  CHECK(without.files[0].counted == 0);
  CHECK_THAT(without.files[0].operation, Contains("stated accuracy 2 m"));
}

TEST_CASE("coordinates that cannot be meant are named in a sentence") {
  const Scratch scratch;
  std::string swapped = "lon,lat\n", metres = "lon,lat\n", degrees = "easting,northing\n";
  for (int i = 1; i < 50; ++i) {
    swapped += fmt::format("50.{:02},0.{:02}\n", i, i);
    metres += fmt::format("5300{:02},180000\n", i);
    degrees += fmt::format("0.{:02},50.5\n", i);
  }
  CHECK_THAT(refusal(scratch.write("swapped.csv", swapped)),
             Contains("has longitude and latitude swapped, such as 50.01, 0.01") &&
                 Contains("0 of its first 49 points"));
  CHECK_THAT(refusal(scratch.write("metres.csv", metres)), Contains("said to be in degrees and holds metres"));
  Boundaries grid = two_degrees();
  grid.crs = "EPSG:27700";
  grid.shapes = {rectangle("E01", 500000, 100000, 600000, 200000)};
  CHECK_THAT(refusal(scratch.write("degrees.csv", degrees), "", grid),
             Contains("said to be in metres and holds degrees, such as 0.01, 50.5"));
}

TEST_CASE("files of incidents that cannot be read are refused in a sentence") {
  const Scratch scratch;
  CHECK_THAT(refusal(scratch.path() / "none.csv"), Contains("is not there"));
  CHECK_THAT(refusal(scratch.write("empty.csv", "")), Contains("is empty"));
  CHECK_THAT(refusal(scratch.write("a.csv", "id,where\n1,2\n")),
             Contains("has no columns that are known as coordinates; it has: id, where"));
  CHECK_THAT(refusal(scratch.write("b.csv", "x,y\n1,2\n")), Contains("does not say in which CRS"));
  CHECK_THAT(refusal(scratch.write("c.csv", "\xFF\xFEx")), Contains("UTF-16"));
  CHECK_THAT(refusal(scratch.write("d.parquet", "PAR1")), Contains("Parquet"));
  CHECK_THAT(refusal(scratch.write("e.zip", "PK nothing")), Contains("is not a zip that can be unpacked"));
  CHECK_THAT(refusal(scratch.write("f.csv", "lon,lat,note\n1,50,\n1,50,\"open\n" + std::string(2'000'000, 'x'))),
             Contains("f.csv:3") && Contains("a quote is never closed"));
  std::filesystem::create_directories(scratch.path() / "folder");
  CHECK_THAT(refusal(scratch.path() / "folder"), Contains("holds no CSV files"));
  IncidentSource source;
  source.files = {scratch.write("g.csv", "lon,lat\n1,50\n"), scratch.path() / "folder/../g.csv"};
  CHECK_THAT(fault_of([&] { tranche::tally_incidents(source, two_degrees()); }), Contains("is named twice"));
  source.files = {scratch.path() / "g.csv"};
  source.columns.category = "kind";
  CHECK_THAT(fault_of([&] { tranche::tally_incidents(source, two_degrees()); }),
             Contains("has no column 'kind'; it has: lon, lat"));
  Boundaries hexagons = two_degrees();
  hexagons.schematic = true;
  CHECK_THAT(refusal(scratch.path() / "g.csv", "", hexagons), Contains("is schematic"));
}

TEST_CASE("a folder or zip of months gives its street-level files, and names what it leaves out") {
  const Scratch scratch;
  const std::string street = street_header + street_row("0.5", "50.5", "Burglary");
  const std::string outcomes = "Crime ID,Month,Longitude,Latitude,Outcome type\n1,2019-02,0.5,50.5,None\n";
  const std::string zip = "/vsizip/" + (scratch.path() / "months.zip").string();
  for (const auto& [name, text] : std::map<std::string, std::string>{
           {"2019-02/a-street.csv", street},
           {"2019-02/a-outcomes.csv", outcomes},
           {"2019-03/a-street.csv", street + street_row("1.5", "50.5", "Robbery", "2019-03")}}) {
    scratch.write("months/" + name, text);
    VSILFILE* const packed = VSIFOpenL((zip + "/" + name).c_str(), "wb");
    REQUIRE(packed);
    VSIFWriteL(text.data(), 1, text.size(), packed);
    VSIFCloseL(packed);
  }
  for (const char* source : {"months", "months.zip"}) {
    const Tally tally = tally_of(scratch.path() / source);
    REQUIRE(tally.files.size() == 2);
    REQUIRE(tally.left_out.size() == 1);
    CHECK_THAT(tally.left_out[0], Contains("2019-02/a-outcomes.csv"));
    CHECK(counted_in(tally, "E01", "Burglary", "2019-02") == 2);
    CHECK(counted_in(tally, "E02", "Robbery", "2019-03") == 1);
  }
}

TEST_CASE("points that GDAL reads are tallied, blank and broken ones told apart") {
  const Scratch scratch;
  std::string text = "{\"type\":\"FeatureCollection\",\"features\":[";
  const auto feature = [](const std::string& geometry, const std::string& day) {
    return "{\"type\":\"Feature\",\"properties\":{\"category\":\"Burglary\",\"month\":\"" + day +
           "\"},\"geometry\":" + geometry + "}";
  };
  text += feature("{\"type\":\"Point\",\"coordinates\":[0.5,50.5]}", "2019-02-03") + "," +
          feature("{\"type\":\"Point\",\"coordinates\":[3,50.5]}", "2019-02-04") + "," + feature("null", "2019-02-05") +
          "," + feature("{\"type\":\"LineString\",\"coordinates\":[[0,50],[1,50]]}", "2019-02-06") + "]}";
  const Tally tally = tally_of(scratch.write("points.geojson", text));
  CHECK(adds_up(tally.files[0]));
  CHECK(counted_in(tally, "E01", "Burglary", "2019-02") == 1);
  CHECK(tally.files[0].outside == 1);
  CHECK(tally.files[0].file.blank == 1);
  CHECK(broken(tally.files[0], BrokenRecord::not_a_point) == 1);
}
