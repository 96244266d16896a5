#include "maps/atlas_spine.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "maps/status_classes.hpp"
#include "outputs/standing_words.hpp"
#include "outputs/words.hpp"
#include "tranche/statistics/describe.hpp"

namespace tranche::maps {
namespace {

std::string status_note(Status status) {
  for (const StatusClass& known : status_classes) {
    if (known.status != status) continue;
    const bool explained = !has_value(status) && *known.detail != '\0';
    return explained ? fmt::format("{}: {}", known.label, known.detail) : known.label;
  }
  return {};
}

/// All but the status, which the row tells by itself.
std::string marks_text(const IndicatorColumn& column, std::size_t a) {
  std::string text;
  for (const words::Mark& mark : words::marks(column, a))
    if (mark.letter != "u") text += (text.empty() ? "" : "; ") + mark.why;
  return text;
}

NeedMark need_mark(statistics::Significance against, int direction) {
  using enum statistics::Significance;
  if (against == unknown) return NeedMark::unknown;
  if (against == similar) return NeedMark::similar;
  return (against == higher) == (direction > 0) ? NeedMark::greater : NeedMark::less;
}

} // namespace

Spines::Spines(const Run& run) : m_run(run) {
  for (std::size_t i = 0; i < run.indicators.size(); ++i) m_scales.push_back(scale_of(i));
}

Spines::Scale Spines::scale_of(std::size_t indicator) const {
  std::vector<double> sorted;
  double largest = 0;
  for (const double value : m_run.indicators[indicator].value)
    if (std::isfinite(value)) sorted.push_back(value), largest = std::max(largest, std::fabs(value));
  std::sort(sorted.begin(), sorted.end());
  Scale scale;
  scale.decimals = words::decimals_for(largest);
  scale.figures = sorted.size();
  if (indicator < m_run.decision.columns.size()) scale.england = m_run.decision.columns[indicator].england;
  if (sorted.empty() || !std::isfinite(scale.england)) return scale;
  scale.least = sorted.front(), scale.greatest = sorted.back();
  scale.quarter = statistics::quantile(sorted, 0.25), scale.three_quarters = statistics::quantile(sorted, 0.75);
  scale.longer = std::max(std::fabs(scale.greatest - scale.england), std::fabs(scale.least - scale.england));
  return scale;
}

SpineRow Spines::row_of(std::size_t indicator, std::size_t a) const {
  const IndicatorColumn& column = m_run.indicators[indicator];
  const Scale& scale = m_scales[indicator];
  const bool there = has_value(column.status[a]) && std::isfinite(column.value[a]);
  const auto text = [&](double value) {
    return std::isfinite(value) ? words::grouped(value, scale.decimals) : std::string();
  };
  SpineRow row;
  row.title = column.title, row.unit = words::unit_beside(column.title, column.unit);
  row.status = status_note(column.status[a]);
  row.marks = marks_text(column, a);
  row.england = text(scale.england);
  const double none = SpinePlaces::none, lower = there ? column.lower[a] : none, upper = there ? column.upper[a] : none;
  double region = none;
  if (indicator < m_run.comparisons.size()) {
    const FigureComparison& compared = m_run.comparisons[indicator];
    if (!compared.region.empty()) region = compared.region[a];
    if (there && !compared.vs_england.empty()) row.mark = need_mark(compared.vs_england.front()[a], column.direction);
  }
  row.region = text(region);
  if (there) {
    row.value = text(column.value[a]);
    if (std::isfinite(lower) && std::isfinite(upper)) row.limits = text(lower) + " to " + text(upper);
    if (indicator < m_run.decision.columns.size() && m_run.decision.columns[indicator].rank[a] > 0)
      row.rank = fmt::format("{} of {}", m_run.decision.columns[indicator].rank[a], scale.figures);
  }
  const auto place = [&](double value) {
    if (!std::isfinite(value) || !std::isfinite(scale.england)) return none;
    return scale.longer > 0 ? 0.5 + column.direction * (value - scale.england) / (2 * scale.longer) : 0.5;
  };
  const bool up = column.direction > 0;
  row.at = {there ? place(column.value[a]) : none,
            place(up ? lower : upper),
            place(up ? upper : lower),
            place(region),
            place(up ? scale.quarter : scale.three_quarters),
            place(up ? scale.three_quarters : scale.quarter),
            place(up ? scale.least : scale.greatest),
            place(up ? scale.greatest : scale.least)};
  return row;
}

std::vector<SpineRow> Spines::rows_of(std::size_t authority) const {
  std::vector<SpineRow> rows;
  for (std::size_t i = 0; i < m_run.indicators.size(); ++i) rows.push_back(row_of(i, authority));
  return rows;
}

} // namespace tranche::maps
