#pragma once
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "tranche/decide/decide.hpp"
#include "tranche/export.hpp"

/// How far the weights can move before an authority leaves its tranche: exact, not by sampling. The normalised figures
/// stand as they are. A tie with somebody across the edge, or with a lowest score, counts as crossing it.
namespace tranche {

/// One weight moved alone; the others of its level keep their proportions to each other.
struct ShareRange {
  std::string id;           ///< of the indicator or domain
  bool domain = false;      ///< not an indicator
  double share = 0;         ///< of its level, as it is
  double low = 0, high = 0; ///< of its level: strictly between them the authority stays in its tranche
  bool low_crosses = false, high_crosses = false; ///< at that end it leaves or ties; else the end is 0 or 1 and holds
  /// The same in the units of the stated weights, the others as stated; infinite at a share of 1. NaN where the weights
  /// of the level were found and not given, or nothing else of the level has a weight.
  double weight = 0, weight_low = 0, weight_high = 0;
};

/// Where the search for the smallest change stops. What is found within the nodes is the same on every machine; what is
/// found within the seconds hangs on how fast it is.
struct SearchLimits {
  int nodes = 20'000; ///< of the search tree
  double seconds = std::numeric_limits<double>::infinity();
};

/// The smallest joint change of the shares of the whole that takes an authority over an edge of its tranche.
struct LeastChange {
  enum class State {
    found,
    no_edge,      ///< there is no tranche on that side
    infeasible,   ///< no weights do it
    nothing_found ///< the search was stopped before it found any; `bound` holds
  } state = State::no_edge;
  bool proved = false;         ///< no smaller change does it
  double distance = 0;         ///< total variation: half the sum of |share - share now|
  double bound = 0;            ///< the smallest change is not below this
  std::vector<double> weights; ///< share of the whole, by column of the decision; 0 outside the index
  std::string text;            ///< the state in words
};

/// Scores are linear in the weights where every level is an arithmetic mean, none is normalised again and no ranked
/// authority lacks a figure; everything here rests on that. Tests: tests/unit/decide/stability_test.cpp, against closed
/// forms, dense grids over the simplex and decide() itself.
class TRANCHE_API Stability {
public:
  /// @pre decision is what decide() made of the other arguments
  Stability(const Decision& decision, std::span<const IndicatorColumn> indicators, const IndexSettings& index,
            const TrancheSettings& tranches);

  /// Why there is no exact answer, as a sentence; empty where there is one.
  const std::string& unavailable() const { return m_unavailable; }

  /// For every indicator and domain whose level has a weight, outer before inner. O(n log n) for each; empty for an
  /// unranked authority. To be ranked and in no tranche counts as a tranche below the last.
  /// @pre unavailable() is empty
  std::vector<ShareRange> ranges(std::size_t authority) const;

  /// Over the upper edge of its tranche (`up`), or the lower one: a mixed-integer programme.
  /// @param limits of the search, at which the best found is given with its bound
  /// @pre unavailable() is empty
  LeastChange least_change(std::size_t authority, bool up, const SearchLimits& limits = {}) const;

private:
  /// The authorities of the first tranches: `count` of them, and all whose score is `score` or more.
  struct Edge {
    std::size_t count = 0;
    bool by_score = false;
    double score = 0;
  };
  struct Lever {
    ShareRange range;
    double others = 0;            ///< stated weights of its siblings
    std::vector<double> gradient; ///< of every leaf's share of the whole in this share; empty: cannot be moved
  };
  struct Turn;

  void set_edges(const TrancheSettings& tranches);
  double dot(std::size_t authority, std::span<const double> shares) const;
  bool inside(const Edge& edge, std::size_t worst_place, double score) const;
  bool outside(const Edge& edge, std::size_t best_place, double score) const;
  bool stays(std::size_t tranche, std::size_t ahead, std::size_t tied, double score) const;
  double reach(std::size_t authority, const Lever& lever, double direction, double most) const;
  double radius(std::size_t authority, bool up, std::size_t needed, const Edge* threshold) const;
  LeastChange solve(std::size_t authority, bool up, std::size_t needed, const Edge* threshold,
                    const SearchLimits& limits) const;

  static constexpr double score_tie = 1e-9; ///< decide() rounds scores to it

  std::string m_unavailable;
  std::vector<std::size_t> m_ranked, m_leaves; ///< authorities; columns in the index
  std::vector<int> m_tranche;                  ///< by authority; 0: unranked; after the last: ranked and in none
  std::vector<std::vector<double>> m_figures;  ///< [authority][leaf]; empty where unranked
  std::vector<double> m_shares;                ///< of the whole, by leaf
  std::size_t m_columns = 0;
  std::vector<Edge> m_edges; ///< after each tranche, and after those in none
  std::vector<Lever> m_levers;
};

} // namespace tranche
