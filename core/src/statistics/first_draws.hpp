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

/// The gamma numbers that each normal and uniform settle by Marsaglia and Tsang's first test, without a logarithm; 0
/// where they do not, or d and c are NaN. With d and c as in GammaShape.
/// @pre all spans of one length.
void squeezed_gammas(std::span<const double> d, std::span<const double> c, std::span<const double> normal,
                     std::span<const double> uniform, std::span<double> into);

} // namespace tranche::statistics
