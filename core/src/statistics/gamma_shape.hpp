#pragma once
#include <cmath>

#include "nan.hpp"
#include "portable_log.hpp"

namespace tranche::statistics {

/// What Marsaglia and Tsang's method makes of a shape (Stream::gamma); NaN below 1.
struct GammaShape {
  double d = nan, c = nan;

  static GammaShape of(double shape) {
    if (!(shape >= 1)) return {};
    const double d = shape - 1.0 / 3;
    return {d, 1 / std::sqrt(9 * d)};
  }

  /// Stream::gamma() where the stream's first normal and uniform settle it, as nearly always; else 0.
  double at_once(double normal, double uniform) const {
    const double root = 1 + c * normal;
    const double v = root * root * root;
    if (!(v > 0)) return 0; // also of a shape below 1, whose c is NaN
    if (uniform < 1 - 0.0331 * normal * normal * normal * normal ||
        portable_log(uniform) < 0.5 * normal * normal + d * (1 - v + portable_log(v)))
      return d * v;
    return 0;
  }
};

} // namespace tranche::statistics
