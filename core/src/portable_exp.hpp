#pragma once
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace tranche {

/// e^x as y 2^k.
struct ExpParts {
  double y, k;
};
inline ExpParts exp_parts(double x) {
  constexpr double ln2_high = 6.93147180369123816490e-01, ln2_low = 1.90821492927058770002e-10,
                   inverse_ln2 = 1.44269504088896338700e+00;
  constexpr double p1 = 1.66666666666666019037e-01, p2 = -2.77777777770155933842e-03, p3 = 6.61375632143793436117e-05,
                   p4 = -1.65339022054652515390e-06, p5 = 4.13813679705723846039e-08;
  const double k = std::floor(x * inverse_ln2 + 0.5);
  const double high = x - k * ln2_high, low = k * ln2_low;
  const double r = high - low, t = r * r;
  const double c = r - t * (p1 + t * (p2 + t * (p3 + t * (p4 + t * p5))));
  return {1 - ((low - r * c / (2 - c)) - high), k};
}

/// Without a branch, and k as a whole number by adding 1.5 x 2^52, so that a loop of it becomes vector instructions.
/// @pre |parts.k| <= 1000
inline double joined(const ExpParts& parts) {
  const std::uint64_t power = std::bit_cast<std::uint64_t>(parts.k + 0x1.8p52) + 1023; // its last bits
  return parts.y * std::bit_cast<double>(power << 52U);
}

/// e to the power x, within 1 unit in the last place, made of additions, multiplications and divisions alone: the same
/// bits on every machine and in a browser (tools/web/src/exp.js does the same steps). The C library's own differs in
/// the last bit from one type of processor to the next. Without -ffp-contract=off it would too.
///
/// Source: fdlibm's e_exp.c (Sun Microsystems, 1993): x = k ln 2 + r, and a rational approximation of e^r by Remez's
/// method. Pinned by portable_functions_test.cpp.
inline double portable_exp(double x) {
  if (std::isnan(x)) return x;
  if (x > 709.782712893383973096) return std::numeric_limits<double>::infinity();
  if (x < -745.13321910194110842) return 0;
  const ExpParts parts = exp_parts(x);
  return std::abs(parts.k) > 1000 ? std::ldexp(parts.y, static_cast<int>(parts.k)) : joined(parts);
}

} // namespace tranche
