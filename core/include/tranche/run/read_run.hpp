#pragma once
#include <filesystem>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/run/run.hpp"

namespace tranche {

/// A run from its folder alone, as far as figures, ranking, tranches, borders and sources go: what maps and statistics
/// of them need. Uncertainty, audit, comparisons and conversions stay empty. Joined units have one shape each. Points
/// of a geography's code list come from the catalogue, where it still knows the geography.
/// Pinned in tests/unit/outputs/clusters_test.cpp: the same clusters as those of the assessment.
/// @throws Error (data) when it is not a run folder, is damaged, or was written by a version that did not record what
///         is needed.
TRANCHE_API Run read_run(const std::filesystem::path& folder, const std::vector<std::filesystem::path>& catalogues);

} // namespace tranche
