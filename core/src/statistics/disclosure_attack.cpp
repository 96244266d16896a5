#include "statistics/disclosure_attack.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "statistics/solver.hpp"

namespace tranche::statistics::disclosure {
namespace {

constexpr double tolerance = 1e-6;

double as_bound(Count room) { return room == unlimited ? solver::infinity : static_cast<double>(room); }

Count sum(Count a, Count b) { return a == unlimited || b == unlimited ? unlimited : a + b; }

/// The deviations as whole numbers, if that is what they are and every equation holds exactly.
std::optional<std::vector<Count>> whole(const std::vector<double>& x, const solver::Programme& programme) {
  std::vector<Count> deviations;
  for (const double value : x) {
    if (std::abs(value - std::round(value)) > tolerance) return std::nullopt;
    deviations.push_back(std::llround(value));
  }
  for (const solver::Row& row : programme.rows) {
    Count left = 0;
    for (std::size_t k = 0; k < row.variables.size(); ++k)
      left += static_cast<Count>(row.coefficients[k]) * deviations[static_cast<std::size_t>(row.variables[k])];
    if (left != 0) return std::nullopt;
  }
  return deviations;
}

} // namespace

Attack::Attack(Relations relations, std::vector<Room> room)
    : m_relations(std::move(relations)), m_room(std::move(room)), m_witnesses(m_room.size()) {}

Room Attack::witnessed(int cell, const Hidden& hidden) const {
  Room room;
  for (const Witness& witness : m_witnesses[static_cast<std::size_t>(cell)]) {
    const bool possible = std::all_of(witness.cells.begin(), witness.cells.end(),
                                      [&](int other) { return hidden[static_cast<std::size_t>(other)] != 0; });
    if (!possible) continue;
    room.up = std::max(room.up, witness.deviation);
    room.down = std::max(room.down, -witness.deviation);
  }
  return room;
}

Count Attack::reach_one_way(int cell, int direction, const Part& part, const Hidden& hidden, Count limit) {
  solver::Programme programme;
  std::vector<int> variable(m_room.size(), -1);
  for (const int member : part.cells) {
    const Room& room = m_room[static_cast<std::size_t>(member)];
    const Count most = member == cell ? limit : unlimited;
    variable[static_cast<std::size_t>(member)] = programme.add(
        member == cell ? -direction : 0, -as_bound(std::min(room.down, most)), as_bound(std::min(room.up, most)));
  }
  for (const int equation : part.equations) {
    solver::Row row;
    row.low = row.high = 0;
    for (const Term& term : m_relations.equations[static_cast<std::size_t>(equation)]) {
      if (!hidden[static_cast<std::size_t>(term.cell)]) continue;
      row.variables.push_back(variable[static_cast<std::size_t>(term.cell)]);
      row.coefficients.push_back(term.coefficient);
    }
    programme.rows.push_back(std::move(row));
  }
  solver::Solution solution = solver::minimise(programme);
  if (solution.state == solver::Solution::State::unbounded) return unlimited;
  auto deviations = whole(solution.x, programme);
  if (solution.has_solution() && !deviations) {
    if (std::floor(-solution.objective + tolerance) < 1) return 0;
    programme.integer.assign(programme.integer.size(), true);
    solution = solver::minimise(programme);
    deviations = whole(solution.x, programme);
  }
  // The table itself is always possible, so that nothing found is the solver's failing.
  m_doubtful |= solution.state != solver::Solution::State::optimal || !deviations;
  if (!solution.has_solution() || !deviations) return 0;
  Witness witness;
  for (std::size_t k = 0; k < part.cells.size(); ++k) {
    if ((*deviations)[k] != 0) witness.cells.push_back(part.cells[k]);
    if (part.cells[k] == cell) witness.deviation = (*deviations)[k];
  }
  const Count reached = witness.deviation * direction;
  if (reached > 0) m_witnesses[static_cast<std::size_t>(cell)].push_back(std::move(witness));
  return reached;
}

Room Attack::reach(int cell, const Part& part, const Hidden& hidden) {
  return {reach_one_way(cell, -1, part, hidden, unlimited), reach_one_way(cell, 1, part, hidden, unlimited)};
}

std::vector<int> Attack::exposed(const std::vector<int>& cells, const Hidden& hidden, int values) {
  const Count enough = values - 1;
  std::vector<Room> room = m_room;
  std::vector<int> part_of(hidden.size(), -1);
  const std::vector<Part> parts = parts_of(m_relations, hidden);
  for (std::size_t k = 0; k < parts.size(); ++k) {
    for (const int cell : parts[k].cells) part_of[static_cast<std::size_t>(cell)] = static_cast<int>(k);
    if (parts[k].plain) narrow(m_relations, parts[k], hidden, room);
  }
  std::vector<int> found;
  for (const int cell : cells) {
    const auto at = static_cast<std::size_t>(cell);
    const Part& part = parts[static_cast<std::size_t>(part_of[at])];
    if (part.plain) {
      if (sum(room[at].down, room[at].up) < enough) found.push_back(cell);
      continue;
    }
    const Room seen = witnessed(cell, hidden);
    if (seen.down + seen.up >= enough) continue;
    const Count up = reach_one_way(cell, 1, part, hidden, enough);
    if (up >= enough) continue;
    if (up + reach_one_way(cell, -1, part, hidden, enough) < enough) found.push_back(cell);
  }
  return found;
}

// The reader's problem, as far as possible in one direction: max +-d_cell. For any multipliers l of the equations,
// +-d_cell = sum of w d with w = +-[cell] - A'l, which is at most the sum over hidden cells of w+ up + w- down. The
// best multipliers prove how little the reader needs; among them, those that lean on the fewest published cells.
// Equations without a hidden cell of the part prove nothing.
std::optional<Count> Attack::dual_bound(int cell, int direction, const Part& part, const Hidden& hidden,
                                        const std::vector<char>& candidates, std::vector<char>& useful) const {
  // A room beyond this is dearer than any proof needs; the value is worked out anew below.
  constexpr Count dear = 10'000;
  const double lean = 0.5 / static_cast<double>(m_room.size() + 1);
  solver::Programme programme;
  std::map<int, std::pair<int, solver::Row>> weights; // for each cell the variable of w+, that of w- next, and its row
  const auto weigh = [&](int i) -> solver::Row& {
    const auto at = static_cast<std::size_t>(i);
    const auto [found, fresh] = weights.try_emplace(i);
    auto& [plus, row] = found->second;
    if (!fresh) return row;
    const auto price = [&](Count room) {
      if (!hidden[at]) return room > 0 ? lean : 0.0;
      return static_cast<double>(std::min(room, dear));
    };
    const auto most = [&](Count room) { return hidden[at] && room == unlimited ? 0.0 : solver::infinity; };
    plus = programme.add(price(m_room[at].up), 0, most(m_room[at].up));
    row.variables = {plus, programme.add(price(m_room[at].down), 0, most(m_room[at].down))};
    row.coefficients = {1, -1};
    row.low = row.high = i == cell ? direction : 0;
    return row;
  };
  weigh(cell);
  for (const int equation : part.equations) {
    const int multiplier = programme.add(0, -solver::infinity);
    for (const Term& term : m_relations.equations[static_cast<std::size_t>(equation)]) {
      const auto at = static_cast<std::size_t>(term.cell);
      if (!hidden[at] && !candidates[at]) continue;
      solver::Row& row = weigh(term.cell);
      row.variables.push_back(multiplier);
      row.coefficients.push_back(term.coefficient);
    }
  }
  for (const auto& [i, weight] : weights) programme.rows.push_back(weight.second);
  const solver::Solution solution = solver::minimise(programme);
  if (solution.state != solver::Solution::State::optimal) return std::nullopt;
  double value = 0;
  for (const auto& [i, weight] : weights) {
    const auto at = static_cast<std::size_t>(i);
    const auto plus = static_cast<std::size_t>(weight.first);
    const double w = solution.x[plus] - solution.x[plus + 1];
    if (std::abs(w) < tolerance) continue;
    const Count room = w > 0 ? m_room[at].up : m_room[at].down;
    if (hidden[at])
      value += std::abs(w) * as_bound(room);
    else if (room > 0)
      useful[at] = 1;
  }
  if (!(value < 1e15)) return std::nullopt;
  return static_cast<Count>(std::floor(value + tolerance));
}

std::vector<int> Attack::cut(int cell, const Part& part, const Hidden& hidden, const std::vector<char>& candidates,
                             int values) {
  std::vector<char> useful(m_room.size(), 0);
  const auto up = dual_bound(cell, 1, part, hidden, candidates, useful);
  const auto down = up ? dual_bound(cell, -1, part, hidden, candidates, useful) : std::nullopt;
  if (!down || *up + *down >= values - 1) return cut_by_trying(cell, hidden, candidates, values);
  std::vector<int> cells;
  for (std::size_t i = 0; i < useful.size(); ++i)
    if (useful[i]) cells.push_back(static_cast<int>(i));
  return cells.empty() ? cut_by_trying(cell, hidden, candidates, values) : cells;
}

// Hides one group of candidates after another as long as the cell stays exposed; what cannot be hidden is the cut.
// Stopping early leaves a cut that is larger than it need be, but true.
std::vector<int> Attack::cut_by_trying(int cell, Hidden hidden, const std::vector<char>& candidates, int values) {
  std::vector<int> open;
  for (std::size_t i = 0; i < candidates.size(); ++i)
    if (candidates[i] && !hidden[i]) open.push_back(static_cast<int>(i));
  std::vector<int> cells;
  std::vector<std::pair<std::size_t, std::size_t>> groups{{0, open.size()}};
  for (int tries = 0; !groups.empty(); ++tries) {
    const auto [from, to] = groups.back();
    groups.pop_back();
    Hidden more = hidden;
    for (std::size_t k = from; k < to; ++k) more[static_cast<std::size_t>(open[k])] = 1;
    if (tries < 400 && !exposed({cell}, more, values).empty()) {
      hidden = std::move(more);
    } else if (to - from <= 1 || tries >= 400) {
      cells.insert(cells.end(), open.begin() + static_cast<std::ptrdiff_t>(from),
                   open.begin() + static_cast<std::ptrdiff_t>(to));
    } else {
      const std::size_t middle = from + (to - from) / 2;
      groups.emplace_back(middle, to);
      groups.emplace_back(from, middle);
    }
  }
  std::sort(cells.begin(), cells.end());
  return cells;
}

} // namespace tranche::statistics::disclosure
