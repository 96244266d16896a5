#include "decide/funding_sorter.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "bucket_sort.hpp"
#include "decide/cut.hpp"

namespace tranche {
namespace {

constexpr double largest_score = 1e6; // 1e15 steps of 1e-9: exact, and room for the place below them

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
  std::int64_t least = std::numeric_limits<std::int64_t>::max(), most = std::numeric_limits<std::int64_t>::min();
  const auto steps_of = [](double s) { return static_cast<std::int64_t>(s * 1e9 + (s < 0 ? -0.5 : 0.5)); };
  for (const double s : score) {
    if (std::abs(s) > largest_score) return 0;
    if (std::isnan(s)) continue;
    least = std::min(least, steps_of(s));
    most = std::max(most, steps_of(s));
  }
  keys.clear();
  keys.reserve(score.size());
  if (least > most || static_cast<int>(std::bit_width(static_cast<std::uint64_t>(most - least))) + m_place_bits > 62)
    return 0;
  for (std::size_t i = 0; i < score.size(); ++i)
    if (!std::isnan(score[i])) keys.push_back((most - steps_of(score[i])) * (m_place_mask + 1) + m_place[i]);
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
