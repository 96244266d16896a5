#pragma once
#include <cstdint>
#include <vector>

#include "geography/border_graph.hpp"
#include "geography/vertex_tree.hpp"

namespace tranche {

/// The rings, ascending, of polygons without holes and smaller than a limit that have no point in common with any
/// other, and are not the largest (of equals the first) of their area.
///  met  as graph.met_between()
/// @pre nothing was merged in the graph nor removed from the tree.
std::vector<std::uint32_t> free_islands(const BorderGraph& graph, const VertexTree& tree, const std::vector<char>& met,
                                        double limit);

} // namespace tranche
