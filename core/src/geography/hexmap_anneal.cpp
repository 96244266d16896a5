#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "hexmap_board.hpp"
#include "hexmap_chance.hpp"

namespace tranche::hexmap {
namespace {

// What a layout costs, in neighbour pairs lost: a pair that touches on the map counts -1. Chosen by looking: with less
// weight on the place more pairs touch and England is a blot, with more the outline is finer and neighbours part.
constexpr double cost_of_place = 0.05;        ///< square of the distance from the target, per area
constexpr double cost_of_turn = 0.2;          ///< touching pair turned by a right angle; twice that for half a circle
constexpr double cost_of_coast = 0.07;        ///< side of a cell towards the sea
constexpr double cost_of_inland_coast = 0.22; ///< the same, of an area that has none on the ground
constexpr double cost_of_piece = 2.0;         ///< piece of a region beyond the first; doubled while one is split
// Temperatures: where a run starts, where it is repeated from, and where each cooling ends.
constexpr double hot = 0.8, warm = 0.3, cold = 0.06;
constexpr int reheats = 4;

struct Step {
  std::size_t node, from, to; ///< to and from are cells
};

/// The state of the layout and the trial of one change after another.
class Annealer {
public:
  Annealer(const std::vector<Node>& nodes, std::uint64_t seed);
  Layout run(double effort);

private:
  void cool(double from, double effort);
  void attempt(double temperature);
  bool propose();
  bool propose_swap(std::size_t a, std::size_t b);
  bool propose_move(std::size_t node, std::size_t to);
  bool propose_row(std::size_t node, std::size_t direction);
  bool whole_after(std::size_t node, std::size_t from, std::size_t to);
  bool swaps() const { return m_steps.size() == 2 && m_steps[0].from == m_steps[1].to; }
  void apply(bool forwards);
  void mark();
  double cost_of_touched() const;
  double coast_of_touched() const;
  double change_in_pieces();
  int pieces(int region);
  double place_cost(std::size_t node) const {
    return cost_of_place * squared(m_board.place(m_cell[node]) - m_nodes[node].target);
  }
  double pair_cost(std::size_t node, std::size_t k) const {
    const Node& from = m_nodes[node];
    const Point gap = m_board.place(m_cell[from.neighbours[k]]) - m_board.place(m_cell[node]);
    if (squared(gap) > 1.5) return 0.0;
    const Point bearing = from.bearings[k];
    return cost_of_turn * (1.0 - gap.x * bearing.x - gap.y * bearing.y) - 1.0;
  }
  double side(int node) const {
    return m_nodes[static_cast<std::size_t>(node)].inland ? cost_of_inland_coast : cost_of_coast;
  }
  Layout layout() const;
  void restore(const std::vector<std::size_t>& cells);

