#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

#include "statistics/solver.hpp"
#include "tranche/decide/stability.hpp"

namespace tranche {
namespace {

/// The least of figures . w over all shares w that lie within `radius` of `now` in total variation: weight goes to the
/// least figure, from the greatest first.
double least_within(std::span<const double> figures, std::span<const double> now, double radius) {
  std::vector<std::size_t> order(figures.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return figures[a] > figures[b]; });
  double value = std::inner_product(figures.begin(), figures.end(), now.begin(), 0.0);
  for (const std::size_t c : order) {
    const double moved = std::min(radius, now[c]);
    value -= moved * (figures[c] - figures[order.back()]);
    radius -= moved;
  }
  return value;
}

double most_within(std::vector<double> figures, std::span<const double> now, double radius) {
  for (double& figure : figures) figure = -figure;
  return -least_within(figures, now, radius);
}

} // namespace

/// The distance at which moving one weight alone does it already: the smallest change is no larger. 1 where none does.
double Stability::radius(std::size_t authority, bool up, std::size_t needed, const Edge* threshold) const {
  double least = 1;
  const std::vector<ShareRange> list = ranges(authority);
  for (std::size_t k = 0; k < list.size(); ++k)
    for (const bool high : {false, true}) {
      if (high ? !list[k].high_crosses : !list[k].low_crosses) continue;
      std::vector<double> shares = m_shares;
      double distance = 0;
      for (std::size_t c = 0; c < shares.size(); ++c) {
        const double moved = ((high ? list[k].high : list[k].low) - list[k].share) * m_levers[k].gradient[c];
        shares[c] += moved;
        distance += std::abs(moved) / 2;
      }
      const double score = dot(authority, shares);
      std::size_t beyond = 0;
      for (const std::size_t j : m_ranked)
        beyond += j != authority && (up ? score - dot(j, shares) : dot(j, shares) - score) >= -score_tie ? 1 : 0;
      const bool there =
          !threshold || (up ? score >= threshold->score - score_tie : score <= threshold->score + score_tie);
      if (beyond >= needed && there) least = std::min(least, distance);
    }
  return least;
}

/// At least `needed` others tie with the authority or lie beyond it, and its score is at the threshold or beyond it.
LeastChange Stability::solve(std::size_t authority, bool up, std::size_t needed, const Edge* threshold,
                             const SearchLimits& limits) const {
  solver::Programme programme;
  solver::Row one{{}, {}, 1, 1}, passed;
  const std::vector<double>& own = m_figures[authority];
  const int leaves = static_cast<int>(m_leaves.size());
  // Within this radius the solution lies, with room for rounding; it settles most others beforehand.
  const double within = std::min(1.0, radius(authority, up, needed, threshold) * (1 + 1e-6) + 1e-8);
  solver::Row near{{}, {}, -solver::infinity, 2 * within};
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
    near.variables.push_back(moved);
    near.coefficients.push_back(1);
    programme.rows.push_back({{moved, c}, {1, -1}, -now});
    programme.rows.push_back({{moved, c}, {1, 1}, now});
  }
  programme.rows.push_back(near);
  std::size_t forced = 0;
  for (const std::size_t j : m_ranked) {
    if (j == authority) continue;
    std::vector<double> beyond;
    for (std::size_t c = 0; c < own.size(); ++c)
      beyond.push_back(up ? own[c] - m_figures[j][c] : m_figures[j][c] - own[c]);
    const double least = least_within(beyond, m_shares, within), most = most_within(beyond, m_shares, within);
    const bool always = least >= -1e-12;
    if (always) ++forced;
    if (always || most < 0) continue;
    // beyond . w >= least (1 - z): least is what it can be at worst. In units of the widest.
    const double unit = std::max(-least, most);
    solver::Row row{places, beyond, least / unit};
    for (double& coefficient : row.coefficients) coefficient /= unit;
    const int z = programme.add(0, 0, 1, true);
    row.variables.push_back(z);
    row.coefficients.push_back(least / unit);
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
  const solver::Solution solution = solver::minimise(programme, limits.nodes, limits.seconds);
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

LeastChange Stability::least_change(std::size_t authority, bool up, const SearchLimits& limits) const {
  const auto tranche = static_cast<std::size_t>(m_tranche[authority]);
  LeastChange none;
  none.text = "there is no tranche on that side";
  if (tranche == 0 || (up && tranche == 1)) return none;
  const Edge& edge = m_edges[up ? tranche - 2 : tranche - 1];
  if (!up && edge.count >= m_ranked.size()) return none;
  if (!up) return solve(authority, up, edge.count, edge.by_score ? &edge : nullptr, limits);
  // Into the tranche above by place or by score, whichever is nearer.
  LeastChange best;
  best.state = LeastChange::State::infeasible;
  best.text = "no weights do it";
  if (edge.count > 0) best = solve(authority, up, m_ranked.size() - edge.count, nullptr, limits);
  if (!edge.by_score) return best;
  LeastChange other = solve(authority, up, 0, &edge, limits);
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
