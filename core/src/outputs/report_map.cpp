#include <fmt/format.h>

#include "outputs/page_shapes.hpp"
#include "outputs/report_model.hpp"
#include "outputs/tranche_classes.hpp"
#include "outputs/words.hpp"
#include "tranche/maps/names.hpp"

namespace tranche::report {
namespace {

/// The rank in the middle of each hexagon. Real areas are too unlike for that.
std::string ranks(const Run& run, const PageFrame& frame) {
  std::string svg;
  for (std::size_t s = 0; s < run.boundaries.shapes.size(); ++s) {
    const int unit = run.shape_unit[s];
    if (unit < 0) continue;
    const auto& box = run.boundaries.shapes[s].box;
    const auto a = static_cast<std::size_t>(unit);
    const int rank = run.decision.rank[a]; // an unranked one may have a rank under other settings
    svg += fmt::format("<text class=\"t-{}\" data-at=\"{}\" x=\"{}\" y=\"{}\">{}</text>", tranche_class_of(run, a),
                       escaped(run.authorities.units[a].code), frame.x((box[0] + box[2]) / 2),
                       frame.y((box[1] + box[3]) / 2) + 6, rank > 0 ? std::to_string(rank) : "");
  }
  return "<g class=\"ranks\" aria-hidden=\"true\">" + svg + "</g>";
}

std::string path_of(const Run& run, const Boundaries& drawn, std::size_t authority, const PageFrame& frame) {
  std::string path;
  for (std::size_t s = 0; s < drawn.shapes.size(); ++s) {
    if (run.shape_unit[s] == static_cast<int>(authority)) path += area_path(drawn.shapes[s], frame);
  }
  return path;
}

std::string title_of(const Run& run, std::size_t authority) {
  const Decision& d = run.decision;
  const std::string name = display_name(run.authorities.units[authority].name);
  if (d.rank[authority] <= 0) return name + ": unranked";
  const int t = d.tranche[authority];
  return fmt::format("{}: rank {}, score {}{}", name, d.rank[authority], words::grouped(d.score[authority], 2),
                     t > 0 ? ", " + d.tranches[static_cast<std::size_t>(t) - 1].name : "");
}

} // namespace

std::string map_svg(const Run& run) {
  if (run.boundaries.shapes.empty()) return {};
  const PageFrame frame = page_frame(run.boundaries);
  const Boundaries drawn = simplified(run.as_drawn(), 1.0 / 2000); // half the page's step
  std::string svg = fmt::format(
      "<svg class=\"map\" viewBox=\"-4 -4 1008 {}\" role=\"img\" aria-label=\"Map of the tranches; the table below "
      "holds the same figures\">",
      frame.y(frame.y0) + 8);
  svg += "<defs><pattern id=\"hatch\" width=\"9\" height=\"9\" patternUnits=\"userSpaceOnUse\" "
         "patternTransform=\"rotate(45)\">"
         "<rect width=\"9\" height=\"9\" class=\"hatch-ground\"/><path d=\"M0 0v9\" "
         "class=\"hatch-line\"/></pattern></defs>\n";
  for (std::size_t s = 0; s < drawn.shapes.size(); ++s) {
    if (run.shape_unit[s] >= 0) continue;
    svg += "<path class=\"outside\" d=\"" + rings_path(drawn.shapes[s], frame) + "\"/>\n";
  }
  for (std::size_t a = 0; a < run.authorities.size(); ++a) {
    const std::string path = path_of(run, drawn, a, frame);
    if (path.empty()) continue;
    svg +=
        fmt::format("<path class=\"t-{}\" data-code=\"{}\" d=\"{}\"><title>{}</title></path>\n",
                    tranche_class_of(run, a), escaped(run.authorities.units[a].code), path, escaped(title_of(run, a)));
  }
  return svg + (run.boundaries.schematic ? ranks(run, frame) : "") + "</svg>";
}

std::string escaped(std::string_view text) {
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
    case '\'':
      out += "&#39;";
      break;
    default:
      out += c;
    }
  }
  return out;
}

} // namespace tranche::report
