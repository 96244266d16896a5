#pragma once
#include <vector>

#include "statistics/majority.hpp"

/// Kemeny's order within one group of units that cannot be split; see kemeny_ranking(). In margins: what an order
/// gains on its reverse.
namespace tranche::statistics::kemeny {

/// Margins of a group: antisymmetric, ties exactly 0.
struct Margins {
  std::size_t n = 0;
  std::vector<double> cells; ///< row by row
  double operator()(std::size_t a, std::size_t b) const { return cells[a * n + b]; }
};

struct Order {
  std::vector<std::size_t> units; ///< positions within the group
  double lost = 0;                ///< a bound from below on the sum of the margins that any order goes against
  bool proved = true;
};

inline constexpr std::size_t most_by_subsets = 20, most_by_programme = 30, most_for_cycles = 400;

Order by_subsets(const Margins& margins);   ///< @pre n <= most_by_subsets
Order by_programme(const Margins& margins); ///< @pre n <= most_by_programme
Order by_moves(const Margins& margins);     ///< any n

/// An order after moves of one unit to its best place, until none gains.
std::vector<std::size_t> improved(const Margins& margins, std::vector<std::size_t> order);

/// Sum of the margins that an order goes against.
double lost_by(const Margins& margins, const std::vector<std::size_t>& order);

} // namespace tranche::statistics::kemeny
