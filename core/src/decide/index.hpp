#pragma once
#include <span>
#include <string>
#include <vector>

#include "decide/weight_tree.hpp"
#include "tranche/decide/decide.hpp"

/// The need index: normalise, weight, aggregate. Private steps of decide(), shared with the uncertainty.
namespace tranche {

/// Rows in the order of their codes: every sum over authorities runs in this order, whatever the order of the rows.
std::vector<std::size_t> order_by_code(std::span<const std::string> codes);

/// Whether an authority's figure enters the index. Asked of the status, not of the number.
bool enters(const IndicatorColumn& indicator, std::size_t authority);

/// The scale of an indicator over every authority with a value, ranked or not: what another indicator lacks must not
/// move this one's scale.
Scale scale_of(const IndicatorColumn& indicator, std::span<const double> value, const IndexSettings& index,
               std::span<const std::size_t> order);

/// A figure published for merged areas stands with each of them, marked `shared`: the place in `earlier` of the first
/// row with the same shared figure as row i, or earlier.size().
std::size_t first_of_shared(const IndicatorColumn& indicator, std::span<const std::size_t> earlier, std::size_t i);

/// The reference figure of an indicator (IndexColumn::england).
double england_figure(const IndicatorColumn& indicator, std::span<const double> population,
                      std::span<const std::size_t> order);

/// Fills columns, scores, weight_present, reasons and ranks.
/// @throws Error (settings) when a geometric mean meets a value of 0 or less.
void score_authorities(Decision& decision, const Candidates& candidates, std::span<const IndicatorColumn> indicators,
                       const IndexSettings& index, std::span<const std::size_t> order);

} // namespace tranche
