#include <cmath>
#include <fmt/format.h>

#include "outputs/comparison_columns.hpp"
#include "outputs/report_model.hpp"
#include "outputs/words.hpp"

namespace tranche::report {
namespace {

std::string range(double lower, double upper, int decimals) {
  return words::grouped(lower, decimals) + " to " + words::grouped(upper, decimals);
}

void append(std::string& text, const std::string& part) { text += (text.empty() ? "" : "; ") + part; }

void append_limits(std::string& text, const IndicatorColumn& column, std::size_t a, int decimals) {
  if (!column.has_limits(a)) return;
  append(text, range(column.lower[a], column.upper[a], decimals));
  for (std::size_t k = 0; k < column.further_lower.size(); ++k)
    if (!std::isnan(column.further_lower[k][a]))
      append(text, range(column.further_lower[k][a], column.further_upper[k][a], decimals) + " (" +
                       level_text(column.levels[k + 1]) + " %)");
}

void append_comparison(std::string& text, const FigureComparison& comparison, std::size_t a, int decimals) {
  const auto judged = [&](const auto& levels) {
    return levels.empty() ? std::string() : std::string(statistics::name_of(levels.front()[a]));
  };
  const auto beside = [](const std::string& word) { return word + (word == "similar" ? " to " : " than "); };
  const std::string england = judged(comparison.vs_england), region = judged(comparison.vs_region);
  if (!england.empty()) append(text, beside(england) + comparison.whole); // whose figure the panel gives once
  if (!region.empty()) {
    const std::string whom = "the region (" + words::grouped(comparison.region[a], decimals) + ")";
    if (region == england)
      text += " and " + whom;
    else
      append(text, beside(region) + whom);
  }
  if (!comparison.funnel.empty() && comparison.funnel[a] != FunnelPlace::unknown &&
      comparison.funnel[a] != FunnelPlace::inside)
    append(text, "funnel: " + std::string(name_of(comparison.funnel[a])));
  if (!comparison.quantile.empty() && comparison.quantile[a] > 0)
    append(text, fmt::format("group {} of {}", comparison.quantile[a], comparison.quantiles));
}

std::string limits_text(const std::vector<statistics::Interval>& limits, int decimals) {
  if (limits.empty() || std::isnan(limits.front().lower)) return {};
  return range(limits.front().lower, limits.front().upper, decimals);
}

std::string figure_or_blank(double value, int decimals) {
  return std::isnan(value) ? "" : words::grouped(value, decimals);
}

} // namespace

std::string hover_text(const Run& run, std::size_t indicator, std::size_t a, int decimals) {
  const IndicatorColumn& column = run.indicators[indicator];
  std::string text;
  if (has_value(column.status[a])) append_limits(text, column, a, decimals);
  if (indicator < run.comparisons.size() && has_value(column.status[a]))
    append_comparison(text, run.comparisons[indicator], a, decimals);
  if (!column.shrunk.empty() && !std::isnan(column.shrunk[a]))
    append(text, fmt::format("{}, drawn towards {}{}", words::grouped(column.shrunk[a], decimals),
                             column.shrunk_towards, column.shrunk_in_index ? ", enters the index" : ""));
  return text;
}

Json inequalities(const Run& run) {
  Json part{{"any", false}, {"rows", Json::array()}, {"heads", Json::array()}};
  for (std::size_t i = 0; i < run.comparisons.size(); ++i) {
    const auto& inequality = run.comparisons[i].inequality;
    if (!inequality) continue;
    const IndicatorColumn& column = run.indicators[i];
    double largest = 0;
    for (const auto& group : inequality->groups)
      if (std::isfinite(group.value)) largest = std::max(largest, std::fabs(group.value));
    const int decimals = words::decimals_for(largest);
    Json cells = Json::array();
    for (const auto& group : inequality->groups)
      cells.push_back(
          {{"text", figure_or_blank(group.value, decimals)}, {"limits", limits_text(group.limits, decimals)}});
    if (!part["any"].get<bool>()) {
      part["any"] = true;
      for (const auto& group : inequality->groups) part["heads"].push_back({{"text", std::to_string(group.number)}});
      for (const IndicatorColumn& over : run.indicators)
        if (over.id == inequality->over) part["over"] = over.title;
      part["level"] = column.levels.empty() ? "" : level_text(column.levels.front()) + " %";
    }
    part["rows"].push_back({{"title", column.title},
                            {"unit", words::unit_beside(column.title, column.unit)},
                            {"cells", std::move(cells)},
                            {"slope", figure_or_blank(inequality->index.sii, decimals)},
                            {"slope_limits", limits_text(inequality->index.sii_limits, decimals)},
                            {"relative", figure_or_blank(inequality->index.rii, 2)},
                            {"relative_limits", limits_text(inequality->index.rii_limits, 2)}});
  }
  return part;
}

} // namespace tranche::report
