#pragma once
#include <algorithm>
#include <cmath>
#include <span>

namespace tranche::statistics {

/// The quantile of a sample by linear interpolation between order statistics at (n - 1) p: type 7 of Hyndman & Fan 1996
/// ("Sample quantiles in statistical packages"), the default of R, NumPy and Excel's PERCENTILE.INC.
/// @pre sorted ascending, not empty; 0 <= p <= 1.
inline double sample_quantile(std::span<const double> sorted, double p) {
  const double place = static_cast<double>(sorted.size() - 1) * p;
  const auto below = static_cast<std::size_t>(std::floor(place));
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  // Equal neighbours are their own quantile to the last bit, which a weighted sum of them may miss.
  if (sorted[below] == sorted[above]) return sorted[below];
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

} // namespace tranche::statistics
