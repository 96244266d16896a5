#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tranche/export.hpp"
#include "tranche/run/run.hpp"
#include "tranche/settings/cluster_settings.hpp"
#include "tranche/statistics/autocorrelation.hpp"
#include "tranche/statistics/cluster_scan.hpp"
#include "tranche/statistics/local_association.hpp"
#include "tranche/statistics/multiple_testing.hpp"

/// Patterns in space: does a figure of a run gather on the map, and where? The statistics are those of
/// tranche/statistics; here they meet authorities, borders and tests of many at once. No files, no clock; results do
/// not depend on threads. Pinned in tests/unit/run/clusters_test.cpp.
namespace tranche {

/// "authorities that share a point of their borders (queen)", ...
TRANCHE_API std::string describe(const Neighbours& rule);

enum class LocalStatistic { moran, geary, gi, gi_star };

/// "Local Moran", "local Geary", "Getis and Ord's Gi*", ...
TRANCHE_API std::string_view title_of(LocalStatistic statistic);

enum class Scan { none, circular, flexible };

struct ClusterOptions {
  /// By id, or by the plugin's name where one indicator only comes from it. None: the need score. Several: the local
  /// Geary of all together.
  std::vector<std::string> indicators;
  std::string against; ///< of neighbours: the bivariate Moran. Empty: the figure itself
  LocalStatistic statistic = LocalStatistic::moran;
  /// Of the rates as Assuncao and Reis standardise them for unequal populations (statistics/shrink.hpp).
  bool empirical_bayes = false;
  Neighbours neighbours;
  statistics::Correction correction = statistics::Correction::false_discovery;
  statistics::Alternative alternative = statistics::Alternative::two_sided;
  double alpha = 0.05;
  /// Permutations; 0: 999, or as many more (9,999, 99,999) as it takes for the smallest p there can be to pass the
  /// correction by itself. The statistics of the whole map take 999 then.
  std::uint32_t draws = 0;
  std::uint64_t seed = 1;
  Scan scan = Scan::none;
  statistics::ScanFor scan_for = statistics::ScanFor::high;
  int threads = 1;
};

/// A figure that patterns are looked for in, one entry for each authority.
struct ClusterVariable {
  std::string id, title, unit;       ///< id "score" and no unit for the need score
  int direction = 1;                 ///< -1: a lower figure is a greater need
  std::vector<double> reported;      ///< NaN where there is none
  std::vector<double> used;          ///< the same, or the standardised rates
  std::vector<std::string> why_none; ///< "suppressed", "unranked", ...; empty where there is one
};

/// A statistic of the whole map.
struct GlobalPattern {
  std::string name, of; ///< "Moran's I", "Deaths related to drug poisoning"
  statistics::GlobalStatistic result;
  std::string why_none; ///< empty where it has a value
};

struct Clusters {
  ClusterOptions options; ///< as asked, with neighbours and draws settled
  std::vector<ClusterVariable> variables;
  statistics::SpatialWeights links;  ///< binary
  std::vector<std::size_t> islands;  ///< authorities without any neighbour
  std::vector<GlobalPattern> global; ///< two-sided p by permutation
  statistics::JoinCounts joins;      ///< of the tranches; 0: ranked, in none. The unranked are left out
  statistics::LocalStatistics local;
  std::vector<double> p;                    ///< of options.alternative; NaN: no test
  statistics::CorrectedTests corrected;     ///< cut and q
  std::vector<statistics::Pattern> cluster; ///< missing, no_neighbours, not_significant, or what it is part of
  double smallest_p = 1;                    ///< that so many permutations can give
  std::optional<statistics::ScanResult> scan;
  std::vector<int> scan_cluster; ///< of each authority, 1 the most likely; 0: in none that is significant
  Findings findings;             ///< warnings and notes
};

/// @throws Error (usage, settings): an unknown indicator; a statistic that does not go with the rest of the options;
///         empirical Bayes or a scan for a figure that is no ratio of counts; neighbours that need real borders or
///         points where there are none.
/// @pre the run is complete
TRANCHE_API Clusters find_clusters(const Run& run, const ClusterOptions& options);

/// What the assessment asks for, one for each figure; indicators that were left out of the run are not among them.
TRANCHE_API std::vector<ClusterOptions> asked_clusters(const Run& run, int threads);

/// Refuses what find_clusters() would, without drawing anything. @throws Error as find_clusters().
TRANCHE_API void check_clusters(const Run& run, const ClusterOptions& options);

/// The word for a pattern under a statistic: "high-high"; of Gi and Gi* "hot spot" and "cold spot".
TRANCHE_API std::string name_of(statistics::Pattern pattern, LocalStatistic statistic);
/// What it means, for legends: "a high figure among high ones".
TRANCHE_API std::string meaning_of(statistics::Pattern pattern, const ClusterOptions& options);
/// The patterns that a statistic can find, in the order of legends; then not_significant, no_neighbours, missing.
TRANCHE_API std::vector<statistics::Pattern> patterns_of(const ClusterOptions& options);

/// Method, correction and permutations in sentences, for every output.
TRANCHE_API std::vector<std::string> method_of(const Clusters& clusters);
/// The same of the scan. @pre clusters.scan is set
TRANCHE_API std::vector<std::string> scan_method_of(const Clusters& clusters);
/// What the map shows: "Deaths related to drug poisoning"; "Deaths ..., among neighbours' Crime".
TRANCHE_API std::string subject_of(const Clusters& clusters);

} // namespace tranche
