#include <fmt/core.h>

#include <cmath>
#include <memory>

#include "commands.hpp"
#include "print.hpp"
#include "tranche/outputs/sensitivity.hpp"
#include "tranche/run/pipeline.hpp"

namespace tranche {
namespace {

using Rows = std::vector<std::vector<std::string>>;
using statistics::SobolIndex;
using statistics::SobolIndices;

struct SensitivityArguments {
  std::filesystem::path assessment, out;
  std::vector<std::string> overrides;
  std::size_t rows = SensitivityOptions{}.rows;
  bool json = false, overwrite = false;
};

std::string two_decimals(double value) {
  const double rounded = std::round(value * 100) / 100;
  return fmt::format("{:.2f}", rounded == 0 ? 0.0 : rounded); // never -0.00
}

std::string interval(const SobolIndex& index) { return two_decimals(index.low) + " to " + two_decimals(index.high); }

void print_sources(const Sensitivity& s) {
  if (!s.usual.empty())
    fmt::print("The assessment states neither other weights nor other methods. The usual ones were varied:\n\n{}\n"
               "Put into the file what could as well have been chosen, and only that counts.\n",
               s.usual);
  for (const std::string& refused : s.refused) fmt::print("Not varied: {}\n", refused);
  if (!s.usual.empty() || !s.refused.empty()) fmt::print("\n");
}

void print_indices(const Sensitivity& s, const std::string& title, const SobolIndices& indices) {
  fmt::print("{}\n", title);
  if (indices.constant) {
    fmt::print("The same in every draw.\n\n");
    return;
  }
  const std::string level = fmt::format("{:g} % interval", 100 * s.level);
  Rows rows{{"source", "ways", "total", level, "by itself", level}};
  for (const std::size_t k : by_total_index(indices))
    rows.push_back({s.sources[k],
                    s.alternatives[k].empty() ? std::string("drawn") : std::to_string(s.alternatives[k].size()),
                    two_decimals(indices.total[k].value), interval(indices.total[k]),
                    two_decimals(indices.first[k].value), interval(indices.first[k])});
  print_table(rows, {false, true, true, true, true, true});
  fmt::print("\n");
}

/// "Sefton, Trafford and 5 more".
std::string some_names(const Run& run, const std::vector<std::size_t>& authorities) {
  constexpr std::size_t most = 3;
  std::string names;
  for (std::size_t k = 0; k < std::min(most, authorities.size()); ++k)
    names += (k > 0 ? ", " : "") + run.authorities.units[authorities[k]].name;
  if (authorities.size() > most) names += fmt::format(" and {} more", authorities.size() - most);
  return names;
}

void print_alone(const Run& run) {
  Rows rows{{"source", "way", "mean shift", "moves most", "by", "from", "to", "change tranche", "who"}};
  for (const ChangedAlone& one : run.sensitivity.alone) {
    const int decimals = one.draws > 0 ? 1 : 0;
    const bool moves = one.mean_shift > 0;
    rows.push_back({one.source, one.alternative, fmt::format("{:.1f}", one.mean_shift),
                    moves ? run.authorities.units[one.moved_most].name : "nobody",
                    moves ? fmt::format("{:.{}f}", one.shift_of_moved_most, decimals) : "",
                    moves ? std::to_string(run.decision.rank[one.moved_most]) : "",
                    moves && one.draws == 0 ? fmt::format("{:.0f}", one.rank_of_moved_most) : "",
                    fmt::format("{:.{}f}", one.change_tranche, decimals), some_names(run, one.changed)});
  }
  fmt::print(
      "One at a time, all else as stated; of what is drawn the mean, and who changes tranche in more than 5 % of "
      "the draws\n");
  print_table(rows, {false, false, true, false, true, true, true, true, false});
  fmt::print("\n");
}

void print_edge(const Run& run) {
  const Sensitivity& s = run.sensitivity;
  if (s.edge.empty()) return;
  Rows rows{{"rank", "authority", "tranche", "in another", "hangs most on", "total",
             fmt::format("{:g} % interval", 100 * s.level)}};
  for (const EdgeSensitivity& one : s.edge) {
    const int tranche = run.decision.tranche[one.authority];
    rows.push_back({std::to_string(run.decision.rank[one.authority]), run.authorities.units[one.authority].name,
                    tranche > 0 ? run.decision.tranches[static_cast<std::size_t>(tranche) - 1].name : "none",
                    fmt::format("{:.0f} %", 100 * one.changes.mean)});
    if (one.changes.constant) {
      rows.back().insert(rows.back().end(), {"", "", ""});
      continue;
    }
    const std::size_t top = by_total_index(one.changes).front();
    rows.back().insert(rows.back().end(),
                       {s.sources[top], two_decimals(one.changes.total[top].value), interval(one.changes.total[top])});
  }
  fmt::print("At the edges: in which share of the draws they are in another tranche\n");
  print_table(rows, {true, false, false, true, false, true, true});
  fmt::print("\n");
}

void print_sensitivity(const Run& run) {
  const Sensitivity& s = run.sensitivity;
  fmt::print("{}: {} draws ({} rows of the design) of {} sources\n\n", run.assessment.name, s.draws, s.rows,
             s.sources.size());
  print_sources(s);
  print_indices(s, fmt::format("How far ranks move: {:.1f} places in the mean of the draws", s.rank_shift.mean),
                s.rank_shift);
  print_indices(s,
                fmt::format("Who is in another tranche: {:.1f} % of the authorities in the mean of the draws",
                            100 * s.tranche.mean),
                s.tranche);
  print_edge(run);
  print_alone(run);
  fmt::print("In words\n");
  for (const std::string& sentence : sensitivity_sentences(run)) fmt::print("- {}\n", sentence);
  fmt::print("\nAssumed\n");
  for (const std::string& sentence : s.assumptions) fmt::print("- {}\n", sentence);
}

} // namespace

void add_sensitivity(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("sensitivity", "Which choice matters most to ranks and tranches?");
  const auto arguments = std::make_shared<SensitivityArguments>();
  command->add_option("ASSESSMENT", arguments->assessment, "YAML file; its `uncertainty` says what varies")->required();
  command->add_option("--rows", arguments->rows, "Rows of the design, each a draw for every source and two more")
      ->check(CLI::Range(2, 1'000'000))
      ->capture_default_str();
  command->add_option("--set", arguments->overrides, "Override one key; repeatable")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  command->add_flag("--json", arguments->json, "As JSON, numbers unrounded");
  command->add_option("-o,--out,--output", arguments->out, "Folder to make: tables as CSV and JSON, and a chart")
      ->type_name("FOLDER");
  command->add_flag("--overwrite", arguments->overwrite, "Replace the folder if this command or a run wrote it");
  command->footer("Example: tranche sensitivity config/enhanced-treatment.yaml --rows 10000");
  command->callback([arguments, &context] {
    Assessment assessment = read_assessment(arguments->assessment, arguments->overrides);
    assessment.uncertainty.draws = 0; // the design makes draws of its own,
    assessment.areas.boundaries = ""; // and draws no map
    const Run run =
        assess(assessment, {context.catalogues, context.plugin_dirs, "", context.threads, false, arguments->rows});
    if (!context.quiet) print_findings(run.findings, context.verbose ? Severity::note : Severity::warning);
    if (!run.sensitivity.unavailable.empty())
      throw Error(Fault::settings, assessment.uncertainty.place.text(), run.sensitivity.unavailable,
                  "config/default.yaml describes every key of `uncertainty`");
    if (!arguments->out.empty()) write_sensitivity(run, arguments->out, arguments->overwrite);
    if (arguments->json)
      fmt::print("{}", sensitivity_json(run));
    else if (!context.quiet)
      print_sensitivity(run);
  });
}

} // namespace tranche
