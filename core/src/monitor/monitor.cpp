#include "tranche/monitor/monitor.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>

#include "monitor/attention.hpp"
#include "monitor/judge_measure.hpp"
#include "monitor/monitor_id.hpp"
#include "nan.hpp"
#include "tranche/statistics/multiple_testing.hpp"

namespace tranche {
namespace {

using namespace monitoring;
using statistics::Verdict;

double normal_tail_beyond(double z) { return std::erfc(z / std::sqrt(2.0)) / 2; }

/// Spread of the authorities, distance from the path widened by it, p, and q among all of the measure.
void compare_authorities(const MonitorProgramme& programme, std::span<MeasureProgress> rows, LocalSummary& summary) {
  const ProgressMeasure& measure = programme.measures[summary.measure];
  std::vector<statistics::Counted> actual;
  std::vector<double> required, scores, weights, p;
  for (const MeasureProgress& row : rows) {
    // With few events nobody can be called behind: no test.
    const bool tested = !std::isnan(row.judged.p_worse) && row.judged.because != statistics::Because::few_events;
    actual.push_back(tested ? row.actual : statistics::Counted{});
    required.push_back(row.required / measure.per);
    summary.tested += tested;
    ++summary.verdicts[static_cast<std::size_t>(row.judged.verdict)];
  }
  for (const statistics::Standing& one : statistics::standings(measure.model, actual, required)) {
    scores.push_back(one.score);
    weights.push_back(one.weight);
  }
  summary.spread = statistics::overdispersion(scores, weights);
  const double side = measure.lower_is_better ? 1 : -1;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].adjusted = side * statistics::distance(measure.model, actual[i], required[i], summary.spread.tau2);
    if (std::isnan(actual[i].events)) {
      p.push_back(nan);
      continue;
    }
    // Widened for the spread, and never surer than the authority's own test, which may know the baseline's chance.
    rows[i].p = std::isnan(rows[i].adjusted) ? rows[i].judged.p_worse
                                             : std::max(normal_tail_beyond(rows[i].adjusted), rows[i].judged.p_worse);
    p.push_back(rows[i].p);
  }
  const statistics::CorrectedTests corrected =
      statistics::correct(p, programme.rules.false_discovery, statistics::Correction::false_discovery);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].q = corrected.q[i];
    rows[i].stands_out = rows[i].judged.verdict == Verdict::behind && p[i] <= corrected.cut;
    summary.stand_out += rows[i].stands_out;
  }
  summary.false_behind = static_cast<double>(summary.tested) * (1 - programme.rules.confidence) / 2;
}

class Monitor {
public:
  Monitor(const MonitorProgramme& programme, const Actuals& actuals, const AreaList& areas, std::int64_t as_of)
      : m_actuals(actuals), m_areas(areas) {
    m_result.programme = programme;
    m_result.files = actuals.files;
    m_result.as_of = as_of > 0 ? as_of : actuals.latest;
  }

  Monitoring run() {
    for (std::size_t measure = 0; measure < m_result.programme.measures.size(); ++measure)
      if (m_result.programme.measures[measure].national) judge_national(measure);
    for (std::size_t measure = 0; measure < m_result.programme.measures.size(); ++measure)
      if (m_result.programme.measures[measure].local) judge_local(measure);
    m_result.attention = attention_of(m_result);
    for (const ActualFigure& figure : m_actuals.figures) m_result.sample = m_result.sample || figure.sample;
    m_result.id = monitor_id(m_result);
    return std::move(m_result);
  }

private:
  MeasureProgress judged(std::size_t measure, const std::string& code, const std::string& name) const {
    MeasureProgress progress = judge_measure(m_result.programme, measure, code, m_actuals.figures, m_result.as_of);
    progress.name = name;
    return progress;
  }

  void judge_national(std::size_t measure) {
    const MonitorProgramme& programme = m_result.programme;
    m_result.national.push_back(judged(measure, programme.national_code, programme.national_name));
    std::optional<MeasureChart> chart =
        chart_measure(programme, measure, programme.national_code, m_actuals.figures, m_result.as_of);
    if (!chart) return;
    chart->name = programme.national_name;
    m_result.charts.push_back(std::move(*chart));
  }

  void judge_local(std::size_t measure) {
    const bool any = std::any_of(m_actuals.figures.begin(), m_actuals.figures.end(), [&](const ActualFigure& figure) {
      return figure.measure == measure && figure.code != m_result.programme.national_code;
    });
    if (!any) return;
    LocalSummary summary;
    summary.measure = measure;
    std::vector<MeasureProgress> rows;
    for (std::size_t area = 0; area < m_areas.size(); ++area) {
      rows.push_back(judged(measure, m_areas.codes[area], m_areas.names[area]));
      std::optional<MeasureChart> chart =
          chart_measure(m_result.programme, measure, m_areas.codes[area], m_actuals.figures, m_result.as_of);
      if (!chart || !chart->chart.has_limits()) continue;
      chart->name = m_areas.names[area];
      ++summary.charts;
      summary.false_alarms += chart->false_alarms;
      m_result.charts.push_back(std::move(*chart));
    }
    compare_authorities(m_result.programme, rows, summary);
    m_result.summaries.push_back(summary);
    m_result.local.insert(m_result.local.end(), rows.begin(), rows.end());
  }

  const Actuals& m_actuals;
  const AreaList& m_areas;
  Monitoring m_result;
};

} // namespace

Monitoring monitor_programme(const MonitorProgramme& programme, const Actuals& actuals, const AreaList& areas,
                             std::int64_t as_of) {
  return Monitor(programme, actuals, areas, as_of).run();
}

} // namespace tranche
