#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "geography/first_sightings.hpp"
#include "geography/incident_placer.hpp"

namespace tranche {

/// Numbers the pairs of category and month for all threads, in the order they come in.
class LabelBook {
public:
  using Label = std::pair<std::string, std::string>;

  /// @throws Error (data) above 100,000.
  std::uint32_t number(const Label& label);
  const std::map<Label, std::uint32_t>& all() const { return m_numbers; }

private:
  std::mutex m_mutex;
  std::map<Label, std::uint32_t> m_numbers;
};

/// What all threads count with.
struct Counting {
  const PointLocator& locator;
  const Boundaries& boundaries;
  const TallyOptions& options;
  IncidentPlace place;
  FirstSightings* firsts; ///< null: every record counts
  LabelBook labels = {};
};

/// What one thread at a time counts with: PROJ's objects belong to one thread.
class IncidentCounter {
public:
  explicit IncidentCounter(Counting& counting)
      : m_counting(counting), m_placer(counting.locator, counting.boundaries, counting.options) {}

  void count(const IncidentBlock& block);
  void count(std::size_t file, const Sighting& sighting);
  void drop(std::size_t file) { ++this->file(file).duplicates; }

  /// Figures of one category and month by area.
  struct Column {
    std::vector<std::uint64_t> count, snapped;
  };
  struct File {
    TalliedFile tallied; ///< only what is counted here
    std::set<std::string> operations;
  };
  const std::vector<Column>& columns() const { return m_columns; } ///< by number of the label; empty where none came
  const std::vector<File>& files() const { return m_files; }       ///< by number
  const std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t>& disagreements() const {
    return m_disagreements;
  }
  const std::map<std::string, std::uint64_t>& unknown_codes() const { return m_unknown_codes; }

private:
  TalliedFile& file(std::size_t number);
  const std::vector<Placed>& placed(const IncidentBlock& block);
  void number_labels(const IncidentBlock& block);
  void look_up_codes(const IncidentBlock& block);
  void place_by_code(const IncidentBlock& block);
  void check_codes(const IncidentBlock& block, const std::vector<Placed>& placed, CodeCheck& check);
  void add(TalliedFile& file, const Sighting& sighting);

  Counting& m_counting;
  IncidentPlacer m_placer;
  std::vector<Column> m_columns;
  std::vector<File> m_files;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t> m_disagreements;
  std::map<std::string, std::uint64_t> m_unknown_codes;
  std::vector<std::uint32_t> m_labels, m_code_areas; ///< of the block
  std::vector<Placed> m_by_code;
};

/// Above so many different ones a column holds something else. @throws Error (data).
void refuse_many_unknown(const std::map<std::string, std::uint64_t>& codes);

} // namespace tranche
