#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/layers/boundaries.hpp"

namespace tranche {

/// Says which area a point lies in, exactly and for millions of points a second.
///
/// A uniform grid lies over the areas. Where no edge comes near a cell its answer is known beforehand; elsewhere the
/// point is joined to a corner of the cell by a path of two legs, and the edges of the cell that the path crosses are
/// counted (even-odd rule; half-open intervals, so that a path through a vertex counts it once). Whether a point is
/// left of an edge is decided in double precision where the rounding bound allows it and in exact arithmetic otherwise
/// (Shewchuk 1997, "Adaptive precision floating-point arithmetic and fast robust geometric predicates"), so the answer
/// is that of the coordinates as they stand, never that of rounding.
///
/// Border rule: an area covers its border. A point that several areas cover, on a shared border, in an overlap or a
/// sliver, belongs to the one with the smallest code. The answer depends on nothing else.
///
/// Pinned by tests/unit/geography/point_locator_test.cpp against GEOS on real boundaries. Safe to read from any thread.
class TRANCHE_API PointLocator {
public:
  static constexpr std::uint32_t none = 0x7FFFFFFF;   ///< in no area
  static constexpr std::uint32_t unsure = 0x7FFFFFFE; ///< too near to an edge to say; of locate_roughly alone

  /// areas: rings in one planar CRS; their codes decide the border rule. An area without rings covers nothing.
  /// @throws Error (data) for a coordinate that is not finite.
  explicit PointLocator(std::span<const Shape> areas);

  /// Position in `areas` of the area that covers the point, or none (also for coordinates that are not finite).
  std::uint32_t locate(double x, double y) const;
  /// The same for many points. @pre the three spans are of one length.
  void locate(std::span<const double> x, std::span<const double> y, std::span<std::uint32_t> area) const;

  /// For points known within `margin`: the area of the point and of every point within `margin` of it, or unsure.
  /// @pre 0 <= margin <= widest_margin()
  std::uint32_t locate_roughly(double x, double y, double margin) const;
  /// The same for many points. @pre the three spans are of one length.
  void locate_roughly(std::span<const double> x, std::span<const double> y, double margin,
                      std::span<std::uint32_t> area) const;
  double widest_margin() const { return m_slack; }

  /// The area nearest to a point that no area covers, none when all are farther than `within`; of several at the same
  /// distance the one with the smallest code. Distances in double precision.
  std::uint32_t nearest(double x, double y, double within) const;

  std::size_t cells() const { return m_cells.size(); }
  std::size_t bytes() const; ///< held in memory

private:
  friend class LocatorBuilder;
  struct Edge {
    double ax, ay, bx, by;
  };
  struct Group { ///< the edges of one area in one cell
    std::uint32_t area, rank, first, end;
    bool inside; ///< whether the area holds the lower left corner of the cell
  };
  struct Mixed {              ///< a cell with edges
    std::uint32_t first, end; ///< groups, by rank
    std::uint32_t cover;      ///< of the areas that hold all of the cell, the one with the smallest code; or none
  };
  static constexpr std::uint32_t mixed_bit = 0x80000000;

  double corner_x(std::size_t column) const { return m_left + m_width * static_cast<double>(column); }
  double corner_y(std::size_t row) const { return m_bottom + m_height * static_cast<double>(row); }
  std::size_t column_of(double x) const;
  std::size_t row_of(double y) const;
  void fetch_ahead(std::span<const double> x, std::span<const double> y, std::size_t i) const;
  bool in_grid(double x, double y) const { return x >= m_left && x <= m_right && y >= m_bottom && y <= m_top; }
  bool covers(const Group& group, std::size_t column, std::size_t row, double x, double y) const;
  std::uint32_t locate_among(const Mixed& cell, std::size_t column, std::size_t row, double x, double y) const;
  bool near_edge(const Mixed& cell, double x, double y, double margin) const;

  double m_left = 0, m_right = -1, m_bottom = 0, m_top = -1; ///< of the grid; empty without areas
  double m_width = 1, m_height = 1, m_slack = 0;             ///< of a cell; how far around a cell its edges reach
  double m_per_width = 1, m_per_height = 1;
  std::size_t m_columns = 0, m_rows = 0;
  std::vector<std::uint32_t> m_cells; ///< row by row: an area, none, or mixed_bit and a position in m_mixed
  std::vector<Mixed> m_mixed;
  std::vector<Group> m_groups;
  std::vector<Edge> m_edges;
};

} // namespace tranche
