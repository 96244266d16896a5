#pragma once
#include <vector>

#include "statistics/disclosure_attack.hpp"

/// The cheapest set of further cells to withhold.
namespace tranche::statistics::disclosure {

struct Task {
  std::vector<int> small; ///< cells to protect
  Hidden hidden;          ///< what is hidden anyway
  std::vector<int> costs; ///< for each cell; 0: not a candidate
  std::vector<int> order; ///< of preference among cells of one cost: position in the order of count, then of the table
  int values = 2;
  int most_rounds = 60;
};

struct Choice {
  Hidden hidden; ///< with the cells chosen
  Count cost = 0, bound = 0;
  bool proved = true;
  std::vector<int> hopeless; ///< exposed even with every candidate hidden
};

Choice choose(Attack& attack, Task task);

} // namespace tranche::statistics::disclosure
