#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tranche/export.hpp"

namespace tranche {

/// Shares a pot among claims in proportion to their weights, to the penny.
///
/// Each claim gets clamp(t x weight, floor, cap) with the one t at which the amounts sum to the pot (water-filling;
/// Bitran & Hax 1981, Management Science 27: claims under the floor, or over the cap, whichever is the greater amount,
/// are fixed there and the rest is shared again). Claims between floor and cap are rounded down to pence; the pence
/// left go to the largest remainders (Hare quota), ties to the earlier claim. Weights are turned once into integers
/// (2^52 for the largest) and everything after is integer arithmetic, so the sum is the pot exactly, floors and caps
/// hold exactly, and an amount never falls when only its own weight rises.
///
/// A claim of weight 0 gets the floor and no more.
/// @param where  what a fault is blamed on, e.g. "config/a.yaml:30:3: allocation"
/// @pre weights finite and >= 0; pot, floor, cap >= 0.
/// @throws Error (settings) naming both amounts when the pot is less than the floors or more than the caps allow, when
///         nobody has a weight, or when the pot exceeds 2^53 pence.
TRANCHE_API std::vector<std::int64_t> share_out(std::int64_t pot_pence, std::span<const double> weights,
                                                std::int64_t floor_pence, std::optional<std::int64_t> cap_pence,
                                                const std::string& where = "");

/// The least and the most that each claim may get.
struct ShareBounds {
  std::vector<std::int64_t> least, most; ///< pence (or units) for each claim; least <= most
};

/// The same with a floor and a cap for each claim by itself: clamp(t x weight, least, most). A claim of weight 0 gets
/// its least.
/// @param names  what each claim is called in a fault; may be empty
/// @throws Error (settings) when the least of all are more than the pot, the most of all less, or one's least is more
///         than its most, naming both amounts.
TRANCHE_API std::vector<std::int64_t> share_out(std::int64_t pot, std::span<const double> weights,
                                                const ShareBounds& bounds, const std::string& where,
                                                std::span<const std::string> names = {});

/// How seats, posts or places that cannot be divided are shared.
enum class Apportion {
  largest_remainder, ///< Hare quota, as share_out()
  sainte_lague,      ///< one unit after the other to the largest weight / (2 x units + 1) (Webster; Balinski & Young
                     ///< 1982, Fair Representation); ties to the earlier claim
};

/// Shares whole units in proportion to weights. Under Sainte-Laguë minima are given first and count in the divisors.
/// @throws Error (settings) as share_out().
TRANCHE_API std::vector<std::int64_t> apportion(std::int64_t units, std::span<const double> weights,
                                                const ShareBounds& bounds, Apportion method, const std::string& where,
                                                std::span<const std::string> names = {});

/// "£1,234,567.89"; whole pounds without pence: "£53,000,000".
TRANCHE_API std::string money_text(std::int64_t pence);

} // namespace tranche
