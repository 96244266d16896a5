#include "maps/draw_spine.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "maps/furniture.hpp"

namespace tranche::maps {
namespace {

// ColorBrewer's diverging pair of orange and blue, which colour-blind readers tell apart.
constexpr Colour greater_need{0xb3, 0x58, 0x06}, less_need{0x21, 0x66, 0xac}, like_england{0x5f, 0x66, 0x6b},
    paper{255, 255, 255}, warning{0x94, 0x25, 0x14};
constexpr double title_width = 158, value_right = 224, england_right = 258, region_right = 292, rank_right = 333,
                 spine_gap = 14, bar_height = 9, reach = 3.4;

double on_spine(double place, double from, double width) { return from + std::clamp(place, 0.0, 1.0) * width; }

} // namespace

void draw_need_mark(const Painter& painter, NeedMark mark, double x, double y) {
  switch (mark) {
  case NeedMark::greater:
    return painter.polygon({{x - reach, y - reach}, {x + reach + 0.8, y}, {x - reach, y + reach}}, greater_need, paper);
  case NeedMark::less:
    return painter.polygon({{x + reach, y - reach}, {x - reach - 0.8, y}, {x + reach, y + reach}}, less_need, paper);
  case NeedMark::similar:
    return painter.disc(x, y, reach - 0.2, like_england, paper);
  case NeedMark::unknown:
    return painter.disc(x, y, reach - 0.4, paper, ink);
  }
}

void draw_region_mark(const Painter& painter, double x, double y) {
  painter.polygon({{x, y - 3.3}, {x + 3.3, y}, {x, y + 3.3}, {x - 3.3, y}}, {0xff, 0xff, 0xff}, ink);
}

SpineChart::SpineChart(const Painter& measuring, const Atlas& atlas, const AtlasPage& page, double width, double size)
    : m_atlas(atlas), m_page(page), m_width(width), m_size(size), m_spine(rank_right + spine_gap) {
  for (const SpineRow& row : page.spine) {
    const Titles titles = titles_of(measuring, row);
    double height = Painter::height_of(titles.title);
    if (titles.unit) height += Painter::height_of(titles.unit);
    if (titles.remark) height += Painter::height_of(titles.remark);
    m_heights.push_back(std::max(height, 2.4 * size) + 0.75 * size);
  }
}

SpineChart::Titles SpineChart::titles_of(const Painter& painter, const SpineRow& row) const {
  Titles titles{painter.text(row.title, {m_size, true, ink, title_width}), nullptr, nullptr};
  if (!row.unit.empty()) titles.unit = painter.text(row.unit, {m_size * 0.9, false, quiet, title_width});
  const std::string remark = row.status + (row.status.empty() || row.marks.empty() ? "" : "; ") + row.marks;
  if (!remark.empty()) titles.remark = painter.text(remark, {m_size * 0.9, false, warning, title_width});
  return titles;
}

double SpineChart::head_height() const { return 1.5 * m_size + 3; }
double SpineChart::legend_height() const { return 15; }

double SpineChart::height(std::size_t from, std::size_t to) const {
  double sum = head_height() + legend_height();
  for (std::size_t i = from; i < to; ++i) sum += m_heights[i];
  return sum;
}

void SpineChart::draw(const Painter& painter, double x, double y, std::size_t from, std::size_t to) const {
  draw_heads(painter, x, y);
  y += head_height();
  const double top = y, width = m_width - m_spine;
  for (std::size_t i = from; i < to; ++i) {
    painter.line(x, y, x + m_width, y, hairline, 0.4);
    draw_row(painter, m_page.spine[i], x, y, m_heights[i]);
    y += m_heights[i];
  }
  painter.line(x, y, x + m_width, y, hairline, 0.4);
  painter.line(x + m_spine + width / 2, top - 2, x + m_spine + width / 2, y, ink, 0.9);
  // Marks lie over England's line, which lies over all bars.
  double row_top = top;
  for (std::size_t i = from; i < to; ++i) {
    draw_spine(painter, m_page.spine[i].at, m_page.spine[i].mark, x + m_spine, row_top + m_heights[i] / 2);
    row_top += m_heights[i];
  }
  draw_legend(painter, x, y + 5);
}

void SpineChart::draw_heads(const Painter& painter, double x, double y) const {
  const double size = std::min(m_size * 0.9, 6.8), bottom = y + head_height() - 3;
  const auto head = [&](const std::string& words, double right) {
    const Layout text = painter.text(words, {size, false, quiet, 0});
    put_right(painter, text, x + right, bottom - Painter::height_of(text), quiet);
  };
  head(m_atlas.confidence.empty() ? "Figure" : "Figure, " + m_atlas.confidence + " limits", value_right);
  head(m_atlas.whole == "England" ? "England" : "All", england_right);
  if (has_regions(m_atlas)) head("Region", region_right);
  head("Rank", rank_right);
  const double from = x + m_spine, width = m_width - m_spine;
  const Layout less = painter.text("\u2190 less need", {size, false, quiet, 0});
  const Layout more = painter.text("greater need \u2192", {size, false, quiet, 0});
  const Layout middle = painter.text(m_atlas.whole == "England" ? "England" : "All", {size, true, ink, 0});
  painter.put(less, from, bottom - Painter::height_of(less), quiet);
  put_right(painter, more, from + width, bottom - Painter::height_of(more), quiet);
  put_centred(painter, middle, from + width / 2, bottom - Painter::height_of(middle), ink);
}

void SpineChart::draw_row(const Painter& painter, const SpineRow& row, double x, double y, double height) const {
  const Titles titles = titles_of(painter, row);
  double text_height = Painter::height_of(titles.title);
  if (titles.unit) text_height += Painter::height_of(titles.unit);
  if (titles.remark) text_height += Painter::height_of(titles.remark);
  double at = y + (height - text_height) / 2;
  painter.put(titles.title, x, at, ink);
  at += Painter::height_of(titles.title);
  if (titles.unit) {
    painter.put(titles.unit, x, at, quiet);
    at += Painter::height_of(titles.unit);
  }
  if (titles.remark) painter.put(titles.remark, x, at, warning);

  const double middle = y + height / 2;
  const auto put = [&](const std::string& words, double left, double right, Style style) {
    const Layout text = one_line(painter, words, style, right - left);
    put_right(painter, text, x + right, middle - Painter::height_of(text) / 2, style.colour);
  };
  const Layout value = one_line(painter, row.value.empty() ? "\u2013" : row.value, {m_size * 1.12, true, ink, 0},
                                value_right - title_width - 6);
  const Layout limits = one_line(painter, row.limits, {m_size * 0.85, false, quiet, 0}, value_right - title_width - 6);
  const double both = Painter::height_of(value) + (row.limits.empty() ? 0 : Painter::height_of(limits));
  put_right(painter, value, x + value_right, middle - both / 2, ink);
  if (!row.limits.empty())
    put_right(painter, limits, x + value_right, middle - both / 2 + Painter::height_of(value), quiet);
  put(row.england.empty() ? "\u2013" : row.england, value_right + 4, england_right, {m_size, false, ink, 0});
  if (has_regions(m_atlas))
    put(row.region.empty() ? "\u2013" : row.region, england_right + 4, region_right, {m_size, false, ink, 0});
  put(row.rank.empty() ? "\u2013" : row.rank, region_right + 4, rank_right, {m_size * 0.9, false, ink, 0});

  if (std::isnan(row.at.least)) return;
  const double from = x + m_spine, width = m_width - m_spine;
  const auto bar = [&](double left, double right, double tall, Colour colour) {
    const double x0 = on_spine(left, from, width), x1 = on_spine(right, from, width);
    painter.fill_box({x0, middle - tall / 2, std::max(x1 - x0, 0.6), tall}, {colour, Hatch::none});
  };
  bar(row.at.least, row.at.greatest, bar_height, band_grey);
  bar(row.at.quarter, row.at.three_quarters, bar_height, half_grey);
}

void SpineChart::draw_spine(const Painter& painter, const SpinePlaces& at, NeedMark mark, double x,
                            double middle) const {
  const double width = m_width - m_spine;
  if (!std::isnan(at.region)) draw_region_mark(painter, on_spine(at.region, x, width), middle);
  if (std::isnan(at.value)) return;
  const double here = on_spine(at.value, x, width);
  if (!std::isnan(at.lower) && !std::isnan(at.upper)) {
    const double left = on_spine(at.lower, x, width), right = on_spine(at.upper, x, width);
    painter.line(left, middle, right, middle, ink, 1);
    // Without a stop where the limit lies beyond the end.
    if (at.lower >= 0) painter.line(left, middle - 2.4, left, middle + 2.4, ink, 1);
    if (at.upper <= 1) painter.line(right, middle - 2.4, right, middle + 2.4, ink, 1);
  }
  draw_need_mark(painter, mark, here, middle);
}

void SpineChart::draw_legend(const Painter& painter, double x, double y) const {
  const double start = x;
  const auto entry = [&](double room, const std::string& words, const std::function<void(double, double)>& mark) {
    const Layout text = painter.text(words, {6.4, false, quiet, 0});
    if (x + room + Painter::width_of(text) > start + m_width) x = start, y += 9.5;
    mark(x + room / 2, y + 4);
    painter.put(text, x + room + 2, y + 4 - Painter::height_of(text) / 2, quiet);
    x += room + 2 + Painter::width_of(text) + 10;
  };
  const auto need = [&](NeedMark mark) {
    return [&painter, mark](double cx, double cy) { draw_need_mark(painter, mark, cx, cy); };
  };
  entry(9, fmt::format("greater need than {}", m_atlas.whole), need(NeedMark::greater));
  entry(9, "similar", need(NeedMark::similar));
  entry(9, "less need", need(NeedMark::less));
  entry(9, "not compared: no limits", need(NeedMark::unknown));
  if (has_regions(m_atlas)) entry(9, "region", [&](double cx, double cy) { draw_region_mark(painter, cx, cy); });
  entry(16, "all authorities", [&](double cx, double cy) {
    painter.fill_box({cx - 8, cy - 3, 16, 6}, {band_grey, Hatch::none});
  });
  entry(16, "their middle half", [&](double cx, double cy) {
    painter.fill_box({cx - 8, cy - 3, 16, 6}, {half_grey, Hatch::none});
  });
}

} // namespace tranche::maps
