#include "maps/map_body.hpp"

#include <algorithm>
#include <cmath>

#include "maps/furniture.hpp"
#include "maps/site_marks.hpp"

namespace tranche::maps {
namespace {

constexpr double squeeze = 0.88; ///< letters of map labels are narrowed: DejaVu Sans is a wide face
constexpr double line_height = 1.13, figure_scale = 1.25, range_scale = 0.78;
constexpr double largest_name = 6.6, smallest_name = 4.2, largest_lone_figure = 5, smallest_lone_figure = 3.7,
                 smallest_on_hexagons = 3.4; ///< points
constexpr double air = 0.2;                  ///< beside each line of a label, in its size
constexpr double drawn_grain = 0.1;          ///< points: finer than a printer's dot
constexpr double inset_title_height = 13;
constexpr double set_size = 10; ///< points: labels are set once at this size, and scaled to what there is room for

/// One area on the page with its label.
struct Drawn {
  const MapArea* area = nullptr;
  Rings page;
  std::vector<Layout> lines;      ///< of the name, set at set_size, as are the next two
  Layout figure_text, range_text; ///< null where there is none
  LabelShape names, figure; ///< at size 1; names: with the figure as last line; figure: rank or value with its range
  std::optional<LabelPlace> place;
  double figure_size = 0; ///< of the font whose figure_scale the figure has
  bool with_names = true;
};

double unit_width(const Layout& layout) { return squeeze * Painter::width_of(layout) / set_size; }

/// Sets the label, and takes its widths and heights; a little air on both sides.
void measure(const Painter& painter, Drawn& drawn) {
  const MapArea& area = *drawn.area;
  for (const auto& line : area.label) {
    drawn.lines.push_back(painter.text(line, {set_size, false, {}, 0}));
    drawn.names.lines.push_back({unit_width(drawn.lines.back()) + air, line_height});
  }
  if (area.figure.empty()) return;
  drawn.figure_text = painter.text(area.figure, {set_size, true, {}, 0});
  double width = figure_scale * unit_width(drawn.figure_text);
  if (!area.range.empty()) {
    drawn.range_text = painter.text(area.range, {set_size, false, {}, 0});
    width += 0.3 + range_scale * unit_width(drawn.range_text);
  }
  drawn.figure.lines.push_back({width + air, line_height * figure_scale});
  drawn.names.lines.push_back(drawn.figure.lines.front());
}

/// What four in five of the labels can have for a size.
double common_size(std::vector<double> sizes) {
  if (sizes.empty()) return 0;
  std::sort(sizes.begin(), sizes.end());
  return sizes[sizes.size() / 5];
}

/// Hexagons too small for names that can be read have their figures alone, without ranges, which are smaller yet.
void place_figures_alone(std::vector<Drawn>& areas) {
  std::erase_if(areas, [](const Drawn& drawn) { return !drawn.figure_text; });
  std::vector<double> sizes;
  for (Drawn& drawn : areas) {
    drawn.range_text.reset();
    drawn.figure.lines = {{figure_scale * unit_width(drawn.figure_text) + air, line_height * figure_scale}};
    drawn.with_names = false;
    drawn.place = label_in_convex(drawn.page, drawn.figure, largest_name);
    sizes.push_back(drawn.place->size);
  }
  const double common = common_size(std::move(sizes));
  for (Drawn& drawn : areas) drawn.figure_size = drawn.place->size = std::min(drawn.place->size, common);
}

/// Labels on hexagons have one size. A longer name is smaller, its figure not.
void place_on_hexagons(std::vector<Drawn>& areas) {
  std::vector<double> sizes;
  for (Drawn& drawn : areas) {
    if (drawn.names.lines.empty()) continue;
    drawn.place = label_in_convex(drawn.page, drawn.names, 14);
    sizes.push_back(drawn.place->size);
  }
  const double common = common_size(std::move(sizes));
  if (common < smallest_on_hexagons) return place_figures_alone(areas);
  for (Drawn& drawn : areas) {
    if (!drawn.place) continue;
    drawn.place->size = std::min(drawn.place->size, common);
    const double lone = drawn.figure.lines.empty() ? common : label_in_convex(drawn.page, drawn.figure, common).size;
    drawn.figure_size = drawn.area->label.size() > 2 ? drawn.place->size : lone;
  }
}

void place_where_it_fits(std::vector<Drawn>& areas, const Box& frame, const std::vector<Box>& shown_apart) {
  for (Drawn& drawn : areas) {
    const Box box = box_of(drawn.page);
    if (std::any_of(shown_apart.begin(), shown_apart.end(), [&box](const Box& part) { return part.holds(box); }))
      continue;
    drawn.place = label_in_any(drawn.page, drawn.names, largest_name, frame, shown_apart);
    if (!drawn.place || drawn.place->size < smallest_name) {
      drawn.with_names = false;
      drawn.place = label_in_any(drawn.page, drawn.figure, largest_lone_figure, frame, shown_apart);
      if (drawn.place && drawn.place->size < smallest_lone_figure) drawn.place.reset();
    }
    if (drawn.place) drawn.figure_size = drawn.place->size;
  }
}

void put_scaled(const Painter& painter, const Layout& text, double x, double middle, double size, const Fill& ground) {
  painter.put_label(text, x, middle, size / set_size, squeeze, ground);
}

/// The bold figure and its small range side by side, about x.
void put_figure(const Painter& painter, const Drawn& drawn, double x, double middle) {
  const double size = drawn.figure_size;
  const Fill& ground = drawn.area->fill;
  if (!drawn.range_text) return put_scaled(painter, drawn.figure_text, x, middle, size * figure_scale, ground);
  const double left = size * figure_scale * unit_width(drawn.figure_text);
  const double right = size * range_scale * unit_width(drawn.range_text);
  const double start = x - (left + 0.3 * size + right) / 2;
  put_scaled(painter, drawn.figure_text, start + left / 2, middle, size * figure_scale, ground);
  put_scaled(painter, drawn.range_text, start + left + 0.3 * size + right / 2, middle, size * range_scale, ground);
}

void put_label(const Painter& painter, const Drawn& drawn) {
  if (!drawn.place) return;
  const auto& [x, y, size] = *drawn.place;
  const double figure_height = drawn.figure_text ? line_height * figure_scale * drawn.figure_size : 0;
  const double names_height = drawn.with_names ? line_height * size * static_cast<double>(drawn.lines.size()) : 0;
  double top = y - (names_height + figure_height) / 2;
  for (const Layout& line : drawn.lines) {
    if (!drawn.with_names) break;
    put_scaled(painter, line, x, top + line_height * size / 2, size, drawn.area->fill);
    top += line_height * size;
  }
  if (drawn.figure_text) put_figure(painter, drawn, x, top + figure_height / 2);
}

/// On a schematic map inside the shapes, so that neighbours who are both sites do not share a line.
void draw_overlay(const Painter& painter, const MapSheet& sheet, const View& view, const Box& frame) {
  for (const std::size_t at : sheet.overlay.outlined) {
    Rings page = on_page(sheet.areas[at].rings, view, sheet.schematic ? 0 : drawn_grain);
    if (!covers(page, {frame.x, frame.y, frame.right(), frame.bottom()})) continue;
    if (sheet.schematic) {
      const Box box = box_of(page);
      const double inwards = 1 - 3.4 / std::max(std::max(box.width, box.height), 10.4);
      const double x = box.x + box.width / 2, y = box.y + box.height / 2;
      for (auto& ring : page)
        for (std::size_t i = 0; i + 1 < ring.size(); i += 2)
          ring[i] = x + (ring[i] - x) * inwards, ring[i + 1] = y + (ring[i + 1] - y) * inwards;
    }
    draw_site_outline(painter, page);
  }
}

void draw_map(const Painter& painter, const MapSheet& sheet, const View& view, const Box& frame,
              const std::vector<Box>& shown_apart) {
  std::vector<Drawn> areas;
  for (const MapArea& area : sheet.areas) {
    Drawn drawn;
    drawn.area = &area;
    drawn.page = on_page(area.rings, view, sheet.schematic ? 0 : drawn_grain);
    if (covers(drawn.page, {frame.x, frame.y, frame.right(), frame.bottom()})) areas.push_back(std::move(drawn));
  }
  constexpr Colour white{255, 255, 255};
  for (const Drawn& drawn : areas) painter.fill(drawn.page, drawn.area->fill);
  for (const Drawn& drawn : areas)
    painter.outline(drawn.page, sheet.schematic ? white : quiet, sheet.schematic ? 1.0 : 0.25);
  for (const Drawn& drawn : areas) // white lines do not part white hexagons
    if (sheet.schematic && contrast(drawn.area->fill.colour, white) < 1.2) painter.outline(drawn.page, hairline, 0.4);
  if (sheet.schematic) painter.lines(sheet.region_edges, view, white, 3); // black shows on dark colours too
  painter.lines(sheet.region_edges, view, ink, sheet.schematic ? 1.3 : 0.9);
  draw_overlay(painter, sheet, view, frame);
  for (const Box& part : shown_apart) painter.outline_box(part, ink, 0.7);
  for (Drawn& drawn : areas) measure(painter, drawn);
  if (sheet.one_size)
    place_on_hexagons(areas);
  else
    place_where_it_fits(areas, frame, shown_apart);
  for (const Drawn& drawn : areas) put_label(painter, drawn);
  for (const MapPoint& point : sheet.overlay.points) draw_site_mark(painter, view.x(point.x), view.y(point.y));
}

} // namespace

void draw_site_mark(const Painter& painter, double x, double y) {
  constexpr double half = site_mark_half, rim = half + 1.1;
  const auto diamond = [&](double size) {
    return std::vector<std::array<double, 2>>{{x, y - size}, {x + size, y}, {x, y + size}, {x - size, y}};
  };
  painter.polygon(diamond(rim), {255, 255, 255}, {255, 255, 255});
  painter.polygon(diamond(half), site_colour, ink);
}

void draw_site_outline(const Painter& painter, const Rings& page) {
  painter.outline(page, {255, 255, 255}, site_rim_width);
  painter.outline(page, site_colour, site_line_width);
}

void label_points(const Painter& painter, const MapSheet& sheet, const View& view, const Box& frame,
                  std::vector<Box> taken) {
  constexpr double size = 6.6, margin = 1.5;
  for (const MapPoint& point : sheet.overlay.points) {
    const double x = view.x(point.x), y = view.y(point.y);
    taken.push_back({x - 5, y - 5, 10, 10});
  }
  for (const MapPoint& point : sheet.overlay.points) {
    const double x = view.x(point.x), y = view.y(point.y);
    const Layout text = painter.text(point.label, {size, true, ink, 0});
    const Size label{squeeze * Painter::width_of(text) + 2 * margin, size * line_height + 2 * margin};
    const Box box = label_beside(x, y, label, sheet.areas, view, frame, taken);
    const double near_x = std::clamp(x, box.x, box.right()), near_y = std::clamp(y, box.y, box.bottom());
    painter.line(x, y, near_x, near_y, {255, 255, 255}, 1.6);
    painter.line(x, y, near_x, near_y, ink, 0.6);
    draw_site_mark(painter, x, y);
    painter.put_label(text, box.x + box.width / 2, box.y + box.height / 2, 1, squeeze,
                      {{255, 255, 255}, Hatch::missing});
    taken.push_back(box);
  }
}

void draw_main_map(const Painter& painter, const MapSheet& sheet, std::span<const MapInset> insets, const View& view,
                   const Box& page) {
  std::vector<Box> shown_apart;
  for (const MapInset& inset : insets)
    shown_apart.push_back({view.x(inset.box[0]), view.y(inset.box[3]), (inset.box[2] - inset.box[0]) * view.scale,
                           (inset.box[3] - inset.box[1]) * view.scale});
  draw_map(painter, sheet, view, page, shown_apart);
}

Size inset_size(const MapInset& inset, const MapSheet& sheet, const Box& frame, double share) {
  const double width = inset.box[2] - inset.box[0], height = inset.box[3] - inset.box[1];
  const double scale = 4.2 * fitted(extent_of(sheet.areas), frame, 0.5, 0.5).scale;
  const double shrink = share * std::min(1.0, 0.42 * frame.width / (width * scale));
  return {width * scale * shrink, height * scale * shrink + inset_title_height};
}

void draw_inset(const Painter& painter, const MapSheet& sheet, const MapInset& inset, const Box& box) {
  const Box body{box.x, box.y + inset_title_height, box.width, box.height - inset_title_height};
  painter.fill_box(box, {{255, 255, 255}, Hatch::none});
  painter.clip_to(body);
  const Box readable{body.x + 2, body.y + 2, body.width - 4, body.height - 4};
  draw_map(painter, sheet, fitted(inset.box, body, 0.5, 0.5), readable, {});
  painter.unclip();
  painter.put(painter.text(inset.title, {8, true, ink, 0}), box.x + 4, box.y + 1, ink);
  painter.outline_box(box, quiet, 0.7);
}

} // namespace tranche::maps
