#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tranche/cube.hpp"
#include "tranche/export.hpp"
#include "tranche/geography/areas.hpp"
#include "tranche/geography/conversion.hpp"
#include "tranche/layers/catalogue.hpp"

/// From the areas a table is keyed by to the authorities that are ranked.
namespace tranche {

/// Where each area of a source geography belongs.
struct Placement {
  std::string from;                   ///< geography id
  std::vector<std::string> areas;     ///< ascending: the geography's code list, or the table's codes where it has none
  std::vector<std::size_t> authority; ///< for each area; npos: outside the assessment
  std::vector<std::string> changes;   ///< code changes followed, "E07000004 -> E06000060 (merge, 2020-04-01)"
  std::vector<std::string> lookups;   ///< ids of the geographies whose code lists named the parents
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);
};

/// Places the areas of `from` in the authorities, by the fewest steps: to the parent that a code list names, or by code
/// changes within a tier. Neighbourhoods whose lookup names the districts of 2019 reach the authorities of 2021 so.
/// An area is outside the assessment when it has no parent, or one that does not look like a code of that geography.
/// @throws Error (data) listing the codes that cannot be placed and why: no way between the two geographies, a split
///         that needs a weight, or a parent that its geography does not have.
TRANCHE_API Placement place_areas(const Catalogue& catalogue, const Geography& from, const Authorities& authorities,
                                  const std::vector<std::string>& table_codes, const Place& asked_at);

/// Carries a cube to the authorities.
/// count: summed; any part without a value makes the sum missing (suppressed or too_few when a part is that and none is
///        missing); coverage is the share of the weight (of the areas, without weights) that was reported.
/// mean:  averaged with the weights over the parts that carry a value; missing when they hold less than min_coverage of
///        the weight.
/// none:  copied where an authority is one area. @throws Error (data) naming an authority of several areas.
/// unreliable wherever a part is. An area that the table lacks counts as missing.
/// weight: one for each area of the placement, or empty; means of several areas need it, and it must be above 0.
TRANCHE_API Cube carry_over(const Cube& source, const Placement& placement, const Authorities& authorities, Carry carry,
                            const std::vector<double>& weight, double min_coverage);

/// A cube at the targets of a table.
struct CarriedCube {
  Cube cube;                        ///< areas: the targets
  std::vector<std::uint32_t> flags; ///< by target: flag::shared, flag::apportioned
  /// Of counts, over all cells, as in Converted: before = after + withheld + outside.
  double before = 0, after = 0, withheld = 0, outside = 0;
};

/// Carries a cube over a table, cell by cell, by convert(). A target cell without a figure is missing; it is suppressed
/// or too_few when a part of it is that and none is missing. Sources that the cube lacks count as missing.
/// @throws Error (data) what convert() refuses.
TRANCHE_API CarriedCube carry_over(const Cube& source, const ConversionTable& table, Measure measure,
                                   double min_coverage);

/// The source areas grouped by authority, each with its cells; areas that the table lacks are missing.
TRANCHE_API BoundInput group_members(const Cube& source, const Placement& placement, const Authorities& authorities,
                                     const std::vector<double>& weight);

} // namespace tranche
