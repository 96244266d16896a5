#include <algorithm>
#include <limits>
#include <numeric>

#include "maps/classes.hpp"

namespace tranche {
namespace {

/// Different values, ascending, with how many there are of each; sums from the first, around the mean of all so that
/// few digits are lost.
class Groups {
public:
  explicit Groups(const std::vector<double>& sorted) {
    const long double mean =
        std::accumulate(sorted.begin(), sorted.end(), 0.0L) / static_cast<long double>(sorted.size());
    for (std::size_t i = 0; i < sorted.size();) {
      std::size_t end = i;
      while (end < sorted.size() && sorted[end] == sorted[i]) ++end;
      const long double value = static_cast<long double>(sorted[i]) - mean, number = static_cast<long double>(end - i);
      m_values.push_back(sorted[i]);
      m_number.push_back(m_number.back() + number);
      m_sum.push_back(m_sum.back() + number * value);
      m_squares.push_back(m_squares.back() + number * value * value);
      i = end;
    }
  }
  std::size_t size() const { return m_values.size(); }
  double value(std::size_t group) const { return m_values[group]; }
  /// Squared deviations of groups [first, last) from their mean.
  long double spread(std::size_t first, std::size_t last) const {
    const long double sum = m_sum[last] - m_sum[first];
    return m_squares[last] - m_squares[first] - sum * sum / (m_number[last] - m_number[first]);
  }

private:
  std::vector<double> m_values;
  std::vector<long double> m_number{0}, m_sum{0}, m_squares{0};
};

/// For one more class: the least spread of the first `end` groups for every end, and where the last class begins. The
/// best beginning never moves back as the end moves on, which leaves log n beginnings to try for each end on average.
struct OneMore {
  const Groups& groups;
  const std::vector<long double>& before; ///< least spread with one class fewer
  std::vector<long double> least;
  std::vector<std::size_t> begin;

  void solve(std::size_t first_end, std::size_t last_end, std::size_t first_begin, std::size_t last_begin) {
    if (first_end > last_end) return;
    const std::size_t end = first_end + (last_end - first_end) / 2;
    for (std::size_t b = first_begin; b <= std::min(last_begin, end - 1); ++b) {
      const long double spread = before[b] + groups.spread(b, end);
      if (spread < least[end]) least[end] = spread, begin[end] = b;
    }
    solve(first_end, end - 1, first_begin, begin[end]);
    solve(end + 1, last_end, begin[end], last_begin);
  }
};

} // namespace

Classes natural_breaks_classes(std::span<const double> values, std::size_t count) {
  const std::vector<double> sorted = maps::sorted_present(values);
  if (sorted.empty()) return maps::classed("natural breaks (Fisher-Jenks)", values, {});
  const Groups groups(sorted);
  const std::size_t n = groups.size(), classes = std::min(count, n);
  constexpr long double never = std::numeric_limits<long double>::infinity();
  std::vector<long double> least(n + 1, never);
  for (std::size_t end = 1; end <= n; ++end) least[end] = groups.spread(0, end);
  std::vector<std::vector<std::size_t>> begins{std::vector<std::size_t>(n + 1, 0)};
  for (std::size_t c = 1; c < classes; ++c) {
    OneMore more{groups, least, std::vector<long double>(n + 1, never), std::vector<std::size_t>(n + 1, c)};
    more.solve(c + 1, n, c, n - 1);
    least = std::move(more.least);
    begins.push_back(std::move(more.begin));
  }
  std::vector<double> upper;
  for (std::size_t c = classes, end = n; c-- > 0; end = begins[c][end]) upper.push_back(groups.value(end - 1));
  std::reverse(upper.begin(), upper.end());
  return maps::classed("natural breaks (Fisher-Jenks)", values, upper);
}

} // namespace tranche
