#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "decide/index_level.hpp"
#include "nan.hpp"
#include "tranche/statistics/components.hpp"
#include "tranche/statistics/correlation.hpp"
#include "tranche/statistics/weighting.hpp"

namespace tranche {
namespace {

std::string level_of(const IndexNode& node) { return node.id.empty() ? "the top level" : "the domain " + node.title; }

/// The members that count, and their scores over the authorities that have them all.
struct Counted {
  std::vector<std::size_t> members;
  std::vector<std::vector<double>> columns;
  std::size_t complete = 0;
};

Counted counted_members(const IndexNode& node, const Members& members, std::span<const std::size_t> order) {
  Counted counted;
  for (std::size_t m = 0; m < members.size(); ++m)
    if (node.of[m].weight > 0) counted.members.push_back(m);
  counted.columns.resize(counted.members.size());
  for (const std::size_t i : order) {
    const bool all = std::all_of(counted.members.begin(), counted.members.end(),
                                 [&](std::size_t m) { return !std::isnan(members[m][i]); });
    if (!all) continue;
    ++counted.complete;
    for (std::size_t k = 0; k < counted.members.size(); ++k)
      counted.columns[k].push_back(members[counted.members[k]][i]);
  }
  return counted;
}

void set_shares(IndexNode& node, const Counted& counted, const std::vector<double>& weights) {
  std::fill(node.shares.begin(), node.shares.end(), 0.0);
  for (std::size_t k = 0; k < counted.members.size(); ++k) node.shares[counted.members[k]] = weights[k];
}

std::string by_components(IndexNode& node, const Counted& counted) {
  const statistics::Matrix correlations =
      statistics::correlations(counted.columns, statistics::CorrelationKind::pearson).r;
  const statistics::Components components = statistics::principal_components(correlations);
  const std::size_t keep = statistics::components_to_keep(components).handbook;
  const statistics::Rotation rotation = statistics::varimax(components.loadings, keep);
  set_shares(node, counted, statistics::component_weights(rotation.loadings).weights);
  double explained = 0;
  for (std::size_t c = 0; c < keep; ++c) explained += components.shares[c];
  return fmt::format("{} principal component{} kept, which explain{} {:.0f} % of the variance of {} authorities", keep,
                     keep == 1 ? "" : "s", keep == 1 ? "s" : "", 100 * explained, counted.complete);
}

std::string by_comparisons(IndexNode& node, const Counted& counted) {
  statistics::Matrix matrix(counted.members.size(), counted.members.size(), 1.0);
  const auto place = [&](const std::string& id) {
    for (std::size_t k = 0; k < counted.members.size(); ++k)
      if (node.of[counted.members[k]].id == id) return k;
    return counted.members.size(); // an absent optional indicator, or one of weight 0
  };
  for (const auto& [pair, ratio] : node.weigh.comparisons) {
    const std::size_t a = place(pair.first), b = place(pair.second);
    if (a == counted.members.size() || b == counted.members.size()) continue;
    matrix(a, b) = ratio;
    matrix(b, a) = 1 / ratio;
  }
  const statistics::AnalyticHierarchy hierarchy = statistics::analytic_hierarchy(matrix);
  set_shares(node, counted, hierarchy.weights);
  return fmt::format("consistency ratio {:.2f}{}", hierarchy.consistency_ratio,
                     hierarchy.consistent ? "" : ": above 0.1, the comparisons contradict each other");
}

std::string by_correlation(IndexNode& node, const Counted& counted) {
  std::vector<double> targets;
  for (const std::size_t m : counted.members) targets.push_back(node.of[m].weight);
  const statistics::OptimisedWeights found = statistics::optimised_weights(counted.columns, targets);
  set_shares(node, counted, found.weights);
  return fmt::format("importance is at most {:.1f} percentage points from what was stated, over {} authorities",
                     100 * found.largest_gap, found.n);
}

/// An authority for which there are no weights, because the limits on shares cannot hold, has weights of NaN and so no
/// score: a score of 0 would be a claim.
std::string by_benefit_of_doubt(IndexNode& node, const Counted& counted, const Members& members,
                                const Everyone& everyone) {
  std::vector<std::vector<double>> columns;
  std::vector<statistics::ShareBounds> bounds;
  for (const std::size_t m : counted.members) {
    std::vector<double>& column = columns.emplace_back();
    for (const std::size_t i : everyone.order) column.push_back(members[m][i]);
    const auto stated = node.weigh.shares.find(node.of[m].id);
    bounds.push_back(stated == node.weigh.shares.end()
                         ? statistics::ShareBounds{}
                         : statistics::ShareBounds{stated->second.first, stated->second.second});
  }
  const statistics::BenefitOfDoubt found = statistics::benefit_of_doubt(columns, bounds);
  node.own_weights.assign(everyone.codes.size(), std::vector<double>(members.size(), 0.0));
  std::vector<double> mean(counted.members.size(), 0.0);
  std::size_t scored = 0, best = 0;
  std::string unmet;
  for (std::size_t row = 0; row < everyone.order.size(); ++row) {
    const std::size_t i = everyone.order[row];
    const bool unmeetable = found.states[row] == statistics::BenefitOfDoubt::State::bounds_cannot_hold;
    for (std::size_t k = 0; k < counted.members.size(); ++k)
      node.own_weights[i][counted.members[k]] = unmeetable ? nan : found.weights(row, k);
    if (unmeetable) unmet += (unmet.empty() ? "" : ", ") + everyone.codes[i];
    if (found.states[row] != statistics::BenefitOfDoubt::State::scored) continue;
    ++scored;
    best += found.scores[row] >= 1 ? 1 : 0;
    for (std::size_t k = 0; k < mean.size(); ++k) mean[k] += found.shares(row, k);
  }
  double sum = 0;
  for (const double share : mean) sum += share;
  for (double& share : mean) share = sum > 0 ? share / sum : 1 / static_cast<double>(mean.size());
  set_shares(node, counted, mean);
  return fmt::format(
      "each authority has the weights that are best for it; {} of {} reach the greatest score of 1{}", best, scored,
      unmet.empty() ? "" : "; the limits on shares cannot hold, so that there is no score, for " + unmet);
}

std::string find_weights(IndexNode& node, const Counted& counted, const Members& members, const Everyone& everyone) {
  switch (node.weigh.method) {
  case Weigh::given:
    return {};
  case Weigh::equal:
    set_shares(node, counted,
               std::vector<double>(counted.members.size(), 1 / static_cast<double>(counted.members.size())));
    return {};
  case Weigh::components:
    return by_components(node, counted);
  case Weigh::ahp:
    return by_comparisons(node, counted);
  case Weigh::correlation:
    return by_correlation(node, counted);
  case Weigh::benefit_of_doubt:
    return by_benefit_of_doubt(node, counted, members, everyone);
  }
  return {};
}

} // namespace

FittedWeights fit_level_weights(IndexNode& node, const Members& members, const Everyone& everyone) {
  const Counted counted = counted_members(node, members, everyone.order);
  FittedWeights fitted;
  fitted.level = node.id;
  fitted.method = node.weigh.method;
  if (counted.members.empty()) return fitted;
  try {
    fitted.remark = find_weights(node, counted, members, everyone);
  } catch (const Error& error) {
    throw Error(Fault::data, node.weigh.place.text(),
                fmt::format("the weights of {} cannot be found by {}: {}", level_of(node), name_of(node.weigh.method),
                            error.findings().front().what),
                error.findings().front().remedy.empty() ? "give the weights" : error.findings().front().remedy);
  }
  for (std::size_t m = 0; m < node.of.size(); ++m) fitted.weights.emplace_back(node.of[m].id, node.shares[m]);
  return fitted;
}

} // namespace tranche
