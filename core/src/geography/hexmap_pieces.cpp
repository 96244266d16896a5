#include <algorithm>

#include "hexmap_annealer.hpp"

/// In how many pieces the regions lie, told from a few cells where that is enough.
namespace tranche::hexmap {

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

int Annealer::region_at(std::size_t cell) const {
  const int owner = m_board.owner(cell);
  return owner == Board::empty ? -1 : m_nodes[static_cast<std::size_t>(owner)].region;
}

/// Runs of the region's cells round a cell, another cell not counted.
int Annealer::runs_round(std::size_t cell, int region, std::size_t without) const {
  int runs = 0, count = 0;
  const auto has = [&](std::size_t direction) {
    const std::size_t beside = m_board.next(cell, direction);
    return beside != without && region_at(beside) == region;
  };
  bool before = has(5);
  for (std::size_t i = 0; i < 6; ++i) {
    const bool now = has(i);
    runs += now && !before;
    count += now;
    before = now;
  }
  return count == 6 ? 1 : runs;
}

/// The pieces of a region after the change. Mostly it has given up one cell for another, and the cells round the two
/// tell: one run of them stays connected, with or without the cell in their middle. Else all pieces are counted.
int Annealer::pieces_after(int region) {
  std::size_t lost = m_board.size(), gained = lost, changes = 0;
  for (std::size_t i = 0; i < m_steps.size(); ++i) {
    const Step& step = m_steps[i];
    if (m_nodes[step.node].region != region) continue;
    const Step& next = m_steps[(i + 1) % m_steps.size()];
    const bool had = next.from == step.to && m_nodes[next.node].region == region;
    if (!had) gained = step.to, ++changes;
    if (region_at(step.from) != region) lost = step.from, ++changes;
  }
  if (changes != 2 || lost == m_board.size() || gained == m_board.size()) return pieces(region);
  const int round_lost = runs_round(lost, region, gained), round_gained = runs_round(gained, region, lost);
  if (round_lost > 1 || round_gained > 1) return pieces(region);
  return m_pieces[static_cast<std::size_t>(region)] + round_lost - round_gained;
}

double Annealer::change_in_pieces() {
  m_changed.clear();
  if (swaps() && m_nodes[m_steps[0].node].region == m_nodes[m_steps[1].node].region) return 0.0;
  int change = 0;
  for (const auto& step : m_steps) {
    const int region = m_nodes[step.node].region;
    const auto same = [&](const auto& known) { return known.first == region; };
    if (region < 0 || std::any_of(m_changed.begin(), m_changed.end(), same)) continue;
    m_changed.emplace_back(region, pieces_after(region));
    change += m_changed.back().second - m_pieces[static_cast<std::size_t>(region)];
  }
  return m_cost_of_piece * change;
}

void Annealer::look_for_split() {
  m_split = std::any_of(m_pieces.begin(), m_pieces.end(), [](int count) { return count > 1; });
}

} // namespace tranche::hexmap
