#pragma once
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "tranche/outputs/table.hpp"

namespace tranche {

using CellGetter = std::function<Cell(std::size_t authority)>;

/// The columns of the ranking that compare each figure with England and its region: ID_region, ID_vs_england,
/// ID_vs_region (of further levels with the level behind: ID_vs_england_99_8), ID_p_value, ID_funnel and ID_quantile,
/// each only where the comparison has it. source: the layers behind an indicator, by id.
std::vector<std::pair<TableColumn, CellGetter>>
comparison_columns(const Run& run, const std::function<std::string(const std::string& id)>& source);

/// "95", "99.8".
std::string level_text(double level);

/// "" for the first level, "_99_8" for a further one of 99.8 %: what ends a column's name.
std::string level_suffix(const std::vector<double>& levels, std::size_t level);

} // namespace tranche
