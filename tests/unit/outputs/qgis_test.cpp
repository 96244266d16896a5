// A run on boundaries and hexagons: what QGIS reads of it, GeoPackage and project, and the page.
#include <cpl_minixml.h>
#include <cpl_vsi.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "sample_run.hpp"
#include "scratch.hpp"
#include "tranche/maps/map_sheet.hpp"
#include "tranche/outputs/run_folder.hpp"
#include "tranche/outputs/write_outputs.hpp"

using namespace tranche;

namespace {

struct CloseGpkg {
  void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};
using Gpkg = std::unique_ptr<GDALDataset, CloseGpkg>;

struct FreeXml {
  void operator()(CPLXMLNode* node) const { CPLDestroyXMLNode(node); }
};
using Xml = std::unique_ptr<CPLXMLNode, FreeXml>;

/// The sample on "real" boundaries, with its hexagons as the second layer; a hostile name, every status, a tally.
Run on_boundaries() {
  Run run = sample::sample_run();
  run.hexmap = run.boundaries;
  run.hexmap_unit = run.shape_unit;
  run.boundaries.schematic = false;
  run.boundaries.layer = "my/boundaries";
  run.assessment.name = "Fund [% env('HOME') %] <b>";
  run.indicators[1].status[2] = Status::suppressed;
  run.indicators[1].value[2] = sample::none;
  run.indicators[0].status[5] = Status::unreliable;
  run.tallies.push_back({"my/crime", "my/boundaries", {}, {}, {}, {{3, "burglary", "2021-01", "2021-03", 17}}});
  return run;
}

/// The run written once.
const Scratch& written() {
  static const Scratch scratch;
  static const bool done = [] {
    GDALAllRegister();
    write_outputs(on_boundaries(), scratch.path() / "run", true, 1);
    return true;
  }();
  REQUIRE(done);
  return scratch;
}

Gpkg open_gpkg() {
  const auto file = written().path() / "run" / "assessment.gpkg";
  return Gpkg(static_cast<GDALDataset*>(GDALOpenEx(file.c_str(), GDAL_OF_VECTOR, nullptr, nullptr, nullptr)));
}

Xml project() {
  const std::string inside = "/vsizip/{" + (written().path() / "run" / "assessment.qgz").string() + "}/assessment.qgs";
  VSILFILE* file = VSIFOpenL(inside.c_str(), "rb");
  REQUIRE(file);
  std::string text(16 << 20, '\0');
  text.resize(VSIFReadL(text.data(), 1, text.size(), file));
  VSIFCloseL(file);
  return Xml(CPLParseXMLString(text.c_str()));
}

/// Every element of this name, wherever it stands.
void gather(const CPLXMLNode* node, const std::string& name, std::vector<const CPLXMLNode*>& found) {
  for (; node; node = node->psNext) {
    if (node->eType == CXT_Element && name == node->pszValue) found.push_back(node);
    gather(node->psChild, name, found);
  }
}
std::vector<const CPLXMLNode*> all(const CPLXMLNode* node, const std::string& name) {
  std::vector<const CPLXMLNode*> found;
  gather(node, name, found);
  return found;
}

std::string value(const CPLXMLNode* node, const char* attribute) { return CPLGetXMLValue(node, attribute, "-"); }

/// "#rrggbb" of each class, by its key, and whether its symbol has a hatch.
std::map<std::string, std::pair<std::string, bool>> classes_in(const CPLXMLNode* style) {
  std::map<std::string, std::pair<std::string, bool>> colours;
  for (const CPLXMLNode* category : all(style, "category"))
    for (const CPLXMLNode* symbol : all(style, "symbol")) {
      if (value(symbol, "name") != value(category, "symbol") || value(symbol, "type") != "fill") continue;
      std::string colour;
      for (const CPLXMLNode* option : all(symbol->psChild, "Option"))
        if (value(option, "name") == "color" && colour.empty()) colour = value(option, "value");
      int r = 0, g = 0, b = 0;
      REQUIRE(std::sscanf(colour.c_str(), "%d,%d,%d,255", &r, &g, &b) == 3);
      colours[value(category, "value")] = {
          hex({static_cast<std::uint8_t>(r), static_cast<std::uint8_t>(g), static_cast<std::uint8_t>(b)}),
          all(symbol->psChild, "layer").size() > 1};
    }
  return colours;
}

struct NamedSheet {
  std::string style, field;
  MapSheet sheet;
};

std::vector<NamedSheet> sheets(const Run& run) {
  std::vector<NamedSheet> list{{"tranche map", "map_class", tranche_map_sheet(run)},
                               {"need score", "map_class_score", score_map_sheet(run)},
                               {"need and certainty", "map_class_certainty", certainty_map_sheet(run)},
                               {"chance of the first tranche", "map_class_chance", chance_map_sheet(run)}};
  for (std::size_t i = 0; i < 2; ++i)
    list.push_back({run.indicators[i].title + " (" + run.indicators[i].id + ")", run.indicators[i].id + "_map_class",
                    indicator_map_sheet(run, i)});
  return list;
}

} // namespace

