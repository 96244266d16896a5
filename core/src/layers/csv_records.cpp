#include "layers/csv_records.hpp"

#include <bit>
#include <charconv>
#include <cmath>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace tranche {
namespace {

/// Bit i: text[i] is a comma, a line end or a quote; of 64 bytes.
std::uint64_t marks_of(const char* text) {
  std::uint64_t marks = 0;
#if defined(__SSE2__)
  for (int part = 0; part < 4; ++part) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + 16 * part));
    const __m128i found =
        _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(',')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'))),
                     _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n')));
    marks |= static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(found))) << (16 * part);
  }
#else
  for (int i = 0; i < 64; ++i)
    marks |= static_cast<std::uint64_t>(text[i] == ',' || text[i] == '"' || text[i] == '\n') << i;
#endif
  return marks;
}

/// Walks from one comma, line end or quote to the next.
class Marks {
public:
  Marks(std::string_view text, std::size_t from) : m_text(text) { seek(from); }

  void seek(std::size_t from) {
    m_block = from;
    m_left = from < m_text.size() ? marks_of(m_text.data() + from) : 0;
  }
  /// Position of the next one, or the size of the text.
  std::size_t next() {
    while (m_left == 0) {
      m_block += 64;
      if (m_block >= m_text.size()) return m_text.size();
      m_left = marks_of(m_text.data() + m_block);
    }
    const std::size_t position = m_block + static_cast<std::size_t>(std::countr_zero(m_left));
    m_left &= m_left - 1;
    return position < m_text.size() ? position : m_text.size();
  }

private:
  std::string_view m_text;
  std::size_t m_block = 0;
  std::uint64_t m_left = 0;
};

/// Reads the records of one part.
class PartReader {
public:
  PartReader(std::string_view text, std::size_t begin, bool at_end, const CsvLayout& layout, CsvPart& part)
      : m_text(text), m_at_end(at_end), m_layout(layout), m_part(part), m_marks(text, begin),
        m_labels(m_part.block.labels), m_codes(m_part.block.codes) {
    m_part.clear();
    m_part.begin = m_part.next = begin;
    m_starts.resize(layout.columns + 1);
  }

  void read(std::size_t stop) {
    while (m_part.next < stop && !m_part.unfinished) record();
  }

private:
  void record() {
    const std::size_t begin = m_part.next, columns = m_layout.columns;
    std::size_t found = 0;
    m_starts[0] = begin;
    for (;;) {
      const std::size_t mark = m_marks.next();
      if (mark == m_text.size() || m_text[mark] == '"') return record_by_the_book();
      ++found;
      if (found <= columns) m_starts[found] = mark + 1;
      if (m_text[mark] == '\n') {
        plain_record(begin, mark, found);
        m_part.next = mark + 1;
        return;
      }
    }
  }

  void plain_record(std::size_t begin, std::size_t end, std::size_t found) {
    ++m_part.lines;
    if (end == begin || (end == begin + 1 && m_text[begin] == '\r')) return;
    ++m_part.counts.records;
    if (found != m_layout.columns) return broken(BrokenRecord::columns);
    place([&](std::size_t column) {
      return column == CsvLayout::absent
                 ? std::string_view()
                 : bare(m_text.substr(m_starts[column], m_starts[column + 1] - 1 - m_starts[column]));
    });
  }

  void record_by_the_book() {
    const std::string_view reach = m_text.substr(0, m_part.next + longest_record + 1);
    const CsvRecord record = read_csv_record(reach, m_part.next);
    if (!record.whole && (!m_at_end || reach.size() < m_text.size())) {
      m_part.unfinished = true;
      return;
    }
    const bool empty = record.cells.size() == 1 && record.cells[0].empty();
    if (!empty) {
      ++m_part.lines; // the line of the record's own beginning, for `broken`
      ++m_part.counts.records;
      if (record.in_quotes || (!record.whole && record.cells.size() < m_layout.columns))
        broken(BrokenRecord::cut);
      else if (record.cells.size() != m_layout.columns || record.stray)
        broken(BrokenRecord::columns);
      else
        place([&](std::size_t column) {
          return column == CsvLayout::absent ? std::string_view() : bare(record.cells[column]);
        });
      --m_part.lines;
      m_part.ends_without_line = !record.whole;
    }
    m_part.lines += record.lines;
    m_part.next = record.next;
    m_marks.seek(record.next);
  }

  template <class Cell> void place(const Cell& cell) {
    if (m_layout.by_code) {
      if (cell(m_layout.code).empty())
        ++m_part.counts.blank;
      else
        keep(cell);
      return;
    }
    const std::string_view x = cell(m_layout.x), y = cell(m_layout.y);
    double px = 0, py = 0;
    if (x.empty() && y.empty()) {
      ++m_part.counts.blank;
    } else if (x.empty() || y.empty()) {
      broken(BrokenRecord::one_coordinate);
    } else if (!read_coordinate(x, px) || !read_coordinate(y, py)) {
      broken(BrokenRecord::number);
    } else {
      m_part.block.x.push_back(px);
      m_part.block.y.push_back(py);
      keep(cell);
    }
  }

