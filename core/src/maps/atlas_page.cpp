#include "maps/atlas_page.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "maps/sheet_parts.hpp"
#include "outputs/method_words.hpp"
#include "outputs/standing_words.hpp"
#include "outputs/uncertainty_columns.hpp"
#include "outputs/words.hpp"
#include "tranche/maps/names.hpp"
#include "tranche/outputs/manifest.hpp"
#include "tranche/outputs/table.hpp"

namespace tranche::maps {
namespace {

constexpr std::size_t most_nearest = 5;

std::string with_capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  if (!text.empty() && text.back() != '.') text += '.';
  return text;
}

double mean_of(const std::vector<double>& values) {
  double sum = 0, count = 0;
  for (const double value : values)
    if (!std::isnan(value)) sum += value, count += 1;
  return sum / count;
}

/// Which part makes most of the whole, and which takes most from it. @pre the greatest first, not empty
std::string most_and_least(const std::vector<AtlasPart>& parts, const std::string& whole) {
  const AtlasPart &most = parts.front(), &least = parts.back();
  std::string text;
  if (most.value > 0)
    text = fmt::format("{} contributes most: {} to {}.", most.title, words::grouped(most.value, 2), whole);
  if (least.value < 0)
    text += fmt::format("{}{} takes most away: {}{}.", text.empty() ? "" : " ", least.title,
                        words::grouped(least.value, 2), text.empty() ? " in " + whole : "");
  return text;
}

} // namespace

PageBuilder::PageBuilder(const Run& run) : m_run(run), m_spines(run), m_profiles(run) {
  for (const std::size_t a : reading_order(run))
    if (run.decision.rank[a] > 0) m_ranked.push_back(a);
  for (const IndexColumn& column : run.decision.columns) m_mean_part.push_back(mean_of(column.contribution));
}

std::string PageBuilder::rank_text(std::size_t a) const {
  const auto& rank = m_run.decision.rank;
  if (rank[a] <= 0) return {};
  return std::to_string(rank[a]) + (std::count(rank.begin(), rank.end(), rank[a]) > 1 ? "=" : "");
}

AtlasPage PageBuilder::page_of(std::size_t a) const {
  const Decision& d = m_run.decision;
  const Authority& unit = m_run.authorities.units[a];
  AtlasPage page;
  page.authority = a;
  page.code = unit.code, page.name = display_name(unit.name), page.region = unit.region;
  if (page.name != unit.name) page.official = unit.name;
  if (unit.members.size() > 1) page.members = fmt::format("{}", fmt::join(unit.members, ", "));
  page.rank = rank_text(a);
  if (page.rank.empty())
    page.unranked = with_capital(without_absolute_paths(d.reason[a]));
  else
    page.score = words::grouped(d.score[a], 2);
  if (const int t = d.tranche[a]; t > 0) {
    page.tranche = d.tranches[static_cast<std::size_t>(t) - 1].name;
    if (page.tranche.empty()) page.tranche = fmt::format("Tranche {}", t);
  }
  if (!page.rank.empty() && d.weight_present[a] < 1) page.part = words::part_of_the_weight(d.weight_present[a]) + ".";
  page.spine = m_spines.rows_of(a);
  page.nearest = m_profiles.nearest(a, most_nearest);
  add_certainty(page);
  add_parts(page);
  add_edges(page);
  add_money(page);
  add_notes(page);
  return page;
}

void PageBuilder::add_certainty(AtlasPage& page) const {
  const Uncertainty& u = m_run.uncertainty;
  const std::size_t a = page.authority;
  if (u.rank_low.empty() || page.rank.empty()) return;
  page.median = u.rank_median[a];
  for (const RankInterval& one : u.intervals) page.ranges.push_back({one.level, {one.low[a]}, {one.high[a]}});
  if (page.ranges.empty()) page.ranges.push_back({u.level, {u.rank_low[a]}, {u.rank_high[a]}});
  std::sort(page.ranges.begin(), page.ranges.end(), [](const auto& p, const auto& q) { return p.level < q.level; });
  if (!m_run.decision.tranches.empty() && a < u.tranche_probability.size()) page.chances = u.tranche_probability[a];
}

void PageBuilder::add_parts(AtlasPage& page) const {
  const Decision& d = m_run.decision;
  if (page.rank.empty()) return;
  if (d.additive == Additive::no) {
    page.parts_words = fmt::format("The score is no sum ({}): no part of it belongs to one indicator alone. What each "
                                   "figure ranks by itself stands beside it above.",
                                   words::aggregate_phrase(m_run.assessment.index.aggregate));
    return;
  }
  for (std::size_t i = 0; i < d.columns.size(); ++i)
    if (const double part = d.columns[i].contribution[page.authority]; !std::isnan(part))
      page.parts.push_back({m_run.indicators[i].title, part, m_mean_part[i]});
  if (page.parts.empty()) return;
  std::stable_sort(page.parts.begin(), page.parts.end(),
                   [](const AtlasPart& one, const AtlasPart& two) { return one.value > two.value; });
  const bool logarithm = d.additive == Additive::logarithm;
  const double score = logarithm ? std::log(d.score[page.authority]) : d.score[page.authority];
  page.parts_words = most_and_least(
      page.parts, fmt::format("{} of {}", logarithm ? "the score's logarithm" : "the score", words::grouped(score, 2)));
}

