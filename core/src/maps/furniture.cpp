#include "maps/furniture.hpp"
#include "maps/map_body.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace tranche::maps {
namespace {

constexpr double margin = 31; ///< points: 11 mm, inside every printer's reach
constexpr double swatch_width = 20, swatch_height = 11, legend_padding = 7, row_gap = 4.5;
constexpr double widest_legend_text = 162; ///< longer labels wrap
constexpr double bar_length = 115;
constexpr double overlay_gap = 5; ///< above the overlay's part of the legend

/// One text of the foot, measured.
struct Paragraph {
  Layout layout;
  Colour colour;
  double above = 0; ///< space before it
};

std::string joined(const std::vector<std::string>& items) {
  std::string text;
  for (const auto& item : items) text += (text.empty() ? "" : " ") + item;
  return text;
}

std::vector<Paragraph> foot_of(const Painter& painter, const MapSheet& sheet, double width, double size) {
  std::vector<Paragraph> foot;
  const auto add = [&](const std::string& words, double scale, bool bold, Colour colour, double above) {
    if (!words.empty()) foot.push_back({painter.text(words, {size * scale, bold, colour, width}), colour, above});
  };
  for (const auto& note : sheet.notes) add(note, 1, false, ink, 1.5);
  add(sheet.statement, 1.07, true, ink, 5);
  add(sheet.sign_off + ". " + sheet.imprint, 1, false, ink, 1.5);
  add(joined(sheet.sources), 0.88, false, quiet, 2);
  return foot;
}

double height_of(const std::vector<Paragraph>& foot) {
  double sum = 0;
  for (const auto& paragraph : foot) sum += paragraph.above + Painter::height_of(paragraph.layout);
  return sum;
}

/// The foot at the largest size, from 7 points down to 4.5, at which it is no higher than `most`.
std::vector<Paragraph> fitted_foot(const Painter& painter, const MapSheet& sheet, double width, double most) {
  double size = 7;
  auto foot = foot_of(painter, sheet, width, size);
  while (height_of(foot) > most && size > 4.5) {
    size -= 0.25;
    foot = foot_of(painter, sheet, width, size);
  }
  return foot;
}

void put_foot(const Painter& painter, const std::vector<Paragraph>& foot, double x, double y) {
  for (const auto& paragraph : foot) {
    y += paragraph.above;
    painter.put(paragraph.layout, x, y, paragraph.colour);
    y += Painter::height_of(paragraph.layout);
  }
}

/// Draws the foot upwards from the margin; returns where it begins.
double draw_foot(const Painter& painter, const MapSheet& sheet, double page_width, double page_height) {
  const auto foot = fitted_foot(painter, sheet, page_width - 2 * margin, 0.36 * page_height);
  const double top = page_height - margin - height_of(foot);
  painter.line(margin, top - 3, page_width - margin, top - 3, hairline, 0.6);
  put_foot(painter, foot, margin, top);
  return top - 3;
}

/// On a sheet that is wider than high: the foot as a column on the right; returns where that begins.
double draw_column(const Painter& painter, const MapSheet& sheet, double page_width, double top, double bottom) {
  const double width = 0.3 * (page_width - 2 * margin), left = page_width - margin - width;
  const auto foot = fitted_foot(painter, sheet, width, bottom - top);
  painter.line(left - 8, top, left - 8, bottom, hairline, 0.6);
  put_foot(painter, foot, left, std::max(top, bottom - height_of(foot)));
  return left - 8;
}

/// Title and subtitle, with DRAFT or FINAL in the upper right corner; returns where they end.
double draw_head(const Painter& painter, const MapSheet& sheet, double page_width) {
  constexpr Colour white{255, 255, 255}, draft{0x94, 0x25, 0x14}, final_green{0x00, 0x5a, 0x30};
  const Layout status = painter.text(sheet.status, {10, true, white, 0});
  const double status_width = Painter::width_of(status) + 14, status_height = Painter::height_of(status) + 6;
  const Box badge{page_width - margin - status_width, margin, status_width, status_height};
  painter.fill_box(badge, {sheet.status == "FINAL" ? final_green : draft, Hatch::none});
  painter.put(status, badge.x + 7, badge.y + 3, white);
  const double width = page_width - 2 * margin;
  Layout title;
  for (const double size : {17.0, 14.5, 13.5}) { // smaller where that spares a line
    Layout trial = painter.text(sheet.title, {size, true, ink, width - status_width - 12});
    const auto lines_of = [](const Layout& layout) { return pango_layout_get_line_count(layout.get()); };
    if (!title || lines_of(trial) < lines_of(title)) title = std::move(trial);
  }
  painter.put(title, margin, margin - 2, ink);
  const double below = margin - 2 + std::max(Painter::height_of(title), status_height + 2) + 3;
  const Layout subtitle = painter.text(sheet.subtitle, {9.5, false, quiet, width});
  painter.put(subtitle, margin, below, quiet);
  return below + Painter::height_of(subtitle);
}

/// A legend row, measured.
struct Row {
  Layout label, detail, count;
  double text_height() const {
    const double below = detail ? Painter::height_of(detail) : 0;
    return std::max(Painter::height_of(label) + below, swatch_height);
  }
};

struct LegendRows {
  Layout title, count_title;
  std::vector<Row> rows;                ///< of the classes
  Layout overlay_title, overlay_counts; ///< none without an overlay
  std::vector<Row> overlay;
  double text_width = 0, count_width = 0, height = 0, title_width = 0;

