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
constexpr std::size_t pieces = 16;        // read together: 4 MiB, whatever the size of the file

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

/// What is read of a file at one time: the record that the wave before left unfinished, then `fresh` bytes in pieces.
struct Wave {
  std::vector<char> bytes; ///< room for an unfinished record, the fresh bytes, padding
  std::size_t held = 0, fresh = 0;
  bool last = false;
  std::vector<std::size_t> quotes; ///< in each piece
  std::vector<CsvPart> parts;      ///< of each piece; kept from wave to wave, so that little is allocated anew

  std::size_t pieces() const { return quotes.size(); }
  /// Of a piece in the text; of the piece after the last, the end of the text.
  std::size_t begin_of(std::size_t k) const { return k == 0 ? 0 : held + std::min(k * piece, fresh); }
  char* fresh_bytes() { return bytes.data() + longest_record; }
  std::string_view text() const { return {bytes.data() + longest_record - held, held + fresh}; }
};

/// Reads one file, wave after wave. While the pieces of one wave are parsed, those of the next are read and the records
/// of the one before are handed on: threads wait for each other once a wave. In between it is checked that the pieces
/// meet.
class Waves {
public:
  Waves(ByteSource& bytes, const CsvLayout& layout, IncidentFile& file, std::size_t number, int threads,
        const std::function<void(const IncidentBlock&)>& use)
      : m_bytes(bytes), m_layout(layout), m_file(file), m_number(number), m_threads(threads), m_use(use),
        m_offset(layout.begin), m_lines(layout.begin_line - 1) {}

  void read() {
    plan(m_next);
    advance();
    while (m_next.fresh > 0) {
      std::swap(m_now, m_next);
      plan(m_next);
      advance();
      hold(settle());
    }
    m_now.quotes.clear();
    advance();
    m_bytes.check_unchanged();
  }

private:
  /// What the wave will hold; nothing beyond the end of the file.
  void plan(Wave& wave) {
    const std::uint64_t left = m_bytes.size() - std::min(m_bytes.size(), m_offset);
    wave.fresh = static_cast<std::size_t>(std::min<std::uint64_t>(pieces * piece, left));
    wave.last = wave.fresh == left;
    wave.held = 0;
    wave.quotes.assign((wave.fresh + piece - 1) / piece, 0);
    if (wave.parts.size() < wave.pieces()) wave.parts.resize(wave.pieces());
    if (wave.bytes.size() < longest_record + wave.fresh + padding)
      wave.bytes.resize(longest_record + wave.fresh + padding);
    m_wave_offset = m_offset;
    m_offset += wave.fresh;
  }

  /// Hands on, parses and reads, each piece a task.
  void advance() {
    std::vector<bool> quoted(m_now.pieces());
    for (std::size_t k = 1; k < quoted.size(); ++k) quoted[k] = quoted[k - 1] != (m_now.quotes[k - 1] % 2 == 1);
    const std::size_t reads = m_bytes.random_access() ? m_next.pieces() : std::min<std::size_t>(m_next.pieces(), 1);
    const std::size_t parses = m_now.pieces();
    in_blocks(m_settled + parses + reads, 1, m_threads, [&](std::size_t task, std::size_t) {
      if (task < m_settled) {
        if (m_done[task].block.size() > 0) m_use(m_done[task].block);
      } else if (task < m_settled + parses) {
        const std::size_t k = task - m_settled;
        parse_piece(likely_begin(k, quoted[k]), k);
      } else if (m_bytes.random_access()) {
        read_piece(task - m_settled - parses);
      } else {
        for (std::size_t k = 0; k < m_next.pieces(); ++k) read_piece(k);
      }
    });
  }

