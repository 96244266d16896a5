#include "tranche/compare/slope_chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "compare/chart_labels.hpp"
#include "maps/furniture.hpp"
#include "maps/page.hpp"
#include "tranche/maps/names.hpp"
#include "tranche/maps/palette.hpp"

namespace tranche {
namespace {

using namespace maps;

// ColorBrewer's diverging pair of orange and blue, which colour-blind readers tell apart and grey printers show darker
// than the lines of those that did not move.
constexpr Colour up_colour{0xb3, 0x58, 0x06}, down_colour{0x21, 0x66, 0xac}, still_colour{0xbd, 0xc1, 0xc4},
    untold_colour{0x75, 0x7b, 0x80};
constexpr double label_room = 152, gutter = 20, bend = 12, bar = 6, label_size = 6.4, label_gap = 8.2;

Colour colour_of(Movement movement) {
  switch (movement) {
  case Movement::up:
    return up_colour;
  case Movement::down:
    return down_colour;
  case Movement::no_interval:
    return untold_colour;
  case Movement::none:
    return ink;
  default:
    return still_colour;
  }
}

/// Lines of movements lie over those of changes that are none.
int layer_of(Movement movement) {
  return movement == Movement::up || movement == Movement::down ? 2 : movement == Movement::no_interval;
}

std::string side_name(const Comparison::Side& side) {
  const std::size_t slash = side.label.find_last_of('/');
  return (slash == std::string::npos ? side.label : side.label.substr(slash + 1)) + ": " + side.title +
         (side.data.empty() ? "" : "\ndata " + side.data);
}

std::string level_words(const Comparison& c) {
  const double level = c.side[0].level;
  if (c.side[0].level != c.side[1].level || level <= 0) return "";
  return fmt::format("{:g} % ", level * 100);
}

/// Draws in the frame that the surround leaves.
class Chart {
public:
  Chart(const Comparison& comparison, const Painter& painter, const Box& frame)
      : m_c(comparison), m_p(painter), m_frame(frame) {
    for (const Comparison::Side& side : comparison.side) m_last = std::max(m_last, static_cast<int>(side.ranked));
    m_axis[0] = frame.x + label_room;
    m_axis[1] = frame.right() - label_room;
  }

  void draw() {
    m_top = draw_legend(m_frame.y) + 8;
    m_top = draw_heads(m_top) + 6;
    m_bottom = m_frame.bottom() - 4;
    const auto most = static_cast<std::size_t>((m_bottom - m_top) / label_gap) + 1;
    m_named = comparing::named_authorities(m_c, most);
    draw_bars();
    draw_lines();
    draw_edges();
    for (int s = 0; s < 2; ++s) draw_labels(s);
  }

private:
  double y(double rank) const { return m_top + 3 + (m_bottom - m_top - 6) * (rank - 1) / std::max(1, m_last - 1); }
  double outwards(int s) const { return s == 0 ? -1 : 1; }

  std::size_t count(std::initializer_list<Movement> wanted) const {
    std::size_t n = 0;
    for (const AuthorityChange& a : m_c.authorities)
      n += std::find(wanted.begin(), wanted.end(), a.movement) != wanted.end();
    return n;
  }

  /// What the lines and the bars mean, in rows; returns where it ends.
  double draw_legend(double top) const {
    double x = m_frame.x, row = top;
    const auto entry = [&](Colour colour, bool is_line, const std::string& words) {
      const maps::Layout text = m_p.text(words, {7, false, ink, 0});
      if (x + 18 + Painter::width_of(text) > m_frame.right()) x = m_frame.x, row += 12;
      if (is_line)
        m_p.line(x, row + 4.5, x + 14, row + 4.5, colour, colour == still_colour ? 1 : 1.8);
      else {
        m_p.fill_box({x + 4, row, 6, 9}, {colour, Hatch::none});
        m_p.outline_box({x + 4, row, 6, 9}, quiet, 0.4);
      }
      m_p.put(text, x + 18, row + 4.5 - Painter::height_of(text) / 2, ink);
      x += 18 + Painter::width_of(text) + 14;
    };
    const auto line = [&](Colour colour, std::size_t n, const std::string& words) {
      if (n > 0) entry(colour, true, fmt::format("{} ({})", words, n));
    };
    line(up_colour, count({Movement::up}), "towards greater need");
    line(down_colour, count({Movement::down}), "towards less need");
    line(still_colour, count({Movement::inside, Movement::unchanged}), "the same, or inside the rank interval");
    line(untold_colour, count({Movement::no_interval}), "another rank, no interval to judge it by");
    const std::vector<SetOverlap>& sets = m_c.agreement.tranches;
    if (sets.empty()) return row + 9;
    x = m_frame.x;
    row += 12;
    const std::vector<Colour> colours = tranche_colours(sets.size() - 1);
    for (std::size_t t = 0; t + 1 < sets.size(); ++t) entry(colours[t], false, "Tranche " + sets[t].name);
    return row + 9;
  }

