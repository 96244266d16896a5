#include "run/suppress.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>

#include "nan.hpp"
#include "tranche/statistics/disclosure.hpp"
#include "tranche/statistics/limits.hpp"

namespace tranche {
namespace {

bool internal(const Catalogue& catalogue, const std::string& layer) {
  const auto& layers = catalogue.layers();
  const auto found = std::find_if(layers.begin(), layers.end(), [&](const Layer& l) { return l.name == layer; });
  return found != layers.end() && found->disclosure == "internal";
}

/// Which of an indicator's counts are of layers that the rule is for. A role that no indicator calls its denominator
/// feeds the numerator.
bool protects(const IndicatorColumn& column, const Run& run, const Catalogue& catalogue, bool denominator) {
  const auto is_denominator = [](const std::string& role) { return role == "denominator" || role == "population"; };
  return std::any_of(column.bound.begin(), column.bound.end(), [&](const auto& bound) {
    return is_denominator(bound.first) == denominator &&
           (run.assessment.suppress.published || internal(catalogue, bound.second));
  });
}

bool whole(std::span<const double> counts) {
  return std::all_of(counts.begin(), counts.end(),
                     [](double c) { return std::isnan(c) || (c >= 0 && c == std::floor(c)); });
}

statistics::SuppressionRule rule_of(const SuppressSettings& settings) {
  statistics::SuppressionRule rule;
  rule.below = static_cast<int>(settings.below);
  rule.zeros = settings.zeros;
  rule.kinds_told = false; // every output calls small and protecting cells alike suppressed
  return rule;
}

/// One set of counts by authority and where its cells stand in the table of the whole run.
struct CountSet {
  std::vector<double> counts;
  std::vector<std::size_t> cell_of; ///< of each authority; a figure shown for several is one cell
  std::map<std::string, std::size_t> region_cell;
  std::size_t england = 0;
};

/// Every count that the run shows, and what a reader can add up: regions and England, and counts that are the sum of
/// two others.
class ShownCounts {
public:
  explicit ShownCounts(const Run& run) : m_run(run) {}

  /// The place of a set of counts; two indicators with the same counts have one.
  std::size_t add(const IndicatorColumn& column, const std::vector<double>& counts) {
    const auto same = [&](const CountSet& set) {
      return std::equal(set.counts.begin(), set.counts.end(), counts.begin(), counts.end(),
                        [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); });
    };
    const auto found = std::find_if(m_sets.begin(), m_sets.end(), same);
    if (found != m_sets.end()) return static_cast<std::size_t>(found - m_sets.begin());
    m_sets.push_back({counts, {}, {}, 0});
    add_hierarchy(column, m_sets.back());
    return m_sets.size() - 1;
  }

  void link_sums() {
    for (std::size_t total = 0; total < m_sets.size(); ++total)
      for (std::size_t a = 0; a < m_sets.size(); ++a)
        for (std::size_t b = a + 1; b < m_sets.size(); ++b)
          if (a != total && b != total && adds_up_everywhere(total, a, b)) link(total, a, b);
  }

  const statistics::CountTable& table() const { return m_table; }
  const CountSet& set(std::size_t place) const { return m_sets[place]; }

private:
  std::size_t cell(double count, std::string name) {
    m_table.counts.push_back(count);
    m_table.names.push_back(std::move(name));
    return m_table.counts.size() - 1;
  }

  void add_hierarchy(const IndicatorColumn& column, CountSet& set) {
    std::map<std::string, std::vector<std::size_t>> of_region;
    std::map<double, std::size_t> shared;
    for (std::size_t i = 0; i < set.counts.size(); ++i) {
      const Authority& unit = m_run.authorities.units[i];
      const double count = set.counts[i];
      const bool one_of_several = (column.flags[i] & flag::shared) != 0 && !std::isnan(count);
      if (one_of_several && shared.count(count)) {
        set.cell_of.push_back(shared[count]);
        continue;
      }
      set.cell_of.push_back(cell(count, unit.name + " (" + unit.code + ")"));
      if (one_of_several) shared[count] = set.cell_of.back();
      if (!std::isnan(count)) of_region[unit.region].push_back(set.cell_of.back()); // totals are of what was reported
    }
    std::vector<std::size_t> regions;
    double all = 0;
    for (const auto& [region, cells] : of_region) {
      double sum = 0;
      for (const std::size_t one : cells) sum += m_table.counts[one];
      all += sum;
      const std::size_t total = cell(sum, region.empty() ? "the areas without a region" : region);
      set.region_cell[region] = total;
      regions.push_back(total);
      m_table.equations.push_back(statistics::adds_up(total, cells));
    }
    set.england = cell(all, "England");
    if (!regions.empty()) m_table.equations.push_back(statistics::adds_up(set.england, regions));
  }

