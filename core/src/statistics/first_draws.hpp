#pragma once
#include <cstdint>
#include <span>

/// What many streams give first, all at once. Draw for draw the same numbers as Stream, a few times as fast.
namespace tranche::statistics {

/// Of block number `block` of Stream(seed, draw, indicator, authority[k]), for each k: the standard normal of its first
/// uniform, and its second uniform. Block 0 is what a new stream gives for normal() and then uniform().
/// @param further  how far the draw moves from one to the next: 0 for many figures of one draw, 1 for one of many draws
/// @pre all spans of one length.
void first_draws(std::uint64_t seed, std::uint32_t draw, std::uint32_t indicator,
                 std::span<const std::uint32_t> authority, std::uint32_t block, std::span<double> normal,
                 std::span<double> uniform, std::uint32_t further = 0);

/// The gamma numbers that each normal and uniform settle without a logarithm; 0 where they do not, or d and c are NaN.
/// With d and c as in GammaShape.
///
/// Marsaglia and Tsang accept below A = exp(x^2/2 + d (1 - v + ln v)), v = (1 + t)^3, t = c x. The logarithm is
/// -d (3/4 t^4 - 3/5 t^5 + ...), and for |t| <= 1/2 no less than -1.28 d t^4, so that A > 1 - 1.28 d t^4 = 1 - 0.1423
/// c^2 x^4: near 1 for all but small shapes, where their own bound, 1 - 0.0331 x^4, leaves one in ten to the logarithm.
/// @pre all spans of one length.
void squeezed_gammas(std::span<const double> d, std::span<const double> c, std::span<const double> normal,
                     std::span<const double> uniform, std::span<double> into);

/// exp(mean + deviation x normal), as portable_exp() has it. @pre all spans of one length.
void log_normals(std::span<const double> mean, std::span<const double> deviation, std::span<const double> normal,
                 std::span<double> into);

} // namespace tranche::statistics
