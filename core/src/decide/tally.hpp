#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "decide/counts.hpp"
#include "decide/sampler.hpp"

namespace tranche {

/// What is kept of the draws: sums, so that the order in which blocks of draws are added does not matter.
class DrawTally {
public:
  static constexpr std::size_t nearest_in_rank = 5;

  /// @param order  ranked authorities as the decision funds them
  DrawTally(std::size_t authorities, std::size_t tranches, std::span<const std::size_t> order);

  /// Ranks are counted a lot of draws at a time; what is left of the last lot by count_lot().
  void add(const Sampler::Workspace& drawn);
  void count_lot();
  /// @pre nothing of the other's is left to be counted
  void add(const DrawTally& other);

  /// Of the authority at this place of `order`.
  const DrawCounts& rank(std::size_t place) const { return m_rank[place]; }
  /// How often one place stood strictly before another. @pre they are at most nearest_in_rank apart
  std::uint32_t before(std::size_t place, std::size_t other) const {
    if (other > place) return m_before[other - place - 1][place];
    const std::size_t d = place - other - 1;
    return m_draws - m_before[d][other] - m_tied[d][other];
  }
  /// Of an authority, by tranche.
  std::uint32_t tranche(std::size_t authority, std::size_t tranche) const {
    return m_tranche[tranche * m_authorities + authority];
  }

  /// Draws whose money could be shared out, and an authority's money in them, to a thousandth.
  std::uint32_t paid() const { return m_paid; }
  std::int64_t mean_money(std::size_t authority) const;
  std::int64_t money_at(std::size_t authority, std::uint64_t place) const; ///< of the ascending list, from 0

private:
  __extension__ typedef __int128 Wide; ///< a million draws of a pot of up to 2^53 pence
  struct Money {
    DrawCounts steps;
    std::uint32_t unfunded = 0; ///< kept apart: the steps between nothing and the least grant would all be empty
    Wide pence = 0;
  };
  void add_money(const std::vector<std::int64_t>& pence);

  static constexpr std::size_t lot = 16;

  std::size_t m_authorities, m_tranches;
  std::vector<std::size_t> m_order;
  std::vector<DrawCounts> m_rank;
  std::vector<std::int32_t> m_ranks; ///< of the lot's draws, [draw][place]
  std::vector<std::int32_t> m_best, m_worst;
  std::size_t m_in_lot = 0;
  std::uint32_t m_draws = 0;
  /// [d - 1][place]: how often it stood before the one d places further down, and how often they shared a rank.
  std::array<std::vector<std::uint32_t>, nearest_in_rank> m_before, m_tied;
  std::vector<std::uint32_t> m_tranche; ///< [tranche][authority]
  std::vector<Money> m_money;
  std::uint32_t m_paid = 0;
};

} // namespace tranche
