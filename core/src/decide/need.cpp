#include "decide/need.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "decide/index.hpp"
#include "nan.hpp"
#include "settings/sections.hpp"
#include "tranche/statistics/ranking.hpp"

namespace tranche {
namespace {

/// need: score. Only scores that are a stated, strictly positive rescaling may multiply money.
std::vector<double> need_by_score(const Decision& decision, const IndexSettings& index, const Place& place) {
  if (!positive_scores(index))
    throw Error(Fault::settings, place.text(),
                fmt::format("the need score cannot share money under {}: {}", name_of(index.normalise.method),
                            index.normalise.method == Normalise::min_max
                                ? "its low end is not above 0, so the least needy would get nothing by construction"
                                : "twice the score is not twice the need"),
                "use need: relative, need: an indicator's id, or normalise by imd_exponential or min_max above 0");
  return decision.score;
}

/// A figure over its reference, greater meaning more need. A ratio asks for figures that cannot be negative.
double relative_need(const IndicatorColumn& indicator, const IndexColumn& column, const std::string& code,
                     std::size_t i, const Place& place) {
  const double value = column.used[i], england = column.england;
  const bool usable = england > 0 && (indicator.direction > 0 ? value >= 0 : value > 0);
  if (!usable)
    throw Error(Fault::settings, place.text(),
                fmt::format("money is shared by {} relative to England, but {} has {:.6g} against {:.6g}", indicator.id,
                            code, value, england),
                "share by another need (an indicator with figures above 0), or by population only");
  return indicator.direction > 0 ? value / england : england / value;
}

std::vector<double> need_relative(const Decision& decision, const Candidates& candidates,
                                  std::span<const IndicatorColumn> indicators, const Place& place) {
  std::vector<double> need(candidates.codes.size(), nan);
  for (std::size_t i = 0; i < need.size(); ++i) {
    double sum = 0;
    bool any = false;
    for (std::size_t c = 0; c < indicators.size(); ++c) {
      const IndexColumn& column = decision.columns[c];
      if (!(column.effective_weight[i] > 0)) continue;
      sum += column.effective_weight[i] * relative_need(indicators[c], column, candidates.codes[i], i, place);
      any = true;
    }
    if (any) need[i] = sum;
  }
  return need;
}

std::vector<double> need_by_indicator(const Decision& decision, const Candidates& candidates,
                                      std::span<const IndicatorColumn> indicators, const ShareRules& rules,
                                      const Place& place) {
  const auto found = std::find_if(indicators.begin(), indicators.end(),
                                  [&](const IndicatorColumn& indicator) { return indicator.id == rules.need; });
  if (found == indicators.end())
    throw Error(Fault::settings, place.text(),
                fmt::format("need: '{}' is not an indicator of this assessment", rules.need),
                "use relative, score, or an indicator's id");
  std::vector<double> need(candidates.codes.size(), nan);
  const IndexColumn& column = decision.columns[static_cast<std::size_t>(found - indicators.begin())];
  for (std::size_t i = 0; i < need.size(); ++i)
    if (!std::isnan(column.used[i])) need[i] = relative_need(*found, column, candidates.codes[i], i, place);
  return need;
}

} // namespace

std::vector<double> need_measure(const Decision& decision, const Candidates& candidates,
                                 std::span<const IndicatorColumn> indicators, const IndexSettings& index,
                                 const ShareRules& rules, const Place& place) {
  std::vector<double> need = rules.need == "score" ? need_by_score(decision, index, place)
                             : rules.need == "relative"
                                 ? need_relative(decision, candidates, indicators, place)
                                 : need_by_indicator(decision, candidates, indicators, rules, place);
  for (double& value : need) value = std::isnan(value) ? nan : statistics::round_score(value);
  return need;
}

} // namespace tranche
