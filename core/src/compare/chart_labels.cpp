#include "compare/chart_labels.hpp"

#include <algorithm>

namespace tranche::comparing {

std::vector<double> spread(std::span<const double> wished, double gap, double top, double bottom) {
  struct Block {
    double sum;
    std::size_t count;
    double mean() const { return sum / static_cast<double>(count); }
  };
  std::vector<Block> blocks;
  for (std::size_t i = 0; i < wished.size(); ++i) {
    blocks.push_back({wished[i] - gap * static_cast<double>(i), 1});
    while (blocks.size() > 1 && blocks[blocks.size() - 2].mean() >= blocks.back().mean()) {
      const Block last = blocks.back();
      blocks.pop_back();
      blocks.back().sum += last.sum;
      blocks.back().count += last.count;
    }
  }
  const double lowest = wished.empty() ? bottom : bottom - gap * static_cast<double>(wished.size() - 1);
  std::vector<double> heights;
  for (const Block& block : blocks)
    for (std::size_t k = 0; k < block.count; ++k)
      heights.push_back(std::min(std::max(block.mean(), top), lowest) + gap * static_cast<double>(heights.size()));
  return heights;
}

std::vector<std::size_t> named_authorities(const Comparison& comparison, std::size_t most) {
  std::vector<std::size_t> named;
  std::size_t used[2] = {0, 0};
  const auto take = [&](std::size_t i) {
    const AuthorityChange& a = comparison.authorities[i];
    const std::size_t left = a.rank[0] > 0, right = a.rank[1] > 0;
    if (used[0] + left > most || used[1] + right > most) return false;
    used[0] += left;
    used[1] += right;
    named.push_back(i);
    return true;
  };
  std::vector<std::size_t> others;
  for (std::size_t i = 0; i < comparison.authorities.size(); ++i) {
    const AuthorityChange& a = comparison.authorities[i];
    if ((a.rank[0] > 0) != (a.rank[1] > 0))
      take(i);
    else if (a.movement == Movement::inside || a.movement == Movement::unchanged)
      others.push_back(i);
  }
  for (const std::size_t i : largest_movers(comparison))
    if (!take(i)) break; // a smaller movement is not named in place of a larger one
  if (others.size() + std::max(used[0], used[1]) <= most)
    for (const std::size_t i : others) take(i);
  std::sort(named.begin(), named.end());
  return named;
}

} // namespace tranche::comparing
