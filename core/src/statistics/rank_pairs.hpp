#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tranche/statistics/correlation.hpp"

namespace tranche::statistics {

/// An indicator sorted once, for ranks over whatever units a pair has in common.
struct SortedColumn {
  std::vector<std::uint32_t> order;    ///< units with a value, ascending; equals by unit
  std::vector<std::uint32_t> run_ends; ///< for each different value: the place in `order` behind its last unit
  std::vector<std::int32_t> code;      ///< for each unit: place of its value among the different values; -1: missing
  std::vector<std::uint8_t> present;   ///< for each unit: whether it has a value
};

/// @pre fewer than 2^31 values
SortedColumn sort_column(std::span<const double> values);

/// Room that pairs of one thread share.
struct PairRoom {
  std::vector<std::uint32_t> starts, units;
  std::vector<std::int32_t> sequence, merged, ranks;
};

Correlation spearman_pair(const SortedColumn& x, const SortedColumn& y, PairRoom& room);
Correlation kendall_pair(const SortedColumn& x, const SortedColumn& y, PairRoom& room);

/// Twice the mean ranks less their mean: whole numbers, so that sums of their products are exact up to 2^53 (200,000
/// units). @pre no value is missing
std::vector<double> centred_double_ranks(const SortedColumn& column);

} // namespace tranche::statistics
