#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "geography/area_weights.hpp"
#include "geography/way.hpp"
#include "nan.hpp"
#include "tranche/geography/conversion.hpp"

namespace tranche {
namespace {

/// "population", "LAYER", "LAYER:VALUE" or "LAYER:VALUE:PERIOD": the weights to choose from.
std::vector<AreaWeights> weights_called(const Catalogue& catalogue, const std::string& name, const Place& asked_at) {
  std::vector<AreaWeights> list;
  if (name.empty()) return list;
  if (name != "population" || catalogue.has_layer(name)) {
    list.push_back(read_weights(catalogue, name, asked_at));
    return list;
  }
  std::set<std::string> seen;
  for (const Geography& geography : catalogue.geographies()) {
    if (!geography.population || !seen.insert(geography.population->layer).second) continue;
    const Binding& binding = *geography.population;
    const std::string period = binding.periods.empty() ? "" : ":" + binding.periods.back();
    list.push_back(read_weights(catalogue, binding.layer + ":" + binding.value + period, binding.place));
  }
  if (list.empty())
    refuse_weight(name, "stands for the residents of a geography, and the catalogue gives none",
                  "name a layer, as LAYER:VALUE");
  return list;
}

/// Where areas of a geography lie in another one.
class Lies {
public:
  Lies(const Catalogue& catalogue, const ChangeIndex& changes, const Geography& from, const Geography& to, bool down)
      : m_way(way_between(catalogue, from, to, down)) {
    if (m_way) m_walker.emplace(catalogue, changes, *m_way, to);
  }
  explicit operator bool() const { return m_walker.has_value(); }
  Walker& operator*() { return *m_walker; }
  Walker* operator->() { return &*m_walker; }

private:
  std::optional<std::vector<Step>> m_way;
  std::optional<Walker> m_walker;
};

class TableBuilder {
public:
  TableBuilder(const Catalogue& catalogue, const Geography& from, const Geography& to, const Place& asked_at)
      : m_catalogue(catalogue), m_changes(catalogue), m_from(from), m_to(to), m_asked_at(asked_at) {
    m_table.from = from.id;
    m_table.to = to.id;
    m_table.targets = catalogue.areas(to).codes;
    m_table.target_names = catalogue.areas(to).names;
  }

  void add_sources(const std::vector<SourceAreas>& joined) {
    const AreaList& list = m_catalogue.areas(m_from);
    m_table.sources = joined;
    for (SourceAreas& one : m_table.sources)
      for (const std::string& member : one.members) {
        m_source_of[member] = 0;
        one.name += (one.name.empty() ? "" : " + ") + list.names.at(list.find(member));
      }
    for (std::size_t i = 0; i < list.size(); ++i)
      if (m_source_of.count(list.codes[i]) == 0)
        m_table.sources.push_back({list.codes[i], {list.codes[i]}, list.names[i]});
    std::sort(m_table.sources.begin(), m_table.sources.end(),
              [](const SourceAreas& a, const SourceAreas& b) { return a.label < b.label; });
    for (std::size_t i = 0; i < m_table.sources.size(); ++i)
      for (const std::string& member : m_table.sources[i].members) m_source_of[member] = i;
  }

  void follow_changes() {
    Lies in(m_catalogue, m_changes, m_from, m_to, true);
    if (!in) refuse_no_way();
    std::vector<std::string> lost;
    for (std::size_t i = 0; i < m_table.sources.size(); ++i)
      for (const std::string& member : m_table.sources[i].members) {
        const Walker::Arrival arrival = in->walk(member);
        if (arrival.end == Walker::End::lost) lost.push_back(member);
        for (const std::string& code : arrival.codes) m_weight[{i, target(code)}] = nan;
      }
    m_table.changes = in->changes();
    if (!lost.empty())
      throw Error(Fault::data, m_asked_at.text(),
                  "cannot be carried from " + m_from.id + " to " + m_to.id + ": " + short_list(lost),
                  in->obstacle().empty() ? "complete the list of code changes" : in->obstacle());
  }

  /// Sums the weights of the areas that lie in one source and one target each.
  void weigh(const AreaWeights& weights) {
    m_table.weight = weights.name;
    Lies source(m_catalogue, m_changes, *weights.geography, m_from, false);
    Lies target(m_catalogue, m_changes, *weights.geography, m_to, false);
    if (!source || !target) return; // nothing can be told apart
    for (auto& [pair, weight] : m_weight) weight = 0;
    std::set<Pair> unclear;
    for (std::size_t i = 0; i < weights.areas.size(); ++i) {
      const std::set<Pair> pairs = pairs_of(source->walk(weights.areas[i]).codes, target->walk(weights.areas[i]).codes);
      if (pairs.size() == 1)
        m_weight[*pairs.begin()] += weights.weight[i];
      else
        unclear.insert(pairs.begin(), pairs.end());
    }
    for (const Pair& pair : unclear) m_weight[pair] = nan;
  }

