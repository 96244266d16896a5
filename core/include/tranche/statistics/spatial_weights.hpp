#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "tranche/export.hpp"

/// Who is whose neighbour, and how much each counts: the matrix W of spatial statistics, sparse. Pinned by dense
/// matrices in tests/unit/statistics/spatial_weights_test.cpp.
namespace tranche::statistics {

/// How the weights of a unit's neighbours are scaled (spdep's styles B and W).
enum class RowScheme {
  binary,      ///< as they are: 1 for each neighbour unless something else was given
  standardised ///< so that they sum to 1 in each row that has any
};

/// Row i holds the weights of unit i's neighbours, at offsets[i] to offsets[i + 1] - 1, neighbours ascending.
/// Weights need not be symmetric. Made by the functions below, which keep it sound.
struct SpatialWeights {
  std::vector<std::size_t> offsets{0};
  std::vector<std::uint32_t> neighbours;
  std::vector<double> weights; ///< > 0
  RowScheme scheme = RowScheme::binary;

  std::size_t size() const { return offsets.size() - 1; }
  std::size_t degree(std::size_t i) const { return offsets[i + 1] - offsets[i]; }
  std::span<const std::uint32_t> neighbours_of(std::size_t i) const {
    return std::span(neighbours).subspan(offsets[i], degree(i));
  }
  std::span<const double> weights_of(std::size_t i) const { return std::span(weights).subspan(offsets[i], degree(i)); }
};

struct SpatialLink {
  std::size_t from = 0, to = 0;
  double weight = 1;
};

/// Links of any order; of two between the same units the later counts, and a weight of 0 is no link.
/// @throws Error (data) for a position that is no unit, a weight below 0 or not finite, more than 2^32 - 2 units.
TRANCHE_API SpatialWeights spatial_weights(std::vector<SpatialLink> links, std::size_t units, RowScheme scheme);

/// From pairs of neighbours (queen_neighbours() and the like): both ways, each of weight 1 before scaling.
/// @throws Error (data) as above; a pair of a unit with itself.
TRANCHE_API SpatialWeights spatial_weights(std::span<const std::pair<std::size_t, std::size_t>> pairs,
                                           std::size_t units, RowScheme scheme);

/// From lists (nearest_neighbours()): one way, each of weight 1 before scaling. @throws Error (data) as above.
TRANCHE_API SpatialWeights spatial_weights(std::span<const std::vector<std::size_t>> lists, RowScheme scheme);

/// Every unit its own neighbour too, as Gi* has it: with weight 1, or, where rows are standardised, with the mean of
/// the row's weights before the row is scaled again: 1/(k + 1) of each. @pre no unit is its own neighbour yet.
TRANCHE_API SpatialWeights with_self(const SpatialWeights& weights);

/// Units without a neighbour other than themselves, ascending.
TRANCHE_API std::vector<std::size_t> islands(const SpatialWeights& weights);

/// The units that have a value, numbered anew, with the links among them.
struct KnownUnits {
  std::vector<std::size_t> units;   ///< their positions in the list of all, ascending
  SpatialWeights weights;           ///< among them; standardised rows are scaled again
  std::vector<std::size_t> islands; ///< positions in the list of all: without a neighbour that has a value
  std::vector<std::size_t> cut_off; ///< those of them that have neighbours, none with a value
};

/// Excludes the units whose value is NaN with their links. @pre as many values as units.
TRANCHE_API KnownUnits without_missing(const SpatialWeights& weights, std::span<const double> values);

/// The spatial lag: sum of w_ij x_j over the neighbours that have a value; where rows are standardised, their mean by
/// the weights. A unit that has no value itself has a lag too. NaN for a unit without such a neighbour (spdep's
/// lag.listw has 0 there, which maps draw as low). @pre as many values as units.
TRANCHE_API std::vector<double> spatial_lag(const SpatialWeights& weights, std::span<const double> values);

/// Sums that moments are made of (Cliff & Ord 1981, Spatial Processes, p. 19), a unit's weight of itself left out:
/// s0 = sum w_ij, s1 = 1/2 sum (w_ij + w_ji)^2, s2 = sum over i of (sum over j of w_ij + w_ji)^2.
struct WeightSums {
  double s0 = 0, s1 = 0, s2 = 0;
};
TRANCHE_API WeightSums weight_sums(const SpatialWeights& weights);

} // namespace tranche::statistics
