#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "outputs/audit_plots.hpp"
#include "outputs/report_model.hpp"
#include "outputs/words.hpp"
#include "tranche/outputs/audit.hpp"

namespace tranche::report {
namespace {

constexpr std::size_t pairs_shown = 45; // every pair of ten indicators

std::string figure(double value, int decimals) { return std::isnan(value) ? "–" : words::grouped(value, decimals); }
std::string percent(double share) { return std::isnan(share) ? "–" : words::grouped(100 * share, 1) + " %"; }

/// Decimals that show the spread of an indicator.
int decimals_of(const statistics::Description& d) {
  return std::isnan(d.maximum) ? 0 : words::decimals_for(std::max(std::fabs(d.minimum), std::fabs(d.maximum)));
}

Json indicator_row(const AuditedIndicator& one, const IndicatorColumn& column) {
  const statistics::Description& d = one.figures;
  const int decimals = decimals_of(d);
  return {{"id", one.id},
          {"title", column.title},
          {"n", d.n},
          {"missing", d.missing},
          {"mean", figure(d.mean, decimals)},
          {"sd", figure(d.sd, decimals)},
          {"min", figure(d.minimum, decimals)},
          {"max", figure(d.maximum, decimals)},
          {"skewness", figure(d.skewness, 2)},
          {"kurtosis", figure(d.kurtosis, 2)},
          {"outliers", d.outliers}};
}

Json weight_row(const std::string& id, bool domain, double weight, double share, double r, double rest, double inside,
                double inflation) {
  return {{"id", id},
          {"domain", domain},
          {"weight", percent(weight)},
          {"share", percent(share)},
          {"r", figure(r, 2)},
          {"rest", figure(rest, 2)},
          {"against_rest", rest < 0},
          {"inside", figure(inside, 2)},
          {"against_inside", inside < 0},
          {"inflation", std::isinf(inflation) ? std::string("∞") : figure(inflation, 1)}};
}

Json weight_rows(const Audit& audit) {
  Json rows = Json::array();
  for (const AuditedIndicator& one : audit.indicators)
    rows.push_back(weight_row(one.id, false, one.weight,
                              audit.additive == Additive::no ? one.importance.share : one.variance_share,
                              one.importance.correlation, one.with_rest, one.with_domain, one.inflation));
  for (const AuditedDomain& domain : audit.domains)
    rows.push_back(weight_row(domain.id, true, domain.weight, domain.variance_share, domain.correlation,
                              domain.with_rest, AuditedIndicator::none, AuditedIndicator::none));
  return rows;
}

/// The strongest pairs, for readers who do not see the map.
Json pairs(const Audit& audit) {
  std::vector<std::pair<std::size_t, std::size_t>> all;
  for (std::size_t a = 0; a < audit.indicators.size(); ++a)
    for (std::size_t b = a + 1; b < audit.indicators.size(); ++b) all.emplace_back(a, b);
  const auto strength = [&](const auto& pair) {
    const double r = audit.pearson.r(pair.first, pair.second);
    return std::isnan(r) ? -1.0 : std::fabs(r);
  };
  std::stable_sort(all.begin(), all.end(), [&](const auto& x, const auto& y) { return strength(x) > strength(y); });
  Json rows = Json::array();
  for (std::size_t k = 0; k < std::min(all.size(), pairs_shown); ++k) {
    const auto [a, b] = all[k];
    rows.push_back({{"a", audit.indicators[a].id},
                    {"b", audit.indicators[b].id},
                    {"pearson", figure(audit.pearson.r(a, b), 2)},
                    {"spearman", figure(audit.spearman.r(a, b), 2)},
                    {"n", audit.pearson.n(a, b)}});
  }
  return rows;
}

Json left_out_rows(const Run& run) {
  Json rows = Json::array();
  for (const LeftOut& row : run.audit.left_out) {
    // Every name stands in every row: one that is absent would be looked up on the page around it.
    Json one{{"id", row.id}, {"domain", row.domain}, {"why_not", row.undefined}, {"in_and_out", ""}};
    if (row.undefined.empty()) {
      one.update({{"shift", figure(row.mean_shift, 1)},
                  {"who", run.authorities.units[row.moved_most].name},
                  {"from", row.rank_with},
                  {"to", row.rank_without},
                  {"tranche", row.change_tranche},
                  {"spearman", figure(row.spearman, 3)}});
      if (row.gained + row.lost > 0)
        one["in_and_out"] = fmt::format("{} newly ranked, {} no longer", row.gained, row.lost);
    }
    rows.push_back(std::move(one));
  }
  return rows;
}

/// Sentences whose percentages do not break across lines.
Json texts(const std::vector<std::string>& lines) {
  Json list = Json::array();
  for (std::string line : lines) {
    for (std::size_t at = line.find(" %"); at != std::string::npos; at = line.find(" %", at))
      line.replace(at, 1, "\u00a0");
    list.push_back({{"text", std::move(line)}});
  }
  return list;
}

} // namespace

Json audit(const Run& run) {
  const Audit& audit = run.audit;
  if (audit.indicators.empty()) return nullptr;
  Json part{{"words", texts(audit_sentences(run))},
            {"undefined", texts(audit.undefined)},
            {"indicators", Json::array()},
            {"weights", weight_rows(audit)},
            {"share_head", audit.additive == Additive::no ? "Part of what is explained" : "Share of variance"},
            {"bars", plots::weight_bars(audit)},
            {"scree", plots::scree(audit)},
            {"map", audit.indicators.size() > 1 ? plots::correlation_map(audit) : ""},
            {"pairs", pairs(audit)},
            {"left_out", left_out_rows(run)}};
  for (const AuditedIndicator& one : audit.indicators)
    part["indicators"].push_back(indicator_row(one, run.indicators[one.column]));
  const std::size_t all = audit.indicators.size() * (audit.indicators.size() - 1) / 2;
  part["pairs_head"] = all > pairs_shown ? fmt::format("the {} strongest of {} pairs", pairs_shown, all) : "every pair";
  part["any_undefined"] = !audit.undefined.empty();
  if (!std::isnan(audit.within) && !std::isnan(audit.across))
    part["means"] = fmt::format("Mean Pearson’s r is {} within domains and {} across them.", figure(audit.within, 2),
                                figure(audit.across, 2));
  return part;
}

} // namespace tranche::report
