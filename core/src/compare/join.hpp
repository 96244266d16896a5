#pragma once
#include <span>
#include <string>
#include <vector>

#include "tranche/geography/areas.hpp"
#include "tranche/layers/catalogue.hpp"

namespace tranche::comparing {

inline constexpr std::size_t npos = static_cast<std::size_t>(-1);

/// A unit of A and one of B that stand for each other.
struct Pair {
  std::size_t a, b;
  bool same_area = true; ///< the same ground: each member is the other's, or its new code
  std::vector<std::string> steps;
};

struct Joined {
  std::vector<Pair> pairs;                     ///< by b
  std::vector<std::string> reason_a, reason_b; ///< for each unit without partner: what became of it, where it came from
};

/// Units are joined when they have one code, or when code changes lead from the members of one to the members of the
/// other and to or from no third.
Joined join_units(std::span<const Authority> a, std::span<const Authority> b, std::span<const CodeChange> changes);

} // namespace tranche::comparing
