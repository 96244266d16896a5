#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>

#include "statistics/kemeny.hpp"
#include "statistics/solver.hpp"

namespace tranche::statistics::kemeny {
namespace {

constexpr double violated_by = 1e-7; // of a triangle
constexpr double slack = 1e-6;       // of the solver, in units of the greatest margin
constexpr double same_loss = 1e-9;   // of the greatest margin
constexpr std::size_t most_states = 4'000'000;

using Set = std::uint32_t;

std::size_t lowest(Set set) { return static_cast<std::size_t>(std::countr_zero(set)); }

/// The linear programme over pairs a < b, 1 when a stands before b, in units of the greatest margin.
class LinearOrdering {
public:
  LinearOrdering(const Margins& margins, double widest) : m_n(margins.n), m_variable(m_n * m_n) {
    for (std::size_t a = 0; a < m_n; ++a)
      for (std::size_t b = a + 1; b < m_n; ++b) {
        m_variable[a * m_n + b] = m_programme.add(-margins(a, b) / widest, 0, 1);
        m_at_zero += std::max(0.0, margins(a, b) / widest); // lost when b stands before a
      }
    add_triangle(0, 1, 2); // the solver has no answer to a programme without rows
  }

  bool solve() {
    do {
      m_solution = solver::minimise(m_programme);
      if (m_solution.state != solver::Solution::State::optimal) return false;
    } while (add_violated());
    return true;
  }

  /// No order loses less.
  double least_loss() const { return m_at_zero + m_solution.objective; }

  /// What least_loss() rises by at least in any order with a before b.
  double charge(std::size_t a, std::size_t b) const {
    const double reduced = m_solution.reduced_costs[variable(std::min(a, b), std::max(a, b))];
    return std::max(0.0, a < b ? reduced : -reduced);
  }

  /// Units by how many the programme puts before them, in parts.
  std::vector<std::size_t> rounded() const {
    std::vector<double> before(m_n);
    for (std::size_t a = 0; a < m_n; ++a)
      for (std::size_t b = a + 1; b < m_n; ++b) {
        before[b] += at(a, b);
        before[a] += 1 - at(a, b);
      }
    std::vector<std::size_t> units(m_n);
    std::iota(units.begin(), units.end(), std::size_t{0});
    std::stable_sort(units.begin(), units.end(), [&](std::size_t a, std::size_t b) { return before[a] < before[b]; });
    return units;
  }

private:
  std::size_t variable(std::size_t a, std::size_t b) const { return static_cast<std::size_t>(m_variable[a * m_n + b]); }
  double at(std::size_t a, std::size_t b) const { return m_solution.x[variable(a, b)]; }

  /// Of every three units a < b < c: 0 <= x_ab + x_bc - x_ac <= 1, or they would stand in a circle.
  void add_triangle(std::size_t a, std::size_t b, std::size_t c) {
    m_programme.rows.push_back(
        {{m_variable[a * m_n + b], m_variable[b * m_n + c], m_variable[a * m_n + c]}, {1, 1, -1}, 0, 1});
  }

  bool add_violated() {
    const std::size_t rows = m_programme.rows.size();
    for (std::size_t a = 0; a < m_n; ++a)
      for (std::size_t b = a + 1; b < m_n; ++b)
        for (std::size_t c = b + 1; c < m_n; ++c) {
          const double sum = at(a, b) + at(b, c) - at(a, c);
          if (sum >= -violated_by && sum <= 1 + violated_by) continue;
          add_triangle(a, b, c);
        }
    return m_programme.rows.size() > rows;
  }

