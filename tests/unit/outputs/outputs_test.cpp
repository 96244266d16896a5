#include <ogrsf_frmts.h>
#include <sys/mount.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "count_of.hpp"
#include "sample_run.hpp"
#include "tranche/finding.hpp"
#include "tranche/maps/palette.hpp"
#include "tranche/outputs/csv.hpp"
#include "tranche/outputs/run_folder.hpp"
#include "tranche/outputs/sha256.hpp"
#include "tranche/outputs/write_outputs.hpp"

using namespace tranche;
namespace fs = std::filesystem;

namespace {

/// The sample run, written once for all tests here.
const fs::path& sample_folder() {
  static const struct Folder {
    fs::path parent, path;
    Folder() {
      std::string pattern = (fs::temp_directory_path() / "tranche-XXXXXX").string();
      parent = ::mkdtemp(pattern.data());
      path = parent / "run";
      write_outputs(sample::sample_run(), path, false, 2);
    }
    ~Folder() { fs::remove_all(parent); }
  } folder;
  return folder.path;
}

struct CloseDataset {
  void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};

std::unique_ptr<GDALDataset, CloseDataset> open(const fs::path& file) {
  GDALAllRegister();
  return std::unique_ptr<GDALDataset, CloseDataset>(
      static_cast<GDALDataset*>(GDALOpenEx(file.c_str(), GDAL_OF_VECTOR, nullptr, nullptr, nullptr)));
}

} // namespace

TEST_CASE("the same run gives the same bytes, on one thread or two") {
  const fs::path again = sample_folder().parent_path() / "again";
  write_outputs(sample::sample_run(), again, true, 1);
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(again)) {
    INFO(entry.path().filename());
    CHECK(read_run_file(entry.path()) == read_run_file(sample_folder() / entry.path().filename()));
    ++files;
  }
  CHECK(files >= 7);
}

TEST_CASE("only what is wanted is written, the same bytes as ever, and the manifest with it") {
  const fs::path parent = sample_folder().parent_path();
  write_outputs(sample::sample_run(), parent / "some", false, 1, {}, Wanted({"map-tranches", "ranking.csv"}));
  std::set<std::string> files;
  for (const auto& entry : fs::directory_iterator(parent / "some")) {
    const std::string name = entry.path().filename();
    files.insert(name);
    if (name != "checksums.sha256") CHECK(read_run_file(entry.path()) == read_run_file(sample_folder() / name));
  }
  CHECK(files == std::set<std::string>{"checksums.sha256", "manifest.json", "map-tranches.pdf", "map-tranches.png",
                                       "map-tranches.svg", "ranking.csv"});
  CHECK_THROWS_WITH(write_outputs(sample::sample_run(), parent / "none", false, 1, {}, Wanted({"map-tranche"})),
                    Catch::Contains("--only map-tranche: this run makes no such file") &&
                        Catch::Contains("map-score.png, map-score.pdf"));
  CHECK_FALSE(fs::exists(parent / "none"));
}

TEST_CASE("clusters are looked for where a wanted file shows them") {
  CHECK(Wanted().clusters());
  for (const char* name :
       {"report.html", "report", "assessment.gpkg", "assessment", "map-clusters-score.png", "clusters-score"})
    CHECK(Wanted({"ranking.csv", name}).clusters());
  for (const char* name : {"ranking", "map-tranches.png", "map-score", "columns.csv"})
    CHECK_FALSE(Wanted({name}).clusters());
}

TEST_CASE("checksums list every other file") {
  const std::string list = read_run_file(sample_folder() / "checksums.sha256");
  for (const auto& entry : fs::directory_iterator(sample_folder()))
    if (entry.path().filename() != "checksums.sha256")
      CHECK(list.find(sha256_of_file(entry.path()) + "  " + entry.path().filename().string() + "\n") !=
            std::string::npos);
}

