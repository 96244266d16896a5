#include "geography/way.hpp"

#include <algorithm>
#include <set>

namespace tranche {
namespace {

bool is_called(const Geography& geography, const std::string& name) {
  return geography.id == name ||
         std::find(geography.aliases.begin(), geography.aliases.end(), name) != geography.aliases.end();
}

/// The name that the code list of `child` gives its parent geography: its id or an alias; null when it names none.
const std::string* parent_key(const Geography& child, const Geography& parent) {
  const auto found = std::find_if(child.parents.begin(), child.parents.end(),
                                  [&](const auto& named) { return is_called(parent, named.first); });
  return found == child.parents.end() ? nullptr : &found->first;
}

std::vector<Step> steps_from(const Catalogue& catalogue, const Geography& from, bool down) {
  std::vector<Step> steps;
  if (down)
    for (const Geography& other : catalogue.geographies())
      if (parent_key(other, from)) steps.push_back({&from, &other, Step::Kind::children});
  for (const Geography& other : catalogue.geographies())
    if (!from.tier.empty() && other.tier == from.tier && other.id != from.id)
      steps.push_back({&from, &other, Step::Kind::change});
  for (const auto& [parent, column] : from.parents)
    steps.push_back({&from, &catalogue.geography(parent, from.place), Step::Kind::parent});
  return steps;
}

} // namespace

std::optional<std::vector<Step>> way_between(const Catalogue& catalogue, const Geography& from, const Geography& target,
                                             bool down) {
  std::map<const Geography*, std::vector<Step>> ways{{&from, {}}};
  std::vector<const Geography*> reached{&from};
  for (std::size_t i = 0; i < reached.size(); ++i) {
    if (reached[i] == &target) return ways[&target];
    for (const Step& step : steps_from(catalogue, *reached[i], down)) {
      std::vector<Step> way = ways[reached[i]];
      // Down after up or up after down would take an area for its whole neighbourhood.
      if (step.kind == Step::Kind::children && !way.empty()) continue;
      way.push_back(step);
      if (ways.emplace(step.to, std::move(way)).second) reached.push_back(step.to);
    }
  }
  return std::nullopt;
}

Walker::Arrival Walker::walk(const std::string& code) {
  std::set<std::string> at{code};
  for (std::size_t i = 0; i < m_way.size(); ++i) {
    std::set<std::string> next;
    bool outside = false;
    for (const std::string& area : at) {
      const auto kept = m_kept[i].find(area);
      const Arrival& arrival = kept != m_kept[i].end() ? kept->second : (m_kept[i][area] = step(i, area));
      if (arrival.end == End::lost) return {};
      outside = outside || arrival.end == End::outside;
      next.insert(arrival.codes.begin(), arrival.codes.end());
    }
    if (next.empty()) return outside ? Arrival{End::outside, {}} : Arrival{};
    at = std::move(next);
  }
  const AreaList& list = m_catalogue.areas(m_target);
  if (std::any_of(at.begin(), at.end(), [&](const std::string& area) { return list.find(area) == AreaList::npos; }))
    return {};
  return {End::arrived, {at.begin(), at.end()}};
}

Walker::Arrival Walker::step(std::size_t step, const std::string& code) {
  if (m_way[step].kind == Step::Kind::parent) return to_parent(m_way[step], code);
  if (m_way[step].kind == Step::Kind::children) return to_children(step, code);
  std::vector<std::string> followed;
  std::vector<std::string> found = m_index.follow(code, *m_way[step].from, *m_way[step].to, followed, m_obstacle);
  for (std::string& change : followed)
    if (std::find(m_changes.begin(), m_changes.end(), change) == m_changes.end())
      m_changes.push_back(std::move(change));
  return {found.empty() ? End::lost : End::arrived, std::move(found)};
}

Walker::Arrival Walker::to_parent(const Step& step, const std::string& code) {
  const AreaList& list = m_catalogue.areas(*step.from);
  const std::size_t position = list.find(code);
  if (position == AreaList::npos) return {};
  const std::string& parent = list.parents.at(*parent_key(*step.from, *step.to))[position];
  if (parent.empty()) return {End::outside, {}};
  const AreaList& parents = m_catalogue.areas(*step.to);
  if (parents.size() == 0 || parents.find(parent) != AreaList::npos) return {End::arrived, {parent}};
  // Another country's codes begin with another letter; those that look like ours and are not listed are a fault, such
  // as metropolitan counties (E11) among authorities.
  const auto as_here = [&](const std::string& code_here) { return code_here.front() == parent.front(); };
  if (std::none_of(parents.codes.begin(), parents.codes.end(), as_here)) return {End::outside, {}};
  m_obstacle = parent + " is not in the code list of " + step.to->id + ": name the geography that the parents are of";
  return {};
}

Walker::Arrival Walker::to_children(std::size_t step, const std::string& code) {
  auto [of_step, is_new] = m_children.try_emplace(step);
  const Geography& children = *m_way[step].to;
  if (is_new) {
    const AreaList& list = m_catalogue.areas(children);
    const std::vector<std::string>& parents = list.parents.at(*parent_key(children, *m_way[step].from));
    for (std::size_t i = 0; i < list.size(); ++i) of_step->second.emplace(parents[i], list.codes[i]);
  }
  const auto [begin, end] = of_step->second.equal_range(code);
  std::set<std::string> found;
  for (auto at = begin; at != end; ++at) found.insert(at->second);
  if (found.empty()) m_obstacle = code + " has no area in " + children.id;
  return {found.empty() ? End::lost : End::arrived, {found.begin(), found.end()}};
}

} // namespace tranche