  template <class Cell> void keep(const Cell& cell) {
    IncidentBlock& block = m_part.block;
    block.label.push_back(m_labels.find(cell(m_layout.category), month_of(cell(m_layout.month))));
    if (m_layout.code != CsvLayout::absent) block.code.push_back(m_codes.find(cell(m_layout.code)));
    if (m_layout.id == CsvLayout::absent) return;
    block.ids += cell(m_layout.id);
    block.id_end.push_back(block.ids.size());
  }

  void broken(BrokenRecord kind) {
    const auto k = static_cast<std::size_t>(kind);
    if (m_part.counts.broken[k]++ == 0) m_part.counts.first_line[k] = m_part.lines;
  }

  std::string_view m_text;
  bool m_at_end;
  const CsvLayout& m_layout;
  CsvPart& m_part;
  Marks m_marks;
  LabelIndex m_labels;
  CodeIndex m_codes;
  std::vector<std::size_t> m_starts;
};

} // namespace

std::uint32_t LabelIndex::find(std::string_view category, std::string_view month) {
  const auto byte = [](char c) { return static_cast<std::size_t>(static_cast<unsigned char>(c)); };
  std::size_t slot = category.size() * 7 + month.size();
  if (!category.empty()) slot += byte(category.front()) * 3 + byte(category[category.size() / 2]) * 5;
  if (!month.empty()) slot += byte(month.back()) * 11;
  std::uint32_t& recent = m_recent[slot % m_recent.size()];
  if (is(recent, category, month)) return recent;
  std::string key(category);
  key.push_back('\n'); // no trimmed month begins with it
  key += month;
  const auto [place, added] = m_all.emplace(std::move(key), static_cast<std::uint32_t>(m_labels.size()));
  if (added) m_labels.emplace_back(category, month);
  return recent = place->second;
}

std::uint32_t CodeIndex::find(std::string_view code) {
  if (m_recent < m_codes.size() && m_codes[m_recent] == code) return m_recent;
  const auto [place, added] = m_all.emplace(code, static_cast<std::uint32_t>(m_codes.size()));
  if (added) m_codes.emplace_back(code);
  return m_recent = place->second;
}

void CsvPart::clear() {
  begin = next = 0;
  lines = 0;
  unfinished = ends_without_line = false;
  counts = {};
  block.x.clear(), block.y.clear();
  block.label.clear(), block.labels.clear();
  block.code.clear(), block.codes.clear();
  block.ids.clear(), block.id_end.clear();
}

void parse_csv_part(std::string_view text, std::size_t begin, std::size_t stop, bool at_end, const CsvLayout& layout,
                    CsvPart& part) {
  PartReader(text, begin, at_end, layout, part).read(stop);
}

CsvRecord read_csv_record(std::string_view text, std::size_t begin) {
  CsvRecord record;
  std::string cell;
  bool closed = false; // a quoted cell ended just now
  std::size_t i = begin;
  for (; i < text.size() && !record.whole; ++i) {
    const char c = text[i];
    record.lines += c == '\n';
    if (record.in_quotes) {
      if (c != '"')
        cell += c;
      else if (i + 1 < text.size() && text[i + 1] == '"')
        cell += text[i++];
      else
        record.in_quotes = false, closed = true;
    } else if (c == ',' || c == '\n') {
      record.whole = c == '\n';
      if (record.whole && !cell.empty() && cell.back() == '\r') cell.pop_back();
      record.cells.push_back(std::move(cell));
      cell.clear();
      closed = false;
    } else if (c == '"' && cell.empty() && !closed) {
      record.in_quotes = true;
    } else {
      record.stray |= closed && c != '\r';
      cell += c;
    }
  }
  if (!record.whole) record.cells.push_back(std::move(cell));
  record.next = i;
  return record;
}

std::string_view bare(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

/// Up to 15 digits with up to 22 decimals are one exact division away from the nearest double (Clinger 1990).
bool read_coordinate(std::string_view text, double& value) {
  static constexpr double power[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                     1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  text = bare(text);
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  const bool negative = !text.empty() && text.front() == '-';
  std::uint64_t digits = 0;
  std::size_t count = 0, decimals = 0;
  bool point = false, plain = text.size() <= 17;
  for (std::size_t i = negative; plain && i < text.size(); ++i) {
    const auto digit = static_cast<unsigned>(text[i] - '0');
    if (digit <= 9)
      digits = 10 * digits + digit, ++count, decimals += point;
    else if (text[i] == '.' && !point)
      point = true;
    else
      plain = false;
  }
  if (plain && count > 0 && count <= 15) {
    value = static_cast<double>(digits) / power[decimals];
    if (negative) value = -value;
    return true;
  }
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  return fault == std::errc() && end == text.data() + text.size() && std::isfinite(value);
}

std::string_view month_of(std::string_view text) {
  const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  if (text.size() <= 7 || text[4] != '-' || !(text[7] == '-')) return text;
  for (const std::size_t i : {0U, 1U, 2U, 3U, 5U, 6U})
    if (!digit(i)) return text;
  return text.substr(0, 7);
}

} // namespace tranche
