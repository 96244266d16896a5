#pragma once
#include <array>
#include <cstdint>

#include "tranche/export.hpp"

/// Random numbers for Monte Carlo: counter-based, so that a draw depends on what it is for and never on which thread
/// makes it or on how many were made before.
namespace tranche::statistics {

/// Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3", SC'11); passes the known answers
/// of the Random123 library.
TRANCHE_API std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

/// The standard normal quantile: algorithm AS 241 (Wichura 1988, Applied Statistics 37), routine PPND16, about 1e-16.
/// @pre 0 < p < 1.
TRANCHE_API double normal_quantile(double p);

/// The stream of one figure in one draw.
class TRANCHE_API Stream {
public:
  Stream(std::uint64_t seed, std::uint32_t draw, std::uint32_t indicator, std::uint32_t authority)
      : m_key{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32U)}, m_counter{draw, indicator,
                                                                                                    authority, 0} {}

  double uniform(); ///< in (0, 1), on the midpoints of a grid of 2^-52
  double normal();  ///< mean 0, standard deviation 1, by the quantile of one uniform
  /// Scale 1; Marsaglia & Tsang 2000 (ACM TOMS 26), below shape 1 by their boost. @pre shape > 0.
  double gamma(double shape);

private:
  std::array<std::uint32_t, 2> m_key;
  std::array<std::uint32_t, 4> m_counter;
  std::array<std::uint32_t, 4> m_words{};
  bool m_half_used = true; ///< of m_words: one block gives two uniforms
};

} // namespace tranche::statistics
