#include "tranche/maps/names.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace tranche {
namespace {

constexpr std::size_t one_line = 11, longest_line = 14; ///< in characters

/// Longer phrases first: each is looked for in turn.
constexpr std::array<std::pair<std::string_view, std::string_view>, 27> short_forms{{
    {"North East", "NE"},
    {"North West", "NW"},
    {"South East", "SE"},
    {"South West", "SW"},
    {"North", "N"},
    {"South", "S"},
    {"East", "E"},
    {"West", "W"},
    {"Bedfordshire", "Beds"},
    {"Buckinghamshire", "Bucks"},
    {"Cambridgeshire", "Cambs"},
    {"Gloucestershire", "Glos"},
    {"Hertfordshire", "Herts"},
    {"Lancashire", "Lancs"},
    {"Leicestershire", "Leics"},
    {"Lincolnshire", "Lincs"},
    {"Northamptonshire", "Northants"},
    {"Nottinghamshire", "Notts"},
    {"Oxfordshire", "Oxon"},
    {"Staffordshire", "Staffs"},
    {"Warwickshire", "Warks"},
    {"Wiltshire", "Wilts"},
    {"Worcestershire", "Worcs"},
    {"Yorkshire", "Yorks"},
    {"Hampshire", "Hants"},
    {"Berkshire", "Berks"},
    {"Shropshire", "Salop"},
}};

/// Characters, not bytes: continuation bytes of UTF-8 do not count.
std::size_t length(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

/// Pieces that stay together, each with the hyphen or blank that ends it.
std::vector<std::string> pieces_of(std::string_view name) {
  std::vector<std::string> pieces(1);
  for (const char c : name) {
    pieces.back() += c;
    if (c == ' ' || c == '-') pieces.emplace_back();
  }
  if (pieces.back().empty()) pieces.pop_back();
  return pieces;
}

std::string line_of(const std::vector<std::string>& pieces, std::size_t from, std::size_t to) {
  std::string line;
  for (std::size_t i = from; i < to; ++i) line += pieces[i];
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

std::size_t longest(const std::vector<std::string>& lines) {
  std::size_t most = 0;
  for (const auto& line : lines) most = std::max(most, length(line));
  return most;
}

/// The most even way to break the pieces from `from` on into at most `lines` lines.
std::vector<std::string> broken(const std::vector<std::string>& pieces, std::size_t from, std::size_t lines) {
  std::vector<std::string> best{line_of(pieces, from, pieces.size())};
  if (lines == 1 || length(best.front()) <= one_line) return best;
  for (std::size_t at = from + 1; at < pieces.size(); ++at) {
    std::vector<std::string> rest = broken(pieces, at, lines - 1);
    rest.insert(rest.begin(), line_of(pieces, from, at));
    if (longest(rest) < longest(best)) best = std::move(rest);
  }
  return best;
}

std::string with_ampersand(std::string name) {
  for (std::size_t at = 0; (at = name.find(" and ", at)) != std::string::npos;) name.replace(at, 5, " & ");
  return name;
}

/// The longest words are shortened first, and only as many as it takes; the caller looks after each.
bool shorten_once(std::string& name) {
  const auto whole_word = [&name](std::size_t at, std::size_t size) {
    const auto is_letter = [&name](std::size_t i) {
      return i < name.size() && (name[i] >= 'A' && (name[i] <= 'Z' || (name[i] >= 'a' && name[i] <= 'z')));
    };
    return (at == 0 || !is_letter(at - 1)) && !is_letter(at + size);
  };
  const std::pair<std::string_view, std::string_view>* chosen = nullptr;
  std::size_t place = 0;
  for (const auto& form : short_forms) {
    const std::size_t at = name.find(form.first);
    if (at == std::string::npos || !whole_word(at, form.first.size())) continue;
    if (chosen && form.first.size() <= chosen->first.size()) continue;
    chosen = &form;
    place = at;
  }
  if (chosen) name.replace(place, chosen->first.size(), chosen->second);
  return chosen != nullptr;
}

void cut(std::string& line) {
  if (length(line) <= longest_line) return;
  while (length(line) > longest_line - 1) {
    while (!line.empty() && (static_cast<unsigned char>(line.back()) & 0xc0U) == 0x80U) line.pop_back();
    line.pop_back();
  }
  line += '.';
}

} // namespace

std::string display_name(std::string_view official) {
  for (const std::string_view title : {", City of", ", County of"})
    if (official.size() > title.size() && official.substr(official.size() - title.size()) == title)
      return std::string(official.substr(0, official.size() - title.size()));
  return std::string(official);
}

std::vector<std::string> label_lines(std::string_view display) {
  std::string name(display);
  const auto fits = [](const std::vector<std::string>& lines) { return longest(lines) <= longest_line; };
  for (std::vector<std::string> lines = broken(pieces_of(name), 0, 2); fits(lines);) return lines;
  name = with_ampersand(std::move(name));
  std::vector<std::string> lines = broken(pieces_of(name), 0, 2);
  while (!fits(lines) && shorten_once(name)) lines = broken(pieces_of(name), 0, 2);
  if (!fits(lines)) lines = broken(pieces_of(display), 0, 3);
  for (auto& line : lines) cut(line);
  return lines;
}

} // namespace tranche
