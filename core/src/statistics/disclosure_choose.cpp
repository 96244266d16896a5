#include "statistics/disclosure_choose.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <utility>

#include "statistics/solver.hpp"

namespace tranche::statistics::disclosure {
namespace {

using Cut = std::vector<int>;

/// Cost, then order of preference; both added up over cells.
struct Price {
  Count cost = 0, order = 0;
  auto operator<=>(const Price&) const = default;
};

struct Cheapest {
  std::vector<int> cells;
  Count bound = 0;
  bool proved = true;
};

/// Cuts that share no cell are hit one group after another.
std::vector<std::vector<Cut>> groups_of(const std::vector<Cut>& cuts, std::size_t cells) {
  std::vector<int> leader(cells);
  std::iota(leader.begin(), leader.end(), 0);
  const auto find = [&](int cell) {
    while (leader[static_cast<std::size_t>(cell)] != cell) cell = leader[static_cast<std::size_t>(cell)];
    return cell;
  };
  for (const Cut& cut : cuts)
    for (const int cell : cut) {
      const int a = find(cut.front()), b = find(cell);
      leader[static_cast<std::size_t>(std::max(a, b))] = std::min(a, b);
    }
  std::vector<std::vector<Cut>> groups(cells);
  for (const Cut& cut : cuts) groups[static_cast<std::size_t>(find(cut.front()))].push_back(cut);
  groups.erase(std::remove_if(groups.begin(), groups.end(), [](const auto& group) { return group.empty(); }),
               groups.end());
  return groups;
}

/// One group: the cheapest cells that hit each of its cuts. Cost and preference become one whole number, cost first.
Cheapest hit(const std::vector<Cut>& cuts, const Task& task) {
  std::set<std::pair<int, int>> ordered; // preference, cell
  for (const Cut& cut : cuts)
    for (const int cell : cut) ordered.emplace(task.order[static_cast<std::size_t>(cell)], cell);
  const auto n = static_cast<double>(ordered.size());
  const double unit = n * (n + 1) / 2 + 1; // more than all preferences together
  solver::Programme programme;
  std::vector<int> cells, variable(task.costs.size(), -1);
  for (const auto& [order, cell] : ordered) {
    const auto at = static_cast<std::size_t>(cell);
    cells.push_back(cell);
    variable[at] = programme.add(unit * task.costs[at] + static_cast<double>(cells.size()), 0, 1, true);
  }
  for (const Cut& cut : cuts) {
    solver::Row row;
    row.low = 1;
    for (const int cell : cut) row.variables.push_back(variable[static_cast<std::size_t>(cell)]);
    row.coefficients.assign(cut.size(), 1);
    programme.rows.push_back(std::move(row));
  }
  const solver::Solution solution = solver::minimise(programme);
  Cheapest result;
  result.bound = static_cast<Count>(std::floor(std::max(solution.bound, 0.0) / unit + 1e-9));
  result.proved = solution.state == solver::Solution::State::optimal;
  for (std::size_t v = 0; v < cells.size(); ++v)
    if (!solution.has_solution() || solution.x[v] > 0.5) result.cells.push_back(cells[v]);
  return result;
}

class Search {
public:
  Search(Attack& attack, const Task& task) : m_attack(attack), m_task(task), m_candidates(task.costs.size(), 0) {
    for (std::size_t i = 0; i < m_candidates.size(); ++i) m_candidates[i] = !task.hidden[i] && task.costs[i] > 0;
  }

  Choice run();

private:
  Cheapest hit_all();
  void add_cuts(const std::vector<int>& exposed, Hidden& hidden);
  bool complete(Hidden& hidden);
  void thin(Hidden& hidden);
  Price price(const Hidden& hidden) const;
  bool protects(const Hidden& hidden) { return m_attack.exposed(m_task.small, hidden, m_task.values).empty(); }

