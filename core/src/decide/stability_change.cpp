#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "statistics/solver.hpp"
#include "tranche/decide/stability.hpp"

namespace tranche {

/// At least `needed` others tie with the authority or lie beyond it, and its score is at the threshold or beyond it.
LeastChange Stability::solve(std::size_t authority, bool up, std::size_t needed, const Edge* threshold,
                             int most_nodes) const {
  solver::Programme programme;
  solver::Row one{{}, {}, 1, 1}, passed;
  const std::vector<double>& own = m_figures[authority];
  const int leaves = static_cast<int>(m_leaves.size());
  std::vector<int> places;
  for (int c = 0; c < leaves; ++c) {
    places.push_back(programme.add(0, 0, 1));
    one.variables.push_back(c);
    one.coefficients.push_back(1);
  }
  programme.rows.push_back(one);
  for (int c = 0; c < leaves; ++c) {
    const double now = m_shares[static_cast<std::size_t>(c)];
    const int moved = programme.add(0.5);
    programme.rows.push_back({{moved, c}, {1, -1}, -now});
    programme.rows.push_back({{moved, c}, {1, 1}, now});
  }
  std::size_t forced = 0;
  for (const std::size_t j : m_ranked) {
    if (j == authority) continue;
    std::vector<double> beyond;
    for (std::size_t c = 0; c < own.size(); ++c)
      beyond.push_back(up ? own[c] - m_figures[j][c] : m_figures[j][c] - own[c]);
    const auto [least, most] = std::minmax_element(beyond.begin(), beyond.end());
    if (*least >= 0) ++forced;
    if (*least >= 0 || *most < 0) continue;
    // beyond . w >= least (1 - z); least is what it can be at worst on the simplex. In units of the widest.
    const double worst = *least, unit = std::max(-worst, *most);
    solver::Row row{places, beyond, worst / unit};
    for (double& coefficient : row.coefficients) coefficient /= unit;
    const int z = programme.add(0, 0, 1, true);
    row.variables.push_back(z);
    row.coefficients.push_back(worst / unit);
    programme.rows.push_back(std::move(row));
    passed.variables.push_back(z);
    passed.coefficients.push_back(1);
  }
  LeastChange change;
  change.state = LeastChange::State::infeasible;
  change.text = "no weights do it";
  if (forced + passed.variables.size() < needed) return change;
  passed.low = static_cast<double>(needed) - static_cast<double>(std::min(forced, needed));
  if (!passed.variables.empty()) programme.rows.push_back(passed);
  if (threshold)
    programme.rows.push_back(
        {places, own, up ? threshold->score : -solver::infinity, up ? solver::infinity : threshold->score});
  const solver::Solution solution = solver::minimise(programme, most_nodes);
  if (solution.state == solver::Solution::State::infeasible) return change;
  change.bound = std::max(solution.bound, 0.0);
  change.state = LeastChange::State::nothing_found;
  change.text = fmt::format("the search was stopped before it found any; no change below {:.4f} does it", change.bound);
  if (!solution.has_solution()) return change;
  change.state = LeastChange::State::found;
  change.proved = solution.state == solver::Solution::State::optimal;
  change.weights.assign(m_columns, 0.0);
  for (std::size_t c = 0; c < m_leaves.size(); ++c) {
    change.weights[m_leaves[c]] = solution.x[c];
    change.distance += std::abs(solution.x[c] - m_shares[c]) / 2;
  }
  change.text = change.proved ? "proved to be the smallest"
                              : fmt::format("the best found; the smallest is not below {:.4f}", change.bound);
  return change;
}

LeastChange Stability::least_change(std::size_t authority, bool up, int most_nodes) const {
  const auto tranche = static_cast<std::size_t>(m_tranche[authority]);
  LeastChange none;
  none.text = "there is no tranche on that side";
  if (tranche == 0 || (up && tranche == 1)) return none;
  const Edge& edge = m_edges[up ? tranche - 2 : tranche - 1];
  if (!up && edge.count >= m_ranked.size()) return none;
  if (!up) return solve(authority, up, edge.count, edge.by_score ? &edge : nullptr, most_nodes);
  // Into the tranche above by place or by score, whichever is nearer.
  LeastChange best;
  best.state = LeastChange::State::infeasible;
  best.text = "no weights do it";
  if (edge.count > 0) best = solve(authority, up, m_ranked.size() - edge.count, nullptr, most_nodes);
  if (!edge.by_score) return best;
  LeastChange other = solve(authority, up, 0, &edge, most_nodes);
  using State = LeastChange::State;
  if (best.state == State::infeasible) return other;
  if (other.state == State::infeasible) return best;
  const double bound = std::min(best.bound, other.bound);
  if (other.state == State::found && (best.state != State::found || other.distance < best.distance)) best = other;
  best.proved = best.state == State::found && best.distance <= bound + 1e-9;
  best.bound = bound;
  if (best.state == State::found && !best.proved)
    best.text = fmt::format("the best found; the smallest is not below {:.4f}", bound);
  return best;
}

} // namespace tranche
