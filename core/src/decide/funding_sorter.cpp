#include "decide/funding_sorter.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "bucket_sort.hpp"
#include "decide/cut.hpp"
#include "wide.hpp"

namespace tranche {
namespace {

constexpr double largest_score = 1e6; // 1e15 steps of 1e-9: exact, and room for the place below them

struct Range {
  std::int64_t least = 0, most = 0;
  bool gaps = false, too_large = false; ///< some have no score; some are beyond largest_score
};

/// Whole steps of 1e-9 of rounded scores, by adding 1.5 x 2^52, whose last bits then are the number; anything for NaN.
TRANCHE_WIDE void count_steps(std::span<const double> score, std::vector<std::int64_t>& steps, Range& range) {
  constexpr double whole = 0x1.8p52;
  constexpr std::int64_t zero = std::bit_cast<std::int64_t>(whole);
  std::int64_t least = std::numeric_limits<std::int64_t>::max(), most = std::numeric_limits<std::int64_t>::min();
  std::int64_t none = 0, large = 0;
  for (std::size_t i = 0; i < score.size(); ++i) {
    const double s = score[i];
    const std::int64_t step = std::bit_cast<std::int64_t>(s * 1e9 + whole) - zero;
    const bool given = s == s;
    steps[i] = step;
    none += given ? 0 : 1;
    large += std::abs(s) > largest_score ? 1 : 0;
    least = given & (step < least) ? step : least;
    most = given & (step > most) ? step : most;
  }
  range = {least, most, none > 0, large > 0};
}

} // namespace

FundingSorter::FundingSorter(const Candidates& candidates)
    : m_candidates(candidates), m_place(candidates.codes.size()),
      m_place_bits(static_cast<int>(std::bit_width(candidates.codes.size()))),
      m_place_mask((std::int64_t{1} << m_place_bits) - 1) {
  const std::vector<double> all_the_same(candidates.codes.size(), 0.0);
  for (const std::size_t i : funding_order(all_the_same, candidates)) {
    m_place[i] = static_cast<std::uint32_t>(m_at.size());
    m_at.push_back(static_cast<std::uint32_t>(i));
  }
}

/// One whole number for score and place, from 0; that of the first to be funded the least.
/// @return the largest there may be; 0 where they do not fit.
std::int64_t FundingSorter::make_keys(std::span<const double> score, std::vector<std::int64_t>& keys) const {
  keys.resize(score.size());
  Range range;
  count_steps(score, keys, range);
  const auto [least, most, gaps, too_large] = range;
  if (too_large || least > most ||
      static_cast<int>(std::bit_width(static_cast<std::uint64_t>(most - least))) + m_place_bits > 62)
    return 0;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto below = static_cast<std::uint64_t>(most - keys[i]);
    keys[i] = static_cast<std::int64_t>((below << static_cast<unsigned>(m_place_bits)) + m_place[i]);
  }
  if (gaps) {
    std::size_t left = 0;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      keys[left] = keys[i];
      left += std::isnan(score[i]) ? 0 : 1;
    }
    keys.resize(left);
  }
  return (most - least + 1) * (m_place_mask + 1) - 1;
}

void FundingSorter::sort(std::span<const double> score, Workspace& workspace, std::vector<std::size_t>& order) const {
  const std::int64_t last = make_keys(score, workspace.keys);
  if (last == 0) {
    order = funding_order(score, m_candidates);
    return;
  }
  bucket_sort<std::int64_t>(workspace.keys, 0, last, workspace.sorted, workspace.begins);
  order.resize(workspace.sorted.size());
  for (std::size_t k = 0; k < order.size(); ++k)
    order[k] = m_at[static_cast<std::size_t>(workspace.sorted[k] & m_place_mask)];
}

} // namespace tranche
