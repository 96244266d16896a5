#pragma once
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "tranche/maps/map_sheet.hpp"
#include "tranche/run/clusters.hpp"

/// The maps of a run folder: as pictures, and as classes of its authorities for QGIS.
namespace tranche {

struct RunMap {
  std::string file;  ///< of its pictures, without extension: "map-tranches"
  std::string style; ///< what QGIS calls it: "tranche map"
  /// Columns of the GeoPackage; no other column ends like those of an indicator or is called like the others.
  std::string class_field, figure_field;
  std::shared_ptr<const MapSheet> sheet;
};

/// The tranche map first, clusters last; none without boundaries.
std::vector<RunMap> run_maps(const Run& run, std::span<const Clusters> clusters = {});

/// A class of a map.
struct MapClass {
  std::string key; ///< in the column; of the tranche map as in tranche_classes.hpp, else the label
  std::string label;
  Fill fill;
  std::size_t count = 0;
};

/// A sheet as a class and a figure of each authority.
struct ClassedMap {
  std::vector<MapClass> classes; ///< those that somebody is in, in the legend's order, exactly as the sheet fills them
  std::vector<std::string> class_of, figure_of; ///< by authority; figures as on the sheet, empty where it has none
  std::vector<std::string> name_of;             ///< its lines
};
ClassedMap classed(const Run& run, const RunMap& map);

} // namespace tranche
