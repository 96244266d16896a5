#include "tranche/compare/backtest_fit.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

#include "decide_case.hpp"
#include "tranche/outputs/csv.hpp"
#include "tranche/statistics/random.hpp"

using namespace tranche;
using Catch::Matchers::Contains;

namespace {

constexpr std::size_t fitted_units = 40;
constexpr int fitted_funded = 10;

/// Independent figures, three indicators on one scale, equal weights stated.
DecideCase even_case() {
  DecideCase c(fitted_units);
  c.index.normalise.method = Normalise::none;
  for (const char* id : {"a", "b", "d"}) {
    std::vector<double> values;
    for (std::size_t i = 0; i < fitted_units; ++i)
      values.push_back(
          statistics::Stream(7, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(id[0]), 0).normal());
    c.add(id, values);
    c.index.weights.push_back(DecideCase::weight(id, 1));
  }
  c.cut("first", Cut::By::count, fitted_funded);
  return c;
}

Run run_of(const DecideCase& c) {
  Run run;
  for (const std::string& code : c.codes) run.authorities.units.push_back({code, "Unit " + code, "", {code}});
  run.authorities.population = c.population;
  run.assessment.index = c.index;
  run.assessment.tranches = c.tranches;
  run.assessment.allocation = c.allocation;
  run.assessment.uncertainty.draws = 0;
  run.indicators = c.indicators;
  run.decision = c.decide();
  return run;
}

/// Whom other weights fund.
std::vector<ListedUnit> made_by(DecideCase c, const std::vector<double>& weights) {
  for (std::size_t k = 0; k < weights.size(); ++k) c.index.weights[k].weight = weights[k];
  const Decision decision = c.decide();
  std::vector<ListedUnit> list;
  for (std::size_t i = 0; i < c.codes.size(); ++i)
    if (decision.tranche[i] == 1) list.push_back({c.codes[i], {c.codes[i]}});
  return list;
}

FitSettings small_fit() {
  FitSettings settings;
  settings.normalise = {};
  settings.draws = 300;
  settings.lists = 19;
  return settings;
}

std::size_t overlap(const Decision& decision, const std::vector<ListedUnit>& list, const DecideCase& c) {
  std::size_t both = 0;
  for (const ListedUnit& unit : list)
    for (std::size_t i = 0; i < c.codes.size(); ++i)
      if (c.codes[i] == unit.codes.front() && decision.tranche[i] == 1) ++both;
  return both;
}

} // namespace

TEST_CASE("a list made by known weights is reached in full, and decide() says so too") {
  for (const std::vector<double>& planted :
       {std::vector<double>{0.7, 0.2, 0.1}, std::vector<double>{0, 0.15, 0.85}, std::vector<double>{0.05, 0.9, 0.05}}) {
    DecideCase c = even_case();
    const std::vector<ListedUnit> list = made_by(c, planted);
    const Run run = run_of(c);
    REQUIRE(backtest(run, list).both < list.size());
    const BacktestFit fit = fit_backtest(run, list, "", small_fit());
    CHECK(fit.methods[fit.best].both == list.size());
    CHECK(fit.agreement.both == list.size());
    CHECK(fit.agreement.jaccard == 1);
    CHECK(fit.free == 2);
    c.index = fit.index; // as somebody would write it into the file
    CHECK(overlap(c.decide(), list, c) == list.size());
    double distance = 0, sum = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      CHECK(fit.shares[k].low <= fit.shares[k].fitted);
      CHECK(fit.shares[k].fitted <= fit.shares[k].high);
      CHECK(fit.shares[k].stated == Approx(1.0 / 3));
      distance += std::abs(fit.shares[k].fitted - 1.0 / 3) / 2;
      sum += fit.shares[k].fitted;
    }
    CHECK(sum == Approx(1));
    CHECK(fit.distance == Approx(distance));
    double planted_distance = 0; // the planted weights agree too, so the nearest that do are no farther
    for (const double weight : planted) planted_distance += std::abs(weight - 1.0 / 3) / 2;
    CHECK(fit.distance <= planted_distance + 0.01);
  }
}

