#include "outputs/qgis_sites.hpp"

#include "maps/site_marks.hpp"
#include "outputs/qgis_xml.hpp"

namespace tranche::qgis {
namespace {

constexpr Colour paper{0xff, 0xff, 0xff}, black{0x0b, 0x0c, 0x0c};

} // namespace

std::string site_outlines() {
  const auto stroke = [](Colour colour, double width) {
    return symbol_layer("SimpleLine", option("line_color", rgba(colour)) + option("line_style", "solid") +
                                          option("joinstyle", "round") + length("line_width", width));
  };
  return single_symbol("fill", stroke(paper, maps::site_rim_width) + stroke(maps::site_colour, maps::site_line_width));
}

std::string site_marks() {
  const std::string mark =
      symbol_layer("SimpleMarker", option("name", "diamond") + option("color", rgba(maps::site_colour)) +
                                       option("outline_color", rgba(paper)) + option("outline_style", "solid") +
                                       length("outline_width", 0.8) + length("size", 2 * maps::site_mark_half));
  const std::string label =
      "<labeling type=\"simple\"><settings calloutType=\"simple\">"
      "<text-style fontFamily=\"DejaVu Sans\" namedStyle=\"Bold\" fontWeight=\"75\" fontSize=\"6\" "
      "fontSizeUnit=\"Point\" textOpacity=\"1\" textColor=\"" +
      rgba(black) +
      "\" isExpression=\"0\" fieldName=\"name\">"
      "<text-buffer bufferDraw=\"1\" bufferSize=\"0.6\" bufferSizeUnits=\"MM\" bufferColor=\"255,255,255,255\" "
      "bufferOpacity=\"1\" bufferNoFill=\"1\" bufferJoinStyle=\"128\"/></text-style>"
      "<placement placement=\"6\" predefinedPositionOrder=\"TL,TR,BL,BR,L,R,TSR,BSR\" dist=\"0.8\" distUnits=\"MM\" "
      "offsetType=\"1\" priority=\"10\" layerType=\"PointGeometry\"/>"
      "<rendering drawLabels=\"1\" displayAll=\"1\" obstacle=\"1\"/></settings></labeling>\n";
  return single_symbol("marker", mark) + label;
}

} // namespace tranche::qgis
