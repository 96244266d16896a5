#pragma once
#include <filesystem>
#include <limits>
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
};

struct ListColumns {
  std::string codes; ///< of codes, several parted by ";"; empty: the one column whose every cell holds codes of the run
  std::string names; ///< empty: `name`, where there is such a column
  std::string ranks; ///< empty: none
};

/// Reads a list, CSV or spreadsheet.
/// @throws Error (data) with every fault: no column of codes, a code on two lines, a rank that is no number of 1 or
///         more; a list of which no code is of the run.
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
  std::string reason; ///< of a miss: why the ranking has it otherwise
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
};

/// @param up_to  name of a tranche; empty: the first
/// @throws Error (usage) for a tranche that the run has not; (settings) for a run without tranches.
TRANCHE_API Backtest backtest(const Run& run, const std::vector<ListedUnit>& list, const std::string& up_to = "");

} // namespace tranche
