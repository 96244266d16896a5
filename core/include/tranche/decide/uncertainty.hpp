#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "tranche/decide/decide.hpp"
#include "tranche/export.hpp"

namespace tranche {

/// Where the rank lies in `level` of the draws; 0 where unranked.
struct RankInterval {
  double level = 0;
  std::vector<int> low, high;
};

/// The chance that an authority stands strictly before another.
struct Outranks {
  std::size_t authority = 0; ///< the other
  double probability = 0;
};

/// Total money in pence over the draws: its mean, and the interval of Uncertainty::level, to 0.1 %.
struct MoneyRange {
  std::int64_t mean = 0, low = 0, high = 0;
  friend bool operator==(const MoneyRange&, const MoneyRange&) = default;
};

/// One indicator's figures made anew, draw by draw, by whatever made them, on inputs that were drawn.
struct FigurePool {
  std::size_t columns = 0;   ///< made beforehand, for the draws from 0; 0: there is no pool
  std::vector<double> value; ///< [draw][authority]; NaN: no figure in that draw
  /// Makes the figures of any later draw, the same from any thread. @throws PluginError, Error
  std::function<void(std::uint32_t draw, std::span<double> value)> make;
  std::string how; ///< in words that follow the indicator's title: "counts (deaths) are drawn from ..."
};
using FigurePools = std::vector<FigurePool>; ///< one for each indicator

/// Rank intervals and tranche probabilities under the stated assumptions; empty vectors when switched off.
struct Uncertainty {
  int draws = 0;
  std::uint64_t seed = 0;
  double level = 0;
  std::vector<int> rank_low, rank_high, rank_median;    ///< at `level`; 0 where unranked
  std::vector<RankInterval> intervals;                  ///< at 50, 90 and 95 %
  std::vector<std::vector<double>> tranche_probability; ///< [authority][tranche]
  double standard_error = 0;                            ///< the largest of any tranche probability
  std::vector<std::vector<Outranks>> outranks;          ///< the five nearest in rank, by rank, then code
  /// At the lower edge of each tranche, those whose chance to be above it is more than 5 and less than 95 %, in funding
  /// order. None at an edge with nobody below it.
  std::vector<std::vector<std::size_t>> contested;
  std::vector<MoneyRange> money;    ///< of ranked and funded authorities; empty without pots
  int without_money = 0;            ///< draws whose money could not be shared by the rules; `money` is of the others
  std::vector<std::string> sources; ///< what was drawn: figures, weights, normalise, treat, aggregate, impute, left_out
  std::vector<std::string> recomputed;  ///< ids of the indicators whose figures were made anew from drawn inputs
  std::vector<std::string> assumptions; ///< sentences, printed with every probability

  /// Edges (by tranche, from 0) at which the authority is contested.
  TRANCHE_API std::vector<std::size_t> contested_at(std::size_t authority) const;
};

/// The chances between which an authority is contested.
inline constexpr double contested_low = 0.05, contested_high = 0.95;

/// How far the ranking rests on figures, weights and methods that could have been others: they are drawn anew, and
/// scales, scores, ranks, tranches and money made from them as decide() does, `draws` times.
///
/// Figures
///  error model          a figure is drawn as
///  poisson, count known a rate whose events are Gamma(count + 1/2): the posterior under Jeffreys's prior
///  binomial, x and n    a proportion from Beta(x + 1/2, n - x + 1/2), likewise
///  any, limits known    log-normal through value and limits; normal, cut at 0 where the lower limit is 0 or less
///  none of these        held fixed
/// Where there is a pool (and the figure that enters is not shrunk), it holds instead: the figure is what its plugin
/// makes of drawn inputs. An authority that the pool leaves without a figure in one of its first 1,000 draws, as rules
/// for few events do, is drawn as the table says in every draw, so that no part of its distribution is cut off.
/// A draw for which the recipe has no meaning (0 under a logarithm) keeps the treatment and scale of the figures as
/// they are; a geometric or harmonic mean of values of which one is 0 or less is 0. Counts are used only where the
/// value is one factor times numerator over denominator throughout; standardised and scaled figures are drawn from
/// their limits; shrunk ones are normal with their standard errors. A figure shared by several authorities is drawn
/// once for all of them. Indicators and authorities are otherwise drawn independently.
///
/// Weights: see WeightUncertainty; each level of the tree by itself. Weights that are fitted are drawn around the
/// fitted ones; those of benefit of the doubt are held.
/// Methods: see MethodUncertainty. A combination that has no meaning for the figures as they are is refused.
///
/// Who is ranked, populations and rules stay as they are. An authority that a draw gives no score (every indicator it
/// has was left out) stands last in it. A draw is keyed by (seed, draw, what, authority in order of code): the result
/// is the same for any number of threads and any order of rows.
///
/// Quantiles leave out floor((1 - level) / 2 x draws) draws at each end. With `until`, draws are made in lots of
/// `draws`, at most a million. Memory does not depend on their number: for each authority 4 bytes for each rank it
/// comes to, and 4 for each 0.1 % of money.
/// @param decision  of the same inputs
/// @param pools  one for each indicator, made with the seed of the settings, or none at all
/// @throws Error (settings): a range for what is no weight; kemeny among the aggregates; too many combinations;
/// whatever
///         a pool throws.
TRANCHE_API Uncertainty estimate_uncertainty(const Decision& decision, const Candidates& candidates,
                                             std::span<const IndicatorColumn> indicators, const IndexSettings& index,
                                             const TrancheSettings& tranches, const AllocationSettings& allocation,
                                             const UncertaintySettings& settings, int threads = 1,
                                             std::span<const FigurePool> pools = {});

} // namespace tranche
