#include "decide/index_tree.hpp"

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

/// Binds settings to indicators; remembers which were used.
class Binder {
public:
  Binder(const IndexSettings& index, std::span<const IndicatorColumn> indicators)
      : m_index(index), m_indicators(indicators), m_used(indicators.size(), false) {}

  IndexNode node(const WeightNode& setting) {
    IndexNode node;
    node.id = setting.id;
    node.title = setting.title.empty() ? setting.id : setting.title;
    node.weight = setting.weight;
    node.place = setting.place;
    if (!setting.is_domain()) {
      node.indicator = indicator(setting);
      return node;
    }
    node.aggregate = setting.aggregate.value_or(m_index.aggregate);
    node.require = setting.require.value_or(0);
    node.normalise = setting.normalise;
    node.weigh = setting.weigh;
    if (setting.weight > 0) check_level(setting.of, setting.place);
    for (const WeightNode& member : setting.of) node.of.push_back(this->node(member));
    return node;
  }

private:
  std::size_t indicator(const WeightNode& setting) {
    const auto found = std::find_if(m_indicators.begin(), m_indicators.end(),
                                    [&](const IndicatorColumn& indicator) { return indicator.id == setting.id; });
    if (found == m_indicators.end())
      throw Error(Fault::settings, setting.place.text(),
                  fmt::format("a weight is given for '{}', which is not an indicator of this assessment", setting.id),
                  "the indicators are " + known_ids(m_indicators));
    const auto place = static_cast<std::size_t>(found - m_indicators.begin());
    if (m_used[place])
      throw Error(Fault::settings, setting.place.text(), fmt::format("the indicator '{}' has two weights", setting.id),
                  "name it once");
    m_used[place] = true;
    return place;
  }

  const IndexSettings& m_index;
  std::span<const IndicatorColumn> m_indicators;
  std::vector<bool> m_used;
};

/// A domain of weight 0 may hold weights of 0 only: its members have no shares then, and need none.
void set_stated_shares(IndexNode& node) {
  double sum = 0;
  for (const IndexNode& member : node.of) sum += member.weight;
  for (IndexNode& member : node.of) {
    node.shares.push_back(sum > 0 ? member.weight / sum : 0);
    set_stated_shares(member);
  }
}

void visit_members(const IndexNode& node, double whole, const std::function<void(const IndexNode&, double)>& visit) {
  for (std::size_t m = 0; m < node.of.size(); ++m) {
    visit(node.of[m], whole * node.shares[m]);
    visit_members(node.of[m], whole * node.shares[m], visit);
  }
}

bool all_levels(const IndexNode& node, Aggregate method) {
  if (node.leaf()) return true;
  return node.aggregate == method && !node.normalise &&
         std::all_of(node.of.begin(), node.of.end(), [&](const IndexNode& m) { return all_levels(m, method); });
}

} // namespace

IndexNode bind_tree(const IndexSettings& index, std::span<const IndicatorColumn> indicators) {
  if (indicators.empty())
    throw Error(Fault::settings, index.place.text(), "there is no indicator to rank by", "add at least one indicator");
  std::vector<WeightNode> weights = index.weights;
  if (weights.empty())
    for (const IndicatorColumn& indicator : indicators) weights.push_back({indicator.id, 1, {}, index.place});
  check_level(weights, index.place);
  Binder binder(index, indicators);
  IndexNode root;
  root.weight = 1;
  root.aggregate = index.aggregate;
  root.weigh = index.weigh;
  root.place = index.place;
  for (const WeightNode& setting : weights) root.of.push_back(binder.node(setting));
  set_stated_shares(root);
  return root;
}

std::vector<double> leaf_shares(const IndexNode& root, std::size_t indicators) {
  std::vector<double> shares(indicators, 0.0);
  for_each_node(root, [&](const IndexNode& node, double of_whole) {
    if (node.leaf()) shares[node.indicator] = of_whole;
  });
  return shares;
}

void for_each_node(const IndexNode& root, const std::function<void(const IndexNode&, double)>& visit) {
  visit_members(root, 1.0, visit);
}

Additive additivity(const IndexNode& root) {
  // The weights of benefit of the doubt are no shares: what its members add can be told only where it is the whole.
  bool doubt_inside = false;
  for_each_node(root, [&](const IndexNode& node, double) {
    doubt_inside = doubt_inside || node.weigh.method == Weigh::benefit_of_doubt ||
                   (!node.leaf() && root.weigh.method == Weigh::benefit_of_doubt);
  });
  if (doubt_inside) return Additive::no;
  if (all_levels(root, Aggregate::arithmetic)) return Additive::score;
  return all_levels(root, Aggregate::geometric) ? Additive::logarithm : Additive::no;
}

bool drop_indicator(std::vector<WeightNode>& weights, const std::string& id) {
  for (auto node = weights.begin(); node != weights.end(); ++node) {
    const bool domain = node->is_domain();
    if (domain ? !drop_indicator(node->of, id) : node->id != id) continue;
    // A domain left empty would read as an indicator of its name.
    if (!domain || node->of.empty()) weights.erase(node);
    return true;
  }
  return false;
}

IndexSettings index_in_use(IndexSettings index, std::span<const IndicatorColumn> indicators,
                           std::span<const AbsentIndicator> absent) {
  if (index.weights.empty())
    for (const IndicatorColumn& column : indicators) index.weights.push_back({column.id, 1, {}, index.place});
  for (const AbsentIndicator& one : absent) drop_indicator(index.weights, one.id);
  return index;
}

} // namespace tranche
