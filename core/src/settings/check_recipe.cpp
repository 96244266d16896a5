// What of a recipe has no meaning together, although each key is right by itself.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

#include "settings/sections.hpp"

namespace tranche {
namespace {

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

/// Whether a scale has values below 0 for certain.
bool has_values_below_zero(const NormaliseSettings& scale) {
  switch (scale.method) {
  case Normalise::z_score:
    return scale.mean <= 0;
  case Normalise::min_max:
    return scale.low < 0;
  case Normalise::reference_difference:
  case Normalise::above_below_mean:
    return true;
  case Normalise::categorical:
    return !scale.scores.empty() && scale.scores.front() < 0;
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

/// Limits of all members' shares must leave room for a sum of 1.
void check_shares(const WeightNode::Weighing& weigh, const std::vector<WeightNode>& members, Findings& findings) {
  double least = 0, greatest = 0;
  for (const WeightNode& member : members) {
    if (!(member.weight > 0)) continue;
    const auto found = weigh.shares.find(member.id);
    least += found == weigh.shares.end() ? 0 : found->second.first;
    greatest += found == weigh.shares.end() ? 1 : found->second.second;
  }
  constexpr double tolerance = 1e-9;
  if (least > 1 + tolerance)
    fault(findings, weigh.place, fmt::format("the least shares sum to {:.6g}, above the whole", least), "lower some");
  if (greatest < 1 - tolerance)
    fault(findings, weigh.place, fmt::format("the greatest shares sum to {:.6g}, below the whole", greatest),
          "raise some");
}

/// Benefit of the doubt finds weights for a weighted sum of values of 0 or more.
void check_doubt(const IndexSettings& index, const WeightNode::Weighing& weigh, Aggregate aggregate,
                 const std::vector<WeightNode>& members, const Place& place, Findings& findings) {
  if (weigh.method != Weigh::benefit_of_doubt) return;
  if (aggregate != Aggregate::arithmetic)
    fault(findings, place, fmt::format("benefit_of_doubt weighs a sum, and this level is {}", name_of(aggregate)),
          "write aggregate: arithmetic");
  check_shares(weigh, members, findings);
  for (const WeightNode& member : members) {
    const NormaliseSettings* scale = member.normalise ? &*member.normalise : nullptr;
    if (!member.is_domain()) scale = &index.normalise_for(member.id);
    if (!(member.weight > 0) || !scale || !has_values_below_zero(*scale)) continue;
    fault(findings, place,
          fmt::format("benefit_of_doubt cannot take values below 0, which {} has under {}", member.id,
                      name_of(scale->method)),
          "use normalise: {method: min_max, low: 0, high: 100}, or percentile");
    return;
  }
}

/// Comparisons and shares name members of their level, and comparisons name every pair of those that count.
void check_weighing(const WeightNode::Weighing& weigh, const std::vector<WeightNode>& members, Findings& findings) {
  bool all_known = true;
  const auto known = [&](const std::string& id) {
    const bool is = std::any_of(members.begin(), members.end(), [&](const WeightNode& m) { return m.id == id; });
    if (is || !std::exchange(all_known, false)) return;
    fault(findings, weigh.place, "names '" + id + "', which is no member of this level",
          "the members are those under its weights");
  };
  std::set<std::pair<std::string, std::string>> compared;
  for (const auto& [pair, ratio] : weigh.comparisons) {
    known(pair.first);
    known(pair.second);
    compared.insert(std::minmax(pair.first, pair.second));
  }
  for (const auto& [id, ends] : weigh.shares) known(id);
  if (weigh.method != Weigh::ahp || !all_known) return;
  for (auto a = members.begin(); a != members.end(); ++a)
    for (auto b = a + 1; b != members.end(); ++b)
      if (a->weight > 0 && b->weight > 0 && !compared.count(std::minmax(a->id, b->id)))
        fault(findings, weigh.place, "does not compare " + a->id + " with " + b->id,
              "say how many times more the first matters, as in comparisons: {" + a->id + ": {" + b->id + ": 2}}");
}

/// How the weights of every level are found, from the top down.
void check_weighings(const IndexSettings& index, const std::vector<WeightNode>& nodes, Findings& findings) {
  for (const WeightNode& node : nodes) {
    if (!node.is_domain()) continue;
    check_weighing(node.weigh, node.of, findings);
    check_doubt(index, node.weigh, node.aggregate.value_or(index.aggregate), node.of, node.place, findings);
    check_weighings(index, node.of, findings);
  }
}

} // namespace

void check_recipe(const IndexSettings& index, Findings& findings) {
  check_level(index, index.aggregate, index.weights, index.place, findings);
  check_weighing(index.weigh, index.weights, findings);
  check_doubt(index, index.weigh, index.aggregate, index.weights, index.place, findings);
  check_weighings(index, index.weights, findings);
}

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

} // namespace tranche