  bool adds_up_everywhere(std::size_t total, std::size_t a, std::size_t b) const {
    bool any = false;
    for (std::size_t i = 0; i < m_run.authorities.size(); ++i) {
      const double sum = m_sets[a].counts[i] + m_sets[b].counts[i], whole = m_sets[total].counts[i];
      if (std::isnan(sum) || std::isnan(whole)) continue;
      if (sum != whole) return false;
      any = any || (m_sets[a].counts[i] > 0 && m_sets[b].counts[i] > 0);
    }
    return any;
  }

  void link(std::size_t total, std::size_t a, std::size_t b) {
    for (std::size_t i = 0; i < m_run.authorities.size(); ++i) {
      if (std::isnan(m_sets[a].counts[i] + m_sets[b].counts[i] + m_sets[total].counts[i])) continue;
      const std::size_t parts[] = {m_sets[a].cell_of[i], m_sets[b].cell_of[i]};
      m_table.equations.push_back(statistics::adds_up(m_sets[total].cell_of[i], parts));
    }
  }

  const Run& m_run;
  statistics::CountTable m_table;
  std::vector<CountSet> m_sets;
};

/// Counts that were scaled up or weighted add up to no total that is published.
void withhold_small(std::vector<bool>& cells, const IndicatorColumn& column, const std::vector<double>& counts,
                    const statistics::SuppressionRule& rule, Findings& findings) {
  bool any = false;
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (statistics::is_small(counts[i], rule)) any = cells[i] = true;
  if (any)
    findings.warning(Fault::data, column.id, "its counts are not whole numbers, so only the small ones are withheld",
                     "check that totals published elsewhere do not reveal them");
}

void tell(const Run& run, const Withheld& withheld, const statistics::Suppression& chosen,
          const statistics::SuppressionRule& rule, Findings& findings) {
  for (std::size_t c = 0; c < run.indicators.size(); ++c) {
    const auto count = std::count(withheld.cells[c].begin(), withheld.cells[c].end(), true);
    if (count == 0) continue;
    const std::string least = chosen.proved ? "no choice needs fewer in all"
                                            : fmt::format("at least {} further ones are needed in all", chosen.bound);
    findings.note(Fault::data, run.indicators[c].id,
                  fmt::format("{} figures are withheld: counts of {} to {}, and others that would give them away ({})",
                              count, rule.zeros ? 0 : 1, rule.below - 1, least));
  }
}

void blank(IndicatorColumn& column, std::size_t i) {
  column.status[i] = Status::suppressed;
  for (std::vector<double>* values :
       {&column.value, &column.lower, &column.upper, &column.numerator, &column.shrunk, &column.shrunk_error})
    if (!values->empty()) (*values)[i] = nan;
  for (auto* levels : {&column.further_lower, &column.further_upper})
    for (std::vector<double>& level : *levels) level[i] = nan;
  std::erase_if(column.notes, [&](const auto& note) { return note.first == i; });
}

/// A rate from a rounded count. Limits are those of the rounded count; where their kind is not known there are none.
void round_counts(IndicatorColumn& column, int base) {
  for (std::size_t i = 0; i < column.value.size(); ++i) {
    const double count = column.numerator[i];
    if (std::isnan(count) || !has_value(column.status[i])) continue;
    const double rounded = statistics::round_to_base(count, base), per_event = count > 0 ? column.value[i] / count : 0;
    column.numerator[i] = rounded;
    column.value[i] = per_event * rounded;
    for (std::size_t k = 0; k < column.levels.size(); ++k) {
      std::vector<double>* lower = k == 0 ? &column.lower : nullptr;
      std::vector<double>* upper = k == 0 ? &column.upper : nullptr;
      if (k > 0 && k <= column.further_lower.size()) {
        lower = &column.further_lower[k - 1];
        upper = &column.further_upper[k - 1];
      }
      if (!lower || std::isnan((*lower)[i])) continue;
      const bool poisson = column.error_model == "poisson" && per_event > 0;
      const statistics::Interval limits = statistics::count_limits(rounded, column.levels[k]);
      (*lower)[i] = poisson ? per_event * limits.lower : nan;
      (*upper)[i] = poisson ? per_event * limits.upper : nan;
    }
    if (!column.shrunk.empty()) column.shrunk[i] = column.shrunk_error[i] = nan;
  }
}

} // namespace

