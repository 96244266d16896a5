#include "tranche/geography/tally.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "geography/incident_checks.hpp"
#include "tranche/finding.hpp"
#include "tranche/geography/point_locator.hpp"

namespace tranche {
namespace {

using Label = std::pair<std::string, std::string>;

/// Figures of one category and month by area.
struct Column {
  std::vector<std::uint64_t> count, snapped;
};

/// What one thread at a time counts with: PROJ's objects belong to one thread.
class Counter {
public:
  Counter(const PointLocator& locator, const Boundaries& boundaries, const TallyOptions& options)
      : m_areas(boundaries.shapes.size()), m_placer(locator, boundaries, options) {}

  void count(const IncidentBlock& block) {
    if (block.first) check_first_points(block, m_placer);
    TalliedFile& file = m_files[block.file->name];
    m_operations[block.file->name].insert(m_placer.operation(block));
    m_columns_of_block.clear();
    for (const Label& label : block.labels) m_columns_of_block.push_back(&column(label));
    const std::vector<Placed>& placed = m_placer.place(block);
    for (std::size_t i = 0; i < placed.size(); ++i) {
      const auto [area, snapped] = placed[i];
      if (area == PointLocator::none) {
        ++file.outside;
        continue;
      }
      Column& column = *m_columns_of_block[block.label[i]];
      ++column.count[area];
      ++file.counted;
      column.snapped[area] += snapped;
      file.snapped += snapped;
    }
  }

  const std::map<Label, Column>& columns() const { return m_columns; }
  const std::map<std::string, TalliedFile>& files() const { return m_files; }
  const std::set<std::string>& operations(const std::string& file) const { return m_operations.at(file); }

private:
  Column& column(const Label& label) {
    Column& column = m_columns[label];
    if (column.count.empty()) {
      if (m_columns.size() > 100000)
        throw Error(Fault::data, "categories",
                    fmt::format("are more than 100,000 with their months, such as '{}'", label.first),
                    "name a column with few different words in it");
      column.count.resize(m_areas);
      column.snapped.resize(m_areas);
    }
    return column;
  }

  std::size_t m_areas;
  IncidentPlacer m_placer;
  std::map<Label, Column> m_columns;
  std::vector<Column*> m_columns_of_block;
  std::map<std::string, TalliedFile> m_files; ///< by name; only what is counted here
  std::map<std::string, std::set<std::string>> m_operations;
};

/// As many counters as threads have been at work at once.
class Counters {
public:
  Counters(const PointLocator& locator, const Boundaries& boundaries, const TallyOptions& options)
      : m_locator(locator), m_boundaries(boundaries), m_options(options) {}

  void count(const IncidentBlock& block) {
    std::unique_ptr<Counter> counter = take();
    counter->count(block);
    const std::lock_guard lock(m_mutex);
    m_idle.push_back(std::move(counter));
  }

  const std::vector<std::unique_ptr<Counter>>& all() const { return m_idle; }

private:
  std::unique_ptr<Counter> take() {
    {
      const std::lock_guard lock(m_mutex);
      if (!m_idle.empty()) {
        std::unique_ptr<Counter> counter = std::move(m_idle.back());
        m_idle.pop_back();
        return counter;
      }
    }
    return std::make_unique<Counter>(m_locator, m_boundaries, m_options);
  }

  const PointLocator& m_locator;
  const Boundaries& m_boundaries;
  const TallyOptions& m_options;
  std::mutex m_mutex;
  std::vector<std::unique_ptr<Counter>> m_idle;
};

std::uint32_t position(const std::vector<std::string>& sorted, const std::string& text) {
  return static_cast<std::uint32_t>(std::lower_bound(sorted.begin(), sorted.end(), text) - sorted.begin());
}

/// Sums over the counters, whole numbers in any order.
void merge_columns(const Counters& counters, Tally& tally) {
  std::map<Label, Column> columns;
  for (const auto& counter : counters.all())
    for (const auto& [label, column] : counter->columns()) {
      Column& sum = columns[label];
      sum.count.resize(column.count.size());
      sum.snapped.resize(column.count.size());
      for (std::size_t a = 0; a < column.count.size(); ++a)
        sum.count[a] += column.count[a], sum.snapped[a] += column.snapped[a];
    }
  std::set<std::string> categories, months;
  for (const auto& [label, column] : columns) categories.insert(label.first), months.insert(label.second);
  tally.categories.assign(categories.begin(), categories.end());
  tally.months.assign(months.begin(), months.end());
  for (std::uint32_t a = 0; a < tally.codes.size(); ++a)
    for (const auto& [label, column] : columns)
      if (column.count[a] > 0)
        tally.rows.push_back({a, position(tally.categories, label.first), position(tally.months, label.second),
                              column.count[a], column.snapped[a]});
}

void merge_files(const Counters& counters, IncidentFiles files, Tally& tally) {
  tally.left_out = std::move(files.left_out);
  for (IncidentFile& file : files.read) {
    TalliedFile sum;
    std::set<std::string> operations;
    for (const auto& counter : counters.all()) {
      const auto found = counter->files().find(file.name);
      if (found == counter->files().end()) continue;
      sum.counted += found->second.counted;
      sum.snapped += found->second.snapped;
      sum.outside += found->second.outside;
      operations.merge(std::set<std::string>(counter->operations(file.name)));
    }
    for (const std::string& one : operations) sum.operation += (sum.operation.empty() ? "" : "; ") + one;
    sum.file = std::move(file);
    tally.files.push_back(std::move(sum));
  }
}

} // namespace

TalliedFile Tally::total() const {
  TalliedFile sum;
  for (const TalliedFile& one : files) {
    sum.file.records += one.file.records;
    sum.file.blank += one.file.blank;
    for (std::size_t i = 0; i < broken_kinds; ++i) sum.file.broken[i] += one.file.broken[i];
    sum.counted += one.counted;
    sum.snapped += one.snapped;
    sum.outside += one.outside;
  }
  return sum;
}

Tally tally_incidents(const IncidentSource& source, const Boundaries& boundaries, const TallyOptions& options) {
  if (boundaries.schematic)
    throw Error(Fault::usage, boundaries.layer, "is schematic: no place lies in its hexagons",
                "name a layer of real boundaries");
  if (!(options.snap_m >= 0) || !std::isfinite(options.snap_m))
    throw Error(Fault::usage, "snap", fmt::format("must be 0 or more metres, got {}", options.snap_m), "correct it");
  const PointLocator locator(boundaries.shapes);
  Counters counters(locator, boundaries, options);
  IncidentFiles files =
      read_incidents(source, options.threads, [&](const IncidentBlock& block) { counters.count(block); });
  Tally tally;
  for (const Shape& shape : boundaries.shapes) {
    tally.codes.push_back(shape.code);
    tally.names.push_back(shape.name);
  }
  merge_columns(counters, tally);
  merge_files(counters, std::move(files), tally);
  return tally;
}

} // namespace tranche
