#include "tranche/statistics/normalise.hpp"

#include <algorithm>
#include <cmath>

#include "tranche/statistics/ranking.hpp"
#include "tranche/statistics/small_areas.hpp"

namespace tranche::statistics {
namespace {

bool uses_ranks(Normalise method) {
  return method == Normalise::rank || method == Normalise::percentile || method == Normalise::imd_exponential;
}

// Two passes: the one-pass formula loses digits where the mean is large against the spread.
void fit_moments(std::span<const double> values, Scale& scale) {
  double sum = 0;
  for (const double value : values) sum += value;
  const auto n = static_cast<double>(values.size());
  scale.centre = sum / n;
  scale.spread = 0;
  // Asked of the values themselves: the mean of equal values may be off by a bit, and a spread of that bit is no
  // spread.
  if (scale.minimum == scale.maximum) return;
  double squares = 0;
  for (const double value : values) squares += (value - scale.centre) * (value - scale.centre);
  scale.spread = std::sqrt(squares / (n - 1));
}

double rank_from_least_need(const Scale& scale, double value) {
  const double rank = mean_rank(scale.sorted, value);
  return scale.direction > 0 ? rank : static_cast<double>(scale.sorted.size()) + 1 - rank;
}

double on_min_max(const Scale& scale, double value) {
  if (scale.maximum == scale.minimum) return (scale.low + scale.high) / 2;
  const double from = scale.direction > 0 ? value - scale.minimum : scale.maximum - value;
  return scale.low + (scale.high - scale.low) * (from / (scale.maximum - scale.minimum));
}

double on_imd_exponential(double rank, double n) {
  return imd_transform(n + 1 - std::min(rank, n), n); // a value above all others ranks with the first
}

} // namespace

Scale fit_scale(std::span<const double> values, Normalise method, int direction, double low, double high) {
  Scale scale;
  scale.method = method;
  scale.direction = direction;
  scale.low = low;
  scale.high = high;
  if (values.empty()) return scale;
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  scale.minimum = *least;
  scale.maximum = *most;
  if (method == Normalise::z_score) fit_moments(values, scale);
  if (uses_ranks(method)) {
    scale.sorted.assign(values.begin(), values.end());
    std::sort(scale.sorted.begin(), scale.sorted.end());
  }
  return scale;
}

double normalise_on(const Scale& scale, double value) {
  const auto n = static_cast<double>(scale.sorted.size());
  switch (scale.method) {
  case Normalise::z_score:
    return scale.spread > 0 ? scale.direction * (value - scale.centre) / scale.spread : 0.0;
  case Normalise::min_max:
    return on_min_max(scale, value);
  case Normalise::rank:
    return rank_from_least_need(scale, value);
  case Normalise::percentile:
    return 100 * (rank_from_least_need(scale, value) - 0.5) / n;
  case Normalise::imd_exponential:
    return on_imd_exponential(rank_from_least_need(scale, value), n);
  }
  return 0;
}

} // namespace tranche::statistics
