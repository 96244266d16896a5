#include <algorithm>

#include <fmt/format.h>

#include "maps/draw_standing.hpp"
#include "maps/furniture.hpp"

/// The ranked table of the atlas, over as many sheets as it takes.
namespace tranche::maps {
namespace {

constexpr double table_row = 11.4, table_head = 24, rank_edge = 24, range_edge = 64, name_left = 72, name_wide = 168,
                 region_left = 244, region_wide = 92, score_edge = 366, chip_left = 376, tranche_left = 388,
                 tranche_wide = 62, money_edge = 508;
const Style cell_style{7, false, ink, 0};

class RankedTable {
public:
  RankedTable(const Atlas& atlas, const AtlasNumbers& numbers) : m_atlas(atlas), m_numbers(numbers) {}

  /// How many rows fit from here on; the reasons of the unranked take lines of their own.
  std::size_t fitting(const Painter& measuring, const Box& body, std::size_t from) const {
    double room = body.height - table_head - foot(measuring, body.width);
    std::size_t to = from;
    for (; to < m_atlas.table.size(); ++to) {
      room -= height_of(measuring, m_atlas.table[to], body.width);
      if (room < 0) break;
    }
    return std::max(to, from + 1);
  }

  void draw(const Painter& painter, const Box& body, std::size_t from, std::size_t to) const {
    draw_heads(painter, body);
    double y = body.y + table_head;
    for (std::size_t i = from; i < to; ++i) {
      const AtlasRow& row = m_atlas.table[i];
      const bool edge = i > 0 && m_atlas.table[i - 1].tranche != row.tranche;
      painter.line(body.x, y, body.right(), y, edge ? ink : hairline, edge ? 0.9 : 0.3);
      const double height = height_of(painter, row, body.width);
      draw_row(painter, row, body.x, y, body.width);
      painter.link({body.x, y, body.width, height}, destination_of(m_atlas, row.page));
      y += height;
    }
    painter.line(body.x, y, body.right(), y, hairline, 0.3);
    if (const Layout words = note(painter, body.width)) painter.put(words, body.x, y + 4, quiet);
  }

private:
  Layout reason(const Painter& painter, const AtlasRow& row, double width) const {
    return painter.text(row.reason, {6.2, false, quiet, width - name_left - 40});
  }
  double height_of(const Painter& painter, const AtlasRow& row, double width) const {
    return table_row + (row.reason.empty() ? 0 : Painter::height_of(reason(painter, row, width)) + 1);
  }
  Layout note(const Painter& painter, double width) const {
    std::string words;
    if (std::any_of(m_atlas.table.begin(), m_atlas.table.end(), [](const AtlasRow& row) { return row.contested; }))
      words = "\u2020 contested: over the draws it is on either side of an edge of a tranche. ";
    if (m_atlas.money) words += "Money over all years, to the nearest £1,000.";
    return words.empty() ? nullptr : painter.text(words, {6.4, false, quiet, width});
  }
  double foot(const Painter& painter, double width) const {
    const Layout words = note(painter, width);
    return words ? Painter::height_of(words) + 6 : 0;
  }

  void draw_heads(const Painter& painter, const Box& body) const {
    const auto put = [&](const std::string& words, double left, double right) {
      const Layout text = painter.text(words, {6.6, true, quiet, 0});
      const double y = body.y + table_head - 2.5 - Painter::height_of(text);
      painter.put(text, right > 0 ? body.x + right - Painter::width_of(text) : body.x + left, y, quiet);
    };
    put("Rank", 0, rank_edge);
    if (m_atlas.draws > 0) put(fmt::format("{:.4g} %", m_atlas.level * 100), 0, range_edge);
    put("Authority", name_left, 0);
    if (has_regions(m_atlas)) put("Region", region_left, 0);
    put("Score", 0, score_edge);
    if (!m_atlas.tranches.empty()) put("Tranche", tranche_left, 0);
    if (m_atlas.money) put("Money", 0, money_edge);
    put("Page", 0, body.width);
  }

  void draw_row(const Painter& painter, const AtlasRow& row, double x, double y, double width) const {
    const auto middle = [&](const Layout& text) { return y + (table_row - Painter::height_of(text)) / 2; };
    const auto left = [&](const std::string& words, double from, double wide) {
      const Layout text = one_line(painter, words, cell_style, wide);
      painter.put(text, x + from, middle(text), ink);
    };
    const auto right = [&](const std::string& words, double edge, bool bold = false) {
      Style style = cell_style;
      style.bold = bold;
      const Layout text = painter.text(words, style);
      put_right(painter, text, x + edge, middle(text), ink);
    };
    right(row.rank.empty() ? "\u2013" : row.rank, rank_edge, true);
    right(row.range, range_edge);
    left(row.name, name_left, name_wide);
    left(row.region, region_left, region_wide);
    right(row.rank.empty() ? "" : row.score, score_edge);
    if (!m_atlas.tranches.empty()) {
      draw_chip(painter, x + chip_left, y + 2.4, 8, 6.6, fill_of_authority(m_atlas, row.authority));
      left((row.tranche.empty() ? "none" : row.tranche) + (row.contested ? " \u2020" : ""), tranche_left, tranche_wide);
    }
    if (m_atlas.money) right(row.money, money_edge);
    right(std::to_string(m_numbers.of_page[row.page]), width);
    if (!row.reason.empty()) painter.put(reason(painter, row, width), x + name_left, y + table_row - 1.5, quiet);
  }

  const Atlas& m_atlas;
  const AtlasNumbers& m_numbers;
};

} // namespace

std::vector<AtlasSheet> table_sheets(const Atlas& atlas, const AtlasNumbers& numbers, const Painter& measuring) {
  const std::string title = "Ranked table";
  const std::string subtitle = "Rank 1 is the greatest need; each name leads to its page";
  const Box body = body_of(atlas, measuring, title, subtitle);
  const auto table = std::make_shared<RankedTable>(atlas, numbers);
  std::vector<AtlasSheet> sheets;
  for (std::size_t from = 0; from < atlas.table.size();) {
    const std::size_t to = table->fitting(measuring, body, from);
    sheets.push_back(
        {title, subtitle, fmt::format("Table {}", sheets.size() + 1), {}, [=](const Painter& painter, const Box& at) {
           table->draw(painter, at, from, to);
         }});
    from = to;
  }
  return sheets;
}

} // namespace tranche::maps
