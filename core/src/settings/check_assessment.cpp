#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "plain_word.hpp"
#include "settings/sections.hpp"
#include "tranche/settings/suggest.hpp"

namespace tranche {
namespace {

std::vector<std::string> indicator_ids(const Assessment& assessment) {
  std::vector<std::string> ids;
  for (const IndicatorSettings& indicator : assessment.indicators) ids.push_back(indicator.id);
  return ids;
}

std::string meant(const std::string& word, const std::vector<std::string>& known) {
  const std::string close = closest(word, known);
  return close.empty() ? "known here: " + listed(known, "and") : fmt::format("did you mean '{}'?", close);
}

void check_ids(const Assessment& assessment, Findings& findings) {
  std::set<std::string> seen;
  for (const IndicatorSettings& indicator : assessment.indicators)
    if (!indicator.id.empty() && !seen.insert(indicator.id).second)
      fault(findings, indicator.place, fmt::format("another indicator has the id '{}'", indicator.id),
            "give each an id of its own");
}

void check_weight(const WeightNode& node, const std::vector<std::string>& ids, std::set<std::string>& weighted,
                  Findings& findings) {
  const bool indicator = std::find(ids.begin(), ids.end(), node.id) != ids.end();
  if (node.of.empty() && !indicator)
    fault(findings, node.place, fmt::format("there is no indicator '{}'", node.id), meant(node.id, ids));
  if (!node.of.empty() && indicator)
    fault(findings, node.place, fmt::format("the domain '{}' has the id of an indicator", node.id),
          "give the domain another id");
  if (!weighted.insert(node.id).second)
    fault(findings, node.place, fmt::format("'{}' is weighted twice", node.id), "weight it in one place");
  for (const WeightNode& child : node.of) check_weight(child, ids, weighted, findings);
}

void check_weights(const Assessment& assessment, Findings& findings) {
  const std::vector<std::string> ids = indicator_ids(assessment);
  std::set<std::string> weighted;
  for (const WeightNode& node : assessment.index.weights) check_weight(node, ids, weighted, findings);
  if (assessment.index.weights.empty()) return;
  for (const IndicatorSettings& indicator : assessment.indicators)
    if (!indicator.id.empty() && weighted.count(indicator.id) == 0)
      fault(findings, indicator.place, "has no weight",
            fmt::format("add it to index.weights; '{}: 0' shows it without counting it", indicator.id));
}

void check_map_limits(const Assessment& assessment, Findings& findings) {
  const std::vector<std::string> ids = indicator_ids(assessment);
  for (const auto& [id, limits] : assessment.report.maps.limits)
    if (std::find(ids.begin(), ids.end(), id) == ids.end())
      fault(findings, assessment.report.maps.place, fmt::format("report.maps.limits: there is no indicator '{}'", id),
            meant(id, ids));
}

void check_rules(const ShareRules& rules, const Place& place, const std::vector<std::string>& ids,
                 const std::vector<std::string>& earlier, Findings& findings) {
  for (const auto& [id, power] : rules.counts)
    if (std::find(ids.begin(), ids.end(), id) == ids.end())
      fault(findings, place, fmt::format("by.counts: there is no indicator '{}'", id), meant(id, ids));
  std::vector<std::string> known = earlier;
  known.insert(known.end(), ids.begin(), ids.end());
  if (!rules.before.empty() && std::find(known.begin(), known.end(), rules.before) == known.end())
    fault(findings, place, fmt::format("change.of: '{}' is neither an earlier pot nor an indicator", rules.before),
          meant(rules.before, known));
}

/// Tables name a column after each pot, and would hold two of the same name.
template <typename Pots> void check_columns(const Pots& pots, const char* prefix, Findings& findings) {
  for (auto pot = pots.begin(); pot != pots.end(); ++pot) {
    if (pot->name.empty()) continue;
    const std::string column = prefix + plain_word(pot->name);
    const auto same = std::find_if(pots.begin(), pot, [&](const auto& other) {
      return !other.name.empty() && other.name != pot->name && prefix + plain_word(other.name) == column;
    });
    if (same != pot)
      fault(findings, pot->place,
            fmt::format("'{}' and '{}' (line {}) differ in marks, spaces or capitals only: in tables both would be the "
                        "column {}",
                        pot->name, same->name, same->place.line, column),
            "let the names differ in a letter or a digit");
  }
}

void check_payments(const AllocationSettings& money, const std::vector<std::string>& ids, Findings& findings) {
  check_rules(money, money.place, ids, {}, findings);
  std::vector<std::string> earlier;
  for (const Pot& pot : money.pots) {
    if (pot.rules) check_rules(*pot.rules, pot.place, ids, earlier, findings);
    earlier.push_back(pot.name);
  }
  for (const UnitPot& pot : money.units) {
    check_rules(pot.rules, pot.place, ids, {}, findings);
    earlier.push_back(pot.name);
  }
  check_columns(money.pots, "allocation_gbp_", findings);
  check_columns(money.units, "units_", findings);
  for (const ExpectedEffect& effect : money.effects) {
    const auto follows = [&](const auto& pot) { return pot.name == effect.follows; };
    if (std::any_of(money.pots.begin(), money.pots.end(), follows) &&
        std::any_of(money.units.begin(), money.units.end(), follows))
      fault(findings, effect.place, fmt::format("follows: '{}' is a pot of money and one of units", effect.follows),
            "give one of them another name");
    if (std::find(earlier.begin(), earlier.end(), effect.follows) == earlier.end())
      fault(findings, effect.place, fmt::format("follows: there is no pot '{}'", effect.follows),
            meant(effect.follows, earlier));
  }
}

void check_caseload(const AllocationSettings& money, const std::vector<std::string>& ids, Findings& findings) {
  const CaseloadSettings& caseload = money.caseload;
  if (!caseload.of.empty() && std::find(ids.begin(), ids.end(), caseload.of) == ids.end())
    fault(findings, caseload.place, fmt::format("caseload.of: there is no indicator '{}'", caseload.of),
          meant(caseload.of, ids));
  std::vector<std::string> units;
  for (const UnitPot& pot : money.units) units.push_back(pot.name);
  for (const std::string& name : caseload.adds)
    if (std::find(units.begin(), units.end(), name) == units.end())
      fault(findings, caseload.place, fmt::format("caseload.adds: there are no units '{}'", name), meant(name, units));
}

void check_clusters_of(const Assessment& assessment, Findings& findings) {
  std::vector<std::string> known = indicator_ids(assessment), seen;
  known.insert(known.begin(), "score");
  for (const std::string& id : assessment.clusters.of) {
    if (std::find(known.begin(), known.end(), id) == known.end())
      fault(findings, assessment.clusters.place, fmt::format("clusters.of: there is no indicator '{}'", id),
            meant(id, known));
    if (std::find(seen.begin(), seen.end(), id) != seen.end())
      fault(findings, assessment.clusters.place, fmt::format("clusters.of names '{}' twice", id), "name it once");
    seen.push_back(id);
  }
}

void check_money(const Assessment& assessment, Findings& findings) {
  const AllocationSettings& money = assessment.allocation;
  if (!money.pots.empty() && money.need == "score" && money.need_power > 0 && !positive_scores(assessment.index))
    fault(findings, money.place, "money cannot be multiplied by this need score: its zero is arbitrary",
          "use need: relative, an indicator, or normalise: {method: min_max, low: 1, high: 100}");
  const std::vector<std::string> ids = indicator_ids(assessment);
  std::vector<std::string> needs = ids;
  needs.insert(needs.begin(), {"relative", "score"});
  if (std::find(needs.begin(), needs.end(), money.need) == needs.end())
    fault(findings, money.place, fmt::format("need is '{}', which is no measure of need", money.need),
          "write relative, score or an indicator's id; " + meant(money.need, needs));
  check_payments(money, ids, findings);
  check_caseload(money, ids, findings);
  std::vector<std::string> tranches;
  for (const Cut& cut : assessment.tranches.cut) tranches.push_back(cut.name);
  for (const Pot& pot : money.pots)
    if (!pot.year_name().empty() && pot.pays != Pot::Pays::all &&
        std::find(tranches.begin(), tranches.end(), pot.year_name()) == tranches.end())
      fault(findings, pot.place, fmt::format("no tranche begins in the year '{}'", pot.year_name()),
            tranches.empty() ? "add tranches, or give one pot_gbp for all that are ranked"
                             : "name years as the tranches that begin in them: " + listed(tranches, "and"));
}

} // namespace

void fill_weights(Assessment& assessment) {
  if (!assessment.index.weights.empty()) return;
  for (const IndicatorSettings& indicator : assessment.indicators)
    assessment.index.weights.push_back({indicator.id, 1, {}, assessment.index.place});
}

void check_assessment(const Assessment& assessment, Findings& findings) {
  check_ids(assessment, findings);
  check_weights(assessment, findings);
  for (const IndicatorSettings& indicator : assessment.indicators)
    if (!indicator.column.empty() && assessment.areas.table.empty())
      fault(findings, indicator.place, "'column' is a column of the table of units, and areas names none",
            "write areas: {table: units.csv, key: code}, or inputs: {value: LAYER:VALUE}");
  check_recipe(assessment.index, findings);
  check_money(assessment, findings);
  check_map_limits(assessment, findings);
  check_clusters_of(assessment, findings);
  const std::vector<std::string> ids = indicator_ids(assessment);
  const std::string& gradient = assessment.compare.inequality;
  if (!gradient.empty() && std::find(ids.begin(), ids.end(), gradient) == ids.end())
    fault(findings, assessment.compare.place, fmt::format("inequality names '{}', which is no indicator", gradient),
          meant(gradient, ids));
  if (!gradient.empty() && assessment.compare.quantiles < 2)
    fault(findings, assessment.compare.place, "inequality needs at least two groups",
          "write quantiles: 5, or leave inequality out");
}

} // namespace tranche