TEST_CASE("the GeoPackage holds every authority as a multipolygon with typed figures") {
  const Run run = sample::sample_run();
  const auto dataset = open(sample_folder() / "assessment.gpkg");
  REQUIRE(dataset);
  OGRLayer* layer = dataset->GetLayerByName("authorities");
  REQUIRE(layer);
  CHECK(layer->GetFeatureCount() == 12);
  CHECK(std::string(layer->GetSpatialRef()->GetAuthorityCode(nullptr)) == "27700");
  const OGRFeatureDefn* fields = layer->GetLayerDefn();
  CHECK(fields->GetGeomType() == wkbMultiPolygon);
  const auto type_of = [&](const char* name) { return fields->GetFieldDefn(fields->GetFieldIndex(name))->GetType(); };
  CHECK(type_of("rank") == OFTInteger64);
  CHECK(type_of("score") == OFTReal);
  CHECK(type_of("allocation_gbp") == OFTReal);
  CHECK(type_of("name") == OFTString);
  const auto order = reading_order(run);
  for (const auto& feature : *layer) {
    const std::size_t a = order[static_cast<std::size_t>(feature->GetFID()) - 1];
    INFO(run.authorities.units[a].name);
    CHECK(feature->GetFieldAsString("name") == run.authorities.units[a].name); // raw: a database takes no formulas
    CHECK(feature->GetFieldAsInteger("rank") == run.decision.rank[a]);
    CHECK((run.decision.rank[a] > 0 ? feature->GetFieldAsDouble("score") == run.decision.score[a]
                                    : !feature->IsFieldSetAndNotNull(feature->GetFieldIndex("score"))));
    const OGRMultiPolygon* shape = feature->GetGeometryRef()->toMultiPolygon();
    double area = 0;
    for (std::size_t s = 0; s < run.shape_unit.size(); ++s)
      if (run.shape_unit[s] == static_cast<int>(a)) {
        const auto& ring = run.boundaries.shapes[s].rings[0];
        for (std::size_t i = 0; i + 3 < ring.size(); i += 2)
          area += (ring[i] * ring[i + 3] - ring[i + 2] * ring[i + 1]) / 2;
      }
    CHECK(shape->get_Area() == Approx(std::fabs(area)).epsilon(1e-9));
    CHECK(shape->IsValid());
  }
}

TEST_CASE("QGIS will find the tranche map as default style, with the map's colours") {
  const auto dataset = open(sample_folder() / "assessment.gpkg");
  OGRLayer* styles = dataset->GetLayerByName("layer_styles");
  REQUIRE(styles);
  const std::unique_ptr<OGRFeature> style(styles->GetNextFeature());
  REQUIRE(style);
  CHECK(style->IsFieldSetAndNotNull(style->GetFieldIndex("f_table_schema"))); // NULL and QGIS ignores the style
  CHECK(std::string(style->GetFieldAsString("f_table_schema")).empty());
  CHECK(std::string(style->GetFieldAsString("f_table_name")) == "authorities");
  CHECK(std::string(style->GetFieldAsString("f_geometry_column")) == "geom");
  CHECK(style->GetFieldAsInteger("useAsDefault") == 1);
  const std::string qml = style->GetFieldAsString("styleQML");
  for (const Colour c : tranche_colours(3))
    CHECK(qml.find("\"" + std::to_string(c.red) + "," + std::to_string(c.green) + "," + std::to_string(c.blue) +
                   ",255\"") != std::string::npos);
  CHECK(qml.find("value=\"unranked\"") != std::string::npos);
  CHECK(styles->GetFeatureCount() == 6); // one for each map: tranches, score, certainty, chance, two indicators
  CHECK(qml.find("LinePatternFill") != std::string::npos);
  CHECK(dataset->GetLayerByName("sources")->GetFeatureCount() == 3);
  CHECK(dataset->GetLayerByName("columns")->GetFeatureCount() > 30);
  CHECK(dataset->GetLayerByName("notes")->GetFeatureCount() > 5);
}

TEST_CASE("without boundaries the GeoPackage is a table") {
  Run run = sample::sample_run();
  run.boundaries = {};
  run.shape_unit.clear();
  const fs::path folder = sample_folder().parent_path() / "flat";
  write_outputs(run, folder, true, 1);
  const auto dataset = open(folder / "assessment.gpkg");
  REQUIRE(dataset);
  CHECK(dataset->GetLayerByName("authorities")->GetGeomType() == wkbNone);
  CHECK(dataset->GetLayerByName("authorities")->GetFeatureCount() == 12);
  CHECK(read_run_file(folder / "report.html").find("<svg") == std::string::npos);
  CHECK(!fs::exists(folder / "map-tranches.png"));
}

