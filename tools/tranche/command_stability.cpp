#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <memory>

#include "commands.hpp"
#include "print.hpp"
#include "tranche/outputs/find_authority.hpp"
#include "tranche/outputs/stability.hpp"
#include "tranche/run/pipeline.hpp"

namespace tranche {
namespace {

struct StabilityArguments {
  std::filesystem::path assessment, out;
  std::vector<std::string> names, overrides;
  StabilityOptions options;
  double seconds = 0;
  bool json = false, overwrite = false;
};

constexpr std::size_t most_weights_printed = 6, most_in_words = 4;

std::string change_text(const StabilityRow& row, const LeastChange& change) {
  if (!row.sought) return "";
  switch (change.state) {
  case LeastChange::State::found:
    return fmt::format("{:.2f} %{}", 100 * change.distance, change.proved ? "" : "?");
  case LeastChange::State::infeasible:
    return "never";
  case LeastChange::State::nothing_found:
    return "?";
  case LeastChange::State::no_edge:
    break;
  }
  return "-";
}

/// The smallest of the two changes.
double least_of(const StabilityRow& row) {
  double least = std::numeric_limits<double>::infinity();
  for (const LeastChange* change : {&row.up, &row.down})
    if (row.sought && change->state == LeastChange::State::found) least = std::min(least, change->distance);
  return least;
}

void print_rows(const Run& run, const StabilityReport& report) {
  const std::size_t weights = std::min(report.rows.front().ranges.size(), most_weights_printed);
  std::vector<std::vector<std::string>> rows{{"rank", "authority", "tranche", "up", "down"}};
  std::vector<bool> right{true, false, true, true, true};
  for (std::size_t k = 0; k < weights; ++k) {
    const ShareRange& range = report.rows.front().ranges[k];
    rows.front().push_back(fmt::format("{} {:.1f} %", range.id, 100 * range.share));
    right.push_back(false);
  }
  for (const StabilityRow& row : report.rows) {
    const int tranche = run.decision.tranche[row.authority];
    rows.push_back({std::to_string(run.decision.rank[row.authority]), run.authorities.units[row.authority].name,
                    tranche > 0 ? std::to_string(tranche) : "none", change_text(row, row.up),
                    change_text(row, row.down)});
    for (std::size_t k = 0; k < weights; ++k) rows.back().push_back(range_words(row.ranges[k]));
  }
  print_table(rows, right);
  fmt::print(
      "\nup, down: the least share of the whole weight that must move for it to be level with the next tranche "
      "(? not proved to be the least);\nthen the shares at which it stays in its tranche while that weight moves "
      "alone and the others keep their proportions.\nFigures stand as they are. A tie counts as crossing.\n");
  if (report.rows.front().ranges.size() > weights)
    fmt::print("{} further weights stand in stability.csv (-o) and in --json\n",
               report.rows.front().ranges.size() - weights);
}

/// Of all that were asked for by name; else of those that least takes across.
void print_words(const Run& run, const StabilityReport& report, bool named) {
  std::vector<const StabilityRow*> rows;
  for (const StabilityRow& row : report.rows)
    if (row.sought) rows.push_back(&row);
  std::stable_sort(rows.begin(), rows.end(),
                   [](const StabilityRow* a, const StabilityRow* b) { return least_of(*a) < least_of(*b); });
  if (!named && rows.size() > most_in_words) rows.resize(most_in_words);
  fmt::print("\n{}\n", named ? "In words" : "In words, of those that least would take across");
  for (const StabilityRow* row : rows)
    for (const std::string& sentence : stability_sentences(run, *row)) fmt::print("- {}\n", sentence);
}

} // namespace

void add_stability(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("stability", "How far can the weights move before an authority changes tranche?");
  const auto arguments = std::make_shared<StabilityArguments>();
  command->add_option("ASSESSMENT", arguments->assessment, "YAML file of the assessment")->required();
  command->add_option("AUTHORITY", arguments->names, "Codes, names or parts of names; else those near an edge");
  command->add_option("--near", arguments->options.near, "Without names: so many on each side of each edge")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_flag("--all", arguments->options.all, "Ranges of every ranked authority as well");
  command
      ->add_option("--seconds", arguments->seconds,
                   "At most about so long for each authority; what is found then hangs on the machine")
      ->check(CLI::PositiveNumber);
  command->add_option("--set", arguments->overrides, "Override one key; repeatable")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  command->add_flag("--json", arguments->json, "As JSON, numbers unrounded");
  command->add_option("-o,--out,--output", arguments->out, "Folder to make: stability.csv and stability.json")
      ->type_name("FOLDER");
  command->add_flag("--overwrite", arguments->overwrite, "Replace the folder if this command or a run wrote it");
  command->footer("Example: tranche stability config/enhanced-treatment.yaml Leeds --set index.missing.require=1");
  command->callback([arguments, &context] {
    Assessment assessment = read_assessment(arguments->assessment, arguments->overrides);
    assessment.uncertainty.draws = 0; // the answer is exact,
    assessment.areas.boundaries = ""; // and draws no map
    const Run run = assess(assessment, {context.catalogues, context.plugin_dirs, "", context.threads, false});
    if (!context.quiet) print_findings(run.findings, context.verbose ? Severity::note : Severity::warning);
    StabilityOptions& options = arguments->options;
    if (arguments->seconds > 0) options.limits.seconds = arguments->seconds;
    for (const std::string& name : arguments->names)
      options.authorities.push_back(find_authority(run.authorities.units, name));
    const StabilityReport report = stability_report(run, options);
    if (!arguments->out.empty()) write_stability(run, report, arguments->out, arguments->overwrite);
    if (arguments->json) {
      fmt::print("{}", stability_json(run, report));
    } else if (!context.quiet) {
      print_rows(run, report);
      print_words(run, report, !arguments->names.empty());
    }
  });
}

} // namespace tranche
