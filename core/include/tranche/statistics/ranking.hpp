#pragma once
#include <span>
#include <vector>

#include "tranche/export.hpp"

/// Ranks. Everywhere 1 is the greatest need.
namespace tranche::statistics {

/// Rounded to 1e-9: need scores are compared, ranked and paid on this number only, so that the last bits of a sum,
/// which differ between machines, decide nothing.
TRANCHE_API double round_score(double score);

/// Competition ranks of the values, greatest first: ties share the smaller number (1, 2, 2, 4).
/// NaN is not ranked and gets 0.
TRANCHE_API std::vector<int> competition_ranks(std::span<const double> values);

/// Mean rank of a value from the smallest of a sorted list: tied values share the mean of their places, 1..n.
/// A value that is not in the list stands half a place above those below it (0.5 below all, n + 0.5 above all).
/// @pre sorted ascending.
TRANCHE_API double mean_rank(std::span<const double> sorted, double value);

} // namespace tranche::statistics
