#include "monitor/page_parts.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>

#include "monitor/days.hpp"
#include "outputs/page_shapes.hpp"
#include "outputs/words.hpp"
#include "tranche/maps/names.hpp"

namespace tranche::monitoring {

using report::Json;
using statistics::Verdict;

namespace {

std::string limits_text(const ProgressMeasure& measure, const MeasureProgress& progress) {
  if (std::isnan(progress.lower) || measure.model == statistics::FigureModel::whole) return "";
  return shown(measure, progress.lower) + " to " + shown(measure, progress.upper);
}

std::string chart_caption(const Monitoring& monitoring, const MeasureChart& chart) {
  const ProgressMeasure& measure = monitoring.programme.measures[chart.measure];
  const statistics::ControlChart& points = chart.chart;
  const std::string late = chart.by_registration ? " Counted when registered, months after the event." : "";
  if (!points.has_limits())
    return fmt::format("Run chart of {} points about their median of {}: limits need {}.{}", points.figures,
                       shown(measure, measure.per * points.median), monitoring.programme.rules.chart.at_least, late);
  std::string text = fmt::format(
      "{} chart; centre {} and limits from {} of {} points", chart.kind, shown(measure, measure.per * points.centre),
      points.based_on == points.figures ? "all" : fmt::format("the first {}", points.based_on), points.figures);
  if (chart.kind != "XmR")
    text += fmt::format("; points differ {} times as much as chance has it", words::grouped(points.dispersion, 1));
  return text + fmt::format(". Expected false alarms: {}.{}", words::grouped(chart.false_alarms, 1), late);
}

std::string signal_text(const Monitoring& monitoring, const MeasureChart& chart, const statistics::Signal& signal) {
  const bool worse = signal.high == monitoring.programme.measures[chart.measure].lower_is_better;
  const std::string from = iso_of(chart.ends[signal.first]).substr(0, 7),
                    to = iso_of(chart.ends[signal.last]).substr(0, 7);
  return fmt::format("{}: {}, for the {}", from == to ? from : from + " to " + to,
                     statistics::describe(monitoring.programme.rules.special_causes, signal),
                     worse ? "worse" : "better");
}

std::string funnel_caption(const Monitoring& monitoring, const LocalSummary& summary) {
  const bool shares = monitoring.programme.measures[summary.measure].model == statistics::FigureModel::proportion;
  return fmt::format(
      "Each mark is an authority: its figure over what its path asks (1: on the path), by {}. Solid: 99.8 % "
      "limits, dashed: 95 %{}. Diamonds are behind, squares better by more than chance.",
      shares ? "the people it is of" : "the events that the path allows",
      summary.spread.tau2 > 0 ? ", both widened for over-dispersion" : "");
}

/// Each area in the colour of its verdict; where shapes stand for areas, with its distance from the path.
std::string verdict_map(const Monitoring& monitoring, const LocalSummary& summary, const Boundaries& areas) {
  if (areas.shapes.empty()) return {};
  std::map<std::string_view, const MeasureProgress*> rows;
  for (const MeasureProgress& p : monitoring.local)
    if (p.measure == summary.measure) rows[p.code] = &p;
  const report::PageFrame frame = report::page_frame(areas);
  const std::string title = monitoring.programme.measures[summary.measure].title;
  std::string svg =
      fmt::format("<svg class=\"map\" viewBox=\"-4 -4 1008 {}\" role=\"img\" aria-label=\"Map of verdicts: "
                  "{}; the table beside it holds the same\">",
                  frame.y(frame.y0) + 8, report::escaped(title));
  for (const Shape& shape : areas.shapes) {
    const auto found = rows.find(shape.code);
    if (found == rows.end()) continue;
    const MeasureProgress& p = *found->second;
    const std::string key = verdict_key(words_of(p.judged.verdict));
    svg += fmt::format("<path class=\"m-{}\" d=\"{}\"><title>{}: {}. {}</title></path>\n", key,
                       report::area_path(shape, frame), report::escaped(display_name(p.name)),
                       words_of(p.judged.verdict), report::escaped(p.reason));
    if (areas.schematic && !std::isnan(p.adjusted))
      svg += fmt::format("<text class=\"m-{}\" x=\"{}\" y=\"{}\">{}</text>", key,
                         frame.x((shape.box[0] + shape.box[2]) / 2), frame.y((shape.box[1] + shape.box[3]) / 2) + 6,
                         words::grouped(p.adjusted, 1));
  }
  return svg + "</svg>";
}

} // namespace

std::string local_words(const LocalSummary& summary) {
  if (summary.tested == 0) return "No authority could be compared with its path yet.";
  return fmt::format(
      "{} compared with their paths; were all on them, up to {} would come out as behind by chance. {} {} out after "
      "correction. Authorities differ {} times as much as chance has it (variance of scores{}).",
      summary.tested == 1 ? "One authority is" : fmt::format("{} authorities are", summary.tested),
      words::grouped(summary.false_behind, 1), summary.stand_out, summary.stand_out == 1 ? "stands" : "stand",
      words::grouped(summary.spread.phi, 1), summary.spread.tau2 > 0 ? ", for which distances are widened" : "");
}

std::string verdict_key(std::string_view verdict) {
  return verdict == "on track"    ? "on_track"
         : verdict == "behind"    ? "behind"
         : verdict == "no figure" ? "no_figure"
                                  : "too_early";
}

Json figures_of(const ProgressMeasure& measure, const MeasureProgress& progress) {
  const std::string_view verdict = words_of(progress.judged.verdict);
  return {{"verdict", std::string(verdict)},
          {"key", verdict_key(verdict)},
          {"baseline", shown(measure, progress.baseline_value)},
          {"value", shown(measure, progress.value)},
          {"limits", limits_text(measure, progress)},
          {"required", measure.target.points.empty() ? "–" : shown(measure, progress.required)}};
}

Json counts_part(const std::array<std::size_t, 4>& verdicts) {
  Json counts = Json::array();
  for (std::size_t v = 0; v < verdicts.size(); ++v) {
    const std::string word(words_of(static_cast<Verdict>(v)));
    if (verdicts[v] > 0) counts.push_back({{"key", verdict_key(word)}, {"word", word}, {"count", verdicts[v]}});
  }
  return counts;
}

Json chart_part(const Monitoring& monitoring, const MeasureChart& chart) {
  const ProgressMeasure& measure = monitoring.programme.measures[chart.measure];
  Json signals = Json::array();
  // Many points outside are told together; the runs that they are part of are told one by one.
  const auto outside = static_cast<std::size_t>(
      std::count_if(chart.signals.begin(), chart.signals.end(),
                    [](const statistics::Signal& signal) { return signal.rule == statistics::ChartRule::outside; }));
  const bool together = outside > 3;
  if (together) signals.push_back({{"text", fmt::format("{} points outside the limits", outside)}});
  for (const statistics::Signal& signal : chart.signals)
    if (signal.rule != statistics::ChartRule::outside || !together)
      signals.push_back({{"text", signal_text(monitoring, chart, signal)}});
  const bool national = chart.code == monitoring.programme.national_code;
  return {{"title", measure.title},
          {"place", national ? "" : display_name(chart.name)},
          {"made_up", chart.sample},
          {"unit", measure.unit},
          {"svg", chart_svg(monitoring, chart)},
          {"words", chart_caption(monitoring, chart)},
          {"any_signal", !signals.empty()},
          {"signals", signals}};
}

Json local_part(const Monitoring& monitoring, const LocalSummary& summary, const MonitorGround& ground) {
  const ProgressMeasure& measure = monitoring.programme.measures[summary.measure];
  Json rows = Json::array();
  for (const MeasureProgress& p : monitoring.local) {
    if (p.measure != summary.measure || (p.end == 0 && std::isnan(p.baseline_value))) continue;
    Json row = figures_of(measure, p);
    row["name"] = display_name(p.name);
    row["code"] = p.code;
    row["distance"] = std::isnan(p.adjusted) ? "" : words::grouped(p.adjusted, 1);
    rows.push_back(row);
  }
  const std::string funnel = funnel_svg(monitoring, summary);
  return {{"title", measure.title},
          {"map", verdict_map(monitoring, summary, ground.areas)},
          {"schematic", ground.areas.schematic},
          {"attribution", ground.attribution},
          {"legend", counts_part(summary.verdicts)},
          {"counts", counts_part(summary.verdicts)},
          {"words", local_words(summary)},
          {"funnel", funnel},
          {"funnel_words", funnel_caption(monitoring, summary)},
          {"rows", rows}};
}

} // namespace tranche::monitoring
