#pragma once
#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/maps/map_sheet.hpp"
#include "tranche/run/run.hpp"

/// The atlas: a cover, how it was done, the tranche map, the ranked table, and a page for each authority. A description
/// as MapSheet is: everything that will stand on the pages, and nothing of how it is drawn.
namespace tranche {

/// How a figure differs from England's by its own limits, as need: for an indicator of which a lower figure is greater
/// need, `greater` is a figure significantly below England's.
enum class NeedMark {
  unknown, ///< no figure, no limits or no reference
  less,
  similar,
  greater,
};

/// Where something lies on the spine of an indicator, 0 at the left to 1 at the right, greater need to the right.
/// England is at 0.5; the authority farther from England than any other is at one end, so that the scale is the same
/// on both sides: 0.5 + direction (x - England) / (2 max |x_i - England|). The spine chart of the public health
/// profiles (fingertips.phe.org.uk, Technical guide: spine charts). Limits may lie beyond the ends. All figures the
/// same: 0.5. NaN where there is none. Pinned by an independent computation in tests/unit/maps/atlas_test.cpp.
struct SpinePlaces {
  static constexpr double none = std::numeric_limits<double>::quiet_NaN();
  double value = none, lower = none, upper = none; ///< of the authority; lower and upper by need, not by figure
  double region = none;
  double quarter = none, three_quarters = none; ///< between them lie the middle half: quantiles of type 7
  double least = none, greatest = none;         ///< of all authorities' need
};

/// One indicator of one authority, as printed; empty text where there is none.
struct SpineRow {
  std::string title, unit;
  std::string value, limits, england, region;
  std::string rank;   ///< "3 of 150": by this figure alone
  std::string status; ///< "Suppressed: withheld for disclosure", "Unreliable: few events"; empty: measured
  std::string marks;  ///< "imputed; scaled up from what was reported (75 %)"
  NeedMark mark = NeedMark::unknown;
  SpinePlaces at;
};

/// What one indicator brings to the score; where the score is a product, to its logarithm.
struct AtlasPart {
  std::string title;
  double value = 0, mean = 0; ///< mean: of all ranked authorities that have one
};

/// An authority of a like profile: see nearest_in_profile().
struct ProfileNeighbour {
  std::size_t authority = 0;
  double distance = 0;
  double share = 1; ///< of the index's weight that both have figures for
};

/// One authority. Vectors without entries, and empty texts, are left out.
struct AtlasPage {
  std::size_t authority = 0;
  std::string code, name, official; ///< name: as people say it; official: where it is another
  std::string region, members;      ///< members: of a joined unit, by code
  std::string rank, score;          ///< "12", tied "12="; empty: unranked
  std::string unranked;             ///< the reason
  std::string tranche;              ///< its name; empty: none
  std::string part;                 ///< "Ranked on 75 % of the weight: ..."
  int median = 0;                   ///< of the rank over the draws; 0: none were made
  std::vector<RankInterval> ranges; ///< of this authority: one entry in low and high; by level
  std::vector<double> chances;      ///< of each tranche
  std::vector<SpineRow> spine;
  std::vector<AtlasPart> parts; ///< the greatest first
  std::string parts_words;      ///< which contributes most, or why nothing does
  std::vector<std::string> edges, money_words;
  std::vector<std::pair<std::string, std::string>> money; ///< year or "All years", amount
  std::vector<ProfileNeighbour> nearest;
  std::vector<std::string> notes; ///< what is to be known of its figures
};

struct AtlasRow {
  std::size_t authority = 0, page = 0; ///< page: in Atlas::pages
  std::string rank, range, name, region, score, tranche, money;
  bool contested = false;
  std::string reason; ///< of the unranked
};

struct AtlasTranche {
  std::string name;
  std::size_t first = 0, last = 0; ///< ranks that are in it; 0: nobody ranked
  std::size_t authorities = 0;
  std::string money;
};

/// A heading, or a paragraph under it.
struct AtlasText {
  std::string words;
  bool heading = false;
};

struct Atlas {
  MapSheet map;         ///< the tranche map; without areas where there are no boundaries
  std::string whole;    ///< "England", or "all units"
  std::string audience; ///< may be empty
  int draws = 0;        ///< behind intervals and chances; 0: there are none
  double level = 0;     ///< of AtlasRow::range
  bool money = false;
  std::string confidence; ///< "95 %": of the figures' limits; empty: none has any
  std::size_t ranked = 0;
  std::vector<AtlasTranche> tranches;
  std::vector<LegendEntry> legend; ///< of the cover: the map's
  std::vector<AtlasText> method;
  std::vector<AtlasRow> table;      ///< in reading order
  std::vector<AtlasPage> pages;     ///< by region, then name
  std::vector<int> unit_of_area;    ///< for each area of the map the authority; -1: none
  std::vector<std::string> regions; ///< of each authority
  std::vector<int> tranche_of;      ///< of each authority; 0: none
  std::vector<std::string> names;   ///< of each authority
  std::vector<std::string> rank_of; ///< of each authority, as printed
  std::vector<std::size_t> by_rank; ///< the ranked authorities, in reading order
};

/// The `most` authorities nearest in profile, the nearest first, ties by code. The distance is Euclid's over the
/// standard scores z of the reported figures (mean and standard deviation of the authorities that have one), weighted
/// by the index's weights w: sqrt(sum w (z_a - z_b)^2 / sum w), over the indicators that both have. Nobody is compared
/// on less than half the whole weight. An indicator of which all figures are the same tells nobody apart. The nearest
/// neighbours of CIPFA and of the NHS are found by the same distance, unweighted. Pinned by brute force in
/// tests/unit/maps/atlas_test.cpp. @pre authority < run.authorities.size()
TRANCHE_API std::vector<ProfileNeighbour> nearest_in_profile(const Run& run, std::size_t authority, std::size_t most);

/// @pre the run is complete, and shape_unit has an entry for each shape; boundaries, tranches, money and uncertainty
/// may be absent.
TRANCHE_API Atlas describe_atlas(const Run& run);

/// The atlas as a PDF on A4, with bookmarks, page labels and links from table to pages. Same atlas, same bytes.
/// @throws Error (system) when the drawing libraries fail (no memory, no font).
TRANCHE_API std::string atlas_pdf(const Atlas& atlas);

} // namespace tranche
