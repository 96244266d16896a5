#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/layers/boundaries.hpp"
#include "tranche/layers/catalogue.hpp"

/// Codes of small areas that records carry, such as the LSOA of police.uk, as the areas of boundaries.
namespace tranche {

struct AreaCodes {
  std::string geography, title; ///< that the codes are of
  /// Position in the boundaries; PointLocator::none: in none of them, as a Welsh LSOA among the districts of England.
  std::unordered_map<std::string, std::uint32_t> area;
  std::vector<std::string> lookups, changes; ///< as in Placement
};

/// Carries every code of `from` to the boundaries, over parents and code changes (see place_areas).
/// @throws Error (data) when a code cannot be placed.
TRANCHE_API AreaCodes area_codes(const Catalogue& catalogue, const Geography& from, const Boundaries& boundaries);

/// The geography that records' codes are of.
///  lookup  an id or alias; or FILE:FROM:TO, a best-fit lookup of a file with its two columns, which then becomes a
///          geography of the catalogue; TO is of the geography it is named after ("ltla21_code", "LAD21CD"), or of the
///          boundaries'. Empty: the catalogue's only one of level `neighbourhood` that leads to the boundaries.
/// @throws Error (usage) when there is none or several; (data) when a code of the file stands in two rows.
TRANCHE_API const Geography& geography_of_codes(Catalogue& catalogue, const std::string& lookup,
                                                const Boundaries& boundaries);

/// Codes of records that the lookup does not hold, with the vintage they are of, in a sentence; empty without any.
///  unknown  code and number of records
TRANCHE_API std::string told_unknown_codes(const Catalogue& catalogue, const AreaCodes& codes,
                                           const std::map<std::string, std::uint64_t>& unknown);

} // namespace tranche
