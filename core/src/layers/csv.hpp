#pragma once
#include <filesystem>
#include <string>

#include "tranche/layers/raw_table.hpp"

namespace tranche {

/// The bytes of a file. @throws Error (data) when it is missing, a folder or unreadable.
std::string read_text(const std::filesystem::path& file, const std::string& shown);

/// Fills header and rows from CSV text.
void parse_csv(RawTable& table, std::string text, const std::string& shown, const TableFormat& format);

/// Fills header and rows from a sheet of an XLSX or ODS file, through GDAL, every cell as text.
void parse_spreadsheet(RawTable& table, const std::filesystem::path& file, const std::string& shown,
                       const TableFormat& format);

} // namespace tranche
