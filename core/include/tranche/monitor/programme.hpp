#pragma once
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/settings/assessment.hpp"
#include "tranche/settings/place.hpp"
#include "tranche/statistics/control_charts.hpp"
#include "tranche/statistics/progress.hpp"

/// What a programme promised, as data: outcomes, the measures of each with baseline, target and date, and how progress
/// is judged. Its YAML is described in config/monitor/default.yaml.
namespace tranche {

/// A goal that measures belong to.
struct ProgressOutcome {
  std::string id, title;
  bool strategic = false; ///< what is wanted in the end; else intermediate: what leads there
};

/// The figure that a programme starts from. Figures of authorities, and of England where none is stated, come with the
/// actuals: the rows of this very period.
struct ProgressBaseline {
  std::string start, end; ///< days, inclusive; of a whole number start is empty: the state on a day
  double value = std::numeric_limits<double>::quiet_NaN(); ///< as shown (per so many); NaN: from numerator or actuals
  double numerator = std::numeric_limits<double>::quiet_NaN(), denominator = numerator;
  bool by_occurrence = false; ///< the stated figure counts events when they happened
  std::string source;
};

/// A value on the way, or at its end; one of the two is a number.
struct ProgressPoint {
  std::string date;
  double value = std::numeric_limits<double>::quiet_NaN();          ///< as shown
  double change_percent = std::numeric_limits<double>::quiet_NaN(); ///< of the baseline: -20 is a fifth less
};

struct ProgressTarget {
  std::vector<ProgressPoint> points; ///< milestones, then the target; ascending; all of one kind; empty: no target
  bool step = false;                 ///< nothing is asked for before each date; else the path is linear between them
  std::string source;
};

struct ProgressMeasure {
  std::string id, title, unit, source, note;
  std::string outcome; ///< id
  bool lower_is_better = true;
  bool national = true, local = false; ///< areas it is told of
  statistics::FigureModel model = statistics::FigureModel::rate;
  double per = 1;               ///< shown per so many: 100,000 people, or 100 for percent
  bool registered_late = false; ///< events are counted when they are registered, months after they happened
  enum class Chart { by_model, individuals, none } chart = Chart::by_model;
  std::optional<ProgressBaseline> baseline;
  std::string from; ///< the path leaves the baseline on this day; empty: at the baseline's end
  ProgressTarget target;
  Place place;
};

/// A number that was expected and cannot be counted: nobody sees a death that did not happen. Told, never judged.
struct ProgressEffect {
  std::string title, unit, date, source, note;
  double value = 0;
};

struct ProgressRules {
  double confidence = 0.95;      ///< two-sided
  double few_events = 10;        ///< below it, seen and required, it is too early to tell
  int minimum_months = 12;       ///< from the start of the path to the end of the figure's period
  double false_discovery = 0.05; ///< share of false findings that the attention list may hold
  statistics::ChartSettings chart;
  statistics::ChartRules special_causes = statistics::usual_rules;
  int recent = 3; ///< a signal is news while it ends in the last so many points
};

/// What `tranche monitor` reads.
struct MonitorProgramme {
  std::string name, author, audience;
  std::vector<DecisionNote> decisions;
  std::optional<SignOff> signed_off_by;
  std::string geography; ///< of local figures; empty: national ones alone
  std::string national_code = "E92000001", national_name = "England";
  ProgressRules rules;
  std::vector<ProgressOutcome> outcomes;
  std::vector<ProgressMeasure> measures;
  std::vector<ProgressEffect> effects;
  std::filesystem::path file;
  std::string resolved_yaml;
};

/// Reads and checks a programme.
/// @throws Error (settings) with every fault, each with file:line:column and the key's path.
TRANCHE_API MonitorProgramme read_monitor_programme(const std::filesystem::path& file);

/// Every key that the reader knows, dotted.
TRANCHE_API std::vector<std::string> known_monitor_keys();

} // namespace tranche
