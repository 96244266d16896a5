#include "tranche/compare/change_sheet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <utility>

#include "maps/sheet_parts.hpp"
#include "tranche/maps/names.hpp"

namespace tranche {
namespace {

constexpr std::size_t most_named = 24; ///< in each list under the map

/// The greatest change of each class but the last.
constexpr std::array change_limits{5, 10, 20};
constexpr std::array<const char*, 4> change_labels{"1 to 5", "6 to 10", "11 to 20", "more than 20"};

enum class Change { moved, held, unranked, other_area };

Change change_of(const AuthorityChange* change) {
  if (change == nullptr || !change->joined() || !change->same_area) return Change::other_area;
  switch (change->movement) {
  case Movement::up:
  case Movement::down:
  case Movement::no_interval:
    return Change::moved;
  case Movement::none:
    return Change::unranked;
  case Movement::unchanged:
  case Movement::inside:
    break;
  }
  return Change::held;
}

std::size_t size_class(int places) {
  const auto limit = std::find_if(change_limits.begin(), change_limits.end(), [&](int most) { return places <= most; });
  return static_cast<std::size_t>(limit - change_limits.begin());
}

/// Of places lost; won ones are below 0.
Colour colour_of_change(int change) {
  const double share = 0.25 * static_cast<double>(size_class(std::abs(change)) + 1);
  return diverging(change < 0 ? -share : share);
}

Fill fill_of(const AuthorityChange* change) {
  switch (change_of(change)) {
  case Change::moved:
    return {colour_of_change(change->rank_change()), Hatch::none};
  case Change::held:
    return {not_funded, Hatch::none};
  case Change::unranked:
    return {no_figure, Hatch::unranked};
  case Change::other_area:
    break;
  }
  return {no_figure, Hatch::missing};
}

/// Arrows, for a sign alone could be read either way.
std::string places_text(int change) {
  if (change == 0) return "=";
  return fmt::format("{}{}", change < 0 ? "\u2191" : "\u2193", std::abs(change));
}

bool in_another_tranche(const AuthorityChange& change) {
  return change.joined() && change.same_area && change.tranche[0] != change.tranche[1];
}

std::string tranche_name(const Comparison& comparison, int side, int tranche) {
  if (tranche <= 0) return "no tranche";
  const auto& names = comparison.side[side].tranche_names;
  const std::string& name = names[static_cast<std::size_t>(tranche) - 1];
  return name.empty() ? fmt::format("tranche {}", tranche) : name;
}

/// By number, or a dash for none: names would not fit on an area.
std::string tranches_text(const AuthorityChange& change) {
  const auto number = [](int tranche) { return tranche > 0 ? std::to_string(tranche) : std::string("\u2013"); };
  return number(change.tranche[0]) + "\u2192" + number(change.tranche[1]);
}

class ChangeSheet {
public:
  ChangeSheet(const Run& run, const Comparison& comparison)
      : m_run(run), m_comparison(comparison), m_sheet(maps::furnished_sheet(run)) {
    std::map<std::string, const AuthorityChange*> by_code;
    for (const AuthorityChange& change : comparison.authorities)
      if (!change.code[1].empty()) by_code[change.code[1]] = &change;
    for (const Authority& unit : run.authorities.units) {
      const auto found = by_code.find(unit.code);
      m_changes.push_back(found == by_code.end() ? nullptr : found->second);
    }
  }

  MapSheet build(const std::vector<Source>& sources) {
    name_it();
    paint();
    add_legend();
    add_notes();
    std::vector<Source> all = m_run.sources;
    all.insert(all.end(), sources.begin(), sources.end());
    m_sheet.sources = maps::source_lines(all);
    return std::move(m_sheet);
  }

private:
  std::size_t count(Change kind) const {
    return static_cast<std::size_t>(std::count_if(m_changes.begin(), m_changes.end(),
                                                  [&](const auto* change) { return change_of(change) == kind; }));
  }

  void name_it() {
    const Comparison::Side &a = m_comparison.side[0], &b = m_comparison.side[1];
    m_sheet.title = b.title + ": change of rank";
    const auto side = [](const Comparison::Side& s) {
      return (s.title.empty() ? s.label : s.title) + (s.data.empty() ? "" : " (data " + s.data + ")");
    };
    m_sheet.subtitle = maps::counted_units(m_run, m_run.authorities.size()) + ": " +
                       (a.title != b.title ? fmt::format("from {} to {}", side(a), side(b))
                        : a.data != b.data ? fmt::format("from data of {} to data of {}", a.data, b.data)
                                           : "two runs on data of the same years");
    m_sheet.imprint = fmt::format("Runs {} and {}.", a.run, b.run);
  }

