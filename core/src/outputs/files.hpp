#pragma once
#include <span>
#include <string>

#include "tranche/run/clusters.hpp"
#include "tranche/run/run.hpp"

/// The files of a run folder as bytes; all deterministic. Each may be called from any thread.
namespace tranche {

/// ranking.xlsx: sheets ranking, columns, notes, sources.
std::string workbook_bytes(const Run& run);

/// assessment.gpkg: layer "authorities" (without geometry where the assessment has no boundaries), tables columns,
/// notes and sources, and the tranche map as default style in layer_styles.
std::string geopackage_bytes(const Run& run);

/// QGIS style of layer "authorities": the tranche map, and the columns' titles as aliases.
std::string tranche_style_qml(const Run& run, const struct Table& table);

/// report.html; clusters are layers of its map.
std::string report_html(const Run& run, std::span<const Clusters> clusters = {});

} // namespace tranche
