#include "monitor/check_programme.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "monitor/days.hpp"
#include "tranche/settings/suggest.hpp"

namespace tranche::monitoring {
namespace {

using statistics::FigureModel;

class Checker {
public:
  Checker(const MonitorProgramme& programme, Findings& findings) : m_programme(programme), m_findings(findings) {}

  void check() {
    std::set<std::string> outcomes, measures;
    std::vector<std::string> known;
    for (const ProgressOutcome& outcome : m_programme.outcomes) {
      known.push_back(outcome.id);
      if (!outcomes.insert(outcome.id).second)
        m_findings.error(Fault::settings, "outcomes." + outcome.id, "stands twice",
                         "give each outcome an id of its own");
    }
    for (const ProgressMeasure& measure : m_programme.measures) {
      if (!measure.id.empty() && !measures.insert(measure.id).second)
        say(measure, "another measure has the id '" + measure.id + "'", "give each an id of its own");
      if (!measure.outcome.empty() && !outcomes.count(measure.outcome)) {
        const std::string near = closest(measure.outcome, known);
        say(measure, "its outcome '" + measure.outcome + "' is not among outcomes",
            near.empty() ? "add it there" : "did you mean '" + near + "'?");
      }
      if (measure.local && m_programme.geography.empty())
        say(measure, "is local, and areas.geography names no geography", "write areas: {geography: utla21}");
      check_numbers(measure);
      check_dates(measure);
    }
  }

private:
  void say(const ProgressMeasure& measure, const std::string& what, const std::string& remedy) {
    m_findings.error(Fault::settings, measure.place.text(), what, remedy);
  }

  void check_numbers(const ProgressMeasure& measure) {
    const bool exposed = measure.model == FigureModel::rate || measure.model == FigureModel::proportion;
    if (!exposed && measure.per != 1)
      say(measure, "'per' is of rates and proportions, and this is a number as it is", "remove per");
    if (!measure.baseline) {
      if (std::any_of(measure.target.points.begin(), measure.target.points.end(),
                      [](const ProgressPoint& point) { return !std::isnan(point.change_percent); }))
        say(measure, "its target is a change from a baseline, and it has none", "add baseline: {start: ..., end: ...}");
      return;
    }
    const ProgressBaseline& baseline = *measure.baseline;
    if (exposed != !baseline.start.empty() && (exposed || measure.model == FigureModel::whole))
      say(measure, exposed ? "its baseline has no start" : "its baseline has a start, and a whole number is of one day",
          exposed ? "give the first day of its period, as in start: 2018-01-01" : "remove baseline.start");
    if (measure.model == FigureModel::count && baseline.start.empty())
      say(measure, "its baseline has no start", "give the first day of its period, as in start: 2018-01-01");
    if (exposed && std::isnan(baseline.numerator) != std::isnan(baseline.denominator))
      say(measure, "its baseline has one of numerator and denominator", "give both, or neither");
    if (!exposed && !std::isnan(baseline.denominator))
      say(measure, "its baseline has a denominator, and this is a number as it is", "remove baseline.denominator");
    if (measure.model == FigureModel::proportion && baseline.numerator > baseline.denominator)
      say(measure, "more of the baseline than there are", "compare numerator and denominator");
  }

  void check_dates(const ProgressMeasure& measure) {
    if (!measure.baseline) return;
    const ProgressBaseline& baseline = *measure.baseline;
    const auto start = day_of(baseline.start), end = day_of(baseline.end);
    if (start && end && !months_between(*start, *end))
      say(measure, "its baseline is not of whole months", "give the first day of a month, and the last of another");
    if (!measure.from.empty() && measure.from < baseline.end)
      say(measure, "its path begins before the baseline ends", "let from be " + baseline.end + " or later");
    const std::string begin = std::max(measure.from, baseline.end);
    if (!measure.target.points.empty() && measure.target.points.front().date <= begin)
      say(measure, "its first milestone or target is not after the path begins (" + begin + ")", "compare the dates");
  }

  const MonitorProgramme& m_programme;
  Findings& m_findings;
};

} // namespace

void check_programme(const MonitorProgramme& programme, Findings& findings) { Checker(programme, findings).check(); }

} // namespace tranche::monitoring
