#pragma once
#include <cstddef>
#include <vector>

#include "tranche/cube.hpp"
#include "tranche/geography/carry_over.hpp"

namespace tranche {

/// How a table's figures reached the rows of a bound input: enough to carry other figures of the same areas again
/// without opening a file. What has a figure, and the coverage, are as they were.
struct InputRoute {
  struct Part {
    std::size_t from, to; ///< areas of the source; rows of the bound input
    double share;         ///< of the source's count
  };
  Cube source;             ///< before it was carried: the picked periods and categories; empty for a national table
  std::vector<Part> parts; ///< by from, then to
  bool adds_up = false;    ///< a count, and no mean: the parts of a row are summed
};

struct BoundTable {
  BoundInput input;
  InputRoute route;
};

/// Whether two tables have the same areas, periods and categories in the same order.
bool same_axes(const Cube& a, const Cube& b);
/// Whether the same areas took the same way to the same rows.
bool same_way(const InputRoute& a, const InputRoute& b);

/// Rows are the source's own areas. @pre bound was grouped from the source.
std::vector<InputRoute::Part> parts_of_members(const Cube& source, const BoundInput& bound);
/// Rows are authorities; each area lies in one wholly.
std::vector<InputRoute::Part> parts_of(const Cube& source, const Placement& placement);
/// Rows are the targets.
std::vector<InputRoute::Part> parts_of(const Cube& source, const ConversionTable& table);

} // namespace tranche
