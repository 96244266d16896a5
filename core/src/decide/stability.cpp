#include "tranche/decide/stability.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numeric>

#include "decide/index_tree.hpp"
#include "nan.hpp"

namespace tranche {
namespace {

/// The shares that were found stand in the decision, by the id of their level.
void set_fitted_shares(IndexNode& node, const Decision& decision) {
  for (const FittedWeights& fitted : decision.fitted)
    if (fitted.level == node.id && !node.leaf() && fitted.weights.size() == node.of.size())
      for (std::size_t m = 0; m < node.of.size(); ++m) node.shares[m] = fitted.weights[m].second;
  for (IndexNode& member : node.of) set_fitted_shares(member, decision);
}

bool any_node(const IndexNode& node, const auto& is) {
  return is(node) || std::any_of(node.of.begin(), node.of.end(), [&](const IndexNode& m) { return any_node(m, is); });
}

std::string why_not_linear(const IndexNode& root) {
  const auto level = [](const IndexNode& node) { return node.id.empty() ? "the top level" : "'" + node.id + "'"; };
  std::string why;
  any_node(root, [&](const IndexNode& node) {
    if (node.leaf()) return false;
    if (node.aggregate != Aggregate::arithmetic)
      why =
          fmt::format("Exact ranges of the weights are not available: {} is aggregated by {} and not by an arithmetic "
                      "mean, so the score is not linear in the weights.",
                      level(node), name_of(node.aggregate));
    else if (node.normalise)
      why = fmt::format("Exact ranges of the weights are not available: the score of {} is normalised again, so the "
                        "need score is not linear in its weights.",
                        level(node));
    else if (node.weigh.method == Weigh::benefit_of_doubt)
      why = fmt::format("Exact ranges of the weights are not available: under benefit of the doubt every authority has "
                        "weights of its own in {}.",
                        level(node));
    return !why.empty();
  });
  return why;
}

/// Adds what the leaves below a node get of `amount`, to `by_column`.
void pass_down(const IndexNode& node, double amount, std::vector<double>& by_column) {
  if (node.leaf()) by_column[node.indicator] += amount;
  for (std::size_t m = 0; m < node.of.size(); ++m) pass_down(node.of[m], amount * node.shares[m], by_column);
}

double stated_weight(double share, double others) {
  if (std::isnan(others)) return nan;
  return share < 1 ? share * others / (1 - share) : std::numeric_limits<double>::infinity();
}

} // namespace

/// What happens on the way outward.
struct Stability::Turn {
  double at = 0; ///< distance from the share as it is
  enum class Kind { falls_back, gets_ahead, threshold } kind = Kind::threshold;
};

Stability::Stability(const Decision& decision, std::span<const IndicatorColumn> indicators, const IndexSettings& index,
                     const TrancheSettings& tranches)
    : m_tranche(decision.tranche), m_columns(indicators.size()) {
  IndexNode root = bind_tree(index, indicators);
  set_fitted_shares(root, decision);
  m_unavailable = why_not_linear(root);
  for_each_node(root, [&](const IndexNode& node, double) {
    if (node.leaf()) m_leaves.push_back(node.indicator);
  });
  m_figures.resize(decision.score.size());
  for (std::size_t i = 0; i < decision.score.size(); ++i) {
    if (decision.rank[i] == 0) m_tranche[i] = 0;
    if (decision.rank[i] == 0) continue;
    if (m_tranche[i] == 0) m_tranche[i] = static_cast<int>(tranches.cut.size()) + 1; // below the last edge
    m_ranked.push_back(i);
    for (const std::size_t c : m_leaves) {
      m_figures[i].push_back(decision.columns[c].normalised[i]);
      if (std::isnan(m_figures[i].back()) && m_unavailable.empty())
        m_unavailable = fmt::format("Exact ranges of the weights are not available: figures of '{}' are missing among "
                                    "the ranked authorities, whose other weights are scaled up for it.",
                                    decision.columns[c].id);
    }
  }
  set_edges(tranches);
  const std::vector<double> whole = leaf_shares(root, m_columns);
  for (const std::size_t c : m_leaves) m_shares.push_back(whole[c]);
  const auto add_level = [&](const IndexNode& node, double of_whole) {
    const double stated = std::accumulate(node.of.begin(), node.of.end(), 0.0,
                                          [](double sum, const IndexNode& m) { return sum + m.weight; });
    for (std::size_t m = 0; m < node.of.size() && of_whole > 0; ++m) {
      Lever lever;
      const double share = node.shares[m];
      lever.range = {node.of[m].id, !node.of[m].leaf(), share, share, share, false, false, nan, nan, nan};
      double others = 0;
      for (std::size_t k = 0; k < node.of.size(); ++k) others += k == m ? 0 : node.shares[k];
      lever.others = node.weigh.method == Weigh::given && others > 0 ? stated - node.of[m].weight : nan;
      if (others > 0) {
        std::vector<double> by_column(m_columns, 0.0);
        for (std::size_t k = 0; k < node.of.size(); ++k)
          pass_down(node.of[k], k == m ? of_whole : -of_whole * node.shares[k] / others, by_column);
        for (const std::size_t c : m_leaves) lever.gradient.push_back(by_column[c]);
      }
      m_levers.push_back(std::move(lever));
    }
  };
  add_level(root, 1);
  for_each_node(root, add_level);
}

void Stability::set_edges(const TrancheSettings& tranches) {
  const bool by_people = std::any_of(tranches.cut.begin(), tranches.cut.end(),
                                     [](const Cut& cut) { return cut.by == Cut::By::population; });
  if ((by_people || !tranches.by_rank_alone()) && m_unavailable.empty())
    m_unavailable =
        "Exact ranges of the weights are not available: who is in a tranche hangs on more than its place in "
        "the ranking (named authorities, regions or residents).";
  bool by_score = false;
  for (std::size_t k = 0; k < tranches.cut.size(); ++k) {
    const Cut& cut = tranches.cut[k];
    Edge edge;
    if (cut.by == Cut::By::score) {
      edge = m_edges.empty() ? Edge{} : m_edges.back();
      edge.score = edge.by_score ? std::min(edge.score, cut.amount) : cut.amount;
      edge.by_score = by_score = true;
    } else {
      for (const std::size_t i : m_ranked) edge.count += m_tranche[i] <= static_cast<int>(k) + 1 ? 1 : 0;
      if (by_score && cut.by != Cut::By::rest && m_unavailable.empty())
        m_unavailable =
            fmt::format("Exact ranges of the weights are not available: the tranche '{}' counts on from one "
                        "cut by score, whose size changes with the weights.",
                        cut.name);
    }
    m_edges.push_back(edge);
  }
  m_edges.push_back({m_ranked.size()}); // of those that are ranked and in no tranche
}

double Stability::dot(std::size_t authority, std::span<const double> shares) const {
  return std::inner_product(shares.begin(), shares.end(), m_figures[authority].begin(), 0.0);
}

/// Whatever a tie is broken by.
bool Stability::inside(const Edge& edge, std::size_t worst_place, double score) const {
  return worst_place < edge.count || (edge.by_score && score - edge.score > score_tie);
}

bool Stability::outside(const Edge& edge, std::size_t best_place, double score) const {
  return best_place >= edge.count && !(edge.by_score && score - edge.score >= -score_tie);
}

bool Stability::stays(std::size_t tranche, std::size_t ahead, std::size_t tied, double score) const {
  const bool below_upper = tranche == 1 || outside(m_edges[tranche - 2], ahead, score);
  const bool last = m_edges[tranche - 1].count >= m_ranked.size();
  return below_upper && (last || inside(m_edges[tranche - 1], ahead + tied, score));
}

/// How far the share can go in a direction, at most `most`: outward over the ties with the others, to the first at
/// which the authority may leave; NaN without one. Where it stays whoever wins the tie, it stays up to the next one.
double Stability::reach(std::size_t authority, const Lever& lever, double direction, double most) const {
  const auto tranche = static_cast<std::size_t>(m_tranche[authority]);
  const double score = dot(authority, m_shares), slope = direction * dot(authority, lever.gradient);
  std::size_t ahead = 0, tied = 0, first_ahead = 0, parting = 0;
  std::vector<Turn> turns;
  for (const std::size_t j : m_ranked) {
    if (j == authority) continue;
    const double lead = dot(j, m_shares) - score, gain = direction * dot(j, lever.gradient) - slope;
    if (std::abs(lead) <= score_tie) {
      ++tied;
      parting += std::abs(gain) > score_tie ? 1 : 0;
      first_ahead += gain > score_tie ? 1 : 0;
      continue;
    }
    ahead += lead > 0 ? 1 : 0;
    if (lead * gain < 0) turns.push_back({-lead / gain, lead > 0 ? Turn::Kind::falls_back : Turn::Kind::gets_ahead});
  }
  if (!stays(tranche, ahead, tied, score)) return 0;
  ahead += first_ahead; // those tied now part at once
  tied -= parting;
  for (const Edge& edge : m_edges)
    if (edge.by_score && (edge.score - score) * slope > 0) turns.push_back({(edge.score - score) / slope});
  std::sort(turns.begin(), turns.end(), [](const Turn& a, const Turn& b) { return a.at < b.at; });
  for (std::size_t k = 0; k < turns.size() && turns[k].at <= most;) {
    const double at = turns[k].at;
    std::size_t falling = 0, coming = 0;
    for (; k < turns.size() && turns[k].at <= at + 1e-12; ++k) {
      falling += turns[k].kind == Turn::Kind::falls_back ? 1 : 0;
      coming += turns[k].kind == Turn::Kind::gets_ahead ? 1 : 0;
    }
    ahead -= falling;
    if (!stays(tranche, ahead, tied + falling + coming, score + at * slope)) return at;
    ahead += coming;
  }
  return nan;
}

std::vector<ShareRange> Stability::ranges(std::size_t authority) const {
  std::vector<ShareRange> list;
  if (m_tranche[authority] == 0) return list;
  for (const Lever& lever : m_levers) {
    ShareRange range = lever.range;
    if (!lever.gradient.empty()) {
      const double down = reach(authority, lever, -1, range.share), up = reach(authority, lever, 1, 1 - range.share);
      range.low_crosses = !std::isnan(down);
      range.high_crosses = !std::isnan(up);
      range.low = range.low_crosses ? range.share - down : 0;
      range.high = range.high_crosses ? range.share + up : 1;
    }
    range.weight = stated_weight(range.share, lever.others);
    range.weight_low = stated_weight(range.low, lever.others);
    range.weight_high = stated_weight(range.high, lever.others);
    list.push_back(std::move(range));
  }
  return list;
}

} // namespace tranche
