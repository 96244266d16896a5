#pragma once
#include <string>
#include <vector>

#include "outputs/qgis_xml.hpp"
#include "outputs/run_maps.hpp"
#include "tranche/run/run.hpp"

/// What GeoPackage and project of a run hold in common: its tables, and how its maps look in QGIS.
namespace tranche {

/// A map as a style of the layers of authorities.
struct MapStyle {
  std::string name, description;
  qgis::LayerLook look; ///< without `schematic`, which is the layer's
};

/// The layer "authorities": every figure of the run, and for each map the class and the figure of each authority. Rows
/// in reading order.
struct AuthoritiesLayer {
  std::vector<std::size_t> order;
  Table table;
  std::vector<MapStyle> styles; ///< the tranche map first
};
AuthoritiesLayer authorities_layer(const Run& run, const std::vector<RunMap>& maps);

/// Pairs of authorities that share a point of their borders (queen), with the distance between their middles. No rows
/// where there are no real borders.
struct NeighboursLayer {
  Table table;
  std::vector<std::array<double, 4>> lines; ///< from middle to middle: x, y, x, y
};
NeighboursLayer neighbours_layer(const Run& run);

/// Incidents by layer, authority and category.
Table tallies_table(const Run& run);

} // namespace tranche
