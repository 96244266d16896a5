#pragma once
#include <span>
#include <vector>

#include "statistics/moments.hpp"
#include "tranche/statistics/columns.hpp"

namespace tranche::statistics {

/// What of an indicator enters a sum over units; 0 where it has no value.
enum class Part {
  value,   ///< scaled by its spread
  present, ///< 1
  square   ///< of the scaled value
};

/// Sums over all units of left(i) x right(j), for every two indicators. Fixed blocks of units are summed apart and the
/// blocks in their order, whatever the number of threads.
/// @pre one spread for each column
Matrix cross_products(Columns columns, std::span<const Spread> spreads, Part left, Part right, int threads);

/// The spread of each column.
std::vector<Spread> spreads_of(Columns columns, int threads);

} // namespace tranche::statistics
