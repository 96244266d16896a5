#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace tranche {

/// Up to so many are put in order faster by comparing each with all others than by sorting.
constexpr std::size_t few_to_order = 256;

/// Room that order_few() works in; used again.
struct FewRoom {
  std::vector<std::int16_t> coarse, above;
};

/// Places of few values, the greatest first and of equal ones that of the least `place`: each behind as many as are
/// greater, counted on a grid of 2^16 steps, sixteen or more at a time and without a branch to predict. Those that
/// share a step are put right by their own values.
/// @return whether some share a step; if none do, room.above says how many are greater than each
/// @pre 0 < values.size() <= few_to_order; least <= value <= most, and none NaN
bool order_few(std::span<const double> values, double least, double most, std::span<const double> place, FewRoom& room,
               std::vector<std::size_t>& order);

} // namespace tranche
