#pragma once
#include <filesystem>
#include <string>

#include "tranche/export.hpp"
#include "tranche/outputs/table.hpp"
#include "tranche/run/clusters.hpp"

/// Patterns in space as files. All of it deterministic.
namespace tranche {

/// A row for each authority, in order of code: code, name, region, value, lag, neighbours, statistic, expected, z, p,
/// q, significant, cluster; the further figures, the standardised rates and the zone of the scan where there are any.
TRANCHE_API Table clusters_table(const Run& run, const Clusters& clusters);

/// The zones that the scan found, the most likely first: zone, centre, authorities, cases, expected, relative risk, log
/// likelihood ratio, p. @pre clusters.scan is set
TRANCHE_API Table scan_table(const Run& run, const Clusters& clusters);

/// Method, statistics of the whole map, join counts, and the authorities by class.
TRANCHE_API std::string clusters_json(const Run& run, const Clusters& clusters);

/// clusters.gpkg: layer "clusters" (without geometry where there are no boundaries) with the cluster map as its default
/// style, and the tables columns, notes and sources.
TRANCHE_API std::string clusters_geopackage(const Run& run, const Clusters& clusters);

/// A folder of clusters.csv, columns.csv, clusters.json, clusters.gpkg, with boundaries map-clusters as PNG, SVG and
/// PDF, of a scan scan.csv and map-scan, and checksums; whole or not at all.
/// @throws Error (system) as RunFolder; when the folder is a run folder.
TRANCHE_API void write_clusters(const Run& run, const Clusters& clusters, const std::filesystem::path& out,
                                bool overwrite, int threads);

} // namespace tranche