  const std::vector<Node>& m_nodes;
  std::vector<std::size_t> m_cell; ///< of each node
  Board m_board;
  Random m_random;
  std::vector<double> m_patience = patience_table();
  std::vector<std::vector<std::size_t>> m_members; ///< of each region
  double m_cost_of_piece = cost_of_piece;
  std::vector<int> m_pieces;                    ///< of each region
  std::vector<Step> m_steps;                    ///< the change under trial
  std::vector<std::uint64_t> m_touched, m_seen; ///< marks of nodes and cells, set when equal to the stamp
  std::uint64_t m_touch_stamp = 0, m_seen_stamp = 0;
  std::vector<std::pair<int, int>> m_changed; ///< regions under trial and their pieces after it
  std::vector<std::size_t> m_stack;
};

Annealer::Annealer(const std::vector<Node>& nodes, std::uint64_t seed)
    : m_nodes(nodes), m_board(settle(nodes, m_cell)), m_random(seed), m_touched(nodes.size(), 0),
      m_seen(m_board.size(), 0) {
  int regions = 0;
  for (const auto& node : nodes) regions = std::max(regions, node.region + 1);
  m_members.resize(static_cast<std::size_t>(regions));
  for (std::size_t i = 0; i < nodes.size(); ++i)
    if (nodes[i].region >= 0) m_members[static_cast<std::size_t>(nodes[i].region)].push_back(i);
  for (int region = 0; region < regions; ++region) m_pieces.push_back(pieces(region));
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
    const auto& neighbours = m_nodes[step.node].neighbours;
    for (std::size_t k = 0; k < neighbours.size(); ++k)
      if (m_touched[neighbours[k]] != m_touch_stamp || neighbours[k] > step.node) cost += pair_cost(step.node, k);
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

int Annealer::pieces(int region) {
  ++m_seen_stamp;
  int count = 0;
  for (const std::size_t member : m_members[static_cast<std::size_t>(region)]) {
    if (m_seen[m_cell[member]] == m_seen_stamp) continue;
    ++count;
    m_seen[m_cell[member]] = m_seen_stamp;
    m_stack.assign(1, m_cell[member]);
    while (!m_stack.empty()) {
      const std::size_t cell = m_stack.back();
      m_stack.pop_back();
      for (std::size_t i = 0; i < 6; ++i) {
        const std::size_t beside = m_board.next(cell, i);
        const int owner = m_board.owner(beside);
        if (owner == Board::empty || m_seen[beside] == m_seen_stamp) continue;
        if (m_nodes[static_cast<std::size_t>(owner)].region != region) continue;
        m_seen[beside] = m_seen_stamp;
        m_stack.push_back(beside);
      }
    }
  }
  return count;
}

double Annealer::change_in_pieces() {
  m_changed.clear();
  if (swaps() && m_nodes[m_steps[0].node].region == m_nodes[m_steps[1].node].region) return 0.0;
  int change = 0;
  for (const auto& step : m_steps) {
    const int region = m_nodes[step.node].region;
    const auto same = [&](const auto& known) { return known.first == region; };
    if (region < 0 || std::any_of(m_changed.begin(), m_changed.end(), same)) continue;
    m_changed.emplace_back(region, pieces(region));
    change += m_changed.back().second - m_pieces[static_cast<std::size_t>(region)];
  }
  return m_cost_of_piece * change;
}

void Annealer::attempt(double temperature) {
  const double patience = temperature * m_patience[m_random.below(m_patience.size())];
  if (!propose()) return;
  mark();
  double change = -cost_of_touched() - coast_of_touched();
  apply(true);
  change += cost_of_touched() + coast_of_touched();
  // Counting pieces is dear; a change so bad is hardly ever saved by them.
  const bool hopeless = change > patience + 2.0 * m_cost_of_piece;
  if (hopeless || change + change_in_pieces() > patience) return apply(false);
  for (const auto& [region, count] : m_changed) m_pieces[static_cast<std::size_t>(region)] = count;
}

// The run.

Layout Annealer::layout() const {
  Layout result;
  for (std::size_t i = 0; i < m_nodes.size(); ++i) {
    result.cells.push_back(m_board.cell(m_cell[i]));
    result.cost += place_cost(i);
    for (std::size_t k = 0; k < m_nodes[i].neighbours.size(); ++k) result.cost += 0.5 * pair_cost(i, k);
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
}

void Annealer::cool(double from, double effort) {
  const int rounds = std::max(static_cast<int>(800.0 * effort), 1);
  const double factor = rounded(std::pow(cold / from, 1.0 / rounds));
  double temperature = from;
  for (int round = 0; round < rounds; ++round, temperature *= factor)
    for (std::size_t i = 0; i < 60 * m_nodes.size(); ++i) attempt(temperature);
}

/// A long cooling, then short ones from a milder start, each from the best layout so far.
Layout Annealer::run(double effort) {
  cool(hot, effort);
  Layout best = layout();
  std::vector<std::size_t> best_cells = m_cell;
  for (int i = 0; i < reheats; ++i) {
    const bool split = best.surplus_pieces > 0;
    if (split) m_cost_of_piece *= 2.0;
    cool(split ? hot : warm, 0.2 * effort);
    Layout next = layout();
    if (std::tie(next.surplus_pieces, next.cost) < std::tie(best.surplus_pieces, best.cost))
      best = std::move(next), best_cells = m_cell;
    else
      restore(best_cells);
  }
  return best;
}

} // namespace

Layout anneal(const std::vector<Node>& nodes, std::uint64_t seed, double effort) {
  return Annealer(nodes, seed).run(effort);
}

} // namespace tranche::hexmap
