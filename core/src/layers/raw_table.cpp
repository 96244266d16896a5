#include "tranche/layers/raw_table.hpp"

#include <algorithm>

#include "layers/csv.hpp"
#include "tranche/finding.hpp"

namespace tranche {
namespace {

std::string lower_ending(const std::filesystem::path& file) {
  std::string ending = file.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return ending;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

std::string listed(const std::vector<std::string_view>& names) {
  std::string text;
  for (const std::string_view name : names) text += (text.empty() ? "" : ", ") + std::string(name);
  return text;
}

} // namespace

void RawTable::add_row(std::vector<std::string_view>& cells, int line) {
  // Spreadsheets pad rows with separators; only a cell that holds something is one too many.
  while (cells.size() > m_header.size() && cells.back().empty()) cells.pop_back();
  if (cells.size() > m_header.size())
    throw Error(Fault::data, m_file + ":" + std::to_string(line),
                "has " + std::to_string(cells.size()) + " cells where the header has " +
                    std::to_string(m_header.size()),
                "put text with commas in quotes, or name the header's row with `header_row`");
  if (std::all_of(cells.begin(), cells.end(), [](std::string_view cell) { return trimmed(cell).empty(); })) return;
  m_widths.push_back(cells.size());
  cells.resize(m_header.size());
  for (const std::string_view cell : cells) m_cells.push_back(trimmed(cell));
  m_lines.push_back(line);
}

bool RawTable::has_column(std::string_view name) const {
  return std::find(m_header.begin(), m_header.end(), name) != m_header.end();
}

std::size_t RawTable::column(std::string_view name) const {
  const auto found = std::find(m_header.begin(), m_header.end(), name);
  if (found == m_header.end())
    throw Error(Fault::data, m_file, "has no column '" + std::string(name) + "'; it has: " + listed(m_header),
                "correct the column's name, or name the header's row with `header_row`");
  if (std::find(found + 1, m_header.end(), name) != m_header.end())
    throw Error(Fault::data, m_file, "has the column '" + std::string(name) + "' twice", "rename one of them");
  return static_cast<std::size_t>(found - m_header.begin());
}

std::string RawTable::place(std::size_t row) const {
  return m_spreadsheet ? m_file + ", row " + std::to_string(m_lines[row]) : m_file + ":" + std::to_string(m_lines[row]);
}

RawTable read_raw_table(const std::filesystem::path& file, const std::string& shown, const TableFormat& format) {
  RawTable table;
  table.m_file = shown;
  table.m_text = std::make_shared<std::string>();
  const std::string ending = lower_ending(file);
  if (ending == ".xlsx" || ending == ".ods") {
    table.m_spreadsheet = true;
    parse_spreadsheet(table, file, shown, format);
  } else {
    parse_csv(table, read_text(file, shown), shown, format);
  }
  for (std::string_view& name : table.m_header) name = trimmed(name);
  if (table.m_header.empty())
    throw Error(Fault::data, shown, "has no header row", "name the header's row with `header_row`, from 1");
  if (table.rows() == 0)
    throw Error(Fault::data, shown, "has a header and no rows", "give the file that holds the figures");
  return table;
}

} // namespace tranche
