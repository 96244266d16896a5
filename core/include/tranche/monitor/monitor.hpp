#pragma once
#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/finding.hpp"
#include "tranche/geography/areas.hpp"
#include "tranche/monitor/actuals.hpp"
#include "tranche/monitor/programme.hpp"
#include "tranche/statistics/control_charts.hpp"
#include "tranche/statistics/funnel.hpp"
#include "tranche/statistics/progress.hpp"

/// What a programme promised against what came of it: a pure function of programme, figures and a day.
namespace tranche {

/// What keeps a figure from being judged; a verdict of its own beside what chance says.
enum class Obstacle {
  none,
  no_actual,       ///< nothing after the baseline
  suppressed,      ///< or missing within the period
  no_baseline,     ///< so that there is no path, or not yet one
  not_pooled,      ///< too few periods yet to pool as many as the baseline does
  provisional,     ///< no final figure yet
  registered_late, ///< no figure by date of occurrence
  short_time,      ///< too little of the path lies behind
  not_due,         ///< a step, and its date is not reached
};

/// One measure in one area. Values are as shown, per so many; NaN where there is none.
struct MeasureProgress {
  std::size_t measure = 0;
  std::string code, name;
  statistics::Counted baseline, actual;
  double baseline_value = std::numeric_limits<double>::quiet_NaN();
  double required = std::numeric_limits<double>::quiet_NaN(); ///< by the path at the end of the period; of a whole
                                                              ///< number the next whole one
  double target = std::numeric_limits<double>::quiet_NaN();   ///< at the end of the path
  double value = std::numeric_limits<double>::quiet_NaN(), lower = value, upper = value;
  std::string baseline_period, period; ///< in words
  std::int64_t end = 0;                ///< last day of the period; 0 without one
  bool by_registration = false;        ///< shown, not judged
  bool sample = false;
  Obstacle obstacle = Obstacle::none;
  statistics::Judged judged;
  std::string reason;                                    ///< a sentence
  double gap = std::numeric_limits<double>::quiet_NaN(); ///< events or units short of the path; positive: worse
  /// Of authorities, widened for how much they differ more than chance has it:
  double adjusted = std::numeric_limits<double>::quiet_NaN(); ///< standard errors from the path; positive: worse
  double p = std::numeric_limits<double>::quiet_NaN(), q = p; ///< one-sided; corrected for all authorities (FDR)
  bool stands_out = false;                                    ///< q is within false_discovery
};

/// A figure over time.
struct MeasureChart {
  std::size_t measure = 0;
  std::string code, name;
  statistics::ControlChart chart; ///< values as counted: not yet per so many
  std::vector<statistics::Signal> signals;
  std::vector<std::int64_t> ends; ///< last day of each point
  std::string kind;               ///< "XmR", "P'", "U'", "run chart"
  bool by_registration = false, sample = false;
  double false_alarms = 0;               ///< expected over all points and rules
  std::vector<std::size_t> recent_worse; ///< signals that are news, and for the worse
};

/// Of one local measure.
struct LocalSummary {
  std::size_t measure = 0;
  std::array<std::size_t, 4> verdicts{}; ///< by statistics::Verdict
  std::size_t tested = 0;                ///< that chance was asked about
  double false_behind = 0;               ///< of them behind by chance alone, at most, if all were on their path
  std::size_t stand_out = 0;
  statistics::Overdispersion spread;
  std::size_t charts = 0;  ///< authorities with limits
  double false_alarms = 0; ///< expected over all of them
};

/// Why an authority needs attention.
struct AttentionReason {
  std::size_t measure = 0;
  std::string text;
  double distance = std::numeric_limits<double>::quiet_NaN(), p = distance, q = distance, gap = distance;
  bool stands_out = false, from_chart = false, sample = false;
};

struct Attention {
  std::string code, name;
  std::vector<AttentionReason> reasons; ///< the strongest first
};

struct Monitoring {
  MonitorProgramme programme;
  std::vector<ActualsFile> files;
  std::int64_t as_of = 0;
  std::string id;                        ///< 12 digits; see monitor_id()
  bool sample = false;                   ///< some figure is made up
  std::vector<MeasureProgress> national; ///< one for each national measure
  std::vector<MeasureProgress> local;    ///< by measure, then code; of measures with any local figure
  std::vector<LocalSummary> summaries;
  std::vector<MeasureChart> charts; ///< national ones, then authorities with limits
  std::vector<Attention> attention; ///< who stands out first, then by distance, gap, code
};

/// as_of: the day to judge on; later figures are left out. 0: the last day of any figure.
/// areas: of the programme's geography.
/// @throws Error (data) for figures that are pooled otherwise than their baseline.
TRANCHE_API Monitoring monitor_programme(const MonitorProgramme& programme, const Actuals& actuals,
                                         const AreaList& areas, std::int64_t as_of = 0);

/// "on track", "behind", "too early to tell", "no figure".
TRANCHE_API std::string_view words_of(statistics::Verdict verdict);

/// A value of a measure as people read it, without its unit: "54,500", "7.3".
TRANCHE_API std::string shown(const ProgressMeasure& measure, double value);

} // namespace tranche
