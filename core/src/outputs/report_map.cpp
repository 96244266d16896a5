#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "maps/layout.hpp"
#include "maps/sheet_parts.hpp"
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

constexpr const char* site_look = "fill=\"none\" stroke=\"#c51b7d\" stroke-width=\"4\" stroke-linejoin=\"round\"";
constexpr const char* site_rim = "fill=\"none\" stroke=\"#fff\" stroke-width=\"7\" stroke-linejoin=\"round\"";

/// The overlay on one of the page's maps, as on the sheets: outlines lie under the ranks, points above them.
struct PageOverlay {
  std::string outlines, points;
};

PageOverlay overlay_of(const Run& run, bool hexagons, const PageFrame& frame) {
  if (run.sites.list.empty()) return {};
  MapSheet sheet;
  Run shown; // a sheet of these shapes
  shown.authorities = run.authorities, shown.sites = run.sites;
  shown.shape_unit = hexagons ? run.hexmap_unit : run.shape_unit;
  const Boundaries& drawn = hexagons ? run.hexmap : run.as_drawn();
  sheet.schematic = hexagons || run.boundaries.schematic;
  for (const Shape& shape : drawn.shapes) sheet.areas.push_back({shape.code, shape.rings, {}, {}, {}, {}});
  maps::add_sites(sheet, shown);
  std::string svg, marks;
  for (const std::size_t at : sheet.overlay.outlined) {
    const std::string path = rings_path(drawn.shapes[at], frame);
    const int unit = shown.shape_unit[at];
    const std::string in = unit < 0 ? "" : escaped(run.authorities.units[static_cast<std::size_t>(unit)].code);
    svg +=
        fmt::format("<path class=\"site-rim\" data-in=\"{0}\" {1} d=\"{2}\"/><path class=\"site\" data-in=\"{0}\" {3} "
                    "d=\"{2}\"/>\n",
                    in, site_rim, path, site_look);
  }
  maps::View view{frame.scale(), -frame.x0 * frame.scale(), frame.y1 * frame.scale()};
  const maps::Box page{0, 0, 1000, static_cast<double>(frame.y(frame.y0))};
  std::vector<maps::Box> taken;
  for (const MapPoint& point : sheet.overlay.points)
    taken.push_back({view.x(point.x) - 9, view.y(point.y) - 9, 18, 18});
  for (const MapPoint& point : sheet.overlay.points) {
    const long x = frame.x(point.x), y = frame.y(point.y);
    const std::size_t bracket = std::min(point.label.find(" ("), point.label.size()); // on two lines, to be narrow
    const std::string name = point.label.substr(0, bracket);
    const std::string where = bracket < point.label.size() ? point.label.substr(bracket + 1) : "";
    const double width = 9.6 * static_cast<double>(std::max(name.size(), where.size())); // about, at 18 pixels
    const maps::Box box =
        maps::label_beside(view.x(point.x), view.y(point.y), {width, 44}, sheet.areas, view, page, taken);
    taken.push_back(box);
    const long middle = std::lround(box.x + box.width / 2), top = std::lround(box.y);
    marks +=
        fmt::format("<path class=\"site-point\" fill=\"#c51b7d\" stroke=\"#fff\" stroke-width=\"2\" d=\"M{} {}l9 9l-9 "
                    "9l-9 -9z\"/><text class=\"site-name\" y=\"{}\" font-size=\"18\" font-weight=\"600\" "
                    "font-family=\"sans-serif\" text-anchor=\"middle\" stroke=\"#fff\" stroke-width=\"4\" "
                    "paint-order=\"stroke\"><tspan x=\"{}\">{}</tspan><tspan x=\"{}\" dy=\"20\">{}</tspan></text>\n",
                    x, y - 9, top + 17, middle, escaped(name), middle, escaped(where));
  }
  const std::string group = fmt::format("<g class=\"sites{}\" aria-hidden=\"true\">", hexagons ? " second" : "");
  return {group + svg + "</g>", group + marks + "</g>"};
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
  const PageOverlay first = overlay_of(run, false, frame), second = both ? overlay_of(run, true, other) : PageOverlay{};
  svg += first.outlines + second.outlines;
  if (run.boundaries.schematic) svg += ranks(run, run.boundaries, run.shape_unit, frame);
  if (both) svg += ranks(run, run.hexmap, run.hexmap_unit, other);
  return svg + first.points + second.points + "</svg>";
}

Json sites(const Run& run) {
  if (run.sites.list.empty()) return nullptr;
  Json said = Json::object(), site = Json::object();
  for (const Authority& unit : run.authorities.units) {
    if (std::string sentence = sites_sentence(run.sites, unit); !sentence.empty())
      said[unit.code] = std::move(sentence);
    if (std::string name = sites_of(run.sites, unit); !name.empty()) site[unit.code] = std::move(name);
  }
  const auto any = [&](Site::Kind kind) {
    return std::any_of(run.sites.list.begin(), run.sites.list.end(),
                       [kind](const Site& one) { return one.kind == kind; });
  };
  return {{"title", run.sites.title},
          {"note", sites_note(run.sites)},
          {"any_outline", any(Site::Kind::authority)},
          {"any_point", any(Site::Kind::district)},
          {"said", std::move(said)},
          {"site", std::move(site)}};
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