TEST_CASE("every map is a style of both layers, and its classes fill each authority as the sheet does") {
  const Run run = on_boundaries();
  const Gpkg file = open_gpkg();
  REQUIRE(file);
  std::map<std::pair<std::string, std::string>, std::string> styles;
  std::set<std::pair<std::string, std::string>> defaults;
  for (const auto& style : *file->GetLayerByName("layer_styles")) {
    const std::pair<std::string, std::string> key{style->GetFieldAsString("f_table_name"),
                                                  style->GetFieldAsString("styleName")};
    styles[key] = style->GetFieldAsString("styleQML");
    if (style->GetFieldAsInteger("useAsDefault")) defaults.insert(key);
  }
  CHECK(styles.size() == 12);
  CHECK(defaults ==
        std::set<std::pair<std::string, std::string>>{{"authorities", "tranche map"}, {"hexagons", "tranche map"}});
  for (const char* name : {"authorities", "hexagons"})
    for (const NamedSheet& map : sheets(run)) {
      INFO(name << ", " << map.style);
      const Xml style(CPLParseXMLString(styles[{name, map.style}].c_str()));
      REQUIRE(style);
      CHECK(value(all(style.get(), "renderer-v2").at(0), "attr") == map.field);
      const auto colours = classes_in(style.get());
      std::map<std::string, Fill> fill_of;
      for (std::size_t s = 0; s < map.sheet.areas.size(); ++s)
        fill_of[run.authorities.units[static_cast<std::size_t>(run.shape_unit[s])].code] = map.sheet.areas[s].fill;
      std::set<std::string> held;
      for (const auto& feature : *file->GetLayerByName(name)) {
        const std::string key = feature->GetFieldAsString(map.field.c_str());
        held.insert(key);
        const Fill& fill = fill_of.at(feature->GetFieldAsString("code"));
        INFO(feature->GetFieldAsString("name") << " is " << key);
        REQUIRE(colours.count(key) == 1);
        CHECK(colours.at(key).first == hex(fill.colour));
        CHECK(colours.at(key).second == (fill.hatch != Hatch::none));
      }
      CHECK(held.size() == colours.size()); // no class without members
    }
}

TEST_CASE("an unreliable figure has the colour of its class, and a class that says both") {
  const Gpkg file = open_gpkg();
  std::set<std::string> classes;
  for (const auto& feature : *file->GetLayerByName("authorities"))
    classes.insert(feature->GetFieldAsString("deaths_map_class"));
  CHECK(std::count_if(classes.begin(), classes.end(), [](const std::string& words) {
          return words.find(", unreliable: few events") != std::string::npos;
        }) >= 1);
  CHECK(classes.count("Too few events") == 1);
  CHECK(classes.count("Unreliable: few events") == 0);
}

TEST_CASE("neighbours are lines between authorities whose hexagons share corners, and incidents a table") {
  const Run run = on_boundaries();
  std::set<std::pair<std::string, std::string>> expected;
  const auto corners = [&](std::size_t s) {
    std::set<std::pair<double, double>> set;
    const auto& ring = run.boundaries.shapes[s].rings[0];
    for (std::size_t i = 0; i + 1 < ring.size(); i += 2) set.insert({ring[i], ring[i + 1]});
    return set;
  };
  for (std::size_t s = 0; s < run.shape_unit.size(); ++s)
    for (std::size_t t = s + 1; t < run.shape_unit.size(); ++t) {
      const auto one = corners(s), other = corners(t);
      const bool share = std::any_of(one.begin(), one.end(), [&](const auto& at) { return other.count(at) > 0; });
      if (share && run.shape_unit[s] != run.shape_unit[t])
        expected.insert({run.authorities.units[static_cast<std::size_t>(run.shape_unit[s])].code,
                         run.authorities.units[static_cast<std::size_t>(run.shape_unit[t])].code});
    }
  const Gpkg file = open_gpkg();
  std::set<std::pair<std::string, std::string>> found;
  OGRLayer* neighbours = file->GetLayerByName("neighbours");
  REQUIRE(neighbours);
  for (const auto& line : *neighbours) {
    found.insert({line->GetFieldAsString("code"), line->GetFieldAsString("neighbour_code")});
    const double length = line->GetGeometryRef()->toLineString()->get_Length();
    CHECK(line->GetFieldAsDouble("distance") == Approx(length).margin(0.5));
  }
  CHECK(found == expected);
  CHECK(neighbours->GetFeatureCount() == static_cast<GIntBig>(expected.size()));
  OGRLayer* tallies = file->GetLayerByName("tallies");
  REQUIRE(tallies);
  const std::unique_ptr<OGRFeature> row(tallies->GetNextFeature());
  CHECK(std::string(row->GetFieldAsString("name")) == "<script>alert(1)</script>");
  CHECK(row->GetFieldAsInteger("records") == 17);
}

