#pragma once
#include <span>
#include <string>
#include <vector>

#include "tranche/geography/neighbours.hpp"
#include "tranche/run/clusters.hpp"
#include "tranche/run/run.hpp"
#include "tranche/statistics/spatial_weights.hpp"

/// Who is whose neighbour among the authorities of a run.
namespace tranche {

std::vector<std::string> wkb_of(const Boundaries& boundaries);

/// Pairs of shapes as pairs of the units that they belong to: first < second, each once, ascending.
NeighbourPairs pairs_of_units(const NeighbourPairs& shapes, std::span<const int> shape_unit);

/// A point in each unit, metres.
struct UnitPoints {
  std::vector<double> x, y;
};

/// The middle of each unit's largest polygon; on a schematic map, or without boundaries, the points of its code list.
/// @throws Error (settings) naming the units without a point.
UnitPoints points_of(const Run& run);

/// What Neighbours::automatic stands for with these boundaries: queen, or points where there are no real borders.
Neighbours settled(const Neighbours& rule, const Run& run);

/// The links of the rule, before rows are scaled. @throws Error (settings): no real borders for queen and rook, no
/// points for the others. @pre the rule is settled
statistics::SpatialWeights links_of(const Neighbours& rule, const Run& run, statistics::RowScheme scheme);

} // namespace tranche
