#include "tranche/geography/point_locator.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "geography/locator_builder.hpp"
#include "geography/orientation.hpp"

namespace tranche {

PointLocator::PointLocator(std::span<const Shape> areas) { LocatorBuilder(*this, areas).build(); }

std::size_t PointLocator::column_of(double x) const {
  return std::min(static_cast<std::size_t>((x - m_left) * m_per_width), m_columns - 1);
}

std::size_t PointLocator::row_of(double y) const {
  return std::min(static_cast<std::size_t>((y - m_bottom) * m_per_height), m_rows - 1);
}

std::uint32_t PointLocator::locate(double x, double y) const {
  if (!in_grid(x, y)) return none;
  const std::size_t column = column_of(x), row = row_of(y);
  const std::uint32_t cell = m_cells[row * m_columns + column];
  return cell & mixed_bit ? locate_among(m_mixed[cell & ~mixed_bit], column, row, x, y) : cell;
}

void PointLocator::locate(std::span<const double> x, std::span<const double> y, std::span<std::uint32_t> area) const {
  for (std::size_t i = 0; i < x.size(); ++i) {
    fetch_ahead(x, y, i);
    area[i] = locate(x[i], y[i]);
  }
}

void PointLocator::locate_roughly(std::span<const double> x, std::span<const double> y, double margin,
                                  std::span<std::uint32_t> area) const {
  for (std::size_t i = 0; i < x.size(); ++i) {
    fetch_ahead(x, y, i);
    area[i] = locate_roughly(x[i], y[i], margin);
  }
}

/// The grid is larger than the caches: asks early for the cell of a point to come.
void PointLocator::fetch_ahead(std::span<const double> x, std::span<const double> y, std::size_t i) const {
  constexpr std::size_t ahead = 12;
  if (i + ahead >= x.size() || !in_grid(x[i + ahead], y[i + ahead])) return;
  __builtin_prefetch(&m_cells[row_of(y[i + ahead]) * m_columns + column_of(x[i + ahead])]);
}

std::uint32_t PointLocator::locate_roughly(double x, double y, double margin) const {
  // Beyond the grid lies no edge nearer than the grid itself, whose outermost cells are wider than any margin.
  if (!in_grid(x, y))
    return x >= m_left - margin && x <= m_right + margin && y >= m_bottom - margin && y <= m_top + margin ? unsure
                                                                                                          : none;
  const std::size_t column = column_of(x), row = row_of(y);
  const std::uint32_t cell = m_cells[row * m_columns + column];
  if (!(cell & mixed_bit)) return cell; // the edges of a cell are those within m_slack of it
  const Mixed& mixed = m_mixed[cell & ~mixed_bit];
  return near_edge(mixed, x, y, margin) ? unsure : locate_among(mixed, column, row, x, y);
}

std::uint32_t PointLocator::locate_among(const Mixed& cell, std::size_t column, std::size_t row, double x,
                                         double y) const {
  for (std::uint32_t g = cell.first; g < cell.end; ++g)
    if (covers(m_groups[g], column, row, x, y)) return m_groups[g].area;
  return cell.cover;
}

/// Whether a line may be within the margin; distances to whole lines are never above those to their edges.
bool PointLocator::near_edge(const Mixed& cell, double x, double y, double margin) const {
  const std::uint32_t first = m_groups[cell.first].first, end = m_groups[cell.end - 1].end;
  for (std::uint32_t i = first; i < end; ++i) {
    const Edge& edge = m_edges[i];
    const double dx = edge.bx - edge.ax, dy = edge.by - edge.ay;
    const double area = dx * (y - edge.ay) - dy * (x - edge.ax);
    if (area * area > 1.01 * margin * margin * (dx * dx + dy * dy)) continue;
    if (x < std::min(edge.ax, edge.bx) - margin || x > std::max(edge.ax, edge.bx) + margin) continue;
    if (y < std::min(edge.ay, edge.by) - margin || y > std::max(edge.ay, edge.by) + margin) continue;
    return true;
  }
  return false;
}

/// The path runs from the cell's corner up or down to the height of the point, then across to it. Its first leg lies
/// a hair right of x = left, its second a hair above y: that is what the half-open comparisons and side_of_corner mean.
bool PointLocator::covers(const Group& group, std::size_t column, std::size_t row, double x, double y) const {
  const double left = corner_x(column), bottom = corner_y(row);
  bool inside = group.inside;
  for (std::uint32_t i = group.first; i < group.end; ++i) {
    const auto [ax, ay, bx, by] = m_edges[i];
    const bool first_leg = (ax <= left) != (bx <= left), second_leg = (ay <= y) != (by <= y);
    const bool turn = first_leg && side_of_corner(ax, ay, bx, by, left, y);
    if (second_leg) {
      const int side = orientation({ax, ay}, {bx, by}, {x, y});
      if (side == 0) return true;
      const bool at_turn = first_leg ? turn : (ax > left) == (by > ay);
      inside ^= at_turn != (side > 0);
    } else if (std::max(ay, by) == y) { // only here can a point be on an edge that its height does not cross
      if (ay == by ? x >= std::min(ax, bx) && x <= std::max(ax, bx) : x == (ay > by ? ax : bx)) return true;
    }
    if (first_leg) inside ^= turn != side_of_corner(ax, ay, bx, by, left, bottom);
  }
  return inside;
}

std::uint32_t PointLocator::nearest(double x, double y, double within) const {
  if (!(within > 0) || m_cells.empty() || !in_grid(std::clamp(x, m_left, m_right), std::clamp(y, m_bottom, m_top)))
    return none;
  if (x + within < m_left || x - within > m_right || y + within < m_bottom || y - within > m_top) return none;
  const std::size_t left = column_of(std::max(x - within, m_left)), right = column_of(std::min(x + within, m_right));
  const std::size_t bottom = row_of(std::max(y - within, m_bottom)), top = row_of(std::min(y + within, m_top));
  double best = within * within;
  std::uint32_t area = none, rank = std::numeric_limits<std::uint32_t>::max();
  for (std::size_t row = bottom; row <= top; ++row)
    for (std::size_t column = left; column <= right; ++column) {
      const std::uint32_t cell = m_cells[row * m_columns + column];
      if (!(cell & mixed_bit)) continue;
      for (std::uint32_t g = m_mixed[cell & ~mixed_bit].first; g < m_mixed[cell & ~mixed_bit].end; ++g)
        for (std::uint32_t i = m_groups[g].first; i < m_groups[g].end; ++i) {
          const auto [ax, ay, bx, by] = m_edges[i];
          const double distance = squared_distance(ax, ay, bx, by, x, y);
          if (distance > best || (distance == best && m_groups[g].rank >= rank)) continue;
          best = distance, area = m_groups[g].area, rank = m_groups[g].rank;
        }
    }
  return area;
}

std::size_t PointLocator::bytes() const {
  return m_cells.size() * sizeof(std::uint32_t) + m_mixed.size() * sizeof(Mixed) + m_groups.size() * sizeof(Group) +
         m_edges.size() * sizeof(Edge);
}

} // namespace tranche