TEST_CASE("the project is whole: layers, styles, themes and layouts name only what is there") {
  const Xml xml = project();
  REQUIRE(xml); // well-formed, whatever the names
  CHECK(all(xml.get(), "script").empty());
  std::map<std::string, std::set<std::string>> styles;
  for (const CPLXMLNode* layer : all(xml.get(), "maplayer")) {
    const std::string id = value(layer, "id");
    CHECK(id.size() > 10); // QGIS replaces shorter ones
    CHECK(value(layer, "datasource").rfind("./assessment.gpkg|layername=", 0) == 0);
    styles[id];
    for (const CPLXMLNode* style : all(layer->psChild, "map-layer-style")) styles[id].insert(value(style, "name"));
  }
  CHECK(styles.size() == 7); // authorities, hexagons, neighbours, tallies, columns, notes, sources
  CHECK(styles.at("tranche_hexagons").size() == 6);
  for (const CPLXMLNode* layer : all(xml.get(), "layer-tree-layer")) CHECK(styles.count(value(layer, "id")));
  std::size_t themes = 0;
  for (const CPLXMLNode* preset : all(xml.get(), "visibility-preset"))
    for (const CPLXMLNode* layer : all(preset->psChild, "layer")) {
      CHECK(styles.at(value(layer, "id")).count(value(layer, "style")) == 1);
      ++themes;
    }
  CHECK(themes == 12);
  CHECK(all(xml.get(), "Layout").size() == 2);
  CHECK(value(all(xml.get(), "Atlas").at(0), "coverageLayer") == "tranche_authorities");
}

TEST_CASE("names stay text in QGIS: no expression of theirs is evaluated, no markup is shown") {
  const Xml xml = project();
  bool titled = false;
  for (const CPLXMLNode* item : all(xml.get(), "LayoutItem"))
    titled = titled || value(item, "labelText") == "Fund [% '[%' %] env('HOME') %] <b>"; // prints "[%"
  CHECK(titled);
  for (const CPLXMLNode* tip : all(xml.get(), "mapTip"))
    CHECK(std::string(tip->psChild ? tip->psChild->pszValue : "").find("'<','&lt;'") != std::string::npos);
}

TEST_CASE("hexagons alone have neither neighbours nor a second layer nor a scale bar") {
  GDALAllRegister();
  const Scratch scratch;
  write_outputs(sample::sample_run(), scratch.path() / "run", true, 1);
  const auto file = scratch.path() / "run" / "assessment.gpkg";
  const Gpkg gpkg(static_cast<GDALDataset*>(GDALOpenEx(file.c_str(), GDAL_OF_VECTOR, nullptr, nullptr, nullptr)));
  CHECK_FALSE(gpkg->GetLayerByName("neighbours"));
  CHECK_FALSE(gpkg->GetLayerByName("hexagons"));
  CHECK_FALSE(gpkg->GetLayerByName("tallies"));
}

TEST_CASE("the page holds every authority on boundaries and on its hexagon") {
  const std::string page = read_run_file(written().path() / "run" / "report.html");
  std::size_t shapes = 0, both = 0;
  for (std::size_t at = page.find(" data-code=\"E0"); at != std::string::npos;
       at = page.find(" data-code=\"E0", at + 1)) {
    const std::string element = page.substr(at, page.find('>', at) - at);
    if (element.find(" d=\"M") == std::string::npos) continue; // a row of the table
    ++shapes;
    both += element.find(" data-other=\"M") != std::string::npos;
  }
  CHECK(shapes == 12);
  CHECK(both == 12);
  CHECK(page.find("class=\"ranks\"") != std::string::npos);
}
