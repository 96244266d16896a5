#include <algorithm>
#include <map>
#include <unordered_map>

#include "nan.hpp"
#include "tranche/geography/carrying.hpp"

namespace tranche {
namespace {

constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

/// Puts portions, ground outside and bare ground together by new sources and targets. A target that is no more is
/// outside.
void regroup(ConversionTable& table, const std::vector<std::size_t>& source_of, std::size_t sources,
             const std::vector<std::size_t>& target_of, std::size_t targets) {
  std::map<std::pair<std::size_t, std::size_t>, double> weight;
  std::vector<double> outside(sources), bare(targets);
  for (std::size_t i = 0; i < table.outside.size(); ++i) outside[source_of[i]] += table.outside[i];
  for (std::size_t i = 0; i < table.bare.size(); ++i)
    if (target_of[i] != nowhere) bare[target_of[i]] += table.bare[i];
  for (const Portion& portion : table.portions) {
    const std::size_t from = source_of[portion.from], to = target_of[portion.to];
    if (to == nowhere)
      outside[from] += portion.weight;
    else
      weight[{from, to}] += portion.weight;
  }
  table.portions.clear();
  for (const auto& [pair, sum] : weight) table.portions.push_back({pair.first, pair.second, sum});
  table.outside = std::move(outside);
  table.bare = std::move(bare);
}

std::vector<std::size_t> as_they_are(std::size_t size) {
  std::vector<std::size_t> same;
  for (std::size_t i = 0; i < size; ++i) same.push_back(i);
  return same;
}

/// A figure for several areas stays shared where each holds nothing else.
void check_shared(ConversionTable& table) {
  std::vector<std::size_t> portions(table.sources.size()), sources(table.targets.size());
  for (const Portion& portion : table.portions) ++portions[portion.from], ++sources[portion.to];
  for (std::size_t i = 0; i < table.sources.size(); ++i)
    if (portions[i] < 2) table.sources[i].shared = false;
  for (const Portion& portion : table.portions)
    if (sources[portion.to] > 1) table.sources[portion.from].shared = false;
}

} // namespace

ConversionTable with_joined(ConversionTable table, const std::vector<SourceAreas>& joined) {
  if (joined.empty()) return table;
  std::unordered_map<std::string, const SourceAreas*> joint_of;
  for (const SourceAreas& one : joined)
    for (const std::string& member : one.members) joint_of[member] = &one;
  std::map<std::string, SourceAreas> sources;
  std::vector<const std::string*> label_of;
  for (const SourceAreas& source : table.sources) {
    const auto found = joint_of.find(source.label);
    const SourceAreas& in = found == joint_of.end() ? source : *found->second;
    SourceAreas& kept = sources.emplace(in.label, SourceAreas{in.label, in.members}).first->second;
    kept.name += (kept.name.empty() ? "" : " + ") + source.name;
    label_of.push_back(&in.label);
  }
  std::unordered_map<std::string, std::size_t> position;
  std::vector<SourceAreas> list;
  for (auto& [label, source] : sources) position[label] = list.size(), list.push_back(std::move(source));
  std::vector<std::size_t> source_of;
  for (const std::string* label : label_of) source_of.push_back(position.at(*label));
  table.sources = std::move(list);
  regroup(table, source_of, table.sources.size(), as_they_are(table.targets.size()), table.targets.size());
  return table;
}

ConversionTable onto_authorities(ConversionTable table, const Authorities& authorities) {
  std::unordered_map<std::string, std::size_t> unit_of;
  for (std::size_t i = 0; i < authorities.size(); ++i)
    for (const std::string& member : authorities.units[i].members) unit_of[member] = i;
  std::vector<std::size_t> target_of;
  for (const std::string& code : table.targets) {
    const auto found = unit_of.find(code);
    target_of.push_back(found == unit_of.end() ? nowhere : found->second);
  }
  regroup(table, as_they_are(table.sources.size()), table.sources.size(), target_of, authorities.size());
  table.to = authorities.geography;
  table.targets = authorities.codes();
  table.target_names = authorities.names();
  check_shared(table);
  return table;
}

} // namespace tranche
