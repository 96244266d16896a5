#include "outputs/caseload.hpp"

#include <algorithm>

#include "nan.hpp"

namespace tranche {

std::optional<Caseload> caseload_of(const Run& run) {
  const AllocationSettings& allocation = run.assessment.allocation;
  const auto column = std::find_if(run.indicators.begin(), run.indicators.end(),
                                   [&](const IndicatorColumn& one) { return one.id == allocation.caseload.of; });
  if (column == run.indicators.end() || column->numerator.empty()) return std::nullopt;
  const std::size_t n = run.authorities.size();
  Caseload caseload{column->numerator, column->denominator, std::vector<double>(n, 0.0), {}, {}};
  for (std::size_t u = 0; u < run.decision.units.size() && u < allocation.units.size(); ++u)
    if (const auto& adds = allocation.caseload.adds;
        std::find(adds.begin(), adds.end(), allocation.units[u].name) != adds.end())
      for (std::size_t a = 0; a < n; ++a) caseload.posts[a] += static_cast<double>(run.decision.units[u][a]);
  for (std::size_t a = 0; a < n; ++a) {
    const auto load = [&](double workers) { return workers > 0 ? caseload.people[a] / workers : nan; };
    caseload.before.push_back(load(caseload.workers[a]));
    caseload.after.push_back(load(caseload.workers[a] + caseload.posts[a]));
  }
  return caseload;
}

} // namespace tranche
