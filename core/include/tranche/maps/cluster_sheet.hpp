#pragma once
#include <string_view>

#include "tranche/export.hpp"
#include "tranche/maps/map_sheet.hpp"
#include "tranche/run/clusters.hpp"

/// Maps of patterns in space.
namespace tranche {

/// Reds for high and blues for low (ColorBrewer's RdBu), green and purple for like and unlike (PRGn); near white for no
/// more than chance, grey for no neighbours, hatched for no figure. The letters on the areas say the same in print.
TRANCHE_API Fill cluster_fill(statistics::Pattern pattern);

/// Each authority by what it is part of, with its figure; statistics of the whole map, method and correction in words.
/// @param table  where all the figures stand
/// @pre the run has boundaries; the clusters were found in it
TRANCHE_API MapSheet cluster_map_sheet(const Run& run, const Clusters& clusters,
                                       std::string_view table = "clusters.csv");

/// The zones of the scan that are significant, each in a colour, with relative risk and p.
/// @pre as above; clusters.scan is set
TRANCHE_API MapSheet scan_map_sheet(const Run& run, const Clusters& clusters);

} // namespace tranche
