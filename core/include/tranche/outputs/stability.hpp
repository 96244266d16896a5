#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "tranche/decide/stability.hpp"
#include "tranche/export.hpp"
#include "tranche/run/run.hpp"

/// How far the weights can move before an authority changes its tranche, as people and programs read it. The answers
/// themselves are of tranche/decide/stability.hpp.
namespace tranche {

struct StabilityRow {
  std::size_t authority = 0; ///< of the run
  std::vector<ShareRange> ranges;
  bool sought = false;  ///< the smallest changes were
  LeastChange up, down; ///< over the upper and the lower edge of its tranche
};

struct StabilityReport {
  std::vector<StabilityRow> rows; ///< as they are funded
};

struct StabilityOptions {
  std::vector<std::size_t> authorities; ///< of the run; empty: those near an edge
  std::size_t near = 5;                 ///< so many on each side of each edge
  bool all = false;                     ///< ranges of everybody; the smallest changes still of those named or near
  SearchLimits limits;                  ///< for each authority
};

/// @throws Error (settings) where there is no exact answer, or no edge; (usage) for an unranked authority.
TRANCHE_API StabilityReport stability_report(const Run& run, const StabilityOptions& options);

/// "tranche 1 (2022-23)", or "no tranche".
TRANCHE_API std::string tranche_words(const Run& run, int tranche);

/// "12 % to 61 %", "up to 61 %", "any weight", "tied now".
TRANCHE_API std::string range_words(const ShareRange& range);

/// What the row says, in plain English: which weights hold it, and what it would take to cross each edge.
TRANCHE_API std::vector<std::string> stability_sentences(const Run& run, const StabilityRow& row);

/// A row for each authority: place, smallest changes with the weights they lead to, and the range of every weight.
TRANCHE_API std::string stability_csv(const Run& run, const StabilityReport& report);
TRANCHE_API std::string stability_json(const Run& run, const StabilityReport& report);

/// A folder of stability.csv, stability.json and checksums; whole or not at all.
/// @throws Error (system) as write_side_folder().
TRANCHE_API void write_stability(const Run& run, const StabilityReport& report, const std::filesystem::path& out,
                                 bool overwrite);

} // namespace tranche
