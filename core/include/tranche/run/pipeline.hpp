#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/run/run.hpp"

namespace tranche {

struct RunOptions {
  std::vector<std::filesystem::path> catalogues;  ///< besides the built-in one and the user's cache
  std::vector<std::filesystem::path> plugin_dirs; ///< searched first
  std::string boundaries;                         ///< a layer, in place of the assessment's; empty: the assessment's
  int threads = 2;
  bool kendall = false;             ///< the audit counts Kendall's tau-b too
  std::size_t sensitivity_rows = 0; ///< above 0: Run::sensitivity is estimated, by so many rows
};

/// The straight line: settings, layers, authorities, indicators, decision, uncertainty. Nothing is written.
/// @throws Error with every fault that could be found; PluginError.
TRANCHE_API Run assess(const Assessment& assessment, const RunOptions& options);

/// The same for `check`: whatever can be known, faults among the findings instead of thrown.
/// run holds what could be computed; its decision is empty when there were errors.
struct Checked {
  Run run;
  Findings findings;
};
TRANCHE_API Checked check_assessment(const Assessment& assessment, const RunOptions& options);

} // namespace tranche
