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

/// "£1,234,567.89"; whole pounds without pence: "£53,000,000".
TRANCHE_API std::string money_text(std::int64_t pence);

} // namespace tranche
