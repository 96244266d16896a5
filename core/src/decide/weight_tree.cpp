#include "decide/weight_tree.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "tranche/decide/weights.hpp"

namespace tranche {
namespace {

std::string known_ids(std::span<const IndicatorColumn> indicators) {
  std::string list;
  for (const IndicatorColumn& indicator : indicators) list += (list.empty() ? "" : ", ") + indicator.id;
  return list;
}

void check_level(const std::vector<WeightNode>& nodes, const Place& place) {
  double sum = 0;
  for (const WeightNode& node : nodes) {
    if (!(node.weight >= 0) || std::isinf(node.weight))
      throw Error(Fault::settings, node.place.text(), fmt::format("the weight of '{}' is {}", node.id, node.weight),
                  "give a number of 0 or more");
    sum += node.weight;
  }
  if (!(sum > 0))
    throw Error(Fault::settings, place.text(), "the weights are all zero, so nothing can be ranked",
                "give at least one indicator a weight above 0");
}

} // namespace

WeightTree::WeightTree(const IndexSettings& index, std::span<const IndicatorColumn> indicators)
    : m_shares(indicators.size(), 0.0) {
  if (index.weights.empty()) {
    for (std::size_t i = 0; i < indicators.size(); ++i) m_nodes.push_back({1.0, i, {}});
    if (indicators.empty())
      throw Error(Fault::settings, index.place.text(), "there is no indicator to rank by",
                  "add at least one indicator");
  } else {
    std::vector<bool> used(indicators.size(), false);
    check_level(index.weights, index.place);
    for (const WeightNode& node : index.weights) m_nodes.push_back(bind(node, indicators, used));
  }
  const std::vector<std::uint8_t> all(indicators.size(), 1);
  effective(all, m_shares);
}

WeightTree::Node WeightTree::bind(const WeightNode& setting, std::span<const IndicatorColumn> indicators,
                                  std::vector<bool>& used) const {
  Node node;
  node.weight = setting.weight;
  if (!setting.of.empty()) {
    if (setting.weight > 0) check_level(setting.of, setting.place);
    for (const WeightNode& child : setting.of) node.of.push_back(bind(child, indicators, used));
    return node;
  }
  const auto found = std::find_if(indicators.begin(), indicators.end(),
                                  [&](const IndicatorColumn& indicator) { return indicator.id == setting.id; });
  if (found == indicators.end())
    throw Error(Fault::settings, setting.place.text(),
                fmt::format("a weight is given for '{}', which is not an indicator of this assessment", setting.id),
                "the indicators are " + known_ids(indicators));
  node.indicator = static_cast<std::size_t>(found - indicators.begin());
  if (used[node.indicator])
    throw Error(Fault::settings, setting.place.text(), fmt::format("the indicator '{}' has two weights", setting.id),
                "name it once");
  used[node.indicator] = true;
  return node;
}

bool WeightTree::carries(const Node& node, std::span<const std::uint8_t> present) {
  if (!(node.weight > 0)) return false;
  if (node.of.empty()) return present[node.indicator] != 0;
  return std::any_of(node.of.begin(), node.of.end(), [&](const Node& child) { return carries(child, present); });
}

void WeightTree::spread(const std::vector<Node>& nodes, double whole, std::span<const std::uint8_t> present,
                        std::span<double> shares) {
  double total = 0;
  for (const Node& node : nodes)
    if (carries(node, present)) total += node.weight;
  for (const Node& node : nodes) {
    if (!carries(node, present)) continue;
    const double own = whole * (node.weight / total);
    if (node.of.empty())
      shares[node.indicator] = own;
    else
      spread(node.of, own, present, shares);
  }
}

void WeightTree::effective(std::span<const std::uint8_t> present, std::span<double> shares) const {
  std::fill(shares.begin(), shares.end(), 0.0);
  spread(m_nodes, 1.0, present, shares);
}

bool drop_indicator(std::vector<WeightNode>& weights, const std::string& id) {
  for (auto node = weights.begin(); node != weights.end(); ++node) {
    const bool domain = !node->of.empty();
    if (domain ? !drop_indicator(node->of, id) : node->id != id) continue;
    // A domain left empty would read as an indicator of its name.
    if (!domain || node->of.empty()) weights.erase(node);
    return true;
  }
  return false;
}

} // namespace tranche
