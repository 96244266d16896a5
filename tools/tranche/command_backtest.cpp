#include <fmt/core.h>

#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "print.hpp"
#include "tranche/compare/backtest.hpp"
#include "tranche/run/pipeline.hpp"

namespace tranche {
namespace {

using json = nlohmann::ordered_json;

struct Arguments {
  std::filesystem::path assessment, list;
  ListColumns columns;
  std::string up_to;
  std::vector<std::string> overrides;
  bool json = false;
};

json number(double value) { return std::isfinite(value) ? json(value) : json(nullptr); }

json as_json(const Run& run, const Backtest& result) {
  json units = json::array();
  for (const BacktestUnit& unit : result.units) {
    json codes = json::array();
    for (const std::size_t a : unit.authorities) codes.push_back(run.authorities.units[a].code);
    units.push_back({{"name", unit.name},
                     {"codes", std::move(codes)},
                     {"rank", unit.rank > 0 ? json(unit.rank) : json(nullptr)},
                     {"listed", unit.listed},
                     {"funded", unit.funded},
                     {"in_part", unit.in_part},
                     {"probability", number(unit.probability)},
                     {"reason", unit.reason}});
  }
  json unknown = json::array();
  for (const ListedUnit& unit : result.unknown) unknown.push_back({{"name", unit.name}, {"codes", unit.codes}});
  return {{"assessment", run.assessment.name},
          {"up_to", result.up_to},
          {"candidates", result.candidates},
          {"funded", result.funded},
          {"listed", result.listed},
          {"both", result.both},
          {"jaccard", result.jaccard},
          {"by_chance", result.by_chance},
          {"chance_of_as_many", result.chance_of_as_many},
          {"over_draws", number(result.over_draws)},
          {"spearman", number(result.spearman)},
          {"spearman_of", result.spearman_of},
          {"unknown", std::move(unknown)},
          {"units", std::move(units)}};
}

void print_misses(const Backtest& result, bool listed, const std::string& title) {
  std::vector<std::vector<std::string>> rows{{"rank", "authority", "why"}};
  for (const BacktestUnit& unit : result.units)
    if (unit.listed == listed && unit.funded != listed)
      rows.push_back({unit.rank > 0 ? std::to_string(unit.rank) : "-", unit.name, unit.reason});
  if (rows.size() == 1) return;
  fmt::print("\n{}: {}\n", title, rows.size() - 1);
  print_table(rows, {true, false, false});
}

void print_text(const Run& run, const Backtest& result) {
  fmt::print("{}: funded up to {}, against a list of {}\n\n", run.assessment.name, result.up_to,
             result.listed + result.unknown.size());
  fmt::print("Both {} of {} listed and {} funded; of {} that either names, {:.0f} % (Jaccard)\n", result.both,
             result.listed, result.funded, result.listed + result.funded - result.both, 100 * result.jaccard);
  fmt::print("A list drawn blindly from the {} ranked would share {:.1f}; as many as {} or more by chance: {}\n",
             result.candidates, result.by_chance, result.both,
             result.chance_of_as_many < 0.001 ? "under 1 in 1,000" : fmt::format("{:.3f}", result.chance_of_as_many));
  if (!std::isnan(result.over_draws)) fmt::print("Over the draws they share {:.1f} in the mean\n", result.over_draws);
  if (!std::isnan(result.spearman))
    fmt::print("Spearman's correlation of the list's ranks with these, over {}: {:.2f}\n", result.spearman_of,
               result.spearman);
  for (const BacktestUnit& unit : result.units)
    if (unit.in_part && unit.listed)
      fmt::print("{} bids as one and counts as funded, though not all of its authorities are\n", unit.name);
  for (const ListedUnit& unit : result.unknown)
    fmt::print("{} is on the list and no authority of the assessment: not counted\n", unit.name);
  print_misses(result, true, "On the list, not funded here");
  print_misses(result, false, "Funded here, not on the list");
  fmt::print(
      "\nAgreement with a list does not show how the list was made: other weights and other figures may agree as "
      "well.\n");
}

} // namespace

void add_backtest(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("backtest", "Does the ranking fund whom a published list names?");
  const auto arguments = std::make_shared<Arguments>();
  command->add_option("ASSESSMENT", arguments->assessment, "YAML file of the assessment")->required();
  command->add_option("--against", arguments->list, "The list: CSV or spreadsheet with a column of codes")
      ->type_name("FILE")
      ->required();
  command->add_option("--codes", arguments->columns.codes, "Its column of codes; joint bids as E06000052;E06000053")
      ->type_name("COLUMN");
  command->add_option("--names", arguments->columns.names, "Its column of names; else 'name'")->type_name("COLUMN");
  command->add_option("--ranks", arguments->columns.ranks, "Its column of ranks, 1 = first")->type_name("COLUMN");
  command->add_option("--tranche", arguments->up_to, "Funded are this tranche and those before it; else the first")
      ->type_name("NAME");
  command->add_option("--set", arguments->overrides, "Override one key; repeatable")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  command->add_flag("--json", arguments->json, "As JSON, numbers unrounded");
  command->footer("Example: tranche backtest config/housing-support.yaml --against grants.csv --ranks place");
  command->callback([arguments, &context] {
    Assessment assessment = read_assessment(arguments->assessment, arguments->overrides);
    assessment.areas.boundaries = ""; // no map is drawn
    const Run run = assess(assessment, {context.catalogues, context.plugin_dirs, "", context.threads, false});
    if (!context.quiet) print_findings(run.findings, context.verbose ? Severity::note : Severity::warning);
    const Backtest result =
        backtest(run, read_list(arguments->list, arguments->columns, run.authorities), arguments->up_to);
    if (arguments->json)
      fmt::print("{}\n", as_json(run, result).dump(2));
    else if (!context.quiet)
      print_text(run, result);
  });
}

} // namespace tranche
