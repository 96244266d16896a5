#include <algorithm>
#include <numeric>

#include "statistics/kemeny.hpp"

namespace tranche::statistics::kemeny {
namespace {

constexpr double least_gain = 1e-9; // of the greatest margin: less is a matter of last bits, and could go in circles

/// Moves one unit to the place where it gains most. @return whether it moved
bool move_to_best(const Margins& margins, std::vector<std::size_t>& order, std::size_t from, double enough) {
  const std::size_t unit = order[from];
  double gain = 0, most = enough;
  std::size_t to = from;
  for (std::size_t place = from; place-- > 0;) { // past the units before it, nearest first
    gain += margins(unit, order[place]);
    if (gain > most) {
      most = gain;
      to = place;
    }
  }
  gain = 0;
  for (std::size_t place = from + 1; place < order.size(); ++place) {
    gain -= margins(unit, order[place]); // of one row, which is at hand
    if (gain > most) {
      most = gain;
      to = place;
    }
  }
  const auto at = [&](std::size_t place) { return order.begin() + static_cast<std::ptrdiff_t>(place); };
  if (to < from) std::rotate(at(to), at(from), at(from) + 1);
  if (to > from) std::rotate(at(from), at(from) + 1, at(to) + 1);
  return to != from;
}

std::vector<std::size_t> order_by(std::span<const double> first, std::span<const double> second) {
  std::vector<std::size_t> order(first.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return first[a] != first[b] ? first[a] > first[b] : second[a] > second[b];
  });
  return order;
}

/// What any order loses on cycles of three: a beats b, b beats c, c beats a. Each cycle loses its least margin; that is
/// taken off its three pairs, so that no pair is counted beyond its margin.
double lost_on_cycles(Margins margins) {
  double lost = 0;
  const std::size_t n = margins.n;
  const auto left = [&](std::size_t a, std::size_t b) -> double& { return margins.cells[a * n + b]; };
  for (std::size_t a = 0; a < n; ++a)
    for (std::size_t b = 0; b < n; ++b)
      for (std::size_t c = a + 1; c < n; ++c) { // each cycle from its first unit
        if (b <= a || b == c || left(a, b) <= 0 || left(b, c) <= 0 || left(c, a) <= 0) continue;
        const double least = std::min({left(a, b), left(b, c), left(c, a)});
        left(a, b) -= least;
        left(b, c) -= least;
        left(c, a) -= least;
        lost += least;
      }
  return lost;
}

} // namespace

std::vector<std::size_t> improved(const Margins& margins, std::vector<std::size_t> order) {
  double widest = 0;
  for (const double cell : margins.cells) widest = std::max(widest, cell);
  for (bool moved = true; moved;) {
    moved = false;
    for (std::size_t from = 0; from < order.size(); ++from)
      if (move_to_best(margins, order, from, least_gain * widest)) moved = true;
  }
  return order;
}

Order by_moves(const Margins& margins) {
  std::vector<double> wins(margins.n), sums(margins.n);
  double widest = 0;
  for (std::size_t a = 0; a < margins.n; ++a)
    for (std::size_t b = 0; b < margins.n; ++b) {
      const double cell = margins(a, b);
      wins[a] += cell > 0 ? 1 : cell < 0 ? -1 : 0;
      sums[a] += cell;
      widest = std::max(widest, cell);
    }
  Order order;
  order.units = improved(margins, order_by(wins, sums));
  const std::vector<std::size_t> other = improved(margins, order_by(sums, sums));
  const double lost = lost_by(margins, order.units), lost_by_other = lost_by(margins, other);
  if (lost_by_other < lost - least_gain * widest) order.units = other;
  order.lost = margins.n <= most_for_cycles ? lost_on_cycles(margins) : 0.0;
  order.proved = std::min(lost, lost_by_other) <= order.lost + least_gain * widest;
  return order;
}

} // namespace tranche::statistics::kemeny
