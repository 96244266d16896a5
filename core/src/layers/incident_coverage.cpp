#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "geography/code_history.hpp"
#include "layers/incident_layer.hpp"

namespace tranche {
namespace {

/// An area with a smaller share of the records of a usual area, one as a record finds itself in, has strays: anonymised
/// places and slips of the pen across a border. The smallest authorities of England's mainland have three times as
/// much.
constexpr double stray_share = 0.01;

struct ForceMonth {
  std::string force, month;
};

/// Of "2019-02-durham-street.csv"; nothing for other names.
std::optional<ForceMonth> force_month(const std::string& path) {
  constexpr std::string_view end = "-street.csv";
  const std::string name = path.substr(path.find_last_of('/') + 1);
  if (name.size() <= 8 + end.size() || name.compare(name.size() - end.size(), end.size(), end) != 0) return {};
  const std::string month = name.substr(0, 7);
  if (name[4] != '-' || name[7] != '-' ||
      !std::all_of(month.begin(), month.end(), [](char c) { return c == '-' || (c >= '0' && c <= '9'); }))
    return {};
  return ForceMonth{name.substr(8, name.size() - 8 - end.size()), month};
}

std::map<std::string, std::set<std::string>> months_by_force(const Tally& tally) {
  std::map<std::string, std::set<std::string>> months;
  for (const TalliedFile& one : tally.files)
    if (const auto found = force_month(one.file.name)) months[found->force].insert(found->month);
  return months;
}

std::size_t area_of(const Layer& layer, const Tally& tally, const std::string& code) {
  const auto found = std::lower_bound(tally.codes.begin(), tally.codes.end(), code);
  if (found == tally.codes.end() || *found != code)
    throw Error(Fault::catalogue, layer.place.text(), "there is no area " + code + " in " + layer.incidents.boundaries,
                "correct the code");
  return static_cast<std::size_t>(found - tally.codes.begin());
}

} // namespace

IncidentCoverage::IncidentCoverage(const Layer& layer, const Tally& tally)
    : m_months(tally.months.size()), m_covered(tally.codes.size() * tally.months.size(), layer.incidents.complete) {
  tell_absent_months(tally);
  if (layer.incidents.complete) return;
  if (layer.incidents.forces.empty())
    by_records(layer, tally);
  else
    by_forces(layer, tally);
  for (const std::string& code : layer.incidents.complete_areas) {
    const std::size_t area = area_of(layer, tally, code);
    std::fill_n(m_covered.begin() + static_cast<std::ptrdiff_t>(area * m_months), m_months, true);
  }
}

void IncidentCoverage::tell_absent_months(const Tally& tally) {
  const auto by_force = months_by_force(tally);
  std::set<std::string> all;
  for (const auto& [force, months] : by_force) all.insert(months.begin(), months.end());
  for (const auto& [force, months] : by_force) {
    std::vector<std::string> absent;
    std::set_difference(all.begin(), all.end(), months.begin(), months.end(), std::back_inserter(absent));
    if (!absent.empty()) m_remarks.push_back(force + " has no file for " + short_list(absent) + ", which others have");
  }
}

void IncidentCoverage::by_records(const Layer& layer, const Tally& tally) {
  if (months_by_force(tally).count("btp"))
    throw Error(Fault::data, layer.name,
                "holds files of the British Transport Police, whose records lie in areas of every force: which areas "
                "the other files cover cannot be told from them",
                "name under `forces` the areas of each force, or say `complete: true` where every force is there");
  std::vector<std::uint64_t> records(m_covered.size()), of_area(tally.codes.size());
  for (const TallyRow& row : tally.rows) {
    records[row.area * m_months + row.month] += row.count;
    of_area[row.area] += row.count;
  }
  double sum = 0, squares = 0;
  for (const std::uint64_t count : of_area) {
    sum += static_cast<double>(count);
    squares += static_cast<double>(count) * static_cast<double>(count);
  }
  std::vector<std::string> strays;
  for (std::size_t area = 0; area < of_area.size(); ++area) {
    const bool stray = static_cast<double>(of_area[area]) * sum < stray_share * squares;
    if (stray && of_area[area] > 0) strays.push_back(fmt::format("{} ({})", tally.codes[area], of_area[area]));
    for (std::size_t month = 0; month < m_months; ++month)
      m_covered[area * m_months + month] = !stray && records[area * m_months + month] > 0;
  }
  if (!strays.empty())
    m_remarks.push_back("so few records lie in " + short_list(strays) +
                        " that they are taken for strays of other areas: name what the files cover under `complete`");
}

void IncidentCoverage::by_forces(const Layer& layer, const Tally& tally) {
  const auto by_force = months_by_force(tally);
  std::vector<bool> named(tally.codes.size());
  std::fill(m_covered.begin(), m_covered.end(), true);
  for (const auto& [force, codes] : layer.incidents.forces) {
    const auto found = by_force.find(force);
    if (found == by_force.end()) m_remarks.push_back("there is no file of " + force);
    for (const std::string& code : codes) {
      const std::size_t area = area_of(layer, tally, code);
      named[area] = true;
      for (std::size_t month = 0; month < m_months; ++month)
        if (found == by_force.end() || !found->second.count(tally.months[month]))
          m_covered[area * m_months + month] = false;
    }
  }
  for (std::size_t area = 0; area < named.size(); ++area)
    if (!named[area]) std::fill_n(m_covered.begin() + static_cast<std::ptrdiff_t>(area * m_months), m_months, false);
  std::uint64_t elsewhere = 0;
  for (const TallyRow& row : tally.rows) elsewhere += m_covered[row.area * m_months + row.month] ? 0 : row.count;
  if (elsewhere > 0)
    m_remarks.push_back(fmt::format("{} of the records {} in areas of which no force gave a file for that month",
                                    elsewhere, elsewhere == 1 ? "lies" : "lie"));
}

} // namespace tranche
