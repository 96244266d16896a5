#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tranche/compare/snapshot.hpp"
#include "tranche/export.hpp"
#include "tranche/layers/catalogue.hpp"

/// What became of a ranking: two snapshots joined, and every change of rank and tranche split into its causes. Pure: no
/// files, no clock; the result does not depend on the order of units or indicators.
namespace tranche {

struct MapSheet;

/// What a change of rank is worth.
enum class Movement {
  unchanged,   ///< the same rank
  inside,      ///< one rank lies in the other's interval: not a movement
  up,          ///< towards greater need, each rank outside the other's interval
  down,        ///< towards less need, likewise
  no_interval, ///< another rank, but an interval is absent: cannot be told from chance
  none,        ///< not ranked on both sides
};

/// The parts of one change, in ranks or tranches; they sum to it exactly (multiples of one half).
///
/// Let J be the authorities that are the same area on both sides, C those of them that both sides rank, R the rank as
/// decided, and rank(S, data, method) the rank that decide() gives over the authorities S alone:
///
///   data       half of [rank(C, B, A) - rank(C, A, A)] + [rank(C, B, B) - rank(C, A, B)]
///   method     half of [rank(C, A, B) - rank(C, A, A)] + [rank(C, B, B) - rank(C, B, A)]
///   newly      [rank(J, B, B) - rank(C, B, B)] - [rank(J, A, A) - rank(C, A, A)]
///   geography  [R(B) - rank(J, B, B)] - [R(A) - rank(J, A, A)]
///
/// data and method are the Shapley values of a game of two players (Shapley 1953; Shorrocks 2013, Journal of Economic
/// Inequality 11: 99-126): the mean over both orders in which one can be changed before the other. The four ranks
/// behind them are exact counterfactuals, computed from the figures; only the sharing of what data and method do
/// together is a convention. An indicator that one side lacks or defines differently is a change of method, and brings
/// the figures of the side whose method it is. Where a counterfactual leaves an authority unranked it stands one place
/// below the last. Authorities whose area changed are in neither J nor C: their whole change is geography. Pinned by
/// tests/unit/compare/compare_test.cpp against rankings worked by hand.
struct ChangeParts {
  double data = 0, method = 0, geography = 0, newly = 0;
  double sum() const { return data + method + geography + newly; }
};

/// One indicator of one authority on both sides; NaN where there is none.
struct IndicatorShift {
  std::string id, unit;
  double value[2], normalised[2], weight[2], contribution[2]; ///< [0] of A, [1] of B
};

/// One authority on both sides; [0] of A, [1] of B.
struct AuthorityChange {
  std::string name, region;       ///< of B; of A where it is not in B
  std::string code[2];            ///< empty: not on that side
  bool same_area = false;         ///< joined, and the same ground
  std::vector<std::string> steps; ///< code changes followed: "E10000002 -> E06000060 (recode, 2020-04-01)"
  int rank[2] = {0, 0};           ///< 0: unranked or not there
  int low[2] = {0, 0}, high[2] = {0, 0};
  int tranche[2] = {0, 0}; ///< 0: none
  double score[2];         ///< NaN: none
  std::optional<std::int64_t> pence[2];
  Movement movement = Movement::none;
  std::optional<ChangeParts> rank_parts, tranche_parts; ///< nothing where not ranked on both sides or not computable
  std::string reason;                                   ///< why it is ranked on one side only, or on none
  std::vector<IndicatorShift> indicators;
  bool joined() const { return !code[0].empty() && !code[1].empty(); }
  bool ranked_twice() const { return rank[0] > 0 && rank[1] > 0; }
  int rank_change() const { return rank[1] - rank[0]; } ///< @pre ranked_twice(); negative: towards greater need
};

/// Two sets of authorities among those that are on both sides.
struct SetOverlap {
  std::string name;
  std::size_t size[2] = {0, 0}, both = 0, among = 0;
  double jaccard = 0;  ///< both over either; NaN when both sets are empty
  double expected = 0; ///< overlap of two sets of these sizes drawn by chance: size x size / among
};

struct Agreement {
  std::size_t ranked_twice = 0;
  double spearman = 0, kendall = 0; ///< of the ranks; Kendall's tau-b. NaN for fewer than two or all tied
  std::vector<SetOverlap> tranches; ///< by number, then all that are funded
};

/// Money in pence; total[1] - total[0] = gained - lost + only[1] - only[0].
struct MoneyMoved {
  std::int64_t total[2] = {0, 0};
  std::int64_t gained = 0, lost = 0; ///< sums of the rises and of the falls of authorities on both sides
  std::int64_t only[2] = {0, 0};     ///< of authorities on one side only
};

struct Comparison {
  struct Side {
    std::string label, title, run, data, state, statement;
    std::size_t units = 0, ranked = 0;
    double level = 0;
    std::vector<std::string> tranche_names;
    std::vector<int> tranche_ends; ///< last rank in each tranche
  } side[2];
  std::vector<AuthorityChange> authorities; ///< by rank in B, then by rank in A, then by code
  std::vector<std::string> differences;     ///< settings and inputs, "index.normalise: z_score, then percentile"
  std::string rank_parts_missing, tranche_parts_missing; ///< why there are none; empty where there are
  Agreement agreement;
  std::optional<MoneyMoved> money; ///< where both share money out
};

/// @throws Error (data) when the two have no authority in common.
TRANCHE_API Comparison compare(const Snapshot& a, const Snapshot& b, std::span<const CodeChange> changes);

/// Authorities with a change that is a movement, or that no interval can judge, the largest first; ties by B's rank.
TRANCHE_API std::vector<std::size_t> largest_movers(const Comparison& comparison);

/// Why, in words: the indicators whose contribution changed most. "deaths rose from 12.1 to 15.3 per 100,000; ..."
TRANCHE_API std::string reason_words(const AuthorityChange& change, std::size_t most = 3);

/// "inside the rank interval: not a movement", ...
TRANCHE_API std::string movement_words(Movement movement);

/// Aligned text for a terminal. @param top  how many of the largest movers
TRANCHE_API std::string comparison_text(const Comparison& comparison, std::size_t top = 10);
/// Everything, numbers unrounded.
TRANCHE_API std::string comparison_json(const Comparison& comparison);
/// A row for each authority.
TRANCHE_API std::string comparison_csv(const Comparison& comparison);

/// compare.csv, compare.json, compare-slope and, with `change`, map-change as PNG, SVG and PDF, and their checksums, in
/// a folder that appears whole or not at all.
/// @param change  of change_map_sheet(); null: no map
/// @throws Error (system) as RunFolder does.
TRANCHE_API void write_comparison(const Comparison& comparison, const MapSheet* change,
                                  const std::filesystem::path& out, bool overwrite);

} // namespace tranche
