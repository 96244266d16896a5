#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "layers/incident_csv.hpp"

namespace tranche {

/// Numbers the pairs of category and month of a block.
class LabelIndex {
public:
  explicit LabelIndex(std::vector<std::pair<std::string, std::string>>& labels) : m_labels(labels) {
    m_recent.fill(none);
  }
  std::uint32_t find(std::string_view category, std::string_view month);

private:
  static constexpr std::uint32_t none = 0xFFFFFFFF;
  bool is(std::uint32_t label, std::string_view category, std::string_view month) const {
    return label != none && m_labels[label].first == category && m_labels[label].second == month;
  }
  std::vector<std::pair<std::string, std::string>>& m_labels;
  std::array<std::uint32_t, 128> m_recent;
  std::unordered_map<std::string, std::uint32_t> m_all;
};

/// Numbers the codes of areas of a block.
class CodeIndex {
public:
  explicit CodeIndex(std::vector<std::string>& codes) : m_codes(codes) {}
  std::uint32_t find(std::string_view code);

private:
  std::vector<std::string>& m_codes;
  std::uint32_t m_recent = 0; ///< rows of one place often follow each other
  std::unordered_map<std::string, std::uint32_t> m_all;
};

constexpr std::size_t longest_record = 1024 * 1024; ///< bytes

/// What was read of a part of a file.
struct CsvPart {
  std::size_t begin = 0;   ///< in the buffer: of the first record
  std::size_t next = 0;    ///< of the record after the last one
  std::uint64_t lines = 0; ///< ends of lines between them
  bool unfinished = false; ///< the text, or the longest record, ends within the record at `next`
  bool ends_without_line = false;
  IncidentBlock block;
  IncidentFile counts; ///< first_line counted from 1 at `begin`
  void clear();        ///< empty, with the memory that it has
};

/// Reads the records that begin in [begin, stop). text: readable for 64 bytes beyond its end.
/// at_end: the file ends with the text, so that its last record needs no line end.
/// part: overwritten.
void parse_csv_part(std::string_view text, std::size_t begin, std::size_t stop, bool at_end, const CsvLayout& layout,
                    CsvPart& part);

/// One record by the book, quotes and all.
struct CsvRecord {
  std::vector<std::string> cells;
  std::size_t next = 0;    ///< after its line end
  std::uint64_t lines = 0; ///< line ends in it
  bool whole = false;      ///< its line end was found
  bool in_quotes = false;  ///< the text ended within quotes
  bool stray = false;      ///< something follows a closing quote
};
CsvRecord read_csv_record(std::string_view text, std::size_t begin);

/// A finite number, spaces around it allowed; nothing else.
bool read_coordinate(std::string_view text, double& value);

/// Without spaces, tabs and a carriage return around it.
std::string_view bare(std::string_view text);

} // namespace tranche