  double draw_heads(double top) const {
    const double width = (m_frame.width - 20) / 2;
    double end = top;
    for (int s = 0; s < 2; ++s) {
      const maps::Layout head = m_p.text((s ? "B  " : "A  ") + side_name(m_c.side[s]), {8, true, ink, width});
      if (s == 1) pango_layout_set_alignment(head.get(), PANGO_ALIGN_RIGHT);
      m_p.put(head, s == 0 ? m_frame.x : m_frame.right() - width, top, ink);
      end = std::max(end, top + Painter::height_of(head));
    }
    return end;
  }

  /// The tranches beside each axis, one colour each.
  void draw_bars() const {
    for (int s = 0; s < 2; ++s) {
      const Comparison::Side& side = m_c.side[s];
      const std::vector<Colour> colours =
          tranche_colours(std::max(m_c.side[0].tranche_names.size(), m_c.side[1].tranche_names.size()));
      double from = 1;
      const double x = s == 0 ? m_axis[0] - bar : m_axis[1];
      for (std::size_t t = 0; t < side.tranche_ends.size(); ++t) {
        const double to = side.tranche_ends[t];
        if (to < from) continue;
        m_p.fill_box({x, y(from - 0.5), bar, y(to + 0.5) - y(from - 0.5)}, {colours[t], Hatch::none});
        from = to + 1;
      }
      const double last = static_cast<double>(side.ranked);
      m_p.outline_box({x, y(0.5), bar, y(last + 0.5) - y(0.5)}, quiet, 0.4);
    }
  }

  void draw_lines() const {
    for (int layer = 0; layer < 3; ++layer)
      for (const AuthorityChange& a : m_c.authorities)
        if (a.ranked_twice() && layer_of(a.movement) == layer)
          m_p.line(m_axis[0], y(a.rank[0]), m_axis[1], y(a.rank[1]), colour_of(a.movement), layer == 2 ? 1.1 : 0.6);
    for (const AuthorityChange& a : m_c.authorities)
      for (int s = 0; s < 2; ++s)
        if (a.rank[s] > 0 && a.rank[1 - s] <= 0)
          m_p.fill_box({m_axis[s] - (s == 0 ? 0.0 : 5.0), y(a.rank[s]) - 1.6, 5, 3.2}, {ink, Hatch::none});
  }

  /// From the edge of each tranche in A to its edge in B, broken so that it is no authority.
  void draw_edges() const {
    const std::vector<int>&left = m_c.side[0].tranche_ends, &right = m_c.side[1].tranche_ends;
    for (std::size_t t = 0; t < std::min(left.size(), right.size()); ++t) {
      const bool last =
          left[t] >= static_cast<int>(m_c.side[0].ranked) && right[t] >= static_cast<int>(m_c.side[1].ranked);
      if (last) continue;
      const double y0 = y(left[t] + 0.5), y1 = y(right[t] + 0.5);
      constexpr int dashes = 48;
      for (int d = 0; d < dashes; d += 2) {
        const double from = static_cast<double>(d) / dashes, to = static_cast<double>(d + 1) / dashes;
        const double span = m_axis[1] - m_axis[0];
        m_p.line(m_axis[0] + from * span, y0 + from * (y1 - y0), m_axis[0] + to * span, y0 + to * (y1 - y0), ink, 0.9);
      }
    }
  }

  /// Names with their ranks, nudged apart, and a thin line from each to its place on the axis.
  void draw_labels(int s) const {
    std::vector<std::size_t> rows;
    for (const std::size_t i : m_named)
      if (m_c.authorities[i].rank[s] > 0) rows.push_back(i);
    std::stable_sort(rows.begin(), rows.end(), [&](std::size_t p, std::size_t q) {
      return m_c.authorities[p].rank[s] < m_c.authorities[q].rank[s];
    });
    std::vector<double> wished;
    for (const std::size_t i : rows) wished.push_back(y(m_c.authorities[i].rank[s]));
    const std::vector<double> heights = comparing::spread(wished, label_gap, m_top + 3, m_bottom - 3);
    const double edge = m_axis[s] + outwards(s) * bar;
    for (std::size_t k = 0; k < rows.size(); ++k) {
      const AuthorityChange& a = m_c.authorities[rows[k]];
      const bool still = colour_of(a.movement) == still_colour;
      const Colour leader = still ? hairline : colour_of(a.movement), words = still ? quiet : colour_of(a.movement);
      const double turn = edge + outwards(s) * gutter, end = turn + outwards(s) * bend;
      m_p.line(edge, wished[k], turn, wished[k], leader, 0.4);
      m_p.line(turn, wished[k], end, heights[k], leader, 0.4);
      put_name(a, s, end + outwards(s) * 3, heights[k], words);
    }
    draw_ticks(s, wished);
  }

