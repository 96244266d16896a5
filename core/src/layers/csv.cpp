#include "layers/csv.hpp"

#include <array>
#include <cstring>
#include <fstream>

#include "tranche/finding.hpp"

namespace tranche {
namespace {

[[noreturn]] void refuse(const std::string& where, std::string what, std::string remedy) {
  throw Error(Fault::data, where, std::move(what), std::move(remedy));
}

/// Length of the valid UTF-8 sequence at p, or 0. Overlong forms and surrogates are refused (Unicode 15, table 3-7).
std::size_t utf8_length(const unsigned char* p, std::size_t left) {
  const auto tail = [&](std::size_t i) { return i < left && (p[i] & 0xC0U) == 0x80U; };
  if (p[0] < 0x80) return 1;
  if (p[0] >= 0xC2 && p[0] <= 0xDF) return tail(1) ? 2 : 0;
  if ((p[0] & 0xF0U) == 0xE0U) {
    if (!tail(1) || !tail(2)) return 0;
    return (p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xED && p[1] > 0x9F) ? 0 : 3;
  }
  if (p[0] >= 0xF0 && p[0] <= 0xF4) {
    if (!tail(1) || !tail(2) || !tail(3)) return 0;
    return (p[0] == 0xF0 && p[1] < 0x90) || (p[0] == 0xF4 && p[1] > 0x8F) ? 0 : 4;
  }
  return 0;
}

void check_utf8(const std::string& text, const std::string& shown) {
  int line = 1;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '\n') ++line;
    const std::size_t length = utf8_length(reinterpret_cast<const unsigned char*>(text.data()) + i, text.size() - i);
    if (length == 0)
      refuse(shown + ":" + std::to_string(line), "holds bytes that are not UTF-8",
             "save the file as UTF-8, or say `encoding: windows-1252` in the catalogue if it comes from Excel");
    i += length;
  }
}

/// windows-1252 to UTF-8. Its bytes 0x80 to 0x9F are the only ones that differ from Latin-1 (WHATWG encoding,
/// index-1252).
std::string from_windows_1252(const std::string& text) {
  static constexpr std::array<char16_t, 32> high = {0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
                                                    0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
  std::string result;
  result.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      result += c;
      continue;
    }
    const unsigned code = byte < 0xA0 ? high[byte - 0x80U] : byte;
    if (code < 0x800) {
      result += static_cast<char>(0xC0U | (code >> 6U));
    } else {
      result += static_cast<char>(0xE0U | (code >> 12U));
      result += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
    }
    result += static_cast<char>(0x80U | (code & 0x3FU));
  }
  return result;
}

void refuse_other_kinds(const std::string& text, const std::string& shown) {
  const auto starts = [&](std::string_view magic) { return text.compare(0, magic.size(), magic) == 0; };
  if (text.empty()) refuse(shown, "is empty", "give the file that holds the figures");
  if (starts("PK\x03\x04"))
    refuse(shown, "is a zip archive or a spreadsheet, not CSV", "name it .xlsx or .ods, or save the sheet as CSV");
  if (starts("SQLite format 3")) refuse(shown, "is a GeoPackage or SQLite file, not CSV", "export the table as CSV");
  if (starts("\xFF\xFE") || starts("\xFE\xFF")) refuse(shown, "is UTF-16, not UTF-8", "save the file as \"CSV UTF-8\"");
  if (text.find('\0') != std::string::npos) refuse(shown, "holds binary data, not CSV", "give a CSV, XLSX or ODS file");
}

} // namespace

/// Splits the text in place: quoted cells are unescaped into the space they came from.
class CsvParser {
public:
  CsvParser(RawTable& table, const TableFormat& format) : m_table(table), m_format(format), m_text(*table.m_text) {}

  void parse() {
    int record = 0;
    while (m_at < m_text.size()) {
      const int line = m_line;
      std::vector<std::string_view> cells = next_record();
      ++record;
      if (cells.size() == 1 && cells[0].empty()) continue;
      if (record < m_format.header_row) continue;
      if (m_table.m_header.empty())
        m_table.m_header = std::move(cells);
      else
        m_table.add_row(cells, line);
    }
  }

private:
  std::vector<std::string_view> next_record() {
    std::vector<std::string_view> cells;
    for (;;) {
      cells.push_back(m_at < m_text.size() && m_text[m_at] == '"' ? quoted_cell() : plain_cell());
      if (m_at >= m_text.size()) return cells;
      const char end = m_text[m_at++];
      if (end == m_format.delimiter) continue;
      if (end == '\r' && m_at < m_text.size() && m_text[m_at] == '\n') ++m_at;
      ++m_line;
      return cells;
    }
  }

  bool ends_cell(char c) const { return c == m_format.delimiter || c == '\n' || c == '\r'; }

  std::string_view plain_cell() {
    const std::size_t start = m_at;
    while (m_at < m_text.size() && !ends_cell(m_text[m_at])) ++m_at;
    return std::string_view(m_text).substr(start, m_at - start);
  }

  std::string_view quoted_cell() {
    const int opened = m_line;
    const std::size_t start = ++m_at;
    std::size_t out = start;
    for (;; ++m_at) {
      if (m_at >= m_text.size())
        refuse(m_table.file() + ":" + std::to_string(opened), "a quote is opened and never closed",
               "close it, or double the quote marks inside the text");
      if (m_text[m_at] == '\n') ++m_line;
      if (m_text[m_at] != '"') {
        m_text[out++] = m_text[m_at];
      } else if (m_at + 1 < m_text.size() && m_text[m_at + 1] == '"') {
        m_text[out++] = m_text[m_at++];
      } else {
        break;
      }
    }
    ++m_at;
    if (m_at < m_text.size() && !ends_cell(m_text[m_at]))
      refuse(m_table.file() + ":" + std::to_string(m_line), "text follows a closing quote inside a cell",
             "put the whole cell in quotes and double the quote marks inside it");
    return std::string_view(m_text).substr(start, out - start);
  }

  RawTable& m_table;
  const TableFormat& m_format;
  std::string& m_text;
  std::size_t m_at = 0;
  int m_line = 1;
};

std::string read_text(const std::filesystem::path& file, const std::string& shown) {
  std::error_code code;
  if (std::filesystem::is_directory(file, code)) refuse(shown, "is a folder, not a file", "name a file in it");
  // A pipe or a device need never end.
  if (std::filesystem::exists(file, code) && !std::filesystem::is_regular_file(file, code))
    refuse(shown, "is not an ordinary file", "save the figures as a file, and name that");
  std::ifstream stream(file, std::ios::binary);
  if (!stream)
    refuse(shown, "cannot be opened: " + std::string(std::strerror(errno)), "check the name and that you may read it");
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (stream.bad()) refuse(shown, "cannot be read to its end", "check the disk and try again");
  return text;
}

void parse_csv(RawTable& table, std::string text, const std::string& shown, const TableFormat& format) {
  refuse_other_kinds(text, shown);
  if (text.compare(0, 3, "\xEF\xBB\xBF") == 0) text.erase(0, 3);
  if (format.encoding == "windows-1252")
    text = from_windows_1252(text);
  else
    check_utf8(text, shown);
  *table.m_text = std::move(text);
  CsvParser(table, format).parse();
}

} // namespace tranche
