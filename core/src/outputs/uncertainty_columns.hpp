#pragma once
#include <string>
#include <utility>
#include <vector>

#include "outputs/comparison_columns.hpp"

namespace tranche {

/// The columns of the ranking that say how sure it is, beyond its one interval: rank_50_low, rank_50_high and so on,
/// contested, outranks, expected_gbp, expected_gbp_low and expected_gbp_high; each only where the run has it.
std::vector<std::pair<TableColumn, CellGetter>> uncertainty_columns(const Run& run);

/// The lower edges of the tranches at which an authority is contested, by the tranche's name: "2022-23; 2023-24".
std::string contested_words(const Run& run, std::size_t authority);

} // namespace tranche
