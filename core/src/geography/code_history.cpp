#include "geography/code_history.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>

namespace tranche {

std::string short_list(const std::vector<std::string>& items, std::size_t most) {
  std::string text;
  const std::size_t shown = items.size() <= most + 1 ? items.size() : most;
  for (std::size_t i = 0; i < shown; ++i) text += (i == 0 ? "" : ", ") + items[i];
  if (shown < items.size()) text += " and " + std::to_string(items.size() - shown) + " more";
  return text;
}

namespace {

std::size_t known_codes(const AreaList& list, const std::vector<std::string>& codes) {
  return static_cast<std::size_t>(std::count_if(
      codes.begin(), codes.end(), [&](const std::string& code) { return list.find(code) != AreaList::npos; }));
}

} // namespace

const Geography* vintage_of(const Catalogue& catalogue, const Geography& geography,
                            const std::vector<std::string>& codes) {
  const Geography* best = nullptr;
  std::size_t best_known = 0;
  const auto year = [](const Geography& of) { return std::strtol(of.date.substr(0, 4).c_str(), nullptr, 10); };
  const auto years_off = [&](const Geography& of) { return std::labs(year(of) - year(geography)); };
  for (const Geography& other : catalogue.geographies()) {
    if (other.id == geography.id) continue;
    const std::size_t known = known_codes(catalogue.areas(other), codes);
    if (known > best_known || (best && known == best_known && years_off(other) < years_off(*best))) {
      best = &other;
      best_known = known;
    }
  }
  return best;
}

std::string remedy_for_unknown_codes(const Catalogue& catalogue, const Geography& geography,
                                     const std::vector<std::string>& codes) {
  const Geography* best = vintage_of(catalogue, geography, codes);
  const std::size_t best_known = best ? known_codes(catalogue.areas(*best), codes) : 0;
  if (best)
    return (best_known == codes.size() ? std::string("they belong to ")
                                       : std::to_string(best_known) + " of them belong to ") +
           best->id + " (" + best->title + "): say `geography: " + best->id + "` for this layer";
  for (const CodeChange& change : catalogue.code_changes())
    for (const std::string& code : codes) {
      if (change.from == code)
        return code + " (" + change.from_name + ") ended on " + change.date + " and became " + change.to + " (" +
               change.to_name + "): bring the table to the codes of " + geography.id +
               ", or name the geography it was published for";
      if (change.to == code)
        return code + " (" + change.to_name + ") began on " + change.date + ", in place of " + change.from + " (" +
               change.from_name + "): bring the table to the codes of " + geography.id +
               ", or name the geography it was published for";
    }
  return "correct the codes, or leave such rows out with `ignore_codes`";
}

ChangeIndex::ChangeIndex(const Catalogue& catalogue) : m_catalogue(catalogue) {
  for (const CodeChange& change : catalogue.code_changes()) {
    m_ahead.emplace(change.from, &change);
    m_back.emplace(change.to, &change);
  }
}

/// One walk in one direction.
struct ChangeIndex::Search {
  const AreaList& targets;
  const std::string& tier;
  bool ahead;
  std::set<std::string> seen, found;
  std::vector<std::string> steps;
  std::string dead_end;
};

/// Whether every branch from `code` ends in a target.
bool ChangeIndex::search(Search& search, const std::string& code) const {
  if (search.targets.find(code) != AreaList::npos) {
    search.found.insert(code);
    return true;
  }
  if (!search.seen.insert(code).second) return true;
  const auto [begin, end] = (search.ahead ? m_ahead : m_back).equal_range(code);
  bool any = false, all = true;
  for (auto at = begin; at != end; ++at) {
    const CodeChange& change = *at->second;
    if (!change.tier.empty() && !search.tier.empty() && change.tier != search.tier) continue;
    any = true;
    search.steps.push_back(change.from + " -> " + change.to + " (" + change.kind + ", " + change.date +
                           (search.ahead ? ")" : ", undone)"));
    all = this->search(search, search.ahead ? change.to : change.from) && all;
  }
  if (!any) search.dead_end = code;
  return any && all;
}

std::vector<std::string> ChangeIndex::follow(const std::string& code, const Geography& from, const Geography& to,
                                             std::vector<std::string>& steps, std::string& obstacle) const {
  const bool later = from.date.empty() || to.date.empty() || to.date >= from.date;
  for (const bool ahead : {later, !later}) {
    Search walk{m_catalogue.areas(to), to.tier, ahead, {}, {}, {}, {}};
    if (search(walk, code)) {
      steps.insert(steps.end(), walk.steps.begin(), walk.steps.end());
      return {walk.found.begin(), walk.found.end()};
    }
    if (!walk.steps.empty())
      obstacle = "the code changes lead from " + code + " to " + walk.dead_end + ", which is not in " + to.id +
                 " either: complete the list of code changes";
  }
  return {};
}

} // namespace tranche
