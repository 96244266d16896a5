#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "maps/sheet_parts.hpp"
#include "outputs/report_money.hpp"
#include "outputs/standing_words.hpp"
#include "outputs/tranche_classes.hpp"
#include "outputs/words.hpp"
#include "tranche/maps/names.hpp"
#include "tranche/maps/palette.hpp"
#include "tranche/outputs/manifest.hpp"
#include "tranche/outputs/table.hpp"

namespace tranche::report {
namespace {

std::int64_t sum_over(const std::vector<std::int64_t>& pence, const std::vector<std::size_t>& authorities) {
  std::int64_t sum = 0;
  for (const std::size_t a : authorities) sum += pence[a];
  return sum;
}

/// Short marks beside a figure; the page explains each under the table.
Json marks_of(const IndicatorColumn& column, std::size_t a) {
  Json list = Json::array();
  for (const words::Mark& mark : words::marks(column, a)) list.push_back({{"mark", mark.letter}, {"why", mark.why}});
  return list;
}

struct Shown {
  const IndicatorColumn* column;
  int decimals;
};

std::vector<Shown> shown_indicators(const Run& run) {
  std::vector<Shown> list;
  for (const IndicatorColumn& column : run.indicators) {
    double largest = 0;
    for (const double value : column.value)
      if (std::isfinite(value)) largest = std::max(largest, std::fabs(value));
    list.push_back({&column, words::decimals_for(largest)});
  }
  return list;
}

Json figure_cell(const Run& run, std::size_t indicator, const Shown& shown, std::size_t a) {
  const IndicatorColumn& c = *shown.column;
  if (!has_value(c.status[a])) return {{"text", ""}, {"none", words::status(c.status[a])}, {"marks", marks_of(c, a)}};
  Json cell{{"text", words::grouped(c.value[a], shown.decimals)}, {"marks", marks_of(c, a)}};
  if (std::string hover = hover_text(run, indicator, a, shown.decimals); !hover.empty())
    cell["hover"] = std::move(hover);
  return cell;
}

std::string interval(const Run& run, std::size_t a) {
  return fmt::format("{}–{}", run.uncertainty.rank_low[a], run.uncertainty.rank_high[a]);
}

Json row_of(const Run& run, const std::vector<Shown>& indicators, std::size_t a) {
  const Decision& d = run.decision;
  const Authority& unit = run.authorities.units[a];
  const bool ranked = d.rank[a] > 0;
  const int t = d.tranche[a];
  Json row{{"code", unit.code},
           {"name", unit.name},
           {"region", unit.region},
           {"class", tranche_class_of(run, a)},
           {"rank", ranked ? std::to_string(d.rank[a]) : ""},
           {"unranked", !ranked},
           {"score", ranked ? words::grouped(d.score[a], 2) : ""},
           {"tranche", t > 0 ? d.tranches[static_cast<std::size_t>(t) - 1].name : ""}};
  if (ranked && !run.uncertainty.rank_low.empty()) row["interval"] = interval(run, a);
  if (!sites_of(run.sites, unit).empty()) row["site"] = run.sites.title;
  if (unit.members.size() > 1) row["members"] = fmt::format("{}", fmt::join(unit.members, ", "));
  if (ranked && d.weight_present[a] < 1) row["part"] = fmt::format("{:.0f} % of the weight", d.weight_present[a] * 100);
  if (!d.total_pence.empty()) row["money"] = {{"text", words::thousands_of_pounds(d.total_pence[a])}};
  row["units"] = unit_cells(run, a);
  row["cells"] = Json::array();
  for (std::size_t i = 0; i < indicators.size(); ++i) row["cells"].push_back(figure_cell(run, i, indicators[i], a));
  return row;
}

} // namespace

Json head(const Run& run) {
  const Assessment& a = run.assessment;
  const auto ranked =
      std::count_if(run.decision.rank.begin(), run.decision.rank.end(), [](int rank) { return rank > 0; });
  Json part{{"title", a.name},
            {"state", draft_or_final(a)},
            {"final", a.signed_off_by.has_value()},
            {"audience", a.report.audience},
            {"statement", statement(a)},
            {"data", run.data_date},
            {"run", run.id},
            {"ranked", ranked},
            {"unranked", static_cast<std::ptrdiff_t>(run.authorities.size()) - ranked},
            {"version", run.versions.tranche}};
  if (a.signed_off_by)
    part["signed"] = a.signed_off_by->name + (a.signed_off_by->role.empty() ? "" : ", " + a.signed_off_by->role) +
                     (a.signed_off_by->date.empty() ? "" : ", " + a.signed_off_by->date);
  part["absent"] = Json::array();
  for (const AbsentIndicator& absent : run.absent) {
    part["absent"].push_back({{"title", absent.title}, {"reason", without_absolute_paths(absent.reason)}});
  }
  if (std::string phrase = maps::absent_phrase(run); !phrase.empty()) {
    phrase[0] = 'W';
    part["without"] = std::move(phrase);
  }
  return part;
}

Json classes(const Run& run) {
  Json list = Json::array();
  for (const TrancheClass& c : all_tranche_classes(run))
    list.push_back({{"key", c.key},
                    {"label", c.label},
                    {"colour", c.colour},
                    {"text", hex(text_on(colour_from(c.colour)))},
                    {"count", c.count},
                    {"none", c.count == 0}});
  return list;
}

/// Who could as well be on the other side of each edge: name, the chance to be above it, and the rank's interval as a
/// bar between the least and the greatest rank of all that are shown.
Json contested(const Run& run) {
  const Uncertainty& u = run.uncertainty;
  Json edges = Json::array();
  for (std::size_t edge = 0; edge < u.contested.size(); ++edge) {
    if (u.contested[edge].empty()) continue;
    int first = std::numeric_limits<int>::max(), last = 0;
    for (const std::size_t a : u.contested[edge]) {
      first = std::min(first, u.rank_low[a]);
      last = std::max(last, u.rank_high[a]);
    }
    const auto share = [&](double rank) { return fmt::format("{:.1f}", 100 * (rank - first) / (last - first + 1)); };
    int above_edge = 0;
    for (const int tranche : run.decision.tranche) above_edge += tranche >= 1 && tranche <= static_cast<int>(edge) + 1;
    Json rows = Json::array();
    for (const std::size_t a : u.contested[edge]) {
      double above = 0;
      for (std::size_t t = 0; t <= edge; ++t) above += u.tranche_probability[a][t];
      rows.push_back(
          {{"name", display_name(run.authorities.units[a].name)},
           {"rank", run.decision.rank[a]},
           {"class", tranche_class_of(run, a)},
           {"above", fmt::format("{:.0f} %", above * 100)},
           {"interval", interval(run, a)},
           {"from", share(u.rank_low[a])},
           {"wide", fmt::format("{:.1f}", 100.0 * (u.rank_high[a] - u.rank_low[a] + 1) / (last - first + 1))},
           {"median", share(u.rank_median[a] + 0.5)}});
    }
    edges.push_back({{"name", run.decision.tranches[edge].name},
                     {"count", rows.size()},
                     {"edge", share(above_edge + 1)},
                     {"rows", std::move(rows)}});
  }
  return edges;
}

Json tranches(const Run& run) {
  const Decision& d = run.decision;
  const bool money = !d.total_pence.empty();
  Json part{{"any", !d.tranches.empty()}, {"money", money}, {"rows", Json::array()}};
  std::vector<std::size_t> everybody;
  const auto row_for = [&](const std::string& name, const std::string& key,
                           const std::vector<std::size_t>& authorities) {
    Json row{{"name", name}, {"class", key}, {"count", authorities.size()}};
    if (money) row["total"] = {{"text", words::thousands_of_pounds(sum_over(d.total_pence, authorities))}};
    return row;
  };
  for (std::size_t t = 0; t < d.tranches.size(); ++t) {
    const TrancheGroup& group = d.tranches[t];
    Json row = row_for(group.name, std::to_string(t + 1), group.authorities);
    row["number"] = t + 1;
    row["lowest"] = group.authorities.empty() ? "" : words::grouped(group.lowest_score, 2);
    part["rows"].push_back(std::move(row));
    everybody.insert(everybody.end(), group.authorities.begin(), group.authorities.end());
  }
  part["all"] = row_for("All", "", everybody);
  if (money) { // those in no tranche may be paid too
    const std::int64_t all = std::accumulate(d.total_pence.begin(), d.total_pence.end(), std::int64_t{0});
    part["all"]["total"] = {{"text", words::thousands_of_pounds(all)}};
  }
  part["contested"] = contested(run);
  part["any_contested"] = !part["contested"].empty();
  return part;
}

Json top_ten(const Run& run) {
  Json list = Json::array();
  for (const std::size_t a : reading_order(run)) {
    if (run.decision.rank[a] <= 0 || list.size() == 10) break;
    Json row{{"rank", run.decision.rank[a]},
             {"name", display_name(run.authorities.units[a].name)},

             {"class", tranche_class_of(run, a)}};
    if (!run.uncertainty.rank_low.empty()) row["interval"] = interval(run, a);
    if (!run.decision.total_pence.empty())
      row["money"] = {{"text", words::thousands_of_pounds(run.decision.total_pence[a])}};
    list.push_back(std::move(row));
  }
  return list;
}

Json figures(const Run& run) {
  Json part{{"heads", Json::array()},
            {"rows", Json::array()},
            {"money", !run.decision.total_pence.empty()},
            {"intervals", !run.uncertainty.rank_low.empty()},
            {"tranches", !run.decision.tranches.empty()}};
  if (!run.uncertainty.rank_low.empty()) part["level"] = fmt::format("{:.4g} %", run.uncertainty.level * 100);
  const std::vector<Shown> indicators = shown_indicators(run);
  for (const Shown& shown : indicators)
    part["heads"].push_back(
        {{"title", shown.column->title}, {"unit", words::unit_beside(shown.column->title, shown.column->unit)}});
  for (const std::size_t a : reading_order(run)) part["rows"].push_back(row_of(run, indicators, a));
  return part;
}

Json unranked(const Run& run) {
  Json list = Json::array();
  for (std::size_t a = 0; a < run.authorities.size(); ++a)
    if (run.decision.rank[a] <= 0)
      list.push_back({{"name", run.authorities.units[a].name},
                      {"code", run.authorities.units[a].code},
                      {"reason", without_absolute_paths(run.decision.reason[a])}});
  return list;
}

} // namespace tranche::report
