#pragma once
#include <span>
#include <string>
#include <vector>

#include "compare/join.hpp"
#include "tranche/compare/compare.hpp"

namespace tranche::comparing {

/// The parts of each pair's change of rank and tranche, nothing where it is not ranked on both sides.
struct Parts {
  std::vector<std::optional<ChangeParts>> rank, tranche;
  std::string rank_missing, tranche_missing; ///< why there are none
};

Parts split_changes(const Snapshot& a, const Snapshot& b, std::span<const Pair> pairs);

/// A tranche as a number that can be compared: none comes after the last of both sides.
int tranche_number(int tranche, const Snapshot& a, const Snapshot& b);

} // namespace tranche::comparing
