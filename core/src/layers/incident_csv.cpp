#include "layers/incident_csv.hpp"

#include <algorithm>
#include <cstring>
#include <initializer_list>
#include <numeric>

#include <fmt/format.h>

#include "layers/csv_records.hpp"
#include "parallel.hpp"
#include "tranche/finding.hpp"

namespace tranche {
namespace {

constexpr std::size_t padding = 64;       // parse_csv_part reads so far beyond the end
constexpr std::size_t piece = 256 * 1024; // what one thread takes at a time
constexpr std::size_t pieces = 24;        // read together: 6 MiB, whatever the size of the file

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

std::size_t find_cell(const CsvHeader& header, std::initializer_list<const char*> names) {
  for (const char* name : names)
    for (std::size_t i = 0; i < header.cells.size(); ++i)
      if (lower(bare(header.cells[i])) == name) return i;
  return CsvLayout::absent;
}

std::size_t named_cell(const CsvHeader& header, const std::string& name, const std::string& shown) {
  std::string names;
  for (std::size_t i = 0; i < header.cells.size(); ++i) {
    if (bare(header.cells[i]) == name) return i;
    names += (i ? ", " : "") + header.cells[i];
  }
  throw Error(Fault::data, shown, "has no column '" + name + "'; it has: " + names, "correct the column's name");
}

/// Reads one file, wave after wave: fill the buffer, read its pieces at the same time, check that they meet, hand on.
class Waves {
public:
  Waves(ByteSource& bytes, const CsvLayout& layout, IncidentFile& file, std::size_t number, int threads,
        const std::function<void(const IncidentBlock&)>& use)
      : m_bytes(bytes), m_layout(layout), m_file(file), m_number(number), m_threads(threads), m_use(use),
        m_offset(layout.begin), m_lines(layout.begin_line - 1) {
    m_buffer.resize(static_cast<std::size_t>(std::min<std::uint64_t>(
                        longest_record + pieces * piece, bytes.size() - std::min(bytes.size(), layout.begin))) +
                    padding);
  }

  void read() {
    while (m_offset < m_bytes.size()) {
      fill();
      parse();
      const std::size_t rest = settle();
      hand_on();
      m_held = m_text.size() - rest;
      std::memmove(m_buffer.data(), m_buffer.data() + rest, m_held);
    }
    m_bytes.check_unchanged();
  }

private:
  void fill() {
    const auto fresh = static_cast<std::size_t>(std::min<std::uint64_t>(pieces * piece, m_bytes.size() - m_offset));
    const std::size_t count = (fresh + piece - 1) / piece;
    m_bounds.assign(1, 0);
    for (std::size_t k = 1; k < count; ++k) m_bounds.push_back(m_held + k * piece);
    m_bounds.push_back(m_held + fresh);
    m_quotes.assign(count, 0);
    in_blocks(count, 1, m_bytes.random_access() ? m_threads : 1, [&](std::size_t k, std::size_t) {
      char* const begin = m_buffer.data() + m_bounds[k];
      char* const end = m_buffer.data() + m_bounds[k + 1];
      char* const target = k == 0 ? begin + m_held : begin;
      m_bytes.read(m_offset + k * piece, target, static_cast<std::size_t>(end - target));
      char* const quote =
          static_cast<char*>(std::memchr(begin, '"', static_cast<std::size_t>(end - begin))); // most have none
      m_quotes[k] = quote ? static_cast<std::size_t>(std::count(quote, end, '"')) : 0;
    });
    m_offset += fresh;
    m_text = {m_buffer.data(), m_held + fresh};
    std::memset(m_buffer.data() + m_text.size(), 0, std::min(padding, m_buffer.size() - m_text.size()));
  }

  /// Where the first record of a piece begins, supposing that quotes come in pairs; settle() finds out when they do
  /// not.
  std::size_t likely_begin(std::size_t k, bool quoted) const {
    if (k == 0 || (!quoted && m_text[m_bounds[k] - 1] == '\n')) return m_bounds[k];
    for (std::size_t i = m_bounds[k]; i < m_text.size(); ++i) {
      quoted ^= m_text[i] == '"';
      if (m_text[i] == '\n' && !quoted) return i + 1;
    }
    return m_text.size();
  }

  CsvPart parse_piece(std::size_t begin, std::size_t k) const {
    return parse_csv_part(m_text, begin, m_bounds[k + 1], m_offset == m_bytes.size(), m_layout);
  }

  void parse() {
    std::vector<bool> quoted(m_quotes.size());
    for (std::size_t k = 1; k < quoted.size(); ++k) quoted[k] = quoted[k - 1] != (m_quotes[k - 1] % 2 == 1);
    m_parts.clear();
    m_parts.resize(m_quotes.size());
    in_blocks(m_parts.size(), 1, m_threads,
              [&](std::size_t k, std::size_t) { m_parts[k] = parse_piece(likely_begin(k, quoted[k]), k); });
  }

  /// Keeps what one reader from the beginning would have found; returns where the record begins that is not whole yet.
  std::size_t settle() {
    std::size_t next = 0, kept = 0;
    for (std::size_t k = 0; k < m_parts.size() && next < m_text.size(); ++k) {
      if (next >= m_bounds[k + 1]) continue; // a long record runs through the whole piece
      if (m_parts[k].begin != next) m_parts[k] = parse_piece(next, k);
      CsvPart& part = m_parts[k];
      next = part.next;
      part.block.before = m_file.records;
      add(part);
      const bool unfinished = part.unfinished;
      if (kept != k) m_parts[kept] = std::move(part);
      ++kept;
      if (unfinished) break;
    }
    m_parts.resize(kept);
    if (m_text.size() - next > longest_record && m_text.find('\0', next) != std::string_view::npos)
      throw Error(Fault::data, fmt::format("{}:{}", m_file.name, m_lines + 1),
                  "is no text from here on but zero bytes; most likely the file was not copied to its end",
                  "fetch it again");
    if (m_text.size() - next > longest_record)
      throw Error(Fault::data, fmt::format("{}:{}", m_file.name, m_lines + 1),
                  "a record is longer than a megabyte; most likely a quote is never closed",
                  "repair the row, or write the file anew");
    return next;
  }

