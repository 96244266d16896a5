#include <fmt/format.h>

#include <numbers>

#include "maps/hatching.hpp"
#include "outputs/qgis_xml.hpp"
#include "tranche/maps/palette.hpp"

namespace tranche::qgis {
namespace {

constexpr Colour white{0xff, 0xff, 0xff}, quiet{0x3d, 0x43, 0x46}, hairline{0xb1, 0xb4, 0xb6};

/// Colour and outline, as the sheet draws them.
std::string ground_layer(const Fill& fill, bool schematic) {
  const bool pale = contrast(fill.colour, white) < 1.2; // white lines do not part white hexagons
  const Colour edge = !schematic ? quiet : pale ? hairline : white;
  return symbol_layer("SimpleFill", option("color", rgba(fill.colour)) + option("style", "solid") +
                                        option("outline_color", rgba(edge)) + option("outline_style", "solid") +
                                        length("outline_width", !schematic ? 0.25
                                                                : pale     ? 0.4
                                                                           : 1.0) +
                                        option("joinstyle", "round"));
}

std::string line_layer(const maps::Hatching& how, int angle, const std::string& name) {
  const std::string line =
      symbol_layer("SimpleLine", option("line_color", rgba(how.colour)) + length("line_width", how.width) +
                                     option("line_style", "solid"));
  return symbol_layer("LinePatternFill",
                      option("angle", std::to_string(angle)) + length("distance", how.step / std::numbers::sqrt2) +
                          length("line_width", how.width),
                      symbol(name, "line", line));
}

std::string dot_layer(const maps::Hatching& how, const std::string& name) {
  const std::string dot = symbol_layer("SimpleMarker", option("name", "circle") + option("color", rgba(how.colour)) +
                                                           option("outline_style", "no") + length("size", how.width));
  return symbol_layer("PointPatternFill", length("distance_x", how.step) + length("distance_y", how.step),
                      symbol(name, "marker", dot));
}

std::string fill_symbol(std::size_t i, const Fill& fill, bool schematic) {
  std::string layers = ground_layer(fill, schematic);
  if (fill.hatch != Hatch::none) {
    const maps::Hatching how = maps::hatching_of(fill);
    int at = 1;
    const auto name = [&] { return fmt::format("@{}@{}", i, at++); };
    if (how.rising) layers += line_layer(how, 45, name());
    if (how.falling) layers += line_layer(how, 135, name());
    if (how.dots) layers += dot_layer(how, name());
  }
  return symbol(std::to_string(i), "fill", layers);
}

std::string renderer(const LayerLook& look) {
  std::string categories, symbols;
  for (std::size_t i = 0; i < look.classes.size(); ++i) {
    const MapClass& item = look.classes[i];
    categories +=
        fmt::format("<category symbol=\"{}\" value=\"{}\" type=\"string\" label=\"{} ({})\" render=\"true\"/>\n", i,
                    xml(item.key), xml(literal(item.label)), item.count);
    symbols += fill_symbol(i, item.fill, look.schematic) + "\n";
  }
  return fmt::format("<renderer-v2 type=\"categorizedSymbol\" attr=\"{}\" forceraster=\"0\" symbollevels=\"0\" "
                     "enableorderby=\"0\">\n<categories>{}</categories>\n<symbols>{}</symbols>\n</renderer-v2>\n",
                     xml(look.attribute), categories, symbols);
}

std::string property(const char* name, const std::string& expression) {
  return fmt::format("<Option name=\"{}\" type=\"Map\"><Option name=\"active\" type=\"bool\" value=\"true\"/>"
                     "<Option name=\"expression\" type=\"QString\" value=\"{}\"/>"
                     "<Option name=\"type\" type=\"int\" value=\"3\"/></Option>",
                     name, xml(expression));
}

/// Black or white by class; on a hatch with a rim of its ground, as on the sheet.
std::string label_properties(const LayerLook& look) {
  std::string text = "CASE", rim = "CASE", hatched;
  for (const MapClass& item : look.classes) {
    const std::string when = " WHEN " + field(look.attribute) + " = " + expression_text(item.key) + " THEN ";
    text += when + expression_text(hex(text_on(item.fill.colour)));
    rim += when + expression_text(hex(item.fill.colour));
    if (item.fill.hatch != Hatch::none) hatched += (hatched.empty() ? "" : ",") + expression_text(item.key);
  }
  std::string properties =
      property("Color", text + " END") + property("Size", "CASE WHEN @layout_name = 'atlas' THEN 9 ELSE 4.2 END");
  if (!hatched.empty())
    properties +=
        property("BufferDraw", field(look.attribute) + " IN (" + hatched + ")") + property("BufferColor", rim + " END");
  return "<dd_properties><Option type=\"Map\"><Option name=\"name\" type=\"QString\" value=\"\"/>"
         "<Option name=\"properties\" type=\"Map\">" +
         properties + "</Option><Option name=\"type\" type=\"QString\" value=\"collection\"/></Option></dd_properties>";
}

/// Name and figure where they fit into the area.
std::string labeling(const LayerLook& look) {
  if (look.figure.empty() || look.classes.empty()) return {};
  const std::string words = field("map_name") + " || coalesce('\\n' || nullif(" + field(look.figure) + ",''), '')";
  return fmt::format(
      "<labeling type=\"simple\"><settings calloutType=\"simple\">"
      "<text-style fontFamily=\"DejaVu Sans\" namedStyle=\"Book\" fontWeight=\"50\" fontSize=\"4.2\" "
      "fontSizeUnit=\"Point\" textOpacity=\"1\" "
      "textColor=\"11,12,12,255\" isExpression=\"1\" fieldName=\"{}\" multilineHeight=\"0.9\">"
      "<text-buffer bufferDraw=\"0\" bufferSize=\"0.45\" bufferSizeUnits=\"MM\" bufferColor=\"255,255,255,255\" "
      "bufferOpacity=\"1\" bufferNoFill=\"1\" bufferJoinStyle=\"128\"/></text-style>"
      "<text-format multilineAlign=\"1\" wrapChar=\"\"/>"
      "<placement placement=\"{}\" fitInPolygonOnly=\"1\" centroidInside=\"1\" centroidWhole=\"1\" quadOffset=\"4\" "
      "layerType=\"PolygonGeometry\"/>"
      "<rendering drawLabels=\"1\" obstacle=\"1\" obstacleType=\"1\"/>{}</settings></labeling>\n",
      xml(words), look.schematic ? 1 : 4, label_properties(look));
}

/// Titles with their units. Field 0 is the row's number.
std::string aliases(const Table& table) {
  std::string list;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const TableColumn& column = table.columns[c];
    const std::string title = column.unit.empty() ? column.title : column.title + " (" + column.unit + ")";
    list += fmt::format("<alias field=\"{}\" index=\"{}\" name=\"{}\"/>", xml(column.name), c + 1, xml(title));
  }
  return "<aliases>" + list + "</aliases>\n";
}

} // namespace

std::string look_xml(const LayerLook& look, const Table& table) {
  return renderer(look) + labeling(look) + aliases(table) +
         "<previewExpression>\"name\"</previewExpression>\n<mapTip>" + xml(look.map_tip) + "</mapTip>\n";
}

std::string style_xml(const LayerLook& look, const Table& table) {
  return fmt::format("<qgis version=\"{}\" styleCategories=\"Symbology|Labeling|Fields|MapTips\" labelsEnabled=\"{}\">"
                     "\n{}</qgis>\n",
                     version, look.figure.empty() ? 0 : 1, look_xml(look, table));
}

} // namespace tranche::qgis
