#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tranche/decide/decide.hpp"
#include "tranche/export.hpp"

namespace tranche {

/// Rank intervals and tranche probabilities under the stated assumptions; empty vectors when switched off.
struct Uncertainty {
  int draws = 0;
  std::uint64_t seed = 0;
  double level = 0;
  std::vector<int> rank_low, rank_high, rank_median;    ///< 0 where unranked
  std::vector<std::vector<double>> tranche_probability; ///< [authority][tranche]
  std::vector<std::string> assumptions;                 ///< sentences, printed with every probability
};

/// How far the ranking rests on figures that could have come out otherwise: the figures are drawn anew, and scales,
/// scores, ranks and tranches made from them as decide() does, `draws` times.
///
///  error model          a figure is drawn as
///  poisson, count known a rate whose events are Gamma(count + 1/2): the posterior under Jeffreys's prior
///  binomial, x and n    a proportion from Beta(x + 1/2, n - x + 1/2), likewise
///  any, limits known    log-normal through value and limits; normal, cut at 0 where the lower limit is 0 or less
///  none of these        held fixed
///
/// A draw for which the recipe has no meaning (0 under a logarithm) keeps the treatment and scale of the figures as
/// they are; a geometric or harmonic mean of values of which one is 0 or less is 0. Counts are used only where the
/// value is one factor times numerator over denominator throughout; standardised and scaled figures are drawn from
/// their limits. A figure shared by several authorities is drawn once for all of them. Indicators and authorities are
/// otherwise drawn independently. Who has a value, the weights, populations and rules stay as they are. A draw is keyed
/// by (seed, draw, indicator, authority in order of code): the result is the same for any number of threads and any
/// order of rows.
///
/// rank_low and rank_high leave out floor((1 - level) / 2 x draws) draws at each end.
/// Memory: 6 bytes for each draw and authority.
/// @param decision  of the same inputs
TRANCHE_API Uncertainty estimate_uncertainty(const Decision& decision, const Candidates& candidates,
                                             std::span<const IndicatorColumn> indicators, const IndexSettings& index,
                                             const TrancheSettings& tranches, const AllocationSettings& allocation,
                                             const UncertaintySettings& settings, int threads = 1);

} // namespace tranche
