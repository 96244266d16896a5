#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tranche/export.hpp"

/// Files of incidents, one record each with a place, read in blocks: memory does not grow with the file.
namespace tranche {

/// Columns by name; an empty one is recognised by its usual names (Longitude, Latitude, Crime type, Month; lon, lat,
/// easting, northing, x, y; LSOA code), and category and month may be absent.
struct IncidentColumns {
  std::string x, y, category, month;
  std::string code; ///< of the small area a record lies in; looked for only where IncidentSource::place asks for it
  std::string id;   ///< what names an incident, such as "Crime ID"; empty: none is read
};

/// Which columns say where a record lies.
enum class IncidentPlace {
  coordinates,
  coordinates_and_code, ///< the code is read besides, and may be blank
  code,                 ///< the code alone: coordinates are not looked at, and may be absent
};

struct IncidentSource {
  /// CSV, a folder of CSV (such as months and forces of police.uk), a zip of that; or what GDAL reads as points.
  std::vector<std::filesystem::path> files;
  IncidentColumns columns;
  IncidentPlace place = IncidentPlace::coordinates;
  std::string layer; ///< of a GeoPackage that has several
  std::string crs;   ///< empty: degrees (EPSG:4326) for lon and lat, British National Grid for easting and northing,
                     ///< and what the file itself says for GDAL's
};

/// Why a record is broken.
enum class BrokenRecord {
  columns,        ///< not as many cells as the header has
  number,         ///< a coordinate is no finite number
  one_coordinate, ///< x without y or y without x
  not_a_point,    ///< a line or a polygon
  cut,            ///< the file ends within it
};
constexpr std::size_t broken_kinds = 5;
TRANCHE_API const char* broken_words(BrokenRecord kind);

/// What was found in one file.
struct IncidentFile {
  std::string name; ///< for messages: as named, or its path within the folder or zip
  std::string crs;
  std::uint64_t records = 0; ///< without blank lines; = records with a place + blank + broken
  std::uint64_t blank = 0;   ///< without coordinates; where the code is the place, without a code
  std::array<std::uint64_t, broken_kinds> broken{};
  std::array<std::uint64_t, broken_kinds> first_line{}; ///< of each kind; 0: none, or the file has no lines
  bool ends_without_line = false;                       ///< its last record, though whole, has no line end

  TRANCHE_API std::uint64_t broken_records() const;
};

/// Some records of one file: those with a place, in the file's order.
struct IncidentBlock {
  const IncidentFile* file = nullptr; ///< only name and crs are final while blocks come
  std::size_t file_number = 0;        ///< among the files read, from 0
  std::uint64_t before = 0;           ///< records of the file before the block, those without a place among them
  bool first = false;                 ///< the first block of its file
  std::vector<double> x, y;           ///< in the file's CRS; finite; empty where the code is the place
  std::vector<std::uint32_t> label;   ///< position in labels
  std::vector<std::pair<std::string, std::string>> labels; ///< category and month
  std::vector<std::uint32_t> code;                         ///< position in codes; empty where none are asked for
  std::vector<std::string> codes;
  std::string ids;                 ///< one after another; empty where none are asked for
  std::vector<std::size_t> id_end; ///< of each in ids

  std::size_t size() const { return label.size(); }
  std::string_view id(std::size_t i) const {
    const std::size_t begin = i == 0 ? 0 : id_end[i - 1];
    return std::string_view(ids).substr(begin, id_end[i] - begin);
  }
};

struct IncidentFiles {
  std::vector<IncidentFile> read;
  std::vector<std::string> left_out; ///< other files of a folder or zip: outcomes, stop and search, read-me's
};

/// Reads every record once and hands them on in blocks of a few thousand.
/// CSV is RFC 4180 (quotes, line ends within quotes, LF or CRLF, byte-order mark). It is cut at fixed places, the parts
/// are read at the same time and then checked to meet where a single reader would be, so that the result never depends
/// on `threads`. In folders and zips, files with police.uk's street-level header are read where there are any, else
/// every CSV.
///
///  use  called for each block, from up to `threads` threads at once and in any order.
/// @throws Error (usage, data) when a file is missing, empty, changes while it is read, has no such column, no known
///         columns of coordinates, no known CRS, a record longer than a megabyte (a quote that is never closed), or
///         cannot be opened by this machine's GDAL (Parquet, where it was built without Arrow).
TRANCHE_API IncidentFiles read_incidents(const IncidentSource& source, int threads,
                                         const std::function<void(const IncidentBlock&)>& use);

/// The month of "2019-02" or "2019-02-17" with whatever follows; any other text as it is.
TRANCHE_API std::string_view month_of(std::string_view text);

} // namespace tranche
