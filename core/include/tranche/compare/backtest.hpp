#pragma once
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/run/run.hpp"

/// How far the authorities that an assessment funds are those of a published list.
namespace tranche {

/// A line of a published list: an authority, or several that bid as one.
struct ListedUnit {
  std::string name;
  std::vector<std::string> codes;
  double rank = std::numeric_limits<double>::quiet_NaN(); ///< on the list, 1 = first; NaN where it gives none
  std::optional<std::int64_t> pence = {};                 ///< what it got, undivided; unset: the list tells no amounts
};

struct ListColumns {
  std::string codes; ///< of codes, several parted by ";"; empty: the one column whose every cell holds codes of the run
  std::string names; ///< empty: `name`, where there is such a column
  std::string ranks; ///< empty: none
  std::string amounts = {}; ///< of pounds; empty: `amount_gbp`, where there is such a column
};

/// Reads a list, CSV or spreadsheet.
/// @throws Error (data) with every fault: no column of codes, a code on two lines, a rank that is no number of 1 or
///         more, an amount that is no pounds and pence; a list of which no code is of the run.
TRANCHE_API std::vector<ListedUnit> read_list(const std::filesystem::path& file, const ListColumns& columns,
                                              const Authorities& authorities);

/// One unit of the comparison: an authority of the run, or those that bid as one.
struct BacktestUnit {
  std::string name;
  std::vector<std::size_t> authorities; ///< of the run, by code
  bool listed = false;
  bool funded = false;  ///< at least one of its authorities is
  bool in_part = false; ///< funded, but not all of its authorities are
  int rank = 0;         ///< the least of its authorities'; 0: unranked
  double listed_rank = std::numeric_limits<double>::quiet_NaN();
  /// Share of the draws in which it is funded; of a joint bid that of its likeliest authority, so at least this. NaN
  /// without draws.
  double probability = std::numeric_limits<double>::quiet_NaN();
  std::string reason;                       ///< of a miss: why the ranking has it otherwise
  std::int64_t listed_pence = 0, pence = 0; ///< of a list with amounts: published; modelled, of all its authorities
};

/// Money of the list beside money of the assessment, as shares of each one's sum: the published sum may be another one
/// than the pot. A joint bid is one unit with one amount.
struct MoneyAgreement {
  std::int64_t listed = 0, modelled = 0; ///< pence, sums over the units; modelled: of all years and tranches
  /// Half the sum of |share - share|: the part of the money that would have to move for both to be alike, 0 to 1. The
  /// dissimilarity index of Duncan and Duncan (1955), here of money over units. Pinned by hand-made numbers in
  /// tests/unit/compare/backtest_test.cpp.
  double moved = 0;
  double moved_among_both = 0; ///< the same among the units that both fund, each side over its sum there; NaN: none
  std::size_t both = 0;        ///< units that both fund
};

struct Backtest {
  std::string up_to;               ///< the last tranche that counts as funded
  std::vector<BacktestUnit> units; ///< by rank, the unranked last, then by code
  std::vector<ListedUnit> unknown; ///< of the list, none of whose codes the run has
  std::size_t candidates = 0;      ///< units that are ranked: whom chance would choose from
  std::size_t funded = 0, listed = 0, both = 0;
  double jaccard = 0;           ///< both over either
  double by_chance = 0;         ///< expected overlap of a list drawn blindly: listed x funded / candidates
  double chance_of_as_many = 1; ///< of such a list agreeing at least as well (hypergeometric)
  double over_draws = std::numeric_limits<double>::quiet_NaN(); ///< mean overlap over the draws; NaN without
  double spearman = std::numeric_limits<double>::quiet_NaN();   ///< of the list's ranks and ours, where both are there
  std::size_t spearman_of = 0;
  std::optional<MoneyAgreement> money; ///< where the list tells amounts and the assessment shares out money
};

/// @param up_to  name of a tranche; empty: the first
/// @throws Error (usage) for a tranche that the run has not; (settings) for a run without tranches.
TRANCHE_API Backtest backtest(const Run& run, const std::vector<ListedUnit>& list, const std::string& up_to = "");

/// What of the list's sum a unit would get by its share of the assessment's money, less what the list gives it: pence,
/// to the nearest. @pre both sums of money are above 0
TRANCHE_API std::int64_t money_difference(const BacktestUnit& unit, const MoneyAgreement& money);

} // namespace tranche
