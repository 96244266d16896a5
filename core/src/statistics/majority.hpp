#pragma once
#include "tranche/statistics/outranking.hpp"

namespace tranche::statistics {

/// Support for a before b less that for b before a; exactly 0 where the two tie.
inline double margin(const PairMatrix& support, std::size_t a, std::size_t b) {
  const double difference = support(a, b) - support(b, a);
  const double both = support(a, b) + support(b, a);
  return difference > tie_share * both || -difference > tie_share * both ? difference : 0.0;
}

/// 1: a beats b, -1: b beats a, 0: they tie.
inline int majority(const PairMatrix& support, std::size_t a, std::size_t b) {
  const double difference = margin(support, a, b);
  return difference > 0 ? 1 : difference < 0 ? -1 : 0;
}

} // namespace tranche::statistics
