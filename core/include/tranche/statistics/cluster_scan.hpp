#pragma once
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/statistics/spatial_weights.hpp"

/// Scans: is there a part of the map with more cases than chance puts there, and where? Every zone of a family is
/// compared with the rest of the map, and the greatest of all is compared with the greatest of maps simulated without
/// any cluster, so that having looked everywhere is allowed for. Sources: Kulldorff 1997, Communications in Statistics:
/// Theory and Methods 26: 1481-96 (circles, likelihood ratios); Tango & Takahashi 2005, International Journal of Health
/// Geographics 4: 11 (flexible shapes). Pinned in cluster_scan_test.cpp: zones, ratios and the greatest of them by
/// brute force, simulated counts against their distributions, clusters planted in maps without others.
namespace tranche::statistics {

enum class ScanModel {
  /// Counts of events, population the people or the events expected: scaled to the total of cases. With C cases in all,
  /// c and e in the zone: LLR = c ln(c/e) + (C - c) ln((C - c)/(C - e)). Simulated: C cases, multinomial by population.
  poisson,
  /// Cases among people of whom each is one or not: LLR = c ln(c/n) + (n - c) ln(1 - c/n) + the same of the rest, less
  /// the same of all. Simulated: C of all people, without replacement.
  bernoulli
};

enum class ScanFor { high, low, either };

struct ScanOptions {
  ScanModel model = ScanModel::poisson;
  ScanFor rates = ScanFor::high;
  double max_share = 0.5;    ///< of the population in a zone
  std::size_t nearest = 10;  ///< flexible: units round a centre, itself included, that zones are made of; 1 to 30
  std::size_t clusters = 10; ///< how many to report at most
  std::uint32_t simulations = 999;
  std::uint64_t seed = 1;
  int threads = 1; ///< results do not depend on it
};

struct ScanCluster {
  std::vector<std::size_t> units; ///< the centre first; circular: the nearest next
  double cases = 0, expected = 0; ///< expected: at the rate of the whole map
  double relative_risk = 0;       ///< rate within over rate without; infinite where no case is without
  double llr = 0;                 ///< log likelihood ratio
  /// (M + 1)/(R + 1), M the simulated maps whose greatest LLR is as great, to rounding: for the second cluster too,
  /// which is cautious (as SaTScan). NaN without simulations.
  double p = std::numeric_limits<double>::quiet_NaN();
};

struct ScanResult {
  double cases = 0, population = 0;
  std::size_t zones = 0;
  /// The greatest LLR first, then the greatest of the zones that share no unit with those before, and so on while it is
  /// above 0. Of equal ones (to rounding) the one of fewer units, then that of the earlier centre.
  std::vector<ScanCluster> clusters;
  std::vector<std::size_t> missing; ///< units without cases or population: left out
};

/// Circles round each unit's point, growing from the unit alone to max_share of the population; units at one distance
/// come in together. No cases, or nobody: no clusters. Memory grows with the square of the units: for up to a few
/// thousand. Time is linear in simulations.
/// @pre as many of each; cases and population are NaN or >= 0; coordinates finite, planar; 0 < max_share <= 1.
/// @throws Error (data) naming the unit: cases that are not whole; cases where nobody lives; bernoulli: a population
/// that
///         is not whole, more cases than people. More than 2^27 zones.
TRANCHE_API ScanResult circular_scan(std::span<const double> cases, std::span<const double> population,
                                     std::span<const double> x, std::span<const double> y,
                                     const ScanOptions& options = {});

/// Connected sets of units that hold the centre and lie among its `nearest`. Their number grows exponentially with it.
/// @throws Error (data) as above; nearest outside 1..30.
TRANCHE_API ScanResult flexible_scan(std::span<const double> cases, std::span<const double> population,
                                     std::span<const double> x, std::span<const double> y,
                                     const SpatialWeights& neighbours, const ScanOptions& options = {});

} // namespace tranche::statistics
