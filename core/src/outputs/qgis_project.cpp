#include <ogr_spatialref.h>

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "layers/gdal.hpp"
#include "outputs/files.hpp"
#include "outputs/qgis_layers.hpp"
#include "outputs/qgis_layout.hpp"
#include "outputs/qgis_sites.hpp"
#include "outputs/side_tables.hpp"
#include "outputs/styled_layer.hpp"
#include "outputs/zip.hpp"
#include "tranche/outputs/csv.hpp"

// Ids of layers and items are words, and there is no date or user: the same run gives the same bytes.
namespace tranche {
namespace {

using qgis::literal;
using qgis::xml;

/// A layer of the project.
struct ProjectLayer {
  enum class Geometry { none, polygons, lines, points };
  std::string table; ///< its name in the GeoPackage
  std::string title; ///< in the panel
  Geometry geometry = Geometry::none;
  const Boundaries* shapes = nullptr; ///< whose extent and CRS it has; none: a table
  std::string look;                   ///< XML inside <maplayer>
  bool shown = false;
  std::string over;   ///< the table of authorities whose maps it lies over; empty: none
  std::string subset; ///< which rows, in SQL; empty: all

  bool labelled() const { return geometry == Geometry::polygons || geometry == Geometry::points; }
  bool map() const { return geometry == Geometry::polygons && over.empty(); } ///< of all authorities
};

std::string crs_xml(const OGRSpatialReference& crs) {
  const char *authority = crs.GetAuthorityName(nullptr), *code = crs.GetAuthorityCode(nullptr);
  const std::string id = authority && code ? std::string(authority) + ":" + code : "";
  return "<spatialrefsys><wkt>" + xml(wkt_of(crs)) + "</wkt><authid>" + xml(id) + "</authid></spatialrefsys>";
}

std::string extent_xml(const Boundaries& boundaries) {
  std::array<double, 4> box = boundaries.shapes.front().box;
  for (const Shape& shape : boundaries.shapes)
    box = {std::min(box[0], shape.box[0]), std::min(box[1], shape.box[1]), std::max(box[2], shape.box[2]),
           std::max(box[3], shape.box[3])};
  return fmt::format("<extent><xmin>{:.3f}</xmin><ymin>{:.3f}</ymin><xmax>{:.3f}</xmax><ymax>{:.3f}</ymax></extent>",
                     box[0], box[1], box[2], box[3]);
}

/// QGIS replaces ids of ten letters and less by others of its own.
std::string id_of(const std::string& table) { return "tranche_" + table; }
std::string id_of(const ProjectLayer& layer) {
  return id_of(layer.subset.empty() ? layer.table : layer.table + "_sites");
}

std::string source_of(const ProjectLayer& layer) {
  return xml("./assessment.gpkg|layername=" + layer.table + (layer.subset.empty() ? "" : "|subset=" + layer.subset));
}

/// The look in use, and the others in the style manager.
std::string looks_of(const AuthoritiesLayer& layer, bool schematic) {
  std::string manager, current;
  for (const MapStyle& style : layer.styles) {
    qgis::LayerLook look = style.look;
    look.schematic = schematic;
    const bool first = &style == &layer.styles.front();
    manager += "<map-layer-style name=\"" + xml(style.name) + "\">" +
               (first ? "" : qgis::style_xml(look, layer.table)) + "</map-layer-style>\n";
    if (first) current = qgis::look_xml(look, layer.table);
  }
  return "<map-layer-style-manager current=\"" + xml(layer.styles.front().name) + "\">" + manager +
         "</map-layer-style-manager>\n" + current;
}

std::string line_look() {
  return qgis::single_symbol("line", qgis::symbol_layer("SimpleLine", qgis::option("line_color", "61,67,70,255") +
                                                                          qgis::length("line_width", 0.3 / qgis::mm)));
}

/// The sites over the maps: districts where the ground is real, and authorities on every kind of shapes.
void add_site_layers(std::vector<ProjectLayer>& layers, const Run& run) {
  using Geometry = ProjectLayer::Geometry;
  const auto any = [&](Site::Kind kind) {
    return std::any_of(run.sites.list.begin(), run.sites.list.end(),
                       [&](const Site& site) { return site.kind == kind; });
  };
  const std::string &title = run.sites.title, is_site = "\"sites\" IS NOT NULL";
  if (any(Site::Kind::district) && !run.boundaries.schematic)
    layers.push_back({"sites", title + ": districts", Geometry::points, &run.boundaries, qgis::site_marks(), true,
                      "authorities", ""});
  if (!any(Site::Kind::authority)) return;
  layers.push_back({"authorities", title + ": authorities", Geometry::polygons, &run.boundaries, qgis::site_outlines(),
                    true, "authorities", is_site});
  if (!run.hexmap.shapes.empty())
    layers.push_back({"hexagons", title + ": authorities (hexagons)", Geometry::polygons, &run.hexmap,
                      qgis::site_outlines(), false, "hexagons", is_site});
}

std::vector<ProjectLayer> layers_of(const Run& run, const AuthoritiesLayer& authorities) {
  using Geometry = ProjectLayer::Geometry;
  const bool real = !run.boundaries.schematic;
  std::vector<ProjectLayer> layers;
  add_site_layers(layers, run);
  layers.push_back({"authorities", real ? "Authorities" : "Authorities (hexagons)", Geometry::polygons, &run.boundaries,
                    looks_of(authorities, !real), true, "", ""});
  if (!run.hexmap.shapes.empty())
    layers.push_back({"hexagons", "Authorities (hexagons)", Geometry::polygons, &run.hexmap,
                      looks_of(authorities, true), false, "", ""});
  if (!neighbours_layer(run).lines.empty())
    layers.push_back({"neighbours", "Neighbours", Geometry::lines, &run.boundaries, line_look(), false, "", ""});
  const auto add_table = [&](const char* table, const char* title) {
    layers.push_back({table, title, Geometry::none, nullptr, "", false, "", ""});
  };
  if (!tallies_table(run).rows.empty()) add_table("tallies", "Incidents");
  add_table("columns", "Columns");
  add_table("notes", "Notes");
  add_table("sources", "Sources");
  return layers;
}

std::string tree_xml(const std::vector<ProjectLayer>& layers) {
  const auto group = [&](const char* name, bool tables) {
    std::string inside;
    for (const ProjectLayer& layer : layers)
      if (tables == (layer.shapes == nullptr))
        inside +=
            fmt::format("<layer-tree-layer id=\"{}\" name=\"{}\" source=\"{}\" providerKey=\"ogr\" checked=\"{}\" "
                        "expanded=\"{:d}\"/>\n",
                        id_of(layer), xml(layer.title), source_of(layer), layer.shown ? "Qt::Checked" : "Qt::Unchecked",
                        layer.shown);
    return fmt::format(
        "<layer-tree-group name=\"{}\" checked=\"Qt::Checked\" expanded=\"{:d}\">{}</layer-tree-group>\n", name,
        !tables, inside);
  };
  return "<layer-tree-group>\n" + group("Maps", false) + group("Tables", true) + "</layer-tree-group>\n";
}

std::string layer_xml(const ProjectLayer& layer, const std::string& crs) {
  constexpr std::array kinds{"geometry=\"No geometry\" wkbType=\"NoGeometry\"",
                             "geometry=\"Polygon\" wkbType=\"MultiPolygon\"",
                             "geometry=\"Line\" wkbType=\"LineString\"", "geometry=\"Point\" wkbType=\"Point\""};
  return fmt::format("<maplayer type=\"vector\" {} labelsEnabled=\"{:d}\" simplifyDrawingHints=\"0\" "
                     "styleCategories=\"AllStyleCategories\">\n<id>{}</id><datasource>{}</datasource>"
                     "<layername>{}</layername>{}<provider encoding=\"UTF-8\">ogr</provider>\n{}</maplayer>\n",
                     kinds[static_cast<std::size_t>(layer.geometry)], layer.labelled(), id_of(layer), source_of(layer),
                     xml(layer.title), layer.shapes ? extent_xml(*layer.shapes) + "<srs>" + crs + "</srs>" : "",
                     layer.look);
}

/// Each map on each layer of authorities as a theme, with the sites over it: one click shows it.
std::string themes_xml(const std::vector<ProjectLayer>& layers, const AuthoritiesLayer& authorities) {
  const auto visible = [](const ProjectLayer& layer, const std::string& style) {
    return fmt::format("<layer id=\"{}\"{} visible=\"1\" expanded=\"1\"/>", id_of(layer),
                       style.empty() ? "" : " style=\"" + xml(style) + "\"");
  };
  std::string themes;
  for (const ProjectLayer& layer : layers) {
    if (!layer.map()) continue;
    std::string over;
    for (const ProjectLayer& other : layers)
      if (other.over == layer.table) over += visible(other, "");
    for (const MapStyle& style : authorities.styles)
      themes +=
          fmt::format("<visibility-preset name=\"{}{}\" has-expanded-info=\"1\">{}{}</visibility-preset>\n",
                      xml(style.name), layer.table == "hexagons" ? ", hexagons" : "", over, visible(layer, style.name));
  }
  return "<visibility-presets>\n" + themes + "</visibility-presets>\n";
}

/// What the legend tells: the map, then what lies over it.
std::vector<qgis::LegendLayer> legend_of(const std::vector<ProjectLayer>& layers) {
  std::vector<qgis::LegendLayer> legend{{id_of("authorities"), ""}};
  for (const ProjectLayer& layer : layers)
    if (layer.over == "authorities") legend.push_back({id_of(layer), layer.title});
  return legend;
}

std::string project_xml(const Run& run, const std::vector<RunMap>& maps) {
  const AuthoritiesLayer authorities = authorities_layer(run, maps);
  const std::vector<ProjectLayer> layers = layers_of(run, authorities);
  const std::string crs = crs_xml(crs_of(run.boundaries)), theme = authorities.styles.front().name;
  std::string map_layers;
  for (const ProjectLayer& layer : layers) map_layers += layer_xml(layer, crs);
  return fmt::format(
      "{}<qgis projectname=\"{}\" version=\"{}\">\n<homePath path=\"\"/><title>{}</title>\n"
      "<projectCrs>{}</projectCrs>\n{}<mapcanvas name=\"theMapCanvas\" annotationsVisible=\"1\"><units>meters</units>{}"
      "<rotation>0</rotation><destinationsrs>{}</destinationsrs></mapcanvas>\n"
      "<projectlayers>\n{}</projectlayers>\n"
      "<properties><Paths><Absolute type=\"bool\">false</Absolute></Paths><SpatialRefSys>"
      "<ProjectionsEnabled "
      "type=\"int\">1</ProjectionsEnabled></SpatialRefSys></properties>\n{}<Layouts>\n{}{}</Layouts>\n"
      "</qgis>\n",
      qgis::doctype, xml(run.assessment.name), qgis::version, xml(run.assessment.name), crs, tree_xml(layers),
      extent_xml(run.boundaries), crs, map_layers, themes_xml(layers, authorities),
      qgis::sheet_layout_xml(*maps.front().sheet, legend_of(layers), theme),
      qgis::atlas_layout_xml(*maps.front().sheet, legend_of(layers), theme));
}

} // namespace

std::string project_bytes(const Run& run, const std::vector<RunMap>& maps) {
  return zipped("assessment.qgs", project_xml(run, maps));
}

} // namespace tranche
