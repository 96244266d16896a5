#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

namespace tranche {

/// A place in the plane.
struct Spot {
  double x = 0, y = 0;
};

namespace orientation_detail {

/// Exact signed sums as expansions: terms that do not overlap, ascending in size (Shewchuk 1997, Adaptive Precision
/// Floating-Point Arithmetic and Fast Robust Geometric Predicates).
struct Expansion {
  std::array<double, 16> term{};
  std::size_t size = 0;

  void add(double value) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const double sum = value + term[i], part = sum - value;
      const double rest = (value - (sum - part)) + (term[i] - part);
      value = sum;
      if (rest != 0) term[kept++] = rest;
    }
    if (value != 0) term[kept++] = value;
    size = kept;
  }
  void add_product(double a, double b) {
    const double product = a * b;
    add(std::fma(a, b, -product));
    add(product);
  }
  int sign() const { return size == 0 ? 0 : term[size - 1] > 0 ? 1 : -1; }
};

inline int exact(Spot a, Spot b, Spot c) {
  // (a - c) x (b - c) multiplied out; the terms of c with itself cancel.
  Expansion sum;
  sum.add_product(a.x, b.y);
  sum.add_product(-a.x, c.y);
  sum.add_product(-c.x, b.y);
  sum.add_product(-a.y, b.x);
  sum.add_product(a.y, c.x);
  sum.add_product(c.y, b.x);
  return sum.sign();
}

} // namespace orientation_detail

/// 1 when c lies to the left of the way from a to b, -1 to the right, 0 exactly on the line. Always right for finite
/// coordinates whose products neither overflow nor underflow: doubtful signs are computed exactly.
inline int orientation(Spot a, Spot b, Spot c) {
  const double left = (a.x - c.x) * (b.y - c.y), right = (a.y - c.y) * (b.x - c.x);
  const double difference = left - right;
  constexpr double epsilon = std::numeric_limits<double>::epsilon() / 2;
  const double doubt = (3 + 16 * epsilon) * epsilon * (std::abs(left) + std::abs(right));
  if (difference > doubt) return 1;
  if (-difference > doubt) return -1;
  return orientation_detail::exact(a, b, c);
}

} // namespace tranche
