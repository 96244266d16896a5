#pragma once
#include <memory>
#include <utility>
#include <vector>

#include "compare/fit_model.hpp"

namespace tranche {

/// How well weights agree with a list.
struct Agreed {
  std::size_t both = 0, either = 0; ///< Jaccard's index is both over either
  std::uint64_t missing = 0;        ///< places by which the listed miss the edge, summed
};

/// What decides: the units in common, and the Jaccard index.
bool agrees_more(const Agreed& a, const Agreed& b);

/// The search for the weights that agree best with a list, under one way of normalising. The draws, and whom they fund,
/// are made once for all lists.
class FitSearch {
public:
  FitSearch(const FitModel& model, const FitSettings& settings, int threads);

  /// Weights that were looked at, and how many units they share with the list.
  using Seen = std::vector<std::pair<Shares, std::size_t>>;

  struct Found {
    Shares shares;
    Agreed agreed;
  };
  const Bits& funded_as_stated() const { return m_funded.front(); }
  /// @param seen  filled with what was looked at; null: not wanted
  Found best(const Bits& listed, Seen* seen = nullptr) const;
  /// Of the weights that agree as well as `found`, those nearest to the stated that were seen, drawn towards the stated
  /// for as long as they agree, and in thousandths where these agree too.
  Shares nearest(const Found& found, const Bits& listed, const Seen& seen) const;
  /// Moves each share alone, out from `from`, for as long as at least `least` units are shared.
  void explore(const Shares& from, const Bits& listed, std::size_t least, Seen& seen) const;
  /// Share of the draws that share at least so many units with the list.
  double share_of_draws(const Bits& listed, std::size_t both) const;
  /// Those draws themselves.
  void draws_with(const Bits& listed, std::size_t both, Seen& seen) const;

private:
  Agreed agreed(const Shares& shares, const Bits& listed, FitModel::Outcome& outcome) const;
  std::vector<std::size_t> starts(const Bits& listed) const;
  Found climb(Found from, const Bits& listed, Seen* seen) const;
  Shares shares_of(std::size_t number) const; ///< of the draws; 0: as stated

  const FitModel& m_model;
  const FitSettings& m_settings;
  std::vector<Bits> m_funded; ///< by the stated weights, then by each draw
};

} // namespace tranche
