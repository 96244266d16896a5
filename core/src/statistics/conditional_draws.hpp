#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

#include "parallel.hpp"
#include "statistics/arrangements.hpp"
#include "tranche/statistics/spatial_weights.hpp"

namespace tranche::statistics {

/// Units in a ring, in an order shuffled by the seed. ring[p] for p in 0 .. 2n - 1: twice round, so that the n - 1
/// others of the unit at place p are those at p + 1 .. p + n - 1.
inline std::vector<std::uint32_t> ring_of(std::size_t units, std::uint64_t seed) {
  std::vector<std::uint32_t> ring(units);
  std::iota(ring.begin(), ring.end(), 0U);
  Stream stream(seed, 0, static_cast<std::uint32_t>(Purpose::ring), 0);
  shuffle(ring, stream);
  ring.reserve(2 * units);
  for (std::size_t p = 0; p < units; ++p) ring.push_back(ring[p]);
  return ring;
}

/// Ordered samples without replacement of `size` of the numbers 0 .. others - 1, one for each draw from `first`, one
/// after the other.
inline std::vector<std::uint32_t> ordered_samples(std::size_t first, std::size_t draws, std::size_t size,
                                                  std::size_t others, const PermutationOptions& options) {
  std::vector<std::uint32_t> samples(draws * size);
  in_blocks(draws, 256, options.threads, [&](std::size_t begin, std::size_t end) {
    std::vector<std::uint32_t> pool(others);
    std::iota(pool.begin(), pool.end(), 0U);
    std::vector<std::size_t> picks(size);
    for (std::size_t draw = begin; draw < end; ++draw) {
      Stream stream(options.seed, static_cast<std::uint32_t>(first + draw), static_cast<std::uint32_t>(Purpose::sample),
                    0);
      for (std::size_t j = 0; j < size; ++j) {
        picks[j] = j + below(stream, others - j);
        std::swap(pool[j], pool[picks[j]]);
        samples[draw * size + j] = pool[j];
      }
      for (std::size_t j = size; j-- > 0;) std::swap(pool[j], pool[picks[j]]); // back to 0, 1, 2, ..
    }
  });
  return samples;
}

/// What a unit's draws are compared with: sum w_ij s_j as it was found, and how far rounding may be off.
struct FoundSum {
  double sum = 0, rounding = 0;
};

/// Counts, for each unit, the draws whose sum w_ij s_j is as great or as small as the one found. Units without
/// neighbours: no draws.
///  score(i, p)  the score that unit i meets at place p of the ring, p < 2n
/// Draws are looked through in small groups, for one stretch of the ring at a time: units that stand side by side meet
/// values that do too, so that what one has read is at hand for the next.
template <class Score>
std::vector<PermutationTest> count_conditional(const SpatialWeights& w, std::span<const std::uint32_t> ring,
                                               std::span<const FoundSum> found, const PermutationOptions& options,
                                               Score&& score) {
  constexpr std::size_t stretch = 256, group = 48, most_numbers = std::size_t{1} << 22U;
  std::vector<PermutationTest> tests(w.size());
  std::size_t widest = 0;
  for (std::size_t i = 0; i < w.size(); ++i) widest = std::max(widest, w.degree(i));
  if (widest == 0) return tests;
  const std::size_t batch = std::max(group, most_numbers / widest); // bounds the memory, however many draws
  for (std::size_t first = 0; first < options.draws; first += batch) {
    const std::size_t draws = std::min<std::size_t>(batch, options.draws - first);
    const std::vector<std::uint32_t> samples = ordered_samples(first, draws, widest, w.size() - 1, options);
    in_blocks(w.size(), stretch, options.threads, [&](std::size_t begin, std::size_t end) {
      // Counted here and added once: neighbours on the ring are not neighbours in memory, and threads would write to
      // the same cache lines.
      std::array<PermutationTest, stretch> counts{};
      for (std::size_t from = 0; from < draws; from += group)
        for (std::size_t p = begin; p < end; ++p) {
          const std::size_t i = ring[p];
          const std::span<const double> weights = w.weights_of(i);
          if (weights.empty()) continue;
          const double low = found[i].sum - found[i].rounding, high = found[i].sum + found[i].rounding;
          std::uint32_t at_least = 0, at_most = 0;
          for (std::size_t draw = from; draw < std::min(from + group, draws); ++draw) {
            const std::uint32_t* const sample = samples.data() + draw * widest;
            double sum = 0;
            for (std::size_t j = 0; j < weights.size(); ++j) sum += weights[j] * score(i, p + 1 + sample[j]);
            at_least += sum >= low;
            at_most += sum <= high;
          }
          counts[p - begin].at_least += at_least;
          counts[p - begin].at_most += at_most;
        }
      for (std::size_t p = begin; p < end; ++p) {
        tests[ring[p]].at_least += counts[p - begin].at_least;
        tests[ring[p]].at_most += counts[p - begin].at_most;
      }
    });
  }
  for (std::size_t i = 0; i < w.size(); ++i)
    if (w.degree(i) > 0) tests[i].draws = options.draws;
  return tests;
}

} // namespace tranche::statistics
