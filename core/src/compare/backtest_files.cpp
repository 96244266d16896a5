#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "json_number.hpp"
#include "tranche/compare/backtest_fit.hpp"
#include "tranche/outputs/csv.hpp"
#include "tranche/outputs/manifest.hpp"
#include "tranche/outputs/run_folder.hpp"
#include "tranche/outputs/table.hpp"

namespace tranche {
namespace {

using ordered = nlohmann::ordered_json;

double share_of(std::int64_t part, std::int64_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

ordered money_of_unit(const BacktestUnit& unit, const MoneyAgreement& money) {
  return {{"listed_gbp", pounds_text(unit.listed_pence)},
          {"modelled_gbp", pounds_text(unit.pence)},
          {"listed_share", share_of(unit.listed_pence, money.listed)},
          {"modelled_share", share_of(unit.pence, money.modelled)},
          {"difference_of_listed_sum_gbp", pounds_text(money_difference(unit, money))}};
}

ordered agreement_part(const Run& run, const Backtest& result) {
  ordered units = ordered::array(), unknown = ordered::array();
  for (const BacktestUnit& unit : result.units) {
    ordered codes = ordered::array();
    for (const std::size_t a : unit.authorities) codes.push_back(run.authorities.units[a].code);
    units.push_back({{"name", unit.name},
                     {"codes", std::move(codes)},
                     {"rank", unit.rank > 0 ? ordered(unit.rank) : ordered(nullptr)},
                     {"listed", unit.listed},
                     {"funded", unit.funded},
                     {"in_part", unit.in_part},
                     {"probability", json_number(unit.probability)},
                     {"reason", unit.reason}});
    if (result.money) units.back()["money"] = money_of_unit(unit, *result.money);
  }
  for (const ListedUnit& unit : result.unknown) unknown.push_back({{"name", unit.name}, {"codes", unit.codes}});
  ordered money = nullptr;
  if (result.money)
    money = {{"listed_gbp", pounds_text(result.money->listed)},
             {"modelled_gbp", pounds_text(result.money->modelled)},
             {"share_moved", result.money->moved},
             {"both", result.money->both},
             {"share_moved_among_both", json_number(result.money->moved_among_both)}};
  return {{"up_to", result.up_to},
          {"candidates", result.candidates},
          {"funded", result.funded},
          {"listed", result.listed},
          {"both", result.both},
          {"jaccard", result.jaccard},
          {"by_chance", result.by_chance},
          {"chance_of_as_many", result.chance_of_as_many},
          {"over_draws", json_number(result.over_draws)},
          {"spearman", json_number(result.spearman)},
          {"spearman_of", result.spearman_of},
          {"money", std::move(money)},
          {"unknown", std::move(unknown)},
          {"units", std::move(units)}};
}

ordered fit_part(const Run& run, const Backtest& stated, const BacktestFit& fit) {
  ordered methods = ordered::array(), weights = ordered::array();
  for (const FitMethod& method : fit.methods)
    methods.push_back({{"normalise", name_of(method.normalise)},
                       {"refused", method.refused.empty() ? ordered(nullptr) : ordered(method.refused)},
                       {"both", method.both},
                       {"share_as_good", method.as_good},
                       {"share_within_one", method.within_one}});
  for (const FittedShare& share : fit.shares)
    weights.push_back({{"id", share.id},
                       {"domain", share.domain},
                       {"stated", share.stated},
                       {"fitted", share.fitted},
                       {"low_within_one", share.low},
                       {"high_within_one", share.high}});
  return {{"normalise", name_of(fit.methods[fit.best].normalise)},
          {"weights", std::move(weights)},
          {"distance", fit.distance},
          {"normalising", std::move(methods)},
          {"draws", fit.draws},
          {"free_weights", fit.free},
          {"blind_lists",
           {{"lists", fit.lists},
            {"of", fit.possible},
            {"mean", fit.by_chance},
            {"most", fit.most_by_chance},
            {"chance_of_as_many", fit.chance_of_as_many}}},
          {"agreement", agreement_part(run, fit.agreement)},
          {"in_words", fit_sentences(stated, fit)},
          {"warnings", fit.warnings}};
}

Cell yes_or_no(bool yes) { return Cell{std::string(yes ? "yes" : "no")}; }
Cell place(int rank) { return rank > 0 ? Cell{std::int64_t{rank}} : Cell{}; }
Cell number(double value) { return std::isnan(value) ? Cell{} : Cell{value}; }

} // namespace

std::string backtest_json(const Run& run, const Backtest& result, const BacktestFit* fit) {
  ordered out{{"backtest_of", run.assessment.id},
              {"assessment", run.assessment.name},
              {"state", draft_or_final(run.assessment)},
              {"statement", statement(run.assessment)}};
  out.update(agreement_part(run, result));
  out["fit"] = fit ? fit_part(run, result, *fit) : ordered(nullptr);
  return out.dump(2, ' ', false, ordered::error_handler_t::replace) + "\n";
}

std::string backtest_csv(const Run& run, const Backtest& result, const BacktestFit* fit) {
  Table table;
  const auto column = [&](const char* name, CellType type) { table.columns.push_back({name, "", "", "", "", type}); };
  column("codes", CellType::text);
  column("name", CellType::text);
  column("listed", CellType::text);
  for (const bool fitted : {false, true}) {
    if (fitted && !fit) break;
    column(fitted ? "fitted_rank" : "rank", CellType::integer);
    column(fitted ? "fitted_funded" : "funded", CellType::text);
    column(fitted ? "fitted_probability" : "probability", CellType::real);
    column(fitted ? "fitted_reason" : "reason", CellType::text);
  }
  if (result.money) {
    column("listed_gbp", CellType::money);
    column("modelled_gbp", CellType::money);
    column("listed_share", CellType::real);
    column("modelled_share", CellType::real);
    column("difference_of_listed_sum_gbp", CellType::money);
  }
  std::map<std::size_t, const BacktestUnit*> under_fit; // by the first authority
  if (fit)
    for (const BacktestUnit& unit : fit->agreement.units) under_fit[unit.authorities.front()] = &unit;
  for (const BacktestUnit& unit : result.units) {
    std::string codes;
    for (const std::size_t a : unit.authorities) codes += (codes.empty() ? "" : ";") + run.authorities.units[a].code;
    std::vector<Cell>& row = table.rows.emplace_back();
    row = {Cell{codes}, Cell{unit.name}, yes_or_no(unit.listed)};
    const auto add = [&](const BacktestUnit& standing) {
      row.push_back(place(standing.rank));
      row.push_back(yes_or_no(standing.funded));
      row.push_back(number(standing.probability));
      row.push_back(Cell{standing.reason});
    };
    add(unit);
    if (fit) add(*under_fit.at(unit.authorities.front()));
    if (const auto& money = result.money)
      row.insert(row.end(),
                 {Cell{unit.listed_pence}, Cell{unit.pence}, Cell{share_of(unit.listed_pence, money->listed)},
                  Cell{share_of(unit.pence, money->modelled)}, Cell{money_difference(unit, *money)}});
  }
  return csv_text(table);
}

void write_backtest(const Run& run, const Backtest& result, const BacktestFit* fit, const std::filesystem::path& out,
                    bool overwrite) {
  write_side_folder(
      out, overwrite, "a backtest",
      {{"backtest.csv", backtest_csv(run, result, fit)}, {"backtest.json", backtest_json(run, result, fit)}});
}

} // namespace tranche
