#pragma once
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

namespace tranche {

/// Sorts values that are spread at all evenly in linear time: into as many buckets of equal width as there are values,
/// then by insertion. Where many fall into one bucket, as any sort does.
/// @param begins  room to work in, used again
/// @pre not empty; least <= value <= most, and none NaN.
template <class Value>
void bucket_sort(std::span<const Value> values, Value least, Value most, std::vector<Value>& sorted,
                 std::vector<std::uint32_t>& begins) {
  constexpr std::uint32_t crowded = 24; // where insertion is no longer the faster
  sorted.resize(values.size());
  const std::size_t buckets = std::bit_ceil(values.size());
  const double scale = static_cast<double>(buckets - 1) / static_cast<double>(most - least);
  if (!std::isfinite(scale) || !(scale > 0)) { // all the same, or further apart than numbers go
    std::copy(values.begin(), values.end(), sorted.begin());
    std::sort(sorted.begin(), sorted.end());
    return;
  }
  // Rounding keeps the order, and the last may come out a bit above its bucket's number, never below.
  const auto bucket = [&](Value value) {
    return static_cast<std::size_t>(static_cast<std::int64_t>(static_cast<double>(value - least) * scale));
  };
  begins.assign(buckets + 1, 0);
  for (const Value value : values) ++begins[bucket(value) + 1];
  std::uint32_t begin = 0, fullest = 0;
  for (std::uint32_t& count : begins) {
    fullest = std::max(fullest, count);
    begin += count;
    count = begin;
  }
  for (const Value value : values) sorted[begins[bucket(value)]++] = value;
  if (fullest > crowded) {
    std::sort(sorted.begin(), sorted.end());
    return;
  }
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    const Value value = sorted[i];
    std::size_t at = i;
    for (; at > 0 && sorted[at - 1] > value; --at) sorted[at] = sorted[at - 1];
    sorted[at] = value;
  }
}

} // namespace tranche
