#include "tranche/geography/tally.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "geography/incident_counter.hpp"
#include "tranche/finding.hpp"
#include "tranche/geography/point_locator.hpp"

namespace tranche {
namespace {

/// As many counters as threads have been at work at once.
class Counters {
public:
  explicit Counters(Counting& counting) : m_counting(counting) {}

  void count(const IncidentBlock& block) {
    std::unique_ptr<IncidentCounter> counter = take();
    counter->count(block);
    give_back(std::move(counter));
  }

  /// Counts the first record of each identifier, once all have been read.
  void settle(FirstSightings& firsts) {
    std::unique_ptr<IncidentCounter> counter = take();
    firsts.settle([&](RecordOrder order, const Sighting& sighting, bool is_first) {
      if (is_first)
        counter->count(order.file, sighting);
      else
        counter->drop(order.file);
    });
    give_back(std::move(counter));
  }

  const std::vector<std::unique_ptr<IncidentCounter>>& all() const { return m_idle; }

private:
  std::unique_ptr<IncidentCounter> take() {
    {
      const std::lock_guard lock(m_mutex);
      if (!m_idle.empty()) {
        std::unique_ptr<IncidentCounter> counter = std::move(m_idle.back());
        m_idle.pop_back();
        return counter;
      }
    }
    return std::make_unique<IncidentCounter>(m_counting);
  }
  void give_back(std::unique_ptr<IncidentCounter> counter) {
    const std::lock_guard lock(m_mutex);
    m_idle.push_back(std::move(counter));
  }

  Counting& m_counting;
  std::mutex m_mutex;
  std::vector<std::unique_ptr<IncidentCounter>> m_idle;
};

std::uint32_t position(const std::vector<std::string>& sorted, const std::string& text) {
  return static_cast<std::uint32_t>(std::lower_bound(sorted.begin(), sorted.end(), text) - sorted.begin());
}

/// Sums over the counters, whole numbers in any order.
void merge_columns(const Counters& counters, const LabelBook& labels, Tally& tally) {
  std::vector<IncidentCounter::Column> columns(labels.all().size());
  for (IncidentCounter::Column& column : columns)
    column.count.resize(tally.codes.size()), column.snapped.resize(tally.codes.size());
  for (const auto& counter : counters.all())
    for (std::size_t number = 0; number < counter->columns().size(); ++number) {
      const IncidentCounter::Column& part = counter->columns()[number];
      for (std::size_t a = 0; a < part.count.size(); ++a) {
        columns[number].count[a] += part.count[a];
        columns[number].snapped[a] += part.snapped[a];
      }
    }
  std::set<std::string> categories, months;
  for (const auto& [label, number] : labels.all()) categories.insert(label.first), months.insert(label.second);
  tally.categories.assign(categories.begin(), categories.end());
  tally.months.assign(months.begin(), months.end());
  for (std::uint32_t a = 0; a < tally.codes.size(); ++a)
    for (const auto& [label, number] : labels.all())
      if (columns[number].count[a] > 0)
        tally.rows.push_back({a, position(tally.categories, label.first), position(tally.months, label.second),
                              columns[number].count[a], columns[number].snapped[a]});
}

void add(TalliedFile& sum, const TalliedFile& part) {
  sum.counted += part.counted;
  sum.snapped += part.snapped;
  sum.outside += part.outside;
  sum.unknown += part.unknown;
  sum.duplicates += part.duplicates;
  sum.check.agree += part.check.agree;
  sum.check.disagree += part.check.disagree;
  sum.check.blank += part.check.blank;
  sum.check.unknown += part.check.unknown;
}

void merge_files(const Counters& counters, IncidentFiles files, Tally& tally) {
  tally.left_out = std::move(files.left_out);
  for (std::size_t number = 0; number < files.read.size(); ++number) {
    TalliedFile sum;
    std::set<std::string> operations;
    for (const auto& counter : counters.all()) {
      if (counter->files().size() <= number) continue;
      const IncidentCounter::File& part = counter->files()[number];
      add(sum, part.tallied);
      operations.insert(part.operations.begin(), part.operations.end());
    }
    for (const std::string& one : operations) sum.operation += (sum.operation.empty() ? "" : "; ") + one;
    sum.file = std::move(files.read[number]);
    tally.files.push_back(std::move(sum));
  }
}

void merge_codes(const Counters& counters, Tally& tally) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t> pairs;
  for (const auto& counter : counters.all()) {
    for (const auto& [pair, count] : counter->disagreements()) pairs[pair] += count;
    for (const auto& [code, count] : counter->unknown_codes()) tally.unknown_codes[code] += count;
  }
  refuse_many_unknown(tally.unknown_codes);
  for (const auto& [pair, count] : pairs) tally.disagreements.push_back({pair.first, pair.second, count});
  std::stable_sort(tally.disagreements.begin(), tally.disagreements.end(),
                   [](const Disagreement& a, const Disagreement& b) { return a.count > b.count; });
}

void check(const IncidentSource& source, const Boundaries& boundaries, const TallyOptions& options) {
  if (boundaries.schematic && source.place != IncidentPlace::code)
    throw Error(Fault::usage, boundaries.layer, "is schematic: no place lies in its hexagons",
                "name a layer of real boundaries");
  if (!(options.snap_m >= 0) || !std::isfinite(options.snap_m))
    throw Error(Fault::usage, "snap", fmt::format("must be 0 or more metres, got {}", options.snap_m), "correct it");
  if (source.place != IncidentPlace::coordinates && !options.codes)
    throw Error(Fault::usage, "incidents", "are to be placed by codes, and no lookup is named", "name one");
}

} // namespace

TalliedFile Tally::total() const {
  TalliedFile sum;
  for (const TalliedFile& one : files) {
    sum.file.records += one.file.records;
    sum.file.blank += one.file.blank;
    for (std::size_t i = 0; i < broken_kinds; ++i) sum.file.broken[i] += one.file.broken[i];
    add(sum, one);
  }
  return sum;
}

Tally tally_incidents(const IncidentSource& source, const Boundaries& boundaries, const TallyOptions& options) {
  check(source, boundaries, options);
  const PointLocator locator(boundaries.shapes);
  std::optional<FirstSightings> firsts;
  if (!source.columns.id.empty())
    firsts.emplace(options.spill_folder.empty() ? std::filesystem::temp_directory_path() : options.spill_folder,
                   options.spill_above);
  Counting counting{locator, boundaries, options, source.place, firsts ? &*firsts : nullptr};
  Counters counters(counting);
  IncidentFiles files =
      read_incidents(source, options.threads, [&](const IncidentBlock& block) { counters.count(block); });
  if (firsts) counters.settle(*firsts);
  Tally tally;
  for (const Shape& shape : boundaries.shapes) {
    tally.codes.push_back(shape.code);
    tally.names.push_back(shape.name);
  }
  merge_columns(counters, counting.labels, tally);
  merge_files(counters, std::move(files), tally);
  merge_codes(counters, tally);
  return tally;
}

} // namespace tranche
