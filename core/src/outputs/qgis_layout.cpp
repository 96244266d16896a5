#include "outputs/qgis_layout.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "maps/layout.hpp"
#include "outputs/qgis_xml.hpp"

namespace tranche::qgis {
namespace {

constexpr double page_width = 210, page_height = 297, margin = 12, inner = page_width - 2 * margin; ///< mm

struct Spot {
  double x = 0, y = 0, width = 0, height = 0; ///< mm
};

/// Numbers of QGIS' kinds of items.
enum class Item { map = 65639, label = 65641, legend = 65642, scale_bar = 65646, page = 65638 };

std::string item(Item kind, const std::string& id, const Spot& at, int z, const std::string& attributes,
                 const std::string& inside) {
  return fmt::format("<LayoutItem type=\"{}\" id=\"{}\" uuid=\"{{{}}}\" templateUuid=\"{{{}}}\" "
                     "position=\"{:.2f},{:.2f},mm\" positionOnPage=\"{:.2f},{:.2f},mm\" size=\"{:.2f},{:.2f},mm\" "
                     "referencePoint=\"0\" itemRotation=\"0\" zValue=\"{}\" visibility=\"1\" opacity=\"1\" "
                     "blendMode=\"0\" frame=\"false\" background=\"{}\" positionLock=\"false\" "
                     "excludeFromExports=\"0\" {}>"
                     "<BackgroundColor red=\"255\" green=\"255\" blue=\"255\" alpha=\"255\"/>{}</LayoutItem>\n",
                     static_cast<int>(kind), id, id, id, at.x, at.y, at.x, at.y, at.width, at.height, z,
                     kind == Item::page, attributes, inside);
}

struct Face {
  double size = 8; ///< points
  bool bold = false;
  const char* align = "1"; ///< Qt's numbers: 1 left, 2 right
};

std::string font(const char* element, const Face& face) {
  return fmt::format("<{} description=\"DejaVu Sans,{:g},-1,5,{},0,0,0,0,0\" style=\"\"/>", element, face.size,
                     face.bold ? 75 : 50);
}

std::string label(const std::string& id, const Spot& at, const std::string& text, const Face& face) {
  return item(Item::label, id, at, 4,
              fmt::format("labelText=\"{}\" htmlState=\"0\" marginX=\"0\" marginY=\"0\" halign=\"{}\" valign=\"32\"",
                          xml(text), face.align),
              font("LabelFont", face) + "<FontColor red=\"11\" green=\"12\" blue=\"12\" alpha=\"255\"/>");
}

/// Lines that text takes, by the mean width of DejaVu Sans' letters; rather one too many.
double height_of(const std::string& text, const Face& face, double width) {
  const double letter = 0.6 * face.size * mm;
  double lines = 0;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines += std::max(1.0, std::ceil(static_cast<double>(end - at) * letter / width));
    at = end + 1;
  }
  return lines * 1.22 * face.size * mm + 1;
}

std::string map_item(const Spot& at, const std::array<double, 4>& metres, const std::string& theme, const char* atlas) {
  return item(Item::map, "map", at, 1,
              fmt::format("mapRotation=\"0\" mapFlags=\"0\" drawCanvasItems=\"true\" keepLayerSet=\"false\" "
                          "labelMargin=\"0,mm\" followPreset=\"true\" followPresetName=\"{}\"",
                          xml(theme)),
              fmt::format("<Extent xmin=\"{:.3f}\" ymin=\"{:.3f}\" xmax=\"{:.3f}\" ymax=\"{:.3f}\"/><LayerSet/>"
                          "<AtlasMap {}/>",
                          metres[0], metres[1], metres[2], metres[3], atlas));
}

constexpr Face legend_title{9, true}, legend_text{7.5, false};

std::string legend_item(const Spot& at, const std::string& title, const std::vector<LegendLayer>& layers) {
  std::string styles, entries;
  for (const LegendLayer& layer : layers) {
    const bool untitled = layer.title.empty();
    entries += fmt::format("<layer-tree-layer id=\"{}\" name=\"{}\" providerKey=\"ogr\" checked=\"Qt::Checked\" "
                           "expanded=\"1\"><customproperties>{}</customproperties></layer-tree-layer>",
                           layer.id, xml(untitled ? layer.id : layer.title),
                           untitled ? "<Option type=\"Map\"><Option name=\"legend/title-style\" type=\"QString\" "
                                      "value=\"hidden\"/></Option>"
                                    : "");
  }
  const auto style = [&](const char* name, const Face& face, const char* margins) {
    styles += fmt::format("<style name=\"{}\" alignment=\"1\" indent=\"0\" {}>{}</style>", name, margins,
                          font("styleFont", face));
  };
  style("title", legend_title, "marginBottom=\"1.5\"");
  style("group", legend_text, "marginTop=\"0\"");
  style("subgroup", legend_text, "marginTop=\"0\"");
  style("symbol", legend_text, "marginTop=\"1\"");
  style("symbolLabel", legend_text, "marginTop=\"1\" marginLeft=\"1.5\"");
  return item(
      Item::legend, "legend", at, 3,
      fmt::format("title=\"{}\" titleAlignment=\"1\" map_uuid=\"{{map}}\" resizeToContents=\"1\" "
                  "columnCount=\"1\" symbolWidth=\"6\" symbolHeight=\"3.6\" symbolAlignment=\"1\" boxSpace=\"0\" "
                  "columnSpace=\"2\" lineSpacing=\"1\" splitLayer=\"0\" equalColumnWidth=\"0\" wrapChar=\"\" "
                  "legendFilterByAtlas=\"0\" fontColor=\"#0b0c0c\"",
                  xml(literal(title))),
      fmt::format("<styles>{}</styles><layer-tree-group>{}</layer-tree-group>", styles, entries));
}

/// 1, 2 or 5 times a power of ten kilometres, about a fifth of the map's width.
std::string scale_bar_item(const Spot& at, double metres_per_mm) {
  const double about = 0.2 * inner * metres_per_mm, power = std::pow(10, std::floor(std::log10(about)));
  const double length = about >= 5 * power ? 5 * power : about >= 2 * power ? 2 * power : power;
  return item(Item::scale_bar, "scale bar", at, 3,
              fmt::format("mapUuid=\"{{map}}\" style=\"Single Box\" unitType=\"km\" unitLabel=\"km\" "
                          "numMapUnitsPerScaleBarUnit=\"1\" numSegments=\"2\" numSegmentsLeft=\"0\" "
                          "numUnitsPerSegment=\"{:g}\" segmentSizeMode=\"0\" height=\"1.6\" labelBarSpace=\"1\" "
                          "boxContentSpace=\"0.5\" outlineWidth=\"0.2\" alignment=\"0\" segmentMillimeters=\"{:.3f}\" "
                          "minBarWidth=\"20\" maxBarWidth=\"60\" labelHorizontalPlacement=\"0\"",
                          length / 2 / 1000, length / 2 / metres_per_mm),
              fmt::format("<text-style fontFamily=\"DejaVu Sans\" namedStyle=\"Book\" fontWeight=\"50\" "
                          "fontSize=\"{:g}\" fontSizeUnit=\"Point\" "
                          "textColor=\"11,12,12,255\" textOpacity=\"1\"/>",
                          legend_text.size));
}

std::string layout(const std::string& name, const std::string& items, const std::string& atlas) {
  const std::string page = item(Item::page, "page", {0, 0, page_width, page_height}, 0, "", "");
  return fmt::format("<Layout name=\"{}\" units=\"mm\" printResolution=\"300\" worldFileMap=\"\"><PageCollection>{}"
                     "</PageCollection>\n{}{}</Layout>\n",
                     xml(name), page, items, atlas);
}

maps::Size legend_size(const MapSheet& sheet, const std::vector<LegendLayer>& layers) {
  std::size_t longest = sheet.legend_title.size();
  for (const LegendLayer& layer : layers) longest = std::max(longest, layer.title.size());
  for (const LegendEntry& entry : sheet.legend) longest = std::max(longest, entry.label.size() + 6);
  // An unreliable figure stands there once for each class that has one.
  const bool unreliable = std::any_of(sheet.legend.begin(), sheet.legend.end(),
                                      [](const LegendEntry& e) { return e.swatch.hatch == Hatch::unreliable; });
  const double rows = static_cast<double>(sheet.legend.size() * (unreliable ? 2 : 1) + layers.size() - 1);
  return {(8 + 0.62 * legend_text.size * mm * static_cast<double>(longest)) / mm, (6 + 5 * rows) / mm, false};
}

/// Title and state at the top, notes and sources at the foot; returns what is left between.
Spot surround(std::string& items, const MapSheet& sheet, const std::string& title, const std::string& subtitle,
              bool with_notes) {
  const Face small{6.3};
  std::string foot;
  if (with_notes)
    for (const std::string& note : sheet.notes) foot += literal(note) + "\n";
  const std::string statement = literal(sheet.statement + " " + sheet.sign_off + ". " + sheet.imprint);
  std::string sources;
  for (const std::string& source : sheet.sources) sources += literal(source) + "\n";
  if (!sources.empty()) sources.pop_back();
  double top = margin - 2, bottom = page_height - margin + 4;
  const auto above = [&](const std::string& id, const std::string& text, const Face& face, double width) {
    const double height = height_of(text, face, width);
    items += label(id, {margin, top, width, height}, text, face);
    top += height;
  };
  const auto below = [&](const std::string& id, const std::string& text, const Face& face) {
    if (text.empty()) return;
    const double height = height_of(text, face, inner);
    items += label(id, {margin, bottom - height, inner, height}, text, face);
    bottom -= height;
  };
  above("title", title, {15, true}, inner - 26);
  above("subtitle", subtitle, {8.5}, inner);
  items += label("status", {page_width - margin - 26, margin - 2, 26, 7}, literal(sheet.status), {13, true, "2"});
  below("sources", sources, small);
  below("statement", statement, {6.3, true});
  below("notes", foot, small);
  return {margin, top + 1, inner, bottom - top - 2};
}

} // namespace

