#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tranche/decide/decide.hpp"

/// Cutting a ranking into tranches. Private steps of decide(), shared with the uncertainty.
namespace tranche {

/// Ranked authorities in the order in which they are funded: greater score first; at the same score the larger
/// population, then the code. A tie at the edge of a tranche is so broken by a stated rule and never by chance.
std::vector<std::size_t> funding_order(std::span<const double> score, const Candidates& candidates);

/// The rules of the tranches, made ready once for many rankings of the same authorities.
///
/// Tranches are filled in the order of the file. Into each go first those that are named for it; then, where a count
/// asks for `per_region`, down the order of funding the first of every region that has fewer than so many in this
/// tranche and those before it; then the first of all others, until the count is reached. Named authorities count. A
/// cut by budget takes authorities down the order for as long as the floor of each, summed, stays within it: what an
/// authority gets above the floor depends on who else is funded, and would make the rule chase its own tail. A cut by
/// population ends before the first authority with whom the residents would be more.
class TrancheCutter {
public:
  /// @throws Error (settings) for a code or a tranche that is not there, an authority named twice, more named or more
  ///         asked for by region than the count has places. Candidates and settings must outlive it.
  TrancheCutter(const Candidates& candidates, const TrancheSettings& tranches, std::int64_t floor_pence);

  /// The tranche of each authority, from 1; 0: none. Those without a score are in none unless they are named.
  /// @param order  funding_order() of those scores
  /// @param notes  filled, if given, with why an authority stands elsewhere than rank alone would put it
  /// @throws Error (settings) when fewer authorities are left than a count asks for
  void cut(std::span<const std::size_t> order, std::span<const double> score, std::vector<std::uint16_t>& tranche,
           std::vector<std::string>* notes = nullptr) const;
  /// Of each authority, whether the rules put it into a tranche by its name; empty where they name none.
  std::vector<bool> placed_by_name() const;
  /// Puts those without a rank (0) into the last tranche where the rules say so.
  void take_unranked(std::span<const int> rank, std::vector<std::uint16_t>& tranche) const;

private:
  class Filling;
  bool cut_by_place(std::span<const std::size_t> order, std::vector<std::uint16_t>& tranche) const;
  static constexpr int free = -1; ///< neither named nor left out

  const Candidates& m_candidates;
  const TrancheSettings& m_tranches;
  std::int64_t m_floor_pence;
  bool m_by_place = false;                  ///< counts alone decide, so that a place in the order says the tranche
  std::vector<int> m_named;                 ///< of each authority: free, 0: not funded, or its tranche
  std::vector<const std::string*> m_reason; ///< of those named
  std::vector<std::size_t> m_region;        ///< number of each authority's region
  std::vector<std::string> m_region_names;
};

/// Fills tranche, tranches, funding_note and by_name, and remarks every tie at an edge.
void cut_tranches(Decision& decision, const Candidates& candidates, const TrancheSettings& tranches,
                  std::int64_t floor_pence, std::span<const std::size_t> by_code);

} // namespace tranche
