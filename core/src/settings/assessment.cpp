#include "tranche/settings/assessment.hpp"

#include <algorithm>

#include "settings/sections.hpp"

namespace tranche {
namespace {

DecisionNote read_decision(YamlReader reader) {
  DecisionNote note;
  if (!reader.child("date").present()) reader.required_text("date", "say when it was decided, as in 2026-11-20");
  note.date = reader.child("date").as_date().value_or("");
  note.author = reader.required_text("author", "say who decided");
  note.choice = reader.required_text("choice", "say what was chosen");
  note.reason = reader.required_text("reason", "say why; a choice without a reason cannot be judged");
  reader.finish();
  return note;
}

std::optional<SignOff> read_sign_off(YamlReader reader) {
  SignOff sign_off;
  sign_off.name = reader.required_text("name", "say who answers for the ranking");
  sign_off.role = reader.required_text("role", "say in which role");
  if (!reader.child("date").present()) reader.required_text("date", "say when, as in 2026-11-20");
  sign_off.date = reader.child("date").as_date().value_or("");
  reader.finish();
  return reader.present() ? std::optional(sign_off) : std::nullopt;
}

std::vector<double> read_levels(YamlReader reader, std::vector<double> fallback) {
  if (!reader.present()) return fallback;
  std::vector<double> levels;
  for (YamlReader& item : reader.is_list() ? reader.items() : std::vector{reader}) {
    const double level = item.as_number(open_share).value_or(0.95);
    if (std::find(levels.begin(), levels.end(), level) != levels.end())
      item.complain("the same level stands twice", "remove one");
    levels.push_back(level);
  }
  if (reader.is_list() && levels.empty()) reader.complain("is empty", "write at least one level, as in [0.95]");
  return levels.empty() ? fallback : levels;
}

ReportSettings read_report(YamlReader reader) {
  ReportSettings settings;
  settings.place = reader.place();
  settings.author = reader.text("author", "the author of this assessment");
  settings.audience = reader.text("audience");
  settings.confidence = read_levels(reader.child("confidence"), settings.confidence);
  settings.dpi = static_cast<int>(reader.integer("dpi", settings.dpi, 30, 1200));
  settings.maps = read_maps(reader.child("maps"));
  reader.finish();
  return settings;
}

/// The one walk over all sections; a dry run of it yields the known keys.
Assessment read_sections(YamlReader root) {
  Assessment assessment;
  assessment.name = root.required_text("assessment", "name it: 'assessment: Enhanced drug treatment funding'");
  for (YamlReader& item : root.child("decisions").items()) assessment.decisions.push_back(read_decision(item));
  if (YamlReader sign_off = root.child("signed_off_by"); sign_off.present() || sign_off.dry())
    assessment.signed_off_by = read_sign_off(sign_off);
  if (const YamlReader layers = root.child("layers"); layers.present()) assessment.layers = *layers.node();
  assessment.areas = read_areas(root.child("areas"));
  YamlReader indicators = root.child("indicators");
  for (YamlReader& item : indicators.items()) assessment.indicators.push_back(read_indicator(item));
  if (assessment.indicators.empty() && (!root.has("indicators") || indicators.is_list()))
    indicators.complain("names no indicator",
                        "add at least one, '- {id: ..., plugin: ..., measure: ..., inputs: {...}}'");
  assessment.index = read_index(root.child("index"));
  for (const IndicatorSettings& indicator : assessment.indicators) {
    if (indicator.normalise) assessment.index.normalise_of[indicator.id] = *indicator.normalise;
    if (indicator.treat) assessment.index.treat_of[indicator.id] = *indicator.treat;
  }
  assessment.compare = read_compare(root.child("compare"));
  assessment.suppress = read_suppress(root.child("suppress"));
  assessment.tranches = read_tranches(root.child("tranches"));
  assessment.allocation = read_allocation(root.child("allocation"));
  assessment.uncertainty = read_uncertainty(root.child("uncertainty"));
  assessment.clusters = read_clusters(root.child("clusters"));
  assessment.sites.place = root.child("sites").place();
  assessment.sites.layer = root.text("sites");
  assessment.report = read_report(root.child("report"));
  root.finish();
  return assessment;
}

} // namespace

Assessment read_assessment(const std::filesystem::path& file, const std::vector<std::string>& overrides) {
  Findings findings;
  std::optional<YamlNode> root = read_yaml_file(file, Fault::settings, findings);
  if (root && root->kind != YamlNode::Kind::map)
    findings.error(Fault::settings, root->place.text(), "is not a map of settings",
                   "compare it with config/default.yaml");
  if (!root || root->kind != YamlNode::Kind::map) findings.throw_if_errors();
  std::vector<std::pair<std::string, std::string>> applied;
  for (const std::string& setting : overrides) applied.push_back(apply_override(*root, setting, findings));
  name_paths(*root);

  Assessment assessment = read_sections({*root, Fault::settings, findings});
  fill_weights(assessment);
  check_assessment(assessment, findings);
  findings.throw_if_errors();

  assessment.file = file;
  assessment.id = file.stem().string();
  assessment.overrides = std::move(applied);
  assessment.resolved_yaml = yaml_text(*root);
  return assessment;
}

std::vector<std::string> known_assessment_keys() {
  std::set<std::string> keys;
  Findings ignored;
  read_sections(YamlReader::recorder(keys, ignored));
  return {keys.begin(), keys.end()};
}

} // namespace tranche
