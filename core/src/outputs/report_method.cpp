#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "outputs/method_words.hpp"
#include "outputs/money_words.hpp"
#include "outputs/report_model.hpp"
#include "outputs/words.hpp"
#include "tranche/outputs/manifest.hpp"
#include "tranche/outputs/payments.hpp"

namespace tranche::report {
namespace {

Json without_paths(const std::vector<std::string>& lines) {
  Json list = Json::array();
  for (const std::string& line : lines) list.push_back({{"text", without_absolute_paths(line)}});
  return list;
}

std::string tranche_words(const TrancheSettings& tranches) {
  if (tranches.cut.empty()) return {};
  std::string list;
  for (const Cut& cut : tranches.cut) {
    if (!list.empty()) list += "; ";
    if (!cut.name.empty()) list += cut.name + ": ";
    const auto named = std::count_if(tranches.named.begin(), tranches.named.end(),
                                     [&](const NamedAuthority& one) { return one.tranche == cut.name; });
    if (cut.by == Cut::By::count && static_cast<double>(named) == cut.amount)
      list += fmt::format("{} authorities by name", named);
    else if (cut.by == Cut::By::count)
      list += fmt::format("the next {:.0f} authorities", cut.amount);
    if (cut.by == Cut::By::rest) list += "the rest";
    if (cut.by == Cut::By::score) list += fmt::format("scores of {:.4g} or more", cut.amount);
    if (cut.by == Cut::By::budget)
      list += "as many as " + words::thousands_of_pounds(std::llround(cut.amount * 100)) + " pays for";
    if (cut.by == Cut::By::population)
      list += fmt::format("down the ranking to {} residents", words::grouped(cut.amount, 0));
    if (cut.per_region > 0) list += fmt::format(", with at least {} of each region", cut.per_region);
  }
  std::string text = "Tranches: " + list + ". ";
  if (!tranches.eligible.empty())
    text += fmt::format("Only {} authorities are eligible; the others are ranked. ", tranches.eligible.size());
  if (!tranches.named.empty())
    text += fmt::format("{} {} placed by a rule of the programme and not by rank; the reason stands beside each. ",
                        tranches.named.size(), tranches.named.size() == 1 ? "authority is" : "authorities are");
  return text + (tranches.unranked_last ? "Unranked authorities fall into the last tranche."
                                        : "Unranked authorities fall into none.");
}

const IndicatorColumn* indicator(const Run& run, const std::string& id) {
  for (const IndicatorColumn& column : run.indicators)
    if (column.id == id) return &column;
  return nullptr;
}

Json weights(const Run& run) {
  Json rows = Json::array();
  for (const IndexColumn& column : run.decision.columns) {
    const IndicatorColumn* figures = indicator(run, column.id);
    Json row{{"id", column.id}, {"weight", words::grouped(column.weight * 100, 1) + " %"}};
    if (figures) {
      row["title"] = figures->title;
      row["unit"] = words::unit_beside(figures->title, figures->unit);
      row["direction"] = figures->direction > 0 ? "higher is greater need" : "lower is greater need";
      row["made"] = without_absolute_paths(figures->source);
      if (std::isfinite(column.england))
        row["england"] = words::grouped(column.england, words::decimals_for(std::fabs(column.england)));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

/// One row for each indicator: how many figures are what.
Json quality_rows(const Run& run) {
  Json rows = Json::array();
  for (const IndicatorColumn& column : run.indicators) {
    std::map<Status, int> count;
    std::map<std::uint32_t, int> flagged;
    double coverage = 1;
    for (std::size_t a = 0; a < column.status.size(); ++a) {
      ++count[column.status[a]];
      for (const std::uint32_t bit :
           {flag::imputed, flag::scaled, flag::apportioned, flag::shared, flag::treated, flag::implausible})
        if (column.flags[a] & bit) ++flagged[bit];
      if (has_value(column.status[a])) coverage = std::min(coverage, column.coverage[a]);
    }
    std::string done;
    for (const auto& [bit, n] : flagged) done += (done.empty() ? "" : ", ") + fmt::format("{} {}", n, flags_text(bit));
    rows.push_back({{"title", column.title},
                    {"measured", count[Status::measured]},
                    {"unreliable", count[Status::unreliable]},
                    {"missing", count[Status::missing]},
                    {"suppressed", count[Status::suppressed]},
                    {"too_few", count[Status::too_few]},
                    {"done", done},
                    {"coverage", fmt::format("{:.0f} %", std::floor(coverage * 100))}});
  }
  return rows;
}

Json conversions(const Run& run) {
  Json rows = Json::array();
  for (const Conversion& c : run.conversions) {
    Json row{{"layer", c.layer},
             {"value", c.value},
             {"used_for", c.used_for},
             {"from", c.from},
             {"to", c.to},
             {"how", c.how},
             {"areas", fmt::format("{} to {}", c.source_areas, c.authorities)},
             {"changes", c.changes.size()}};
    if (c.how.starts_with("sum") && std::isfinite(c.source_total)) {
      row["total"] = words::grouped(c.carried_total, 0);
      if (c.outside > 0)
        row["total"] = fmt::format("{} of {}", words::grouped(c.carried_total, 0), words::grouped(c.source_total, 0));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

/// Each line once, and none that another begins with.
std::vector<std::string> attributions(const Run& run) {
  std::set<std::string> lines;
  for (const Source& source : run.sources)
    if (!source.attribution.empty()) lines.insert(source.attribution);
  std::vector<std::string> kept;
  for (const std::string& line : lines) { // in order, so that a line that begins another stands just before it
    if (!kept.empty() && line.compare(0, kept.back().size(), kept.back()) == 0) kept.pop_back();
    kept.push_back(line);
  }
  return kept;
}

/// A note that stands among the remarks on single figures already.
bool is_remark(const Run& run, const Finding& finding) {
  return finding.severity == Severity::note &&
         std::any_of(run.indicators.begin(), run.indicators.end(), [&](const IndicatorColumn& column) {
           return finding.where.compare(0, column.id.size() + 2, column.id + ", ") == 0;
         });
}

} // namespace

Json method(const Run& run) {
  const Assessment& a = run.assessment;
  std::vector<std::string> lines = {words::burden_sentence(a.index),
                                    words::treat_sentence(a.index.treat),
                                    words::normalise_sentence(a.index.normalise),
                                    words::aggregate_sentence(a.index),
                                    words::missing_sentence(a.index),
                                    tranche_words(a.tranches),
                                    words::money_words(a.allocation),
                                    words::year_words(run)};
  for (std::string& sentence : effect_sentences(run)) lines.push_back(std::move(sentence));
  std::erase_if(lines, [](const std::string& line) { return line.empty(); });
  Json part{{"weights", weights(run)},
            {"whole", run.authorities.geography == "units" ? "All" : "England"},
            {"steps", without_paths(lines)},
            {"overlaps", without_paths(run.overlaps)},
            {"remarks", without_paths(run.decision.remarks)},
            {"assumptions", without_paths(run.uncertainty.assumptions)},
            {"any_overlap", !run.overlaps.empty()},
            {"any_remark", !run.decision.remarks.empty()}};
  if (!run.uncertainty.rank_low.empty())
    part["uncertainty"] =
        fmt::format("The interval beside a rank holds it in {:.4g} % of {} draws (seed {}) under these assumptions.",
                    run.uncertainty.level * 100, words::grouped(run.uncertainty.draws, 0), run.uncertainty.seed) +
        fmt::format(" No probability of a tranche has a larger Monte Carlo standard error than {:.2g}.",
                    run.uncertainty.standard_error);
  return part;
}

Json quality(const Run& run) {
  Json part{
      {"rows", quality_rows(run)}, {"conversions", conversions(run)}, {"any_conversion", !run.conversions.empty()}};
  Json remarks = Json::array(), findings = Json::array(); // the title once: hundreds of remarks would repeat it
  std::size_t count = 0;
  for (const IndicatorColumn& column : run.indicators) {
    if (column.notes.empty()) continue;
    Json list = Json::array();
    for (const auto& [a, remark] : column.notes)
      list.push_back({{"name", run.authorities.units[a].name}, {"text", without_absolute_paths(remark)}});
    count += list.size();
    remarks.push_back({{"title", column.title}, {"list", std::move(list)}});
  }
  for (const Finding& finding : run.findings.items())
    if (!is_remark(run, finding))
      findings.push_back(
          {{"severity", words::severity(finding.severity)}, {"text", without_paths(run, finding.text())}});
  part["any_remark"] = !remarks.empty();
  part["any_finding"] = !findings.empty();
  part["remark_count"] = count;
  part["finding_count"] = findings.size();
  part["remarks"] = std::move(remarks);
  part["findings"] = std::move(findings);
  part["repaired"] = without_paths(run.boundaries.repaired);
  part["any_repaired"] = !run.boundaries.repaired.empty();
  if (!run.boundaries.transformation.empty())
    part["transformation"] = without_absolute_paths(run.boundaries.transformation);
  return part;
}

Json sources(const Run& run) {
  Json part{{"rows", Json::array()}, {"attributions", Json::array()}};
  for (const Source& s : run.sources) {
    part["rows"].push_back({{"title", s.title},
                            {"publisher", s.publisher},
                            {"published", s.published},
                            {"period", s.period},
                            {"licence", s.licence},
                            {"used_for", fmt::format("{}", fmt::join(s.used_for, ", "))},
                            {"sha", s.sha256.substr(0, 12)}});
  }
  for (const std::string& line : attributions(run)) part["attributions"].push_back({{"text", line}});
  return part;
}

Json decisions(const Run& run) {
  Json part{{"rows", Json::array()}, {"overrides", Json::array()}};
  for (const DecisionNote& d : run.assessment.decisions)
    part["rows"].push_back({{"date", d.date}, {"author", d.author}, {"choice", d.choice}, {"reason", d.reason}});
  for (const auto& [key, value] : run.assessment.overrides)
    part["overrides"].push_back({{"text", key + " = " + without_absolute_paths(value)}});
  part["any"] = !part["rows"].empty();
  part["any_override"] = !part["overrides"].empty();
  return part;
}

} // namespace tranche::report
