#include "layers/incident_layer.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "geography/code_history.hpp"
#include "tranche/layers/boundaries.hpp"

namespace tranche {
namespace {

/// Counts of a tally as one value asks for them.
class IncidentFigures {
public:
  IncidentFigures(const Layer& layer, const ValueSpec& value, const Tally& tally)
      : m_layer(layer), m_value(value), m_tally(tally), m_coverage(layer, tally) {}

  Cube read() {
    make_periods();
    make_categories();
    m_cube.title = m_value.title;
    m_cube.unit = m_value.unit;
    m_cube.layer = m_layer.name;
    m_cube.areas = m_tally.codes;
    m_cube.clear();
    for (std::size_t area = 0; area < m_cube.areas.size(); ++area)
      for (std::size_t period = 0; period < m_cube.periods.size(); ++period) open(area, period);
    for (const TallyRow& row : m_tally.rows) add(row);
    return std::move(m_cube);
  }
  const std::vector<std::string>& remarks() const { return m_coverage.remarks(); }

private:
  [[noreturn]] void refuse(std::string what, std::string remedy) const {
    throw Error(Fault::data, m_layer.name, std::move(what), std::move(remedy));
  }

  /// m_period[month]: its periods.
  void make_periods() {
    m_periods_of.assign(m_tally.months.size(), {});
    m_cube.periods.clear();
    if (m_value.months.empty()) {
      m_cube.periods = m_tally.months;
      for (std::size_t month = 0; month < m_tally.months.size(); ++month) m_periods_of[month] = {month};
    }
    for (const ValueSpec::Months& months : m_value.months) {
      for (std::string month = months.first; month <= months.last; month = next(month)) {
        const auto found = std::lower_bound(m_tally.months.begin(), m_tally.months.end(), month);
        if (found == m_tally.months.end() || *found != month)
          refuse("has no records of " + month + ", and the period " + months.label + " is " + months.first + " to " +
                     months.last,
                 "add the files of that month, or correct `periods`");
        m_periods_of[static_cast<std::size_t>(found - m_tally.months.begin())].push_back(m_cube.periods.size());
      }
      m_cube.periods.push_back(months.label);
    }
  }

  static std::string next(const std::string& month) {
    const int number = std::stoi(month.substr(0, 4)) * 12 + std::stoi(month.substr(5));
    return fmt::format("{:04}-{:02}", number / 12, number % 12 + 1);
  }

  void make_categories() {
    m_cube.categories.clear();
    m_categories_of.assign(m_tally.categories.size(), {});
    std::vector<ValueSpec::Column> columns = m_value.columns;
    if (columns.empty())
      for (const std::string& category : m_tally.categories) columns.push_back({category, "", category});
    for (const ValueSpec::Column& column : columns) {
      const auto found = std::lower_bound(m_tally.categories.begin(), m_tally.categories.end(), column.name);
      if (found == m_tally.categories.end() || *found != column.name)
        refuse("has no category '" + column.name + "'", "it has: " + short_list(m_tally.categories, 20));
      const auto same = std::find(m_cube.categories.begin(), m_cube.categories.end(), column.category);
      m_categories_of[static_cast<std::size_t>(found - m_tally.categories.begin())].emplace_back(
          static_cast<std::size_t>(same - m_cube.categories.begin()), 1.0);
      if (same == m_cube.categories.end()) m_cube.categories.push_back(column.category);
    }
    if (!m_value.weighted.empty()) weigh();
  }

  /// All categories become one, each record counted by its weight.
  void weigh() {
    std::vector<double> weight(m_cube.categories.size());
    for (const auto& [category, of_one] : m_value.weighted) {
      const auto found = std::find(m_cube.categories.begin(), m_cube.categories.end(), category);
      if (found == m_cube.categories.end())
        refuse("has no category '" + category + "' to weigh", "it has: " + short_list(m_cube.categories, 20));
      weight[static_cast<std::size_t>(found - m_cube.categories.begin())] = of_one;
    }
    for (auto& categories : m_categories_of)
      for (auto& [category, of_one] : categories) of_one = weight[category], category = 0;
    m_cube.categories = {""};
  }

  /// Zero where every month of the period is covered; else it stays missing.
  void open(std::size_t area, std::size_t period) {
    for (std::size_t month = 0; month < m_periods_of.size(); ++month) {
      const std::vector<std::size_t>& periods = m_periods_of[month];
      if (std::find(periods.begin(), periods.end(), period) != periods.end() && !m_coverage.covers(area, month)) return;
    }
    for (std::size_t category = 0; category < m_cube.categories.size(); ++category) {
      const std::size_t cell = m_cube.index(area, period, category);
      m_cube.status[cell] = Status::measured;
      m_cube.coverage[cell] = 1;
    }
  }

  void add(const TallyRow& row) {
    for (const std::size_t period : m_periods_of[row.month])
      for (const auto& [category, weight] : m_categories_of[row.category]) {
        const std::size_t cell = m_cube.index(row.area, period, category);
        if (m_cube.status[cell] == Status::measured) m_cube.value[cell] += weight * static_cast<double>(row.count);
      }
  }

  const Layer& m_layer;
  const ValueSpec& m_value;
  const Tally& m_tally;
  IncidentCoverage m_coverage;
  std::vector<std::vector<std::size_t>> m_periods_of;                       ///< by month of the tally
  std::vector<std::vector<std::pair<std::size_t, double>>> m_categories_of; ///< by its category, with weights
  Cube m_cube;
};

} // namespace

Tally tally_layer(const Catalogue& catalogue, const Layer& layer) {
  const IncidentSettings& settings = layer.incidents;
  const Layer& areas = catalogue.layer(settings.boundaries, layer.place);
  const Geography& geography = catalogue.geography(layer.geography, layer.place);
  if (areas.kind != LayerKind::boundaries)
    throw Error(Fault::catalogue, layer.place.text(), areas.name + " holds no boundaries", "name a layer that does");
  if (catalogue.geography(areas.geography, areas.place).id != geography.id)
    throw Error(Fault::catalogue, layer.place.text(),
                "the boundaries " + areas.name + " are of " + areas.geography + ", and the layer says " + geography.id,
                "say `geography: " + areas.geography + "`, or name boundaries of " + geography.id);
  const Boundaries boundaries = read_boundaries(catalogue, areas, catalogue.areas(geography),
                                                geography.crs.empty() ? "EPSG:27700" : geography.crs);
  IncidentSource source;
  source.files = {layer.file};
  source.columns = settings.columns;
  source.layer = layer.format.sheet;
  source.crs = layer.crs;
  TallyOptions options;
  options.snap_m = settings.snap_m;
  options.grids = settings.grids;
  AreaCodes codes;
  if (!settings.codes_of.empty()) {
    codes = area_codes(catalogue, catalogue.geography(settings.codes_of, layer.place), boundaries);
    source.place = IncidentPlace::code;
    options.codes = &codes;
  }
  return tally_incidents(source, boundaries, options);
}

Cube read_incident_value(const Catalogue& catalogue, const Layer& layer, const ValueSpec& value, TableReport* report) {
  const Tally& tally = catalogue.tally(layer);
  if (const TalliedFile total = tally.total(); total.counted == 0)
    throw Error(
        Fault::data, layer.name,
        fmt::format("none of its {} records lies in an area of {}", total.file.records, layer.incidents.boundaries),
        "check the file, its `crs` and the boundaries");
  IncidentFigures figures(layer, value, tally);
  Cube cube = figures.read();
  if (report) {
    report->rows = static_cast<std::size_t>(tally.total().file.records);
    report->remarks = figures.remarks();
  }
  return cube;
}

} // namespace tranche
