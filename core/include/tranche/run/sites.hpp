#pragma once
#include <limits>
#include <string>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/geography/areas.hpp"

namespace tranche {

class Catalogue;
struct Layer;

/// A place that a programme chose. Of a district it does not follow that its authority was chosen.
struct Site {
  enum class Kind {
    authority, ///< an area that is ranked, alone or in a joined unit
    district,  ///< within an authority that is ranked
    outside,   ///< elsewhere: listed, not ranked and not on the map
  };
  std::string name; ///< in full
  Kind kind = Kind::authority;
  std::string code;                ///< of the area; may be empty outside
  std::string within, within_name; ///< district: the authority's area
  std::string country;
  double x = std::numeric_limits<double>::quiet_NaN(), y = x; ///< district: a point in it, in the assessment's CRS
};

/// The overlay that an assessment names under `sites`.
struct Sites {
  std::string layer, title; ///< title: of the programme
  std::vector<Site> list;   ///< in the layer's order
};

/// Reads a layer of kind sites: the columns of key and name, `kind` (authority, district, outside), `within` (the code
/// of a district's authority), `country`, and x and y where the catalogue names them. A code of kind district that is
/// itself ranked is read as an authority. A district's authority and point come from the code lists of the catalogue:
/// the first one whose areas have the ranked geography as parent, and the first with a point.
/// @throws Error (settings) for a layer of another kind; (data) with every fault, each naming the site: a kind that is
///         none, a code that is not ranked, an unknown district, a `within` that is not its authority, no point, a code
///         twice, no country.
TRANCHE_API Sites read_sites(const Catalogue& catalogue, const Layer& layer, const Authorities& authorities,
                             const std::string& crs);

/// "Blackpool", "Hastings (district in East Sussex)", "Swansea Bay (Wales)".
TRANCHE_API std::string full_name(const Site& site);

/// The footnote: how many there are in which country, and which are shown how. Empty without sites.
TRANCHE_API std::string sites_note(const Sites& sites);

/// The sites that are (a member of) this unit, joined by "; ". Empty for a unit in which a district alone is one.
TRANCHE_API std::string sites_of(const Sites& sites, const Authority& unit);

/// What is to be said of one unit: that it is a site, or that a district of it is and not the unit. Empty for others.
TRANCHE_API std::string sites_sentence(const Sites& sites, const Authority& unit);

} // namespace tranche