  void put_name(const AuthorityChange& a, int s, double x, double middle, Colour colour) const {
    const std::string name = display_name(a.name);
    const std::string mark = a.rank[1 - s] > 0 ? "" : s == 0 ? " (no longer ranked)" : " (newly ranked)";
    const std::string rank = std::to_string(a.rank[s]);
    const std::string words = s == 0 ? name + mark + "  " + rank : rank + "  " + name + mark;
    double size = label_size;
    maps::Layout text = m_p.text(words, {size, false, colour, 0});
    const double room = label_room - bar - gutter - bend - 3;
    if (const double width = Painter::width_of(text); width > room)
      text = m_p.text(words, {size * room / width, false, colour, 0});
    m_p.put(text, s == 0 ? x - Painter::width_of(text) : x, middle - Painter::height_of(text) / 2, colour);
  }

  /// 1, 10, 20, ... beside the axis, where no label's line runs.
  void draw_ticks(int s, const std::vector<double>& taken) const {
    const auto ranked = static_cast<int>(m_c.side[s].ranked);
    const int step = ranked > 400 ? 100 : ranked > 60 ? 10 : 5;
    for (int rank = 1; rank <= ranked; rank = rank == 1 ? step : rank + step) {
      const double at = y(rank);
      if (std::any_of(taken.begin(), taken.end(), [&](double t) { return std::fabs(t - at) < 4; })) continue;
      const maps::Layout text = m_p.text(std::to_string(rank), {5.6, false, quiet, 0});
      const double x = m_axis[s] + outwards(s) * (bar + 3);
      m_p.put(text, s == 0 ? x - Painter::width_of(text) : x, at - Painter::height_of(text) / 2, quiet);
    }
  }

  const Comparison& m_c;
  const Painter& m_p;
  Box m_frame;
  int m_last = 1;
  double m_axis[2]{}, m_top = 0, m_bottom = 0;
  std::vector<std::size_t> m_named;
};

MapSheet surround_of(const Comparison& c) {
  MapSheet sheet;
  sheet.title = c.side[0].title == c.side[1].title ? c.side[1].title + ": what changed" : "What changed in the ranking";
  std::size_t moved = 0, untold = 0;
  for (const AuthorityChange& a : c.authorities) {
    moved += a.movement == Movement::up || a.movement == Movement::down;
    untold += a.movement == Movement::no_interval;
  }
  sheet.subtitle =
      fmt::format("{} authorities ranked on both sides, {} moved. 1 is greatest need", c.agreement.ranked_twice, moved);
  sheet.status = c.side[0].state == "FINAL" && c.side[1].state == "FINAL" ? "FINAL" : "DRAFT";
  sheet.sign_off = sheet.status == "FINAL" ? "FINAL on both sides" : "DRAFT, not signed off on both sides";
  sheet.statement = c.side[1].statement;
  if (untold == 0)
    sheet.notes.push_back(fmt::format("A change is called a movement only where each rank lies outside the other's {}"
                                      "interval. Broken lines: edges of the tranches. Named: as many of the largest "
                                      "movements as there is room for; all are in compare.csv.",
                                      level_words(c)));
  else
    sheet.notes.push_back(
        "Where a rank has no interval a change cannot be told from chance. Broken lines: edges of the "
        "tranches. Named: as many of the largest changes as there is room for; all are in "
        "compare.csv.");
  constexpr std::size_t most = 8;
  std::string differences;
  for (std::size_t i = 0; i < c.differences.size() && i < most; ++i)
    differences += (i ? "; " : "What differs: ") + c.differences[i];
  if (c.differences.size() > most) differences += fmt::format("; and {} more", c.differences.size() - most);
  if (!differences.empty()) sheet.notes.push_back(differences + ".");
  for (int s = 0; s < 2; ++s)
    sheet.imprint += fmt::format("{}: run {}{}. ", s ? "B" : "A", c.side[s].run,
                                 c.side[s].data.empty() ? "" : ", data " + c.side[s].data);
  return sheet;
}

} // namespace

std::string slope_chart(const Comparison& comparison, ImageFormat format) {
  const MapSheet sheet = surround_of(comparison);
  const Page page{sheet.width_mm, sheet.height_mm, sheet.dpi,
                  sheet.title,    sheet.subtitle,  sheet.subtitle + ". " + sheet.statement};
  return rendered(page, format, [&](cairo_t* cr, double width, double height) {
    const Painter painter(cr);
    Chart(comparison, painter, draw_surround(painter, sheet, width, height)).draw();
  });
}

} // namespace tranche
