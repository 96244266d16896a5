#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <optional>

#include "commands.hpp"
#include "print.hpp"
#include "tranche/compare/backtest_fit.hpp"
#include "tranche/run/pipeline.hpp"

namespace tranche {
namespace {

struct BacktestArguments {
  std::filesystem::path assessment, list, out;
  ListColumns columns;
  std::string up_to;
  std::vector<std::string> overrides;
  std::vector<std::string> normalise;
  FitSettings search;
  bool fit = false, json = false, overwrite = false;
};

void print_misses(const Backtest& result, bool listed, const std::string& title) {
  std::vector<std::vector<std::string>> rows{{"rank", "authority", "why"}};
  for (const BacktestUnit& unit : result.units)
    if (unit.listed == listed && unit.funded != listed)
      rows.push_back({unit.rank > 0 ? std::to_string(unit.rank) : "-", unit.name, unit.reason});
  fmt::print("\n{}: {}\n", title, rows.size() > 1 ? std::to_string(rows.size() - 1) : "nobody");
  if (rows.size() > 1) print_table(rows, {true, false, false});
}

std::string chance_text(double chance) { return chance < 0.001 ? "under 1 in 1,000" : fmt::format("{:.3f}", chance); }

void print_agreement(const Backtest& result) {
  fmt::print("Both {} of {} listed and {} funded; of {} that either names, {:.0f} % (Jaccard)\n", result.both,
             result.listed, result.funded, result.listed + result.funded - result.both, 100 * result.jaccard);
  if (!std::isnan(result.over_draws)) fmt::print("Over the draws they share {:.1f} in the mean\n", result.over_draws);
  if (!std::isnan(result.spearman))
    fmt::print("Spearman's correlation of the list's ranks with these, over {}: {:.2f}\n", result.spearman_of,
               result.spearman);
}

void print_sides(const Backtest& result) {
  print_misses(result, true, "On the list, not funded here");
  print_misses(result, false, "Funded here, not on the list");
}

std::string pounds(std::int64_t pence) {
  std::string digits = std::to_string(std::llround(std::abs(static_cast<double>(pence)) / 100));
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), ",");
  return (pence < 0 ? "-" : "") + digits;
}

/// Units that the list or the assessment pays, the largest on the list first.
void print_money(const Backtest& result) {
  const MoneyAgreement& money = *result.money;
  std::vector<const BacktestUnit*> paid;
  for (const BacktestUnit& unit : result.units)
    if (unit.listed_pence > 0 || unit.pence > 0) paid.push_back(&unit);
  std::stable_sort(paid.begin(), paid.end(), [](const BacktestUnit* a, const BacktestUnit* b) {
    return std::pair(a->listed_pence, a->pence) > std::pair(b->listed_pence, b->pence);
  });
  const auto share = [](std::int64_t part, std::int64_t whole) {
    return fmt::format("{:.1f} %", 100 * static_cast<double>(part) / static_cast<double>(whole));
  };
  std::vector<std::vector<std::string>> rows{
      {"money", "published", "share", "here", "share", "difference of the published sum"}};
  for (const BacktestUnit* unit : paid)
    rows.push_back({unit->name, pounds(unit->listed_pence), share(unit->listed_pence, money.listed),
                    pounds(unit->pence), share(unit->pence, money.modelled), pounds(money_difference(*unit, money))});
  rows.push_back({"all", pounds(money.listed), "", pounds(money.modelled), "", ""});
  fmt::print("\nMoney in pounds, as shares of each sum: the published one is £{}, here £{} are shared out\n",
             pounds(money.listed), pounds(money.modelled));
  print_table(rows, {false, true, true, true, true, true});
  fmt::print("{:.1f} % of the money would have to move for both to be alike (half the sum of the differences of "
             "shares)\n",
             100 * money.moved);
  if (!std::isnan(money.moved_among_both))
    fmt::print("Among the {} that both pay, each side over its sum there: {:.1f} %\n", money.both,
               100 * money.moved_among_both);
}

void print_stated(const Run& run, const Backtest& result) {
  fmt::print("{}: funded up to {}, against a list of {}\n\n", run.assessment.name, result.up_to,
             result.listed + result.unknown.size());
  print_agreement(result);
  fmt::print("A list drawn blindly from the {} ranked would share {:.1f}; as many as {} or more by chance: {}\n",
             result.candidates, result.by_chance, result.both, chance_text(result.chance_of_as_many));
  for (const BacktestUnit& unit : result.units)
    if (unit.in_part && unit.listed)
      fmt::print("{} bids as one and counts as funded, though not all of its authorities are\n", unit.name);
  for (const ListedUnit& unit : result.unknown)
    fmt::print("{} is on the list and no authority of the assessment: not counted\n", unit.name);
  print_sides(result);
  if (result.money) print_money(result);
  fmt::print(
      "\nAgreement with a list does not show how the list was made: other weights and other figures may agree as "
      "well.\n");
}

void print_ways(const BacktestFit& fit) {
  std::vector<std::vector<std::string>> rows{{"normalising", "in common", "of the weights as many", "or one fewer"}};
  for (const FitMethod& method : fit.methods) {
    const std::string name(name_of(method.normalise));
    if (method.refused.empty())
      rows.push_back({name, std::to_string(method.both), fmt::format("{:.2f} %", 100 * method.as_good),
                      fmt::format("{:.2f} %", 100 * method.within_one)});
    else
      fmt::print("{} has no meaning here: {}\n", name, method.refused);
  }
  print_table(rows, {false, true, true, true});
}

