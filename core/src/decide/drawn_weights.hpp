#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "decide/index_tree.hpp"

namespace tranche {

/// Weights as they could have been stated.
class DrawnWeights {
public:
  /// @param root  of the index as stated, fitted
  /// @throws Error (settings) for a range of what has no weight of its own in the tree, or one that leaves a level
  ///         without any weight.
  DrawnWeights(const WeightUncertainty& settings, const Place& place, const IndexNode& root);

  /// A tree whose shares are drawn, with what is known of each node below the root, outer before inner.
  struct Tree {
    static constexpr std::uint32_t lot = 16; ///< draws whose numbers are made at a time
    struct Node {
      std::uint32_t number = 0; ///< of its random stream
      const std::pair<double, double>* range = nullptr;
      std::array<double, lot> gammas{}; ///< of the lot; 0 where its stream has to say more
    };
    IndexNode root;
    std::vector<Node> nodes;
    std::uint32_t first = 1; ///< draw of the lot; 1: there is none yet
  };
  /// A copy of `stated`: a tree with the same ids as the one that this was made with, or fewer.
  Tree tree(const IndexNode& stated) const;

  /// The shares of every level of `stated` drawn anew into its copy. One draw gives one id the same weight in every
  /// such tree.
  void draw(std::uint64_t seed, std::uint32_t draw, const IndexNode& stated, Tree& tree) const;

  /// What is assumed, in a sentence.
  std::string assumption() const;

private:
  struct Key {
    std::uint64_t seed;
    std::uint32_t draw;
  };
  void draw_lot(const Key& key, const IndexNode& stated, Tree& tree) const;
  double weight(const Key& key, const IndexNode& member, const Tree::Node& node, double share) const;
  void draw(const Key& key, const IndexNode& stated, const Tree::Node*& node, IndexNode& root) const;

  const WeightUncertainty& m_settings;
  std::map<std::string, std::uint32_t> m_number; ///< of a node, by id
};

} // namespace tranche
