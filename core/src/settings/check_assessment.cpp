#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

#include "settings/sections.hpp"
#include "tranche/settings/suggest.hpp"

namespace tranche {
namespace {

void fault(Findings& findings, const Place& place, std::string what, std::string remedy) {
  findings.error(Fault::settings, place.text(), std::move(what), std::move(remedy));
}

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

/// Whether a scale has values of 0 or less for certain.
bool has_values_up_to_zero(const NormaliseSettings& scale) {
  switch (scale.method) {
  case Normalise::z_score: // half of them are below the mean, but a mean of 100 with deviations of 10 is meant to be
                           // above
    return scale.mean <= 0;
  case Normalise::min_max:
    return scale.low <= 0;
  case Normalise::borda:
  case Normalise::reference_difference:
  case Normalise::distance_to_reference:
  case Normalise::distance_to_maximum:
  case Normalise::above_below_mean:
    return true;
  case Normalise::categorical:
    return !scale.scores.empty() && scale.scores.front() <= 0;
  default:
    return false;
  }
}

bool needs_positive(Aggregate method) { return method == Aggregate::geometric || method == Aggregate::harmonic; }

/// Whether a level asks for values above 0 of members that cannot all have them. @return the word of the fault, or ""
void check_level(const IndexSettings& index, Aggregate aggregate, const std::vector<WeightNode>& members,
                 const Place& place, Findings& findings) {
  for (const WeightNode& member : members) {
    if (member.is_domain())
      check_level(index, member.aggregate.value_or(index.aggregate), member.of, member.place, findings);
    const NormaliseSettings* scale = member.normalise ? &*member.normalise : nullptr;
    if (!member.is_domain()) scale = &index.normalise_for(member.id);
    if (needs_positive(aggregate) && member.weight > 0 && scale && has_values_up_to_zero(*scale)) {
      fault(findings, place,
            fmt::format("a {} mean cannot take values of 0 or less, which {} has under {}", name_of(aggregate),
                        member.id, name_of(scale->method)),
            "use normalise: {method: min_max, low: 1, high: 100}, or aggregate: arithmetic");
      return;
    }
  }
}

/// Benefit of the doubt finds weights for a weighted sum.
void check_doubt(const WeightNode::Weighing& weigh, Aggregate aggregate, const Place& place, Findings& findings) {
  if (weigh.method == Weigh::benefit_of_doubt && aggregate != Aggregate::arithmetic)
    fault(findings, place, fmt::format("benefit_of_doubt weighs a sum, and this level is {}", name_of(aggregate)),
          "write aggregate: arithmetic");
}

void check_doubts(const IndexSettings& index, const std::vector<WeightNode>& nodes, Findings& findings) {
  for (const WeightNode& node : nodes) {
    check_doubt(node.weigh, node.aggregate.value_or(index.aggregate), node.place, findings);
    check_doubts(index, node.of, findings);
  }
}

/// Scales on which the result would have no meaning.
void check_scales(const Assessment& assessment, Findings& findings) {
  const IndexSettings& index = assessment.index;
  check_level(index, index.aggregate, index.weights, index.place, findings);
  check_doubt(index.weigh, index.aggregate, index.place, findings);
  check_doubts(index, index.weights, findings);
  const AllocationSettings& money = assessment.allocation;
  if (!money.pots.empty() && money.need == "score" && money.need_power > 0 && !positive_scores(index))
    fault(findings, money.place, "money cannot be multiplied by this need score: its zero is arbitrary",
          "use need: relative, an indicator, or normalise: {method: min_max, low: 1, high: 100}");
}

void check_money(const Assessment& assessment, Findings& findings) {
  const AllocationSettings& money = assessment.allocation;
  const std::vector<std::string> ids = indicator_ids(assessment);
  std::vector<std::string> needs = ids;
  needs.insert(needs.begin(), {"relative", "score"});
  if (std::find(needs.begin(), needs.end(), money.need) == needs.end())
    fault(findings, money.place, fmt::format("need is '{}', which is no measure of need", money.need),
          "write relative, score or an indicator's id; " + meant(money.need, needs));
  std::vector<std::string> tranches;
  for (const Cut& cut : assessment.tranches.cut) tranches.push_back(cut.name);
  for (const Pot& pot : money.pots)
    if (!pot.name.empty() && std::find(tranches.begin(), tranches.end(), pot.name) == tranches.end())
      fault(findings, pot.place, fmt::format("no tranche begins in the year '{}'", pot.name),
            tranches.empty() ? "add tranches, or give one pot_gbp for all that are ranked"
                             : "name years as the tranches that begin in them: " + listed(tranches, "and"));
}

} // namespace

bool positive_scores(const IndexSettings& index) {
  const auto positive = [](const NormaliseSettings& scale) {
    return scale.method == Normalise::imd_exponential || (scale.method == Normalise::min_max && scale.low > 0);
  };
  const auto means = [](Aggregate method) {
    return method == Aggregate::arithmetic || needs_positive(method) || method == Aggregate::median;
  };
  bool all = positive(index.normalise) && means(index.aggregate);
  for (const auto& [id, scale] : index.normalise_of) all = all && positive(scale);
  const std::function<void(const WeightNode&)> look = [&](const WeightNode& node) {
    all = all && (!node.aggregate || means(*node.aggregate)) && (!node.normalise || positive(*node.normalise));
    for (const WeightNode& member : node.of) look(member);
  };
  for (const WeightNode& node : index.weights) look(node);
  return all;
}

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
  check_scales(assessment, findings);
  check_money(assessment, findings);
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
