#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "maps/draw_spine.hpp"
#include "maps/draw_standing.hpp"
#include "maps/furniture.hpp"

/// Cover, method and ranked table of the atlas.
namespace tranche::maps {
namespace {

constexpr double column_gap = 22;

/// The whole country in the colours of its tranches, without a word.
void draw_cover_map(const Painter& painter, const Atlas& atlas, const Box& frame) {
  const View view = fitted(extent_of(atlas.map.areas), frame, 0, 0);
  constexpr Colour white{255, 255, 255};
  const bool schematic = atlas.map.schematic;
  for (const MapArea& area : atlas.map.areas) painter.fill(on_page(area.rings, view, schematic ? 0 : 0.15), area.fill);
  for (const MapArea& area : atlas.map.areas)
    painter.outline(on_page(area.rings, view, schematic ? 0 : 0.15), schematic ? white : quiet, schematic ? 0.9 : 0.2);
  for (const MapArea& area : atlas.map.areas)
    if (schematic && contrast(area.fill.colour, white) < 1.2)
      painter.outline(on_page(area.rings, view, 0), hairline, 0.4);
}

void add_tranches(Column& column, const Atlas& atlas) {
  if (atlas.legend.empty()) return;
  column.head(atlas.tranches.empty() ? "Authorities" : "Tranches");
  column.add(3, [](const Painter&, double, double) {});
  const double width = column.width();
  for (const LegendEntry& entry : atlas.legend)
    column.add(entry.detail.empty() ? 14 : 24, [&entry, width](const Painter& painter, double x, double y) {
      painter.fill_box({x, y + 1, 16, 10}, entry.swatch);
      painter.outline_box({x, y + 1, 16, 10}, quiet, 0.4);
      painter.put(one_line(painter, entry.label, {8.4, true, ink, 0}, width - 92), x + 22, y, ink);
      put_right(painter,
                painter.text(fmt::format("{} {}", entry.count, entry.count == 1 ? "authority" : "authorities"),
                             {7.4, false, quiet, 0}),
                x + width, y + 0.8, quiet);
      if (entry.detail.empty()) return;
      painter.put(one_line(painter, entry.detail, {7.4, false, quiet, 0}, width - 22), x + 22, y + 11, quiet);
    });
}

void add_contents(Column& column, const Atlas& atlas, const AtlasNumbers& numbers) {
  column.head("Contents");
  column.add(2, [](const Painter&, double, double) {});
  const double width = column.width();
  const auto line = [&](std::string words, const std::size_t& page, std::string destination) {
    column.add(13, [=, &page](const Painter& painter, double x, double y) {
      painter.put(one_line(painter, words, {8, false, ink, 0}, width - 30), x, y, ink);
      put_right(painter, painter.text(std::to_string(page), {8, false, ink, 0}), x + width, y, ink);
      painter.link({x, y - 1, width, 12}, destination);
    });
  };
  line("How the ranking was made", numbers.method, "method");
  if (!atlas.map.areas.empty()) line("Map of the tranches", numbers.map, "map");
  line("Ranked table", numbers.table, "table");
  const bool regions = !atlas.pages.empty() && !atlas.pages.front().region.empty();
  column.head(regions ? "Authorities, by region" : "Authorities, by name");
  column.add(2, [](const Painter&, double, double) {});
  for (std::size_t p = 0; p < atlas.pages.size(); ++p) {
    const std::string& region = atlas.pages[p].region;
    if (p == 0 || region != atlas.pages[p - 1].region)
      line(region.empty() ? (regions ? "In no region" : "From the first") : region, numbers.of_page[p],
           destination_of(atlas, p));
  }
}

void draw_cover(const Painter& painter, const Atlas& atlas, const AtlasNumbers& numbers, const Box& body) {
  double y = body.y + 18;
  const auto put = [&](const std::string& words, double size, bool bold, Colour colour, double above) {
    if (words.empty()) return;
    const Layout text = painter.text(words, {size, bold, colour, body.width});
    y += above;
    painter.put(text, body.x, y, colour);
    y += Painter::height_of(text);
  };
  put("Atlas of authorities", 12, false, quiet, 0);
  put(atlas.map.title, 27, true, ink, 4);
  put(atlas.map.subtitle, 11, false, ink, 8);
  put(atlas.audience, 10, false, quiet, 4);
  y += 26;
  const bool has_map = !atlas.map.areas.empty();
  const double side = has_map ? 190 : body.width;
  Column column(painter, side);
  add_tranches(column, atlas);
  add_contents(column, atlas, numbers);
  column.draw(painter, body.right() - side, y);
  if (has_map) draw_cover_map(painter, atlas, {body.x, y, body.width - side - column_gap, body.bottom() - y - 8});
}

/// Marks and bars of the spine chart, each with what it says.
void add_key(Column& column, const Atlas& atlas) {
  const auto entry = [&column](const std::string& words, std::function<void(const Painter&, double, double)> mark) {
    column.add(12, [=](const Painter& painter, double x, double y) {
      mark(painter, x + 12, y + 6);
      const Layout text = painter.text(words, {7.2, false, ink, 0});
      painter.put(text, x + 28, y + 6 - Painter::height_of(text) / 2, ink);
    });
  };
  const auto need = [](NeedMark mark) {
    return [mark](const Painter& painter, double x, double y) { draw_need_mark(painter, mark, x, y); };
  };
  const auto bar = [](Colour colour) {
    return [colour](const Painter& painter, double x, double y) {
      painter.fill_box({x - 11, y - 3.5, 22, 7}, {colour, Hatch::none});
    };
  };
  column.add(3, [](const Painter&, double, double) {});
  entry("greater need than " + atlas.whole + ": its figure is outside the limits", need(NeedMark::greater));
  entry("similar: it is within them", need(NeedMark::similar));
  entry("less need", need(NeedMark::less));
  entry("not compared: the figure has no limits", need(NeedMark::unknown));
  entry("the region's figure", draw_region_mark);
  entry("from the least need to the greatest", bar(band_grey));
  entry("the middle half (25th to 75th percentile)", bar(half_grey));
}

/// The key of the spine chart stands under the first paragraph, which explains it.
Column method_column(const Atlas& atlas, const Painter& measuring, double width) {
  Column column(measuring, width);
  bool key = false;
  for (const AtlasText& text : atlas.method) {
    if (text.heading) {
      column.head(text.words);
      continue;
    }
    column.text(text.words, {7.2, false, ink, 0}, 2.8);
    if (!std::exchange(key, true)) add_key(column, atlas);
  }
  return column;
}

} // namespace

std::vector<AtlasSheet> cover_sheets(const Atlas& atlas, const AtlasNumbers& numbers) {
  return {{"", "", "Cover", {}, [&](const Painter& painter, const Box& body) {
             draw_cover(painter, atlas, numbers, body);
           }}};
}

std::vector<AtlasSheet> method_sheets(const Atlas& atlas, const Painter& measuring) {
  const std::string title = "How the ranking was made", subtitle = "And how to read the page of an authority";
  const Box body = body_of(atlas, measuring, title, subtitle);
  const double width = (body.width - column_gap) / 2;
  const auto column = std::make_shared<Column>(method_column(atlas, measuring, width));
  std::vector<AtlasSheet> sheets;
  for (std::size_t from = 0; from < column->size();) {
    const std::size_t middle = column->fitting(from, body.height);
    const std::size_t to = middle < column->size() ? column->fitting(middle, body.height) : middle;
    sheets.push_back({title,
                      subtitle,
                      sheets.empty() ? "Method" : fmt::format("Method {}", sheets.size() + 1),
                      {},
                      [=](const Painter& painter, const Box& at) {
                        column->draw(painter, at.x, at.y, from, middle);
                        column->draw(painter, at.x + width + column_gap, at.y, middle, to);
                      }});
    from = to;
  }
  return sheets;
}

} // namespace tranche::maps
