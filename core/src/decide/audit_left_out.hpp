#pragma once
#include <string>
#include <vector>

#include "decide/index.hpp"
#include "tranche/decide/audit.hpp"

namespace tranche {

/// One ranking of the leave-one-out series, and what it tells of what was left out.
struct Reranked {
  LeftOut row;
  double with_rest = AuditedIndicator::none, with_domain = AuditedIndicator::none;
};

/// What to leave out.
struct Omission {
  std::string id;
  std::vector<std::string> indicators; ///< ids to drop
  std::string parent;                  ///< domain whose score without it is wanted; empty: none
  std::vector<double> own;             ///< its own scores, to correlate with what is left
  bool domain = false;
};

/// decide() without money, for each omission; normalised figures are used again where they do not hang on each other.
/// @pre index names its weights
std::vector<Reranked> rerank_without(const std::vector<Omission>& omissions, const Decision& decision,
                                     const Candidates& candidates, std::span<const IndicatorColumn> indicators,
                                     const IndexSettings& index, const TrancheSettings& tranches,
                                     std::int64_t floor_pence, int threads);

} // namespace tranche
