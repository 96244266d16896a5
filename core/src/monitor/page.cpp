// monitor.html: the model that its template is filled from.
#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "monitor/days.hpp"
#include "monitor/page_parts.hpp"
#include "outputs/page_template.hpp"
#include "outputs/words.hpp"
#include "tranche/maps/names.hpp"
#include "tranche/monitor/write.hpp"

namespace tranche {

extern const char* const monitor_page;
extern const char* const monitor_style;
extern const char* const report_style;

namespace {

using namespace monitoring;
using report::Json;
using statistics::Verdict;

constexpr std::size_t most_attention = 40, most_local_charts = 12, most_earlier = 8;

Json glance_row(const Monitoring& monitoring, const MeasureProgress& p) {
  const ProgressMeasure& measure = monitoring.programme.measures[p.measure];
  Json row = figures_of(measure, p);
  row["title"] = measure.title;
  row["unit"] = measure.unit;
  row["direction"] = measure.lower_is_better ? "less" : "more";
  row["baseline_period"] = p.baseline_period;
  row["period"] = p.period.empty() || !p.by_registration ? p.period : p.period + ", by registration";
  row["target"] = measure.target.points.empty() ? "none" : shown(measure, p.target);
  row["target_date"] = measure.target.points.empty()
                           ? ""
                           : "by " + period_words(std::nullopt, *day_of(measure.target.points.back().date));
  row["reason"] = p.reason;
  row["note"] = measure.note;
  row["made_up"] = p.sample;
  return row;
}

Json glance(const Monitoring& monitoring) {
  Json outcomes = Json::array();
  for (const ProgressOutcome& outcome : monitoring.programme.outcomes) {
    Json rows = Json::array();
    for (const MeasureProgress& p : monitoring.national)
      if (monitoring.programme.measures[p.measure].outcome == outcome.id) rows.push_back(glance_row(monitoring, p));
    outcomes.push_back({{"title", outcome.title},
                        {"kind", outcome.strategic ? "strategic" : "intermediate"},
                        {"none", rows.empty()},
                        {"rows", rows}});
  }
  return outcomes;
}

std::string attention_lead(const Monitoring& monitoring) {
  std::size_t tested = 0;
  double by_chance = 0, alarms = 0;
  for (const LocalSummary& summary : monitoring.summaries) {
    tested += summary.tested;
    by_chance += summary.false_behind;
    alarms += summary.false_alarms;
  }
  const auto out = std::count_if(monitoring.attention.begin(), monitoring.attention.end(),
                                 [](const Attention& one) { return one.reasons.front().stands_out; });
  std::string text =
      fmt::format("{} {}, the most urgent first; {} {} out after correction for {} comparisons. Were all on "
                  "their paths, up to {} comparisons would come out as behind by chance.",
                  monitoring.attention.size(), monitoring.attention.size() == 1 ? "authority" : "authorities", out,
                  out == 1 ? "stands" : "stand", tested, words::grouped(by_chance, 1));
  if (alarms > 0)
    text += fmt::format(" The charts of authorities would raise {} false alarms over all their points.",
                        words::grouped(alarms, 1));
  return text;
}

Json attention_list(const Monitoring& monitoring) {
  Json list = Json::array();
  for (std::size_t i = 0; i < std::min(most_attention, monitoring.attention.size()); ++i) {
    const Attention& one = monitoring.attention[i];
    Json reasons = Json::array();
    bool made_up = false;
    for (const AttentionReason& reason : one.reasons) {
      made_up = made_up || reason.sample;
      reasons.push_back({{"text", reason.text},
                         {"evidence", std::isnan(reason.distance)
                                          ? ""
                                          : fmt::format("{} standard errors, widened; q {}; {} short",
                                                        words::grouped(reason.distance, 1),
                                                        reason.q < 0.001 ? "below 0.001" : words::grouped(reason.q, 3),
                                                        words::grouped(reason.gap, 0))}});
    }
    list.push_back({{"name", display_name(one.name)},
                    {"code", one.code},
                    {"stands_out", one.reasons.front().stands_out},
                    {"made_up", made_up},
                    {"reasons", reasons}});
  }
  return list;
}

Json charts(const Monitoring& monitoring, std::string& more) {
  Json list = Json::array();
  std::size_t local = 0, left_out = 0;
  for (const MeasureChart& chart : monitoring.charts) {
    const bool national = chart.code == monitoring.programme.national_code;
    if (!national && chart.recent_worse.empty()) continue;
    if (!national && ++local > most_local_charts) {
      ++left_out;
      continue;
    }
    list.push_back(chart_part(monitoring, chart));
  }
  if (left_out > 0) more = fmt::format("{} more authorities have a special cause of late: chart-points.csv.", left_out);
  return list;
}

void add_earlier(Json& model, const Monitoring& monitoring, const std::vector<RecordedRun>& earlier) {
  std::vector<const RecordedRun*> runs;
  for (const RecordedRun& run : earlier)
    if (run.run != monitoring.id) runs.push_back(&run);
  if (runs.size() > most_earlier) runs.erase(runs.begin(), runs.end() - most_earlier);
  model["any_earlier"] = !runs.empty();
  model["earlier_heads"] = Json::array();
  model["earlier_rows"] = Json::array();
  for (const RecordedRun* run : runs)
    model["earlier_heads"].push_back({{"as_of", run->as_of}, {"run", run->run}, {"sample", run->sample}});
  for (const MeasureProgress& p : monitoring.national) {
    const ProgressMeasure& measure = monitoring.programme.measures[p.measure];
    Json cells = Json::array();
    for (const RecordedRun* run : runs) {
      Json cell = {{"verdict", ""}, {"key", ""}, {"value", ""}};
      for (const RecordedVerdict& verdict : run->verdicts)
        if (verdict.measure == measure.id && verdict.code == p.code)
          cell = {{"verdict", verdict.verdict},
                  {"key", verdict_key(verdict.verdict)},
                  {"value", std::isnan(verdict.value) ? "" : shown(measure, verdict.value)}};
      cells.push_back(cell);
    }
    model["earlier_rows"].push_back({{"title", measure.title}, {"cells", cells}});
  }
}

std::string baseline_source(const ProgressMeasure& measure) {
  if (!measure.baseline) return "none";
  if (!measure.baseline->source.empty()) return measure.baseline->source;
  const bool stated = !std::isnan(measure.baseline->value) || !std::isnan(measure.baseline->numerator);
  return stated ? "stated in the programme" : "as the figures";
}

void add_sources(Json& model, const Monitoring& monitoring) {
  const MonitorProgramme& programme = monitoring.programme;
  for (const char* list : {"sources", "files", "effects", "decisions", "method"}) model[list] = Json::array();
  for (const ProgressMeasure& measure : programme.measures)
    model["sources"].push_back(
        {{"title", measure.title},
         {"source", measure.source},
         {"baseline", baseline_source(measure)},
         {"target", measure.target.points.empty()
                        ? "none"
                        : (measure.target.source.empty() ? "not said" : measure.target.source)}});
  for (const ActualsFile& file : monitoring.files)
    model["files"].push_back({{"name", file.name}, {"rows", file.rows}, {"sha", file.sha256}});
  for (const ProgressEffect& effect : programme.effects)
    model["effects"].push_back(
        {{"title", effect.title},
         {"value", words::grouped(effect.value, 0) + (effect.unit.empty() ? "" : " " + effect.unit)},
         {"date", effect.date.empty() ? "" : period_words(std::nullopt, *day_of(effect.date))},
         {"source", effect.source},
         {"note", effect.note}});
  for (const DecisionNote& decision : programme.decisions)
    model["decisions"].push_back({{"choice", decision.choice},
                                  {"reason", decision.reason},
                                  {"author", decision.author},
                                  {"date", decision.date}});
  for (const std::string& sentence : method_of(monitoring)) model["method"].push_back({{"text", sentence}});
  model["any_effect"] = !programme.effects.empty();
  model["any_decision"] = !programme.decisions.empty();
}

Json counts_of_national(const Monitoring& monitoring) {
  std::array<std::size_t, 4> counts{};
  for (const MeasureProgress& p : monitoring.national) ++counts[static_cast<std::size_t>(p.judged.verdict)];
  return counts_part(counts);
}

} // namespace

std::string monitor_page_html(const Monitoring& monitoring, const std::vector<RecordedRun>& earlier,
                              const MonitorGround& ground) {
  const MonitorProgramme& programme = monitoring.programme;
  Json model;
  model["style"] = report_style;
  model["own_style"] = monitor_style;
  model["title"] = programme.name;
  model["audience"] = programme.audience;
  model["state"] = programme.signed_off_by ? "FINAL" : "DRAFT";
  model["final"] = programme.signed_off_by.has_value();
  model["signed"] = programme.signed_off_by ? programme.signed_off_by->name + ", " + programme.signed_off_by->role +
                                                  ", " + programme.signed_off_by->date
                                            : "";
  model["statement"] = statement_of(monitoring);
  model["sample"] = monitoring.sample;
  model["as_of"] = period_words(std::nullopt, monitoring.as_of);
  model["run"] = monitoring.id;
  model["version"] = TRANCHE_VERSION;
  model["confidence"] = fmt::format("{:g}", 100 * programme.rules.confidence);
  model["coverage"] = fmt::format("{:g}", 100 * programme.rules.chart.coverage);
  model["national_count"] = std::to_string(monitoring.national.size());
  model["any_local"] = !monitoring.summaries.empty();
  model["local_count"] = monitoring.summaries.empty() ? "" : std::to_string(monitoring.summaries.size());
  model["counts"] = counts_of_national(monitoring);
  model["outcomes"] = glance(monitoring);
  model["attention_lead"] = attention_lead(monitoring);
  model["attention"] = attention_list(monitoring);
  model["more_attention"] =
      monitoring.attention.size() > most_attention ? std::to_string(monitoring.attention.size() - most_attention) : "";
  model["locals"] = Json::array();
  for (const LocalSummary& summary : monitoring.summaries)
    model["locals"].push_back(local_part(monitoring, summary, ground));
  std::string more;
  model["charts"] = charts(monitoring, more);
  model["more_charts"] = more;
  model["any_chart"] = !model["charts"].empty();
  add_earlier(model, monitoring, earlier);
  add_sources(model, monitoring);
  return report::filled_page(monitor_page, "monitor.html", model);
}

} // namespace tranche
