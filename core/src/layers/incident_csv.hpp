#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "layers/byte_source.hpp"
#include "tranche/layers/incidents.hpp"

namespace tranche {

/// Where the columns of one CSV file are.
struct CsvLayout {
  static constexpr std::size_t absent = static_cast<std::size_t>(-1);
  std::size_t columns = 0, x = absent, y = absent, category = absent, month = absent;
  std::size_t code = absent, id = absent;
  bool by_code = false;         ///< the code is the place, and x and y may be absent
  std::uint64_t begin = 0;      ///< offset of the first record
  std::uint64_t begin_line = 0; ///< its line, from 1
  std::string crs;              ///< empty: the header does not say
  bool street_level = false;    ///< police.uk's street-level crime
};

/// Cells of a header row, as they stand.
struct CsvHeader {
  std::vector<std::string> cells;
  std::uint64_t end = 0, lines = 1;
};

/// @throws Error (data) when the file is empty or its first megabyte is no header.
CsvHeader read_csv_header(ByteSource& bytes, const std::string& shown);

/// Finds the columns. @throws Error (data) naming the columns there are.
CsvLayout csv_layout(const CsvHeader& header, const IncidentSource& source, const std::string& shown);

/// Whether it has the columns of police.uk's street-level crime.
bool is_street_level(const CsvHeader& header);

/// Reads the records of one file, the `number`th.
void read_incident_csv(ByteSource& bytes, const CsvLayout& layout, IncidentFile& file, std::size_t number, int threads,
                       const std::function<void(const IncidentBlock&)>& use);

} // namespace tranche
