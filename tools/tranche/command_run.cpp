#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

#include "commands.hpp"
#include "print.hpp"
#include "tranche/outputs/write_outputs.hpp"
#include "tranche/run/clusters.hpp"
#include "tranche/run/pipeline.hpp"

namespace tranche {
namespace {

struct RunArguments {
  std::filesystem::path assessment, out;
  std::vector<std::string> overrides, only;
  std::string boundaries;
  bool overwrite = false;
};

void print_top(const Run& run, std::size_t most) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < run.authorities.size(); ++i)
    if (run.decision.rank[i] > 0) order.push_back(i);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return run.decision.rank[a] < run.decision.rank[b]; });
  order.resize(std::min(order.size(), most));
  const bool money = !run.decision.total_pence.empty() && !run.decision.pot_names.empty();
  std::vector<std::vector<std::string>> rows{{"rank", "authority", "region", "score", "tranche"}};
  if (money) rows.front().push_back("allocation");
  for (const std::size_t i : order) {
    const Authority& unit = run.authorities.units[i];
    const int tranche = run.decision.tranche[i];
    rows.push_back({std::to_string(run.decision.rank[i]), unit.name, unit.region,
                    fmt::format("{:.2f}", run.decision.score[i]),
                    tranche > 0 ? run.decision.tranches[static_cast<std::size_t>(tranche - 1)].name : "none"});
    if (money) rows.back().push_back(pounds_in_thousands(run.decision.total_pence[i]));
  }
  print_table(rows, {true, false, false, true, false, true});
}

void print_summary(const Run& run, const std::filesystem::path& out) {
  const auto ranked =
      std::count_if(run.decision.rank.begin(), run.decision.rank.end(), [](int rank) { return rank > 0; });
  fmt::print("{}: {} of {} authorities ranked, run {}\n\n", run.assessment.name, ranked, run.authorities.size(),
             run.id);
  print_top(run, 10);
  fmt::print("\n");
  for (const char* name : {"map-tranches.png", "map-tranches.svg", "map-tranches.pdf", "ranking.csv", "ranking.xlsx",
                           "assessment.gpkg", "assessment.qgz", "report.html", "manifest.json"})
    if (std::filesystem::exists(out / name)) fmt::print("{}\n", (out / name).string());
}

} // namespace

void add_run(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("run", "Rank, share out and draw: one assessment into a run folder");
  const auto arguments = std::make_shared<RunArguments>();
  command->add_option("ASSESSMENT", arguments->assessment, "YAML file of the assessment")->required();
  command->add_option("-o,--output", arguments->out, "Run folder to make")->required()->type_name("RUN");
  command->add_flag("--overwrite", arguments->overwrite,
                    "Replace the run folder if it exists; it stays as it was if the run fails");
  command
      ->add_option("--set", arguments->overrides,
                   "Override one key of the assessment, such as index.weights.crime=2; repeatable")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  command
      ->add_option("--boundaries", arguments->boundaries, "Draw and measure on this layer instead of the assessment's")
      ->type_name("LAYER");
  command
      ->add_option("--only", arguments->only,
                   "Write this file only, such as ranking.csv or map-tranches (in each format), with manifest.json; "
                   "repeatable")
      ->type_name("FILE")
      ->allow_extra_args(false);
  command->footer("Example: tranche run config/enhanced-treatment.yaml -o out/treatment --set index.weights.crime=2");
  command->callback([arguments, &context] {
    const Assessment assessment = read_assessment(arguments->assessment, arguments->overrides);
    const Run run =
        assess(assessment, {context.catalogues, context.plugin_dirs, arguments->boundaries, context.threads});
    if (!context.quiet) print_findings(run.findings, context.verbose ? Severity::note : Severity::warning);
    const Wanted wanted(arguments->only);
    std::vector<Clusters> clusters;
    if (wanted.clusters())
      for (const ClusterOptions& options : asked_clusters(run, context.threads)) {
        clusters.push_back(find_clusters(run, options));
        if (!context.quiet)
          print_findings(clusters.back().findings, context.verbose ? Severity::note : Severity::warning);
      }
    write_outputs(run, arguments->out, arguments->overwrite, context.threads, clusters, wanted);
    if (!context.quiet) print_summary(run, arguments->out);
  });
}

} // namespace tranche
