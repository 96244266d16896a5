#include "tranche/decide/decide.hpp"

#include "decide/allocation.hpp"
#include "decide/cut.hpp"
#include "decide/index.hpp"

namespace tranche {

Decision decide(const Candidates& candidates, std::span<const IndicatorColumn> indicators, const IndexSettings& index,
                const TrancheSettings& tranches, const AllocationSettings& allocation) {
  const std::vector<std::size_t> by_code = order_by_code(candidates.codes);
  Decision decision;
  score_authorities(decision, candidates, indicators, index, by_code);
  cut_tranches(decision, candidates, tranches, allocation.floor_pence, by_code);
  allocate(decision, candidates, indicators, index, allocation, by_code);
  return decision;
}

bool Decision::all_by_name() const {
  if (by_name.empty()) return false;
  bool any = false;
  for (std::size_t i = 0; i < tranche.size(); ++i) {
    if (tranche[i] > 0 && !by_name[i]) return false;
    any = any || tranche[i] > 0;
  }
  return any;
}

} // namespace tranche
