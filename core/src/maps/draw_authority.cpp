#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "maps/draw_spine.hpp"
#include "maps/draw_standing.hpp"
#include "maps/furniture.hpp"
#include "maps/locators.hpp"
#include "outputs/words.hpp"

/// An authority's page: how it stands and where it lies, its figures, and what follows from them.
namespace tranche::maps {
namespace {

constexpr double gutter_width = 18, section_gap = 10, locator_gap = 9, caption_height = 18;

/// One line of the comparable authorities, or their heads.
struct NearestLine {
  std::string name, rank, tranche, distance;
  std::optional<Fill> chip;
  bool head = false;
};

void add_line(Column& column, const NearestLine& line) {
  const double width = column.width();
  column.add(line.head ? 11 : 11.4, [line, width](const Painter& painter, double x, double y) {
    const Style style{line.head ? 6.4 : 7.4, false, line.head ? quiet : ink, 0};
    const double tranche_at = x + 0.6 * width;
    painter.put(one_line(painter, line.name, style, 0.46 * width), x, y + 1.5, style.colour);
    put_right(painter, painter.text(line.rank, style), x + 0.57 * width, y + 1.5, style.colour);
    if (line.chip) draw_chip(painter, tranche_at, y + 2.4, 8, 7, *line.chip);
    painter.put(one_line(painter, line.tranche, style, 0.22 * width), tranche_at + 11, y + 1.5, style.colour);
    put_right(painter, painter.text(line.distance, style), x + width, y + 1.5, style.colour);
  });
}

void add_nearest(Column& column, const Atlas& atlas, const AtlasPage& page) {
  if (page.nearest.empty()) return;
  const bool tranches = !atlas.tranches.empty();
  bool some_partly = false;
  column.head("Comparable authorities");
  add_line(column, {"nearest in profile", "rank", tranches ? "tranche" : "", "distance", std::nullopt, true});
  for (const ProfileNeighbour& one : page.nearest) {
    const int tranche = atlas.tranche_of[one.authority];
    const bool partly = one.share < 0.9995;
    some_partly = some_partly || partly;
    NearestLine line{atlas.names[one.authority], atlas.rank_of[one.authority], "", words::grouped(one.distance, 2), {}};
    if (partly) line.name += fmt::format(" (on {:.0f} %)", 100 * one.share);
    if (line.rank.empty()) line.rank = "\u2013";
    if (tranches) {
      line.tranche = tranche > 0 ? atlas.tranches[static_cast<std::size_t>(tranche) - 1].name : "none";
      line.chip = fill_of_authority(atlas, one.authority);
    }
    add_line(column, line);
  }
  column.text(std::string("Distance: Euclid's over the standard scores of the reported figures, weighted as the index "
                          "weights them.") +
                  (some_partly ? " In brackets: the share of the weight that both have figures for." : ""),
              {6.2, false, quiet, 0}, 1);
}

void add_money(Column& column, const AtlasPage& page) {
  if (page.money.empty()) return;
  column.head("Money");
  const double width = column.width();
  for (std::size_t i = 0; i < page.money.size(); ++i)
    column.add(11.4, [&page, i, width](const Painter& painter, double x, double y) {
      const auto& [name, amount] = page.money[i];
      const bool total = i + 1 == page.money.size();
      painter.put(painter.text(name, {7.6, total, ink, 0}), x, y + 1, ink);
      put_right(painter, painter.text(amount, {7.6, total, ink, 0}), x + width, y + 1, ink);
    });
  for (const std::string& words : page.money_words) column.text(words, {7.2, false, ink, 0}, 1);
  column.text("To the nearest £1,000.", {6.2, false, quiet, 0}, 1);
}

/// Everything on an authority's page, measured for paper of one width.
struct Arranged {
  double width, half;
  Column standing, left, right, notes;
  double size; ///< of the spine chart's text
  SpineChart spine;
  double top_height = 0, below_height = 0;

  Arranged(const Atlas& atlas, const AtlasPage& page, const Locators& locators, const Painter& measuring,
           double page_width, double text_size)
      : width(page_width), half((page_width - gutter_width) / 2),
        standing(measuring, page_width - maps_width(locators, page)), left(measuring, half), right(measuring, half),
        notes(measuring, page_width), size(text_size), spine(measuring, atlas, page, page_width, text_size) {
    add_standing(standing, atlas, page);
    add_parts(left, page);
    if (!page.edges.empty()) {
      right.head(atlas.tranches.empty() ? "How sure the order is" : "Edges of the tranches");
      for (const std::string& words : page.edges) right.text(words);
    }
    add_money(right, page);
    add_nearest(right.height() < left.height() ? right : left, atlas, page); // where there is more room
    if (!page.notes.empty()) {
      notes.head("What to know of these figures");
      for (const std::string& words : page.notes) notes.text(words, {7.2, false, ink, 0}, 1.5);
    }
    const double maps = locators.any() ? Locators::whole_size.height + caption_height : 0;
    top_height = std::max(standing.height(), maps) + section_gap;
    below_height = std::max(left.height(), right.height()) + (notes.empty() ? 0 : section_gap + notes.height());
  }

