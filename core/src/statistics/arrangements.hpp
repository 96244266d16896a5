#pragma once
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include "parallel.hpp"
#include "tranche/statistics/permutation_test.hpp"
#include "tranche/statistics/random.hpp"

namespace tranche::statistics {

/// What streams of one seed are for, so that none is used twice (Stream's second number; indicators count from 0).
enum class Purpose : std::uint32_t {
  arrangement = 0x53500001U,
  ring,
  sample,
  scan,
};

/// A whole number below `count`, from 52 bits.
inline std::uint32_t below(Stream& stream, std::size_t count) {
  return static_cast<std::uint32_t>(stream.uniform() * static_cast<double>(count));
}

/// Fisher and Yates.
inline void shuffle(std::vector<std::uint32_t>& order, Stream& stream) {
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[below(stream, i)]);
}

/// Calls evaluate(order, out) for each arrangement of n units; out has `width` places. The results, draw by draw.
template <class Evaluate>
std::vector<double> over_arrangements(std::size_t n, const PermutationOptions& options, std::size_t width,
                                      Evaluate&& evaluate) {
  std::vector<double> results(options.draws * width);
  in_blocks(options.draws, 8, options.threads, [&](std::size_t begin, std::size_t end) {
    std::vector<std::uint32_t> order(n);
    for (std::size_t draw = begin; draw < end; ++draw) {
      std::iota(order.begin(), order.end(), 0U);
      Stream stream(options.seed, static_cast<std::uint32_t>(draw), static_cast<std::uint32_t>(Purpose::arrangement),
                    0);
      shuffle(order, stream);
      evaluate(std::span<const std::uint32_t>(order), std::span(results).subspan(draw * width, width));
    }
  });
  return results;
}

/// Counts a column of the results of over_arrangements; equal up to `rounding` counts in both directions.
inline PermutationTest count_draws(std::span<const double> results, std::size_t width, std::size_t column, double found,
                                   double rounding) {
  PermutationTest test;
  for (std::size_t at = column; at < results.size(); at += width) {
    ++test.draws;
    test.at_least += results[at] >= found - rounding;
    test.at_most += results[at] <= found + rounding;
  }
  return test;
}

} // namespace tranche::statistics
