#include "maps/atlas_sheets.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "maps/furniture.hpp"

namespace tranche::maps {

namespace {

/// "90 %" does not go over the end of a line.
std::string unparted(std::string words) {
  for (std::size_t at = words.find(" %"); at != std::string::npos; at = words.find(" %", at))
    words.replace(at, 1, "\u00a0");
  return words;
}

} // namespace

std::string destination_of(const Atlas& atlas, std::size_t page) {
  return fmt::format("authority{}", atlas.pages[page].authority + 1); // a code may hold anything
}

MapSheet surround_of(const Atlas& atlas, const std::string& title, const std::string& subtitle) {
  MapSheet sheet;
  sheet.title = title, sheet.subtitle = subtitle;
  sheet.status = atlas.map.status, sheet.sign_off = atlas.map.sign_off, sheet.statement = atlas.map.statement;
  sheet.imprint = atlas.map.title + ". " + atlas.map.imprint;
  sheet.sources = atlas.map.sources;
  return sheet;
}

Box body_of(const Atlas& atlas, const Painter& measuring, const std::string& title, const std::string& subtitle) {
  constexpr double points = 72.0 / 25.4;
  return draw_surround(measuring, surround_of(atlas, title, subtitle), 210 * points, 297 * points);
}

Layout one_line(const Painter& painter, const std::string& words, Style style, double width) {
  style.width = 0;
  Layout text = painter.text(words, style);
  const double is = Painter::width_of(text);
  if (is <= width) return text;
  style.size *= std::max(0.7, width / is * 0.995);
  text = painter.text(words, style);
  if (Painter::width_of(text) <= width) return text;
  pango_layout_set_width(text.get(), static_cast<int>(width * PANGO_SCALE));
  pango_layout_set_ellipsize(text.get(), PANGO_ELLIPSIZE_END);
  return text;
}

void put_right(const Painter& painter, const Layout& layout, double right, double y, Colour colour) {
  painter.put(layout, right - Painter::width_of(layout), y, colour);
}

void put_centred(const Painter& painter, const Layout& layout, double x, double y, Colour colour) {
  painter.put(layout, x - Painter::width_of(layout) / 2, y, colour);
}

void Column::head(const std::string& words) {
  constexpr double above = 10, below = 2;
  const auto text = std::make_shared<Layout>(m_painter.text(words, {9, true, ink, m_width}));
  const double height = Painter::height_of(*text), before = m_pieces.empty() ? 0 : above, width = m_width;
  m_pieces.push_back({before + height + below, true, [=](const Painter& painter, double x, double y) {
                        painter.put(*text, x, y + before, ink);
                        painter.line(x, y + before + height + 0.8, x + width, y + before + height + 0.8, hairline, 0.5);
                      }});
}

void Column::text(const std::string& words, Style style, double above) {
  if (words.empty()) return;
  style.width = m_width;
  const auto text = std::make_shared<Layout>(m_painter.text(unparted(words), style));
  add(above + Painter::height_of(*text),
      [=](const Painter& painter, double x, double y) { painter.put(*text, x, y + above, style.colour); });
}

void Column::add(double height, std::function<void(const Painter&, double x, double y)> draw) {
  m_pieces.push_back({height, false, std::move(draw)});
}

double Column::height() const {
  double sum = 0;
  for (const Piece& piece : m_pieces) sum += piece.height;
  return sum;
}

void Column::draw(const Painter& painter, double x, double y, std::size_t from, std::size_t to) const {
  for (std::size_t i = from; i < to; ++i) {
    m_pieces[i].draw(painter, x, y);
    y += m_pieces[i].height;
  }
}

std::size_t Column::fitting(std::size_t from, double room) const {
  std::size_t to = from;
  for (; to < m_pieces.size() && m_pieces[to].height <= room; ++to) room -= m_pieces[to].height;
  while (to < m_pieces.size() && to > from + 1 && m_pieces[to - 1].heading) --to;
  return std::max(to, from + 1);
}

Colour colour_of_tranche(const Atlas& atlas, int tranche) {
  return tranche > 0 ? tranche_colours(atlas.tranches.size())[static_cast<std::size_t>(tranche - 1)] : not_funded;
}

Fill fill_of_authority(const Atlas& atlas, std::size_t authority) {
  const bool ranked = !atlas.rank_of[authority].empty();
  const int tranche = atlas.tranche_of[authority];
  return {ranked || tranche > 0 ? colour_of_tranche(atlas, tranche) : no_figure,
          ranked ? Hatch::none : Hatch::unranked};
}

bool has_regions(const Atlas& atlas) {
  return std::any_of(atlas.regions.begin(), atlas.regions.end(), [](const std::string& name) { return !name.empty(); });
}

} // namespace tranche::maps
