#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/indicators/indicator_column.hpp"
#include "tranche/settings/assessment.hpp"
#include "tranche/statistics/normalise.hpp"

/// From indicators to need score, ranking, tranches and money. Pure and thread-safe: no files, no clock, no globals.
namespace tranche {

/// What decide() needs to know of the authorities; all spans are of one length and in one order (by code).
struct Candidates {
  std::span<const std::string> codes; ///< ascending: the last word in every tie of remainders
  std::span<const double> population; ///< residents; NaN where unknown
};

using statistics::normalise_on;
using statistics::Scale;

/// One indicator inside the index.
struct IndexColumn {
  std::string id;
  double weight = 0; ///< share of the whole: domain weights multiplied through; the shares sum to 1
  Scale scale;
  std::vector<double> normalised;       ///< higher is greater need whatever the direction; NaN where there is no value
  std::vector<double> contribution;     ///< to the score, after rescaling for missing indicators; they sum to the score
                                        ///< (geometric: to its logarithm); NaN where there is none
  std::vector<double> effective_weight; ///< after rescaling; 0 where there is no value
  std::vector<int> rank;                ///< of the value alone, 1 = greatest need, ties share the smaller; 0 where none
  double england = 0;                   ///< the reference figure: sum of numerators over sum of denominators times the
                                        ///< measure's factor; population-weighted mean where those are unknown
};

struct TrancheGroup {
  std::string name;
  std::vector<std::size_t> authorities; ///< in rank order
  double lowest_score = 0;              ///< of the ranked ones
};

struct Decision {
  std::vector<IndexColumn> columns;   ///< in the order of the indicators
  std::vector<double> score;          ///< rounded to 1e-9; NaN where unranked
  std::vector<int> rank;              ///< 1 = greatest need, ties share the smaller (1, 2, 2, 4); 0 unranked
  std::vector<std::string> reason;    ///< why unranked; empty where ranked
  std::vector<double> weight_present; ///< share of the whole weight that carried a value
  std::vector<int> tranche;           ///< 1, 2, ...; 0 none
  std::vector<TrancheGroup> tranches;
  std::vector<double> need;           ///< the strictly positive need measure of the money formula; NaN where none
  std::vector<std::string> pot_names; ///< years, or one empty name
  std::vector<std::vector<std::int64_t>> pence; ///< [pot][authority]
  std::vector<std::int64_t> total_pence;        ///< over all pots
  std::vector<std::string> remarks;             ///< rescaled weights, ties at an edge, ...: for report and manifest
};

/// The whole decision.
/// @throws Error (settings) when a rule cannot be met: tranche sizes over the number of ranked authorities, floors over
/// a
///         pot, need that is not strictly positive, a geometric mean of values of 0 or less, weights all zero, an index
///         weight for an indicator that does not exist.
TRANCHE_API Decision decide(const Candidates& candidates, std::span<const IndicatorColumn> indicators,
                            const IndexSettings& index, const TrancheSettings& tranches,
                            const AllocationSettings& allocation);

} // namespace tranche
