#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "outputs/report_model.hpp"
#include "outputs/tranche_classes.hpp"
#include "outputs/words.hpp"
#include "tranche/maps/names.hpp"

namespace tranche::report {
namespace {

/// From metres to the page: x to the right from 0 to 1000, y downwards.
struct Frame {
  double x0 = std::numeric_limits<double>::max(), y0 = x0;
  double x1 = std::numeric_limits<double>::lowest(), y1 = x1;

  double scale() const { return 1000 / std::max(x1 - x0, 1e-9); }
  long x(double metres) const { return std::lround((metres - x0) * scale()); }
  long y(double metres) const { return std::lround((y1 - metres) * scale()); }
};

Frame frame_of(const Boundaries& boundaries) {
  Frame frame;
  for (const Shape& shape : boundaries.shapes) {
    frame.x0 = std::min(frame.x0, shape.box[0]);
    frame.y0 = std::min(frame.y0, shape.box[1]);
    frame.x1 = std::max(frame.x1, shape.box[2]);
    frame.y1 = std::max(frame.y1, shape.box[3]);
  }
  return frame;
}

/// A ring as relative steps; points that fall together on the page are left out.
void append_ring(std::string& path, const std::vector<double>& ring, const Frame& frame) {
  long x = 0, y = 0;
  std::size_t points = 0;
  std::string steps;
  for (std::size_t i = 0; i + 3 < ring.size(); i += 2) { // without the repeated first point
    const long px = frame.x(ring[i]), py = frame.y(ring[i + 1]);
    if (points == 0)
      steps += fmt::format("M{} {}", px, py);
    else if (px != x || py != y)
      steps += fmt::format("{}{} {}", points == 1 ? "l" : " ", px - x, py - y);
    else
      continue;
    x = px;
    y = py;
    ++points;
  }
  if (points > 2) path += steps + "z";
}

/// The rank in the middle of each hexagon. Real areas are too unlike for that.
std::string ranks(const Run& run, const Boundaries& hexagons, const std::vector<int>& unit_of, const Frame& frame) {
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

/// An island too small for the page's grid still gets a dot.
std::string dot(const Shape& shape, const Frame& frame) {
  return fmt::format("M{} {}h4v4h-4z", frame.x((shape.box[0] + shape.box[2]) / 2) - 2,
                     frame.y((shape.box[1] + shape.box[3]) / 2) - 2);
}

std::string path_of(const Boundaries& drawn, const std::vector<int>& unit_of, std::size_t authority,
                    const Frame& frame) {
  std::string path;
  for (std::size_t s = 0; s < drawn.shapes.size(); ++s) {
    if (unit_of[s] != static_cast<int>(authority)) continue;
    std::string part;
    for (const auto& ring : drawn.shapes[s].rings) append_ring(part, ring, frame);
    path += part.empty() ? dot(drawn.shapes[s], frame) : part;
  }
  return path;
}

std::string view_box(const Frame& frame) { return fmt::format("-4 -4 1008 {}", frame.y(frame.y0) + 8); }

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
  const Frame frame = frame_of(run.boundaries), other = both ? frame_of(run.hexmap) : frame;
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
    std::string path;
    for (const auto& ring : drawn.shapes[s].rings) append_ring(path, ring, frame);
    svg += "<path class=\"outside\" d=\"" + path + "\"/>\n";
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
