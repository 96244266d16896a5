#include "geography/convert_reader.hpp"

#include <algorithm>
#include <set>

#include "geography/code_history.hpp"
#include "layers/number.hpp"

namespace tranche {
namespace {

/// The codes in a cell: "E06000052 and E06000053" -> both.
std::vector<std::string> codes_in(std::string_view cell, const std::regex& code) {
  std::vector<std::string> codes;
  const std::string text(cell);
  for (std::sregex_iterator at(text.begin(), text.end(), code), end; at != end; ++at) codes.push_back(at->str());
  return codes;
}

/// The same faults, with this command's options in place of the catalogue's keys.
std::vector<Finding> with_options(std::vector<Finding> findings) {
  for (Finding& finding : findings) {
    if (finding.remedy.find("`marks`") != std::string::npos)
      finding.remedy = "correct the cell, or say which marks stand for no figure with --missing and --suppressed";
    if (finding.remedy.find("`thousands:") != std::string::npos) finding.remedy = "say --thousands ,";
  }
  return findings;
}

} // namespace

FileReader::FileReader(const Catalogue& catalogue, ConvertRequest& request, AreaList codes)
    : m_catalogue(catalogue), m_request(request), m_from(catalogue.geography(request.from, {})),
      m_codes(std::move(codes)), m_code(m_from.pattern.empty() ? "[A-Za-z0-9]+" : m_from.pattern) {
  m_layer.name = m_layer.shown = request.file.string();
  m_layer.file = request.file;
  m_layer.format = request.format;
  m_layer.marks = request.marks;
  m_layer.thousands = request.thousands;
  m_layer.ignore_codes = request.ignore_codes;
  m_raw = &m_catalogue.raw(m_layer);
}

void FileReader::look(std::vector<std::string>& remarks) {
  if (m_codes.size() == 0)
    throw Error(Fault::settings, m_from.id, "has no code list, so nothing is known of its changes",
                "give its code list in the catalogue");
  find_key();
  find_joined();
  if (m_request.columns.empty()) find_columns(remarks);
  if (m_request.by.size() > 2)
    throw Error(Fault::usage, "--by", "names " + std::to_string(m_request.by.size()) + " columns",
                "name one or two, such as a year and an age band");
}

std::vector<SourceAreas> FileReader::joined() const {
  std::vector<SourceAreas> list;
  for (const auto& [label, members] : m_joined) list.push_back({label, members});
  return list;
}

Cube FileReader::read(const std::string& column, TableReport& report) {
  ValueSpec value;
  value.id = value.title = column;
  value.columns.push_back({column, "", ""});
  if (m_request.measure != Measure::count) value.minimum = -std::numeric_limits<double>::infinity();
  m_layer.geography = m_with_joined.id;
  m_layer.key = m_request.key;
  if (!m_request.by.empty()) m_layer.period_column = m_request.by[0];
  if (m_request.by.size() > 1) m_layer.category_column = m_request.by[1];
  try {
    return read_value(m_catalogue, m_layer, value, &report);
  } catch (const Error& error) {
    throw Error(with_options(error.findings()));
  }
}

bool FileReader::written_with_percent(const std::string& column) const {
  const std::size_t at = m_raw->column(column);
  for (std::size_t row = 0; row < m_raw->rows(); ++row)
    if (const std::string_view cell = m_raw->cell(row, at);
        cell.size() > 1 && cell.back() == '%' && cell.front() >= '0' && cell.front() <= '9')
      return true;
  return false;
}

std::vector<std::string> FileReader::codes_of_cell(std::string_view cell) const {
  return m_codes.find(cell) == AreaList::npos ? codes_in(cell, m_code) : std::vector{std::string(cell)};
}

std::size_t FileReader::known_in(std::size_t column) const {
  std::size_t known = 0;
  for (std::size_t row = 0; row < m_raw->rows(); ++row)
    for (const std::string& code : codes_of_cell(m_raw->cell(row, column)))
      known += m_codes.find(code) != AreaList::npos;
  return known;
}

void FileReader::find_key() {
  if (!m_request.key.empty()) {
    m_raw->column(m_request.key);
    return;
  }
  std::size_t most = 0;
  for (std::size_t column = 0; column < m_raw->header().size(); ++column)
    if (const std::size_t known = known_in(column); known > most) {
      most = known;
      m_request.key = std::string(m_raw->header()[column]);
    }
  if (most == 0)
    throw Error(Fault::data, m_raw->file(), "has no column with codes of " + m_from.id + " (" + m_from.title + ")",
                std::string("name ") +
                    (m_request.carrying ? "the layer of its areas with --boundaries"
                                        : "the geography of its codes with --from") +
                    ", or their column with --key");
}

void FileReader::find_joined() {
  const std::size_t key = m_raw->column(m_request.key);
  const std::regex ignored(m_request.ignore_codes);
  std::map<std::string, std::pair<std::string, std::string>> before; // code -> cell and place
  std::set<std::string> unknown;
  std::string first_unknown;
  Findings findings;
  for (std::size_t row = 0; row < m_raw->rows(); ++row) {
    const std::string cell(m_raw->cell(row, key));
    if (!m_request.ignore_codes.empty() && std::regex_match(cell, ignored)) continue;
    const std::vector<std::string> codes = codes_of_cell(cell);
    for (const std::string& code : codes) {
      if (m_codes.find(code) == AreaList::npos && unknown.insert(code).second && unknown.size() == 1)
        first_unknown = m_raw->place(row);
      const auto [at, is_new] = before.emplace(code, std::pair{cell, m_raw->place(row)});
      if (!is_new) check_again(code, cell, m_raw->place(row), at->second, findings);
    }
    if (codes.size() > 1) m_joined[cell] = codes;
  }
  if (!unknown.empty()) {
    const std::vector<std::string> list(unknown.begin(), unknown.end());
    findings.error(Fault::data, first_unknown,
                   std::to_string(list.size()) + (list.size() == 1 ? " code is not one of " : " codes are not of ") +
                       m_from.id + " (" + m_from.title + "): " + short_list(list),
                   remedy_for(list));
  }
  findings.throw_if_errors();
  make_geography();
}

void FileReader::check_again(const std::string& code, const std::string& cell, const std::string& place,
                             const std::pair<std::string, std::string>& before, Findings& findings) const {
  if (findings.items().size() >= 12) return; // a table that is wrong throughout is told in a few lines
  if (before.first != cell)
    findings.error(Fault::data, place, code + " stands in '" + cell + "' and in '" + before.first + "'",
                   "keep one figure for it, alone or joined");
  else if (m_request.by.empty())
    findings.error(Fault::data, place, code + " stands here and at " + before.second,
                   "keep one row for each code, or name the column that tells them apart with --by");
}

std::string FileReader::remedy_for(const std::vector<std::string>& codes) const {
  const Geography* best = vintage_of(m_catalogue, m_from, codes);
  if (best && !m_request.carrying)
    return "say --from " + best->id + " (" + best->title + ") if the table is of that date";
  return "correct the codes, or leave such rows out with --ignore-codes";
}

void FileReader::make_geography() {
  m_with_joined = m_from;
  m_with_joined.id = m_from.id + " with joined codes";
  m_with_joined.aliases.clear();
  if (!m_from.pattern.empty())
    m_with_joined.pattern = "(" + m_from.pattern + ")([^A-Za-z0-9]+(and[^A-Za-z0-9]+)?(" + m_from.pattern + "))*";
  AreaList list;
  list.codes = m_codes.codes;
  for (const auto& [label, members] : m_joined) list.codes.push_back(label);
  std::sort(list.codes.begin(), list.codes.end());
  list.names = list.codes;
  m_catalogue.add_geography(m_with_joined, std::move(list));
}

void FileReader::find_columns(std::vector<std::string>& remarks) {
  std::vector<std::string> other;
  ValueSpec any;
  any.minimum = -std::numeric_limits<double>::infinity();
  for (std::size_t column = 0; column < m_raw->header().size(); ++column) {
    const std::string name(m_raw->header()[column]);
    if (name == m_request.key || std::count(m_request.by.begin(), m_request.by.end(), name) > 0) continue;
    std::size_t figures = 0, words = 0;
    for (std::size_t row = 0; row < m_raw->rows(); ++row) {
      std::string_view cell = m_raw->cell(row, column);
      if (!cell.empty() && cell.back() == '%') cell.remove_suffix(1);
      const CellReading reading = read_cell(cell, m_layer, any);
      (!reading.fault.empty() ? words : figures) += !cell.empty();
    }
    if (figures > 0 && words == 0)
      m_request.columns.push_back(name);
    else
      other.push_back(name);
  }
  if (m_request.columns.empty())
    throw Error(Fault::data, m_raw->file(), "has no column of numbers beside " + m_request.key,
                "name the columns with --column; say which marks stand for no figure with --missing");
  if (!other.empty()) remarks.push_back("left out, since not every cell is a number: " + short_list(other));
}

} // namespace tranche
