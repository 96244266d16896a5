#include "decide/funding_sorter.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "decide/cut.hpp"

namespace tranche {
namespace {

constexpr double largest_score = 1e6; // 1e15 steps of 1e-9: exact, and room for the place below them
constexpr std::uint32_t crowded = 24; // in one bucket, where sorting by insertion is no longer the faster

/// Keys from 0 to `last` by buckets of equal width, then by insertion.
void sort_keys(FundingSorter::Workspace& w, std::uint64_t last) {
  const std::size_t buckets = std::bit_ceil(w.keys.size());
  const double scale = static_cast<double>(buckets - 1) / static_cast<double>(last + 1);
  const auto bucket = [&](std::uint64_t key) { // by signed numbers, which processors convert in one step
    return static_cast<std::size_t>(
        static_cast<std::int64_t>(static_cast<double>(static_cast<std::int64_t>(key)) * scale));
  };
  w.begins.assign(buckets + 1, 0);
  for (const std::uint64_t key : w.keys) ++w.begins[bucket(key) + 1];
  std::uint32_t begin = 0, fullest = 0;
  for (std::uint32_t& count : w.begins) {
    fullest = std::max(fullest, count);
    begin += count;
    count = begin;
  }
  w.sorted.resize(w.keys.size());
  for (const std::uint64_t key : w.keys) w.sorted[w.begins[bucket(key)]++] = key;
  if (fullest > crowded) {
    std::sort(w.sorted.begin(), w.sorted.end());
    return;
  }
  for (std::size_t i = 1; i < w.sorted.size(); ++i) {
    const std::uint64_t key = w.sorted[i];
    std::size_t at = i;
    for (; at > 0 && w.sorted[at - 1] > key; --at) w.sorted[at] = w.sorted[at - 1];
    w.sorted[at] = key;
  }
}

} // namespace

FundingSorter::FundingSorter(const Candidates& candidates)
    : m_candidates(candidates), m_place(candidates.codes.size()),
      m_place_bits(static_cast<int>(std::bit_width(candidates.codes.size()))) {
  const std::vector<double> all_the_same(candidates.codes.size(), 0.0);
  for (const std::size_t i : funding_order(all_the_same, candidates)) {
    m_place[i] = static_cast<std::uint32_t>(m_at.size());
    m_at.push_back(static_cast<std::uint32_t>(i));
  }
}

/// One whole number for score and place, that of the first to be funded the least.
/// @return the largest there may be; 0 where they do not fit.
std::uint64_t FundingSorter::make_keys(std::span<const double> score, std::vector<std::uint64_t>& keys) const {
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
  if (least > most) return 0;
  const std::uint64_t range = static_cast<std::uint64_t>(most - least);
  if (std::bit_width(range) + m_place_bits > 62) return 0;
  for (std::size_t i = 0; i < score.size(); ++i)
    if (!std::isnan(score[i]))
      keys.push_back((static_cast<std::uint64_t>(most - steps_of(score[i])) << m_place_bits) | m_place[i]);
  return ((range + 1) << m_place_bits) - 1;
}

void FundingSorter::sort(std::span<const double> score, Workspace& workspace, std::vector<std::size_t>& order) const {
  const std::uint64_t last = make_keys(score, workspace.keys);
  if (last == 0) {
    order = funding_order(score, m_candidates);
    return;
  }
  sort_keys(workspace, last);
  const std::uint64_t mask = (std::uint64_t{1} << m_place_bits) - 1;
  order.resize(workspace.sorted.size());
  for (std::size_t k = 0; k < order.size(); ++k) order[k] = m_at[workspace.sorted[k] & mask];
}

} // namespace tranche
