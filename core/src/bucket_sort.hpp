#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace tranche {

/// Room that bucket_sort() works in; used again from one set of values to the next.
struct BucketRoom {
  std::vector<std::uint32_t> bucket; ///< of each value
  std::vector<std::uint64_t> taken;  ///< a bit for each bucket
  std::vector<std::uint32_t> before; ///< buckets taken before each word of `taken`
};

/// Sorts values that are spread at all evenly in linear time: each takes a bucket of its own, of so many of equal width
/// that few find theirs taken and go to the next free one; insertion puts those right. Where many crowd together, as
/// any sort does.
/// @pre not empty; least <= value <= most, and none NaN.
void bucket_sort(std::span<const double> values, double least, double most, std::vector<double>& sorted,
                 BucketRoom& room);

} // namespace tranche