  void add(const CsvPart& part) {
    m_file.records += part.counts.records;
    m_file.blank += part.counts.blank;
    for (std::size_t i = 0; i < broken_kinds; ++i) {
      if (part.counts.broken[i] && !m_file.broken[i]) m_file.first_line[i] = m_lines + part.counts.first_line[i];
      m_file.broken[i] += part.counts.broken[i];
    }
    m_file.ends_without_line |= part.ends_without_line;
    m_lines += part.lines;
  }

  void hand_on() {
    for (CsvPart& part : m_parts) {
      part.block.file = &m_file;
      part.block.file_number = m_number;
      part.block.first = !m_begun && part.block.size() > 0;
      m_begun |= part.block.first;
    }
    in_blocks(m_parts.size(), 1, m_threads, [&](std::size_t k, std::size_t) {
      if (m_parts[k].block.size() > 0) m_use(m_parts[k].block);
    });
  }

  ByteSource& m_bytes;
  const CsvLayout& m_layout;
  IncidentFile& m_file;
  std::size_t m_number;
  int m_threads;
  const std::function<void(const IncidentBlock&)>& m_use;
  std::uint64_t m_offset, m_lines; ///< read so far; line ends before the wave
  std::size_t m_held = 0;          ///< bytes kept from the wave before
  bool m_begun = false;
  std::vector<char> m_buffer;
  std::string_view m_text;
  std::vector<std::size_t> m_bounds, m_quotes;
  std::vector<CsvPart> m_parts;
};

} // namespace

CsvHeader read_csv_header(ByteSource& bytes, const std::string& shown) {
  std::string text(static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), longest_record)), '\0');
  bytes.read(0, text.data(), text.size());
  if (bare(text).empty()) throw Error(Fault::data, shown, "is empty", "give a file with a header and records");
  if (text.size() >= 2 && ((text[0] == '\xFF' && text[1] == '\xFE') || (text[0] == '\xFE' && text[1] == '\xFF')))
    throw Error(Fault::data, shown, "is UTF-16 text", "save it as CSV UTF-8");
  if (text.find('\0') != std::string::npos)
    throw Error(Fault::data, shown, "is not text", "give a CSV file, or name it by its true ending");
  const std::size_t begin = text.rfind("\xEF\xBB\xBF", 0) == 0 ? 3 : 0;
  CsvRecord record = read_csv_record(text, begin);
  if (!record.whole && text.size() < bytes.size())
    throw Error(Fault::data, shown, "begins with more than a megabyte without a line end", "give a CSV file");
  return {std::move(record.cells), record.next, std::max<std::uint64_t>(record.lines, 1)};
}

bool is_street_level(const CsvHeader& header) {
  for (const char* name : {"month", "longitude", "latitude", "lsoa code", "crime type"})
    if (find_cell(header, {name}) == CsvLayout::absent) return false;
  return true;
}

CsvLayout csv_layout(const CsvHeader& header, const IncidentSource& source, const std::string& shown) {
  const IncidentColumns& wanted = source.columns;
  CsvLayout layout;
  layout.columns = header.cells.size();
  layout.begin = header.end;
  layout.begin_line = header.lines + 1;
  layout.street_level = is_street_level(header);
  const auto find = [&](const std::string& name, std::initializer_list<const char*> usual) {
    return name.empty() ? find_cell(header, usual) : named_cell(header, name, shown);
  };
  layout.x = find(wanted.x, {"longitude", "lon", "lng", "long", "easting", "eastings", "x"});
  layout.y = find(wanted.y, {"latitude", "lat", "northing", "northings", "y"});
  layout.category = find(wanted.category, {"crime type", "category"});
  layout.month = find(wanted.month, {"month"});
  if (!wanted.id.empty()) layout.id = named_cell(header, wanted.id, shown);
  layout.by_code = source.place == IncidentPlace::code;
  if (source.place != IncidentPlace::coordinates) {
    layout.code = find(wanted.code, {"lsoa code"});
    if (layout.code == CsvLayout::absent)
      throw Error(Fault::data, shown,
                  fmt::format("has no column 'LSOA code'; it has: {}", fmt::join(header.cells, ", ")),
                  "name the column of the codes");
  }
  if (layout.by_code) return layout;
  if (layout.x == CsvLayout::absent || layout.y == CsvLayout::absent)
    throw Error(Fault::data, shown,
                fmt::format("has no columns that are known as coordinates; it has: {}", fmt::join(header.cells, ", ")),
                "name them: --x COLUMN --y COLUMN");
  const std::string name = lower(bare(header.cells[layout.x]));
  if (name.rfind("lon", 0) == 0 || name == "lng") layout.crs = "EPSG:4326";
  if (name.rfind("easting", 0) == 0) layout.crs = "EPSG:27700";
  return layout;
}

void read_incident_csv(ByteSource& bytes, const CsvLayout& layout, IncidentFile& file, std::size_t number, int threads,
                       const std::function<void(const IncidentBlock&)>& use) {
  Waves(bytes, layout, file, number, threads, use).read();
}

} // namespace tranche
