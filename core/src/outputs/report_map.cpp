#include <fmt/format.h>

#include "outputs/page_shapes.hpp"
#include "outputs/report_model.hpp"
#include "outputs/tranche_classes.hpp"
#include "outputs/words.hpp"
#include "tranche/maps/names.hpp"

namespace tranche::report {
namespace {

/// The rank in the middle of each hexagon. Real areas are too unlike for that.
std::string ranks(const Run& run, const Boundaries& hexagons, const std::vector<int>& unit_of, const PageFrame& frame) {
  std::string svg;
  for (std::size_t s = 0; s < hexagons.shapes.size(); ++s) {
    const int unit = unit_of[s];
    if (unit < 0) continue;
    const auto& box = hexagons.shapes[s].box;
    const auto a = static_cast<std::size_t>(unit);
    const int rank = run.decision.rank[a]; // an unranked one may have a rank under other settings
    svg += fmt::format("<text class=\"t-{}\" data-at=\"{}\" x=\"{}\" y=\"{}\">{}</text>", tranche_class_of(run, a),
                       escaped(run.authorities.units[a].code), frame.x((box[0] + box[2]) / 2),
                       frame.y((box[1] + box[3]) / 2) + 6, rank > 0 ? std::to_string(rank) : "");
  }
  return "<g class=\"ranks\" aria-hidden=\"true\">" + svg + "</g>";
}

std::string path_of(const Boundaries& drawn, const std::vector<int>& unit_of, std::size_t authority,
                    const PageFrame& frame) {
  std::string path;
  for (std::size_t s = 0; s < drawn.shapes.size(); ++s) {
    if (unit_of[s] == static_cast<int>(authority)) path += area_path(drawn.shapes[s], frame);
  }
  return path;
}

std::string view_box(const PageFrame& frame) { return fmt::format("-4 -4 1008 {}", frame.y(frame.y0) + 8); }

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
  const bool both = !run.hexmap.shapes.empty(); // the page's script lets them change places
  const PageFrame frame = page_frame(run.boundaries), other = both ? page_frame(run.hexmap) : frame;
  const Boundaries drawn = simplified(run.as_drawn(), 1.0 / 2000); // half the page's step
  std::string svg =
      fmt::format("<svg class=\"map\" viewBox=\"{}\"{} role=\"img\" aria-label=\"Map of the tranches; the table below "
                  "holds the same figures\">",
                  view_box(frame), both ? fmt::format(" data-other=\"{}\"", view_box(other)) : "");
  svg += "<defs><pattern id=\"hatch\" width=\"9\" height=\"9\" patternUnits=\"userSpaceOnUse\" "
         "patternTransform=\"rotate(45)\">"
         "<rect width=\"9\" height=\"9\" class=\"hatch-ground\"/><path d=\"M0 0v9\" "
         "class=\"hatch-line\"/></pattern></defs>\n";
  for (std::size_t s = 0; s < drawn.shapes.size(); ++s) {
    if (run.shape_unit[s] >= 0) continue;
    svg += "<path class=\"outside\" d=\"" + rings_path(drawn.shapes[s], frame) + "\"/>\n";
  }
  for (std::size_t a = 0; a < run.authorities.size(); ++a) {
    const std::string path = path_of(drawn, run.shape_unit, a, frame);
    if (path.empty()) continue;
    const std::string second =
        both ? fmt::format(" data-other=\"{}\"", path_of(run.hexmap, run.hexmap_unit, a, other)) : "";
    svg += fmt::format("<path class=\"t-{}\" data-code=\"{}\" d=\"{}\"{}><title>{}</title></path>\n",
                       tranche_class_of(run, a), escaped(run.authorities.units[a].code), path, second,
                       escaped(title_of(run, a)));
  }
  if (run.boundaries.schematic) svg += ranks(run, run.boundaries, run.shape_unit, frame);
  if (both) svg += ranks(run, run.hexmap, run.hexmap_unit, other);
  return svg + "</svg>";
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
