#pragma once

namespace tranche::statistics {

constexpr double steps_per_score = 1e9;
constexpr double most_steps = 0x1p51; ///< beyond them round_score() alone is right

/// A score in whole steps of 1e-9, rounded as round_score() does. Adding and taking away 1.5 x 2^52 rounds, with halves
/// to even; those that round_score() takes away from 0 are put right. Without branches or calls, so that the compiler
/// can take several at a time. NaN for NaN. @pre fewer than most_steps
inline double score_steps(double score) {
  constexpr double whole = 0x1.8p52;
  const double exact = score * steps_per_score, rounded = (exact + whole) - whole, rest = exact - rounded;
  const double up = rest == 0.5 && exact > 0 ? 1.0 : 0.0, down = rest == -0.5 && exact < 0 ? 1.0 : 0.0;
  return rounded + up - down;
}

} // namespace tranche::statistics
