#include "decide/funding_sorter.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "decide/cut.hpp"

namespace tranche {
namespace {

constexpr double largest_score = 1e6; // 1e15 steps of 1e-9: exact, and room for the place below them
constexpr std::uint32_t crowded = 24; // in one bucket, where sorting by insertion is no longer the faster

/// Keys by buckets of equal width, then by insertion. @pre not empty.
void sort_keys(FundingSorter::Workspace& w) {
  const auto [least, most] = std::minmax_element(w.keys.begin(), w.keys.end());
  const std::uint64_t first = *least;
  const std::size_t buckets = std::bit_ceil(w.keys.size());
  const double scale = static_cast<double>(buckets - 1) / std::max(1.0, static_cast<double>(*most - first));
  const auto bucket = [&](std::uint64_t key) {
    return static_cast<std::size_t>(
        static_cast<std::int64_t>(static_cast<double>(static_cast<std::int64_t>(key - first)) * scale));
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

/// One whole number for score and place, the first to be funded the least. False where they need more than 64 bits.
bool FundingSorter::make_keys(std::span<const double> score, std::vector<std::uint64_t>& keys) const {
  keys.clear();
  double largest = 0;
  for (const double s : score) largest = std::max(largest, std::abs(s)); // passes over NaN
  const std::uint64_t most = static_cast<std::uint64_t>(2 * largest * 1e9) + 2;
  if (!(largest <= largest_score) || std::bit_width(most) + m_place_bits > 63) return false;
  const double top = std::ceil(largest * 1e9);
  for (std::size_t i = 0; i < score.size(); ++i)
    if (!std::isnan(score[i])) {
      const auto below = static_cast<std::int64_t>(top - score[i] * 1e9 + 0.5);
      keys.push_back((static_cast<std::uint64_t>(below) << static_cast<unsigned>(m_place_bits)) | m_place[i]);
    }
  return true;
}

void FundingSorter::sort(std::span<const double> score, Workspace& workspace, std::vector<std::size_t>& order) const {
  if (!make_keys(score, workspace.keys)) {
    order = funding_order(score, m_candidates);
    return;
  }
  order.clear();
  if (workspace.keys.empty()) return;
  sort_keys(workspace);
  const std::uint64_t mask = (std::uint64_t{1} << static_cast<unsigned>(m_place_bits)) - 1;
  for (const std::uint64_t key : workspace.sorted) order.push_back(m_at[key & mask]);
}

} // namespace tranche
