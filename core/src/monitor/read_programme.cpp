// The YAML of a monitored programme.
#include <cmath>
#include <set>

#include "monitor/check_programme.hpp"
#include "tranche/monitor/programme.hpp"
#include "tranche/settings/yaml.hpp"

namespace tranche {
namespace {

std::string id_of(YamlReader& reader) {
  const std::string id = reader.required_text("id", "name it with lower-case letters, digits and underscores");
  const bool good = !id.empty() && id[0] >= 'a' && id[0] <= 'z' &&
                    id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
  if (!good && !id.empty())
    reader.child("id").complain("'" + id + "' is no id", "use lower-case letters, digits and underscores");
  return id;
}

std::string date_of(YamlReader& reader, const std::string& key, const char* remedy) {
  if (remedy && !reader.child(key).present()) reader.required_text(key, remedy);
  return reader.child(key).as_date().value_or("");
}

DecisionNote read_programme_decision(YamlReader reader) {
  DecisionNote note;
  note.date = date_of(reader, "date", "say when it was decided, as in 2026-11-20");
  note.author = reader.required_text("author", "say who decided");
  note.choice = reader.required_text("choice", "say what was chosen");
  note.reason = reader.required_text("reason", "say why; a choice without a reason cannot be judged");
  reader.finish();
  return note;
}

std::optional<SignOff> read_programme_sign_off(YamlReader reader) {
  if (!reader.present() && !reader.dry()) return std::nullopt;
  SignOff sign_off;
  sign_off.name = reader.required_text("name", "say who answers for it");
  sign_off.role = reader.required_text("role", "say in which role");
  sign_off.date = date_of(reader, "date", "say when, as in 2026-11-20");
  reader.finish();
  return sign_off;
}

ProgressRules read_rules(YamlReader judge, YamlReader chart) {
  ProgressRules rules;
  rules.confidence = judge.number("confidence", rules.confidence, open_share);
  rules.few_events = judge.number("few_events", rules.few_events, zero_or_more);
  rules.minimum_months = static_cast<int>(judge.integer("minimum_months", rules.minimum_months, 0, 120));
  rules.false_discovery = judge.number("false_discovery", rules.false_discovery, open_share);
  judge.finish();

  rules.chart.coverage = chart.number("coverage", rules.chart.coverage, open_share);
  rules.chart.at_least = static_cast<std::size_t>(chart.integer("at_least", 12, 12, 1000));
  const std::string spread = chart.word("dispersion", {"over", "laney", "chance"}, "over");
  using statistics::ChartDispersion;
  rules.chart.dispersion = spread == "over"    ? ChartDispersion::over
                           : spread == "laney" ? ChartDispersion::laney
                                               : ChartDispersion::chance;
  const std::string set = chart.word("rules", {"usual", "making_data_count", "western_electric"}, "usual");
  for (const statistics::ChartRules& known :
       {statistics::usual_rules, statistics::making_data_count_rules, statistics::western_electric_rules})
    if (known.name == set) rules.special_causes = known;
  rules.recent = static_cast<int>(chart.integer("recent", rules.recent, 1, 1000));
  chart.finish();
  return rules;
}

ProgressOutcome read_outcome(YamlReader reader) {
  ProgressOutcome outcome;
  outcome.id = id_of(reader);
  outcome.title = reader.required_text("title", "say what is wanted, as in 'fewer drug-related deaths'");
  if (!reader.child("kind").present()) reader.required_text("kind", "write kind: strategic, or kind: intermediate");
  outcome.strategic = reader.word("kind", {"strategic", "intermediate"}, "intermediate") == "strategic";
  reader.finish();
  return outcome;
}

std::optional<ProgressBaseline> read_baseline(YamlReader reader) {
  if (!reader.present() && !reader.dry()) return std::nullopt;
  ProgressBaseline baseline;
  baseline.start = date_of(reader, "start", nullptr);
  baseline.end = date_of(reader, "end", "give the last day, as in end: 2020-12-31");
  baseline.value = reader.number("value", baseline.value, zero_or_more);
  baseline.numerator = reader.number("numerator", baseline.numerator, zero_or_more);
  baseline.denominator = reader.number("denominator", baseline.denominator, above_zero);
  baseline.by_occurrence = reader.flag("by_occurrence", false);
  baseline.source = reader.text("source");
  if (!baseline.start.empty() && baseline.start > baseline.end)
    reader.complain("ends before it starts", "give the first day, then the last");
  if (reader.is_map() && reader.has("value") && reader.has("numerator"))
    reader.complain("has both a value and a numerator", "write the numerator (and denominator), or only the value");
  reader.finish();
  return baseline;
}

ProgressPoint read_point(YamlReader& reader) {
  ProgressPoint point;
  point.date = date_of(reader, "date", "say by when, as in date: 2025-03-31");
  point.value = reader.number("value", point.value, zero_or_more);
  point.change_percent = reader.number("change_percent", point.change_percent, {-100, 1e6, false});
  if (reader.is_map() && reader.has("value") == reader.has("change_percent"))
    reader.complain("states exactly one of value and change_percent",
                    "write value: 54500, or change_percent: -20 for a fifth less than the baseline");
  return point;
}

ProgressTarget read_target(YamlReader reader) {
  ProgressTarget target;
  if (!reader.present() && !reader.dry()) return target;
  for (YamlReader& item : reader.child("milestones").items()) {
    target.points.push_back(read_point(item));
    item.finish();
  }
  target.points.push_back(read_point(reader));
  target.step = reader.word("path", {"linear", "step"}, "linear") == "step";
  target.source = reader.text("source");
  for (std::size_t i = 1; i < target.points.size(); ++i) {
    const ProgressPoint &before = target.points[i - 1], &here = target.points[i];
    if (!before.date.empty() && !here.date.empty() && before.date >= here.date)
      reader.complain("its dates do not ascend: " + before.date + ", then " + here.date,
                      "list milestones from the earliest; the target comes last");
    if (std::isnan(before.value) != std::isnan(here.value))
      reader.complain("mixes values and changes", "state all milestones as the target is stated");
  }
  reader.finish();
  return target;
}

statistics::FigureModel model_of(YamlReader& reader) {
  using enum statistics::FigureModel;
  const std::string word = reader.word("model", {"count", "rate", "proportion", "whole"}, "rate");
  return word == "count" ? count : word == "proportion" ? proportion : word == "whole" ? whole : rate;
}

ProgressMeasure read_measure(YamlReader reader) {
  ProgressMeasure measure;
  measure.place = reader.place();
  measure.id = id_of(reader);
  measure.title = reader.required_text("title", "say what is measured");
  measure.outcome = reader.required_text("outcome", "name one of the outcomes by its id");
  if (!reader.child("direction").present())
    reader.required_text("direction", "write direction: down where less is better, else direction: up");
  measure.lower_is_better = reader.word("direction", {"up", "down"}, "down") == "down";
  measure.unit = reader.required_text("unit", "say in what it is measured, as in 'places'");
  measure.source = reader.required_text("source", "say where its figures come from");
  measure.note = reader.text("note");
  const std::string areas = reader.word("areas", {"national", "local", "both"}, "national");
  measure.national = areas != "local";
  measure.local = areas != "national";
  measure.model = model_of(reader);
  const bool shares = measure.model == statistics::FigureModel::proportion;
  measure.per = reader.number("per", shares ? 100 : 1, above_zero);
  measure.registered_late = reader.flag("registered_late", false);
  const std::string chart = reader.word("chart", {"by_model", "individuals", "none"}, "by_model");
  using Chart = ProgressMeasure::Chart;
  measure.chart = chart == "none" ? Chart::none : chart == "individuals" ? Chart::individuals : Chart::by_model;
  measure.baseline = read_baseline(reader.child("baseline"));
  measure.from = date_of(reader, "from", nullptr);
  measure.target = read_target(reader.child("target"));
  reader.finish();
  return measure;
}

ProgressEffect read_effect(YamlReader reader) {
  ProgressEffect effect;
  effect.title = reader.required_text("title", "say what was expected");
  if (!reader.child("value").present()) reader.required_text("value", "give the number that was expected");
  effect.value = reader.number("value", 0);
  effect.unit = reader.text("unit");
  effect.date = date_of(reader, "date", nullptr);
  effect.source = reader.required_text("source", "say who expected it, and where");
  effect.note = reader.text("note");
  reader.finish();
  return effect;
}

/// The one walk over all keys; a dry run of it yields the known ones.
MonitorProgramme read_all(YamlReader root) {
  MonitorProgramme programme;
  programme.name = root.required_text("programme", "name it: 'programme: From harm to hope'");
  programme.author = root.text("author", "the author of this programme file");
  programme.audience = root.text("audience");
  for (YamlReader& item : root.child("decisions").items()) programme.decisions.push_back(read_programme_decision(item));
  programme.signed_off_by = read_programme_sign_off(root.child("signed_off_by"));
  YamlReader areas = root.child("areas");
  programme.geography = areas.text("geography");
  programme.national_code = areas.text("national_code", programme.national_code);
  programme.national_name = areas.text("national_name", programme.national_name);
  areas.finish();
  programme.rules = read_rules(root.child("judge"), root.child("chart"));
  for (YamlReader& item : root.child("outcomes").items()) programme.outcomes.push_back(read_outcome(item));
  YamlReader measures = root.child("measures");
  for (YamlReader& item : measures.items()) programme.measures.push_back(read_measure(item));
  if (programme.measures.empty())
    measures.complain("names no measure", "add one, '- {id: ..., title: ..., outcome: ..., direction: ..., ...}'");
  for (YamlReader& item : root.child("effects").items()) programme.effects.push_back(read_effect(item));
  root.finish();
  return programme;
}

} // namespace

MonitorProgramme read_monitor_programme(const std::filesystem::path& file) {
  Findings findings;
  std::optional<YamlNode> root = read_yaml_file(file, Fault::settings, findings);
  if (root && root->kind != YamlNode::Kind::map)
    findings.error(Fault::settings, root->place.text(), "is not a map of settings",
                   "compare it with config/monitor/default.yaml");
  if (root && root->find("assessment"))
    findings.error(Fault::settings, root->place.text(), "is an assessment, which ranks; a programme has outcomes",
                   "name a programme's file, such as config/monitor/drug-strategy.yaml");
  if (!root || findings.has_errors()) findings.throw_if_errors();
  name_paths(*root);
  MonitorProgramme programme = read_all({*root, Fault::settings, findings});
  monitoring::check_programme(programme, findings);
  findings.throw_if_errors();
  programme.file = file;
  programme.resolved_yaml = yaml_text(*root);
  return programme;
}

std::vector<std::string> known_monitor_keys() {
  std::set<std::string> keys;
  Findings ignored;
  read_all(YamlReader::recorder(keys, ignored));
  return {keys.begin(), keys.end()};
}

} // namespace tranche
