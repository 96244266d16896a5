#pragma once
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "tranche/decide/decide.hpp"
#include "tranche/export.hpp"
#include "tranche/statistics/components.hpp"
#include "tranche/statistics/correlation.hpp"
#include "tranche/statistics/describe.hpp"
#include "tranche/statistics/reliability.hpp"
#include "tranche/statistics/weighting.hpp"

/// Whether an index does what its weights say: the questions of OECD/JRC Handbook on Constructing Composite Indicators
/// (2008), steps 4 and 7, asked of a decision. Figures that do not exist are NaN, and Audit::undefined says why.
namespace tranche {

/// Correlations, components, alpha and shares are of the normalised figures: higher is greater need throughout.
struct AuditedIndicator {
  static constexpr double none = std::numeric_limits<double>::quiet_NaN();

  std::size_t column = 0; ///< in Decision::columns
  std::string id;
  std::vector<std::string> domains;     ///< ids, outer before inner; empty at the top level or outside the tree
  statistics::Description figures;      ///< as reported, in the indicator's own unit
  std::size_t imputed = 0, treated = 0; ///< figures that the index filled in, or changed as outliers
  double stated = 0;                    ///< share of the whole by the file
  double weight = 0;                    ///< share of the whole as used: fitted where the file says so
  /// What the weight comes to: the share of the score's variance that the contribution brings, cov(contribution,
  /// score) / var(score), over the authorities that have every weighted indicator; may be negative; sums to 1. Of the
  /// score's logarithm under geometric means; NaN where there are no contributions.
  double variance_share = none;
  statistics::Importance importance; ///< in the score, by Pearson's r; shares among the weighted indicators
  double inflation = none;           ///< variance inflation factor against all others
  double with_rest = none;           ///< Pearson's r with the score made without it
  double with_domain = none;         ///< with its innermost domain's score made without it

  bool against_rest() const { return with_rest < 0; }
  bool against_domain() const { return with_domain < 0; }
};

struct AuditedDomain {
  std::string id, title;
  int depth = 0;                    ///< 0: at the top level
  std::vector<std::size_t> members; ///< its indicators, those of inner domains too, in Audit::indicators
  double stated = 0, weight = 0;
  double variance_share = AuditedIndicator::none; ///< sum over its members
  double correlation = AuditedIndicator::none;    ///< Pearson's, of its score with the need score
  double with_rest = AuditedIndicator::none;      ///< with the score made without it
  double within = AuditedIndicator::none;         ///< mean Pearson's r of its members' pairs
  statistics::Reliability reliability;            ///< of its members that have a weight
};

/// What becomes of the ranking when an indicator, or a domain with all in it, is left out, and the rest of each level
/// scaled up. Weights that are fitted are fitted anew.
struct LeftOut {
  std::string id;
  bool domain = false;
  std::string undefined;  ///< why nothing can be said; empty: the rest holds
  std::size_t ranked = 0; ///< with it and without: ranks are taken among these
  std::size_t gained = 0, lost = 0;
  double mean_shift = 0;               ///< mean absolute difference of ranks
  std::size_t moved_most = 0;          ///< authority; the first by code of equals
  int rank_with = 0, rank_without = 0; ///< its ranks
  std::size_t change_tranche = 0;      ///< authorities of `ranked` whose tranche is another
  double spearman = 0;                 ///< of the two scores
};

struct Audit {
  std::vector<AuditedIndicator> indicators; ///< in the order of the tree, then those that it does not name
  std::vector<AuditedDomain> domains;       ///< outer before inner
  std::size_t ranked = 0;
  Additive additive = Additive::score;                 ///< what variance_share is of
  statistics::Correlations pearson, spearman, kendall; ///< in the order of `indicators`; kendall only if asked for
  double within = AuditedIndicator::none;              ///< mean Pearson's r of pairs of one outermost domain
  double across = AuditedIndicator::none;              ///< of all other pairs
  std::vector<std::size_t> counted;                    ///< indicators with a weight: what the next three are of
  statistics::Reliability reliability;
  statistics::Components components; ///< of Pearson's r; no eigenvalues where there are none
  statistics::ComponentsToKeep keep;
  statistics::Rotation rotation; ///< varimax of the components kept by the handbook's rule; indicators as `counted`
  std::vector<statistics::CollinearPair> collinear; ///< |r| above 0.9, the strongest first; in `indicators`
  std::vector<LeftOut> left_out;                    ///< weighted indicators, then domains
  std::vector<std::string> undefined;               ///< what cannot be told of this index, in sentences
};

struct AuditOptions {
  bool kendall = false; ///< tau-b of every pair too: n log n for each
  int threads = 1;      ///< results do not depend on it
};

/// @param decision  of the same inputs
/// Pinned by audit_test.cpp: hand cases, decide() on the reduced inputs, and the handbook's Tables 6, 7, 9 and 11.
TRANCHE_API Audit audit(const Decision& decision, const Candidates& candidates,
                        std::span<const IndicatorColumn> indicators, const IndexSettings& index,
                        const TrancheSettings& tranches, const AllocationSettings& allocation,
                        const AuditOptions& options = {});

/// The normalised figures in the order of Audit::indicators; for further statistics of the same columns.
TRANCHE_API std::vector<std::vector<double>> audited_columns(const Audit& audit, const Decision& decision);

} // namespace tranche
