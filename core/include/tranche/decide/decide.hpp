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
#include "tranche/statistics/treat.hpp"

/// From indicators to need score, ranking, tranches and money. Pure and thread-safe: no files, no clock, no globals.
namespace tranche {

/// What decide() needs to know of the authorities; all spans are of one length and in one order (by code).
struct Candidates {
  std::span<const std::string> codes;     ///< ascending: the last word in every tie of remainders
  std::span<const double> population;     ///< residents; NaN where unknown
  std::span<const std::string> regions{}; ///< for imputing by group; empty: all of one group
  std::span<const std::string> names{};   ///< for remarks; empty: they name the codes

  const std::string& name_of(std::size_t authority) const {
    return names.empty() ? codes[authority] : names[authority];
  }
};

using statistics::normalise_on;
using statistics::Scale;

/// One indicator inside the index. Vectors have one entry for each authority.
struct IndexColumn {
  std::string id;
  double weight = 0; ///< share of the whole: fitted weights of every level multiplied through; the shares sum to 1
  std::vector<double> used;             ///< the figure that entered: as reported, shrunk or imputed; NaN where none did
  statistics::Treated treatment;        ///< of outliers: what was changed, and how
  Scale scale;                          ///< fitted on the treated figures
  std::vector<double> normalised;       ///< higher is greater need whatever the direction; NaN where there is no figure
  std::vector<double> contribution;     ///< see Decision::additive; NaN where there is none
  std::vector<double> effective_weight; ///< after rescaling for missing indicators; 0 where there is no figure; under
                                        ///< benefit of the doubt the member's share of the score
  std::vector<int> rank;            ///< of the reported value alone, 1 = greatest need, ties share the smaller; 0 none
  std::vector<std::uint32_t> flags; ///< imputed, treated: what the index did
  double england = 0;               ///< the reference figure: sum of numerators over sum of denominators times the
                                    ///< measure's factor; population-weighted mean where those are unknown
};

/// A domain's own score.
struct DomainScore {
  std::string id, title;
  double weight = 0;         ///< share of the whole
  std::vector<double> score; ///< NaN where too few of its members have a figure
};

/// A figure that was not there and was filled in, and what that did to the rank.
struct ImputedFigure {
  std::size_t column = 0, authority = 0;
  double value = 0;
  std::string how;                       ///< "median of North West (14 authorities)"
  int rank_without = 0;                  ///< if it were left out and the other weights scaled up; 0: unranked then
  int rank_least = 0, rank_greatest = 0; ///< if it were the least, and the greatest, need of all; the others unmoved
};

/// Weights that were found, not given, and what is to be known about them.
struct FittedWeights {
  std::string level; ///< the domain's id; empty: the top
  Weigh method = Weigh::given;
  std::vector<std::pair<std::string, double>> weights; ///< member, share of its level; benefit of the doubt: the mean
  std::string remark;                                  ///< "consistency ratio 0.03", "2 components explain 71 %", ...
};

/// Whether contributions sum to something.
enum class Additive {
  score,     ///< every level an arithmetic mean: they sum to the score
  logarithm, ///< every level a geometric mean: they sum to the score's logarithm
  no,        ///< anything else: there are none
};

struct TrancheGroup {
  std::string name;
  std::vector<std::size_t> authorities; ///< in rank order
  double lowest_score = 0;              ///< of the ranked ones
};

/// How one pot was shared: what `tranche explain` and the table of payments tell line by line.
struct PotShares {
  std::vector<double> claim; ///< NaN: not paid by this pot
  double all_claims = 0;     ///< among which the pot was shared
  std::vector<std::int64_t> least, most;
  /// What several authorities are paid as one, undivided; their own amounts of this pot are then 0.
  struct Joint {
    std::string region;
    std::vector<std::size_t> authorities;
    std::int64_t pence = 0;
  };
  std::vector<Joint> joint;
};

struct Decision {
  std::vector<IndexColumn> columns;   ///< in the order of the indicators
  std::vector<DomainScore> domains;   ///< outer before inner, in the order of the file
  std::vector<FittedWeights> fitted;  ///< of levels whose weights were found
  std::vector<ImputedFigure> imputed; ///< by column, then authority
  Additive additive = Additive::score;
  std::vector<double> score;          ///< rounded to 1e-9; NaN where unranked
  std::vector<int> rank;              ///< 1 = greatest need, ties share the smaller (1, 2, 2, 4); 0 unranked
  std::vector<std::string> reason;    ///< why unranked; empty where ranked
  std::vector<double> weight_present; ///< share of the whole weight that carried a value
  std::vector<int> tranche;           ///< 1, 2, ...; 0 none
  std::vector<TrancheGroup> tranches;
  std::vector<std::string> funding_note; ///< why an authority stands elsewhere than its rank alone would put it; empty
                                         ///< where rank decided, and without authorities where it decided all
  std::vector<bool> by_name;             ///< put into a tranche by its name; without authorities where none is
  std::vector<double> need;              ///< the strictly positive need measure of the money formula; NaN where none
  std::vector<std::string> pot_names;    ///< years, or one empty name
  std::vector<std::vector<std::int64_t>> pence; ///< [pot][authority]
  std::vector<std::int64_t> total_pence;        ///< over all pots; empty without pots
  std::vector<PotShares> shares;                ///< of each pot
  std::vector<std::vector<std::int64_t>> units; ///< of each of AllocationSettings::units, [pot][authority]
  std::vector<PotShares> unit_shares;
  std::vector<std::string> remarks; ///< rescaled weights, ties at an edge, ...: for report and manifest

  /// Whether a rule put everybody in the tranches there by name, so that no rank and no chance decides.
  TRANCHE_API bool all_by_name() const;
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
