#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tranche/export.hpp"

namespace tranche {

/// How the bytes of a table are to be read.
struct TableFormat {
  std::string encoding = "utf-8"; ///< or "windows-1252"
  std::string sheet;              ///< XLSX and ODS only; empty: the first
  int header_row = 1;             ///< from 1; rows above it are titles
  char delimiter = ',';           ///< CSV only
};

/// A table as text: one header row, cells without quotes, the line (CSV) or row (spreadsheet) of each record.
/// Blank lines are left out; short rows are padded with empty cells and keep their own width.
class TRANCHE_API RawTable {
public:
  const std::string& file() const { return m_file; }
  const std::vector<std::string_view>& header() const { return m_header; }
  std::size_t rows() const { return m_lines.size(); }
  std::string_view cell(std::size_t row, std::size_t column) const { return m_cells[row * m_header.size() + column]; }
  int line(std::size_t row) const { return m_lines[row]; }
  std::size_t width(std::size_t row) const { return m_widths[row]; } ///< cells that the row really has

  /// Position of a column. @throws Error (data) naming the columns that there are, when it is absent or there twice.
  std::size_t column(std::string_view name) const;
  bool has_column(std::string_view name) const;
  /// "file.csv:12", or "file.xlsx, row 12".
  std::string place(std::size_t row) const;

private:
  friend TRANCHE_API RawTable read_raw_table(const std::filesystem::path&, const std::string&, const TableFormat&);
  friend class CsvParser;
  friend void parse_csv(RawTable&, std::string, const std::string&, const TableFormat&);
  friend void parse_spreadsheet(RawTable&, const std::filesystem::path&, const std::string&, const TableFormat&);
  void add_row(std::vector<std::string_view>& cells, int line);

  std::string m_file;
  bool m_spreadsheet = false;
  std::shared_ptr<std::string> m_text; ///< what the cells point into
  std::vector<std::string_view> m_header, m_cells;
  std::vector<int> m_lines;
  std::vector<std::size_t> m_widths;
};

/// Reads CSV (RFC 4180, LF or CRLF, byte-order mark allowed), XLSX or ODS, by the file's ending.
/// shown: the name for messages.
/// @throws Error (data): missing, a folder, empty, not of its kind, not in its encoding (with the line), a quote that
/// is
///         never closed (with the line), a row longer than the header, no rows.
TRANCHE_API RawTable read_raw_table(const std::filesystem::path& file, const std::string& shown,
                                    const TableFormat& format = {});

} // namespace tranche
