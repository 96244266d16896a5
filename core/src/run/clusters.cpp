#include "tranche/run/clusters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "nan.hpp"
#include "run/cluster_variables.hpp"
#include "run/unit_links.hpp"

namespace tranche {
namespace {

using statistics::Pattern;
using statistics::SpatialWeights;

void check_options(const ClusterOptions& options) {
  const auto refuse = [](const char* what, const char* remedy) { throw Error(Fault::usage, "clusters", what, remedy); };
  const bool gi = options.statistic == LocalStatistic::gi || options.statistic == LocalStatistic::gi_star;
  if (options.indicators.size() > 1 && options.statistic != LocalStatistic::geary)
    refuse("only the local Geary takes several indicators together", "add --statistic geary, or name one indicator");
  if (!options.against.empty() && options.statistic != LocalStatistic::moran)
    refuse("only the Moran holds one indicator against another", "leave --statistic out, or --against");
  if (options.empirical_bayes && gi)
    refuse("Gi needs figures above 0, and half of the standardised rates are below",
           "take --statistic moran or geary with --empirical-bayes");
  if (options.alternative != statistics::Alternative::two_sided &&
      options.alternative != statistics::Alternative::directed)
    refuse("local statistics are tested two-sided or in the direction found", "say two_sided or directed");
}

/// NaN where one of the variables has none.
std::vector<double> all_known(const std::vector<ClusterVariable>& variables) {
  std::vector<double> values = variables.front().used;
  for (const ClusterVariable& variable : variables)
    for (std::size_t i = 0; i < values.size(); ++i)
      if (std::isnan(variable.used[i])) values[i] = nan;
  return values;
}

double smallest_p(std::uint32_t draws, statistics::Alternative alternative) {
  const double one_sided = 1 / (static_cast<double>(draws) + 1);
  return alternative == statistics::Alternative::two_sided ? 2 * one_sided : one_sided;
}

/// The line that a p has to pass when no other does.
double lone_cut(const ClusterOptions& options, std::size_t tests) {
  const bool corrected = options.correction != statistics::Correction::none && tests > 0;
  return corrected ? options.alpha / static_cast<double>(tests) : options.alpha;
}

std::uint32_t draws_for(const ClusterOptions& options, std::size_t tests) {
  constexpr std::uint32_t most = 99'999;
  std::uint32_t draws = 999;
  while (draws < most && smallest_p(draws, options.alternative) > lone_cut(options, tests)) draws = 10 * draws + 9;
  return draws;
}

statistics::LocalStatistics local_of(const Clusters& clusters, const SpatialWeights& rows) {
  const ClusterOptions& o = clusters.options;
  statistics::LocalOptions options;
  options.permutations = {o.draws, o.seed, o.threads};
  const std::vector<double>& first = clusters.variables.front().used;
  switch (o.statistic) {
  case LocalStatistic::moran:
    return o.against.empty() ? statistics::local_moran(first, rows, options)
                             : statistics::bivariate_local_moran(first, clusters.variables.back().used, rows, options);
  case LocalStatistic::geary: {
    std::vector<std::span<const double>> variables;
    for (const ClusterVariable& variable : clusters.variables) variables.emplace_back(variable.used);
    return variables.size() == 1 ? statistics::local_geary(first, rows, options)
                                 : statistics::local_geary(variables, rows, options);
  }
  case LocalStatistic::gi:
    return statistics::getis_ord_gi(first, clusters.links, options);
  case LocalStatistic::gi_star:
    break;
  }
  return statistics::getis_ord_gi_star(first, clusters.links, options);
}

void add_global(Clusters& out, std::string name, std::string of, statistics::GlobalStatistic result) {
  std::string why(describe(result.undefined));
  out.global.push_back({std::move(name), std::move(of), result, std::move(why)});
}

/// G is for figures with a natural origin.
statistics::GlobalStatistic general_g(const std::vector<double>& values, const SpatialWeights& links,
                                      const statistics::PermutationOptions& options) {
  if (std::none_of(values.begin(), values.end(), [](double v) { return v < 0; }))
    return statistics::getis_ord_g(values, links, options);
  statistics::GlobalStatistic none;
  none.undefined = statistics::Undefined::not_positive;
  return none;
}

void find_global(Clusters& out, const Run& run, const SpatialWeights& rows, std::uint32_t draws) {
  const statistics::PermutationOptions options{draws, out.options.seed, out.options.threads};
  for (const ClusterVariable& variable : out.variables) {
    add_global(out, "Moran's I", variable.title, statistics::morans_i(variable.used, rows, options));
    add_global(out, "Geary's c", variable.title, statistics::gearys_c(variable.used, rows, options));
    add_global(out, "Getis and Ord's G", variable.title, general_g(variable.used, out.links, options));
  }
  if (!out.options.against.empty())
    add_global(out, "bivariate Moran's I", out.variables[0].title + ", among " + out.variables[1].title,
               statistics::bivariate_morans_i(out.variables[0].used, out.variables[1].used, rows, options));
  if (run.decision.tranches.empty()) return;
  std::vector<int> classes;
  for (std::size_t i = 0; i < run.authorities.size(); ++i)
    classes.push_back(run.decision.rank[i] > 0 ? run.decision.tranche[i] : -1);
  out.joins = statistics::join_counts(classes, out.links, options);
}

/// @param automatic  the rule for neighbours was not stated
void warn(Clusters& out, const Run& run, std::size_t tests, bool automatic) {
  const auto warning = [&out](std::string what, std::string remedy) {
    out.findings.warning(Fault::data, "clusters", std::move(what), std::move(remedy));
  };
  const double least = lone_cut(out.options, tests);
  if (out.smallest_p > least * (1 + 1e-12)) {
    const bool fdr = out.options.correction == statistics::Correction::false_discovery;
    warning(fmt::format("{} permutations can give no p below {:.2g}, and {} needs {:.2g} or less: {}",
                        out.options.draws, out.smallest_p, fdr ? "an authority that stands alone" : "each authority",
                        least, fdr ? "several must be as unusual for any to count" : "none can count"),
            "draw more (--permutations), or leave it out for as many as it takes");
  }
  if (automatic && !run.boundaries.shapes.empty() && run.boundaries.schematic)
    warning(run.boundaries.layer + " is schematic: neighbours are " + describe(out.options.neighbours),
            "name real boundaries with --boundaries LAYER for neighbours by their borders");
  for (const ClusterVariable& variable : out.variables)
    for (const IndicatorColumn& column : run.indicators) {
      const bool shared = std::any_of(column.flags.begin(), column.flags.end(),
                                      [](std::uint32_t flags) { return (flags & flag::shared) != 0; });
      if (column.id == variable.id && shared)
        warning(variable.title + ": some authorities show one figure published for several together, and so look like "
                                 "each other",
                "join them as one unit (areas.join) before anything is made of a cluster there");
    }
}

/// The enumerator whose word stands at that place of the list.
template <typename Enum> Enum named(const std::vector<std::string>& words, const std::string& word) {
  return static_cast<Enum>(std::find(words.begin(), words.end(), word) - words.begin());
}

} // namespace

std::vector<ClusterOptions> asked_clusters(const Run& run, int threads) {
  const ClusterSettings& asked = run.assessment.clusters;
  ClusterOptions options;
  options.statistic = named<LocalStatistic>(cluster_statistics(), asked.statistic);
  options.empirical_bayes = asked.empirical_bayes;
  options.neighbours = asked.neighbours;
  options.correction = named<statistics::Correction>(cluster_corrections(), asked.correction);
  if (asked.alternative == "directed") options.alternative = statistics::Alternative::directed;
  options.alpha = asked.alpha;
  options.draws = asked.permutations;
  options.seed = asked.seed;
  options.threads = threads;
  std::vector<ClusterOptions> list;
  for (const std::string& of : asked.of) {
    if (std::any_of(run.absent.begin(), run.absent.end(), [&](const auto& absent) { return absent.id == of; }))
      continue;
    list.push_back(options);
    if (of != "score") list.back().indicators = {of};
  }
  return list;
}

void check_clusters(const Run& run, const ClusterOptions& options) {
  check_options(options);
  cluster_variables(run, options);
  links_of(settled(options.neighbours, run), run, statistics::RowScheme::binary);
}

Clusters find_clusters(const Run& run, const ClusterOptions& options) {
  check_options(options);
  Clusters out;
  out.options = options;
  out.options.neighbours = settled(options.neighbours, run);
  out.variables = cluster_variables(run, options);
  out.links = links_of(out.options.neighbours, run, statistics::RowScheme::binary);
  out.islands = statistics::islands(out.links);
  const SpatialWeights rows = with_rows_of_one(out.links);

  const statistics::KnownUnits known = statistics::without_missing(out.links, all_known(out.variables));
  const std::size_t tests = known.units.size() - known.islands.size();
  if (options.draws == 0) out.options.draws = draws_for(options, tests);
  out.smallest_p = smallest_p(out.options.draws, options.alternative);
  find_global(out, run, rows, options.draws == 0 ? 999 : options.draws);
  out.local = local_of(out, rows);
  out.p = out.local.p(options.alternative);
  out.corrected = statistics::correct(out.p, options.alpha, options.correction);
  out.cluster = statistics::significant(out.local, out.p, out.corrected.cut);
  out.scan_cluster.assign(run.authorities.size(), 0);
  if (options.scan != Scan::none) scan_for_clusters(out, run);
  warn(out, run, tests, options.neighbours.kind == Neighbours::Kind::automatic);
  return out;
}

} // namespace tranche
