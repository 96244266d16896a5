#pragma once
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "tranche/cube.hpp"
#include "tranche/indicators/indicator_column.hpp"
#include "tranche/settings/assessment.hpp"
#include "tranche/statistics/limits.hpp"

/// What the kinds without C++ share: their inputs, one authority's cells, and a column to fill.
namespace tranche {

inline constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

/// Input of a role; nullptr when it is not bound.
const BoundInput* find_input(std::span<const BoundInput> inputs, const std::string& role);
/// @throws Error (settings) when it is not bound.
const BoundInput& needed_input(std::span<const BoundInput> inputs, const std::string& role,
                               const IndicatorSettings& settings);

/// @throws Error (settings) when an authority has more than one cell.
const Cube& single_cells(const BoundInput& input, const IndicatorSettings& settings);

/// Three years of events over one year of people would be three times too high, and nobody would see it. Quarters of
/// one year may stand over one period. @throws Error (settings)
void check_periods(const BoundInput& above, const BoundInput& below, const IndicatorSettings& settings);

/// The positions of these categories in another input. @throws Error (settings) when it has others, or not all.
std::vector<std::size_t> matched_categories(const BoundInput& labels, const BoundInput& input,
                                            const IndicatorSettings& settings);

/// What the messages call an authority: "Hartlepool (E06000001)".
std::string called(std::span<const std::string> codes, std::span<const std::string> names, std::size_t authority);

/// Of two statuses, the one that a figure made of both has: no figure outweighs one, and not reported outweighs
/// withheld.
Status worse(Status a, Status b);

/// One authority's cells of an input, in the cube's order.
struct Cells {
  std::vector<double> figures; ///< NaN where the status carries none
  double coverage = 1;         ///< the least
  Status status = Status::measured;

  double sum() const; ///< NaN where a cell carries no figure
  /// Summed over the periods, for the categories at these positions; NaN where a cell carries no figure.
  std::vector<double> by_category(const Cube& cube, std::span<const std::size_t> categories) const;
};

enum class Sign { any, not_negative };

/// @throws Error (data) naming layer and authority for a negative figure where there can be none.
Cells cells_of(const BoundInput& input, std::size_t authority, const std::string& authority_name,
               Sign sign = Sign::not_negative);

/// "100,000"; numbers that are not whole as they are.
std::string grouped_number(double number);

/// The column before any authority: its words, and every figure missing. Limits of further levels have places only
/// where there is an error model.
IndicatorColumn blank_column(const IndicatorSettings& settings, const std::string& title, std::size_t authorities,
                             std::span<const double> levels, const std::string& error_model);

/// Puts the limits of every level; rounding may not push them past the value.
void put_limits(IndicatorColumn& column, std::size_t authority, std::span<const statistics::Interval> limits);

} // namespace tranche