  void paint() {
    for (std::size_t s = 0; s < m_sheet.areas.size(); ++s) {
      if (m_run.shape_unit[s] < 0) continue;
      MapArea& area = m_sheet.areas[s];
      const AuthorityChange* change = m_changes[static_cast<std::size_t>(m_run.shape_unit[s])];
      area.fill = fill_of(change);
      const bool entered = change != nullptr && in_another_tranche(*change);
      if (!entered && !m_sheet.one_size) area.label.clear();
      if (change_of(change) == Change::other_area || change_of(change) == Change::unranked) continue;
      if (entered || m_sheet.one_size) area.figure = places_text(change->rank_change());
      if (entered) area.range = tranches_text(*change);
    }
  }

  void add_legend() {
    m_sheet.legend_title = "Places in the ranking";
    const auto entries = [&](bool up) {
      std::array<std::size_t, change_labels.size()> counts{};
      for (const AuthorityChange* change : m_changes)
        if (change_of(change) == Change::moved && (change->rank_change() < 0) == up)
          ++counts[size_class(std::abs(change->rank_change()))];
      const char* detail = up ? "towards greater need" : "towards less need"; // said once
      for (std::size_t k = 0; k < counts.size(); ++k) {
        const std::size_t c = up ? counts.size() - 1 - k : k;
        if (counts[c] == 0) continue;
        const int sample = c < change_limits.size() ? change_limits[c] : change_limits.back() + 1;
        m_sheet.legend.push_back({{colour_of_change(up ? -sample : sample), Hatch::none},
                                  fmt::format("{} {}", up ? "Up" : "Down", change_labels[c]),
                                  std::exchange(detail, ""),
                                  counts[c]});
      }
    };
    entries(true);
    const auto add = [&](Change kind, Fill swatch, const char* label, const char* detail) {
      if (const std::size_t n = count(kind); n > 0) m_sheet.legend.push_back({swatch, label, detail, n});
    };
    add(Change::held, {not_funded, Hatch::none}, "No movement", "the same rank, or inside its interval");
    entries(false);
    add(Change::unranked, {no_figure, Hatch::unranked}, "Not ranked in both", "names under the map");
    add(Change::other_area, {no_figure, Hatch::missing}, "Another area", "cannot be compared");
  }

  /// "Into 2022-23 (2): A (rank 52 to 48), B (...)".
  void add_entries(int tranche) {
    std::vector<std::string> names;
    for (const AuthorityChange& change : m_comparison.authorities)
      if (in_another_tranche(change) && change.tranche[1] == tranche)
        names.push_back(fmt::format("{} (from {}, rank {} to {})", display_name(change.name),
                                    tranche_name(m_comparison, 0, change.tranche[0]), rank_text(change.rank[0]),
                                    rank_text(change.rank[1])));
    note_names(fmt::format("Now in {}", tranche_name(m_comparison, 1, tranche)), std::move(names));
  }

  static std::string rank_text(int rank) { return rank > 0 ? std::to_string(rank) : "none"; }

  void note_names(const std::string& what, std::vector<std::string> names) {
    if (names.empty()) return;
    const std::size_t all = names.size(), shown = std::min(all, most_named);
    names.resize(shown);
    maps::add_note(m_sheet, fmt::format("{} ({}): {}{}.", what, all, maps::listed(names),
                                        all > shown ? fmt::format("; {} more in compare.csv", all - shown) : ""));
  }

  void add_notes() {
    maps::add_note(m_sheet,
                   "Arrows and numbers are places won (up, towards greater need) or lost; 2\u21921 says from which "
                   "tranche to which. A change counts as a movement where each rank lies outside the other's interval, "
                   "or where there is none to judge it by.");
    for (int tranche = 1; tranche <= static_cast<int>(m_comparison.side[1].tranche_names.size()); ++tranche)
      add_entries(tranche);
    add_entries(0);
    std::vector<std::string> unranked, gone;
    for (const AuthorityChange* change : m_changes)
      if (change_of(change) == Change::unranked) unranked.push_back(display_name(change->name));
    for (const AuthorityChange& change : m_comparison.authorities)
      if (change.code[1].empty()) gone.push_back(display_name(change.name));
    note_names("Not ranked in both", std::move(unranked));
    note_names("In the first only, and so not on this map", std::move(gone));
    maps::add_common_notes(m_sheet, m_run, "compare.csv");
  }

  const Run& m_run;
  const Comparison& m_comparison;
  MapSheet m_sheet;
  std::vector<const AuthorityChange*> m_changes; ///< of each authority of the run
};

} // namespace

MapSheet change_map_sheet(const Run& b, const Comparison& comparison, const std::vector<Source>& sources) {
  return ChangeSheet(b, comparison).build(sources);
}

} // namespace tranche
