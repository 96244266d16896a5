#include "tranche/run/shrink.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "run/counts.hpp"
#include "run/unit_links.hpp"
#include "tranche/geography/neighbours.hpp"
#include "tranche/statistics/shrink.hpp"

namespace tranche {
namespace {

using Towards = ShrinkSettings::Towards;

Counts needed_counts(const IndicatorColumn& column, const Place& place) {
  Counts counts = counts_of(column);
  if (!counts.known())
    throw Error(Fault::settings, place.text(),
                "cannot be drawn towards a larger area, for its values are no plain ratio of events to people",
                "use shrink: none, or a rate, a proportion or kind: indirect, which have numerator and denominator");
  return counts;
}

/// A number for each region's name, by the order of the names; -1 where there is none.
std::vector<int> region_numbers(const Authorities& authorities, const Place& place) {
  std::map<std::string, int> numbers;
  for (const Authority& unit : authorities.units)
    if (!unit.region.empty()) numbers.emplace(unit.region, 0);
  if (numbers.empty())
    throw Error(Fault::settings, place.text(), "cannot be drawn towards the region, for no region is known",
                "name the column of regions as areas.region, or write shrink: all");
  int next = 0;
  for (auto& [region, number] : numbers) number = next++;
  std::vector<int> list;
  for (const Authority& unit : authorities.units) list.push_back(unit.region.empty() ? -1 : numbers.at(unit.region));
  return list;
}

/// The indices' way works on the logit of a share.
void check_shares(const Counts& counts, const Authorities& authorities, const Place& place) {
  for (std::size_t i = 0; i < counts.events.size(); ++i)
    if (counts.events[i] > counts.base[i])
      throw Error(
          Fault::settings, place.text(),
          fmt::format("shrink: parent is for shares of people, and {} ({}) has more events ({}) than people ({})",
                      authorities.units[i].name, authorities.units[i].code, counts.events[i], counts.base[i]),
          "write shrink: region");
}

std::vector<statistics::Shrunk> shrunk_of(const Counts& counts, const IndicatorSettings& settings,
                                          const Authorities& authorities, const NeighbourLists& neighbours) {
  switch (settings.shrink.towards) {
  case Towards::region:
    return statistics::shrink_to_groups(counts.events, counts.base, region_numbers(authorities, settings.place));
  case Towards::neighbours:
    return statistics::shrink_to_neighbours(counts.events, counts.base, neighbours);
  case Towards::parent:
    check_shares(counts, authorities, settings.place);
    return statistics::shrink_to_parents(counts.events, counts.base, region_numbers(authorities, settings.place));
  default:
    return statistics::shrink_to_all(counts.events, counts.base);
  }
}

std::string towards_words(Towards towards, const Authorities& authorities) {
  switch (towards) {
  case Towards::region:
    return "the region";
  case Towards::neighbours:
    return "the neighbours";
  case Towards::parent:
    return "the region (as the indices of deprivation do)";
  default:
    return std::string(whole_of(authorities));
  }
}

/// Authorities that nothing could be drawn towards.
void note_alone(const IndicatorColumn& column, const IndicatorSettings& settings, const Authorities& authorities,
                const NeighbourLists& neighbours, Findings& findings) {
  const Towards towards = settings.shrink.towards;
  std::map<std::string, int> members;
  for (const Authority& unit : authorities.units) ++members[unit.region];
  for (std::size_t i = 0; i < authorities.size(); ++i) {
    if (!has_value(column.status[i])) continue;
    const Authority& unit = authorities.units[i];
    std::string why;
    if (towards == Towards::neighbours && neighbours[i].empty()) why = "it has no neighbours";
    if (towards == Towards::region || towards == Towards::parent) {
      if (members[unit.region] == 1) why = "it is alone in its region";
      if (unit.region.empty()) why = "it has no region";
    }
    if (!why.empty())
      findings.note(Fault::data, fmt::format("{}, {} ({})", settings.id, unit.name, unit.code),
                    "keeps its figure: " + why);
  }
}

} // namespace

void shrink_figures(IndicatorColumn& column, const IndicatorSettings& settings, const Authorities& authorities,
                    const NeighbourLists& neighbours, Findings& findings) {
  const Counts counts = needed_counts(column, settings.place);
  const std::vector<statistics::Shrunk> shrunk = shrunk_of(counts, settings, authorities, neighbours);
  column.shrunk.assign(column.value.size(), std::nan(""));
  column.shrunk_error = column.shrunk;
  for (std::size_t i = 0; i < column.value.size(); ++i) {
    if (!has_value(column.status[i])) continue;
    const statistics::Shrunk& one = shrunk[counts.shown[i]];
    column.shrunk[i] = counts.factor * one.value;
    column.shrunk_error[i] = counts.factor * one.standard_error;
  }
  column.shrunk_towards = towards_words(settings.shrink.towards, authorities);
  column.shrunk_in_index = settings.shrink.use_in_index;
  note_alone(column, settings, authorities, neighbours, findings);
}

NeighbourLists neighbours_of(const Authorities& authorities, const Boundaries& boundaries,
                             std::span<const int> shape_unit, const Place& place) {
  if (boundaries.shapes.empty())
    throw Error(Fault::settings, place.text(), "cannot be drawn towards its neighbours, for there are no boundaries",
                "name them as areas.boundaries, or write shrink: region");
  if (boundaries.schematic)
    throw Error(Fault::settings, place.text(),
                "cannot be drawn towards its neighbours on " + boundaries.layer +
                    ", a schematic map: who lies beside whom there is a matter of layout",
                "name real boundaries as areas.boundaries, or write shrink: region");
  NeighbourLists lists(authorities.size());
  for (const auto& [a, b] : pairs_of_units(queen_neighbours(wkb_of(boundaries)), shape_unit)) {
    lists[a].push_back(b);
    lists[b].push_back(a);
  }
  for (std::vector<std::size_t>& list : lists) std::sort(list.begin(), list.end());
  return lists;
}

} // namespace tranche
