#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>

#include "statistics/kemeny.hpp"

namespace tranche::statistics::kemeny {
namespace {

constexpr double same_score = 1e-9; // of the greatest margin

using Set = std::uint32_t;

/// What unit a gains by standing before all of a set: looked up by the halves of the set.
class Gains {
public:
  explicit Gains(const Margins& margins) : m_half(margins.n / 2), m_low_sets(std::size_t{1} << m_half) {
    const std::size_t high_sets = std::size_t{1} << (margins.n - m_half);
    m_stride = m_low_sets + high_sets;
    m_sums.resize(margins.n * m_stride);
    for (std::size_t a = 0; a < margins.n; ++a) {
      fill(margins, a, &m_sums[a * m_stride], m_low_sets, 0);
      fill(margins, a, &m_sums[a * m_stride + m_low_sets], high_sets, m_half);
    }
  }
  double operator()(std::size_t a, Set set) const {
    const double* sums = &m_sums[a * m_stride];
    return sums[set & (m_low_sets - 1)] + sums[m_low_sets + (set >> m_half)];
  }

private:
  static void fill(const Margins& margins, std::size_t a, double* sums, std::size_t sets, std::size_t first) {
    for (std::size_t set = 1; set < sets; ++set)
      sums[set] = sums[set & (set - 1)] + margins(a, first + static_cast<std::size_t>(std::countr_zero(set)));
  }

  std::size_t m_half, m_low_sets, m_stride = 0;
  std::vector<double> m_sums;
};

} // namespace

// best[S]: the greatest sum of margins within S over all orders of S. The first of S is chosen, the rest is best[S less
// it] (Held & Karp 1962). Read from the front, the smallest unit that still reaches the best makes the smallest order.
Order by_subsets(const Margins& margins) {
  const std::size_t n = margins.n;
  const Gains gains(margins);
  std::vector<double> best(std::size_t{1} << n, 0.0);
  const auto by_first = [&](std::size_t unit, Set set) {
    const Set rest = set & ~(Set{1} << unit);
    return gains(unit, rest) + best[rest];
  };
  for (Set set = 1; set < best.size(); ++set) {
    double most = -std::numeric_limits<double>::infinity();
    for (Set left = set; left != 0; left &= left - 1)
      most = std::max(most, by_first(static_cast<std::size_t>(std::countr_zero(left)), set));
    best[set] = most;
  }
  double widest = 0;
  for (const double cell : margins.cells) widest = std::max(widest, cell);
  Order order;
  Set set = static_cast<Set>(best.size() - 1);
  while (set != 0) {
    for (Set left = set; left != 0; left &= left - 1) {
      const auto unit = static_cast<std::size_t>(std::countr_zero(left));
      if (by_first(unit, set) < best[set] - same_score * widest) continue;
      order.units.push_back(unit);
      set &= ~(Set{1} << unit);
      break;
    }
  }
  order.lost = lost_by(margins, order.units);
  return order;
}

} // namespace tranche::statistics::kemeny