bool Withheld::any() const {
  return std::any_of(cells.begin(), cells.end(), [](const std::vector<bool>& column) {
    return std::find(column.begin(), column.end(), true) != column.end();
  });
}

Withheld choose_withheld(const Run& run, const Catalogue& catalogue, Findings& findings) {
  const SuppressSettings& settings = run.assessment.suppress;
  const statistics::SuppressionRule rule = rule_of(settings);
  Withheld withheld;
  withheld.regions.resize(run.indicators.size());
  withheld.england.resize(run.indicators.size());
  ShownCounts counts(run);
  std::vector<std::pair<std::size_t, std::size_t>> protected_sets; // indicator, set
  for (std::size_t c = 0; c < run.indicators.size(); ++c) {
    const IndicatorColumn& column = run.indicators[c];
    withheld.cells.emplace_back(column.value.size(), false);
    for (const bool denominator : {false, true}) {
      if (settings.below < 2 || !protects(column, run, catalogue, denominator)) continue;
      const std::vector<double>& shown = denominator ? column.denominator : column.numerator;
      if (whole(shown))
        protected_sets.emplace_back(c, counts.add(column, shown));
      else
        withhold_small(withheld.cells[c], column, shown, rule, findings);
    }
  }
  if (protected_sets.empty()) return withheld;
  counts.link_sums();
  const statistics::Suppression chosen = statistics::suppress(counts.table(), rule);
  if (!chosen.exposed.empty())
    throw Error(Fault::data, run.assessment.suppress.place.text(),
                "a small count of " + counts.table().names[chosen.exposed.front()] +
                    " can be worked out whatever else is withheld",
                "leave the indicator out, or join the authority with another");
  for (const auto& [c, place] : protected_sets) {
    const CountSet& set = counts.set(place);
    for (std::size_t i = 0; i < set.cell_of.size(); ++i)
      if (chosen.withheld(set.cell_of[i])) withheld.cells[c][i] = true;
    for (const auto& [region, cell] : set.region_cell)
      if (chosen.withheld(cell)) withheld.regions[c].push_back(region);
    withheld.england[c] = withheld.england[c] || chosen.withheld(set.england);
  }
  tell(run, withheld, chosen, rule, findings);
  return withheld;
}

void withhold(Run& run, const Withheld& withheld) {
  const auto base = static_cast<int>(run.assessment.suppress.round_to);
  for (std::size_t c = 0; c < run.indicators.size(); ++c) {
    IndicatorColumn& column = run.indicators[c];
    for (std::size_t i = 0; i < column.value.size(); ++i)
      if (withheld.cells[c][i]) blank(column, i);
    if (base > 1) round_counts(column, base);
    // A total of the layer would give the cells away that are missing from it.
    const bool any = std::find(withheld.cells[c].begin(), withheld.cells[c].end(), true) != withheld.cells[c].end();
    for (Conversion& conversion : run.conversions)
      if (conversion.used_for == column.id && any)
        conversion.source_total = conversion.carried_total = conversion.outside = nan;
  }
}

void withhold_steps(Run& run, const Withheld& withheld) {
  withhold(run, withheld);
  for (std::size_t c = 0; c < run.decision.columns.size(); ++c) {
    IndexColumn& column = run.decision.columns[c];
    for (std::size_t i = 0; i < column.used.size(); ++i) {
      if (!withheld.cells[c][i]) continue;
      column.used[i] = column.normalised[i] = column.contribution[i] = nan;
      column.rank[i] = 0;
      column.flags[i] = 0;
    }
    // England's figure was made with them.
    if (std::find(withheld.cells[c].begin(), withheld.cells[c].end(), true) != withheld.cells[c].end())
      column.england = nan;
    std::erase_if(column.treatment.changes, [&](const auto& point) { return withheld.cells[c][point.unit]; });
  }
}

} // namespace tranche
