#include <algorithm>
#include <map>
#include <optional>
#include <regex>
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

/// One step on the way from a geography to the authorities' own.
struct Step {
  const Geography* from;
  const Geography* to;
  bool to_parent; ///< named in the code list of `from`; else by code changes within the tier
};

std::vector<Step> steps_from(const Catalogue& catalogue, const Geography& from) {
  std::vector<Step> steps;
  for (const auto& [parent, column] : from.parents)
    steps.push_back({&from, &catalogue.geography(parent, from.place), true});
  for (const Geography& other : catalogue.geographies())
    if (!from.tier.empty() && other.tier == from.tier && other.id != from.id) steps.push_back({&from, &other, false});
  return steps;
}

/// The fewest steps from one geography to another, parents before code changes; nothing when there is no way.
std::optional<std::vector<Step>> way_between(const Catalogue& catalogue, const Geography& from,
                                             const Geography& target) {
  std::map<const Geography*, std::vector<Step>> ways{{&from, {}}};
  std::vector<const Geography*> reached{&from};
  for (std::size_t i = 0; i < reached.size(); ++i) {
    if (reached[i] == &target) return ways[&target];
    for (const Step& step : steps_from(catalogue, *reached[i])) {
      std::vector<Step> way = ways[reached[i]];
      way.push_back(step);
      if (ways.emplace(step.to, std::move(way)).second) reached.push_back(step.to);
    }
  }
  return std::nullopt;
}

/// Walks the way code by code; what was found for a code of a geography is kept, since many areas share a parent.
class Walker {
public:
  Walker(const Catalogue& catalogue, std::vector<Step> way, const Geography& target)
      : m_catalogue(catalogue), m_way(std::move(way)), m_target(target), m_kept(m_way.size()) {}

  enum class End { arrived, outside, lost };
  /// code: of the first geography; becomes one of the target when it arrives.
  End walk(std::string& code) {
    for (std::size_t i = 0; i < m_way.size(); ++i) {
      if (m_way[i].to_parent) {
        const AreaList& list = m_catalogue.areas(*m_way[i].from);
        const std::size_t position = list.find(code);
        if (position == AreaList::npos) return End::lost;
        code = list.parents.at(parent_key(m_way[i]))[position];
        if (code.empty()) return End::outside;
        const AreaList& parents = m_catalogue.areas(*m_way[i].to);
        if (parents.size() > 0 && parents.find(code) == AreaList::npos) return unknown_parent(i, code);
      } else {
        code = changed(i, code);
        if (code.empty()) return End::lost;
      }
    }
    return m_catalogue.areas(m_target).find(code) == AreaList::npos ? End::lost : End::arrived;
  }
  const std::vector<std::string>& changes() const { return m_changes; }
  const std::string& obstacle() const { return m_obstacle; }

private:
  /// The name that the code list gives the parent geography: its id or an alias.
  static const std::string& parent_key(const Step& step) {
    const auto& aliases = step.to->aliases;
    return std::find_if(step.from->parents.begin(), step.from->parents.end(),
                        [&](const auto& parent) {
                          return parent.first == step.to->id ||
                                 std::find(aliases.begin(), aliases.end(), parent.first) != aliases.end();
                        })
        ->first;
  }

  End unknown_parent(std::size_t step, const std::string& code) {
    const Geography& parent = *m_way[step].to;
    if (!parent.pattern.empty() && !std::regex_match(code, std::regex(parent.pattern))) return End::outside;
    m_obstacle = code + " is not in the code list of " + parent.id + ": name the geography that the parents are of";
    return End::lost;
  }

  const std::string& changed(std::size_t step, const std::string& code) {
    const auto [found, is_new] = m_kept[step].try_emplace(code);
    if (is_new)
      found->second = follow_changes(m_catalogue, code, m_catalogue.areas(*m_way[step].to), m_changes, m_obstacle);
    return found->second;
  }

  const Catalogue& m_catalogue;
  std::vector<Step> m_way;
  const Geography& m_target;
  std::vector<std::unordered_map<std::string, std::string>> m_kept;
  std::vector<std::string> m_changes;
  std::string m_obstacle;
};

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

  std::optional<std::vector<Step>> way = way_between(catalogue, from, target);
  if (!way) refuse_no_lookup(from, target, asked_at);
  for (const Step& step : *way)
    if (step.to_parent) placement.lookups.push_back(step.from->id);

  Walker walker(catalogue, std::move(*way), target);
  std::vector<std::string> lost;
  for (const std::string& code : placement.areas) {
    std::string at = code;
    const Walker::End end = walker.walk(at);
    if (end == Walker::End::lost) lost.push_back(code);
    const auto found = end == Walker::End::arrived ? authority_of.find(at) : authority_of.end();
    placement.authority.push_back(found == authority_of.end() ? Placement::npos : found->second);
  }
  placement.changes = walker.changes();
  if (!lost.empty())
    throw Error(Fault::data, asked_at.text(),
                "cannot be carried from " + from.id + " to " + target.id + ": " + short_list(lost),
                walker.obstacle().empty() ? "complete the list of code changes, or bind a table keyed by " + target.id
                                          : walker.obstacle());
  return placement;
}

} // namespace tranche