void print_fit(const Backtest& stated, const BacktestFit& fit) {
  fmt::print("\nWeights fitted to the list\n\n");
  print_ways(fit);
  std::vector<std::vector<std::string>> rows{{"weight", "stated", "fitted", "within one authority"}};
  for (const FittedShare& share : fit.shares)
    rows.push_back({(share.domain ? "domain " : "") + share.id, fmt::format("{:.1f} %", 100 * share.stated),
                    fmt::format("{:.1f} %", 100 * share.fitted),
                    fmt::format("{:.0f} to {:.0f} %", 100 * share.low, 100 * share.high)});
  fmt::print("\nBy {}, in shares of the whole\n", name_of(fit.methods[fit.best].normalise));
  print_table(rows, {false, true, true, true});
  fmt::print("\n");
  print_agreement(fit.agreement);
  for (const std::string& sentence : fit_sentences(stated, fit)) fmt::print("- {}\n", sentence);
  for (const std::string& warning : fit.warnings) fmt::print("Warning: {}\n", warning);
  fmt::print("\nUnder the fitted weights");
  print_sides(fit.agreement);
}

/// The words of the command line as methods.
std::vector<Normalise> methods_of(const std::vector<std::string>& names) {
  constexpr std::array all{Normalise::z_score,         Normalise::min_max, Normalise::rank, Normalise::percentile,
                           Normalise::imd_exponential, Normalise::none,    Normalise::borda};
  std::vector<Normalise> methods;
  for (const std::string& name : names) {
    const auto found = std::find_if(all.begin(), all.end(), [&](Normalise method) { return name_of(method) == name; });
    if (found == all.end())
      throw Error(
          Fault::usage, "--normalise " + name, "is no way of normalising that needs nothing else",
          "name z_score, min_max, rank, percentile, imd_exponential, none or borda; others are fitted where the "
          "assessment states them");
    methods.push_back(*found);
  }
  return methods;
}

} // namespace

void add_backtest(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("backtest", "Does the ranking fund whom a published list names?");
  const auto arguments = std::make_shared<BacktestArguments>();
  command->add_option("ASSESSMENT", arguments->assessment, "YAML file of the assessment")->required();
  command->add_option("--against", arguments->list, "The list: CSV or spreadsheet with a column of codes")
      ->type_name("FILE")
      ->required();
  command->add_option("--codes", arguments->columns.codes, "Its column of codes; joint bids as E06000052;E06000053")
      ->type_name("COLUMN");
  command->add_option("--names", arguments->columns.names, "Its column of names; else 'name'")->type_name("COLUMN");
  command->add_option("--ranks", arguments->columns.ranks, "Its column of ranks, 1 = first")->type_name("COLUMN");
  command
      ->add_option("--amounts", arguments->columns.amounts,
                   "Its column of pounds, undivided for a joint bid; else 'amount_gbp', where there is one")
      ->type_name("COLUMN");
  command->add_option("--tranche", arguments->up_to, "Funded are this tranche and those before it; else the first")
      ->type_name("NAME");
  command->add_option("--set", arguments->overrides, "Override one key; repeatable")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  auto* fit =
      command->add_flag("--fit", arguments->fit, "The weights that agree best with the list, and what that tells");
  command->add_option("--normalise", arguments->normalise, "With --fit: ways to try besides the stated one")
      ->type_name("NAME,...")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->default_str("z_score,min_max,percentile")
      ->needs(fit);
  command->add_option("--draws", arguments->search.draws, "With --fit: weights drawn for each way of normalising")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str()
      ->needs(fit);
  command->add_option("--blind-lists", arguments->search.lists, "With --fit: lists drawn blindly, fitted the same way")
      ->check(CLI::Range(0, 100'000))
      ->capture_default_str()
      ->needs(fit);
  command->add_flag("--json", arguments->json, "As JSON, numbers unrounded");
  command->add_option("-o,--output", arguments->out, "Folder to make: backtest.csv and backtest.json")
      ->type_name("FOLDER");
  command->add_flag("--overwrite", arguments->overwrite, "Replace the folder if a backtest or a run wrote it");
  command->footer("Example: tranche backtest config/housing-support.yaml --against grants.csv --ranks place");
  command->callback([arguments, &context] {
    Assessment assessment = read_assessment(arguments->assessment, arguments->overrides);
    assessment.areas.boundaries = ""; // no map is drawn
    const Run run = assess(assessment, {context.catalogues, context.plugin_dirs, "", context.threads, false});
    if (!context.quiet) print_findings(run.findings, context.verbose ? Severity::note : Severity::warning);
    const std::vector<ListedUnit> list = read_list(arguments->list, arguments->columns, run.authorities);
    const Backtest result = backtest(run, list, arguments->up_to);
    std::optional<BacktestFit> fitted;
    if (arguments->fit) {
      FitSettings search = arguments->search;
      search.seed = assessment.uncertainty.seed;
      if (!arguments->normalise.empty()) search.normalise = methods_of(arguments->normalise);
      fitted = fit_backtest(run, list, arguments->up_to, search, context.threads);
    }
    const BacktestFit* of_fit = fitted ? &*fitted : nullptr;
    if (!arguments->out.empty()) write_backtest(run, result, of_fit, arguments->out, arguments->overwrite);
    if (arguments->json) {
      fmt::print("{}", backtest_json(run, result, of_fit));
    } else if (!context.quiet) {
      print_stated(run, result);
      if (of_fit) print_fit(result, *of_fit);
    }
  });
}

} // namespace tranche