  Attack& m_attack;
  const Task& m_task;
  std::vector<char> m_candidates;
  std::vector<Cut> m_cuts;
  std::map<std::vector<Cut>, Cheapest> m_known; // groups that were hit before
};

Cheapest Search::hit_all() {
  Cheapest all;
  for (const auto& group : groups_of(m_cuts, m_task.costs.size())) {
    const auto [known, fresh] = m_known.try_emplace(group);
    if (fresh) known->second = hit(group, m_task);
    all.cells.insert(all.cells.end(), known->second.cells.begin(), known->second.cells.end());
    all.bound += known->second.bound;
    all.proved &= known->second.proved;
  }
  return all;
}

Price Search::price(const Hidden& hidden) const {
  Price sum;
  for (std::size_t i = 0; i < hidden.size(); ++i) {
    if (!hidden[i] || m_task.hidden[i]) continue;
    sum.cost += m_task.costs[i];
    sum.order += m_task.order[i];
  }
  return sum;
}

/// A cut for every exposed cell, and the cheapest cell of each cut hidden that is not hit yet.
void Search::add_cuts(const std::vector<int>& exposed, Hidden& hidden) {
  const auto cheaper = [&](int a, int b) {
    const auto i = static_cast<std::size_t>(a), j = static_cast<std::size_t>(b);
    return std::pair(m_task.costs[i], m_task.order[i]) < std::pair(m_task.costs[j], m_task.order[j]);
  };
  const Hidden before = hidden; // for which the cells are exposed; what is hidden for one may protect the next
  const std::vector<Part> parts = parts_of(m_attack.relations(), before);
  for (const int cell : exposed) {
    const auto part = std::find_if(parts.begin(), parts.end(), [&](const Part& one) {
      return std::find(one.cells.begin(), one.cells.end(), cell) != one.cells.end();
    });
    Cut cut = m_attack.cut(cell, *part, before, m_candidates, m_task.values);
    if (cut.empty()) { // only where the reader's search was stopped early, which leaves nothing proved
      for (std::size_t i = 0; i < hidden.size(); ++i) hidden[i] |= m_candidates[i];
      return;
    }
    if (std::none_of(cut.begin(), cut.end(), [&](int other) { return hidden[static_cast<std::size_t>(other)] != 0; }))
      hidden[static_cast<std::size_t>(*std::min_element(cut.begin(), cut.end(), cheaper))] = 1;
    if (std::find(m_cuts.begin(), m_cuts.end(), cut) == m_cuts.end()) m_cuts.push_back(std::move(cut));
  }
}

/// Adds cuts and hides cells until every small cell is protected. @return whether it was to begin with
bool Search::complete(Hidden& hidden) {
  for (bool safe = true;; safe = false) {
    const std::vector<int> exposed = m_attack.exposed(m_task.small, hidden, m_task.values);
    if (exposed.empty()) return safe;
    add_cuts(exposed, hidden);
  }
}

/// Publishes again what is not needed, the dearest first.
void Search::thin(Hidden& hidden) {
  std::vector<int> added;
  for (std::size_t i = 0; i < hidden.size(); ++i)
    if (hidden[i] && !m_task.hidden[i]) added.push_back(static_cast<int>(i));
  std::sort(added.begin(), added.end(), [&](int a, int b) {
    const auto i = static_cast<std::size_t>(a), j = static_cast<std::size_t>(b);
    return std::pair(m_task.costs[i], m_task.order[i]) > std::pair(m_task.costs[j], m_task.order[j]);
  });
  for (const int cell : added) {
    hidden[static_cast<std::size_t>(cell)] = 0;
    if (!protects(hidden)) hidden[static_cast<std::size_t>(cell)] = 1;
  }
}

Choice Search::run() {
  Choice best;
  bool found = false;
  for (int round = 0;; ++round) {
    const Cheapest cheapest = hit_all();
    Hidden hidden = m_task.hidden;
    for (const int cell : cheapest.cells) hidden[static_cast<std::size_t>(cell)] = 1;
    const bool safe = complete(hidden);
    if (!safe) thin(hidden);
    if (!found || safe || price(hidden) < price(best.hidden)) best.hidden = std::move(hidden);
    found = true;
    best.cost = price(best.hidden).cost;
    best.bound = std::max(best.bound, cheapest.bound);
    if (!safe && cheapest.proved && round < m_task.most_rounds) continue;
    best.proved = best.cost == best.bound && !m_attack.doubtful();
    return best;
  }
}

} // namespace

Choice choose(Attack& attack, Task task) {
  Hidden all = task.hidden;
  for (std::size_t i = 0; i < all.size(); ++i) all[i] |= task.costs[i] > 0;
  const std::vector<int> hopeless = attack.exposed(task.small, all, task.values);
  std::erase_if(task.small,
                [&](int cell) { return std::find(hopeless.begin(), hopeless.end(), cell) != hopeless.end(); });
  Choice choice = Search(attack, task).run();
  choice.hopeless = hopeless;
  return choice;
}

} // namespace tranche::statistics::disclosure
