// A figure over time: a point for each period, limits where there are figures enough, and what the rules find.
#include <algorithm>
#include <cmath>

#include "monitor/days.hpp"
#include "monitor/judge_measure.hpp"
#include "nan.hpp"

namespace tranche::monitoring {
namespace {

using statistics::FigureModel;

/// Points of equal length, gaps as missing ones; of states on a day each row.
struct Timeline {
  std::vector<std::int64_t> ends;
  std::vector<double> numerator, denominator;
  bool sample = false;

  void add(std::int64_t end, const ActualFigure* row) {
    ends.push_back(end);
    numerator.push_back(row ? row->numerator : nan);
    denominator.push_back(row ? row->denominator : nan);
    sample = sample || (row && row->sample);
  }
};

Timeline timeline_of(const Rows& rows) {
  Timeline line;
  int months = 0; // the shortest: longer rows are sums of them
  for (const ActualFigure* row : rows)
    if (const int own = months_of_row(*row); own > 0 && (months == 0 || own < months)) months = own;
  for (const ActualFigure* row : rows) {
    if (months_of_row(*row) != months) continue;
    while (months > 0 && !line.ends.empty()) {
      const std::int64_t next = months_later(line.ends.back() + 1, months) - 1;
      if (next >= row->end) break;
      line.add(next, nullptr);
    }
    line.add(row->end, row);
  }
  return line;
}

statistics::ControlChart chart_of(const ProgressMeasure& measure, const Timeline& line,
                                  const statistics::ChartSettings& settings, std::string& kind) {
  const bool individuals = measure.chart == ProgressMeasure::Chart::individuals || measure.model == FigureModel::whole;
  const bool plain = settings.dispersion == statistics::ChartDispersion::chance;
  if (!individuals && measure.model == FigureModel::proportion) {
    kind = plain ? "P" : "P\u2032";
    return statistics::proportions_chart(line.numerator, line.denominator, settings);
  }
  if (!individuals) {
    kind = std::string(measure.model == FigureModel::count ? "C" : "U") + (plain ? "" : "\u2032");
    return statistics::rates_chart(line.numerator, line.denominator, settings);
  }
  kind = "XmR";
  std::vector<double> values(line.ends.size());
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = line.numerator[i] / line.denominator[i];
  return statistics::individuals_chart(values, settings);
}

} // namespace

std::optional<MeasureChart> chart_measure(const MonitorProgramme& programme, std::size_t measure,
                                          const std::string& code, std::span<const ActualFigure> figures,
                                          std::int64_t as_of) {
  const ProgressMeasure& what = programme.measures[measure];
  if (what.chart == ProgressMeasure::Chart::none) return std::nullopt;
  MeasureChart result;
  result.measure = measure;
  result.code = code;
  Timeline line = timeline_of(rows_of(figures, measure, code, what.registered_late, as_of));
  if (what.registered_late && line.ends.size() < programme.rules.chart.at_least) {
    Timeline registered = timeline_of(rows_of(figures, measure, code, false, as_of));
    if (registered.ends.size() > line.ends.size()) {
      line = std::move(registered);
      result.by_registration = true;
    }
  }
  if (line.ends.size() < 2) return std::nullopt;
  statistics::ChartSettings settings = programme.rules.chart;
  // What was before the programme is the measure of what came after, where there is enough of it.
  if (const auto begin = path_begin(what)) {
    std::size_t before = 0;
    for (std::size_t i = 0; i < line.ends.size(); ++i)
      before += line.ends[i] <= *begin && !std::isnan(line.numerator[i]);
    if (before >= settings.at_least) settings.baseline = before;
  }
  result.chart = chart_of(what, line, settings, result.kind);
  if (!result.chart.has_limits()) result.kind = "run chart";
  result.sample = line.sample;
  const statistics::ChartRules& rules = programme.rules.special_causes;
  result.signals = statistics::special_causes(result.chart, rules);
  if (result.chart.has_limits())
    result.false_alarms = statistics::expected_false_alarms(rules, result.chart.figures, result.chart.coverage);
  result.ends = std::move(line.ends);
  for (std::size_t i = 0; i < result.signals.size(); ++i)
    if (result.signals[i].high == what.lower_is_better &&
        result.signals[i].last + static_cast<std::size_t>(programme.rules.recent) >= result.ends.size())
      result.recent_worse.push_back(i);
  return result;
}

} // namespace tranche::monitoring
