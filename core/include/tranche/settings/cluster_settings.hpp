#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/settings/place.hpp"

namespace tranche {

/// Who counts as whose neighbour.
struct Neighbours {
  enum class Kind {
    automatic, ///< queen; points where boundaries are schematic or absent
    queen,     ///< a point of border in common
    rook,      ///< a stretch of border in common
    nearest,   ///< the `count` nearest, middle to middle: one may be another's without its being theirs
    band,      ///< middles at most `metres` apart
    points     ///< Gabriel neighbours of the middles (geography/neighbours.hpp)
  } kind = Kind::automatic;
  std::size_t count = 0;
  double metres = 0;
};

/// "queen", "rook", "points", "k:5", "band:30000"; empty: automatic. @throws Error (usage).
TRANCHE_API Neighbours neighbours_from(std::string_view text);

/// Maps of where figures gather, made by every run: the words of `tranche clusters`, one map for each of `of`.
struct ClusterSettings {
  std::vector<std::string> of;           ///< "score", the need score, or ids of indicators; empty: no maps
  std::string statistic = "moran";       ///< moran, geary, gi or gi_star
  bool empirical_bayes = false;          ///< of rates standardised for unequal populations
  Neighbours neighbours;                 ///< automatic unless stated
  std::string correction = "fdr";        ///< fdr, bonferroni or none
  std::string alternative = "two_sided"; ///< or directed
  double alpha = 0.05;
  std::uint32_t permutations = 0; ///< 0: 999, or as many more as the correction asks for
  std::uint64_t seed = 1;
  Place place;
};

/// The words of ClusterSettings, in the order of the enumerators they stand for.
TRANCHE_API const std::vector<std::string>& cluster_statistics();
TRANCHE_API const std::vector<std::string>& cluster_corrections();
TRANCHE_API const std::vector<std::string>& cluster_alternatives();

} // namespace tranche
