#pragma once
#include <optional>
#include <vector>

#include "tranche/run/run.hpp"

namespace tranche {

/// People for each worker, of every authority. NaN where a figure is missing, or where there are no workers.
struct Caseload {
  std::vector<double> people, workers, posts, before, after;
};

/// before = people / workers, after = people / (workers + posts), the people being the same and every post filled. Of
/// the indicator and the units that `allocation.caseload` names; none where it names none, or where the indicator was
/// left out.
std::optional<Caseload> caseload_of(const Run& run);

} // namespace tranche
