#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <cstdlib>
#include <deque>
#include <map>

#include "statistics/disclosure_attack.hpp"

namespace tranche::statistics::disclosure {
namespace {

/// A sum of rooms, some of them unlimited.
struct RoomSum {
  Count finite = 0;
  int unlimited_terms = 0;

  void add(Count room) {
    if (room == unlimited)
      ++unlimited_terms;
    else
      finite += room;
  }
  Count without(Count room) const {
    if (unlimited_terms > (room == unlimited ? 1 : 0)) return unlimited;
    return room == unlimited ? finite : finite - room;
  }
};

/// coefficient x deviation can move as far as this; its own inverse.
Room turned(Room room, int coefficient) { return coefficient > 0 ? room : Room{room.up, room.down}; }

/// Narrows the cells of one equation by one another. @return those that changed
std::vector<int> narrow_equation(const std::vector<Term>& terms, const Hidden& hidden, std::vector<Room>& room) {
  RoomSum down, up;
  for (const Term& term : terms) {
    if (!hidden[static_cast<std::size_t>(term.cell)]) continue;
    const Room moved = turned(room[static_cast<std::size_t>(term.cell)], term.coefficient);
    down.add(moved.down);
    up.add(moved.up);
  }
  std::vector<std::pair<int, Room>> changes;
  for (const Term& term : terms) {
    const auto cell = static_cast<std::size_t>(term.cell);
    if (!hidden[cell]) continue;
    const Room now = turned(room[cell], term.coefficient);
    const Room next{std::min(now.down, up.without(now.up)), std::min(now.up, down.without(now.down))};
    if (next.down != now.down || next.up != now.up) changes.emplace_back(term.cell, turned(next, term.coefficient));
  }
  std::vector<int> changed;
  for (const auto& [cell, next] : changes) {
    room[static_cast<std::size_t>(cell)] = next;
    changed.push_back(cell);
  }
  return changed;
}

/// Whether cells and equations, joined where a cell is in an equation, form a tree with unit coefficients.
bool is_plain(const Relations& relations, const Part& part, const Hidden& hidden) {
  std::size_t joints = 0;
  for (const int equation : part.equations)
    for (const Term& term : relations.equations[static_cast<std::size_t>(equation)]) {
      if (!hidden[static_cast<std::size_t>(term.cell)]) continue;
      if (std::abs(term.coefficient) != 1) return false;
      ++joints;
    }
  return joints + 1 == part.cells.size() + part.equations.size();
}

using Whole = boost::multiprecision::cpp_int;
using WholeRow = std::map<int, Whole>;

/// Takes the pivot out of a row, in whole numbers: row x lead - entry x pivot_row, divided by what all have in common.
void clear(WholeRow& row, const WholeRow& pivot_row, int pivot) {
  const auto found = row.find(pivot);
  if (found == row.end()) return;
  const Whole entry = found->second, lead = pivot_row.at(pivot);
  for (auto& [cell, value] : row) value *= lead;
  for (const auto& [cell, value] : pivot_row) row[cell] -= entry * value;
  Whole common = 0;
  for (auto at = row.begin(); at != row.end();) {
    if (at->second == 0) {
      at = row.erase(at);
      continue;
    }
    common = boost::multiprecision::gcd(common, at->second);
    ++at;
  }
  for (auto& [cell, value] : row) value /= common;
}

} // namespace

std::vector<Part> parts_of(const Relations& relations, const Hidden& hidden) {
  std::vector<Part> parts;
  std::vector<char> cell_seen(hidden.size(), 0), equation_seen(relations.equations.size(), 0);
  for (std::size_t start = 0; start < hidden.size(); ++start) {
    if (!hidden[start] || cell_seen[start]) continue;
    Part part;
    part.cells.push_back(static_cast<int>(start));
    cell_seen[start] = 1;
    for (std::size_t next = 0; next < part.cells.size(); ++next)
      for (const int equation : relations.equations_of[static_cast<std::size_t>(part.cells[next])]) {
        if (equation_seen[static_cast<std::size_t>(equation)]) continue;
        equation_seen[static_cast<std::size_t>(equation)] = 1;
        part.equations.push_back(equation);
        for (const Term& term : relations.equations[static_cast<std::size_t>(equation)]) {
          const auto cell = static_cast<std::size_t>(term.cell);
          if (!hidden[cell] || cell_seen[cell]) continue;
          cell_seen[cell] = 1;
          part.cells.push_back(term.cell);
        }
      }
    part.plain = is_plain(relations, part, hidden);
    parts.push_back(std::move(part));
  }
  return parts;
}

// Without a circle, cells narrowed by each equation until nothing changes are exactly as wide as they can be: any value
// of a cell extends to its equations and from each of them onwards, and sums of whole intervals are whole intervals.
void narrow(const Relations& relations, const Part& part, const Hidden& hidden, std::vector<Room>& room) {
  std::deque<int> waiting(part.equations.begin(), part.equations.end());
  std::vector<char> queued(relations.equations.size(), 0);
  for (const int equation : part.equations) queued[static_cast<std::size_t>(equation)] = 1;
  while (!waiting.empty()) {
    const int equation = waiting.front();
    waiting.pop_front();
    queued[static_cast<std::size_t>(equation)] = 0;
    for (const int cell : narrow_equation(relations.equations[static_cast<std::size_t>(equation)], hidden, room))
      for (const int other : relations.equations_of[static_cast<std::size_t>(cell)]) {
        if (queued[static_cast<std::size_t>(other)]) continue;
        queued[static_cast<std::size_t>(other)] = 1;
        waiting.push_back(other);
      }
  }
}

std::vector<int> determined(const Relations& relations, const Part& part, const Hidden& hidden) {
  std::map<int, WholeRow> reduced; // by pivot, each pivot standing in its own row only
  for (const int equation : part.equations) {
    WholeRow row;
    for (const Term& term : relations.equations[static_cast<std::size_t>(equation)])
      if (hidden[static_cast<std::size_t>(term.cell)]) row.emplace(term.cell, term.coefficient);
    std::vector<int> pivots;
    for (const auto& [cell, value] : row)
      if (reduced.count(cell)) pivots.push_back(cell);
    for (const int pivot : pivots) clear(row, reduced.at(pivot), pivot);
    if (row.empty()) continue;
    const int pivot = row.begin()->first;
    for (auto& [other, other_row] : reduced) clear(other_row, row, pivot);
    reduced.emplace(pivot, std::move(row));
  }
  std::vector<int> cells;
  for (const auto& [pivot, row] : reduced)
    if (row.size() == 1) cells.push_back(pivot);
  return cells;
}

} // namespace tranche::statistics::disclosure
