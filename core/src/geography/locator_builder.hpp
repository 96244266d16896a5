#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "tranche/geography/point_locator.hpp"

namespace tranche {

/// Whether the corner (x, y) lies left of the edge, where a corner on the line itself counts as a hair above it, and as
/// a hair right of a vertical one.
bool side_of_corner(double ax, double ay, double bx, double by, double x, double y);

/// Square of the distance from (x, y) to the edge; exactly that to an end where the end is nearest.
double squared_distance(double ax, double ay, double bx, double by, double x, double y);

/// Lays the grid of a PointLocator.
class LocatorBuilder {
public:
  LocatorBuilder(PointLocator& locator, std::span<const Shape> areas) : m_grid(locator), m_areas(areas) {}
  void build();

private:
  using Edge = PointLocator::Edge;
  struct Entry { ///< an edge in a cell
    std::uint32_t row, rank, column, edge;
  };
  struct Turn { ///< from this corner of the row on, the area is inside where it was outside, and the other way round
    std::uint32_t row, rank, column;
  };

  struct Run { ///< corners [begin, end) of a row lie in the area
    std::uint32_t begin, end;
  };
  struct Part { ///< an area's entries [first, end) in one cell
    std::uint32_t column, rank;
    bool inside; ///< the cell's lower left corner
    std::size_t first, end;
  };

  void sort_areas();
  void gather_edges();
  void choose_grid();
  void enter(std::uint32_t edge, std::uint32_t rank);
  void turn_at_corners(std::uint32_t edge, std::uint32_t rank);
  void lay_row(std::uint32_t row);
  void add_area(std::uint32_t row, std::uint32_t rank);
  void add_cell(std::uint32_t column, std::size_t& part);

  PointLocator& m_grid;
  std::span<const Shape> m_areas;
  std::vector<std::uint32_t> m_order; ///< rank -> position in m_areas
  std::vector<Edge> m_edges;
  std::vector<std::uint32_t> m_ranks; ///< of each edge
  std::vector<Entry> m_entries;
  std::vector<Turn> m_turns;
  std::size_t m_entry = 0, m_turn = 0; ///< how far the rows laid have used them
  std::vector<Run> m_runs;
  std::vector<Part> m_parts;          ///< of the row at hand
  std::vector<std::uint32_t> m_cover; ///< of its cells: smallest rank of an area that holds all of it, or none
};

} // namespace tranche
