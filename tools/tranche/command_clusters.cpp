#include <fmt/core.h>

#include <cmath>
#include <memory>

#include "commands.hpp"
#include "print.hpp"
#include "tranche/maps/names.hpp"
#include "tranche/outputs/clusters.hpp"
#include "tranche/run/clusters.hpp"
#include "tranche/run/pipeline.hpp"
#include "tranche/run/read_run.hpp"

namespace tranche {
namespace {

using statistics::Alternative;
using statistics::Pattern;

struct ClustersArguments {
  std::filesystem::path source, out;
  std::string boundaries, neighbours;
  std::vector<std::string> overrides;
  ClusterOptions options;
  bool json = false, overwrite = false;
};

std::string number(double value) { return std::isnan(value) ? "-" : fmt::format("{:.4g}", value); }
std::string decimals(double value, int count) { return std::isnan(value) ? "-" : fmt::format("{:.{}f}", value, count); }
std::string p_text(double p) { return std::isnan(p) ? "-" : fmt::format("{:.2g}", p); }

void print_global(const Clusters& clusters) {
  const bool several = clusters.variables.size() > 1;
  std::vector<std::vector<std::string>> rows{{"whole map", "value", "expected", "z", "p", several ? "of" : ""}};
  for (const GlobalPattern& one : clusters.global) {
    const statistics::GlobalStatistic& g = one.result;
    if (!one.why_none.empty())
      rows.push_back({one.name, "-", "", "", "", (several ? one.of + ": " : "") + "none, for " + one.why_none});
    else
      rows.push_back({one.name, number(g.value), number(g.randomisation.expected), decimals(g.randomisation.z, 2),
                      p_text(g.permutation.p(Alternative::two_sided)), several ? one.of : ""});
  }
  print_table(rows, {false, true, true, true, true, false});
}

void print_joins(const Run& run, const Clusters& clusters) {
  const statistics::JoinCounts& joins = clusters.joins;
  if (joins.classes.size() < 2) return;
  std::vector<std::vector<std::string>> rows{{"neighbours in one tranche", "pairs", "expected", "z", "p"}};
  const auto add = [&rows](const std::string& name, const statistics::JoinCount& join) {
    rows.push_back({name, fmt::format("{:g}", join.count), decimals(join.randomisation.expected, 1),
                    decimals(join.randomisation.z, 2), p_text(join.permutation.p(Alternative::two_sided))});
  };
  for (const statistics::JoinCount& join : joins.joins) {
    if (join.first != join.second) continue;
    const auto tranche = static_cast<std::size_t>(join.first);
    add(join.first > 0 ? run.decision.tranches[tranche - 1].name : "none", join);
  }
  add("in different ones", joins.different);
  fmt::print("\n");
  print_table(rows, {false, true, true, true, true});
}

std::string names_in(const Run& run, const Clusters& clusters, Pattern pattern) {
  std::string names;
  for (std::size_t i = 0; i < run.authorities.size(); ++i)
    if (clusters.cluster[i] == pattern)
      names += (names.empty() ? "" : ", ") + display_name(run.authorities.units[i].name);
  return names;
}

void print_classes(const Run& run, const Clusters& clusters) {
  std::vector<std::vector<std::string>> rows{{std::string(title_of(clusters.options.statistic)), "authorities", ""}};
  for (const Pattern pattern : patterns_of(clusters.options)) {
    const auto count = std::count(clusters.cluster.begin(), clusters.cluster.end(), pattern);
    const bool listed = pattern != Pattern::not_significant;
    rows.push_back({name_of(pattern, clusters.options.statistic), std::to_string(count),
                    listed ? names_in(run, clusters, pattern) : ""});
  }
  fmt::print("\n");
  print_table(rows, {false, true, false});
}

void print_scan(const Run& run, const Clusters& clusters) {
  if (!clusters.scan) return;
  std::vector<std::vector<std::string>> rows{{"zone", "events", "expected", "risk", "p", "authorities"}};
  std::size_t zone = 0;
  for (const statistics::ScanCluster& found : clusters.scan->clusters) {
    ++zone;
    if (found.p > clusters.options.alpha) continue;
    std::string names;
    for (const std::size_t unit : found.units)
      names += (names.empty() ? "" : ", ") + display_name(run.authorities.units[unit].name);
    rows.push_back({std::to_string(zone), decimals(found.cases, 0), decimals(found.expected, 1),
                    decimals(found.relative_risk, 2), p_text(found.p), names});
  }
  fmt::print("\n");
  if (rows.size() == 1)
    fmt::print("The scan finds no zone that is significant\n");
  else
    print_table(rows, {true, true, true, true, true, false});
  for (const std::string& sentence : scan_method_of(clusters)) fmt::print("{}\n", sentence);
}

void print_clusters(const Run& run, const Clusters& clusters) {
  fmt::print("{}: {}\n", run.assessment.name, subject_of(clusters));
  fmt::print("{} of {} authorities have a figure; {:.2f} neighbours on average; without any: {}\n\n",
             clusters.local.units, run.authorities.size(),
             static_cast<double>(clusters.links.neighbours.size()) / static_cast<double>(run.authorities.size()),
             clusters.islands.size());
  print_global(clusters);
  print_joins(run, clusters);
  print_classes(run, clusters);
  fmt::print("\n");
  for (const std::string& sentence : method_of(clusters)) fmt::print("{}\n", sentence);
  print_scan(run, clusters);
}

/// A run folder as it is, or an assessment anew.
Run run_of(const ClustersArguments& arguments, const Context& context) {
  if (std::filesystem::is_directory(arguments.source)) {
    if (!arguments.boundaries.empty() || !arguments.overrides.empty())
      throw Error(Fault::usage, arguments.source.string(), "is a run folder, and is looked at as it is",
                  "name the assessment in its place to use --boundaries or --set");
    return read_run(arguments.source, context.catalogues);
  }
  Run run = assess(read_assessment(arguments.source, arguments.overrides),
                   {context.catalogues, context.plugin_dirs, arguments.boundaries, context.threads, false});
  if (!context.quiet) print_findings(run.findings, context.verbose ? Severity::note : Severity::warning);
  return run;
}

void clusters_command(ClustersArguments& arguments, const Context& context) {
  arguments.options.neighbours = neighbours_from(arguments.neighbours);
  arguments.options.threads = context.threads;
  const Run run = run_of(arguments, context);
  const Clusters clusters = find_clusters(run, arguments.options);
  if (!context.quiet) print_findings(clusters.findings, Severity::warning);
  if (!arguments.out.empty()) write_clusters(run, clusters, arguments.out, arguments.overwrite, context.threads);
  if (arguments.json)
    fmt::print("{}", clusters_json(run, clusters));
  else if (!context.quiet)
    print_clusters(run, clusters);
}

template <class Choice> auto one_of(const std::map<std::string, Choice>& choices) {
  return CLI::CheckedTransformer(choices).description("");
}

void add_statistic_options(CLI::App& command, ClustersArguments& arguments) {
  ClusterOptions& o = arguments.options;
  command.add_option("--statistic", o.statistic, "Local statistic: moran (the default), geary, gi or gi_star")
      ->transform(one_of<LocalStatistic>({{"moran", LocalStatistic::moran},
                                          {"geary", LocalStatistic::geary},
                                          {"gi", LocalStatistic::gi},
                                          {"gi_star", LocalStatistic::gi_star}}))
      ->type_name("NAME");
  command.add_flag("--empirical-bayes", o.empirical_bayes,
                   "Of rates standardised for unequal populations (Assunção and Reis); with moran and geary");
  command
      .add_option("--neighbours", arguments.neighbours,
                  "queen (the default where borders are real), rook, k:N (the N nearest), band:METRES, or points (the "
                  "default elsewhere)")
      ->type_name("RULE");
  command
      .add_option("--correction", o.correction,
                  "For testing every authority: fdr (false discovery rate, the default), bonferroni or none")
      ->transform(one_of<statistics::Correction>({{"fdr", statistics::Correction::false_discovery},
                                                  {"bonferroni", statistics::Correction::bonferroni},
                                                  {"none", statistics::Correction::none}}))
      ->type_name("NAME");
  command
      .add_option("--alternative", o.alternative,
                  "two_sided (the default), or directed: one-sided in the direction found, as GeoDa reports it")
      ->transform(one_of<Alternative>({{"two_sided", Alternative::two_sided}, {"directed", Alternative::directed}}))
      ->type_name("NAME");
  command.add_option("--alpha", o.alpha, "Significance level")->check(CLI::Range(0.0001, 0.5))->capture_default_str();
  command
      .add_option("--permutations", o.draws,
                  "Arrangements drawn at random; default: 999, or as many more as the correction asks for")
      ->check(CLI::Range(99, 9999999));
  command.add_option("--seed", o.seed, "The same seed gives the same p")->capture_default_str();
}

void add_scan_options(CLI::App& command, ClustersArguments& arguments) {
  ClusterOptions& o = arguments.options;
  command
      .add_option("--scan", o.scan,
                  "Also scan for zones of high rates: circular, or flexible (connected, of any shape)")
      ->transform(one_of<Scan>({{"circular", Scan::circular}, {"flexible", Scan::flexible}}))
      ->type_name("SHAPE");
  command.add_option("--scan-for", o.scan_for, "Zones of high rates (the default), of low ones, or of either")
      ->transform(one_of<statistics::ScanFor>({{"high", statistics::ScanFor::high},
                                               {"low", statistics::ScanFor::low},
                                               {"either", statistics::ScanFor::either}}))
      ->type_name("RATES");
}

} // namespace

void add_clusters(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("clusters", "Does a figure gather on the map, and where?");
  const auto arguments = std::make_shared<ClustersArguments>();
  command->add_option("ASSESSMENT_OR_RUN", arguments->source, "YAML file of the assessment, or a run folder")
      ->required();
  command
      ->add_option("--indicator", arguments->options.indicators,
                   "Indicator by id, or by its plugin; default: the need score. Repeatable with --statistic geary")
      ->type_name("ID")
      ->allow_extra_args(false);
  command
      ->add_option("--against", arguments->options.against,
                   "Bivariate: the indicator's figure among its neighbours' figures of this one")
      ->type_name("ID");
  add_statistic_options(*command, *arguments);
  add_scan_options(*command, *arguments);
  command->add_option("--boundaries", arguments->boundaries, "Draw, and take neighbours from, this layer")
      ->type_name("LAYER");
  command->add_option("--set", arguments->overrides, "Override one key; repeatable")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  command->add_flag("--json", arguments->json, "As JSON, numbers unrounded");
  command
      ->add_option("-o,--output,--out", arguments->out,
                   "Folder to make: clusters.csv, clusters.gpkg, clusters.json and the map")
      ->type_name("FOLDER");
  command->add_flag("--overwrite", arguments->overwrite, "Replace the folder if this command wrote it");
  command->footer("Example: tranche clusters config/enhanced-treatment.yaml --indicator deaths -o out/clusters");
  command->callback([arguments, &context] { clusters_command(*arguments, context); });
}

} // namespace tranche
