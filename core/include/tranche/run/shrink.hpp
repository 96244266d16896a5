#pragma once
#include <span>
#include <vector>

#include "tranche/run/run.hpp"

namespace tranche {

using NeighbourLists = std::vector<std::vector<std::size_t>>;

/// Draws an indicator's figures towards a larger whole (statistics/shrink.hpp), in the unit of the value: fills shrunk,
/// shrunk_error, shrunk_towards and shrunk_in_index. A figure published for several authorities counts once. An
/// authority without a region, or alone in the whole, keeps its figure, with a note among the findings.
/// neighbours: of each authority; read only when towards neighbours.
/// @throws Error (settings) when the values are no ratio of two counts, no region is known, or `parent` meets more
///         events than people.
TRANCHE_API void shrink_figures(IndicatorColumn& column, const IndicatorSettings& settings,
                                const Authorities& authorities, const NeighbourLists& neighbours, Findings& findings);

/// Neighbours of each authority: those whose shapes share a point with one of its own.
/// @throws Error (settings) without boundaries, or with schematic ones, whose neighbours are the layout's.
TRANCHE_API NeighbourLists neighbours_of(const Authorities& authorities, const Boundaries& boundaries,
                                         std::span<const int> shape_unit, const Place& place);

} // namespace tranche