  std::size_t m_n;
  std::vector<int> m_variable;
  double m_at_zero = 0;
  solver::Programme m_programme;
  solver::Solution m_solution;
};

/// The last units of an order, as a set: the least that their pairs can lose, and the least of their charges.
struct State {
  Set set = 0;
  double loss = 0, charges = 0;
};

/// Dynamic programming over the sets of last units, of which only those are kept whose charges leave an order that is
/// as good as the best known one.
class Search {
public:
  Search(const Margins& margins, const LinearOrdering& programme, double widest, double allowed)
      : m_n(margins.n), m_loss(m_n * m_n), m_charge(m_n * m_n), m_allowed(allowed) {
    for (std::size_t a = 0; a < m_n; ++a)
      for (std::size_t b = 0; b < m_n; ++b) {
        if (a == b) continue;
        m_loss[a * m_n + b] = std::max(0.0, margins(b, a) / widest);
        m_charge[a * m_n + b] = programme.charge(a, b);
      }
  }

  /// @return whether there was room for all states
  bool run() {
    m_layers = {{State{}}};
    std::size_t states = 1;
    while (m_layers.size() <= m_n) {
      std::vector<State> next;
      for (const State& state : m_layers.back())
        for (std::size_t unit = 0; unit < m_n; ++unit) {
          if ((state.set >> unit & 1U) != 0) continue;
          const double charges = state.charges + sum(m_charge, unit, state.set);
          if (charges > m_allowed) continue;
          next.push_back({state.set | Set{1} << unit, state.loss + sum(m_loss, unit, state.set), charges});
        }
      if (next.size() > most_states) return false;
      merge(next);
      states += next.size();
      if (next.empty() || states > most_states) return false;
      m_layers.push_back(std::move(next));
    }
    return true;
  }

  /// The lexicographically smallest order of least loss.
  std::vector<std::size_t> order() const {
    std::vector<std::size_t> units;
    State state = m_layers.back().front();
    for (std::size_t left = m_n; left-- > 0;)
      for (Set rest = state.set; rest != 0; rest &= rest - 1) {
        const std::size_t unit = lowest(rest);
        const State* then = find(left, state.set & ~(Set{1} << unit));
        if (!then || then->loss + sum(m_loss, unit, then->set) > state.loss + same_loss) continue;
        units.push_back(unit);
        state = *then;
        break;
      }
    return units;
  }

private:
  double sum(const std::vector<double>& cells, std::size_t unit, Set later) const {
    double total = 0;
    for (; later != 0; later &= later - 1) total += cells[unit * m_n + lowest(later)];
    return total;
  }

  static void merge(std::vector<State>& states) {
    std::sort(states.begin(), states.end(), [](const State& a, const State& b) { return a.set < b.set; });
    std::size_t kept = 0;
    for (const State& state : states) {
      if (kept > 0 && states[kept - 1].set == state.set) {
        states[kept - 1].loss = std::min(states[kept - 1].loss, state.loss);
        states[kept - 1].charges = std::min(states[kept - 1].charges, state.charges);
      } else {
        states[kept++] = state;
      }
    }
    states.resize(kept);
  }

  const State* find(std::size_t layer, Set set) const {
    const auto& states = m_layers[layer];
    const auto found = std::lower_bound(states.begin(), states.end(), set,
                                        [](const State& state, Set wanted) { return state.set < wanted; });
    return found != states.end() && found->set == set ? &*found : nullptr;
  }

  std::size_t m_n;
  std::vector<double> m_loss, m_charge; ///< of row before column
  double m_allowed;
  std::vector<std::vector<State>> m_layers; ///< by size of the set
};

} // namespace

Order by_programme(const Margins& margins) {
  const double widest = *std::max_element(margins.cells.begin(), margins.cells.end());
  Order order = by_moves(margins);
  if (widest <= 0) return order; // all tie
  LinearOrdering programme(margins, widest);
  order.proved = false;
  if (!programme.solve()) return order;
  const std::vector<std::size_t> other = improved(margins, programme.rounded());
  if (lost_by(margins, other) < lost_by(margins, order.units)) order.units = other;
  order.lost = (programme.least_loss() - slack) * widest;
  Search search(margins, programme, widest, lost_by(margins, order.units) / widest - programme.least_loss() + slack);
  if (!search.run()) return order;
  order.units = search.order();
  order.lost = lost_by(margins, order.units);
  order.proved = true;
  return order;
}

} // namespace tranche::statistics::kemeny
