#include <algorithm>
#include <array>
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
constexpr int most_kicks = 3000;
constexpr std::size_t most_states = 2'000'000;

using Set = std::uint32_t;

std::size_t lowest(Set set) { return static_cast<std::size_t>(std::countr_zero(set)); }

/// A triangle row with a price, for the order of its units that it is slack in.
struct Triangle {
  std::size_t a, b, c; ///< a < b < c
  double price;        ///< above 0: the row is at its lower side, 0; below 0: at its upper, 1

  /// What an order of the three costs beyond the programme's bound.
  double charge(std::size_t first, std::size_t middle, std::size_t last) const {
    const auto before = [&](std::size_t x, std::size_t y) {
      return first == x || last == y || (middle == x && last == y);
    };
    const int sum = before(a, b) + before(b, c) - before(a, c);
    return price > 0 ? price * sum : -price * (1 - sum);
  }
};

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

  std::vector<Triangle> triangles() const {
    std::vector<Triangle> priced;
    for (std::size_t row = 0; row < m_triangles.size(); ++row) {
      const auto [a, b, c] = m_triangles[row];
      if (m_solution.row_prices[row] != 0) priced.push_back({a, b, c, m_solution.row_prices[row]});
    }
    return priced;
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
    m_triangles.push_back({a, b, c});
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
  std::vector<std::array<std::size_t, 3>> m_triangles; ///< by row
  double m_at_zero = 0;
  solver::Programme m_programme;
  solver::Solution m_solution;
};

/// The last units of an order, as a set: the least that their pairs can lose, and the least that the pairs and
/// triangles which this decides are charged. (An order loses the programme's bound and all its charges, no more.)
struct State {
  Set set = 0;
  double loss = 0, charges = 0;
};

/// Dynamic programming over the sets of last units, of which only those are kept whose charges leave an order that is
/// as good as the best known one.
class Search {
public:
  Search(const Margins& margins, const LinearOrdering& programme, double widest, double allowed)
      : m_n(margins.n), m_loss(m_n * m_n), m_charge(m_n * m_n), m_triangles(m_n), m_allowed(allowed) {
    for (std::size_t a = 0; a < m_n; ++a)
      for (std::size_t b = 0; b < m_n; ++b) {
        if (a == b) continue;
        m_loss[a * m_n + b] = std::max(0.0, margins(b, a) / widest);
        m_charge[b * m_n + a] = programme.charge(a, b);
      }
    for (const Triangle& triangle : programme.triangles())
      for (const std::size_t unit : {triangle.a, triangle.b, triangle.c}) {
        const Set all = Set{1} << triangle.a | Set{1} << triangle.b | Set{1} << triangle.c;
        m_triangles[unit].push_back({triangle, all & ~(Set{1} << unit)});
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
          const double charges = state.charges + charges_of(unit, state.set);
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

  /// What is decided once a unit stands before a set and after all others: those others before it, and the triangles
  /// with one unit in the set and one before.
  double charges_of(std::size_t unit, Set later) const {
    const Set earlier = static_cast<Set>((std::uint64_t{1} << m_n) - 1) & ~later & ~(Set{1} << unit);
    double total = sum(m_charge, unit, earlier);
    for (const auto& [triangle, others] : m_triangles[unit]) {
      const Set last = others & later, first = others & earlier;
      if (last != 0 && first != 0) total += triangle.charge(lowest(first), unit, lowest(last));
    }
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
  std::vector<double> m_loss;   ///< of row before column
  std::vector<double> m_charge; ///< of column before row
  struct Corner {
    Triangle triangle;
    Set others;
  };
  std::vector<std::vector<Corner>> m_triangles; ///< by unit
  double m_allowed;
  std::vector<std::vector<State>> m_layers; ///< by size of the set
};

/// The closer the best known order is to the bound, the fewer sets the search keeps: kicks of three units to places of
/// a fixed sequence, each followed by moves (iterated local search), until the bound is reached.
std::vector<std::size_t> kicked(const Margins& margins, std::vector<std::size_t> best, double bound) {
  std::uint64_t sequence = 1;
  const auto next_place = [&] {
    sequence = sequence * 6364136223846793005U + 1442695040888963407U; // Knuth's MMIX
    return static_cast<std::ptrdiff_t>((sequence >> 33U) % margins.n);
  };
  double least = lost_by(margins, best);
  for (int kick = 0; kick < most_kicks && least > bound; ++kick) {
    std::vector<std::size_t> order = best;
    for (int unit = 0; unit < 3; ++unit) {
      const auto from = next_place(), to = next_place();
      if (from < to)
        std::rotate(order.begin() + from, order.begin() + from + 1, order.begin() + to + 1);
      else
        std::rotate(order.begin() + to, order.begin() + from, order.begin() + from + 1);
    }
    order = improved(margins, std::move(order));
    const double lost = lost_by(margins, order);
    if (lost > least) continue;
    least = lost;
    best = std::move(order);
  }
  return best;
}

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
  order.units = kicked(margins, std::move(order.units), order.lost + 2 * slack * widest);
  Search search(margins, programme, widest, lost_by(margins, order.units) / widest - programme.least_loss() + slack);
  if (!search.run()) return order;
  order.units = search.order();
  order.lost = lost_by(margins, order.units);
  order.proved = true;
  return order;
}

} // namespace tranche::statistics::kemeny
