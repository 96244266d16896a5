#include "hexmap_board.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <numeric>

namespace tranche::hexmap {

int steps(HexCell a, HexCell b) {
  const int q = a.q - b.q, r = a.r - b.r;
  return (std::abs(q) + std::abs(r) + std::abs(q + r)) / 2;
}

Board::Board(Point low, Point high) {
  const auto whole = [](double value) { return static_cast<int>(std::floor(value)); };
  m_r0 = whole(low.y / row_height);
  const int rows = whole(high.y / row_height) + 2 - m_r0;
  // Rows lean: going up, the same x has a smaller q.
  m_q0 = whole(low.x - 0.5 * (m_r0 + rows));
  m_width = whole(high.x - 0.5 * m_r0) + 2 - m_q0;
  const auto count = static_cast<std::size_t>(rows) * static_cast<std::size_t>(m_width);
  m_owner.assign(count, empty);
  m_usable.assign(count, false);
  m_place.resize(count);
  for (std::size_t i = 0; i < 6; ++i) m_offset[i] = directions[i].r * m_width + directions[i].q;
  for (std::size_t i = 0; i < count; ++i) {
    const HexCell at = cell(i);
    m_place[i] = centre(at);
    const bool rim = at.r == m_r0 || at.r == m_r0 + rows - 1 || at.q == m_q0 || at.q == m_q0 + m_width - 1;
    m_usable[i] = !rim && m_place[i].x >= low.x && m_place[i].x <= high.x;
  }
}

HexCell Board::cell(std::size_t number) const {
  const int n = static_cast<int>(number);
  return {m_q0 + n % m_width, m_r0 + n / m_width};
}

bool Board::flips_cleanly(std::size_t cell) const {
  int changes = 0;
  bool before = m_owner[next(cell, 5)] != empty;
  for (std::size_t i = 0; i < 6; ++i) {
    const bool now = m_owner[next(cell, i)] != empty;
    changes += now != before;
    before = now;
  }
  return changes == 2;
}

namespace {

std::size_t nearest_free(const Board& board, Point target, bool first) {
  std::size_t best = 0;
  double nearest = std::numeric_limits<double>::infinity();
  for (std::size_t cell = 0; cell < board.size(); ++cell) {
    if (!board.usable(cell) || board.owner(cell) != Board::empty) continue;
    const double distance = squared(board.place(cell) - target);
    if (distance < nearest && (first || board.flips_cleanly(cell))) nearest = distance, best = cell;
  }
  return best;
}

} // namespace

Board settle(const std::vector<Node>& nodes, std::vector<std::size_t>& cells) {
  Point low = nodes.front().target, high = low, middle{};
  for (const auto& node : nodes) {
    low = {std::min(low.x, node.target.x), std::min(low.y, node.target.y)};
    high = {std::max(high.x, node.target.x), std::max(high.y, node.target.y)};
    middle = middle + (1.0 / static_cast<double>(nodes.size())) * node.target;
  }
  const double margin = 4.0 + std::sqrt(static_cast<double>(nodes.size()));
  Board board(low - Point{margin, margin}, high + Point{margin, margin});
  // From the middle outwards, so that the land grows in one piece.
  std::vector<std::size_t> order(nodes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return squared(nodes[a].target - middle) < squared(nodes[b].target - middle);
  });
  cells.resize(nodes.size());
  for (std::size_t k = 0; k < order.size(); ++k) {
    cells[order[k]] = nearest_free(board, nodes[order[k]].target, k == 0);
    board.set(cells[order[k]], static_cast<int>(order[k]));
  }
  return board;
}

} // namespace tranche::hexmap
