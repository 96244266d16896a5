#pragma once
#include <span>
#include <string>
#include <vector>

#include "outputs/run_maps.hpp"
#include "tranche/run/clusters.hpp"
#include "tranche/run/run.hpp"

/// The files of a run folder as bytes; all deterministic. Each may be called from any thread.
namespace tranche {

/// ranking.xlsx: sheets ranking, columns, notes, sources.
std::string workbook_bytes(const Run& run);

/// assessment.gpkg: layer "authorities" (without geometry where the assessment has no boundaries), beside real
/// boundaries the same as "hexagons" and their "neighbours", tables tallies, columns, notes and sources, and every map
/// as a style in layer_styles, the tranche map as default.
std::string geopackage_bytes(const Run& run, const std::vector<RunMap>& maps);

/// assessment.qgz: a project of QGIS on assessment.gpkg, in the same folder. @pre maps is not empty
std::string project_bytes(const Run& run, const std::vector<RunMap>& maps);

/// report.html; clusters are layers of its map.
std::string report_html(const Run& run, std::span<const Clusters> clusters = {});

} // namespace tranche
