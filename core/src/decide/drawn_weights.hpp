#pragma once
#include <cstdint>
#include <map>
#include <string>

#include "decide/index_tree.hpp"

namespace tranche {

/// Weights as they could have been stated.
class DrawnWeights {
public:
  /// @param root  of the index as stated, fitted
  /// @throws Error (settings) for a range of what has no weight of its own in the tree, or one that leaves a level
  ///         without any weight.
  DrawnWeights(const WeightUncertainty& settings, const Place& place, const IndexNode& root);

  /// The shares of every level of `stated` drawn anew into its copy `root`: a tree with the same ids as the one that
  /// this was made with, or fewer. One draw gives one id the same weight in every such tree.
  void draw(std::uint64_t seed, std::uint32_t draw, const IndexNode& stated, IndexNode& root) const;

  /// What is assumed, in a sentence.
  std::string assumption() const;

private:
  double weight(std::uint64_t seed, std::uint32_t draw, const IndexNode& member, double share) const;

  const WeightUncertainty& m_settings;
  std::map<std::string, std::uint32_t> m_number; ///< of a node, by id
};

} // namespace tranche
