#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "bucket_sort.hpp"
#include "decide/order_few.hpp"
#include "tranche/decide/decide.hpp"

namespace tranche {

/// funding_order() and ranks of many sets of scores of the same authorities: of few by counting, of many in linear time
/// where scores are spread at all evenly.
class FundingSorter {
public:
  explicit FundingSorter(const Candidates& candidates);

  /// What is used again from one set to the next.
  struct Workspace {
    std::vector<double> keys, sorted;
    BucketRoom room;
    FewRoom few;
  };
  /// @param exact  NaN where unranked
  /// @param score  these as round_score() has them; equal scores are equal in this
  /// @param rank   competition ranks: equal scores share the best; 0 where unranked
  /// @return whether some share a rank
  bool sort(std::span<const double> exact, Workspace& workspace, std::vector<double>& score,
            std::vector<std::size_t>& order, std::vector<std::int32_t>& rank) const;

private:
  double make_keys(double least, double most, bool gaps, std::vector<double>& steps) const;

  const Candidates& m_candidates;
  std::vector<double> m_place;     ///< of each authority among those of one score
  std::vector<std::uint32_t> m_at; ///< the authority at each such place
  std::int64_t m_places;           ///< a power of two, above every place
};

} // namespace tranche