/// The last in a tranche above, the first in one below: ranks lie in order of the tranches.
void PageBuilder::add_edges(AtlasPage& page) const {
  const Decision& d = m_run.decision;
  const std::size_t a = page.authority;
  if (page.rank.empty()) return;
  const auto by_rule = [&](std::size_t x) { return !d.funding_note.empty() && !d.funding_note[x].empty(); };
  if (by_rule(a)) page.edges.push_back(with_capital(d.funding_note[a]) + ".");
  const auto place = [&](std::size_t x) { return d.tranche[x] > 0 ? d.tranche[x] : 1 << 20; };
  std::size_t up = m_ranked.size(), down = m_ranked.size();
  for (std::size_t i = 0; i < m_ranked.size() && !by_rule(a); ++i) {
    if (by_rule(m_ranked[i])) continue;
    if (place(m_ranked[i]) < place(a)) up = i;
    if (place(m_ranked[i]) > place(a) && down == m_ranked.size()) down = i;
  }
  for (const std::size_t i : {up, down}) {
    if (i == m_ranked.size()) continue;
    const std::size_t other = m_ranked[i];
    page.edges.push_back(with_capital(words::edge(
        {i == up, d.tranche[other], std::abs(d.rank[other] - d.rank[a]), std::fabs(d.score[other] - d.score[a]),
         display_name(m_run.authorities.units[other].name), d.rank[other], d.score[other]})));
  }
  if (const std::string edges = contested_words(m_run, a); !edges.empty())
    page.edges.push_back(with_capital(words::contested(edges)));
  else if (!m_run.uncertainty.contested.empty() && !page.edges.empty())
    page.edges.push_back(with_capital(words::not_contested()));
  if (a >= m_run.uncertainty.outranks.size() || m_run.uncertainty.outranks[a].empty()) return;
  std::vector<std::pair<std::string, double>> others;
  for (const Outranks& one : m_run.uncertainty.outranks[a])
    others.emplace_back(display_name(m_run.authorities.units[one.authority].name), one.probability);
  page.edges.push_back(with_capital(words::stands_before(others)));
}

void PageBuilder::add_money(AtlasPage& page) const {
  const Decision& d = m_run.decision;
  const std::size_t a = page.authority;
  if (d.total_pence.empty() || m_run.assessment.allocation.pots.empty()) return;
  if (d.pot_names.size() > 1)
    for (std::size_t p = 0; p < d.pot_names.size(); ++p)
      page.money.emplace_back(d.pot_names[p], words::thousands_of_pounds(d.pence[p][a]));
  page.money.emplace_back(d.pot_names.size() > 1 ? "All years" : "In all",
                          words::thousands_of_pounds(d.total_pence[a]));
  if (a < m_run.uncertainty.money.size() && !page.rank.empty() && d.tranche[a] > 0) {
    const MoneyRange& range = m_run.uncertainty.money[a];
    page.money_words.push_back(
        with_capital(words::money_over_the_draws(range.mean, range.low, range.high, m_run.uncertainty.level)));
  }
}

void PageBuilder::add_notes(AtlasPage& page) const {
  const std::size_t a = page.authority;
  if (std::string site = sites_sentence(m_run.sites, m_run.authorities.units[a]); !site.empty())
    page.notes.push_back(std::move(site));
  for (const ImputedFigure& one : m_run.decision.imputed)
    if (one.authority == a)
      page.notes.push_back(fmt::format("{}: {} was imputed ({}).", m_run.indicators[one.column].title,
                                       words::grouped(one.value, words::decimals_for(std::fabs(one.value))), one.how));
  for (const IndicatorColumn& column : m_run.indicators) {
    std::string remarks;
    for (const auto& [unit, remark] : column.notes)
      if (unit == a) remarks += (remarks.empty() ? "" : "; ") + without_absolute_paths(remark);
    if (!remarks.empty()) page.notes.push_back(column.title + ": " + remarks + ".");
  }
  for (const AbsentIndicator& absent : m_run.absent)
    page.notes.push_back(fmt::format("Without {}: {}.", in_sentence(absent.title.empty() ? absent.id : absent.title),
                                     without_absolute_paths(absent.reason)));
}

} // namespace tranche::maps
