#include "decide/funding_sorter.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "decide/cut.hpp"
#include "wide.hpp"

namespace tranche {
namespace {

constexpr double largest_score = 1e6; // 1e15 steps of 1e-9: exact

struct Range {
  double least = 0, most = 0;
  bool gaps = false, too_large = false; ///< some have no score; some are beyond largest_score
};

/// Whole steps of 1e-9 of rounded scores, by adding and taking away 1.5 x 2^52; NaN for NaN.
TRANCHE_WIDE Range count_steps(std::span<const double> score, std::span<double> steps) {
  constexpr double whole = 0x1.8p52, infinite = std::numeric_limits<double>::infinity();
  double least = infinite, most = -infinite, largest = 0;
  std::int64_t none = 0;
  for (std::size_t i = 0; i < score.size(); ++i) {
    const double s = score[i], step = (s * 1e9 + whole) - whole, size = std::abs(s);
    steps[i] = step;
    none += s == s ? 0 : 1;
    largest = size > largest ? size : largest;
    least = step < least ? step : least;
    most = step > most ? step : most;
  }
  return {least, most, none > 0, largest > largest_score};
}

/// In place of the steps.
TRANCHE_WIDE void fill_keys(std::span<double> steps, double most, double places, std::span<const double> place) {
  for (std::size_t i = 0; i < steps.size(); ++i) steps[i] = (most - steps[i]) * places + place[i];
}

bool rank_in(std::span<const std::size_t> order, std::span<const double> score, std::span<std::int32_t> rank) {
  bool ties = false;
  for (std::size_t k = 0; k < order.size(); ++k) {
    const bool tied = k > 0 && score[order[k]] == score[order[k - 1]];
    rank[order[k]] = tied ? rank[order[k - 1]] : static_cast<std::int32_t>(k) + 1;
    ties = ties || tied;
  }
  return ties;
}

} // namespace

FundingSorter::FundingSorter(const Candidates& candidates)
    : m_candidates(candidates), m_place(candidates.codes.size()),
      m_places(static_cast<std::int64_t>(std::bit_ceil(candidates.codes.size()))) {
  const std::vector<double> all_the_same(candidates.codes.size(), 0.0);
  for (const std::size_t i : funding_order(all_the_same, candidates)) {
    m_place[i] = static_cast<double>(m_at.size());
    m_at.push_back(static_cast<std::uint32_t>(i));
  }
}

/// One whole number for score and place, from 0; that of the first to be funded the least.
/// @return the largest there may be; 0 where a double does not count so far.
double FundingSorter::make_keys(std::span<const double> score, std::vector<double>& keys) const {
  constexpr double exact = 0x1p53;
  const auto places = static_cast<double>(m_places);
  keys.resize(score.size());
  const auto [least, most, gaps, too_large] = count_steps(score, keys);
  const double last = (most - least + 1) * places - 1;
  if (too_large || least > most || !(last < exact)) return 0;
  fill_keys(keys, most, places, m_place);
  if (gaps)
    keys.erase(std::remove_if(keys.begin(), keys.end(), [](double key) { return std::isnan(key); }), keys.end());
  return last;
}

bool FundingSorter::sort(std::span<const double> score, Workspace& workspace, std::vector<std::size_t>& order,
                         std::vector<std::int32_t>& rank) const {
  rank.assign(score.size(), 0);
  const double last = make_keys(score, workspace.keys);
  if (last == 0) {
    order = funding_order(score, m_candidates);
    return rank_in(order, score, rank);
  }
  bucket_sort(workspace.keys, 0, last, workspace.sorted, workspace.room);
  const auto bits = static_cast<unsigned>(std::countr_zero(static_cast<std::uint64_t>(m_places)));
  order.resize(workspace.sorted.size());
  std::int64_t above = -1; // the score before, as steps below the best
  std::int32_t shared = 0;
  bool ties = false;
  for (std::size_t k = 0; k < order.size(); ++k) {
    const auto key = static_cast<std::int64_t>(workspace.sorted[k]);
    const std::int64_t below = key >> bits;
    shared = below == above ? shared : static_cast<std::int32_t>(k) + 1;
    ties |= below == above;
    above = below;
    const std::size_t i = m_at[static_cast<std::size_t>(key & (m_places - 1))];
    order[k] = i;
    rank[i] = shared;
  }
  return ties;
}

} // namespace tranche
