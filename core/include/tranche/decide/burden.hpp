#pragma once
#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tranche/decide/decide.hpp"

namespace tranche {

/// The same recipe by rates, by a mix and by how many people there are (IndexSettings::burden 0, between, 1): a place
/// with many people in need and a low rate is a real case, and which of the three is right is a choice, not a finding.
struct BurdenComparison {
  double mix = 0.5;                     ///< the stated burden, or a half where that is 0 or 1
  std::array<std::vector<int>, 3> rank; ///< by rates, by the mix, by burden; of each authority; 0: unranked

  struct Agreement {
    std::size_t one = 0, other = 0;   ///< of the three
    double spearman = 0;              ///< of the scores
    std::size_t funded_in_common = 0; ///< of the first tranche
    double by_chance = 0;             ///< as many as two such sets, drawn blindly, would share (hypergeometric mean)
  };
  std::vector<Agreement> agreement; ///< of each two; empty where a ranking has no tranche
  std::size_t funded = 0;           ///< in the first tranche of the first
  std::string tranche;              ///< its name

  /// "By rates and by burden: Spearman 0.31, 12 of 28 funded in common, 5.2 by chance."
  std::vector<std::string> sentences() const;
};

/// Nothing where the index names no burden.
/// @throws Error as decide() says, for any of the three.
TRANCHE_API std::optional<BurdenComparison> compare_burdens(const Candidates& candidates,
                                                            std::span<const IndicatorColumn> indicators,
                                                            const IndexSettings& index,
                                                            const TrancheSettings& tranches);

} // namespace tranche
