#include "compare/fit_model.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "tranche/statistics/random.hpp"
#include "tranche/statistics/ranking.hpp"

namespace tranche {
namespace {

void make_given(IndexNode& node) {
  node.weigh = {};
  node.own_weights.clear();
  for (IndexNode& member : node.of) make_given(member);
}

/// Calls visit(node) for every node with members, a parent before its own.
template <class Node, class Visit> void for_each_level(Node& node, Visit&& visit) {
  if (node.leaf()) return;
  visit(node);
  for (auto& member : node.of) for_each_level(member, visit);
}

/// In the order of for_each_level.
void state_weights(std::vector<WeightNode>& weights, const Shares& shares, std::size_t& at) {
  for (WeightNode& node : weights) node.weight = shares[at++];
  for (WeightNode& node : weights) {
    if (!node.is_domain()) continue;
    node.weigh = {};
    state_weights(node.of, shares, at);
  }
}

} // namespace

std::size_t in_common(const Bits& a, const Bits& b) {
  std::size_t count = 0;
  for (std::size_t w = 0; w < a.size(); ++w) count += static_cast<std::size_t>(std::popcount(a[w] & b[w]));
  return count;
}

std::size_t in_either(const Bits& a, const Bits& b) {
  std::size_t count = 0;
  for (std::size_t w = 0; w < a.size(); ++w) count += static_cast<std::size_t>(std::popcount(a[w] | b[w]));
  return count;
}

FitTask::FitTask(const Run& run_, const Backtest& stated)
    : run(run_), codes(run_.authorities.codes()),
      regions(run_.authorities.regions()), candidates{codes, run_.authorities.population, regions},
      by_code(order_by_code(codes)), unit_of(run_.authorities.size()), units(stated.units.size()),
      listed((units + 63) / 64), funded(listed), allocation(run_.assessment.allocation),
      cutter(candidates, run_.assessment.tranches, run_.assessment.allocation.floor_pence) {
  const std::vector<TrancheGroup>& groups = run.decision.tranches;
  while (last < groups.size() && (last == 0 || groups[last - 1].name != stated.up_to)) ++last;
  for (std::size_t u = 0; u < units; ++u) {
    const BacktestUnit& unit = stated.units[u];
    for (const std::size_t a : unit.authorities) unit_of[a] = u;
    if (unit.listed) set_bit(listed, u);
    if (unit.funded) set_bit(funded, u);
    if (unit.rank > 0) ranked.push_back(u);
  }
  allocation.pots.clear();
}

FitModel::FitModel(const FitTask& task, IndexSettings index)
    : m_task(task), m_index(std::move(index)), m_model(task.candidates, task.run.indicators, m_index, task.by_code),
      m_base(m_model.fit()), m_root(m_model.root()) {
  make_given(m_root);
  for_each_level(m_root, [&](const IndexNode& node) {
    m_levels.push_back({m_nodes.size(), m_nodes.size() + node.of.size()});
    for (const IndexNode& member : node.of) m_nodes.push_back(&member);
  });
}

Shares FitModel::stated() const {
  Shares shares;
  for_each_level(m_root,
                 [&](const IndexNode& node) { shares.insert(shares.end(), node.shares.begin(), node.shares.end()); });
  return shares;
}

Shares FitModel::drawn(std::uint64_t seed, std::uint32_t draw) const {
  Shares shares(m_nodes.size());
  for (const Level& level : m_levels) {
    double sum = 0;
    for (std::size_t m = level.begin; m < level.end; ++m) {
      statistics::Stream stream(seed, draw, static_cast<std::uint32_t>(m), 0);
      sum += shares[m] = -std::log(stream.uniform()); // Dirichlet(1, ..., 1)
    }
    for (std::size_t m = level.begin; m < level.end; ++m) shares[m] /= sum;
  }
  return shares;
}

std::vector<double> FitModel::of_whole(const Shares& shares) const {
  std::vector<double> whole(shares);
  for (std::size_t m = 0; m < m_nodes.size(); ++m) {
    if (m_nodes[m]->leaf()) continue;
    const auto own = std::find_if(m_levels.begin(), m_levels.end(),
                                  [&](const Level& level) { return m_nodes[level.begin] == &m_nodes[m]->of.front(); });
    for (std::size_t k = own->begin; k < own->end; ++k) whole[k] *= whole[m]; // behind m: not yet passed down
  }
  return whole;
}

double FitModel::distance(const Shares& shares) const {
  const std::vector<double> whole = of_whole(shares);
  double sum = 0;
  for (std::size_t m = 0; m < m_nodes.size(); ++m)
    if (m_nodes[m]->leaf()) sum += std::abs(whole[m] - m_task.run.decision.columns[m_nodes[m]->indicator].weight);
  return sum / 2;
}

IndexSettings FitModel::settings(const Shares& shares) const {
  IndexSettings index = m_index;
  index.weigh = {};
  std::size_t at = 0;
  state_weights(index.weights, shares, at);
  return index;
}

void FitModel::evaluate(const Shares& shares, Outcome& into) const {
  IndexNode root = m_root;
  std::size_t at = 0;
  for_each_level(root, [&](IndexNode& node) {
    for (double& share : node.shares) share = shares[at++];
  });
  std::vector<double> score = m_model.score_if_stated(m_base, root);
  for (double& one : score) one = statistics::round_score(one);
  into.funded.assign(m_task.listed.size(), 0);
  into.beyond.assign(m_task.units, 0);
  std::vector<std::uint16_t> tranche;
  const std::vector<std::size_t> order = funding_order(score, m_task.candidates);
  try {
    m_task.cutter.cut(order, score, tranche);
  } catch (const Error&) {
    return; // too few would be ranked for the tranches: such weights fund nobody
  }
  std::vector<int> ranked(score.size());
  std::transform(score.begin(), score.end(), ranked.begin(), [](double one) { return std::isnan(one) ? 0 : 1; });
  m_task.cutter.take_unranked(ranked, tranche);
  const auto funded = [&](std::size_t i) { return tranche[i] > 0 && tranche[i] <= m_task.last; };
  for (std::size_t i = 0; i < score.size(); ++i)
    if (funded(i)) set_bit(into.funded, m_task.unit_of[i]);
  std::uint32_t unfunded = 0;
  for (const std::size_t i : order) {
    if (funded(i)) continue;
    ++unfunded;
    const std::size_t unit = m_task.unit_of[i];
    if (!has_bit(into.funded, unit) && into.beyond[unit] == 0) into.beyond[unit] = unfunded;
  }
}

} // namespace tranche
