#include "tranche/outputs/manifest.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>

#include "json_number.hpp"
#include "outputs/manifest_audit.hpp"
#include "outputs/manifest_comparison.hpp"
#include "outputs/manifest_incidents.hpp"
#include "outputs/manifest_index.hpp"
#include "outputs/words.hpp"
#include "tranche/outputs/sha256.hpp"
#include "tranche/outputs/table.hpp"

namespace tranche {
namespace {

using json = nlohmann::ordered_json;

constexpr std::array<const char*, 3> site_kinds{"authority", "district", "outside"}; // in the enum's order

json clean(const std::vector<std::string>& texts) {
  json list = json::array();
  for (const std::string& text : texts) list.push_back(without_absolute_paths(text));
  return list;
}

json assessment_part(const Run& run) {
  const Assessment& a = run.assessment;
  json part{{"id", a.id},
            {"name", a.name},
            {"file", a.file.filename().string()},
            {"state", draft_or_final(a)},
            {"statement", statement(a)},
            {"author", a.report.author},
            {"audience", a.report.audience},
            {"data", run.data_date}};
  if (a.signed_off_by)
    part["signed_off_by"] = {
        {"name", a.signed_off_by->name}, {"role", a.signed_off_by->role}, {"date", a.signed_off_by->date}};
  json decisions = json::array();
  for (const DecisionNote& d : a.decisions)
    decisions.push_back({{"date", d.date}, {"author", d.author}, {"choice", d.choice}, {"reason", d.reason}});
  part["decisions"] = std::move(decisions);
  json overrides = json::array();
  for (const auto& [key, value] : a.overrides)
    overrides.push_back({{"key", key}, {"value", without_absolute_paths(value)}});
  part["overrides"] = std::move(overrides);
  return part;
}

json inputs_part(const Run& run) {
  json list = json::array();
  for (const Source& s : run.sources)
    list.push_back({{"layer", s.layer},
                    {"title", s.title},
                    {"publisher", s.publisher},
                    {"published", s.published},
                    {"period", s.period},
                    {"licence", s.licence},
                    {"attribution", s.attribution},
                    {"file", without_absolute_paths(s.file)},
                    {"sha256", s.sha256},
                    {"used_for", s.used_for}});
  return list;
}

json areas_part(const Run& run) {
  json joined = json::array();
  std::size_t ranked = 0;
  for (std::size_t a = 0; a < run.authorities.size(); ++a) {
    const Authority& unit = run.authorities.units[a];
    ranked += run.decision.rank[a] > 0 ? 1 : 0;
    if (unit.members.size() > 1)
      joined.push_back({{"code", unit.code}, {"name", unit.name}, {"members", unit.members}});
  }
  json part{{"geography", run.authorities.geography},
            {"authorities", run.authorities.size()},
            {"ranked", ranked},
            {"joined", std::move(joined)}};
  const Boundaries& b = run.boundaries;
  if (!b.layer.empty())
    part["boundaries"] = {{"layer", b.layer},
                          {"geography", b.geography},
                          {"crs", b.crs},
                          {"schematic", b.schematic},
                          {"areas", b.shapes.size()},
                          {"ignored", b.ignored},
                          {"repaired", b.repaired},
                          {"transformation", without_absolute_paths(b.transformation)}};
  if (!run.hexmap.layer.empty())
    part["hexmap"] = {
        {"layer", run.hexmap.layer}, {"crs", run.hexmap.crs}, {"schematic", true}, {"areas", run.hexmap.shapes.size()}};
  return part;
}

json sites_part(const Sites& sites) {
  json list = json::array();
  for (const Site& site : sites.list) {
    json part{{"name", site.name}, {"kind", site_kinds[static_cast<std::size_t>(site.kind)]}, {"code", site.code}};
    if (site.kind == Site::Kind::district)
      part.update(json{{"within", site.within}, {"within_name", site.within_name}, {"x", site.x}, {"y", site.y}});
    part["country"] = site.country;
    list.push_back(std::move(part));
  }
  return {{"layer", sites.layer}, {"title", sites.title}, {"note", sites_note(sites)}, {"list", std::move(list)}};
}

/// How many figures have each status and flag: data quality at a glance.
json quality_part(const IndicatorColumn& column) {
  std::map<std::string, std::size_t> status, flags;
  double coverage = 1;
  for (std::size_t a = 0; a < column.status.size(); ++a) {
    ++status[std::string(name_of(column.status[a]))];
    for (std::uint32_t bit = 1; bit != 0 && bit <= column.flags[a]; bit <<= 1U)
      if (column.flags[a] & bit) ++flags[flags_text(bit)];
    if (has_value(column.status[a]) && column.coverage[a] < coverage) coverage = column.coverage[a];
  }
  return {{"status", status}, {"flags", flags}, {"least_coverage", json_number(coverage)}};
}

json indicators_part(const Run& run) {
  json list = json::array();
  for (const IndicatorColumn& column : run.indicators) {
    json inputs = json::array();
    for (const auto& [role, layer] : column.bound) inputs.push_back({{"role", role}, {"layer", layer}});
    json part{{"id", column.id},
              {"title", column.title},
              {"unit", column.unit},
              {"source", without_absolute_paths(column.source)},
              {"error_model", column.error_model},
              {"confidence", column.levels},
              {"direction", column.direction},
              {"periods", column.periods},
              {"inputs", std::move(inputs)},
              {"quality", quality_part(column)}};
    if (!column.shrunk.empty()) {
      part["shrunk_towards"] = column.shrunk_towards;
      part["shrunk_in_index"] = column.shrunk_in_index;
    }
    for (const IndexColumn& index : run.decision.columns) {
      if (index.id != column.id) continue;
      part["weight"] = json_number(index.weight);
      part["england"] = json_number(index.england);
      part.update(manifest::index_column_part(index, run.authorities));
    }
    for (const FigureComparison& comparison : run.comparisons)
      if (comparison.id == column.id) part["comparison"] = manifest::comparison_part(comparison);
    json notes = json::array();
    for (const auto& [authority, remark] : column.notes)
      notes.push_back({{"code", run.authorities.units[authority].code}, {"remark", without_absolute_paths(remark)}});
    part["notes"] = std::move(notes);
    list.push_back(std::move(part));
  }
  return list;
}

json absent_part(const Run& run) {
  json list = json::array();
  for (const AbsentIndicator& absent : run.absent)
    list.push_back({{"id", absent.id}, {"title", absent.title}, {"reason", without_absolute_paths(absent.reason)}});
  return list;
}

json conversions_part(const Run& run) {
  json list = json::array();
  for (const Conversion& c : run.conversions)
    list.push_back({{"layer", c.layer},
                    {"value", c.value},
                    {"used_for", c.used_for},
                    {"from", c.from},
                    {"to", c.to},
                    {"how", c.how},
                    {"changes", c.changes},
                    {"source_areas", c.source_areas},
                    {"authorities", c.authorities},
                    {"source_total", json_number(c.source_total)},
                    {"carried_total", json_number(c.carried_total)},
                    {"outside", json_number(c.outside)},
                    {"split_areas", c.split_areas},
                    {"min_coverage", json_number(c.min_coverage)}});
  return list;
}

json tranches_part(const Run& run) {
  const Decision& d = run.decision;
  json list = json::array();
  for (std::size_t t = 0; t < d.tranches.size(); ++t) {
    const TrancheGroup& group = d.tranches[t];
    std::int64_t pence = 0;
    json codes = json::array();
    for (const std::size_t a : group.authorities) {
      codes.push_back(run.authorities.units[a].code);
      if (!d.total_pence.empty()) pence += d.total_pence[a];
    }
    json part{{"number", t + 1},
              {"name", group.name},
              {"count", group.authorities.size()},
              {"lowest_score", group.authorities.empty() ? json(nullptr) : json_number(group.lowest_score)}};
    if (!d.total_pence.empty()) part["allocation_gbp"] = pounds_text(pence);
    part["authorities"] = std::move(codes);
    list.push_back(std::move(part));
  }
  return list;
}

json money_part(const Run& run) {
  const AllocationSettings& settings = run.assessment.allocation;
  json pots = json::array();
  for (std::size_t p = 0; p < settings.pots.size(); ++p) {
    std::int64_t shared = 0;
    if (p < run.decision.pence.size())
      for (const std::int64_t pence : run.decision.pence[p]) shared += pence;
    if (p < run.decision.shares.size())
      for (const PotShares::Joint& joint : run.decision.shares[p].joint) shared += joint.pence;
    pots.push_back({{"name", settings.pots[p].name},
                    {"pot_gbp", pounds_text(settings.pots[p].pence)},
                    {"allocated_gbp", pounds_text(shared)}});
  }
  return {{"need", settings.need},
          {"need_power", settings.need_power},
          {"population_power", settings.population_power},
          {"floor_gbp", pounds_text(settings.floor_pence)},
          {"cap_gbp", settings.cap_pence ? json(pounds_text(*settings.cap_pence)) : json(nullptr)},
          {"pots", std::move(pots)}};
}

json unranked_part(const Run& run) {
  json list = json::array();
  for (std::size_t a = 0; a < run.authorities.size(); ++a)
    if (run.decision.rank[a] <= 0)
      list.push_back({{"code", run.authorities.units[a].code},
                      {"name", run.authorities.units[a].name},
                      {"reason", run.decision.reason[a]}});
  return list;
}

json uncertainty_part(const Run& run) {
  const Uncertainty& u = run.uncertainty;
  json contested = json::array();
  for (std::size_t edge = 0; edge < u.contested.size(); ++edge) {
    json codes = json::array();
    for (const std::size_t a : u.contested[edge]) codes.push_back(run.authorities.units[a].code);
    contested.push_back({{"below", run.decision.tranches[edge].name}, {"authorities", std::move(codes)}});
  }
  return {{"draws", u.draws},
          {"seed", u.seed},
          {"level", json_number(u.level)},
          {"drawn", u.sources},
          {"recomputed", u.recomputed},
          {"standard_error", json_number(u.standard_error)},
          {"without_money", u.without_money},
          {"contested", std::move(contested)},
          {"assumptions", u.assumptions}};
}

json findings_part(const Run& run) {
  json list = json::array();
  for (const Finding& finding : run.findings.items())
    list.push_back({{"severity", words::severity(finding.severity)},
                    {"where", without_paths(run, finding.where)},
                    {"what", without_absolute_paths(finding.what)},
                    {"remedy", without_absolute_paths(finding.remedy)}});
  return list;
}

json content(const Run& run) {
  json manifest;
  manifest["tranche"] = {{"version", run.versions.tranche}, {"compiler", run.versions.compiler},
                         {"gdal", run.versions.gdal},       {"geos", run.versions.geos},
                         {"proj", run.versions.proj},       {"plugins", clean(run.versions.plugins)}};
  manifest["assessment"] = assessment_part(run);
  manifest["inputs"] = inputs_part(run);
  manifest["areas"] = areas_part(run);
  if (!run.sites.list.empty()) manifest["sites"] = sites_part(run.sites);
  manifest["conversions"] = conversions_part(run);
  if (!run.tallies.empty()) manifest["incidents"] = manifest::incidents_part(run);
  manifest["indicators"] = indicators_part(run);
  manifest["absent_indicators"] = absent_part(run);
  manifest["overlaps"] = run.overlaps;
  manifest["index"] = manifest::index_part(run);
  if (!run.audit.indicators.empty()) manifest["audit"] = manifest::audit_part(run);
  manifest["tranches"] = tranches_part(run);
  manifest["allocation"] = money_part(run);
  manifest["unranked"] = unranked_part(run);
  manifest["uncertainty"] = uncertainty_part(run);
  manifest["remarks"] = clean(run.decision.remarks);
  manifest["findings"] = findings_part(run);
  manifest["config"] = without_absolute_paths(run.assessment.resolved_yaml);
  return manifest;
}

std::string dumped(const json& manifest) { return manifest.dump(2, ' ', false, json::error_handler_t::replace) + "\n"; }

} // namespace

std::string manifest_json(const Run& run) {
  json manifest{{"run", run.id}};
  manifest.update(content(run));
  return dumped(manifest);
}

std::string run_id(const Run& run) { return sha256(dumped(content(run))).substr(0, 12); }

std::string draft_or_final(const Assessment& assessment) { return assessment.signed_off_by ? "FINAL" : "DRAFT"; }

std::string statement(const Assessment& assessment) {
  const std::string& author = assessment.report.author;
  return "Illustrative: weights set by " + (author.empty() ? std::string("the author of the assessment") : author) +
         ", not published by government. Not official statistics.";
}

std::string without_paths(const Run& run, std::string text) {
  const std::string file = run.assessment.file.string(), name = run.assessment.file.filename().string();
  if (file.size() > name.size())
    for (std::size_t at = text.find(file); at != std::string::npos; at = text.find(file, at + name.size()))
      text.replace(at, file.size(), name);
  return without_absolute_paths(text);
}

std::string without_absolute_paths(std::string_view text) {
  // A path begins with '/' where no word ends, and goes on to the next blank, quote, colon or bracket.
  constexpr std::string_view before = " \t\n\"'(=[,:`", ends = " \t\n\"'():,;]`";
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool starts = text[i] == '/' && (i == 0 || before.find(text[i - 1]) != std::string_view::npos) &&
                        i + 1 < text.size() && text[i + 1] != '/' && ends.find(text[i + 1]) == std::string_view::npos;
    if (!starts) {
      out += text[i];
      continue;
    }
    const std::size_t end = std::min(text.find_first_of(ends, i), text.size());
    const std::string_view path = text.substr(i, end - i);
    out += path.substr(path.find_last_of('/') + 1);
    i = end - 1;
  }
  return out;
}

} // namespace tranche
