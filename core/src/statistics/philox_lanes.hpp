#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

namespace tranche::statistics {

/// philox() of many counters at a time, word by word, so that a vector instruction takes several.
struct PhiloxLanes {
  static constexpr std::size_t lanes = 64; ///< their words stay in the nearest cache
  static constexpr std::size_t step = 16;  ///< lanes are taken in multiples of it
  alignas(64) std::array<std::uint32_t, lanes> a, b, c, d;

  /// The first `count` counters into their random words. @pre count is a multiple of `step`
  void scramble(std::array<std::uint32_t, 2> key, std::size_t count);
};

} // namespace tranche::statistics
