#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/geography/area_codes.hpp"
#include "tranche/layers/boundaries.hpp"
#include "tranche/layers/incidents.hpp"

/// Incidents counted by area, category and month in one pass over the files.
namespace tranche {

struct TallyOptions {
  double snap_m = 0; ///< a point in no area goes to the nearest one within so far; 0: to none
  std::string grids; ///< a folder with grid shifts for PROJ, besides those it finds itself; may be empty
  int threads = 2;
  /// What the records' codes of small areas are; needed, and must live as long, where IncidentSource::place asks for
  /// codes.
  const AreaCodes* codes = nullptr;
  /// Where IncidentColumns::id names a column: bytes of records held in memory before they go to a temporary file.
  std::size_t spill_above = 64 * 1024 * 1024;
  std::filesystem::path spill_folder; ///< empty: that of TMPDIR, or /tmp
};

/// The codes of records held against their coordinates; of records with a place, duplicates too.
struct CodeCheck {
  std::uint64_t agree = 0, disagree = 0;
  std::uint64_t blank = 0;   ///< without a code
  std::uint64_t unknown = 0; ///< with a code that the lookup does not hold
};

/// What became of the records of one file. records = counted + outside + unknown + duplicates + blank + broken.
struct TalliedFile {
  IncidentFile file;
  std::uint64_t counted = 0;    ///< in an area, those snapped among them
  std::uint64_t snapped = 0;    ///< in no area, given to the nearest within snap_m
  std::uint64_t outside = 0;    ///< in no area: another country, the sea, or nowhere on earth
  std::uint64_t unknown = 0;    ///< placed by code, with a code that the lookup does not hold
  std::uint64_t duplicates = 0; ///< of an identifier that an earlier record has
  CodeCheck check;              ///< IncidentPlace::coordinates_and_code alone
  /// What PROJ did, with its stated accuracy, asked of one place in each block of some thousand; several are parted by
  /// "; ". Empty when the CRS is that of the areas.
  std::string operation;
};

/// One figure. Only those above 0 are there: what the files do not cover is not zero.
struct TallyRow {
  std::uint32_t area = 0, category = 0, month = 0; ///< positions in codes, categories, months
  std::uint64_t count = 0, snapped = 0;            ///< snapped of count
};

/// Records whose coordinates lie in one area and whose code in another; PointLocator::none: in no area.
struct Disagreement {
  std::uint32_t by_coordinates = 0, by_code = 0;
  std::uint64_t count = 0;
};

struct Tally {
  std::vector<std::string> codes, names;       ///< of the areas, as in the boundaries
  std::vector<std::string> categories, months; ///< ascending; "" where a file has no such column or cell
  std::vector<TallyRow> rows;                  ///< ascending by area, category, month
  std::vector<TalliedFile> files;
  std::vector<Disagreement> disagreements;            ///< the most records first, then by area
  std::map<std::string, std::uint64_t> unknown_codes; ///< that the lookup does not hold, with their records
  std::vector<std::string> left_out;                  ///< files of folders and zips that hold no incidents

  TRANCHE_API TalliedFile total() const; ///< sums; `file.name` and `operation` are empty
};

/// Counts incidents by area. A point belongs to the area that covers it by the rule of PointLocator, in the CRS of the
/// boundaries. Every record is counted, outside, blank or broken. The same for every number of threads; memory depends
/// on areas, categories and months, not on the files.
///
/// Where the source names a column of identifiers, one record of each is counted: the first with a place, in the order
/// of the files and of the rows in them. Records without an identifier are all counted.
/// @throws Error (data) for what read_incidents refuses; for boundaries that are schematic, unless
///         codes are the place; for a file most of whose
///         first points are in no area and would be with x and y swapped, or whose coordinates are not of its CRS
///         (degrees called metres, metres called degrees); for more than 100,000 pairs of category and month, or
///         different codes that the lookup does not hold; (system) for a temporary file that cannot be written.
TRANCHE_API Tally tally_incidents(const IncidentSource& source, const Boundaries& boundaries,
                                  const TallyOptions& options = {});

} // namespace tranche
