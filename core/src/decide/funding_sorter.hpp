#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "tranche/decide/decide.hpp"

namespace tranche {

/// funding_order() of many sets of scores of the same authorities, in linear time where scores are spread at all
/// evenly.
class FundingSorter {
public:
  explicit FundingSorter(const Candidates& candidates);

  /// What is used again from one set to the next.
  struct Workspace {
    std::vector<std::int64_t> keys, sorted;
    std::vector<std::uint32_t> begins;
  };
  /// @param score  rounded by round_score(); NaN where unranked
  void sort(std::span<const double> score, Workspace& workspace, std::vector<std::size_t>& order) const;

private:
  std::int64_t make_keys(std::span<const double> score, std::vector<std::int64_t>& keys) const;

  const Candidates& m_candidates;
  std::vector<std::uint32_t> m_place; ///< of each authority among those of one score
  std::vector<std::uint32_t> m_at;    ///< the authority at each such place
  int m_place_bits;
  std::int64_t m_place_mask;
};

} // namespace tranche
