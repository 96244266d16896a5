#include "statistics/kemeny.hpp"

#include <algorithm>
#include <numeric>

namespace tranche::statistics {
namespace {

using kemeny::Margins;
using kemeny::Order;

/// Groups of which each beats all later ones in every pair. With 2 points for a win and 1 for a tie the first k units
/// by points form whole groups exactly when they have all points that k units can have: those among themselves, k (k -
/// 1), and 2 from every pair with the others (Landau 1953).
std::vector<std::vector<std::size_t>> groups_of(const PairMatrix& support) {
  const std::size_t n = support.units();
  const std::vector<double> scores = copeland_scores(support); // points - (n - 1)
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
  std::vector<std::vector<std::size_t>> groups;
  double points = 0, k = 0;
  for (const std::size_t unit : order) {
    if (groups.empty() || points == k * (k - 1) + 2 * k * (static_cast<double>(n) - k)) groups.emplace_back();
    groups.back().push_back(unit);
    points += scores[unit] + static_cast<double>(n) - 1;
    ++k;
  }
  for (std::vector<std::size_t>& group : groups) std::sort(group.begin(), group.end());
  return groups;
}

Margins margins_of(const PairMatrix& support, const std::vector<std::size_t>& group) {
  Margins margins{group.size(), {}};
  margins.cells.reserve(group.size() * group.size());
  for (const std::size_t a : group)
    for (const std::size_t b : group) margins.cells.push_back(margin(support, a, b));
  return margins;
}

Order order_of(const Margins& margins) {
  if (margins.n <= kemeny::most_by_subsets) return by_subsets(margins);
  return margins.n <= kemeny::most_by_programme ? by_programme(margins) : by_moves(margins);
}

} // namespace

double kemeny::lost_by(const Margins& margins, const std::vector<std::size_t>& order) {
  double lost = 0;
  for (std::size_t first = 0; first < order.size(); ++first)
    for (std::size_t later = first + 1; later < order.size(); ++later)
      lost += std::max(0.0, -margins(order[first], order[later]));
  return lost;
}

KemenyRanking kemeny_ranking(const PairMatrix& support) {
  KemenyRanking ranking;
  double lost = 0;
  for (const std::vector<std::size_t>& group : groups_of(support)) {
    const Order order = order_of(margins_of(support, group));
    for (const std::size_t place : order.units) ranking.order.push_back(group[place]);
    ranking.proved = ranking.proved && order.proved;
    lost += order.lost;
  }
  ranking.score = kemeny_score(support, ranking.order);
  if (ranking.proved) {
    ranking.bound = ranking.score;
    return ranking;
  }
  double best_pairs = 0;
  for (std::size_t a = 0; a < support.units(); ++a)
    for (std::size_t b = a + 1; b < support.units(); ++b) best_pairs += std::max(support(a, b), support(b, a));
  ranking.bound = std::max(best_pairs - lost, ranking.score); // the sums may differ in their last bits
  return ranking;
}

} // namespace tranche::statistics
