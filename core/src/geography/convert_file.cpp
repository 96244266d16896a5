#include "tranche/geography/convert_file.hpp"

#include <algorithm>
#include <cmath>
#include <regex>
#include <set>

#include "geography/code_history.hpp"
#include "layers/number.hpp"
#include "nan.hpp"
#include "tranche/geography/carrying.hpp"

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

/// Reads the table by the rules of every layer: joined codes are areas of a geography of its own.
class FileReader {
public:
  FileReader(const Catalogue& catalogue, ConvertRequest& request, AreaList codes)
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

  /// Fills in the request's key and columns, and finds the joined codes.
  void look(std::vector<std::string>& remarks) {
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

  std::vector<SourceAreas> joined() const {
    std::vector<SourceAreas> list;
    for (const auto& [label, members] : m_joined) list.push_back({label, members});
    return list;
  }

  /// One column, by the code or codes of each row.
  Cube read(const std::string& column, TableReport& report) {
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

  /// Whether any cell of a column is written "12 %".
  bool written_with_percent(const std::string& column) const {
    const std::size_t at = m_raw->column(column);
    for (std::size_t row = 0; row < m_raw->rows(); ++row)
      if (const std::string_view cell = m_raw->cell(row, at);
          cell.size() > 1 && cell.back() == '%' && cell.front() >= '0' && cell.front() <= '9')
        return true;
    return false;
  }

private:
  std::vector<std::string> codes_of_cell(std::string_view cell) const {
    return m_codes.find(cell) == AreaList::npos ? codes_in(cell, m_code) : std::vector{std::string(cell)};
  }

  std::size_t known_in(std::size_t column) const {
    std::size_t known = 0;
    for (std::size_t row = 0; row < m_raw->rows(); ++row)
      for (const std::string& code : codes_of_cell(m_raw->cell(row, column)))
        known += m_codes.find(code) != AreaList::npos;
    return known;
  }

  void find_key() {
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

  void find_joined() {
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

  void check_again(const std::string& code, const std::string& cell, const std::string& place,
                   const std::pair<std::string, std::string>& before, Findings& findings) const {
    if (findings.items().size() >= 12) return; // a table that is wrong throughout is told in a few lines
    if (before.first != cell)
      findings.error(Fault::data, place, code + " stands in '" + cell + "' and in '" + before.first + "'",
                     "keep one figure for it, alone or joined");
    else if (m_request.by.empty())
      findings.error(Fault::data, place, code + " stands here and at " + before.second,
                     "keep one row for each code, or name the column that tells them apart with --by");
  }

  std::string remedy_for(const std::vector<std::string>& codes) const {
    const Geography* best = vintage_of(m_catalogue, m_from, codes);
    if (best && !m_request.carrying)
      return "say --from " + best->id + " (" + best->title + ") if the table is of that date";
    return "correct the codes, or leave such rows out with --ignore-codes";
  }

  void make_geography() {
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

  void find_columns(std::vector<std::string>& remarks) {
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

  Catalogue m_catalogue; // a copy: it gets a geography of this table
  ConvertRequest& m_request;
  const Geography m_from;
  const AreaList m_codes;
  std::regex m_code;
  Layer m_layer;
  const RawTable* m_raw = nullptr;
  std::map<std::string, std::vector<std::string>> m_joined; ///< cell -> its codes
  Geography m_with_joined;
};

[[noreturn]] void refuse_median(const Carrying& carrying) {
  throw Error(
      Fault::usage, "--as median",
      "a median cannot be carried " + words_of(carrying) + ": neither parts nor sums of areas have a known median",
      "carry what it was made from (counts by class) and take the median of these; `tranche layers convert` keeps "
      "medians where an area only got another code");
}

/// The code list; where there is none, what the table of portions knows.
AreaList codes_of(const AreaList& list, const ConversionTable& table) {
  if (list.size() > 0) return list;
  AreaList codes;
  for (const SourceAreas& source : table.sources) {
    codes.codes.push_back(source.label);
    codes.names.push_back(source.name.empty() ? source.label : source.name);
  }
  return codes;
}

std::vector<double> by_source(const ConversionTable& table, const Cube& cube, std::size_t cell) {
  std::vector<double> values;
  for (const SourceAreas& source : table.sources) {
    const auto found = std::lower_bound(cube.areas.begin(), cube.areas.end(), source.label);
    const bool known = found != cube.areas.end() && *found == source.label;
    const std::size_t at =
        known ? static_cast<std::size_t>(found - cube.areas.begin()) * cube.cells_per_area() + cell : 0;
    values.push_back(known && has_value(cube.status[at]) ? cube.value[at] : nan);
  }
  return values;
}

void convert_column(ConvertedFile& result, const std::string& column, const Cube& cube) {
  for (std::size_t cell = 0; cell < cube.cells_per_area(); ++cell) {
    const std::vector<double> values = by_source(result.table, cube, cell);
    check_measure(column, values, false, result.request.measure);
    ConvertedColumn converted;
    converted.column = column;
    const std::string labels[] = {cube.periods[cell / cube.categories.size()],
                                  cube.categories[cell % cube.categories.size()]};
    converted.by.assign(labels, labels + result.request.by.size());
    converted.figures = convert(result.table, values, result.request.measure, result.request.min_coverage);
    result.columns.push_back(std::move(converted));
  }
}

/// Which sources and targets have rows, and what to say of those that have none.
void note_rows(ConvertedFile& result, const std::vector<std::string>& areas) {
  result.has_row.assign(result.table.sources.size(), false);
  result.written.assign(result.table.targets.size(), false);
  for (std::size_t i = 0; i < result.has_row.size(); ++i)
    result.has_row[i] = std::binary_search(areas.begin(), areas.end(), result.table.sources[i].label);
  for (const Portion& portion : result.table.portions)
    if (result.has_row[portion.from]) result.written[portion.to] = true;
  std::vector<std::string> absent, left_out;
  for (const Portion& portion : result.table.portions)
    if (!result.has_row[portion.from] && result.written[portion.to])
      absent.push_back(result.table.sources[portion.from].label);
  absent.erase(std::unique(absent.begin(), absent.end()), absent.end());
  for (std::size_t i = 0; i < result.written.size(); ++i)
    if (!result.written[i]) left_out.push_back(result.table.targets[i]);
  if (!absent.empty())
    result.remarks.push_back("no row, so counted as missing: " + short_list(absent) +
                             "; a figure that covers several areas needs all their codes in its row");
  if (!left_out.empty())
    result.remarks.push_back(std::to_string(left_out.size()) + " areas of " + result.table.to +
                             " are left out, since no row touches them: " + short_list(left_out, 4));
}

} // namespace

ConvertedFile convert_file(const Catalogue& catalogue, ConvertRequest request) {
  const Geography& from = catalogue.geography(request.from, {});
  const Geography& to = catalogue.geography(request.to, {});
  ConvertedFile result;
  if (request.carrying) {
    if (request.measure == Measure::median) refuse_median(*request.carrying);
    result.table = carrying_table(catalogue, from, to, *request.carrying, "", request.crs, request.threads);
  }
  FileReader reader(catalogue, request, codes_of(catalogue.areas(from), result.table));
  reader.look(result.remarks);
  request.from = from.id;
  request.to = to.id;
  result.request = request;
  result.table = request.carrying ? with_joined(std::move(result.table), reader.joined())
                                  : conversion_table(catalogue, from, to, reader.joined(), request.weight, {});
  for (const std::string& column : request.columns) {
    if (reader.written_with_percent(column)) check_measure(column, {}, true, request.measure);
    TableReport report;
    const Cube cube = reader.read(column, report);
    if (result.columns.empty()) {
      note_rows(result, cube.areas);
      if (report.footers + report.ignored > 0)
        result.remarks.push_back(std::to_string(report.footers) + " rows without a code and figures and " +
                                 std::to_string(report.ignored) + " rows of --ignore-codes were left out");
    }
    convert_column(result, column, cube);
  }
  return result;
}

Table converted_table(const ConvertedFile& converted) {
  Table table;
  const auto add = [&](const std::string& name, CellType type) {
    table.columns.push_back({});
    table.columns.back().name = name;
    table.columns.back().type = type;
  };
  add("code", CellType::text);
  add("name", CellType::text);
  for (const std::string& by : converted.request.by) add(by, CellType::text);
  for (const std::string& column : converted.request.columns) {
    add(column, CellType::real);
    add(column + "_how", CellType::text);
    add(column + "_covered", CellType::real);
  }
  const std::size_t columns = converted.request.columns.size(), combinations = converted.columns.size() / columns;
  for (std::size_t target = 0; target < converted.table.targets.size(); ++target) {
    if (!converted.written[target]) continue;
    for (std::size_t combination = 0; combination < combinations; ++combination) {
      std::vector<Cell> row{converted.table.targets[target], converted.table.target_names[target]};
      for (const std::string& label : converted.columns[combination].by) row.emplace_back(label);
      for (std::size_t column = 0; column < columns; ++column) {
        const Converted& figures = converted.columns[column * combinations + combination].figures;
        row.emplace_back(figures.value[target]);
        row.emplace_back(std::string(word(figures.how[target])));
        row.emplace_back(figures.coverage[target]);
      }
      table.rows.push_back(std::move(row));
    }
  }
  return table;
}

} // namespace tranche
