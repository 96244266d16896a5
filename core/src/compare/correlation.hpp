#pragma once
#include <span>

namespace tranche::comparing {

/// Spearman's rank correlation: Pearson's of the ranks, ties at their mean rank. NaN for fewer than two pairs or when a
/// side is constant. @pre equal lengths, no NaN
double spearman(std::span<const double> x, std::span<const double> y);

/// Kendall's tau-b (Kendall 1945, Biometrika 33: 239-251): (concordant - discordant) over the geometric mean of the
/// pairs that are not tied on either side. NaN as above. @pre equal lengths, no NaN
double kendall_tau_b(std::span<const double> x, std::span<const double> y);

} // namespace tranche::comparing
