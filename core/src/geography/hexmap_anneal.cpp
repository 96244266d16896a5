#include <algorithm>
#include <cmath>
#include <future>
#include <memory>
#include <tuple>
#include <utility>

#include "hexmap_annealer.hpp"

namespace tranche::hexmap {
namespace {

// Temperatures: where a run starts, where it is repeated from, and where each cooling ends.
constexpr double hot = 0.8, warm = 0.3, cold = 0.06;
constexpr int reheats = 4;

/// Regions whole before all, then cost.
bool better(const Layout& a, const Layout& b) {
  return std::tie(a.surplus_pieces, a.cost) < std::tie(b.surplus_pieces, b.cost);
}

} // namespace

Annealer::Annealer(const std::vector<Node>& nodes, std::uint64_t seed)
    : m_nodes(nodes), m_board(settle(nodes, m_cell)), m_random(seed), m_touched(nodes.size(), 0),
      m_seen(m_board.size(), 0) {
  int regions = 0;
  for (const auto& node : nodes) regions = std::max(regions, node.region + 1);
  m_members.resize(static_cast<std::size_t>(regions));
  for (const auto& node : nodes) {
    m_first_link.push_back(m_links.size());
    for (std::size_t k = 0; k < node.neighbours.size(); ++k) m_links.push_back({node.neighbours[k], node.bearings[k]});
  }
  m_first_link.push_back(m_links.size());
  for (std::size_t i = 0; i < nodes.size(); ++i)
    if (nodes[i].region >= 0) m_members[static_cast<std::size_t>(nodes[i].region)].push_back(i);
  for (int region = 0; region < regions; ++region) m_pieces.push_back(pieces(region));
  look_for_split();
}

// What may be changed.

/// Swaps, moves to an empty cell and shifts of a row; half of them bring a node next to one of its neighbours.
bool Annealer::propose() {
  const std::size_t node = m_random.below(m_nodes.size());
  const std::size_t kind = m_random.below(16), direction = m_random.below(6);
  if (kind < 3) return propose_row(node, direction);
  std::size_t to = m_board.next(m_cell[node], direction);
  if (kind < 10 && !m_nodes[node].neighbours.empty()) {
    const auto& neighbours = m_nodes[node].neighbours;
    to = m_board.next(m_cell[neighbours[m_random.below(neighbours.size())]], direction);
  }
  const int owner = m_board.owner(to);
  return owner == Board::empty ? propose_move(node, to) : propose_swap(node, static_cast<std::size_t>(owner));
}

bool Annealer::propose_swap(std::size_t a, std::size_t b) {
  m_steps = {{a, m_cell[a], m_cell[b]}, {b, m_cell[b], m_cell[a]}};
  return a != b;
}

bool Annealer::propose_move(std::size_t node, std::size_t to) {
  m_steps.assign(1, {node, m_cell[node], to});
  return whole_after(node, m_cell[node], to);
}

/// Everyone from the node on, in one direction, moves up by one into the first empty cell.
bool Annealer::propose_row(std::size_t node, std::size_t direction) {
  if (!m_board.flips_cleanly(m_cell[node])) return false;
  m_steps.clear();
  std::size_t cell = m_cell[node];
  while (m_board.owner(cell) != Board::empty) {
    const std::size_t beside = m_board.next(cell, direction);
    m_steps.push_back({static_cast<std::size_t>(m_board.owner(cell)), cell, beside});
    cell = beside;
  }
  return whole_after(node, m_cell[node], cell);
}

/// Whether the land stays whole when the node's cell is given up for the other.
bool Annealer::whole_after(std::size_t node, std::size_t from, std::size_t to) {
  if (!m_board.usable(to) || !m_board.flips_cleanly(from)) return false;
  m_board.set(from, Board::empty);
  const bool whole = m_board.flips_cleanly(to);
  m_board.set(from, static_cast<int>(node));
  return whole;
}

void Annealer::apply(bool forwards) {
  for (const auto& step : m_steps) m_board.set(forwards ? step.from : step.to, Board::empty);
  for (const auto& step : m_steps) {
    m_cell[step.node] = forwards ? step.to : step.from;
    m_board.set(m_cell[step.node], static_cast<int>(step.node));
  }
}

// What the change costs: the parts of the cost that it can alter, before and after.

void Annealer::mark() {
  ++m_touch_stamp;
  ++m_seen_stamp;
  for (const auto& step : m_steps) {
    m_touched[step.node] = m_touch_stamp;
    m_seen[step.from] = m_seen[step.to] = m_seen_stamp;
  }
}

double Annealer::cost_of_touched() const {
  double cost = 0.0;
  for (const auto& step : m_steps) {
    cost += place_cost(step.node);
    for (std::size_t k = m_first_link[step.node]; k < m_first_link[step.node + 1]; ++k)
      if (m_touched[m_links[k].to] != m_touch_stamp || m_links[k].to > step.node)
        cost += pair_cost(step.node, m_links[k]);
  }
  return cost;
}

/// The sides between land and sea at the marked cells, each once: seen from the land where that is marked.
double Annealer::coast_of_touched() const {
  double cost = 0.0;
  if (swaps() && m_nodes[m_steps[0].node].inland == m_nodes[m_steps[1].node].inland) return cost;
  const auto count = [&](std::size_t cell) {
    const int owner = m_board.owner(cell);
    for (std::size_t i = 0; i < 6; ++i) {
      const std::size_t beside = m_board.next(cell, i);
      const int other = m_board.owner(beside);
      if (owner != Board::empty && other == Board::empty) cost += side(owner);
      if (owner == Board::empty && other != Board::empty && m_seen[beside] != m_seen_stamp) cost += side(other);
    }
  };
  for (const auto& step : m_steps) count(step.to);
  if (m_steps.back().to != m_steps.front().from) count(m_steps.front().from);
  return cost;
}

void Annealer::attempt(double temperature) {
  const double patience = temperature * m_patience[m_random.below(m_patience.size())];
  if (!propose()) return;
  mark();
  double change = -cost_of_touched() - coast_of_touched();
  apply(true);
  change += cost_of_touched() + coast_of_touched();
  // Counting pieces is dear: a change so bad is hardly ever saved by them, and never where no region is split.
  const bool hopeless = change > patience + (m_split ? 2.0 * m_cost_of_piece : 0.0);
  if (hopeless || change + change_in_pieces() > patience) return apply(false);
  for (const auto& [region, count] : m_changed) m_pieces[static_cast<std::size_t>(region)] = count;
  if (!m_changed.empty()) look_for_split();
}

// The run.

Layout Annealer::layout() const {
  Layout result;
  for (std::size_t i = 0; i < m_nodes.size(); ++i) {
    result.cells.push_back(m_board.cell(m_cell[i]));
    result.cost += place_cost(i);
    for (std::size_t k = m_first_link[i]; k < m_first_link[i + 1]; ++k) result.cost += 0.5 * pair_cost(i, m_links[k]);
    for (std::size_t d = 0; d < 6; ++d)
      if (m_board.owner(m_board.next(m_cell[i], d)) == Board::empty) result.cost += side(static_cast<int>(i));
  }
  for (const int count : m_pieces) result.surplus_pieces += count - 1;
  return result;
}

void Annealer::restore(const std::vector<std::size_t>& cells) {
  for (const std::size_t cell : m_cell) m_board.set(cell, Board::empty);
  m_cell = cells;
  for (std::size_t i = 0; i < m_cell.size(); ++i) m_board.set(m_cell[i], static_cast<int>(i));
  for (std::size_t region = 0; region < m_pieces.size(); ++region) m_pieces[region] = pieces(static_cast<int>(region));
  look_for_split();
}

void Annealer::cool(double from, double effort) {
  const int rounds = std::max(static_cast<int>(800.0 * effort), 1);
  const double factor = rounded(std::pow(cold / from, 1.0 / rounds));
  double temperature = from;
  for (int round = 0; round < rounds; ++round, temperature *= factor)
    for (std::size_t i = 0; i < 60 * m_nodes.size(); ++i) attempt(temperature);
}

Layout Annealer::refine(double effort) {
  Layout best = layout();
  std::vector<std::size_t> best_cells = m_cell;
  for (int i = 0; i < reheats; ++i) {
    const bool split = best.surplus_pieces > 0;
    if (split) m_cost_of_piece *= 2.0;
    cool(split ? hot : warm, 0.2 * effort);
    Layout next = layout();
    if (better(next, best))
      best = std::move(next), best_cells = m_cell;
    else
      restore(best_cells);
  }
  return best;
}

/// A few long coolings side by side; the one that did best is refined, and the next ones while a region stays split.
Layout anneal(const std::vector<Node>& nodes, std::uint64_t seed, double effort) {
  constexpr std::uint64_t runs = 4;
  std::vector<std::unique_ptr<Annealer>> annealers;
  std::vector<std::future<void>> coolings;
  for (std::uint64_t run = 0; run < runs; ++run) {
    annealers.push_back(std::make_unique<Annealer>(nodes, seed * runs + run));
    coolings.push_back(
        std::async(std::launch::async, [annealer = annealers.back().get(), effort] { annealer->cool(hot, effort); }));
  }
  for (auto& cooling : coolings) cooling.get();
  std::stable_sort(annealers.begin(), annealers.end(),
                   [](const auto& a, const auto& b) { return better(a->layout(), b->layout()); });
  Layout best = annealers.front()->refine(effort);
  for (std::size_t i = 1; i < annealers.size() && best.surplus_pieces > 0; ++i) {
    Layout next = annealers[i]->refine(effort);
    if (better(next, best)) best = std::move(next);
  }
  return best;
}

} // namespace tranche::hexmap
