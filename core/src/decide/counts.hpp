#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tranche {

/// How often each whole number came, over the range of those that did; what is asked of many draws without keeping
/// them. Counts are sums, so that the order of adding and merging does not matter.
class DrawCounts {
public:
  void add(std::int64_t value, std::uint32_t times = 1) {
    // Below the first the difference wraps round to a place far beyond the last.
    if (static_cast<std::uint64_t>(value - m_first) >= m_times.size()) make_room(value, value);
    m_times[static_cast<std::size_t>(value - m_first)] += times;
    m_all += times;
  }

  /// Several at once, at less than half the time of one by one. @pre least <= each <= most
  void add(std::span<const std::int32_t> values, std::int32_t least, std::int32_t most) {
    make_room(least, most);
    std::uint32_t* const times = m_times.data() - m_first;
    for (const std::int32_t value : values) ++times[value];
    m_all += values.size();
  }

  void add(const DrawCounts& other) {
    if (other.m_times.empty()) return;
    make_room(other.m_first, other.m_first + static_cast<std::int64_t>(other.m_times.size()) - 1);
    const auto at = static_cast<std::size_t>(other.m_first - m_first);
    for (std::size_t k = 0; k < other.m_times.size(); ++k) m_times[at + k] += other.m_times[k];
    m_all += other.m_all;
  }

  std::uint64_t all() const { return m_all; }

  /// The number at this place of the ascending list, from 0. @pre place < all()
  std::int64_t at(std::uint64_t place) const {
    std::size_t k = 0;
    for (; place >= m_times[k]; ++k) place -= m_times[k];
    return m_first + static_cast<std::int64_t>(k);
  }

  /// The places that floor((1 - level) / 2 x all) at each end leave, never past the median.
  std::int64_t low(double level) const { return at(cut(level)); }
  std::int64_t high(double level) const { return at(m_all - 1 - cut(level)); }
  std::int64_t median() const { return at((m_all - 1) / 2); }

private:
  std::uint64_t cut(double level) const {
    const auto cut = static_cast<std::uint64_t>((1 - level) / 2 * static_cast<double>(m_all) + 1e-9);
    return std::min(cut, (m_all - 1) / 2);
  }

  void make_room(std::int64_t first, std::int64_t last) {
    if (m_times.empty()) {
      m_first = first;
      m_times.assign(static_cast<std::size_t>(last - first) + 1, 0);
    } else if (first < m_first) {
      m_times.insert(m_times.begin(), static_cast<std::size_t>(m_first - first), 0);
      m_first = first;
    }
    const auto size = static_cast<std::size_t>(last - m_first) + 1;
    if (m_times.size() < size) m_times.resize(size, 0);
  }

  std::int64_t m_first = 0;
  std::vector<std::uint32_t> m_times;
  std::uint64_t m_all = 0;
};

} // namespace tranche
