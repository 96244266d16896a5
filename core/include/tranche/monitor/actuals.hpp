#pragma once
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/geography/areas.hpp"
#include "tranche/monitor/programme.hpp"

/// Figures as they came in, row by row.
namespace tranche {

/// A day as days since 1970-01-01; nothing where the text is no day that exists, as in 2026-11-20.
TRANCHE_API std::optional<std::int64_t> calendar_day(std::string_view iso);

/// One row of a file of actuals.
struct ActualFigure {
  std::size_t measure = 0;                                     ///< in the programme
  std::string code;                                            ///< of an authority, or the programme's national code
  std::optional<std::int64_t> start;                           ///< first day; nothing for the state on a day
  std::int64_t end = 0;                                        ///< last day
  double numerator = std::numeric_limits<double>::quiet_NaN(); ///< NaN: missing or suppressed
  double denominator = 1;
  bool by_occurrence = false; ///< of measures that are registered late
  bool provisional = false, suppressed = false;
  bool sample = false; ///< made up to show how it works
  std::string place;   ///< "actuals.csv:12"
};

/// A file that was read, as the manifest names it.
struct ActualsFile {
  std::string name, sha256;
  std::size_t rows = 0;
};

struct Actuals {
  std::vector<ActualFigure> figures; ///< by measure, code, end, start, then registration before occurrence
  std::vector<ActualsFile> files;
  std::int64_t latest = 0; ///< the last day of any figure
};

/// Reads CSV (or XLSX, ODS) files with the columns measure, start, end, numerator, and where there is need code (empty:
/// the whole country), denominator, status (empty, provisional, suppressed, missing, sample), dated_by (registration or
/// occurrence; of measures with registered_late), note and source, which are not looked at.
/// areas: of the programme's geography; empty where it has none.
/// @throws Error (data) with every fault, each with file and line: unknown columns, measures and codes; days that do
/// not
///         exist; periods that are not whole months, or that overlap one of the same length; numbers that are none,
///         below 0, not whole, or greater than their denominator; a figure beside `suppressed` or `missing`; a row
///         twice.
TRANCHE_API Actuals read_actuals(const std::vector<std::filesystem::path>& files, const MonitorProgramme& programme,
                                 const AreaList& areas);

} // namespace tranche
