#pragma once
#include <limits>
#include <string>
#include <vector>

/// Linear and mixed-integer programmes, solved by COIN-OR CBC: the one door to it. Single-threaded, and without a
/// clock unless one is asked for, so that the same programme has the same answer everywhere the same library runs.
namespace tranche::solver {

inline constexpr double infinity = std::numeric_limits<double>::infinity();

/// low <= sum of coefficient x variable <= high.
struct Row {
  std::vector<int> variables; ///< positions, each at most once
  std::vector<double> coefficients;
  double low = -infinity, high = infinity;
};

/// Minimise objective x; lower <= x <= upper and every row holds.
struct Programme {
  std::vector<double> objective, lower, upper;
  std::vector<bool> integer; ///< for each variable; empty: a linear programme
  std::vector<Row> rows;

  /// A new variable. @return its position
  int add(double cost, double low = 0, double high = infinity, bool whole = false) {
    objective.push_back(cost);
    lower.push_back(low);
    upper.push_back(high);
    integer.push_back(whole);
    return static_cast<int>(objective.size()) - 1;
  }
};

struct Solution {
  enum class State {
    optimal,    ///< proved
    stopped,    ///< the best found within the node limit; the optimum is not below `bound`
    infeasible, ///< no x satisfies every row
    unbounded,
    nothing_found ///< stopped before any solution; `bound` holds
  } state = State::nothing_found;
  double objective = 0;
  double bound = -infinity; ///< no solution is below it; equals objective when optimal
  std::vector<double> x;    ///< empty without a solution; whole variables are exactly whole
  /// Of a linear programme, empty for one with whole variables: what the objective rises by at least for each unit that
  /// a variable leaves its bound by (0 or more at the lower bound, 0 or less at the upper), or a row its side.
  std::vector<double> reduced_costs, row_prices;

  bool has_solution() const { return !x.empty(); }
};

/// @param most_nodes of the search tree, before it is stopped
/// @param seconds    of the search, likewise. Finite, they make what is found hang on the machine: for whoever asked
Solution minimise(const Programme& programme, int most_nodes = 200'000, double seconds = infinity);

} // namespace tranche::solver
