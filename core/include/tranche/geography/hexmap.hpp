#pragma once
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/geography/neighbours.hpp"

/// A map of equal hexagons, one for each area: every area is seen, and what touches in the country touches on the map
/// as far as it can. Schematic: it is drawn, never measured.
namespace tranche {

/// One area to be laid out.
struct HexmapArea {
  std::string code;
  std::string region;      ///< areas of one region are kept in one piece; empty: bound to nobody
  double x = 0.0, y = 0.0; ///< a point inside, metres in a projected CRS, y northwards
};

/// A cell of the grid in axial coordinates (Patel, "Hexagonal Grids"): hexagons with a point on top, q eastwards,
/// r upwards to the north-east. The six neighbours of (q, r) are (q±1, r), (q, r±1), (q+1, r-1) and (q-1, r+1).
struct HexCell {
  int q = 0, r = 0;
  friend auto operator<=>(const HexCell&, const HexCell&) = default;
};

/// What a cell is drawn as. Squares lie like bricks, each row shifted by half a square, so that a square too shares a
/// side with six others, and neighbours that are kept as hexagons are kept as squares.
enum class CellShape { hexagon, square };

/// Where the cells lie on the ground. Whole metres, so that cells meet corner on corner without rounding. Hexagons: the
/// centre of (q, r) is x0 + half_width (2q + r), y0 + 3 quarter_height r; a hexagon is 2 half_width across the
/// flats and 4 quarter_height from point to point, regular to the metre. Squares: x as with hexagons,
/// y0 + 2 half_width r; a square is 2 half_width wide.
struct HexGrid {
  std::int64_t x0 = 0, y0 = 0;
  std::int64_t half_width = 1, quarter_height = 1;
  CellShape shape = CellShape::hexagon;
  friend bool operator==(const HexGrid&, const HexGrid&) = default;
};

struct HexmapOptions {
  std::uint64_t seed = 1; ///< the same seed and areas give the same map
  double effort = 1.0;    ///< multiplies the work done, and roughly the time
  CellShape shape = CellShape::hexagon;
};

struct Hexmap {
  std::vector<HexCell> cells; ///< one for each area, in the order of the areas; all different
  HexGrid grid;               ///< as wide and high as the points are, and centred on them
};

/// Lays areas out on a grid of hexagons.
///
/// Positions are first evened out, so that neighbours lie one cell apart in their true direction; the areas then take
/// cells near those and are annealed by swaps, shifts and moves (Kirkpatrick, Gelatt and Vecchi 1983). Kept are:
/// neighbours next to each other, in their direction, near their place, each region in one piece. The land grows and
/// shrinks only by cells that leave it connected and without a hole, so that no empty cell is ever enclosed.
/// Areas without any neighbour are set off: one empty cell at least lies between them and everything else, and they
/// do not count as a piece of their region.
///
///  areas  codes unique, coordinates finite
///  pairs  neighbours as positions in areas; empty: taken from the points by point_neighbours, nobody is set off then
/// @throws Error (data) for a repeated code, a point that is not finite, a pair out of range.
TRANCHE_API Hexmap layout_hexmap(std::span<const HexmapArea> areas, const NeighbourPairs& pairs = {},
                                 const HexmapOptions& options = {});

/// The hexagon or square of a cell as a WKT polygon, counter-clockwise from its top (its upper left), whole metres.
TRANCHE_API std::string cell_wkt(const HexGrid& grid, HexCell cell);

/// How good a hexagon map is.
struct HexmapQuality {
  std::size_t pairs = 0;                  ///< neighbour pairs given
  std::size_t adjacent = 0;               ///< of these, pairs that share an edge on the map
  std::size_t overlaps = 0;               ///< areas whose cell another area has too
  std::size_t holes = 0;                  ///< empty cells enclosed by areas
  std::size_t land_pieces = 0;            ///< pieces of the whole, without the areas that have no neighbour
  std::vector<std::string> split_regions; ///< regions in more than one piece, islands without neighbour not counted
  std::vector<std::string> not_set_off;   ///< codes of areas without neighbour that touch another on the map
  double order_kept = 0.0; ///< share of pairs of areas, over both axes, whose west-east or south-north order is true
};

/// Measures a map against the neighbours, regions and points it should show.
///  cells  one for each area
/// @throws Error (data) when cells are not as many as areas, or a pair is out of range.
TRANCHE_API HexmapQuality measure_hexmap(std::span<const HexmapArea> areas, const NeighbourPairs& pairs,
                                         std::span<const HexCell> cells);

} // namespace tranche
