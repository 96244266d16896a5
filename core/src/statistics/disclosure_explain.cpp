#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>

#include "statistics/disclosure_table.hpp"

namespace tranche::statistics::disclosure {
namespace {

/// "A", "A and B", "A, B and C"; beyond five the first four and how many more.
std::string listed(const CountTable& table, const std::vector<std::size_t>& cells) {
  const std::size_t shown = cells.size() > 5 ? 4 : cells.size();
  std::string text;
  for (std::size_t k = 0; k < shown; ++k) {
    if (k > 0) text += k + 1 == cells.size() ? " and " : ", ";
    text += name_of(table, cells[k]);
  }
  if (shown < cells.size()) text += fmt::format(" and {} more", cells.size() - shown);
  return text;
}

/// The equation to tell of a secondary cell: the first that it shares with a cell that it protects, else its first.
std::size_t equation_to_tell(const CountTable& table, std::size_t cell, const std::vector<std::size_t>& protects) {
  std::size_t first = table.equations.size();
  for (std::size_t e = 0; e < table.equations.size(); ++e) {
    const auto& cells = table.equations[e].cells;
    const auto has = [&](std::size_t sought) { return std::find(cells.begin(), cells.end(), sought) != cells.end(); };
    if (!has(cell)) continue;
    if (std::any_of(protects.begin(), protects.end(), has)) return e;
    first = std::min(first, e);
  }
  return first;
}

std::string small_words(const SuppressionRule& rule) {
  return fmt::format("a count from {} to {}", rule.zeros ? 0 : 1, rule.below - 1);
}

} // namespace

void explain(const CountTable& table, const SuppressionRule& rule, std::span<const std::vector<std::size_t>> needed_by,
             Suppression& suppression) {
  struct Group {
    std::vector<std::size_t> withheld;
    std::set<std::size_t> protects;
  };
  std::map<std::size_t, Group> groups;
  const std::string untold = fmt::format("{}, or withheld so that one cannot be worked out", small_words(rule));
  std::size_t withheld = 0;
  suppression.reasons.assign(table.counts.size(), "");
  for (std::size_t i = 0; i < table.counts.size(); ++i) {
    std::string& reason = suppression.reasons[i];
    if (suppression.kinds[i] == CellKind::missing) reason = "missing";
    if (!suppression.withheld(i)) continue;
    ++withheld;
    if (!suppression.kinds_told) {
      reason = untold;
    } else if (suppression.kinds[i] == CellKind::primary) {
      reason = small_words(rule);
    } else {
      reason = fmt::format("withheld so that {} cannot be worked out", listed(table, needed_by[i]));
      Group& group = groups[equation_to_tell(table, i, needed_by[i])];
      group.withheld.push_back(i);
      group.protects.insert(needed_by[i].begin(), needed_by[i].end());
    }
  }
  if (!suppression.kinds_told && withheld > 0)
    suppression.notes.push_back(fmt::format(
        "{} cells withheld: each {}; which is which is not said, since that alone would tell", withheld, untold));
  for (const auto& [e, group] : groups) {
    const TotalEquation& equation = table.equations[e];
    const std::string name = equation.name.empty() ? name_of(table, equation.cells.front()) : equation.name;
    const std::vector<std::size_t> protects(group.protects.begin(), group.protects.end());
    suppression.notes.push_back(fmt::format("{}: {} further cell{} withheld ({}) so that the total does not reveal {}",
                                            name, group.withheld.size(), group.withheld.size() == 1 ? "" : "s",
                                            listed(table, group.withheld), listed(table, protects)));
  }
}

} // namespace tranche::statistics::disclosure
