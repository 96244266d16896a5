#pragma once
#include <optional>
#include <string>
#include <vector>

#include "geography/orientation.hpp"

namespace tranche {

/// An edge with its area on the left.
struct Arrow {
  Spot from, to;
};

/// A ring that meets itself nowhere; the first spot, from west to east then from south to north, is its first and is
/// not repeated. Outer rings run counter-clockwise, holes clockwise.
using Loop = std::vector<Spot>;

struct RingPolygon {
  Loop shell;
  std::vector<Loop> holes;
};

/// The polygons whose border the arrows are, in an order of their own: valid by OGC Simple Features. Empty where the
/// arrows bound no region once: arrows that meet elsewhere than at their ends, or regions that overlap.
/// Exact: nothing is computed but signs.
/// @pre at each spot as many arrows come in as go out; no two arrows are the same.
std::optional<std::vector<RingPolygon>> close_rings(std::vector<Arrow> arrows);

/// A multipolygon in little-endian WKB; empty without polygons.
std::string write_multipolygon(const std::vector<RingPolygon>& polygons);

} // namespace tranche
