#include "geography/incident_counter.hpp"

#include <fmt/format.h>

#include "geography/incident_checks.hpp"
#include "tranche/finding.hpp"

namespace tranche {
namespace {

constexpr std::size_t most_labels = 100000, most_unknown = 100000;

// Of a record's code, besides a position and PointLocator::none.
constexpr std::uint32_t blank_code = 0xFFFFFFFF, unknown_code = 0xFFFFFFFE;

} // namespace

std::uint32_t LabelBook::number(const Label& label) {
  const std::lock_guard lock(m_mutex);
  const auto [found, added] = m_numbers.emplace(label, static_cast<std::uint32_t>(m_numbers.size()));
  if (added && m_numbers.size() > most_labels)
    throw Error(Fault::data, "categories",
                fmt::format("are more than 100,000 with their months, such as '{}'", label.first),
                "name a column with few different words in it");
  return found->second;
}

void refuse_many_unknown(const std::map<std::string, std::uint64_t>& codes) {
  if (codes.size() > most_unknown)
    throw Error(Fault::data, "codes",
                fmt::format("are more than 100,000 that the lookup does not hold, such as '{}'", codes.begin()->first),
                "name the column of the codes, and the lookup they are of");
}

TalliedFile& IncidentCounter::file(std::size_t number) {
  if (m_files.size() <= number) m_files.resize(number + 1);
  return m_files[number].tallied;
}

void IncidentCounter::count(const IncidentBlock& block) {
  const bool by_code = m_counting.place == IncidentPlace::code;
  if (block.first && !by_code) check_first_points(block, m_placer);
  TalliedFile& file = this->file(block.file_number);
  number_labels(block);
  if (!block.code.empty()) look_up_codes(block);
  if (!by_code) m_files[block.file_number].operations.insert(m_placer.operation(block));
  if (by_code) place_by_code(block);
  const std::vector<Placed>& placed = by_code ? m_by_code : m_placer.place(block);
  if (!by_code && !block.code.empty()) check_codes(block, placed, file.check);
  for (std::size_t i = 0; i < placed.size(); ++i) {
    if (placed[i].area == unknown_code) {
      ++file.unknown;
      continue;
    }
    const Sighting sighting{m_labels[block.label[i]], placed[i].area, placed[i].snapped};
    if (!m_counting.firsts || block.id(i).empty())
      add(file, sighting);
    else
      m_counting.firsts->add(block.id(i), {static_cast<std::uint32_t>(block.file_number), block.before + i}, sighting);
  }
}

void IncidentCounter::count(std::size_t number, const Sighting& sighting) {
  if (m_columns.size() <= sighting.label) m_columns.resize(sighting.label + 1);
  Column& column = m_columns[sighting.label];
  column.count.resize(m_counting.boundaries.shapes.size());
  column.snapped.resize(column.count.size());
  add(file(number), sighting);
}

void IncidentCounter::add(TalliedFile& file, const Sighting& sighting) {
  if (sighting.area == PointLocator::none) {
    ++file.outside;
    return;
  }
  Column& column = m_columns[sighting.label];
  ++column.count[sighting.area];
  ++file.counted;
  column.snapped[sighting.area] += sighting.snapped;
  file.snapped += sighting.snapped;
}

void IncidentCounter::number_labels(const IncidentBlock& block) {
  m_labels.clear();
  for (const LabelBook::Label& label : block.labels) {
    const std::uint32_t number = m_counting.labels.number(label);
    m_labels.push_back(number);
    if (m_columns.size() <= number) m_columns.resize(number + 1);
    if (!m_columns[number].count.empty()) continue;
    m_columns[number].count.resize(m_counting.boundaries.shapes.size());
    m_columns[number].snapped.resize(m_counting.boundaries.shapes.size());
  }
}

void IncidentCounter::look_up_codes(const IncidentBlock& block) {
  const auto& known = m_counting.options.codes->area;
  m_code_areas.clear();
  for (const std::string& code : block.codes) {
    const auto found = known.find(code);
    m_code_areas.push_back(code.empty() ? blank_code : found == known.end() ? unknown_code : found->second);
  }
  for (const std::uint32_t code : block.code)
    if (m_code_areas[code] == unknown_code) ++m_unknown_codes[block.codes[code]];
  refuse_many_unknown(m_unknown_codes);
}

void IncidentCounter::place_by_code(const IncidentBlock& block) {
  m_by_code.clear();
  for (const std::uint32_t code : block.code) m_by_code.push_back({m_code_areas[code], false});
}

void IncidentCounter::check_codes(const IncidentBlock& block, const std::vector<Placed>& placed, CodeCheck& check) {
  for (std::size_t i = 0; i < placed.size(); ++i) {
    const std::uint32_t coded = m_code_areas[block.code[i]];
    if (coded == blank_code)
      ++check.blank;
    else if (coded == unknown_code)
      ++check.unknown;
    else if (coded == placed[i].area)
      ++check.agree;
    else {
      ++check.disagree;
      ++m_disagreements[{placed[i].area, coded}];
    }
  }
}

} // namespace tranche
