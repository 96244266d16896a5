#pragma once
#include <span>

#include "tranche/decide/decide.hpp"

namespace tranche {

/// The money step of decide(): fills need, pot_names, pence and total_pence. Nothing without pots.
/// @throws Error (settings) as decide() says.
void allocate(Decision& decision, const Candidates& candidates, std::span<const IndicatorColumn> indicators,
              const IndexSettings& index, const AllocationSettings& allocation, std::span<const std::size_t> by_code);

} // namespace tranche