  void read_piece(std::size_t k) {
    char* const begin = m_next.fresh_bytes() + k * piece;
    char* const end = m_next.fresh_bytes() + std::min((k + 1) * piece, m_next.fresh);
    m_bytes.read(m_wave_offset + k * piece, begin, static_cast<std::size_t>(end - begin));
    m_next.quotes[k] = quotes_in({begin, static_cast<std::size_t>(end - begin)});
    if (end == m_next.fresh_bytes() + m_next.fresh) std::memset(end, 0, padding);
  }

  static std::size_t quotes_in(std::string_view text) {
    const std::size_t first = text.find('"'); // most have none
    if (first == std::string_view::npos) return 0;
    return static_cast<std::size_t>(std::count(text.begin() + static_cast<std::ptrdiff_t>(first), text.end(), '"'));
  }

  /// Where the first record of a piece begins, supposing that quotes come in pairs; settle() finds out when they do
  /// not.
  std::size_t likely_begin(std::size_t k, bool quoted) const {
    const std::string_view text = m_now.text();
    const std::size_t begin = m_now.begin_of(k);
    if (k == 0 || (!quoted && text[begin - 1] == '\n')) return begin;
    for (std::size_t i = begin; i < text.size(); ++i) {
      quoted ^= text[i] == '"';
      if (text[i] == '\n' && !quoted) return i + 1;
    }
    return text.size();
  }

  void parse_piece(std::size_t begin, std::size_t k) {
    parse_csv_part(m_now.text(), begin, m_now.begin_of(k + 1), m_now.last, m_layout, m_now.parts[k]);
  }

  /// Keeps what one reader from the beginning would have found; returns where the record begins that is not whole yet.
  std::size_t settle() {
    const std::string_view text = m_now.text();
    std::size_t next = 0;
    m_settled = 0;
    for (std::size_t k = 0; k < m_now.pieces() && next < text.size(); ++k) {
      if (next >= m_now.begin_of(k + 1)) continue; // a long record runs through the whole piece
      if (m_now.parts[k].begin != next) parse_piece(next, k);
      CsvPart& part = m_now.parts[k];
      next = part.next;
      name(part.block);
      add(part);
      const bool unfinished = part.unfinished;
      if (m_settled != k) std::swap(m_now.parts[m_settled], part);
      ++m_settled;
      if (unfinished) break;
    }
    std::swap(m_done, m_now.parts);
    if (text.size() - next > longest_record) refuse_long_record(text.substr(next));
    return next;
  }

  [[noreturn]] void refuse_long_record(std::string_view text) const {
    const std::string where = fmt::format("{}:{}", m_file.name, m_lines + 1);
    if (text.find('\0') != std::string_view::npos)
      throw Error(Fault::data, where,
                  "is no text from here on but zero bytes; most likely the file was not copied to its end",
                  "fetch it again");
    throw Error(Fault::data, where, "a record is longer than a megabyte; most likely a quote is never closed",
                "repair the row, or write the file anew");
  }

  /// Puts the unfinished record before the next wave.
  void hold(std::size_t rest) {
    const std::string_view record = m_now.text().substr(rest);
    if (m_next.fresh == 0) return;
    m_next.held = record.size();
    std::memcpy(m_next.fresh_bytes() - record.size(), record.data(), record.size());
    m_next.quotes[0] += quotes_in(record);
  }

  void name(IncidentBlock& block) {
    block.file = &m_file;
    block.file_number = m_number;
    block.before = m_file.records;
    block.first = !m_begun && block.size() > 0;
    m_begun |= block.first;
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

  ByteSource& m_bytes;
  const CsvLayout& m_layout;
  IncidentFile& m_file;
  std::size_t m_number;
  int m_threads;
  const std::function<void(const IncidentBlock&)>& m_use;
  std::uint64_t m_offset, m_wave_offset = 0; ///< planned so far; where m_next begins
  std::uint64_t m_lines;                     ///< line ends before m_now
  bool m_begun = false;
  Wave m_now, m_next;          ///< is parsed; is read
  std::vector<CsvPart> m_done; ///< are handed on
  std::size_t m_settled = 0;   ///< of m_done
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
