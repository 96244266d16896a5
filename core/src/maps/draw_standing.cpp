#include "maps/draw_standing.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "maps/furniture.hpp"
#include "outputs/standing_words.hpp"
#include "outputs/words.hpp"

namespace tranche::maps {
namespace {

constexpr std::size_t most_parts = 8;
constexpr Colour part_colour{0x4a, 0x6f, 0x8c};

/// Ranks from left to right, the greatest need first, in the colours of their tranches; over them the intervals.
class RankStrip {
public:
  static constexpr double height = 42;

  RankStrip(const Painter& painter, const Atlas& atlas, const AtlasPage& page, double x, double y, double width)
      : m_p(painter), m_atlas(atlas), m_page(page), m_x(x), m_y(y), m_width(width) {}

  void draw() const {
    draw_bands();
    draw_intervals();
    const double at = place(std::stoi(m_page.rank)); // a tie's mark stands behind the number
    m_p.polygon({{at - 3.2, m_y + 1}, {at + 3.2, m_y + 1}, {at, m_y + 6}}, ink, ink);
    m_p.line(at, m_y + 6, at, m_y + band_top + band_height, ink, 1.1);
  }

private:
  static constexpr double band_top = 20, band_height = 11;

  /// The middle of a rank's part of the strip.
  double place(double rank) const {
    return m_x + (rank - 0.5) / static_cast<double>(std::max<std::size_t>(m_atlas.ranked, 1)) * m_width;
  }

  void draw_bands() const {
    const double top = m_y + band_top, tall = band_height;
    m_p.fill_box({m_x, top, m_width, tall}, {not_funded, Hatch::none});
    std::vector<std::size_t> marks{1, m_atlas.ranked};
    for (std::size_t t = 0; t < m_atlas.tranches.size(); ++t) {
      const AtlasTranche& tranche = m_atlas.tranches[t];
      if (tranche.first == 0) continue;
      const double from = place(static_cast<double>(tranche.first) - 0.5);
      const double to = place(static_cast<double>(tranche.last) + 0.5);
      m_p.fill_box({from, top, to - from, tall}, {colour_of_tranche(m_atlas, static_cast<int>(t) + 1), Hatch::none});
      marks.push_back(tranche.last);
    }
    m_p.outline_box({m_x, top, m_width, tall}, quiet, 0.4);
    std::vector<double> taken;
    for (const std::size_t mark : marks) {
      const double at = place(static_cast<double>(mark));
      if (std::any_of(taken.begin(), taken.end(), [&](double other) { return std::fabs(other - at) < 13; })) continue;
      taken.push_back(at);
      put_centred(m_p, m_p.text(std::to_string(mark), {5.8, false, quiet, 0}), at, top + tall + 1.5, quiet);
    }
  }

  /// The surest and widest thin, the narrowest thick.
  void draw_intervals() const {
    const double middle = m_y + 13;
    for (std::size_t i = m_page.ranges.size(); i-- > 0;) {
      const RankInterval& range = m_page.ranges[i];
      const double thick = i == 0 ? 6 : i == 1 ? 3 : 1.1;
      const Colour colour = i == 0 ? quiet : Colour{0x75, 0x7b, 0x80};
      const double from = place(range.low.front() - 0.5), to = place(range.high.front() + 0.5);
      m_p.fill_box({from, middle - thick / 2, to - from, thick}, {colour, Hatch::none});
    }
  }

