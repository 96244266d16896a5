#include "bucket_sort.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "wide.hpp"

namespace tranche {
namespace {

constexpr std::size_t buckets_per_value = 16; // of 152 values some nine then find theirs taken
constexpr std::size_t word_bits = 64;
constexpr std::uint32_t crowded = 24; // steps to a free bucket where insertion is no longer the faster

/// The bucket that each value would have if it were alone. Rounding keeps the order.
TRANCHE_WIDE void find_buckets(std::span<const double> values, double least, double scale,
                               std::span<std::uint32_t> bucket) {
  for (std::size_t i = 0; i < values.size(); ++i)
    bucket[i] = static_cast<std::uint32_t>(static_cast<std::int32_t>((values[i] - least) * scale));
}

/// Gives each value the first bucket that is free from its own on. @return the most steps that one went
TRANCHE_WIDE std::uint32_t take_buckets(std::span<std::uint32_t> bucket, std::span<std::uint64_t> taken) {
  std::uint32_t furthest = 0;
  for (std::uint32_t& own : bucket) {
    std::uint32_t at = own;
    for (;;) { // a run of taken buckets is passed in one step
      const std::uint64_t from = taken[at / word_bits] >> (at % word_bits);
      if ((from & 1U) == 0) break;
      at += std::min(static_cast<std::uint32_t>(std::countr_one(from)),
                     static_cast<std::uint32_t>(word_bits - at % word_bits));
    }
    taken[at / word_bits] |= std::uint64_t{1} << (at % word_bits);
    furthest = std::max(furthest, at - own);
    own = at;
  }
  return furthest;
}

/// Each value behind as many as have a bucket before its own.
TRANCHE_WIDE void place_values(std::span<const double> values, BucketRoom& room, std::span<double> sorted) {
  std::uint32_t before = 0;
  for (std::size_t w = 0; w < room.taken.size(); ++w) {
    room.before[w] = before;
    before += static_cast<std::uint32_t>(std::popcount(room.taken[w]));
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t word = room.bucket[i] / word_bits, bit = room.bucket[i] % word_bits;
    const std::uint64_t lower = room.taken[word] & ((std::uint64_t{1} << bit) - 1);
    sorted[room.before[word] + static_cast<std::uint32_t>(std::popcount(lower))] = values[i];
  }
}

} // namespace

void bucket_sort(std::span<const double> values, double least, double most, std::vector<double>& sorted,
                 BucketRoom& room) {
  sorted.resize(values.size());
  const std::size_t buckets = std::bit_ceil(values.size()) * buckets_per_value;
  const double scale = static_cast<double>(buckets - 1) / (most - least);
  // All the same, further apart than numbers go, or more than 32 bits count.
  bool any = !std::isfinite(scale) || !(scale > 0) || buckets > std::size_t{1} << 30U;
  if (!any) {
    room.bucket.resize(values.size());
    room.taken.assign((buckets + values.size()) / word_bits + 1, 0);
    room.before.resize(room.taken.size());
    find_buckets(values, least, scale, room.bucket);
    any = take_buckets(room.bucket, room.taken) > crowded;
  }
  if (any) {
    std::copy(values.begin(), values.end(), sorted.begin());
    std::sort(sorted.begin(), sorted.end());
    return;
  }
  place_values(values, room, sorted);
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    const double value = sorted[i];
    std::size_t at = i;
    for (; at > 0 && sorted[at - 1] > value; --at) sorted[at] = sorted[at - 1];
    sorted[at] = value;
  }
}

} // namespace tranche
