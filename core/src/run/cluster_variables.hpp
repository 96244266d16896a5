#pragma once
#include <string_view>
#include <vector>

#include "tranche/run/clusters.hpp"

namespace tranche {

/// The figures that the options ask for, of neighbours last. @throws Error (usage, settings) as find_clusters.
std::vector<ClusterVariable> cluster_variables(const Run& run, const ClusterOptions& options);

/// The indicator meant by an id, or by the name of a plugin that one indicator only comes from.
/// @throws Error (usage) naming those there are.
const IndicatorColumn& indicator_named(const Run& run, std::string_view name);

/// The same links with rows that sum to 1.
statistics::SpatialWeights with_rows_of_one(const statistics::SpatialWeights& links);

/// Fills scan and scan_cluster. @pre options, links and variables are set
void scan_for_clusters(Clusters& clusters, const Run& run);

} // namespace tranche