TEST_CASE("the workbook holds the same table, and no formulas") {
  const Run run = sample::sample_run();
  const Table table = ranking_table(run);
  const auto dataset = open(sample_folder() / "ranking.xlsx");
  REQUIRE(dataset);
  REQUIRE(dataset->GetLayerCount() == 4);
  CHECK(std::string(dataset->GetLayer(2)->GetName()) == "notes");
  CHECK(std::string(dataset->GetLayer(3)->GetName()) == "sources");
  OGRLayer* sheet = dataset->GetLayer(0);
  CHECK(sheet->GetFeatureCount() == 12);
  std::size_t r = 0;
  for (const auto& feature : *sheet) {
    const auto& row = table.rows[r++];
    const std::string name = std::get<std::string>(row[1]);
    CHECK(feature->GetFieldAsString("name") == (name[0] == '=' ? "'" + name : name));
    if (const auto* score = std::get_if<double>(&row[5]))
      CHECK(feature->GetFieldAsDouble("score") == Approx(*score).epsilon(1e-14));
    CHECK(feature->GetFieldAsDouble("allocation_gbp") == static_cast<double>(std::get<std::int64_t>(row[7])) / 100);
  }
  // GDAL's reader shows a formula's result, so the sheet itself is asked.
  const std::string inside = "/vsizip/" + (sample_folder() / "ranking.xlsx").string() + "/xl/worksheets/sheet1.xml";
  VSILFILE* file = VSIFOpenL(inside.c_str(), "rb");
  REQUIRE(file);
  std::string xml(1 << 20, '\0');
  xml.resize(VSIFReadL(xml.data(), 1, xml.size(), file));
  VSIFCloseL(file);
  CHECK(xml.find("<sheetData>") != std::string::npos);
  CHECK(xml.find("<f>") == std::string::npos);
}

TEST_CASE("the page says what must be said, and names stay text in it") {
  const Run run = sample::sample_run();
  const std::string page = read_run_file(sample_folder() / "report.html");
  CHECK(page.size() < 400 * 1024);
  CHECK(page.find("<script>alert(1)") == std::string::npos);
  CHECK(page.find("&lt;script&gt;alert(1)&lt;/script&gt;") != std::string::npos);
  CHECK(count_of(page, "<script>") == 1); // our own
  CHECK(count_of(page, "{{") == 0);
  for (const char* fetch : {"=\"http", "src=", "url(h", "@import", "fetch("}) CHECK(count_of(page, fetch) == 0);
  for (const std::string text :
       {"Illustrative: weights set by A. Analyst, not published by government. Not official statistics.", "DRAFT",
        "2018 to 2022", run.id.c_str(), "Without opiate and crack use", "Open Government Licence v3.0",
        "deaths pooled over three years", "£2,200,000", "75 %", "25 in October to December 2021",
        "index.weights.deaths = 3"}) {
    INFO(text);
    CHECK(page.find(text) != std::string::npos);
  }
  CHECK(page.find("no figure for deaths (too few)") != std::string::npos);
  CHECK(count_of(page, "<tr data-code=") == 12);
  CHECK(count_of(page, "<path class=\"t-") == 12);
  CHECK(page.find("/srv/") == std::string::npos);
}

TEST_CASE("a disk that fills while outputs are written leaves the old run and says so") {
  const fs::path disk = sample_folder().parent_path() / "disk";
  fs::create_directory(disk);
  if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=1m") != 0) {
    WARN("skipped: this user may not mount a small tmpfs");
    return;
  }
  {
    RunFolder old(disk / "run", false);
    old.write("manifest.json", R"({"run": "0", "tranche": {}})");
    old.write("ballast", std::string(960 * 1024, 'x'));
    old.write("checksums.sha256", std::string(64, '0') + "  ballast\n");
    old.commit();
  }
  std::string message;
  try {
    write_outputs(sample::sample_run(), disk / "run", true, 2);
  } catch (const Error& error) {
    message = error.what();
    CHECK(error.exit_code() == 1);
  }
  CHECK(message.find("the disk is full") != std::string::npos);
  CHECK(fs::file_size(disk / "run" / "ballast") == 960 * 1024);
  CHECK(std::distance(fs::directory_iterator(disk), {}) == 1);
  ::umount(disk.c_str());
}
