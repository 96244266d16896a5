#pragma once
#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/monitor/monitor.hpp"

/// What earlier runs found, in one SQLite file.
///
/// A run is written in one transaction or not at all: SQLite's rollback journal takes back what a killed writer left
/// half done, at the next opening. A second writer waits for the first, up to half a minute. A run is known by its id:
/// recorded twice it stands once. Tables: runs (run, programme, as_of, version, sample) and verdicts (run, measure,
/// code, name, period, value, lower, upper, required, verdict, reason), for any tool that reads SQLite.
namespace tranche {

/// A figure as a run judged it. NaN where there was none.
struct RecordedVerdict {
  std::string measure, code, name, period, verdict, reason;
  double value = std::numeric_limits<double>::quiet_NaN(), lower = value, upper = value, required = value;
};

struct RecordedRun {
  std::string run, programme, as_of, version;
  bool sample = false;
  std::vector<RecordedVerdict> verdicts; ///< by measure, then code
};

/// The run as it is recorded.
TRANCHE_API RecordedRun recorded(const Monitoring& monitoring);

/// Adds a run to the file, which is made where there is none. Returns false when it was there already.
/// @throws Error (system) when the file is no history of Tranche, cannot be written, or stays locked.
TRANCHE_API bool record_run(const std::filesystem::path& file, const RecordedRun& run);

/// The runs of a programme, by the day they judged on, then in the order they were recorded; empty where there is no
/// file. only_code: verdicts of this area alone; empty: all.
/// @throws Error (data) when the file is no history of Tranche or is damaged.
TRANCHE_API std::vector<RecordedRun> recorded_runs(const std::filesystem::path& file, const std::string& programme,
                                                   const std::string& only_code = {});

} // namespace tranche
