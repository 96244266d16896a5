#pragma once
#include <string>

#include "outputs/run_maps.hpp"

/// Print layouts of the project of a run.
namespace tranche::qgis {

/// The sheet of a map on A4: title, subtitle, state, map, legend, scale bar (real boundaries only), notes, statement
/// and sources as on our own sheet. layer: id of its layer in the project; theme: what the map shows.
std::string sheet_layout_xml(const MapSheet& sheet, const std::string& layer, const std::string& theme);

/// A page for each authority: name, rank, score and tranche, and the map about it.
std::string atlas_layout_xml(const MapSheet& sheet, const std::string& layer, const std::string& theme);

} // namespace tranche::qgis
