#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "tranche/export.hpp"

/// Areas joined into larger ones.
namespace tranche {

struct Dissolved {
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

  std::vector<std::string> wkb; ///< of each group a multipolygon; empty: no shape
  /// The groups whose borders do not match vertex by vertex, so that they had to be united by GEOS: areas that overlap,
  /// or of which one has a vertex within an edge of another. Ascending. Slivers between their areas may remain.
  std::vector<std::size_t> united;
};

/// One shape for each group of areas.
///
/// Where the borders of a group's areas match vertex by vertex, each edge that two of them share is taken out and what
/// remains is closed into rings: exact, no coordinate is made or moved, so that neighbouring groups match vertex by
/// vertex too. Whether that holds is proved for every group (no two remaining edges meet but at their ends, and nothing
/// is covered twice); else GEOS unites its areas, after repairing the invalid ones.
///  wkb     ISO or extended WKB, one polygon or multipolygon for each area, of one planar CRS; empty: no shape
///  group   of each area, below `groups`; npos: in none
///  threads the result is the same for any number
/// Outer rings run counter-clockwise, holes clockwise; polygons and holes come in a fixed order.
/// Pinned by: GEOS' unary union on random grids with holes and corners that touch; the authorities of 2021 dissolved by
/// the official lookup against the official upper tier (tests/unit/geography/dissolve_test.cpp).
/// @throws Error (data): lists of different length; a group that is not below `groups`; a shape that is no polygon, cut
///         short or not finite, with its position; a group whose areas GEOS cannot unite.
TRANCHE_API Dissolved dissolve(const std::vector<std::string>& wkb, std::span<const std::size_t> group,
                               std::size_t groups, int threads = 1);

} // namespace tranche
