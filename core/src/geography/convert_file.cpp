#include "tranche/geography/convert_file.hpp"

#include <algorithm>
#include <cmath>

#include "geography/code_history.hpp"
#include "geography/convert_reader.hpp"
#include "nan.hpp"
#include "tranche/geography/carrying.hpp"

namespace tranche {
namespace {

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
