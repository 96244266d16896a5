#pragma once
#include <cstdint>
#include <span>

/// What many streams give first, all at once. Draw for draw the same numbers as Stream, a few times as fast.
namespace tranche::statistics {

/// Of block number `block` of Stream(seed, draw, indicator, authority[k]), for each k: the standard normal of its first
/// uniform, and its second uniform. Block 0 is what a new stream gives for normal() and then uniform().
/// @pre all spans of one length.
void first_draws(std::uint64_t seed, std::uint32_t draw, std::uint32_t indicator,
                 std::span<const std::uint32_t> authority, std::uint32_t block, std::span<double> normal,
                 std::span<double> uniform);

} // namespace tranche::statistics
