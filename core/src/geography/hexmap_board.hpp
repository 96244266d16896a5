#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "tranche/geography/hexmap.hpp"

/// The working parts of the hexagon layout. Lengths are in cells: the centres of two adjacent cells are 1 apart.
namespace tranche::hexmap {

struct Point {
  double x = 0.0, y = 0.0;
  friend Point operator+(Point a, Point b) { return {a.x + b.x, a.y + b.y}; }
  friend Point operator-(Point a, Point b) { return {a.x - b.x, a.y - b.y}; }
  friend Point operator*(double k, Point a) { return {k * a.x, k * a.y}; }
};
inline double squared(Point a) { return a.x * a.x + a.y * a.y; }

/// The six neighbours of a cell, anticlockwise from the east.
inline constexpr std::array<HexCell, 6> directions{{{1, 0}, {0, 1}, {-1, 1}, {-1, 0}, {0, -1}, {1, -1}}};
inline constexpr double row_height = 0.86602540378443865; ///< sqrt(3) / 2

inline Point centre(HexCell cell) { return {cell.q + 0.5 * cell.r, row_height * cell.r}; }
/// Steps from one cell to the other.
int steps(HexCell a, HexCell b);

/// One area of the land, with what it knows of the others.
struct Node {
  Point target;                        ///< where it should lie
  int region = -1;                     ///< number of its region; -1 for none
  bool inland = false;                 ///< certainly surrounded by its neighbours
  std::vector<std::size_t> neighbours; ///< positions in the list of nodes
  std::vector<Point> bearings;         ///< unit vector to each of them, on the ground
};

/// Moves the targets of the nodes, on input their true places, so that neighbours lie one or two cells apart in their
/// true direction and no two areas lie on one another: a cartogram in which every area has about the same size
/// (springs and repulsion, as in Dorling 1996).
void even_out(std::vector<Node>& nodes);

/// A finite part of the grid and who has which cell. Cells are numbered; the rim is never given away, so the six
/// neighbours of a cell in use are always on the board.
class Board {
public:
  static constexpr int empty = -1;

  Board(Point low, Point high);

  std::size_t size() const { return m_owner.size(); }
  int owner(std::size_t cell) const { return m_owner[cell]; }
  void set(std::size_t cell, int area) { m_owner[cell] = area; }
  std::size_t next(std::size_t cell, std::size_t direction) const {
    return static_cast<std::size_t>(static_cast<std::ptrdiff_t>(cell) + m_offset[direction]);
  }
  /// Whether two cells touch; neither may lie on the rim, where one row ends and the next begins.
  bool adjacent(std::size_t a, std::size_t b) const {
    const std::ptrdiff_t gap = std::abs(static_cast<std::ptrdiff_t>(a) - static_cast<std::ptrdiff_t>(b));
    return gap == 1 || gap == m_width || gap == m_width - 1;
  }
  bool usable(std::size_t cell) const { return m_usable[cell]; }
  HexCell cell(std::size_t number) const;
  Point place(std::size_t number) const { return m_place[number]; }

  /// Whether the land stays in one piece, and without a hole, when this cell is added or taken away: the land must
  /// lie along one unbroken part of its rim.
  bool flips_cleanly(std::size_t cell) const;

private:
  int m_width = 0, m_q0 = 0, m_r0 = 0;
  std::array<std::ptrdiff_t, 6> m_offset{};
  std::vector<int> m_owner;
  std::vector<bool> m_usable;
  std::vector<Point> m_place;
};

/// A board large enough for the nodes, each on a cell near its target, the land in one piece without holes.
/// Fills in the cell of each node.
Board settle(const std::vector<Node>& nodes, std::vector<std::size_t>& cells);

/// A layout of the land: the cell of each node, and what it costs.
struct Layout {
  std::vector<HexCell> cells;
  int surplus_pieces = 0; ///< pieces of regions beyond one each
  double cost = 0.0;
};

/// The best layout of a few annealings with different seeds.
Layout anneal(const std::vector<Node>& nodes, std::uint64_t seed, double effort);

} // namespace tranche::hexmap
