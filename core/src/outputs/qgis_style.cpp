#include <fmt/format.h>

#include <cstdlib>

#include "outputs/files.hpp"
#include "outputs/styled_layer.hpp"
#include "outputs/tranche_classes.hpp"
#include "tranche/maps/palette.hpp"
#include "tranche/outputs/table.hpp"

namespace tranche {
namespace {

std::string xml(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
    case '&':
      out += "&amp;";
      break;
    case '<':
      out += "&lt;";
      break;
    case '>':
      out += "&gt;";
      break;
    case '"':
      out += "&quot;";
      break;
    default:
      out += c;
    }
  }
  return out;
}

/// "#0c2c84" -> "12,44,132,255", as QGIS writes colours.
std::string rgba(const std::string& colour) {
  const auto part = [&colour](std::size_t at) { return std::strtol(colour.substr(at, 2).c_str(), nullptr, 16); };
  return fmt::format("{},{},{},255", part(1), part(3), part(5));
}

std::string option(std::string_view name, std::string_view value) {
  return fmt::format("<Option name=\"{}\" type=\"QString\" value=\"{}\"/>", name, xml(value));
}

std::string fill_layer(const TrancheClass& item) {
  // White lines would not be seen between them.
  const bool pale = item.hatched || contrast(colour_from(item.colour), {0xff, 0xff, 0xff}) < 1.2;
  return "<layer class=\"SimpleFill\" enabled=\"1\" locked=\"0\" pass=\"0\"><Option type=\"Map\">" +
         option("color", rgba(item.colour)) + option("style", "solid") +
         option("outline_color", pale ? "160,160,160,255" : "255,255,255,255") + option("outline_style", "solid") +
         option("outline_width", "0.2") + option("outline_width_unit", "MM") + option("joinstyle", "miter") +
         "</Option></layer>";
}

/// Diagonal lines over the fill.
std::string hatch_layer(std::size_t symbol) {
  return "<layer class=\"LinePatternFill\" enabled=\"1\" locked=\"0\" pass=\"0\"><Option type=\"Map\">" +
         option("angle", "45") + option("distance", "1.2") + option("distance_unit", "MM") +
         option("line_width", "0.25") + option("line_width_unit", "MM") + "</Option>" +
         fmt::format("<symbol name=\"@{}@1\" type=\"line\" alpha=\"1\" clip_to_extent=\"1\" force_rhr=\"0\">", symbol) +
         "<layer class=\"SimpleLine\" enabled=\"1\" locked=\"0\" pass=\"0\"><Option type=\"Map\">" +
         option("line_color", "128,128,128,255") + option("line_width", "0.25") + option("line_width_unit", "MM") +
         option("line_style", "solid") + "</Option></layer></symbol></layer>";
}

} // namespace

std::string classes_qml(const std::string& attribute, const std::vector<TrancheClass>& classes, const Table& table,
                        const std::string& map_tip) {
  std::string categories, symbols, aliases;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    const TrancheClass& item = classes[i];
    categories +=
        fmt::format("<category symbol=\"{}\" value=\"{}\" type=\"string\" label=\"{} ({})\" render=\"true\"/>", i,
                    xml(item.key), xml(item.label), item.count);
    symbols += fmt::format("<symbol name=\"{}\" type=\"fill\" alpha=\"1\" clip_to_extent=\"1\" force_rhr=\"0\">", i) +
               fill_layer(item) + (item.hatched ? hatch_layer(i) : "") + "</symbol>";
  }
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const TableColumn& column = table.columns[c];
    const std::string title = column.unit.empty() ? column.title : column.title + " (" + column.unit + ")";
    aliases += fmt::format("<alias field=\"{}\" index=\"{}\" name=\"{}\"/>", xml(column.name), c + 1, xml(title));
  }
  return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
         "<qgis version=\"3.22.16\" styleCategories=\"Symbology|Fields|MapTips\">\n"
         "<renderer-v2 type=\"categorizedSymbol\" attr=\"" +
         attribute +
         "\" forceraster=\"0\" symbollevels=\"0\" "
         "enableorderby=\"0\">\n"
         "<categories>" +
         categories + "</categories>\n<symbols>" + symbols +
         "</symbols>\n</renderer-v2>\n"
         "<aliases>" +
         aliases +
         "</aliases>\n<previewExpression>\"name\"</previewExpression>\n"
         "<mapTip>" +
         map_tip + "</mapTip>\n</qgis>\n";
}

std::string tranche_style_qml(const Run& run, const Table& table) {
  return classes_qml("map_class", tranche_classes(run), table,
                     "&lt;b>[% \"name\" %]&lt;/b>&lt;br>rank [% \"rank\" %], score [% round(\"score\", 2) %]");
}

} // namespace tranche
