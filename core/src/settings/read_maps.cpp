#include <algorithm>

#include "settings/recipe_words.hpp"
#include "settings/sections.hpp"

namespace tranche {
namespace {

const std::vector<std::string> papers{"a4", "a3", "slide"};
const std::vector<std::string> orientations{"portrait", "landscape"};
const std::vector<std::string> breaks{"quantiles",   "equal_steps",  "natural", "head_tail",  "standard_deviations",
                                      "widest_gaps", "round_limits", "box",     "percentiles"};

/// Any number: limits of a score or a change may be below 0.
std::vector<double> read_limits(YamlReader& list) {
  std::vector<double> limits;
  for (YamlReader& item : list.items())
    if (const auto limit = item.as_number(any_number)) limits.push_back(*limit);
  if (list.dry()) return limits;
  if (limits.empty()) list.complain("names no limit", "write the upper limit of each class, as in [5, 10, 20]");
  if (!std::is_sorted(limits.begin(), limits.end(), std::less_equal<>{}))
    list.complain("must ascend, each limit once", "write the least first, as in [5, 10, 20]");
  return limits;
}

} // namespace

MapSettings read_maps(YamlReader reader) {
  MapSettings maps;
  maps.place = reader.place();
  const auto child = [&](const char* key) { return reader.child(key); };
  if (const YamlReader paper = child("paper"); paper.present() || paper.dry())
    maps.paper = as_enum<MapSettings::Paper>(paper, papers).value_or(maps.paper);
  if (const YamlReader way = child("orientation"); way.present() || way.dry())
    maps.landscape = way.as_word(orientations).value_or("portrait") == "landscape";
  if (const YamlReader method = child("breaks"); method.present() || method.dry())
    maps.breaks = as_enum<MapSettings::Breaks>(method, breaks).value_or(maps.breaks);
  maps.classes = static_cast<std::size_t>(reader.integer("classes", static_cast<std::int64_t>(maps.classes), 2, 9));
  YamlReader limits = child("limits");
  for (YamlReader& entry : limits.entries()) maps.limits[entry.key()] = read_limits(entry);
  reader.finish();
  return maps;
}

} // namespace tranche