  /// Measures a row and makes room for it.
  void add(std::vector<Row>& to, const Painter& painter, const std::string& label, const std::string& detail,
           std::size_t count) {
    Row row{painter.text(label, {8, false, ink, 0}), nullptr, nullptr};
    if (Painter::width_of(row.label) > widest_legend_text)
      row.label = painter.text(label, {8, false, ink, widest_legend_text});
    if (!detail.empty()) row.detail = painter.text(detail, {7, false, quiet, widest_legend_text});
    row.count = painter.text(fmt::format("{}", count), {8, false, ink, 0});
    text_width = std::max(text_width, Painter::width_of(row.label));
    if (row.detail) text_width = std::max(text_width, Painter::width_of(row.detail));
    count_width = std::max(count_width, Painter::width_of(row.count));
    height += row.text_height() + row_gap;
    to.push_back(std::move(row));
  }
};

LegendRows measured(const Painter& painter, const MapSheet& sheet) {
  LegendRows legend;
  legend.count_title = painter.text("Authorities", {6.5, false, quiet, 0});
  legend.count_width = Painter::width_of(legend.count_title);
  for (const LegendEntry& entry : sheet.legend)
    legend.add(legend.rows, painter, entry.label, entry.detail, entry.count);
  for (const OverlayEntry& entry : sheet.overlay.legend)
    legend.add(legend.overlay, painter, entry.label, entry.detail, entry.count);
  legend.text_width = std::max(legend.text_width, 60.0);
  legend.title_width = swatch_width + 6 + legend.text_width;
  legend.title = painter.text(sheet.legend_title, {8, true, ink, legend.title_width});
  legend.height += Painter::height_of(legend.title) + row_gap;
  if (legend.overlay.empty()) return legend;
  legend.overlay_title = painter.text(sheet.overlay.title, {8, true, ink, legend.title_width});
  legend.overlay_counts = painter.text("Sites", {6.5, false, quiet, 0});
  legend.height += overlay_gap + Painter::height_of(legend.overlay_title) + row_gap;
  return legend;
}

} // namespace

Box draw_surround(const Painter& painter, const MapSheet& sheet, double page_width, double page_height) {
  const double top = draw_head(painter, sheet, page_width) + 8;
  if (page_width > page_height) {
    const double bottom = page_height - margin;
    const double right = draw_column(painter, sheet, page_width, top, bottom) - 6;
    return {margin, top, right - margin, bottom - top};
  }
  const double bottom = draw_foot(painter, sheet, page_width, page_height) - 6;
  return {margin, top, page_width - 2 * margin, std::max(bottom - top, 50.0)};
}

