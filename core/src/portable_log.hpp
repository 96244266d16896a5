#pragma once
#include <bit>
#include <cstdint>

namespace tranche {

/// The natural logarithm, within 1 unit in the last place: like portable_exp(), the same bits on every machine, and
/// without a branch or a call, so that a loop over many becomes vector instructions.
///
/// Source: fdlibm's e_log.c (Sun Microsystems, 1993): x = 2^k (1 + f) with 1 + f between sqrt(1/2) and sqrt(2), and a
/// polynomial by Remez's method. Pinned by portable_functions_test.cpp.
/// @pre x is a normal number above 0.
inline double portable_log(double x) {
  constexpr double ln2_high = 6.93147180369123816490e-01, ln2_low = 1.90821492927058770002e-10;
  constexpr double l1 = 6.666666666666735130e-01, l2 = 3.999999999940941908e-01, l3 = 2.857142874366239149e-01,
                   l4 = 2.222219843214978396e-01, l5 = 1.818357216161805012e-01, l6 = 1.531383769920937332e-01,
                   l7 = 1.479819860511658591e-01;
  constexpr std::uint64_t root_half = 0x3FE6A09E667F3BCD, one = 0x3FF0000000000000, fraction = (1ULL << 52U) - 1;
  const std::uint64_t moved = std::bit_cast<std::uint64_t>(x) - root_half + one; // 2^k times a number from 1 to 2
  // The exponent as a double: in the last bits of 2^52, which is then taken away.
  const double k = std::bit_cast<double>(0x4330000000000000U | (moved >> 52U)) - (0x1p52 + 1023);
  const double f = std::bit_cast<double>((moved & fraction) + root_half) - 1;
  const double s = f / (2 + f), z = s * s, w = z * z;
  const double odd = z * (l1 + w * (l3 + w * (l5 + w * l7))), even = w * (l2 + w * (l4 + w * l6));
  const double half = 0.5 * f * f;
  return k * ln2_high - ((half - (s * (half + (odd + even)) + k * ln2_low)) - f);
}

} // namespace tranche