  ConversionTable finished() {
    std::vector<std::size_t> targets_of(m_table.sources.size()), sources_of(m_table.targets.size());
    for (const auto& [pair, weight] : m_weight) {
      m_table.portions.push_back({pair.first, pair.second, weight});
      ++targets_of[pair.first];
      ++sources_of[pair.second];
    }
    for (std::size_t i = 0; i < m_table.sources.size(); ++i)
      m_table.sources[i].shared = targets_of[i] > 1 && (m_from.tier.empty() || m_table.sources[i].members.size() > 1);
    for (const auto& [pair, weight] : m_weight)
      if (sources_of[pair.second] > 1) m_table.sources[pair.first].shared = false;
    return std::move(m_table);
  }

  std::size_t unclear() const {
    return static_cast<std::size_t>(
        std::count_if(m_weight.begin(), m_weight.end(), [](const auto& item) { return std::isnan(item.second); }));
  }

private:
  using Pair = std::pair<std::size_t, std::size_t>;

  std::size_t target(const std::string& code) const { return m_catalogue.areas(m_to).find(code); }

  /// The portions that an area of the weight may lie in: those that the changes know, or else ground that was moved.
  std::set<Pair> pairs_of(const std::vector<std::string>& from, const std::vector<std::string>& to) const {
    std::set<Pair> known, moved;
    for (const std::string& a : from)
      for (const std::string& b : to) {
        const Pair pair{m_source_of.at(a), target(b)};
        (m_weight.count(pair) > 0 ? known : moved).insert(pair);
      }
    return known.empty() && moved.size() == 1 ? moved : known;
  }

  [[noreturn]] void refuse_no_way() const {
    throw Error(Fault::data, m_asked_at.text(),
                "there is no way from " + m_from.id + " (" + m_from.title + ") to " + m_to.id + " (" + m_to.title + ")",
                "add a geography to the catalogue whose code list has a `parents` column for " + m_to.id);
  }

  const Catalogue& m_catalogue;
  ChangeIndex m_changes;
  const Geography& m_from;
  const Geography& m_to;
  Place m_asked_at;
  std::map<std::string, std::size_t> m_source_of; ///< member -> source
  std::map<Pair, double> m_weight;                ///< (source, target) -> weight of their common ground
  ConversionTable m_table;
};

} // namespace

ConversionTable conversion_table(const Catalogue& catalogue, const Geography& from, const Geography& to,
                                 const std::vector<SourceAreas>& joined, const std::string& weight,
                                 const Place& asked_at) {
  TableBuilder unweighed(catalogue, from, to, asked_at);
  unweighed.add_sources(joined);
  unweighed.follow_changes();
  std::optional<TableBuilder> best;
  std::size_t best_areas = 0;
  for (const AreaWeights& weights : weights_called(catalogue, weight, asked_at)) {
    TableBuilder builder = unweighed;
    builder.weigh(weights);
    const bool better = !best || builder.unclear() < best->unclear() ||
                        (builder.unclear() == best->unclear() && weights.areas.size() > best_areas);
    if (!better) continue;
    best.emplace(std::move(builder));
    best_areas = weights.areas.size();
  }
  return best ? best->finished() : unweighed.finished();
}

std::vector<ConversionStep> steps_of(const ConversionTable& table) {
  std::vector<double> all = table.outside;
  all.resize(table.sources.size());
  std::vector<std::size_t> portions;
  for (const double outside : all) portions.push_back(outside != 0);
  for (const Portion& portion : table.portions) {
    all[portion.from] += portion.weight;
    ++portions[portion.from];
  }
  std::vector<ConversionStep> steps;
  for (const Portion& portion : table.portions) {
    const SourceAreas& source = table.sources[portion.from];
    const bool whole = portions[portion.from] == 1 || source.shared;
    if (whole && !source.shared && source.label == table.targets[portion.to]) continue;
    const double share = whole ? 1 : all[portion.from] > 0 ? portion.weight / all[portion.from] : nan;
    steps.push_back(
        {source.label, source.name, table.targets[portion.to], table.target_names[portion.to], share, source.shared});
  }
  return steps;
}

} // namespace tranche
