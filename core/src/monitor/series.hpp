#pragma once
#include <optional>
#include <span>
#include <vector>

#include "tranche/monitor/actuals.hpp"

/// Rows of one measure, area and dating, and periods made of them.
namespace tranche::monitoring {

using Rows = std::vector<const ActualFigure*>; ///< by end

/// Rows that follow one another and fill a period exactly, added up.
struct Window {
  statistics::Counted figure; ///< events NaN: a part is missing or suppressed
  std::optional<std::int64_t> start;
  std::int64_t end = 0;
  bool provisional = false, suppressed = false, sample = false;

  bool whole() const { return figure.events == figure.events && !provisional; }
};

/// Rows of an area, by date of registration or occurrence.
Rows rows_of(std::span<const ActualFigure> figures, std::size_t measure, const std::string& code, bool by_occurrence,
             std::int64_t as_of);

/// The period from start to end; nothing where rows do not fill it. start nothing: the state on the day `end`.
std::optional<Window> window_of(const Rows& rows, std::optional<std::int64_t> start, std::int64_t end);

/// The latest period of so many months after a day; 0 months: the latest state on a day. A final and complete one is
/// preferred to a later one that is not.
std::optional<Window> latest_window(const Rows& rows, int months, std::int64_t after);

/// Whole months of a row; 0: the state on a day.
int months_of_row(const ActualFigure& row);

} // namespace tranche::monitoring
