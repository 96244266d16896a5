#pragma once
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "tranche/statistics/cluster_scan.hpp"

namespace tranche::statistics {

class Stream;

/// The zones of a scan, each a zone made before it and one unit more, so that the counts of all take one addition each.
struct ScanZones {
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
  std::vector<std::uint32_t> parent; ///< none: the unit alone
  std::vector<std::uint32_t> unit;
  std::vector<std::uint32_t> size;   ///< units in the zone
  std::vector<double> population;    ///< in the zone
  std::vector<std::uint8_t> counted; ///< 0: only on the way to others, as a circle through units at one distance

  std::size_t count() const { return parent.size(); }
  /// @throws Error (data) when there are too many
  std::uint32_t add(std::uint32_t from, std::uint32_t added, double people, bool counts);
  /// The units of a zone, in the order in which they came in.
  std::vector<std::size_t> units_of(std::size_t zone) const;
};

ScanZones circular_zones(std::span<const double> population, std::span<const double> x, std::span<const double> y,
                         double max_share);
ScanZones flexible_zones(std::span<const double> population, std::span<const double> x, std::span<const double> y,
                         const SpatialWeights& neighbours, const ScanOptions& options);

/// Simulated counts of `cases` events over units, by their populations: a draw of the multinomial distribution.
void simulate_poisson(std::span<const double> population, double cases, Stream& stream, std::span<double> counts);
/// The multivariate hypergeometric: `cases` of all people.
void simulate_bernoulli(std::span<const double> population, double cases, Stream& stream, std::span<double> counts);

} // namespace tranche::statistics