std::string sheet_layout_xml(const MapSheet& sheet, const std::vector<LegendLayer>& legend, const std::string& theme) {
  std::string items;
  const Spot at = surround(items, sheet, literal(sheet.title), literal(sheet.subtitle), true);
  std::vector<maps::Size> sizes{legend_size(sheet, legend)};
  if (!sheet.schematic) sizes.push_back({60 / mm, 9 / mm, true});
  const maps::Arrangement places =
      maps::arranged(sheet.areas, {at.x / mm, at.y / mm, at.width / mm, at.height / mm}, sizes);
  const double metres = 1 / (places.view.scale * mm); // of one on the page
  const double west = (at.x / mm - places.view.dx) / places.view.scale,
               north = (places.view.dy - at.y / mm) / places.view.scale;
  const auto place = [&](std::size_t i) {
    const maps::Box& box = places.boxes[i];
    return Spot{box.x * mm, box.y * mm, box.width * mm, box.height * mm};
  };
  items +=
      map_item(at, {west, north - at.height * metres, west + at.width * metres, north}, theme, "atlasDriven=\"0\"");
  items += legend_item(place(0), sheet.legend_title, legend);
  if (!sheet.schematic) items += scale_bar_item(place(1), metres);
  return layout(theme, items, {});
}

std::string atlas_layout_xml(const MapSheet& sheet, const std::vector<LegendLayer>& legend, const std::string& theme) {
  std::string items;
  const std::string standing =
      "[% CASE WHEN \"rank\" IS NULL THEN 'Unranked: ' || coalesce(\"unranked_reason\",'') ELSE "
      "'Rank ' || \"rank\" || ', need score ' || replace(format_number(\"score\",2),'-','\u2212') || "
      "coalesce(', tranche ' || nullif(\"tranche_name\",''),'') END %]";
  const Spot at = surround(items, sheet, "[% \"name\" %]", literal(sheet.title) + "\n" + standing, false);
  const double legend_height = legend_size(sheet, legend).height * mm;
  const Spot map{at.x, at.y, at.width, at.height - legend_height - 3};
  const std::array<double, 4> whole = maps::extent_of(sheet.areas);
  const double metres = std::max((whole[2] - whole[0]) / map.width, (whole[3] - whole[1]) / map.height);
  const double x = (whole[0] + whole[2]) / 2, y = (whole[1] + whole[3]) / 2;
  items += map_item(map,
                    {x - map.width * metres / 2, y - map.height * metres / 2, x + map.width * metres / 2,
                     y + map.height * metres / 2},
                    theme,
                    sheet.schematic ? "atlasDriven=\"1\" scalingMode=\"2\" margin=\"2\""
                                    : "atlasDriven=\"1\" scalingMode=\"2\" margin=\"0.6\"");
  items += legend_item({at.x, map.y + map.height + 2, 80, legend_height}, sheet.legend_title, legend);
  return layout("atlas", items,
                fmt::format("<Atlas enabled=\"1\" coverageLayer=\"{}\" coverageLayerName=\"{}\" "
                            "coverageLayerSource=\"./assessment.gpkg|layername=authorities\" "
                            "coverageLayerProvider=\"ogr\" "
                            "hideCoverage=\"0\" filterFeatures=\"0\" sortFeatures=\"1\" sortKey=\"&quot;name&quot;\" "
                            "sortAscending=\"1\" pageNameExpression=\"&quot;name&quot;\" "
                            "filenamePattern=\"'authority-' || &quot;code&quot;\"/>",
                            legend.front().id, legend.front().id));
}

} // namespace tranche::qgis
