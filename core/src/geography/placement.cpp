#include <algorithm>
#include <unordered_map>

#include "geography/code_history.hpp"
#include "tranche/geography/carry_over.hpp"

namespace tranche {
namespace {

/// The authority of each area of the assessment's own geography.
std::unordered_map<std::string, std::size_t> membership(const Authorities& authorities) {
  std::unordered_map<std::string, std::size_t> map;
  for (std::size_t i = 0; i < authorities.size(); ++i)
    for (const std::string& member : authorities.units[i].members) map[member] = i;
  return map;
}

/// A geography of the same tier as `from` whose code list names parents in `target`; `from` itself first.
const Geography* stepping_stone(const Catalogue& catalogue, const Geography& from, const Geography& target) {
  if (from.parents.count(target.id)) return &from;
  for (const Geography& geography : catalogue.geographies())
    if (!from.tier.empty() && geography.tier == from.tier && geography.parents.count(target.id)) return &geography;
  return nullptr;
}

[[noreturn]] void refuse_no_lookup(const Geography& from, const Geography& target, const Place& asked_at) {
  throw Error(Fault::data, asked_at.text(),
              "there is no way from " + from.id + " (" + from.title + ") to " + target.id + " (" + target.title + ")",
              "add a geography to the catalogue whose code list has a `parents` column for " + target.id +
                  ", or bind a table keyed by " + target.id);
}

} // namespace

Placement place_areas(const Catalogue& catalogue, const Geography& from, const Authorities& authorities,
                      const std::vector<std::string>& table_codes, const Place& asked_at) {
  const Geography& target = catalogue.geography(authorities.geography, asked_at);
  const auto authority_of = membership(authorities);
  const AreaList& list = catalogue.areas(from);
  Placement placement;
  placement.from = from.id;
  placement.areas = list.size() > 0 ? list.codes : table_codes;

  const bool same_tier = from.id == target.id || (!from.tier.empty() && from.tier == target.tier);
  const Geography* stone = same_tier ? &target : stepping_stone(catalogue, from, target);
  if (!stone) refuse_no_lookup(from, target, asked_at);
  const AreaList& stones = catalogue.areas(*stone);

  std::vector<std::string> lost;
  std::string obstacle;
  for (const std::string& code : placement.areas) {
    std::string at = from.id == stone->id ? code : follow_changes(catalogue, code, stones, placement.changes, obstacle);
    const std::size_t position = at.empty() ? AreaList::npos : stones.find(at);
    if (position == AreaList::npos) {
      lost.push_back(code);
      placement.authority.push_back(Placement::npos);
      continue;
    }
    if (stone != &target) at = stones.parents.at(target.id)[position];
    const auto found = authority_of.find(at);
    placement.authority.push_back(found == authority_of.end() ? Placement::npos : found->second);
  }
  if (!lost.empty())
    throw Error(Fault::data, asked_at.text(),
                "cannot be carried from " + from.id + " to " + target.id + ": " + short_list(lost),
                obstacle.empty() ? "complete the list of code changes, or bind a table keyed by " + target.id
                                 : obstacle + "; bind a table of a finer geography");
  return placement;
}

} // namespace tranche
