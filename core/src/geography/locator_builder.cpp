#include "geography/locator_builder.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

#include "geography/orientation.hpp"
#include "tranche/finding.hpp"

namespace tranche {

bool side_of_corner(double ax, double ay, double bx, double by, double x, double y) {
  const int side = orientation({ax, ay}, {bx, by}, {x, y});
  return side != 0 ? side > 0 : bx != ax ? bx > ax : by < ay;
}

double squared_distance(double ax, double ay, double bx, double by, double x, double y) {
  const double dx = bx - ax, dy = by - ay, length = dx * dx + dy * dy;
  const double along = length > 0 ? ((x - ax) * dx + (y - ay) * dy) / length : 0;
  const double px = along <= 0 ? ax : along >= 1 ? bx : ax + along * dx;
  const double py = along <= 0 ? ay : along >= 1 ? by : ay + along * dy;
  return (x - px) * (x - px) + (y - py) * (y - py);
}

void LocatorBuilder::build() {
  sort_areas();
  gather_edges();
  if (m_edges.empty()) return;
  choose_grid();
  for (std::uint32_t i = 0; i < m_edges.size(); ++i) {
    enter(i, m_ranks[i]);
    turn_at_corners(i, m_ranks[i]);
  }
  std::sort(m_entries.begin(), m_entries.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.row, a.rank, a.column, a.edge) < std::tie(b.row, b.rank, b.column, b.edge);
  });
  std::sort(m_turns.begin(), m_turns.end(), [](const Turn& a, const Turn& b) {
    return std::tie(a.row, a.rank, a.column) < std::tie(b.row, b.rank, b.column);
  });
  m_grid.m_cells.reserve(m_grid.m_rows * m_grid.m_columns);
  for (std::uint32_t row = 0; row < m_grid.m_rows; ++row) lay_row(row);
  m_grid.m_mixed.shrink_to_fit();
  m_grid.m_groups.shrink_to_fit();
  m_grid.m_edges.shrink_to_fit();
}

void LocatorBuilder::sort_areas() {
  m_order.resize(m_areas.size());
  std::iota(m_order.begin(), m_order.end(), 0U);
  std::stable_sort(m_order.begin(), m_order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return m_areas[a].code < m_areas[b].code; });
}

void LocatorBuilder::gather_edges() {
  for (std::uint32_t rank = 0; rank < m_order.size(); ++rank)
    for (const std::vector<double>& ring : m_areas[m_order[rank]].rings)
      for (std::size_t i = 0; i + 1 < ring.size(); i += 2) {
        const std::size_t next = i + 3 < ring.size() ? i + 2 : 0; // a ring is closed whether or not its end says so
        const Edge edge{ring[i], ring[i + 1], ring[next], ring[next + 1]};
        if (!(std::abs(edge.ax) < 1e100 && std::abs(edge.ay) < 1e100)) // NaN too; products stay finite
          throw Error(Fault::data, m_areas[m_order[rank]].code, "its boundary holds coordinates that are nowhere",
                      "repair the layer");
        if (edge.ax == edge.bx && edge.ay == edge.by) continue;
        m_edges.push_back(edge);
        m_ranks.push_back(rank);
      }
}

/// About sixteen cells an edge: small enough that few points fall in a mixed one, few enough for the cache.
void LocatorBuilder::choose_grid() {
  PointLocator& grid = m_grid;
  grid.m_left = grid.m_right = m_edges[0].ax;
  grid.m_bottom = grid.m_top = m_edges[0].ay;
  for (const Edge& edge : m_edges) {
    grid.m_left = std::min(grid.m_left, edge.ax), grid.m_right = std::max(grid.m_right, edge.ax);
    grid.m_bottom = std::min(grid.m_bottom, edge.ay), grid.m_top = std::max(grid.m_top, edge.ay);
  }
  const double wide = grid.m_right - grid.m_left, high = grid.m_top - grid.m_bottom;
  const double cells = std::clamp(16.0 * static_cast<double>(m_edges.size()), 256.0, 4194304.0);
  const double columns = wide > 0 && high > 0 ? std::sqrt(cells * wide / high) : std::sqrt(cells);
  grid.m_columns = static_cast<std::size_t>(std::clamp(std::ceil(columns), 1.0, 65536.0));
  grid.m_rows = static_cast<std::size_t>(std::clamp(std::ceil(cells / columns), 1.0, 65536.0));
  grid.m_width = wide > 0 ? wide / static_cast<double>(grid.m_columns) : 1;
  grid.m_height = high > 0 ? high / static_cast<double>(grid.m_rows) : 1;
  grid.m_per_width = 1 / grid.m_width;
  grid.m_per_height = 1 / grid.m_height;
  grid.m_slack = std::min(grid.m_width, grid.m_height) / 64;
}

/// Enters an edge in every cell that it comes near; twice the slack, so that rounding of the clipped ends is no matter.
void LocatorBuilder::enter(std::uint32_t edge, std::uint32_t rank) {
  const auto [ax, ay, bx, by] = m_edges[edge];
  const double reach = 2 * m_grid.m_slack;
  const auto column = [&](double x) {
    return static_cast<std::uint32_t>(m_grid.column_of(std::max(x, m_grid.m_left)));
  };
  const std::size_t first = m_grid.row_of(std::max(std::min(ay, by) - reach, m_grid.m_bottom));
  const std::size_t last = m_grid.row_of(std::max(ay, by) + reach);
  for (std::size_t row = first; row <= last; ++row) {
    double from = std::min(ax, bx), to = std::max(ax, bx);
    if (first != last && ay != by) {
      const double at_bottom = ax + (m_grid.corner_y(row) - reach - ay) / (by - ay) * (bx - ax);
      const double at_top = ax + (m_grid.corner_y(row + 1) + reach - ay) / (by - ay) * (bx - ax);
      from = std::max(from, std::min(at_bottom, at_top));
      to = std::min(to, std::max(at_bottom, at_top));
    }
    for (std::uint32_t c = column(from - reach); c <= column(to + reach); ++c)
      m_entries.push_back({static_cast<std::uint32_t>(row), rank, c, edge});
  }
}

