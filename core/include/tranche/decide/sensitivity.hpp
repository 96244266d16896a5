#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tranche/decide/decide.hpp"
#include "tranche/decide/uncertainty.hpp"
#include "tranche/export.hpp"
#include "tranche/statistics/sobol.hpp"

/// Which choice matters most: how much of what the draws of an assessment differ in comes from each source.
namespace tranche {

struct SensitivityOptions {
  std::size_t rows = 4096; ///< of the design; a row is a draw for each source and two more
  std::size_t replicates = 1000;
  int threads = 1;
};

/// An authority near the edge of a tranche: whether it is in another tranche than the stated.
struct EdgeSensitivity {
  std::size_t authority = 0;
  statistics::SobolIndices changes; ///< mean: in which share of the draws; first and total by source
};

/// One source alone, everything else as stated: one alternative of a method, or draws of figures or weights.
struct ChangedAlone {
  std::string source;
  std::string alternative;        ///< "percentile"; "drawn" for figures and weights
  std::size_t draws = 0;          ///< 0: one alternative, not drawn
  double mean_shift = 0;          ///< absolute, in ranks, over the ranked; of draws: the mean
  std::size_t moved_most = 0;     ///< the authority; of those that move as far the first in funding order
  double shift_of_moved_most = 0; ///< absolute; of draws: the mean
  double rank_of_moved_most = 0;  ///< of draws: the mean
  double change_tranche = 0;      ///< how many authorities; of draws: the mean
  /// Who, in funding order; of draws: those that do in more than contested_low of them.
  std::vector<std::size_t> changed;
};

struct Sensitivity {
  std::string unavailable; ///< why there is nothing below, as a sentence; empty where there is
  std::size_t rows = 0, draws = 0;
  std::uint64_t seed = 0;
  double level = 0; ///< of the intervals
  /// Where the assessment states neither other weights nor other methods: what was varied in their place, as YAML, and
  /// what could not be, with the reason. Empty where it states some.
  std::string usual;
  std::vector<std::string> refused;
  std::vector<std::string> sources;                   ///< figures, weights, normalise, ...
  std::vector<std::vector<std::string>> alternatives; ///< by source, the stated first; empty: drawn
  statistics::SobolIndices rank_shift;                ///< by source, of the mean absolute rank shift
  statistics::SobolIndices tranche;                   ///< of the share of ranked authorities in another tranche
  std::vector<EdgeSensitivity> edge;                  ///< in funding order
  std::vector<ChangedAlone> alone;
  std::vector<std::string> assumptions; ///< as Uncertainty::assumptions
};

/// First-order and total Sobol indices (tranche/statistics/sobol.hpp) over the sources that estimate_uncertainty()
/// draws from, each a group of inputs. Outputs:
///  - the mean over the ranked authorities of |rank - stated rank|: Saisana, Saltelli & Tarantola 2005 (JRSS A 168:
///    307-323), their R_S;
///  - the share of them that is in another tranche than the stated;
///  - for the three nearest on either side of each edge, 30 authorities at most, whether it is.
/// And each source alone, one at a time.
/// Where `uncertainty` states neither weights nor methods, the usual alternatives to the stated recipe are taken, as
/// far as they have a meaning for it (Sensitivity::usual). Draws are keyed as those of estimate_uncertainty(): the same
/// for any number of threads. Memory does not depend on the number of rows.
/// Tests: tests/unit/decide/sensitivity_test.cpp, against closed forms of small cases and decide() itself.
/// @param decision  of the same inputs
/// @param pools  as for estimate_uncertainty()
/// @pre rows is 1 or more
/// @throws Error (settings) as estimate_uncertainty(), for alternatives that the assessment states
TRANCHE_API Sensitivity estimate_sensitivity(const Decision& decision, const Candidates& candidates,
                                             std::span<const IndicatorColumn> indicators, const IndexSettings& index,
                                             const TrancheSettings& tranches, const AllocationSettings& allocation,
                                             const UncertaintySettings& settings,
                                             const SensitivityOptions& options = {},
                                             std::span<const FigurePool> pools = {});

} // namespace tranche
