#pragma once
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "tranche/decide/decide.hpp"
#include "tranche/export.hpp"
#include "tranche/geography/areas.hpp"
#include "tranche/indicators/indicator_column.hpp"
#include "tranche/run/run.hpp"
#include "tranche/settings/assessment.hpp"

namespace tranche {

/// One side of a comparison: what was ranked, by which figures and which method, and what came out. All vectors but
/// `indicators` and `facts` have one entry for each unit, in the units' order.
struct Snapshot {
  std::string label; ///< as the user named it: "out/2021"
  std::string title; ///< the assessment's name
  std::string run;   ///< its id
  std::string data;  ///< "2018 to 2020"
  std::string state; ///< "DRAFT" or "FINAL"
  std::string statement;
  std::vector<Authority> units;   ///< by code
  std::vector<double> population; ///< NaN where unknown
  std::vector<IndicatorColumn> indicators;
  std::vector<std::string> definitions; ///< for each indicator: plugin, measure, unit, inputs of kind rate. Two columns
                                        ///< of one id and another definition are different measures, not other data
  IndexSettings index;                  ///< weights of indicators that are there only; never empty
  TrancheSettings tranches;
  AllocationSettings allocation;
  Decision decision;          ///< as it was decided then
  std::vector<int> low, high; ///< the rank interval; empty: none was estimated
  double level = 0;           ///< of the interval
  /// Settings and inputs as key and value, for saying what differs: "index.normalise", "input england/population".
  std::vector<std::pair<std::string, std::string>> facts;
};

/// @pre the run is complete
TRANCHE_API Snapshot snapshot_of(const Run& run, std::string label);

/// From ranking.csv and manifest.json of a run folder alone, the figures bit for bit: tables hold the shortest text
/// that reads back as the same number. Tested against snapshot_of() in tests/unit/compare/snapshot_test.cpp.
/// @throws Error (data) when it is not a run folder, was written by a version that did not record what is needed, or is
///         damaged.
TRANCHE_API Snapshot read_snapshot(const std::filesystem::path& run_folder);

} // namespace tranche
