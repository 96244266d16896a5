#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "tranche/decide/decide.hpp"

/// Cutting a ranking into tranches. Private steps of decide(), shared with the uncertainty.
namespace tranche {

/// Ranked authorities in the order in which they are funded: greater score first; at the same score the larger
/// population, then the code. A tie at the edge of a tranche is so broken by a stated rule and never by chance.
std::vector<std::size_t> funding_order(std::span<const double> score, const Candidates& candidates);

/// Where each tranche ends in that order: tranche k is [ends[k - 1], ends[k]).
/// A cut by budget takes authorities down the ranking for as long as the floor of each, summed, stays within it: what
/// an authority gets above the floor depends on who else is funded, and would make the rule chase its own tail.
/// @throws Error (settings) when fewer authorities are left than a count asks for.
std::vector<std::size_t> cut_ends(std::span<const std::size_t> order, std::span<const double> score,
                                  const TrancheSettings& tranches, std::int64_t floor_pence);

/// Fills tranche and tranches, and remarks every tie at an edge.
void cut_tranches(Decision& decision, const Candidates& candidates, const TrancheSettings& tranches,
                  std::int64_t floor_pence, std::span<const std::size_t> by_code);

} // namespace tranche
