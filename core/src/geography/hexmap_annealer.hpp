#pragma once
#include <utility>

#include "hexmap_board.hpp"
#include "hexmap_chance.hpp"

/// Simulated annealing of a hexagon layout.
namespace tranche::hexmap {

// What a layout costs, in neighbour pairs lost: a pair that touches on the map counts -1. Chosen by looking: with less
// weight on the place more pairs touch and England is a blot, with more the outline is finer and neighbours part.
inline constexpr double cost_of_place = 0.05; ///< square of the distance from the target, per area
inline constexpr double cost_of_turn = 0.2;   ///< touching pair turned by a right angle; twice that for half a circle
inline constexpr double cost_of_coast = 0.07; ///< side of a cell towards the sea
inline constexpr double cost_of_inland_coast = 0.22; ///< the same, of an area that has none on the ground
inline constexpr double cost_of_piece = 2.0;         ///< piece of a region beyond the first; doubled while one is split

/// A neighbour and the unit vector to it on the ground.
struct Link {
  std::size_t to;
  Point bearing;
};

struct Step {
  std::size_t node, from, to; ///< to and from are cells
};

/// The state of the layout and the trial of one change after another.
class Annealer {
public:
  Annealer(const std::vector<Node>& nodes, std::uint64_t seed);
  /// From hot to cold.
  void cool(double from, double effort);
  /// Short coolings from a milder start, each from the best layout so far.
  Layout refine(double effort);
  Layout layout() const;

private:
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
  int region_at(std::size_t cell) const;
  int runs_round(std::size_t cell, int region, std::size_t without) const;
  int pieces_after(int region);
  void look_for_split();
  double place_cost(std::size_t node) const {
    return cost_of_place * squared(m_board.place(m_cell[node]) - m_nodes[node].target);
  }
  double pair_cost(std::size_t node, const Link& link) const {
    const std::size_t here = m_cell[node], there = m_cell[link.to];
    if (!m_board.adjacent(here, there)) return 0.0;
    const Point gap = m_board.place(there) - m_board.place(here);
    return cost_of_turn * (1.0 - gap.x * link.bearing.x - gap.y * link.bearing.y) - 1.0;
  }
  double side(int node) const {
    return m_nodes[static_cast<std::size_t>(node)].inland ? cost_of_inland_coast : cost_of_coast;
  }
  void restore(const std::vector<std::size_t>& cells);

  const std::vector<Node>& m_nodes;
  std::vector<Link> m_links;             ///< of all nodes in a row
  std::vector<std::size_t> m_first_link; ///< of each node, and the end
  std::vector<std::size_t> m_cell;       ///< of each node
  Board m_board;
  Random m_random;
  std::vector<double> m_patience = patience_table();
  std::vector<std::vector<std::size_t>> m_members; ///< of each region
  double m_cost_of_piece = cost_of_piece;
  std::vector<int> m_pieces;                    ///< of each region
  bool m_split = false;                         ///< whether any region is in more than one piece
  std::vector<Step> m_steps;                    ///< the change under trial
  std::vector<std::uint64_t> m_touched, m_seen; ///< marks of nodes and cells, set when equal to the stamp
  std::uint64_t m_touch_stamp = 0, m_seen_stamp = 0;
  std::vector<std::pair<int, int>> m_changed; ///< regions under trial and their pieces after it
  std::vector<std::size_t> m_stack;
};

} // namespace tranche::hexmap
