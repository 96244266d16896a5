#include "monitor/series.hpp"

#include <algorithm>

#include "monitor/days.hpp"

namespace tranche::monitoring {
namespace {

/// Fills [start, end] from behind, long rows first; `taken` holds what was found.
bool fill_period(const Rows& rows, std::int64_t start, std::int64_t end, Rows& taken) {
  Rows ending;
  for (const ActualFigure* row : rows)
    if (row->start && row->end == end && *row->start >= start) ending.push_back(row);
  std::stable_sort(ending.begin(), ending.end(),
                   [](const ActualFigure* a, const ActualFigure* b) { return *a->start < *b->start; });
  for (const ActualFigure* row : ending) {
    taken.push_back(row);
    if (*row->start == start || fill_period(rows, start, *row->start - 1, taken)) return true;
    taken.pop_back();
  }
  return false;
}

Window sum_of(const Rows& taken, std::optional<std::int64_t> start, std::int64_t end) {
  Window window;
  window.start = start;
  window.end = end;
  double events = 0, exposure = 0;
  for (const ActualFigure* row : taken) {
    events += row->numerator;
    exposure += row->denominator;
    window.provisional = window.provisional || row->provisional;
    window.suppressed = window.suppressed || row->suppressed;
    window.sample = window.sample || row->sample;
  }
  window.figure = {events, exposure};
  return window;
}

} // namespace

Rows rows_of(std::span<const ActualFigure> figures, std::size_t measure, const std::string& code, bool by_occurrence,
             std::int64_t as_of) {
  const auto key = [](const ActualFigure& figure) { return std::tie(figure.measure, figure.code); };
  const auto wanted = std::tie(measure, code);
  auto at = std::lower_bound(figures.begin(), figures.end(), wanted,
                             [&](const ActualFigure& figure, const auto& other) { return key(figure) < other; });
  Rows rows;
  for (; at != figures.end() && key(*at) == wanted; ++at)
    if (at->by_occurrence == by_occurrence && at->end <= as_of) rows.push_back(&*at);
  return rows;
}

std::optional<Window> window_of(const Rows& rows, std::optional<std::int64_t> start, std::int64_t end) {
  Rows taken;
  if (start) return fill_period(rows, *start, end, taken) ? std::optional(sum_of(taken, start, end)) : std::nullopt;
  for (const ActualFigure* row : rows)
    if (!row->start && row->end == end) taken.push_back(row);
  return taken.empty() ? std::nullopt : std::optional(sum_of(taken, start, end));
}

std::optional<Window> latest_window(const Rows& rows, int months, std::int64_t after) {
  std::optional<Window> fallback;
  for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
    std::optional<std::int64_t> start;
    if (months > 0) start = months_later((*row)->end + 1, -months);
    if (start.value_or((*row)->end) <= after) continue;
    const std::optional<Window> window = window_of(rows, start, (*row)->end);
    if (window && window->whole()) return window;
    if (window && !fallback) fallback = window;
  }
  return fallback;
}

int months_of_row(const ActualFigure& row) { return row.start ? months_between(*row.start, row.end).value_or(0) : 0; }

} // namespace tranche::monitoring
