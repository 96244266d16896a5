#include <nlohmann/json.hpp>

#include "json_number.hpp"
#include "monitor/days.hpp"
#include "tranche/monitor/write.hpp"
#include "tranche/outputs/sha256.hpp"

namespace tranche {
namespace {

using Ordered = nlohmann::ordered_json;

Ordered progress_json(const MonitorProgramme& programme, const MeasureProgress& p) {
  Ordered one = {{"measure", programme.measures[p.measure].id},
                 {"code", p.code},
                 {"name", p.name},
                 {"verdict", words_of(p.judged.verdict)},
                 {"reason", p.reason},
                 {"period", p.period},
                 {"value", json_number(p.value)},
                 {"lower", json_number(p.lower)},
                 {"upper", json_number(p.upper)},
                 {"required", json_number(p.required)},
                 {"baseline", json_number(p.baseline_value)},
                 {"target", json_number(p.target)},
                 {"gap", json_number(p.gap)},
                 {"p_worse", json_number(p.judged.p_worse)},
                 {"distance", json_number(p.judged.distance)}};
  if (p.code != programme.national_code) {
    one["adjusted"] = json_number(p.adjusted);
    one["q"] = json_number(p.q);
    one["stands_out"] = p.stands_out;
  }
  if (p.by_registration) one["by_registration"] = true;
  if (p.sample) one["sample"] = true;
  return one;
}

Ordered summary_json(const MonitorProgramme& programme, const LocalSummary& summary) {
  Ordered one = {{"measure", programme.measures[summary.measure].id}};
  for (std::size_t v = 0; v < summary.verdicts.size(); ++v)
    one[std::string(words_of(static_cast<statistics::Verdict>(v)))] = summary.verdicts[v];
  one["tested"] = summary.tested;
  one["behind_by_chance_at_most"] = json_number(summary.false_behind);
  one["stand_out"] = summary.stand_out;
  one["phi"] = json_number(summary.spread.phi);
  one["tau2"] = json_number(summary.spread.tau2);
  one["charts"] = summary.charts;
  one["expected_false_alarms"] = json_number(summary.false_alarms);
  return one;
}

Ordered chart_json(const MonitorProgramme& programme, const MeasureChart& chart) {
  Ordered signals = Ordered::array();
  for (const statistics::Signal& signal : chart.signals)
    signals.push_back({{"rule", statistics::describe(programme.rules.special_causes, signal.rule)},
                       {"from", monitoring::iso_of(chart.ends[signal.first])},
                       {"to", monitoring::iso_of(chart.ends[signal.last])},
                       {"high", signal.high}});
  const double per = programme.measures[chart.measure].per;
  return {{"measure", programme.measures[chart.measure].id},
          {"code", chart.code},
          {"chart", chart.kind},
          {"points", chart.chart.figures},
          {"limits_from", chart.chart.has_limits() ? Ordered(chart.chart.based_on) : Ordered(nullptr)},
          {"centre", json_number(per * (chart.chart.has_limits() ? chart.chart.centre : chart.chart.median))},
          {"dispersion", json_number(chart.chart.dispersion)},
          {"moving_range_limit", json_number(per * chart.chart.moving_range_limit)},
          {"expected_false_alarms", json_number(chart.false_alarms)},
          {"signals", signals}};
}

} // namespace

std::string monitor_json(const Monitoring& monitoring) {
  const MonitorProgramme& programme = monitoring.programme;
  Ordered json = {{"monitor_of", programme.name},
                  {"run", monitoring.id},
                  {"state", programme.signed_off_by ? "FINAL" : "DRAFT"},
                  {"statement", statement_of(monitoring)},
                  {"as_of", monitoring::iso_of(monitoring.as_of)},
                  {"sample", monitoring.sample},
                  {"version", TRANCHE_VERSION},
                  {"programme",
                   {{"file", programme.file.filename().string()},
                    {"sha256", sha256(programme.resolved_yaml)},
                    {"as_resolved", programme.resolved_yaml}}}};
  for (const ActualsFile& file : monitoring.files)
    json["actuals"].push_back({{"file", file.name}, {"sha256", file.sha256}, {"rows", file.rows}});
  json["method"] = method_of(monitoring);
  json["national"] = Ordered::array();
  for (const MeasureProgress& p : monitoring.national) json["national"].push_back(progress_json(programme, p));
  json["local"] = Ordered::array();
  for (const LocalSummary& summary : monitoring.summaries) json["local"].push_back(summary_json(programme, summary));
  json["attention"] = Ordered::array();
  for (const Attention& attention : monitoring.attention) {
    Ordered reasons = Ordered::array();
    for (const AttentionReason& reason : attention.reasons) reasons.push_back(reason.text);
    json["attention"].push_back({{"code", attention.code},
                                 {"name", attention.name},
                                 {"stands_out", attention.reasons.front().stands_out},
                                 {"reasons", reasons}});
  }
  json["charts"] = Ordered::array();
  for (const MeasureChart& chart : monitoring.charts)
    if (chart.code == programme.national_code || !chart.signals.empty())
      json["charts"].push_back(chart_json(programme, chart));
  return json.dump(2) + "\n";
}

} // namespace tranche
