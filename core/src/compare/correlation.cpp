#include "compare/correlation.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "tranche/statistics/ranking.hpp"

namespace tranche::comparing {
namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

std::vector<double> mean_ranks(std::span<const double> values) {
  std::vector<double> sorted(values.begin(), values.end()), ranks;
  std::sort(sorted.begin(), sorted.end());
  for (const double value : values) ranks.push_back(statistics::mean_rank(sorted, value));
  return ranks;
}

} // namespace

double spearman(std::span<const double> x, std::span<const double> y) {
  const std::vector<double> p = mean_ranks(x), q = mean_ranks(y);
  const double middle = (static_cast<double>(x.size()) + 1) / 2; // the mean of all ranks, ties or not
  double products = 0, squares_p = 0, squares_q = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    products += (p[i] - middle) * (q[i] - middle);
    squares_p += (p[i] - middle) * (p[i] - middle);
    squares_q += (q[i] - middle) * (q[i] - middle);
  }
  return squares_p > 0 && squares_q > 0 ? products / std::sqrt(squares_p * squares_q) : undefined;
}

double kendall_tau_b(std::span<const double> x, std::span<const double> y) {
  std::int64_t balance = 0, untied_x = 0, untied_y = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const int sx = (x[i] > x[j]) - (x[i] < x[j]), sy = (y[i] > y[j]) - (y[i] < y[j]);
      balance += sx * sy;
      untied_x += sx != 0;
      untied_y += sy != 0;
    }
  if (untied_x == 0 || untied_y == 0) return undefined;
  return static_cast<double>(balance) / std::sqrt(static_cast<double>(untied_x) * static_cast<double>(untied_y));
}

} // namespace tranche::comparing
