#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/layers/boundaries.hpp"
#include "tranche/layers/incidents.hpp"

/// Incidents counted by area, category and month in one pass over the files.
namespace tranche {

struct TallyOptions {
  double snap_m = 0; ///< a point in no area goes to the nearest one within so far; 0: to none
  std::string grids; ///< a folder with grid shifts for PROJ, besides those it finds itself; may be empty
  int threads = 2;
};

/// What became of the records of one file. records = counted + outside + blank + broken.
struct TalliedFile {
  IncidentFile file;
  std::uint64_t counted = 0; ///< in an area, those snapped among them
  std::uint64_t snapped = 0; ///< in no area, given to the nearest within snap_m
  std::uint64_t outside = 0; ///< in no area: another country, the sea, or nowhere on earth
  /// What PROJ did, with its stated accuracy, asked of one place in each block of some thousand; several are parted by
  /// "; ". Empty when the CRS is that of the areas.
  std::string operation;
};

/// One figure. Only those above 0 are there: what the files do not cover is not zero.
struct TallyRow {
  std::uint32_t area = 0, category = 0, month = 0; ///< positions in codes, categories, months
  std::uint64_t count = 0, snapped = 0;            ///< snapped of count
};

struct Tally {
  std::vector<std::string> codes, names;       ///< of the areas, as in the boundaries
  std::vector<std::string> categories, months; ///< ascending; "" where a file has no such column or cell
  std::vector<TallyRow> rows;                  ///< ascending by area, category, month
  std::vector<TalliedFile> files;
  std::vector<std::string> left_out; ///< files of folders and zips that hold no incidents

  TRANCHE_API TalliedFile total() const; ///< sums; `file.name` and `operation` are empty
};

/// Counts incidents by area. A point belongs to the area that covers it by the rule of PointLocator, in the CRS of the
/// boundaries. Every record is counted, outside, blank or broken. The same for every number of threads; memory depends
/// on areas, categories and months, not on the files.
/// @throws Error (data) for what read_incidents refuses; for boundaries that are schematic; for a file most of whose
///         first points are in no area and would be with x and y swapped, or whose coordinates are not of its CRS
///         (degrees called metres, metres called degrees); for more than 100,000 pairs of category and month.
TRANCHE_API Tally tally_incidents(const IncidentSource& source, const Boundaries& boundaries,
                                  const TallyOptions& options = {});

} // namespace tranche
