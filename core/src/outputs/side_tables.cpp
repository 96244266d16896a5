#include "outputs/side_tables.hpp"

#include <array>

#include <fmt/format.h>

#include "tranche/outputs/manifest.hpp"

namespace tranche {
namespace {

Table text_table(std::initializer_list<std::pair<const char*, const char*>> columns) {
  Table table;
  for (const auto& [name, title] : columns) table.columns.push_back({name, title, "", "", "", CellType::text});
  return table;
}

} // namespace

Table sources_table(const Run& run) {
  Table table = text_table({{"layer", "Layer"},
                            {"title", "Title"},
                            {"publisher", "Publisher"},
                            {"published", "Published"},
                            {"period", "Period"},
                            {"used_for", "Used for"},
                            {"licence", "Licence"},
                            {"attribution", "Attribution"},
                            {"file", "File"},
                            {"sha256", "SHA-256"}});
  for (const Source& s : run.sources)
    table.rows.push_back({s.layer, s.title, s.publisher, s.published, s.period,
                          fmt::format("{}", fmt::join(s.used_for, "; ")), s.licence, s.attribution,
                          without_absolute_paths(s.file), s.sha256});
  return table;
}

Table sites_table(const Run& run) {
  Table table = text_table({{"name", "Site"},
                            {"programme", "Programme"},
                            {"kind", "Kind"},
                            {"code", "Code"},
                            {"within", "Code of the district's authority, which is itself no site"},
                            {"country", "Country"}});
  constexpr std::array<const char*, 3> kinds{"authority", "district", "outside"}; // in the enum's order
  for (const Site& site : run.sites.list)
    table.rows.push_back({full_name(site), run.sites.title, std::string(kinds[static_cast<std::size_t>(site.kind)]),
                          site.code, site.within, site.country});
  return table;
}

Table notes_table(const Run& run) {
  Table table = text_table({{"topic", "Topic"}, {"text", "Text"}});
  const auto add = [&table](const char* topic, std::string text) {
    if (!text.empty()) table.rows.push_back({std::string(topic), std::move(text)});
  };
  const Assessment& a = run.assessment;
  add("Assessment", a.name);
  add("State", draft_or_final(a));
  add("Statement", statement(a));
  if (a.signed_off_by)
    add("Signed off by",
        fmt::format("{}, {}, {}", a.signed_off_by->name, a.signed_off_by->role, a.signed_off_by->date));
  add("Date of the data", run.data_date);
  add("Run", run.id);
  for (const AbsentIndicator& absent : run.absent)
    add("Without", absent.title + ": " + without_absolute_paths(absent.reason));
  for (std::size_t u = 0; u < run.authorities.size(); ++u)
    if (run.decision.rank[u] <= 0)
      add("Unranked", fmt::format("{} ({}): {}", run.authorities.units[u].name, run.authorities.units[u].code,
                                  run.decision.reason[u]));
  add("Sites", sites_note(run.sites));
  for (const std::string& remark : run.decision.remarks) add("Remark", remark);
  for (const std::string& overlap : run.overlaps) add("Overlap", overlap);
  for (const std::string& assumption : run.uncertainty.assumptions) add("Uncertainty", assumption);
  for (const DecisionNote& d : a.decisions)
    add("Decision", fmt::format("{} {}: {} ({})", d.date, d.author, d.choice, d.reason));
  add("Text that begins with = + - @",
      "has an apostrophe in front in the spreadsheet and the CSV file, so that no program takes it for a formula.");
  return table;
}

} // namespace tranche
