#include "statistics/solver.hpp"

#include <algorithm>
#include <cmath>
#include <coin/Cbc_C_Interface.h>
#include <coin/Clp_C_Interface.h>
#include <limits>
#include <memory>

namespace tranche::solver {
namespace {

// What COIN-OR reads as unbounded.
constexpr double no_bound = std::numeric_limits<double>::max();

std::vector<double> bounded(std::vector<double> sides) {
  for (double& side : sides) side = std::clamp(side, -no_bound, no_bound);
  return sides;
}

double value_of(const Programme& programme, const std::vector<double>& x) {
  double sum = 0;
  for (std::size_t v = 0; v < x.size(); ++v) sum += programme.objective[v] * x[v];
  return sum;
}

/// CBC's own way with a programme without whole numbers cannot be kept from talking, so CLP is asked directly.
Solution minimise_linear(const Programme& programme) {
  const std::unique_ptr<Clp_Simplex, void (*)(Clp_Simplex*)> model(Clp_newModel(), Clp_deleteModel);
  Clp_setLogLevel(model.get(), 0);
  const std::vector<double> lower = bounded(programme.lower), upper = bounded(programme.upper);
  const int columns = static_cast<int>(programme.objective.size());
  Clp_resize(model.get(), 0, columns);
  Clp_chgColumnLower(model.get(), lower.data());
  Clp_chgColumnUpper(model.get(), upper.data());
  Clp_chgObjCoefficients(model.get(), programme.objective.data());
  std::vector<double> low, high, elements;
  std::vector<int> starts{0}, positions;
  for (const Row& row : programme.rows) {
    low.push_back(row.low);
    high.push_back(row.high);
    positions.insert(positions.end(), row.variables.begin(), row.variables.end());
    elements.insert(elements.end(), row.coefficients.begin(), row.coefficients.end());
    starts.push_back(static_cast<int>(positions.size()));
  }
  low = bounded(low);
  high = bounded(high);
  if (!programme.rows.empty())
    Clp_addRows(model.get(), static_cast<int>(low.size()), low.data(), high.data(), starts.data(), positions.data(),
                elements.data());
  Clp_initialSolve(model.get());
  Solution solution;
  switch (Clp_status(model.get())) {
  case 0: {
    const double* x = Clp_primalColumnSolution(model.get());
    solution.state = Solution::State::optimal;
    const double *reduced = Clp_dualColumnSolution(model.get()), *prices = Clp_dualRowSolution(model.get());
    solution.x.assign(x, x + columns);
    solution.reduced_costs.assign(reduced, reduced + columns);
    solution.row_prices.assign(prices, prices + programme.rows.size());
    solution.bound = solution.objective = value_of(programme, solution.x);
    break;
  }
  case 1:
    solution.state = Solution::State::infeasible;
    break;
  case 2:
    solution.state = Solution::State::unbounded;
    break;
  default:
    break;
  }
  return solution;
}

Solution minimise_whole(const Programme& programme, int most_nodes, double seconds) {
  const std::unique_ptr<Cbc_Model, void (*)(Cbc_Model*)> model(Cbc_newModel(), Cbc_deleteModel);
  Cbc_setParameter(model.get(), "log", "0");
  const std::vector<double> lower = bounded(programme.lower), upper = bounded(programme.upper);
  for (std::size_t v = 0; v < programme.objective.size(); ++v)
    Cbc_addCol(model.get(), "", lower[v], upper[v], programme.objective[v], static_cast<char>(programme.integer[v]), 0,
               nullptr, nullptr);
  for (const Row& row : programme.rows) {
    // A row of this interface has one side; one with two is an equation or two rows.
    const auto add = [&](char sense, double side) {
      Cbc_addRow(model.get(), "", static_cast<int>(row.variables.size()), row.variables.data(), row.coefficients.data(),
                 sense, side);
    };
    if (row.low == row.high) {
      add('E', row.low);
      continue;
    }
    if (row.low > -infinity) add('G', row.low);
    if (row.high < infinity) add('L', row.high);
  }
  Cbc_setMaximumNodes(model.get(), most_nodes);
  if (seconds < infinity) Cbc_setMaximumSeconds(model.get(), seconds);
  Cbc_setAllowableGap(model.get(), 1e-9);
  Cbc_setAllowableFractionGap(model.get(), 0.0);
  Cbc_solve(model.get());
  Solution solution;
  if (Cbc_isProvenInfeasible(model.get()) || Cbc_isContinuousUnbounded(model.get())) {
    solution.state = Cbc_isProvenInfeasible(model.get()) ? Solution::State::infeasible : Solution::State::unbounded;
    return solution;
  }
  solution.bound = Cbc_getBestPossibleObjValue(model.get());
  const double* x = Cbc_bestSolution(model.get());
  if (!x) return solution;
  solution.x.assign(x, x + programme.objective.size());
  for (std::size_t v = 0; v < solution.x.size(); ++v)
    if (programme.integer[v]) solution.x[v] = std::round(solution.x[v]);
  solution.objective = value_of(programme, solution.x);
  solution.state = Cbc_isProvenOptimal(model.get()) ? Solution::State::optimal : Solution::State::stopped;
  if (solution.state == Solution::State::optimal) solution.bound = solution.objective;
  return solution;
}

} // namespace

Solution minimise(const Programme& programme, int most_nodes, double seconds) {
  const auto& integer = programme.integer;
  return std::find(integer.begin(), integer.end(), true) == integer.end()
             ? minimise_linear(programme)
             : minimise_whole(programme, most_nodes, seconds);
}

} // namespace tranche::solver
