#include <ogr_spatialref.h>

#include <algorithm>

#include <fmt/format.h>

#include "layers/gdal.hpp"
#include "outputs/files.hpp"
#include "outputs/qgis_layers.hpp"
#include "outputs/qgis_layout.hpp"
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
  std::string table;                  ///< its name in the GeoPackage
  std::string title;                  ///< in the panel
  const Boundaries* shapes = nullptr; ///< none: a table
  std::string look;                   ///< XML inside <maplayer>
  bool shown = false;
  bool lines = false;
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

std::string source_of(const ProjectLayer& layer) { return "./assessment.gpkg|layername=" + layer.table; }

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

const char* const line_look =
    "<renderer-v2 type=\"singleSymbol\" forceraster=\"0\" symbollevels=\"0\" enableorderby=\"0\"><symbols>"
    "<symbol name=\"0\" type=\"line\" alpha=\"1\" clip_to_extent=\"1\" force_rhr=\"0\">"
    "<layer class=\"SimpleLine\" enabled=\"1\" locked=\"0\" pass=\"0\"><Option type=\"Map\">"
    "<Option name=\"line_color\" type=\"QString\" value=\"61,67,70,255\"/>"
    "<Option name=\"line_width\" type=\"QString\" value=\"0.3\"/>"
    "<Option name=\"line_width_unit\" type=\"QString\" value=\"MM\"/>"
    "</Option></layer></symbol></symbols></renderer-v2>";

std::vector<ProjectLayer> layers_of(const Run& run, const AuthoritiesLayer& authorities) {
  const bool real = !run.boundaries.schematic;
  std::vector<ProjectLayer> layers;
  layers.push_back({"authorities", real ? "Authorities" : "Authorities (hexagons)", &run.boundaries,
                    looks_of(authorities, !real), true, false});
  if (!run.hexmap.shapes.empty())
    layers.push_back({"hexagons", "Authorities (hexagons)", &run.hexmap, looks_of(authorities, true), false, false});
  if (!neighbours_layer(run).lines.empty())
    layers.push_back({"neighbours", "Neighbours", &run.boundaries, line_look, false, true});
  if (!tallies_table(run).rows.empty()) layers.push_back({"tallies", "Incidents", nullptr, "", false, false});
  layers.push_back({"columns", "Columns", nullptr, "", false, false});
  layers.push_back({"notes", "Notes", nullptr, "", false, false});
  layers.push_back({"sources", "Sources", nullptr, "", false, false});
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
                        id_of(layer.table), xml(layer.title), source_of(layer),
                        layer.shown ? "Qt::Checked" : "Qt::Unchecked", layer.shown);
    return fmt::format(
        "<layer-tree-group name=\"{}\" checked=\"Qt::Checked\" expanded=\"{:d}\">{}</layer-tree-group>\n", name,
        !tables, inside);
  };
  return "<layer-tree-group>\n" + group("Maps", false) + group("Tables", true) + "</layer-tree-group>\n";
}

std::string layer_xml(const ProjectLayer& layer, const std::string& crs) {
  const char* geometry = !layer.shapes ? "geometry=\"No geometry\" wkbType=\"NoGeometry\""
                         : layer.lines ? "geometry=\"Line\" wkbType=\"LineString\""
                                       : "geometry=\"Polygon\" wkbType=\"MultiPolygon\"";
  return fmt::format("<maplayer type=\"vector\" {} labelsEnabled=\"{:d}\" simplifyDrawingHints=\"0\" "
                     "styleCategories=\"AllStyleCategories\">\n<id>{}</id><datasource>{}</datasource>"
                     "<layername>{}</layername>{}<provider encoding=\"UTF-8\">ogr</provider>\n{}</maplayer>\n",
                     geometry, layer.shapes && !layer.lines, id_of(layer.table), source_of(layer), xml(layer.title),
                     layer.shapes ? extent_xml(*layer.shapes) + "<srs>" + crs + "</srs>" : "", layer.look);
}

/// Each map on each layer of authorities as a theme: one click shows it.
std::string themes_xml(const std::vector<ProjectLayer>& layers, const AuthoritiesLayer& authorities) {
  std::string themes;
  for (const ProjectLayer& layer : layers) {
    if (!layer.shapes || layer.lines) continue;
    for (const MapStyle& style : authorities.styles)
      themes += fmt::format("<visibility-preset name=\"{}{}\" has-expanded-info=\"1\"><layer id=\"{}\" style=\"{}\" "
                            "visible=\"1\" expanded=\"1\"/></visibility-preset>\n",
                            xml(style.name), layer.table == "hexagons" ? ", hexagons" : "", id_of(layer.table),
                            xml(style.name));
  }
  return "<visibility-presets>\n" + themes + "</visibility-presets>\n";
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
      qgis::sheet_layout_xml(*maps.front().sheet, id_of("authorities"), theme),
      qgis::atlas_layout_xml(*maps.front().sheet, id_of("authorities"), theme));
}

} // namespace

std::string project_bytes(const Run& run, const std::vector<RunMap>& maps) {
  return zipped("assessment.qgs", project_xml(run, maps));
}

} // namespace tranche
