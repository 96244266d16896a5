#pragma once
#include <string>
#include <vector>

#include "tranche/decide/decide.hpp"

namespace tranche {

/// What an analyst usually varies beside the figures.
struct UsualAlternatives {
  UncertaintySettings settings;
  std::string yaml;                 ///< that states the same
  std::vector<std::string> refused; ///< "aggregate: median (why)"
};

/// Weights around the stated ones, the other common scales, treatment of outliers, the median of the indicators in
/// place of their mean, imputing where a ranked authority lacks a figure, and each indicator left out: one after the
/// other, as far as they differ from what is stated and can be combined.
UsualAlternatives usual_alternatives(const Decision& decision, const Candidates& candidates,
                                     std::span<const IndicatorColumn> indicators, const IndexSettings& index,
                                     const TrancheSettings& tranches, const AllocationSettings& allocation,
                                     const UncertaintySettings& stated);

} // namespace tranche