TEST_CASE("no weights of a dense grid agree better than the fit") {
  DecideCase c = even_case();
  std::vector<ListedUnit> list; // of no weights: every third
  for (std::size_t i = 0; i < fitted_units; i += 3) list.push_back({c.codes[i], {c.codes[i]}});
  const Run run = run_of(c);
  const BacktestFit fit = fit_backtest(run, list, "", small_fit());
  std::size_t best = 0;
  constexpr int grid = 50;
  for (int p = 0; p <= grid; ++p)
    for (int q = 0; p + q <= grid; ++q) {
      c.index.weights[0].weight = p;
      c.index.weights[1].weight = q;
      c.index.weights[2].weight = grid - p - q;
      best = std::max(best, overlap(c.decide(), list, c));
    }
  CHECK(fit.methods[0].both >= best);
  CHECK(fit.methods[0].both == fit.agreement.both);
  CHECK(fit.methods[0].within_one >= fit.methods[0].as_good);
}

TEST_CASE("a flat optimum on two indicators that say the same is told") {
  DecideCase c = even_case();
  c.indicators[1].value = c.indicators[0].value;
  const std::vector<ListedUnit> list = made_by(c, {0.5, 0.4, 0.1});
  const Run run = run_of(c);
  const BacktestFit fit = fit_backtest(run, list, "", small_fit());
  CHECK(fit.agreement.both == list.size());
  for (const std::size_t twin : {0U, 1U}) {
    CHECK(fit.shares[twin].low < 0.05);
    CHECK(fit.shares[twin].high > 0.8);
  }
  const std::vector<std::string> words = fit_sentences(backtest(run, list), fit);
  CHECK(std::any_of(words.begin(), words.end(), [](const std::string& sentence) {
    return sentence.find("leaves weights open") != std::string::npos && sentence.find("a 0 to") != std::string::npos &&
           sentence.find("b 0 to") != std::string::npos;
  }));
  CHECK_THAT(words.back(), Contains("never recovers"));
}

TEST_CASE("a list that tells nothing is warned of, one that tells much is not") {
  const DecideCase c = even_case();
  const Run run = run_of(c);
  const BacktestFit tells = fit_backtest(run, made_by(c, {0.9, 0.05, 0.05}), "", small_fit());
  CHECK(tells.chance_of_as_many == Approx(1.0 / 20));
  CHECK(tells.by_chance < 10);
  std::vector<ListedUnit> blind;
  for (const std::size_t i : {2U, 5U, 11U, 13U, 17U, 19U, 23U, 29U, 31U, 37U}) blind.push_back({"", {c.codes[i]}});
  const BacktestFit silent = fit_backtest(run, blind, "", small_fit());
  CHECK(silent.chance_of_as_many > 0.05);
  const auto warned = [](const BacktestFit& fit, const char* of) {
    return std::any_of(fit.warnings.begin(), fit.warnings.end(),
                       [&](const std::string& text) { return text.find(of) != std::string::npos; });
  };
  CHECK(warned(silent, "no better than chance"));
  CHECK_FALSE(warned(tells, "no better than chance"));
  CHECK(warned(tells, "The list is short")); // 10 for two free weights
}

TEST_CASE("the fit is the same for any number of threads") {
  const DecideCase c = even_case();
  const Run run = run_of(c);
  const std::vector<ListedUnit> list = made_by(c, {0.6, 0.1, 0.3});
  FitSettings settings = small_fit();
  settings.normalise = {Normalise::z_score, Normalise::percentile};
  const Backtest stated = backtest(run, list);
  const BacktestFit one = fit_backtest(run, list, "", settings, 1), three = fit_backtest(run, list, "", settings, 3);
  CHECK(backtest_json(run, stated, &one) == backtest_json(run, stated, &three));
  CHECK(one.methods.size() == 3);
}

