#pragma once
#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace tranche::statistics {

/// Where the values of an indicator lie, measured so that sums of powers of (value - centre) x scale neither cancel nor
/// overflow.
struct Spread {
  std::size_t n = 0; ///< values that are not NaN
  double minimum = std::numeric_limits<double>::infinity();
  double maximum = -std::numeric_limits<double>::infinity();
  double centre = 0; ///< the mean to rounding; exactly the value where all are the same
  double scale = 1;  ///< a power of two: multiplying by it loses no digit
  double rest = 0;   ///< sum of (value - centre) x scale: what rounding the mean left over

  bool varies() const { return minimum < maximum; }
  double scaled(double value) const { return (value - centre) * scale; }
};

inline double sum_scaled(std::span<const double> values, const Spread& spread) {
  double sum = 0;
  for (const double value : values)
    if (!std::isnan(value)) sum += spread.scaled(value);
  return sum;
}

/// @pre values are finite or NaN
inline Spread spread_of(std::span<const double> values) {
  Spread spread;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    ++spread.n;
    spread.minimum = std::min(spread.minimum, value);
    spread.maximum = std::max(spread.maximum, value);
  }
  if (spread.n == 0) return spread;
  spread.centre = spread.minimum;
  if (!spread.varies()) return spread;
  const double width = spread.maximum / 2 - spread.minimum / 2;
  // Scaled so that the width lies near 1; the exponent is kept where the power and its inverse are ordinary numbers.
  if (width > 0) spread.scale = std::ldexp(1.0, std::clamp(-std::ilogb(width) - 1, -1022, 1022));
  // Half the range away from any value at most, the middle can be subtracted without overflow.
  spread.centre = spread.minimum / 2 + spread.maximum / 2;
  const auto n = static_cast<double>(spread.n);
  spread.centre += sum_scaled(values, spread) / n / spread.scale;
  spread.rest = sum_scaled(values, spread);
  return spread;
}

} // namespace tranche::statistics
