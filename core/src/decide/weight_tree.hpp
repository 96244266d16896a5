#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tranche/indicators/indicator_column.hpp"
#include "tranche/settings/assessment.hpp"

namespace tranche {

/// The weights of the index, bound to the indicators.
class WeightTree {
public:
  /// @throws Error (settings): unknown or repeated indicator, negative weight, weights of a level all zero.
  WeightTree(const IndexSettings& index, std::span<const IndicatorColumn> indicators);

  /// Share of the whole for each indicator when all are present: at every level a node gets its weight over the sum of
  /// its siblings' weights. They sum to 1.
  const std::vector<double>& shares() const { return m_shares; }

  /// The same where some indicators have no value: at every level the weights are shared among the nodes that have one,
  /// so that a missing indicator is made up for by its own domain first. All 0 when none is present.
  void effective(std::span<const std::uint8_t> present, std::span<double> shares) const;

private:
  struct Node {
    double weight = 0;
    std::size_t indicator = 0; ///< of a leaf
    std::vector<Node> of;
  };
  Node bind(const WeightNode& setting, std::span<const IndicatorColumn> indicators, std::vector<bool>& used) const;
  static bool carries(const Node& node, std::span<const std::uint8_t> present);
  static void spread(const std::vector<Node>& nodes, double whole, std::span<const std::uint8_t> present,
                     std::span<double> shares);

  std::vector<Node> m_nodes;
  std::vector<double> m_shares;
};

} // namespace tranche
