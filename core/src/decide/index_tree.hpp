#pragma once
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tranche/decide/decide.hpp"

/// The index as a tree: indicators are its leaves, domains its inner nodes, the need score its root.
namespace tranche {

struct IndexNode {
  static constexpr std::size_t domain = static_cast<std::size_t>(-1);

  std::string id, title;
  double weight = 0;              ///< as stated, among its siblings
  std::size_t indicator = domain; ///< of a leaf
  Aggregate aggregate = Aggregate::arithmetic;
  double require = 0; ///< share of its members' weight that must carry a value
  std::optional<NormaliseSettings> normalise;
  WeightNode::Weighing weigh;
  Place place;
  std::vector<IndexNode> of;
  std::vector<double> shares; ///< of its members among themselves, sum 1: stated, or fitted by `weigh`
  /// benefit_of_doubt only: each authority's own weights, [authority][member].
  std::vector<std::vector<double>> own_weights;

  bool leaf() const { return of.empty(); }
};

/// The root, bound to the indicators; shares are those stated.
/// @throws Error (settings): unknown or repeated indicator, negative weight, weights of a level all zero.
IndexNode bind_tree(const IndexSettings& index, std::span<const IndicatorColumn> indicators);

/// Each indicator's share of the whole: the shares of every level multiplied through.
std::vector<double> leaf_shares(const IndexNode& root, std::size_t indicators);

/// Calls visit(node, share of the whole) for every node below the root, outer before inner.
void for_each_node(const IndexNode& root, const std::function<void(const IndexNode&, double)>& visit);

/// Whether every level is of one method and none is normalised again.
Additive additivity(const IndexNode& root);

/// Whether any level is ranked by Kemeny-Young, whose order would have to be found anew for every draw.
bool uses_kemeny(Aggregate aggregate, const std::vector<WeightNode>& nodes);

} // namespace tranche