/// In each row whose lower line the edge crosses: the first corner to its right.
void LocatorBuilder::turn_at_corners(std::uint32_t edge, std::uint32_t rank) {
  const auto [ax, ay, bx, by] = m_edges[edge];
  const std::size_t last = m_grid.row_of(std::max(ay, by));
  std::size_t row = m_grid.row_of(std::min(ay, by));
  for (row = row > 0 ? row - 1 : 0; row <= std::min(last + 1, m_grid.m_rows - 1); ++row) {
    const double y = m_grid.corner_y(row);
    if ((ay <= y) == (by <= y)) continue;
    const auto right = [&, ax = ax, ay = ay, bx = bx, by = by](std::size_t column) { // clang 14 captures no bindings
      return side_of_corner(ax, ay, bx, by, m_grid.corner_x(column), y) != (by > ay);
    };
    const double crossing = ax + (y - ay) / (by - ay) * (bx - ax);
    std::size_t column = m_grid.column_of(std::clamp(crossing, m_grid.m_left, m_grid.m_right));
    while (column > 0 && right(column - 1)) --column;
    while (column < m_grid.m_columns && !right(column)) ++column;
    if (column < m_grid.m_columns)
      m_turns.push_back({static_cast<std::uint32_t>(row), rank, static_cast<std::uint32_t>(column)});
  }
}

void LocatorBuilder::lay_row(std::uint32_t row) {
  m_parts.clear();
  m_cover.assign(m_grid.m_columns, PointLocator::none);
  for (;;) {
    const bool entries = m_entry < m_entries.size() && m_entries[m_entry].row == row;
    const bool turns = m_turn < m_turns.size() && m_turns[m_turn].row == row;
    if (!entries && !turns) break;
    add_area(row, std::min(entries ? m_entries[m_entry].rank : PointLocator::none,
                           turns ? m_turns[m_turn].rank : PointLocator::none));
  }
  std::sort(m_parts.begin(), m_parts.end(),
            [](const Part& a, const Part& b) { return std::tie(a.column, a.rank) < std::tie(b.column, b.rank); });
  std::size_t part = 0;
  for (std::uint32_t column = 0; column < m_grid.m_columns; ++column) add_cell(column, part);
}

/// One area in one row: its edges cell by cell, and the cells without any that it holds all of.
void LocatorBuilder::add_area(std::uint32_t row, std::uint32_t rank) {
  m_runs.clear();
  bool inside = false;
  for (; m_turn < m_turns.size() && m_turns[m_turn].row == row && m_turns[m_turn].rank == rank; ++m_turn) {
    if (!inside) m_runs.push_back({m_turns[m_turn].column, static_cast<std::uint32_t>(m_grid.m_columns)});
    if (inside) m_runs.back().end = m_turns[m_turn].column;
    inside = !inside;
  }
  const std::size_t first = m_parts.size();
  std::size_t run = 0;
  while (m_entry < m_entries.size() && m_entries[m_entry].row == row && m_entries[m_entry].rank == rank) {
    const std::uint32_t column = m_entries[m_entry].column;
    while (run < m_runs.size() && m_runs[run].end <= column) ++run;
    const std::size_t begin = m_entry;
    while (m_entry < m_entries.size() && m_entries[m_entry].row == row && m_entries[m_entry].rank == rank &&
           m_entries[m_entry].column == column)
      ++m_entry;
    m_parts.push_back({column, rank, run < m_runs.size() && m_runs[run].begin <= column, begin, m_entry});
  }
  std::size_t part = first;
  for (const Run& held : m_runs)
    for (std::uint32_t column = held.begin; column < held.end; ++column) {
      while (part < m_parts.size() && m_parts[part].column < column) ++part;
      const bool has_edges = part < m_parts.size() && m_parts[part].column == column;
      if (!has_edges) m_cover[column] = std::min(m_cover[column], rank);
    }
}

void LocatorBuilder::add_cell(std::uint32_t column, std::size_t& part) {
  const auto position = [](std::size_t size) { return static_cast<std::uint32_t>(size); };
  const std::uint32_t cover = m_cover[column];
  const std::uint32_t area = cover == PointLocator::none ? cover : m_order[cover];
  const std::uint32_t first = position(m_grid.m_groups.size());
  for (; part < m_parts.size() && m_parts[part].column == column; ++part) {
    const Part& one = m_parts[part];
    if (one.rank > cover) continue; // the area that holds all of the cell has the smaller code
    const std::uint32_t begin = position(m_grid.m_edges.size());
    for (std::size_t e = one.first; e < one.end; ++e) m_grid.m_edges.push_back(m_edges[m_entries[e].edge]);
    m_grid.m_groups.push_back({m_order[one.rank], one.rank, begin, position(m_grid.m_edges.size()), one.inside});
  }
  const std::uint32_t end = position(m_grid.m_groups.size());
  if (first == end) return m_grid.m_cells.push_back(area);
  m_grid.m_cells.push_back(PointLocator::mixed_bit | position(m_grid.m_mixed.size()));
  m_grid.m_mixed.push_back({first, end, area});
}

} // namespace tranche