  const Painter& m_p;
  const Atlas& m_atlas;
  const AtlasPage& m_page;
  double m_x, m_y, m_width;
};

std::string ranges_words(const AtlasPage& page) {
  std::string text = fmt::format("median {}", page.median);
  for (const RankInterval& one : page.ranges)
    text += ", " + words::interval(one.level, one.low.front(), one.high.front());
  return text;
}

/// One bar for all chances, the rest in no tranche; labels where there is room.
void draw_chances(const Painter& painter, const Atlas& atlas, const AtlasPage& page, double x, double y, double width) {
  constexpr double tall = 12;
  std::vector<double> shares = page.chances;
  if (const double none = words::chance_of_none(shares); none > 0.0005) shares.push_back(none);
  double at = x;
  for (std::size_t t = 0; t < shares.size(); ++t) {
    const bool none = t >= page.chances.size();
    const Colour colour = colour_of_tranche(atlas, none ? 0 : static_cast<int>(t) + 1);
    const double part = shares[t] * width;
    painter.fill_box({at, y, part, tall}, {colour, Hatch::none});
    const Layout label = painter.text(words::chance(shares[t]), {7, true, ink, 0});
    if (Painter::width_of(label) + 4 < part)
      put_centred(painter, label, at + part / 2, y + tall / 2 - Painter::height_of(label) / 2, text_on(colour));
    at += part;
  }
  painter.outline_box({x, y, width, tall}, quiet, 0.4);
  at = x;
  y += tall + 3;
  for (std::size_t t = 0; t < shares.size(); ++t) {
    const bool none = t >= page.chances.size();
    const std::string name = none ? "in no tranche" : atlas.tranches[t].name;
    const Layout text = painter.text(name + " " + words::chance(shares[t]), {6.6, false, ink, 0});
    if (at + 12 + Painter::width_of(text) > x + width) at = x, y += 10;
    draw_chip(painter, at, y + 0.5, 8, 7, {colour_of_tranche(atlas, none ? 0 : static_cast<int>(t) + 1), Hatch::none});
    painter.put(text, at + 11, y + 4 - Painter::height_of(text) / 2, ink);
    at += 11 + Painter::width_of(text) + 10;
  }
}

/// "Rank 12 of 150" large, score and tranche under it.
void add_rank(Column& column, const Atlas& atlas, const AtlasPage& page) {
  const double width = column.width();
  column.add(26, [&, width](const Painter& painter, double x, double y) {
    const Layout rank = painter.text("Rank " + page.rank, {20, true, ink, 0});
    painter.put(rank, x, y - 2, ink);
    const Layout of = painter.text(fmt::format("of {}", atlas.ranked), {11, false, quiet, 0});
    const double after = x + Painter::width_of(rank) + 6;
    painter.put(of, after, y - 2 + Painter::height_of(rank) - Painter::height_of(of) - 3, quiet);
    const Layout score = painter.text("need score " + page.score, {9, false, ink, 0});
    put_right(painter, score, x + width, y - 2 + Painter::height_of(rank) - Painter::height_of(score) - 3.4, ink);
  });
}

void add_tranche(Column& column, const Atlas& atlas, const AtlasPage& page) {
  if (atlas.tranches.empty()) return;
  const double width = column.width();
  column.add(17, [&, width](const Painter& painter, double x, double y) {
    draw_chip(painter, x, y, 14, 11, fill_of_authority(atlas, page.authority));
    const std::string words = page.tranche.empty() ? "In no tranche" : "Tranche: " + page.tranche;
    const Layout text = one_line(painter, words, {9, true, ink, 0}, width - 20);
    painter.put(text, x + 20, y + 5.5 - Painter::height_of(text) / 2, ink);
  });
}

/// A part's title and its bar, on an axis from `least` to `most`.
void add_bar(Column& column, const AtlasPart& part, double least, double most) {
  const double width = column.width(), label = 0.48 * width, number = 28, bar = width - label - number - 10;
  const Style style{6.6, false, ink, label};
  const double height = std::max(12.0, Painter::height_of(column.painter().text(part.title, style)) + 3);
  column.add(height, [=, &part](const Painter& painter, double x, double y) {
    const double middle = y + height / 2;
    const auto place = [&](double value) { return x + label + 6 + (value - least) / (most - least) * bar; };
    const Layout title = painter.text(part.title, style);
    painter.put(title, x, middle - Painter::height_of(title) / 2, ink);
    const double from = std::min(place(0), place(part.value)), to = std::max(place(0), place(part.value));
    painter.fill_box({from, middle - 4, std::max(to - from, 0.4), 8}, {part_colour, Hatch::none});
    painter.line(place(0), y, place(0), y + height, ink, 0.6);
    painter.line(place(part.mean), middle - 5.2, place(part.mean), middle + 5.2, spot, 1.2);
    const Layout value = painter.text(words::grouped(part.value, 2), {7, true, ink, 0});
    put_right(painter, value, x + width, middle - Painter::height_of(value) / 2, ink);
  });
}

} // namespace

void draw_chip(const Painter& painter, double x, double y, double width, double height, const Fill& fill) {
  painter.fill_box({x, y, width, height}, fill);
  painter.outline_box({x, y, width, height}, quiet, 0.4);
}

void add_standing(Column& column, const Atlas& atlas, const AtlasPage& page) {
  if (page.rank.empty()) {
    column.text("Unranked", {20, true, ink, 0}, 0);
    column.text(page.unranked, {9, false, ink, 0}, 3);
    column.add(8, [](const Painter&, double, double) {});
    return add_tranche(column, atlas, page);
  }
  add_rank(column, atlas, page);
  add_tranche(column, atlas, page);
  const double width = column.width();
  column.add(RankStrip::height, [&, width](const Painter& painter, double x, double y) {
    RankStrip(painter, atlas, page, x, y, width).draw();
  });
  if (page.ranges.empty())
    column.text("Rank without an interval: the assessment draws none.", {6.8, false, quiet, 0}, 1);
  else
    column.text("Rank: " + ranges_words(page) + ".", {7, false, ink, 0}, 1);
  column.text(page.part, {7, false, ink, 0}, 1);
  if (page.chances.empty()) return;
  column.text(fmt::format("Chance of each tranche over {} draws", words::grouped(atlas.draws, 0)), {7, true, ink, 0},
              6);
  column.add(2, [](const Painter&, double, double) {});
  column.add(
      36, [&, width](const Painter& painter, double x, double y) { draw_chances(painter, atlas, page, x, y, width); });
}

void add_parts(Column& column, const AtlasPage& page) {
  if (page.parts_words.empty()) return;
  column.head("What makes its score");
  column.text(page.parts_words);
  if (page.parts.empty()) return;
  const std::size_t shown = std::min(page.parts.size(), most_parts);
  double least = 0, most = 0;
  for (const AtlasPart& part : page.parts)
    least = std::min({least, part.value, part.mean}), most = std::max({most, part.value, part.mean});
  if (!(most > least)) most = least + 1;
  column.add(4, [](const Painter&, double, double) {});
  for (std::size_t i = 0; i < shown; ++i) add_bar(column, page.parts[i], least, most);
  std::string more = "Upright strokes: the mean of all that are ranked.";
  if (page.parts.size() > shown) {
    double rest = 0;
    for (std::size_t i = shown; i < page.parts.size(); ++i) rest += page.parts[i].value;
    more = fmt::format("{} more bring {}. ", page.parts.size() - shown, words::grouped(rest, 2)) + more;
  }
  column.text(more, {6.2, false, quiet, 0}, 1);
}

} // namespace tranche::maps
