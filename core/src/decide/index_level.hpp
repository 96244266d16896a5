#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "decide/index_tree.hpp"

/// One level of the index: the members of a domain, or of the top, become one score.
namespace tranche {

/// Shares of weight are sums of quotients: 0.75 may come out a bit below 0.75.
inline constexpr double share_tolerance = 1e-9;

/// Members of a level: [member][authority], NaN where a member has no score. Whoever made the scores keeps them.
using Members = std::vector<std::span<const double>>;

/// Whom a level is of.
struct Everyone {
  std::span<const std::string> codes;
  std::span<const std::uint8_t> take_part; ///< those that the outranking methods compare, and give a score
  std::span<const std::size_t> order;      ///< rows by code: sums run, and of equals the first is taken, in this order
  bool drawn = false;                      ///< figures are drawn anew: see aggregate_level()
};

/// Finds the weights of a level by its method and leaves them in the node (shares, own_weights); given weights stay.
/// Weights are found over the authorities that have every member; members of weight 0 take no part.
/// @return what is to be known about them; method given: nothing worth telling.
/// @throws Error (settings, data) naming the level, where the method has no answer for these figures.
FittedWeights fit_level_weights(IndexNode& node, const Members& members, const Everyone& everyone);

/// Authority i's weights of a level: shares, rescaled to the members that have a score; 0 for the others. All 0 where
/// the members with a score hold less than the node's `require`.
void level_weights(const IndexNode& node, const Members& members, std::size_t authority, std::span<double> weights);

/// Fills `score` for every authority; NaN where the level has none.
///
///  arithmetic  sum of w x
///  geometric   exp(sum of w ln x)                                                         needs x > 0
///  harmonic    1 / sum of w / x                                                           needs x > 0
///  median      the weighted median: where the weights of the lesser values first pass one half; at exactly one half
///              the mean of the two beside it
///  copeland    majority wins less losses over the number of others, -1 to 1
///  kemeny      number of ranked authorities less the place in the Kemeny-Young order
///
/// Source: OECD/JRC Handbook (2008), step 7; COINr's a_amean, a_gmean, a_hmean, a_copeland.
/// A geometric or harmonic mean that meets a value of 0 or less is refused; of figures that were drawn anew it is 0,
/// its limit towards 0, for a draw may fall where no figure is.
/// @throws Error (settings) when a geometric or harmonic mean meets a value of 0 or less.
void aggregate_level(const IndexNode& node, const Members& members, const Everyone& everyone,
                     std::vector<double>& score, std::vector<std::string>& remarks);

} // namespace tranche
