#include <algorithm>
#include <cmath>
#include <map>
#include <regex>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "geography/code_history.hpp"
#include "layers/incident_layer.hpp"
#include "layers/number.hpp"
#include "tranche/layers/catalogue.hpp"

namespace tranche {
namespace {

/// One reading of one value of one table; the steps of read_value in order.
class ValueReader {
public:
  ValueReader(const Catalogue& catalogue, const Layer& layer, const ValueSpec& value)
      : m_catalogue(catalogue), m_layer(layer), m_value(value), m_raw(catalogue.raw(layer)) {
    if (layer.geography != "national") m_geography = &catalogue.geography(layer.geography, layer.place);
  }

  Cube read(TableReport* report) {
    find_columns();
    keep_rows();
    make_axes();
    fill();
    check_totals();
    m_findings.throw_if_errors();
    if (report) *report = m_report;
    return std::move(m_cube);
  }

private:
  struct ValueColumn {
    std::size_t column;
    std::string_view period, category;
  };

  void fault(std::string where, std::string what, std::string remedy) {
    // A table that is wrong throughout is told in a few lines.
    if (++m_faults <= 12) m_findings.error(Fault::data, std::move(where), std::move(what), std::move(remedy));
  }

  void find_columns() {
    if (!m_layer.key.empty()) m_key = m_raw.column(m_layer.key);
    if (!m_layer.period_column.empty()) m_period = m_raw.column(m_layer.period_column);
    if (!m_layer.category_column.empty()) m_category = m_raw.column(m_layer.category_column);
    if (!m_value.status_column.empty()) m_status = m_raw.column(m_value.status_column);
    for (const ValueSpec::Column& column : m_value.columns)
      m_columns.push_back({m_raw.column(column.name), column.period, column.category});
  }

  bool values_blank(std::size_t row) const {
    return std::all_of(m_columns.begin(), m_columns.end(),
                       [&](const ValueColumn& column) { return m_raw.cell(row, column.column).empty(); });
  }

  /// Leaves out footers (text under the table) and codes that the catalogue says to ignore; lists unknown codes.
  void keep_rows() {
    m_report.rows = m_raw.rows();
    const std::regex pattern(m_geography ? m_geography->pattern : "");
    const std::regex ignore(m_layer.ignore_codes);
    const AreaList* list = m_geography ? &m_catalogue.areas(*m_geography) : nullptr;
    std::set<std::string> unknown;
    std::size_t first_unknown = 0;
    for (std::size_t row = 0; row < m_raw.rows(); ++row) {
      const std::string code(code_of(row));
      if (!m_layer.ignore_codes.empty() && std::regex_match(code, ignore)) {
        ++m_report.ignored;
        continue;
      }
      const bool looks_right =
          !m_geography || m_geography->pattern.empty() ? !code.empty() || !m_key : std::regex_match(code, pattern);
      if (!looks_right && values_blank(row)) {
        ++m_report.footers;
        continue;
      }
      if (code.empty() && m_key) {
        fault(m_raw.place(row), "has figures and no code in column '" + m_layer.key + "'",
              "add the code, or remove the row");
        continue;
      }
      if (!looks_right || (list && list->size() > 0 && list->find(code) == AreaList::npos)) {
        if (unknown.empty()) first_unknown = row;
        unknown.insert(code);
        continue;
      }
      m_rows.push_back(row);
    }
    if (!unknown.empty()) {
      const std::vector<std::string> codes(unknown.begin(), unknown.end());
      fault(m_raw.place(first_unknown),
            fmt::format("{} code{} not {} of {} ({}): {}", codes.size(), codes.size() == 1 ? " is" : "s are",
                        codes.size() == 1 ? "one" : "any", m_geography->id, m_geography->title, short_list(codes)),
            remedy_for_unknown_codes(m_catalogue, *m_geography, codes));
    }
    m_findings.throw_if_errors();
  }

  std::string_view code_of(std::size_t row) const { return m_key ? m_raw.cell(row, *m_key) : std::string_view(); }
  std::string_view period_of(std::size_t row, const ValueColumn& column) const {
    if (!column.period.empty()) return column.period;
    return m_period ? m_raw.cell(row, *m_period) : std::string_view(m_layer.period);
  }
  std::string_view category_of(std::size_t row, const ValueColumn& column) const {
    if (!column.category.empty()) return column.category;
    return m_category ? m_raw.cell(row, *m_category) : std::string_view();
  }

  void make_axes() {
    std::set<std::string, std::less<>> areas, periods, seen_categories;
    std::vector<std::string> categories;
    for (const std::size_t row : m_rows) {
      areas.emplace(code_of(row));
      for (const ValueColumn& column : m_columns) {
        periods.emplace(period_of(row, column));
        if (seen_categories.emplace(category_of(row, column)).second) categories.emplace_back(category_of(row, column));
      }
    }
    m_cube.title = m_value.title;
    m_cube.unit = m_value.unit;
    m_cube.layer = m_layer.name;
    m_cube.areas.assign(areas.begin(), areas.end());
    m_cube.periods.assign(periods.begin(), periods.end());
    m_cube.categories = std::move(categories);
    m_cube.clear();
  }