TEST_CASE("domains are fitted level by level, and who takes part follows the fitted weights") {
  DecideCase c = even_case();
  c.add("e", c.indicators[2].value);
  c.index.weights = {DecideCase::weight("harm", 1, {DecideCase::weight("a", 1), DecideCase::weight("b", 1)}),
                     DecideCase::weight("place", 1, {DecideCase::weight("d", 1), DecideCase::weight("e", 1)})};
  c.index.require = 0.6;
  c.indicators[0].value[4] = std::nan("");
  c.indicators[0].status[4] = Status::missing;
  DecideCase planted = c;
  planted.index.weights[0].weight = 5;
  planted.index.weights[0].of[0].weight = 4;
  const std::vector<ListedUnit> list = made_by(planted, {});
  const Run run = run_of(c);
  const BacktestFit fit = fit_backtest(run, list, "", small_fit());
  CHECK(fit.free == 3);
  CHECK(fit.agreement.both == list.size());
  CHECK(fit.methods[0].both == fit.agreement.both);
  REQUIRE(fit.shares.size() == 6);
  CHECK((fit.shares[0].id == "harm" && fit.shares[0].domain));
  CHECK(fit.shares[0].fitted == Approx(fit.shares[2].fitted + fit.shares[3].fitted));
  CHECK(fit.shares[1].fitted == Approx(fit.shares[4].fitted + fit.shares[5].fitted));
}

TEST_CASE("what cannot be fitted is refused or left out, with the reason") {
  DecideCase c = even_case();
  const std::vector<ListedUnit> list = made_by(c, {1, 2, 3});
  FitSettings settings = small_fit();
  c.index.normalise.method = Normalise::percentile;
  c.index.aggregate = Aggregate::geometric;
  settings.normalise = {Normalise::z_score};
  const BacktestFit fit = fit_backtest(run_of(c), list, "", settings);
  REQUIRE(fit.methods.size() == 2);
  CHECK_THAT(fit.methods[1].refused, Contains("above 0"));
  CHECK(fit.best == 0);
  c = even_case();
  c.tranches.cut[0] = {"first", Cut::By::score, 0.3, 0, {}};
  CHECK_THROWS_WITH(fit_backtest(run_of(c), list, "", settings), Contains("cut by score"));
  c = even_case();
  c.index.weights = {DecideCase::weight("a", 1)};
  CHECK_THROWS_WITH(fit_backtest(run_of(c), list, "", settings), Contains("nothing to choose"));
  c = even_case();
  c.index.aggregate = Aggregate::kemeny;
  CHECK_THROWS_WITH(fit_backtest(run_of(c), list, "", settings), Contains("Kemeny"));
}

TEST_CASE("CSV and JSON of a fit hold both standings of every unit") {
  const DecideCase c = even_case();
  const Run run = run_of(c);
  const std::vector<ListedUnit> list = made_by(c, {0.8, 0.1, 0.1});
  const Backtest stated = backtest(run, list);
  const BacktestFit fit = fit_backtest(run, list, "", small_fit());
  const auto rows = csv_rows(backtest_csv(run, stated, &fit), "backtest.csv");
  REQUIRE(rows.size() == fitted_units + 1);
  CHECK(rows[0].size() == 11);
  CHECK(csv_rows(backtest_csv(run, stated, nullptr), "backtest.csv")[0].size() == 7);
  std::size_t listed = 0, funded = 0, fitted = 0;
  for (std::size_t r = 1; r < rows.size(); ++r) {
    listed += rows[r][2] == "yes" ? 1 : 0;
    funded += rows[r][4] == "yes" ? 1 : 0;
    fitted += rows[r][8] == "yes" ? 1 : 0;
    CHECK((rows[r][2] == rows[r][4]) == rows[r][6].empty()); // a reason for every miss, and for nothing else
    CHECK((rows[r][2] == rows[r][8]) == rows[r][10].empty());
  }
  CHECK(listed == 10);
  CHECK(funded == 10);
  CHECK(fitted == 10);
  const auto read = nlohmann::json::parse(backtest_json(run, stated, &fit));
  CHECK(read["both"] == stated.both);
  CHECK(read["fit"]["agreement"]["both"] == 10);
  CHECK(read["fit"]["weights"].size() == 3);
  CHECK(nlohmann::json::parse(backtest_json(run, stated, nullptr))["fit"].is_null());
}
