#include "tranche/geography/area_codes.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "geography/way.hpp"
#include "tranche/geography/carry_over.hpp"
#include "tranche/geography/point_locator.hpp"

namespace tranche {
namespace {

/// "ltla21_code" and "LTLA21CD" -> "ltla21".
std::string named_geography(std::string column) {
  for (char& c : column)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  for (const std::string_view end : {"_code", "_cd", "code", "cd"})
    if (column.size() > end.size() && column.compare(column.size() - end.size(), end.size(), end) == 0)
      return column.substr(0, column.size() - end.size());
  return column;
}

bool knows(const Catalogue& catalogue, const std::string& name) {
  return std::any_of(catalogue.geographies().begin(), catalogue.geographies().end(), [&](const Geography& one) {
    return one.id == name || std::find(one.aliases.begin(), one.aliases.end(), name) != one.aliases.end();
  });
}

const Geography& add_lookup_file(Catalogue& catalogue, const std::string& lookup, const Boundaries& boundaries) {
  const std::size_t to = lookup.rfind(':'), from = to == 0 ? to : lookup.rfind(':', to - 1);
  if (from == std::string::npos || from == 0 || from + 1 == to || to + 1 == lookup.size())
    throw Error(Fault::usage, "lookup", "'" + lookup + "' is neither a geography nor FILE:FROM:TO",
                "name a geography of the catalogue, or a file and two of its columns, such as "
                "lookup.csv:lsoa11_code:ltla21_code");
  Geography geography;
  geography.file = geography.shown = lookup.substr(0, from);
  geography.key = lookup.substr(from + 1, to - from - 1);
  const std::string target = lookup.substr(to + 1), named = named_geography(target);
  geography.parents[knows(catalogue, named) ? named : boundaries.geography] = target;
  geography.id = "lookup " + geography.file.filename().string();
  geography.title = geography.key + " to " + target;
  geography.level = "neighbourhood";
  catalogue.add_code_list(geography);
  return catalogue.geography(geography.id, {});
}

/// The first census with areas of this code, by the numbers that the Office for National Statistics has given out since
/// 2001: each census continued where the last one had ended.
std::string first_used(const std::string& code) {
  const bool england = code.rfind("E01", 0) == 0, wales = code.rfind("W01", 0) == 0;
  int number = 0;
  const char* const end = code.data() + code.size();
  if (code.size() != 9 || !(england || wales) || std::from_chars(code.data() + 3, end, number).ptr != end) return {};
  if (number <= (england ? 32482 : 1896)) return "2001";
  return number <= (england ? 33768 : 1958) ? "2011" : "2021";
}

} // namespace

AreaCodes area_codes(const Catalogue& catalogue, const Geography& from, const Boundaries& boundaries) {
  Authorities areas;
  areas.geography = boundaries.geography;
  for (const Shape& shape : boundaries.shapes) areas.units.push_back({shape.code, shape.name, "", {shape.code}});
  const Placement placement = place_areas(catalogue, from, areas, {}, from.place);
  AreaCodes codes{from.id, from.title, {}, placement.lookups, placement.changes};
  for (std::size_t i = 0; i < placement.areas.size(); ++i)
    codes.area[placement.areas[i]] = placement.authority[i] == Placement::npos
                                         ? PointLocator::none
                                         : static_cast<std::uint32_t>(placement.authority[i]);
  return codes;
}

const Geography& geography_of_codes(Catalogue& catalogue, const std::string& lookup, const Boundaries& boundaries) {
  if (!lookup.empty() && (knows(catalogue, lookup) || lookup.find(':') == std::string::npos))
    return catalogue.geography(lookup, {"lookup", 0, 0, ""});
  if (!lookup.empty()) return add_lookup_file(catalogue, lookup, boundaries);
  const Geography& target = catalogue.geography(boundaries.geography, {});
  std::vector<const Geography*> found;
  std::string names;
  for (const Geography& one : catalogue.geographies()) {
    if (one.level != "neighbourhood" || one.file.empty() || !way_between(catalogue, one, target, false)) continue;
    found.push_back(&one);
    names += (names.empty() ? "" : ", ") + one.id;
  }
  if (found.size() == 1) return *found[0];
  throw Error(Fault::usage, "lookup",
              found.empty() ? "the catalogue has no small areas that lead to " + target.id
                            : "several small areas lead to " + target.id + ": " + names,
              found.empty() ? "name a lookup file and its columns: --lookup lookup.csv:lsoa11_code:ltla21_code"
                            : "say which the codes are of: --lookup " + found[0]->id);
}

std::string told_unknown_codes(const Catalogue& catalogue, const AreaCodes& codes,
                               const std::map<std::string, std::uint64_t>& unknown) {
  if (unknown.empty()) return {};
  std::uint64_t records = 0;
  std::vector<std::string> list;
  std::map<std::string, std::size_t> by_census;
  for (const auto& [code, count] : unknown) {
    records += count;
    list.push_back(code);
    if (const std::string census = first_used(code); !census.empty()) ++by_census[census];
  }
  std::string text = fmt::format("{} {} codes that {} does not hold: {}", records,
                                 records == 1 ? "record has" : "records have", codes.geography, short_list(list, 3));
  if (const Geography* vintage = vintage_of(catalogue, catalogue.geography(codes.geography, {}), list)) {
    const AreaList& known = catalogue.areas(*vintage);
    const auto held = std::count_if(list.begin(), list.end(),
                                    [&](const std::string& code) { return known.find(code) != AreaList::npos; });
    return text +
           fmt::format("; {} of these {} codes belong to {} ({})", held, list.size(), vintage->id, vintage->title);
  }
  for (const auto& [census, count] : by_census)
    text += fmt::format("; {} of these {} are numbers of small areas first used in {}", count, list.size(), census);
  return text;
}

} // namespace tranche