  static std::size_t position(const std::vector<std::string>& sorted, std::string_view item) {
    return static_cast<std::size_t>(std::lower_bound(sorted.begin(), sorted.end(), item) - sorted.begin());
  }

  void fill() {
    std::vector<std::size_t> row_of(m_cube.value.size(), m_raw.rows());
    std::map<std::string_view, std::size_t> category_position;
    for (std::size_t i = 0; i < m_cube.categories.size(); ++i) category_position[m_cube.categories[i]] = i;
    for (const std::size_t row : m_rows)
      for (const ValueColumn& column : m_columns) {
        const std::size_t cell =
            m_cube.index(position(m_cube.areas, code_of(row)), position(m_cube.periods, period_of(row, column)),
                         category_position.at(category_of(row, column)));
        if (row_of[cell] != m_raw.rows()) {
          fault(m_raw.place(row), describe(row, column) + " stands here and at " + m_raw.place(row_of[cell]),
                "keep one row for each code" + std::string(m_period ? " and period" : ""));
          continue;
        }
        row_of[cell] = row;
        read_one(row, column, cell);
      }
  }

  std::string describe(std::size_t row, const ValueColumn& column) const {
    std::string text(code_of(row));
    for (const std::string_view part : {period_of(row, column), category_of(row, column)})
      if (!part.empty()) text += (text.empty() ? "" : ", ") + std::string(part);
    return text;
  }

  void read_one(std::size_t row, const ValueColumn& column, std::size_t cell) {
    CellReading reading = read_cell(m_raw.cell(row, column.column), m_layer, m_value);
    if (!reading.fault.empty()) {
      fault(m_raw.place(row) + ", column " + std::string(m_raw.header()[column.column]) + ", " + describe(row, column),
            reading.fault, reading.remedy);
      return;
    }
    if (reading.status == Status::missing && m_value.above_minimum) {
      fault(m_raw.place(row) + ", column " + std::string(m_raw.header()[column.column]) + ", " + describe(row, column),
            "is empty, and " + m_value.id + " must be given for every area", "add the figure");
      return;
    }
    apply_status_word(row, column, reading);
    m_cube.value[cell] = has_value(reading.status) ? reading.value : 0;
    m_cube.status[cell] = reading.status;
    m_cube.coverage[cell] = has_value(reading.status) ? 1 : 0;
  }

  void apply_status_word(std::size_t row, const ValueColumn& column, CellReading& reading) {
    if (!m_status) return;
    const std::string word(m_raw.cell(row, *m_status));
    const auto found = m_value.statuses.find(word);
    if (found == m_value.statuses.end()) {
      fault(m_raw.place(row) + ", column " + m_value.status_column + ", " + describe(row, column),
            "'" + word + "' is not one of the words in `statuses`", "add it to the layer's `statuses`");
      return;
    }
    // The word can withdraw a figure, never make one.
    if (has_value(reading.status) || !has_value(found->second)) reading.status = found->second;
  }

  void check_totals() {
    for (const auto& [period, expected] : m_value.control_totals) {
      const double total = total_of(period);
      if (std::abs(total - expected) > 1e-6 * std::max(1.0, std::abs(expected)))
        fault(m_raw.file(),
              fmt::format("{} sums to {} in {}, and the control total is {}", m_value.id, total,
                          period.empty() ? "all" : period, expected),
              "look for lost, doubled or altered rows, or correct `control_totals`");
    }
  }

  double total_of(std::string_view period) const {
    double total = 0;
    for (std::size_t p = 0; p < m_cube.periods.size(); ++p)
      if (m_cube.periods[p] == period)
        for (std::size_t area = 0; area < m_cube.areas.size(); ++area)
          for (std::size_t c = 0; c < m_cube.categories.size(); ++c) total += m_cube.value[m_cube.index(area, p, c)];
    return total;
  }

  const Catalogue& m_catalogue;
  const Layer& m_layer;
  const ValueSpec& m_value;
  const RawTable& m_raw;
  const Geography* m_geography = nullptr;
  std::optional<std::size_t> m_key, m_period, m_category, m_status;
  std::vector<ValueColumn> m_columns;
  std::vector<std::size_t> m_rows;
  Cube m_cube;
  TableReport m_report;
  Findings m_findings;
  std::size_t m_faults = 0;
};

} // namespace

Cube read_value(const Catalogue& catalogue, const Layer& layer, const ValueSpec& value, TableReport* report) {
  if (layer.kind == LayerKind::incidents) return read_incident_value(catalogue, layer, value, report);
  if (layer.kind != LayerKind::table)
    throw Error(Fault::settings, layer.place.text(),
                "the layer " + layer.name + " holds " +
                    (layer.kind == LayerKind::points  ? "points"
                     : layer.kind == LayerKind::sites ? "sites"
                                                      : "boundaries") +
                    ", not figures",
                "bind a table");
  return ValueReader(catalogue, layer, value).read(report);
}

} // namespace tranche
