#include "statistics/disclosure_table.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <set>
#include <utility>

#include "statistics/solver.hpp"
#include "tranche/finding.hpp"

namespace tranche::statistics::disclosure {
namespace {

constexpr double largest_count = 1e12;
constexpr int dearest_cell = 1'000'000;
const std::string here = "disclosure control";

void check_lengths(const CountTable& table, Findings& findings) {
  const std::size_t cells = table.counts.size();
  const auto same = [&](const char* field, std::size_t length) {
    if (length != 0 && length != cells)
      findings.error(Fault::data, here, fmt::format("{} cells, but {} {}", cells, length, field),
                     "give one for each cell, or none");
  };
  same("names", table.names.size());
  same("costs", table.costs.size());
  same("upper bounds", table.most.size());
}

void check_cells(const CountTable& table, Findings& findings) {
  for (std::size_t i = 0; i < table.counts.size(); ++i) {
    const double count = table.counts[i];
    if (!table.most.empty() && !(table.most[i] >= 0))
      findings.error(Fault::data, name_of(table, i), fmt::format("{} is not an upper bound", table.most[i]),
                     "give a number from 0, infinity where there is no bound");
    if (std::isnan(count)) continue;
    if (!(count >= 0 && count <= largest_count) || count != std::floor(count))
      findings.error(Fault::data, name_of(table, i), fmt::format("{} is not a count", count),
                     "suppress whole numbers from 0 to 1e12: numerators, not rates or weighted figures");
    else if (!table.most.empty() && table.most[i] < count)
      findings.error(Fault::data, name_of(table, i), fmt::format("{} exceeds its upper bound {}", count, table.most[i]),
                     "correct the bound or the count");
  }
  for (std::size_t i = 0; i < table.costs.size(); ++i)
    if (table.costs[i] < 0 || table.costs[i] > dearest_cell)
      findings.error(Fault::data, name_of(table, i), fmt::format("{} is not a cost", table.costs[i]),
                     "give 1 to 1,000,000, or 0 for a cell that must be published");
}

/// Whether the equation can be read at all.
bool check_shape(const CountTable& table, std::size_t e, Findings& findings) {
  const TotalEquation& equation = table.equations[e];
  const std::set<std::size_t> distinct(equation.cells.begin(), equation.cells.end());
  const bool in_range = distinct.empty() || *distinct.rbegin() < table.counts.size();
  const bool zeros =
      std::find(equation.coefficients.begin(), equation.coefficients.end(), 0) != equation.coefficients.end();
  if (in_range && !zeros && distinct.size() == equation.cells.size() &&
      equation.coefficients.size() == equation.cells.size())
    return true;
  findings.error(Fault::data, here, fmt::format("equation {} is malformed", e + 1),
                 "give each of its cells once, by its position, with a coefficient that is not 0");
  return false;
}

void check_equation(const CountTable& table, std::size_t e, Findings& findings) {
  if (!check_shape(table, e, findings)) return;
  const TotalEquation& equation = table.equations[e];
  // Long double holds sums of whole numbers to 1.8e19 exactly.
  long double sum = 0;
  for (std::size_t k = 0; k < equation.cells.size(); ++k) {
    if (std::isnan(table.counts[equation.cells[k]])) return;
    sum += static_cast<long double>(equation.coefficients[k]) * table.counts[equation.cells[k]];
  }
  if (sum == 0) return;
  const std::string name = equation.name.empty() ? name_of(table, equation.cells.front()) : equation.name;
  findings.error(Fault::data, name, fmt::format("the total and its parts differ by {}", static_cast<double>(sum)),
                 "give the total of the very cells that are published");
}

/// The equations between missing counts, and what the known ones leave to them.
solver::Programme missing_programme(const CountTable& table, const std::vector<int>& variable, std::size_t missing) {
  solver::Programme programme;
  for (std::size_t i = 0, v = 0; v < missing; ++i)
    if (variable[i] >= 0) {
      const double most = table.most.empty() ? solver::infinity : std::floor(table.most[i]);
      programme.add(1, 0, most, true);
      ++v;
    }
  for (const TotalEquation& equation : table.equations) {
    solver::Row row;
    row.low = 0;
    for (std::size_t k = 0; k < equation.cells.size(); ++k) {
      const std::size_t cell = equation.cells[k];
      if (variable[cell] >= 0) {
        row.variables.push_back(variable[cell]);
        row.coefficients.push_back(equation.coefficients[k]);
      } else {
        row.low -= equation.coefficients[k] * table.counts[cell];
      }
    }
    row.high = row.low;
    if (!row.variables.empty()) programme.rows.push_back(std::move(row));
  }
  return programme;
}

bool holds(const TotalEquation& equation, const std::vector<Count>& counts) {
  Count sum = 0;
  for (std::size_t k = 0; k < equation.cells.size(); ++k) sum += equation.coefficients[k] * counts[equation.cells[k]];
  return sum == 0;
}

} // namespace

std::string name_of(const CountTable& table, std::size_t cell) {
  const bool named = cell < table.names.size() && !table.names[cell].empty();
  return named ? table.names[cell] : fmt::format("cell {}", cell + 1);
}

void check(const SuppressionRule& rule) {
  Findings findings;
  const int possible = rule.below - (rule.zeros ? 0 : 1);
  if (rule.values < 2)
    findings.error(Fault::settings, here, fmt::format("{} possible values protect nothing", rule.values),
                   "ask for at least 2");
  else if (possible < rule.values)
    findings.error(Fault::settings, here,
                   fmt::format("a count withheld for being under {} can only be one of {} values; {} are asked for",
                               rule.below, std::max(possible, 0), rule.values),
                   fmt::format("suppress below {} or more", rule.values + (rule.zeros ? 0 : 1)));
  findings.throw_if_errors();
}

void check(const CountTable& table) {
  Findings findings;
  check_lengths(table, findings);
  findings.throw_if_errors();
  check_cells(table, findings);
  for (std::size_t e = 0; e < table.equations.size(); ++e) check_equation(table, e, findings);
  findings.throw_if_errors();
}

Relations relations_of(const CountTable& table) {
  Relations relations;
  relations.equations_of.resize(table.counts.size());
  for (const TotalEquation& equation : table.equations) {
    std::vector<Term> terms;
    for (std::size_t k = 0; k < equation.cells.size(); ++k) {
      terms.push_back({static_cast<int>(equation.cells[k]), equation.coefficients[k]});
      relations.equations_of[equation.cells[k]].push_back(static_cast<int>(relations.equations.size()));
    }
    relations.equations.push_back(std::move(terms));
  }
  return relations;
}

std::vector<Count> possible_table(const CountTable& table) {
  std::vector<Count> counts(table.counts.size(), 0);
  std::vector<int> variable(table.counts.size(), -1);
  int missing = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (std::isnan(table.counts[i]))
      variable[i] = missing++;
    else
      counts[i] = static_cast<Count>(table.counts[i]);
  }
  if (missing == 0) return counts;
  const solver::Programme programme = missing_programme(table, variable, static_cast<std::size_t>(missing));
  const solver::Solution solution = solver::minimise(programme);
  for (std::size_t i = 0; i < counts.size() && solution.has_solution(); ++i)
    if (variable[i] >= 0) counts[i] = std::llround(solution.x[static_cast<std::size_t>(variable[i])]);
  for (const TotalEquation& equation : table.equations) {
    if (holds(equation, counts)) continue;
    const std::string name = equation.name.empty() ? name_of(table, equation.cells.front()) : equation.name;
    throw Error(Fault::data, name, "no counts for the missing cells make the total hold",
                "leave cells that a total does not hold out of its equation");
  }
  return counts;
}

KnownBounds bounds_of(CellKind kind, double count, double most, const SuppressionRule& rule) {
  const double least_small = rule.zeros ? 0 : 1;
  most = std::floor(most);
  if (kind == CellKind::published) return {count, count};
  if (kind == CellKind::missing) return {0, most};
  if (!rule.kinds_told) return {least_small, most};
  if (kind == CellKind::primary) return {least_small, std::min(most, rule.below - 1.0)};
  return {static_cast<double>(rule.below), most};
}

} // namespace tranche::statistics::disclosure