Size legend_size(const Painter& painter, const MapSheet& sheet) {
  const LegendRows legend = measured(painter, sheet);
  return {legend.title_width + 10 + legend.count_width + 2 * legend_padding,
          legend.height + 2 * legend_padding - row_gap};
}

void draw_legend(const Painter& painter, const MapSheet& sheet, const Box& box) {
  const LegendRows legend = measured(painter, sheet);
  painter.fill_box(box, {{255, 255, 255}, Hatch::none});
  painter.outline_box(box, hairline, 0.5);
  const double left = box.x + legend_padding, right = box.right() - legend_padding;
  double y = box.y + legend_padding;
  const auto head = [&](const Layout& title, const Layout& counts) {
    painter.put(title, left, y, ink);
    y += Painter::height_of(title);
    painter.put(counts, right - Painter::width_of(counts), y - Painter::height_of(counts) - 0.5, quiet);
    y += row_gap;
  };
  const auto put_row = [&](const Row& row) {
    const double text_x = left + swatch_width + 6;
    const double lift = row.detail ? 0 : std::max(0.0, (swatch_height - Painter::height_of(row.label)) / 2);
    painter.put(row.label, text_x, y + lift, ink);
    if (row.detail) painter.put(row.detail, text_x, y + Painter::height_of(row.label), quiet);
    painter.put(row.count, right - Painter::width_of(row.count), y + lift, ink);
    y += row.text_height() + row_gap;
  };
  head(legend.title, legend.count_title);
  for (std::size_t i = 0; i < legend.rows.size(); ++i) {
    const Box swatch{left, y, swatch_width, swatch_height};
    painter.fill_box(swatch, sheet.legend[i].swatch);
    painter.outline_box(swatch, quiet, 0.4);
    put_row(legend.rows[i]);
  }
  if (legend.overlay.empty()) return;
  y += overlay_gap;
  head(legend.overlay_title, legend.overlay_counts);
  for (std::size_t i = 0; i < legend.overlay.size(); ++i) {
    if (sheet.overlay.legend[i].mark == OverlayEntry::Mark::outline)
      draw_site_outline(painter, rectangle({left + 1, y + 1, swatch_width - 2, swatch_height - 2}));
    else
      draw_site_mark(painter, left + swatch_width / 2, y + swatch_height / 2);
    put_row(legend.overlay[i]);
  }
}

Size scale_bar_size() { return {bar_length + 30, 20, true}; }

void draw_scale_bar(const Painter& painter, const View& view, const Box& box) {
  double metres = std::pow(10, std::floor(std::log10(bar_length / view.scale)));
  for (const double times : {5.0, 2.0})
    if (metres * times * view.scale <= bar_length) {
      metres *= times;
      break;
    }
  const double length = metres * view.scale, y = box.bottom() - 5, x = box.x + 4;
  painter.fill_box({x, y - 3, length / 2, 3}, {ink, Hatch::none});
  painter.fill_box({x + length / 2, y - 3, length / 2, 3}, {{255, 255, 255}, Hatch::none});
  painter.outline_box({x, y - 3, length, 3}, ink, 0.6);
  const bool kilometres = metres >= 1000;
  const auto mark = [&](double share, const std::string& unit) {
    const Layout text =
        painter.text(fmt::format("{:g}{}", metres * share / (kilometres ? 1000 : 1), unit), {7, false, ink, 0});
    const Layout digits =
        painter.text(fmt::format("{:g}", metres * share / (kilometres ? 1000 : 1)), {7, false, ink, 0});
    painter.put(text, x + share * length - Painter::width_of(digits) / 2, y - 4 - Painter::height_of(text), ink);
  };
  mark(0, "");
  mark(0.5, "");
  mark(1, kilometres ? " km" : " m");
}

} // namespace tranche::maps