  static double maps_width(const Locators& locators, const AtlasPage& page) {
    if (!locators.any()) return 0;
    const double region = locators.has_region(page) ? Locators::region_size.width + locator_gap : 0;
    return Locators::whole_size.width + region + gutter_width;
  }
};

constexpr double spine_head = 14; ///< points for the section's title

void draw_maps(const Painter& painter, const Atlas& atlas, const AtlasPage& page, const Locators& locators,
               const Box& body) {
  if (!locators.any()) return;
  const auto caption = [&](const std::string& words, double x, double width) {
    const Layout text = painter.text(words, {6.2, false, quiet, width});
    painter.put(text, x, body.y + Locators::whole_size.height + 2, quiet);
  };
  double right = body.right();
  if (locators.has_region(page)) {
    const double x = right - Locators::region_size.width;
    locators.draw_region(painter, page, x, body.y);
    caption(page.region + (atlas.tranches.empty() ? "" : ", in the colours of the tranches"), x,
            Locators::region_size.width);
    right = x - locator_gap;
  }
  const double x = right - Locators::whole_size.width;
  locators.draw_whole(painter, page, x, body.y);
  caption(locators.has_region(page) ? "The authority in its region" : "The authority", x, Locators::whole_size.width);
}

double draw_spine_part(const Painter& painter, const Atlas& atlas, const Arranged& a, double x, double y,
                       std::size_t from, std::size_t to) {
  painter.put(painter.text(fmt::format("Each indicator against {}{}", atlas.whole, from > 0 ? " (continued)" : ""),
                           {9, true, ink, 0}),
              x, y, ink);
  a.spine.draw(painter, x, y + spine_head, from, to);
  return y + spine_head + a.spine.height(from, to);
}

void draw_below(const Painter& painter, const Arranged& a, double x, double y) {
  a.left.draw(painter, x, y);
  a.right.draw(painter, x + a.half + gutter_width, y);
  a.notes.draw(painter, x, y + std::max(a.left.height(), a.right.height()) + section_gap);
}

/// Which rows each sheet holds, and whether the rest still fits under the last of them.
struct Plan {
  double size = 7.4;
  std::vector<std::pair<std::size_t, std::size_t>> rows;
  bool below_apart = false;
};

Plan planned(const Atlas& atlas, const AtlasPage& page, const Locators& locators, const Painter& measuring,
             const Box& body) {
  const std::size_t all = page.spine.size();
  Plan plan;
  for (const double size : {8.6, 8.0, 7.4, 6.8, 6.2, 5.6}) {
    const Arranged a(atlas, page, locators, measuring, body.width, size);
    plan = {size, {{0, all}}, false};
    if (a.top_height + spine_head + a.spine.height(0, all) + section_gap + a.below_height <= body.height) return plan;
  }
  plan.size = 6.8; // on several sheets there is room to read
  const Arranged a(atlas, page, locators, measuring, body.width, plan.size);
  plan.rows.clear();
  double room = body.height - a.top_height;
  for (std::size_t from = 0; from < all || plan.rows.empty();) {
    std::size_t to = from;
    while (to < all && spine_head + a.spine.height(from, to + 1) <= room) ++to;
    to = std::min(all, std::max(to, from + 1));
    plan.rows.emplace_back(from, to);
    room = body.height;
    from = to;
  }
  const double taken = (plan.rows.size() == 1 ? a.top_height : 0) + spine_head +
                       a.spine.height(plan.rows.back().first, plan.rows.back().second) + section_gap;
  plan.below_apart = taken + a.below_height > body.height;
  return plan;
}

std::string subtitle_of(const AtlasPage& page) {
  std::string text = page.code;
  if (!page.official.empty()) text = page.official + " \u00b7 " + text;
  if (!page.region.empty()) text += " \u00b7 " + page.region;
  if (!page.members.empty()) text += " \u00b7 ranked and paid as one: " + page.members;
  return text;
}

} // namespace

std::vector<AtlasSheet> authority_sheets(const Atlas& atlas, const AtlasPage& page, const Locators& locators,
                                         const Painter& measuring) {
  const std::string subtitle = subtitle_of(page);
  const Plan plan = planned(atlas, page, locators, measuring, body_of(atlas, measuring, page.name, subtitle));
  const std::size_t count = plan.rows.size() + plan.below_apart;
  std::vector<AtlasSheet> sheets;
  for (std::size_t i = 0; i < count; ++i)
    sheets.push_back({page.name,
                      subtitle,
                      page.name,
                      {},
                      [&atlas, &page, &locators, plan, i](const Painter& painter, const Box& body) {
                        const Arranged a(atlas, page, locators, painter, body.width, plan.size);
                        double y = body.y;
                        if (i == 0) {
                          a.standing.draw(painter, body.x, y);
                          draw_maps(painter, atlas, page, locators, body);
                          y += a.top_height;
                        }
                        if (i < plan.rows.size())
                          y = draw_spine_part(painter, atlas, a, body.x, y, plan.rows[i].first, plan.rows[i].second) +
                              section_gap;
                        if (i + 1 == plan.rows.size() + plan.below_apart) draw_below(painter, a, body.x, y);
                      }});
  return sheets;
}

} // namespace tranche::maps
