#pragma once
#include <string>
#include <vector>

#include "outputs/run_maps.hpp"

/// Print layouts of the project of a run.
namespace tranche::qgis {

/// A layer in the legend: its id in the project, and its title; without one its classes stand alone.
struct LegendLayer {
  std::string id, title;
};

/// The sheet of a map on A4: title, subtitle, state, map, legend, scale bar (real boundaries only), notes, statement
/// and sources as on our own sheet. legend: the map's own layer first; theme: what the map shows.
std::string sheet_layout_xml(const MapSheet& sheet, const std::vector<LegendLayer>& legend, const std::string& theme);

/// A page for each authority: name, rank, score and tranche, and the map about it.
std::string atlas_layout_xml(const MapSheet& sheet, const std::vector<LegendLayer>& legend, const std::string& theme);

} // namespace tranche::qgis
