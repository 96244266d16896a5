#include "compare/join.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace tranche::comparing {
namespace {

/// Where a member of A went: a member of B, and the changes on the way.
struct Route {
  std::string to;
  std::vector<std::string> steps;
  bool recoded = true; ///< by new codes alone: the same ground
};

class Changes {
public:
  explicit Changes(std::span<const CodeChange> changes) {
    for (const CodeChange& change : changes) {
      m_ahead[change.from].push_back(&change);
      m_back[change.to].push_back(&change);
    }
  }

  /// Every code of `targets` that `code` became; where it became none, every one that it was before.
  std::vector<Route> routes(const std::string& code, const std::set<std::string>& targets) const {
    if (targets.count(code)) return {{code, {}, true}};
    std::vector<Route> found = search(code, targets, true);
    return found.empty() ? search(code, targets, false) : found;
  }

private:
  std::vector<Route> search(const std::string& code, const std::set<std::string>& targets, bool ahead) const {
    const auto& steps = ahead ? m_ahead : m_back;
    std::vector<Route> open{{code, {}, true}}, found;
    std::set<std::string> seen{code};
    for (std::size_t i = 0; i < open.size(); ++i) {
      const Route at = open[i]; // a copy: open grows
      if (targets.count(at.to)) {
        found.push_back(at);
        continue;
      }
      const auto next = steps.find(at.to);
      if (next == steps.end()) continue;
      for (const CodeChange* change : next->second) {
        Route route = at;
        route.to = ahead ? change->to : change->from;
        route.recoded = at.recoded && change->kind == "recode";
        route.steps.push_back(change->from + " -> " + change->to + " (" + change->kind + ", " + change->date + ")");
        if (seen.insert(route.to).second) open.push_back(std::move(route));
      }
    }
    return found;
  }

  std::map<std::string, std::vector<const CodeChange*>> m_ahead, m_back;
};

/// How a unit of A and one of B hang together.
struct Link {
  std::size_t members = 0; ///< of A that lead to B
  bool recoded = true;
  std::vector<std::string> steps;
};

using Links = std::map<std::pair<std::size_t, std::size_t>, Link>;

Links links_between(std::span<const Authority> a, std::span<const Authority> b, const Changes& changes) {
  std::map<std::string, std::size_t> owner;
  std::set<std::string> targets;
  for (std::size_t j = 0; j < b.size(); ++j)
    for (const std::string& member : b[j].members) owner[member] = j, targets.insert(member);
  Links links;
  for (std::size_t i = 0; i < a.size(); ++i)
    for (const std::string& member : a[i].members)
      for (Route& route : changes.routes(member, targets)) {
        Link& link = links[{i, owner[route.to]}];
        ++link.members;
        link.recoded = link.recoded && route.recoded;
        link.steps.insert(link.steps.end(), route.steps.begin(), route.steps.end());
      }
  return links;
}

std::string shown(const Authority& unit) { return unit.name + " (" + unit.code + ")"; }

std::string in_brackets(const std::vector<std::string>& steps) {
  std::string text;
  for (const std::string& step : steps) text += (text.empty() ? ": " : ", ") + step;
  return text;
}

} // namespace

Joined join_units(std::span<const Authority> a, std::span<const Authority> b, std::span<const CodeChange> changes) {
  const Links links = links_between(a, b, Changes(changes));
  std::vector<std::vector<std::size_t>> to(a.size()), from(b.size());
  for (const auto& [ends, link] : links) {
    to[ends.first].push_back(ends.second);
    from[ends.second].push_back(ends.first);
  }
  Joined joined;
  std::vector<bool> paired_a(a.size()), paired_b(b.size());
  for (const auto& [ends, link] : links) {
    const auto [i, j] = ends;
    const bool alone = to[i].size() == 1 && from[j].size() == 1;
    if (a[i].code != b[j].code && !alone) continue;
    const bool same =
        alone && link.recoded && link.members == a[i].members.size() && a[i].members.size() == b[j].members.size();
    joined.pairs.push_back({i, j, same, link.steps});
    paired_a[i] = paired_b[j] = true;
  }
  // One code on both sides is one authority; a link by changes to a unit that has its namesake is no second pair,
  // because such a unit is never alone.
  std::sort(joined.pairs.begin(), joined.pairs.end(), [](const Pair& x, const Pair& y) { return x.b < y.b; });
  joined.reason_a.resize(a.size());
  joined.reason_b.resize(b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (paired_a[i]) continue;
    std::string& reason = joined.reason_a[i] = to[i].empty() ? "not among the authorities of B" : "geography: became ";
    for (std::size_t k = 0; k < to[i].size(); ++k)
      reason += (k ? " and " : "") + shown(b[to[i][k]]) + in_brackets(links.at({i, to[i][k]}).steps);
  }
  for (std::size_t j = 0; j < b.size(); ++j) {
    if (paired_b[j]) continue;
    std::string& reason = joined.reason_b[j] = from[j].empty() ? "not among the authorities of A" : "geography: was ";
    for (std::size_t k = 0; k < from[j].size(); ++k)
      reason += (k ? " and " : "") + std::string(to[from[j][k]].size() > 1 ? "part of " : "") + shown(a[from[j][k]]) +
                in_brackets(links.at({from[j][k], j}).steps);
  }
  return joined;
}

} // namespace tranche::comparing
