#pragma once
#include <span>
#include <string>
#include <vector>

#include "tranche/geography/conversion.hpp"
#include "tranche/layers/area_points.hpp"
#include "tranche/layers/boundaries.hpp"

/// Figures of areas brought to areas of any other kind, where no code leads from one to the other: by points, by the
/// ground in common, by the people on it. Each way makes a ConversionTable; convert() and carry_over() do the rest.
///
/// Codes of both sides ascend. What lies in no target is told by ConversionTable::outside, or goes to the nearest
/// target: of ground to the one that has most of the source already, and where none has any to the nearest. What
/// targets have in no source is told by ConversionTable::bare. Pinned by tests/unit/geography/carrying_test.cpp:
/// intersections by GEOS, squares by hand, the residents of England's neighbourhoods against the published lookup.
namespace tranche {

/// By common area, in squared units of the CRS: as if what is counted lay evenly over each source (areal weighting:
/// Goodchild and Lam 1980, "Areal interpolation: a variant of the traditional spatial problem", Geo-Processing 1).
/// @pre both of one planar CRS
/// @throws Error (data) schematic boundaries.
TRANCHE_API ConversionTable table_by_area(const Boundaries& from, const Boundaries& to, bool to_nearest, int threads);

/// Each source whole to the target that its point lies in (best fit). A point on a border is of the smaller code.
/// weight: one a point, for means; or empty. A source without a weight (NaN) is one that does not tell.
/// @pre both of one planar CRS
TRANCHE_API ConversionTable table_by_centroid(const AreaPoints& from, const Boundaries& to,
                                              std::span<const double> weight, bool to_nearest);

/// By people at points: each point counts for the source and the target that it lies in (dasymetric mapping: Eicher and
/// Brewer 2001, "Dasymetric mapping and areal interpolation", Cartography and Geographic Information Science 28(2)).
/// weight: one a point, 0 or more; NaN: left out and noted. A source without people has no portion.
/// @pre all of one planar CRS
TRANCHE_API ConversionTable table_by_population(const Boundaries& from, const Boundaries& to, const AreaPoints& places,
                                                std::span<const double> weight, bool to_nearest);

/// By people in smaller areas, spread evenly over each of these.
/// weight: one an area of `places`, as above.
TRANCHE_API ConversionTable table_by_population(const Boundaries& from, const Boundaries& to, const Boundaries& places,
                                                std::span<const double> weight, bool to_nearest, int threads);

/// The same with one source for each joined figure: its members' portions put together.
TRANCHE_API ConversionTable with_joined(ConversionTable table, const std::vector<SourceAreas>& joined);

/// The same onto the authorities of a ranking. Ground in none of them is outside. A shared source stays so where each
/// of several authorities it lies in holds nothing else.
TRANCHE_API ConversionTable onto_authorities(ConversionTable table, const Authorities& authorities);

/// The table that `carrying` asks for, from layers of the catalogue. Sources are the areas of `from`, targets those of
/// `to`.
/// @param fallback  layer to carry onto where `carrying` names none; may be empty
/// @throws Error (settings) a layer that is absent, of another kind or of another geography; (data) what reading them
/// and
///         conversion_table() refuse.
TRANCHE_API ConversionTable carrying_table(const Catalogue& catalogue, const Geography& from, const Geography& to,
                                           const Carrying& carrying, const std::string& fallback,
                                           const std::string& crs, int threads);

/// "by the people of my/residents:residents on the ground in common, the rest to the nearest".
TRANCHE_API std::string words_of(const Carrying& carrying);

/// What each source has in no target, most first.
struct OutsidePart {
  std::size_t source;
  double share; ///< of the source: 1 where it has no portion
};
TRANCHE_API std::vector<OutsidePart> outside_parts(const ConversionTable& table);

} // namespace tranche
