#include <algorithm>
#include <cctype>
#include <map>

#include <fmt/format.h>

#include "maps/sheet_parts.hpp"
#include "outputs/method_words.hpp"
#include "outputs/words.hpp"
#include "tranche/maps/names.hpp"

/// The sentences of the sheets.
namespace tranche::maps {
namespace {

bool starts_with(std::string_view text, std::string_view begin) { return text.substr(0, begin.size()) == begin; }

std::string joined_note(const Run& run) {
  std::vector<std::string> names;
  for (const Authority& unit : run.authorities.units)
    if (unit.members.size() > 1) names.push_back(display_name(unit.name));
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : "; ") + name;
  return names.empty() ? "" : "Ranked and paid as one, drawn on all members: " + text + ".";
}

std::size_t ranked_count(const Run& run) {
  const auto& rank = run.decision.rank;
  return static_cast<std::size_t>(std::count_if(rank.begin(), rank.end(), [](int r) { return r > 0; }));
}

} // namespace

std::string counted_units(const Run& run, std::size_t count) {
  const std::string& geography = run.authorities.geography;
  const auto& units = run.authorities.units;
  const bool english =
      std::all_of(units.begin(), units.end(), [](const Authority& unit) { return starts_with(unit.code, "E"); });
  if (english && (starts_with(geography, "utla") || starts_with(geography, "ctyua")))
    return fmt::format("{} upper-tier authorities of England", count);
  if (english && (starts_with(geography, "ltla") || starts_with(geography, "lad")))
    return fmt::format("{} local authority districts of England", count);
  return fmt::format("{} {}", count, count == 1 ? "authority" : "authorities");
}

std::string listed(const std::vector<std::string>& items) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i)
    text += (i == 0 ? "" : i + 1 == items.size() ? " and " : ", ") + items[i];
  return text;
}

std::string in_sentence(std::string_view title) {
  std::string text(title);
  const auto upper = [&text](std::size_t at) {
    return at < text.size() && std::isupper(static_cast<unsigned char>(text[at])) != 0;
  };
  // A capital anywhere else says that the title holds a name.
  for (std::size_t i = 1; i < text.size(); ++i)
    if (upper(i)) return text;
  if (upper(0)) text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text;
}

std::string absent_phrase(const Run& run) {
  std::vector<std::string> titles;
  for (const AbsentIndicator& absent : run.absent)
    titles.push_back(in_sentence(absent.title.empty() ? absent.id : absent.title));
  return titles.empty() ? "" : "without " + listed(titles);
}

std::string unranked_note(const Run& run, std::size_t most) {
  std::vector<std::string> reasons; ///< in the order of the authorities
  std::map<std::string, std::vector<std::string>> names;
  std::size_t count = 0;
  for (std::size_t a = 0; a < run.authorities.size(); ++a) {
    if (run.decision.rank[a] > 0) continue;
    auto& list = names[run.decision.reason[a]];
    if (list.empty() && count < most) reasons.push_back(run.decision.reason[a]);
    if (++count <= most) list.push_back(display_name(run.authorities.units[a].name));
  }
  if (count == 0) return {};
  std::string text = fmt::format("Unranked ({}): ", count);
  for (const std::string& reason : reasons)
    text += fmt::format("{}{}: {}", &reason == &reasons.front() ? "" : "; ", listed(names[reason]), reason);
  return text + (count > most ? fmt::format("; and {} more, see ranking.csv.", count - most) : ".");
}

std::string ranked_subtitle(const Run& run, std::string_view how) {
  const std::size_t ranked = ranked_count(run), all = run.authorities.size();
  std::string text = (ranked < all ? fmt::format("{} of ", ranked) : "") + counted_units(run, all) + std::string(how);
  if (const std::string absent = absent_phrase(run); !absent.empty()) text += "; " + absent;
  return text;
}

/// What the score is made of, with the share of each indicator.
std::string method_note(const Run& run) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < run.decision.columns.size() && i < run.indicators.size(); ++i)
    if (run.decision.columns[i].weight > 0)
      parts.push_back(fmt::format("{} ({:.0f} %)", run.indicators[i].title, 100 * run.decision.columns[i].weight));
  if (parts.empty()) return {};
  std::string scale(name_of(run.assessment.index.normalise.method));
  std::replace(scale.begin(), scale.end(), '_', ' ');
  const std::string burden = words::burden_sentence(run.assessment.index);
  return fmt::format("Need score: {} on the {} scale of {}. {}{}Rank 1 is the greatest need.",
                     words::aggregate_phrase(run.assessment.index.aggregate), scale, fmt::join(parts, "; "), burden,
                     burden.empty() ? "" : " ");
}

void add_note(MapSheet& sheet, std::string note) {
  if (!note.empty()) sheet.notes.push_back(std::move(note));
}

void add_common_notes(MapSheet& sheet, const Run& run, std::string_view table) {
  add_note(sheet, joined_note(run));
  if (sheet.schematic)
    add_note(sheet, "Schematic: each shape stands for one authority, or for a member of a joined one; places are near "
                    "their neighbours, not to scale.");
  if (!sheet.one_size || sheet.width_mm > sheet.height_mm) // lower maps have smaller hexagons
    add_note(sheet, fmt::format("Where an area is too small for its name or figure, look in {}.", table));
}

} // namespace tranche::maps
