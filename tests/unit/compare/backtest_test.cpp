#include <catch2/catch.hpp>
#include <cmath>
#include <fmt/format.h>

#include "sample_run.hpp"
#include "scratch.hpp"
#include "tranche/compare/backtest.hpp"

using namespace tranche;
using Catch::Matchers::Contains;

namespace {

/// Eight authorities A to H ranked in this order, three funded; the last is unranked.
Run ranked() {
  Run run;
  for (int k = 0; k < 8; ++k) {
    const std::string code = fmt::format("E0600000{}", k);
    run.authorities.units.push_back({code, std::string(1, static_cast<char>('A' + k)), "North", {code}});
    run.decision.rank.push_back(k < 7 ? k + 1 : 0);
    run.decision.score.push_back(k < 7 ? 7 - k : std::nan(""));
    run.decision.tranche.push_back(k < 3 ? 1 : k < 7 ? 2 : 0);
    run.decision.reason.emplace_back(k < 7 ? "" : "deaths is missing");
    run.uncertainty.tranche_probability.push_back({k < 3 ? 0.75 : k < 7 ? 0.1875 : 0, 0});
  }
  run.decision.tranches = {{"first", {0, 1, 2}, 5}, {"rest", {3, 4, 5, 6}, 1}};
  return run;
}

const BacktestUnit& unit(const Backtest& result, const std::string& name) {
  for (const BacktestUnit& one : result.units)
    if (one.name == name) return one;
  throw std::runtime_error("no unit " + name);
}

} // namespace

TEST_CASE("a list is held against who is funded, and against chance") {
  const std::vector<ListedUnit> list = {{"A", {"E06000000"}, 1}, {"C", {"E06000002"}, 2}, {"E", {"E06000004"}, 3}};
  const Backtest result = backtest(ranked(), list);
  CHECK(result.up_to == "first");
  CHECK(result.candidates == 7);
  CHECK(result.funded == 3);
  CHECK(result.both == 2);
  CHECK(result.jaccard == Approx(2.0 / 4));
  CHECK(result.by_chance == Approx(9.0 / 7));
  // Of the 35 ways to choose 3 of 7, 3 x 4 share two of the funded and 1 shares three.
  CHECK(result.chance_of_as_many == Approx(13.0 / 35));
  CHECK(result.over_draws == Approx(0.75 + 0.75 + 0.1875));
  CHECK(result.spearman == Approx(1));
  CHECK(result.spearman_of == 3);
  CHECK_THAT(unit(result, "E").reason, Contains("rank 5, score 2 below the last that is funded") && Contains("19 %"));
  CHECK_THAT(unit(result, "B").reason, Contains("rank 2, score 2 above the first that is not funded"));
  CHECK(unit(result, "A").reason.empty());
  CHECK(backtest(ranked(), list, "rest").both == 3);
  CHECK_THROWS_WITH(backtest(ranked(), list, "third"), Contains("first, rest"));
}

TEST_CASE("a joint bid is one unit, funded when one of its authorities is") {
  const Backtest result =
      backtest(ranked(), {{"C and D", {"E06000002", "E06000003"}}, {"H", {"E06000007"}}, {"Swansea", {"W06000011"}}});
  CHECK(result.candidates == 6);
  CHECK(result.listed == 2);
  CHECK(result.both == 1);
  CHECK(unit(result, "C and D").rank == 3);
  CHECK(unit(result, "C and D").in_part);
  CHECK(unit(result, "C and D").probability == 0.75);
  CHECK_THAT(unit(result, "H").reason, Contains("unranked: deaths is missing"));
  CHECK(result.by_chance == Approx(3.0 / 6)); // of the listed only one could be chosen
  REQUIRE(result.unknown.size() == 1);
  CHECK(result.unknown[0].name == "Swansea");
}

TEST_CASE("two lines of a list that the run ranks as one are one unit") {
  Run run = ranked();
  run.authorities.units[0].members = {"E06000000", "E09000001"};
  const Backtest result = backtest(run, {{"A", {"E06000000"}, 2}, {"City", {"E09000001"}, 1}});
  CHECK(result.listed == 1);
  CHECK(unit(result, "A and City").listed_rank == 1);
  CHECK(result.units.size() == 8);
}

TEST_CASE("a list is read from its column of codes, and its faults are told by line") {
  const Scratch folder;
  const Authorities authorities = ranked().authorities;
  const auto read = [&](const std::string& text, const ListColumns& columns = {}) {
    return read_list(folder.write("list.csv", text), columns, authorities);
  };
  const std::vector<ListedUnit> list =
      read("name,amount,codes,place\n\"A, City of\",5,E06000000,2\nTwo,6,E06000001;E06000002,\n", {"", "", "place"});
  REQUIRE(list.size() == 2);
  CHECK(list[0].name == "A, City of");
  CHECK(list[0].rank == 2);
  CHECK(list[1].codes == std::vector<std::string>{"E06000001", "E06000002"});
  CHECK(std::isnan(list[1].rank));
  CHECK_THROWS_WITH(read("name,codes\nA,E06000000\nB,E06000000\n"), Contains("list.csv:3") && Contains("twice"));
  CHECK_THROWS_WITH(read("name,codes\nA,X1\n"), Contains("no column holds codes"));
  CHECK_THROWS_WITH(read("name,codes\nA,W06000011\n", {"codes", "", ""}), Contains("none of its codes"));
  CHECK_THROWS_WITH(read("name,codes,place\nA,E06000000,first\n", {"", "", "place"}),
                    Contains("list.csv:2") && Contains("'first'"));
}

TEST_CASE("money is compared in shares of each sum, a joint bid as one amount") {
  Run run = ranked();
  run.decision.total_pence = {40000, 30000, 20000, 10000, 0, 0, 0, 0};
  // 200 pounds published: A half, C and D together a quarter, E a quarter. Modelled of 1,000: 40, 30 (B), 30 and 0 %.
  const Backtest result = backtest(run, {{"A", {"E06000000"}, 1, 10000},
                                         {"C and D", {"E06000002", "E06000003"}, 2, 5000},
                                         {"E", {"E06000004"}, 3, 5000}});
  REQUIRE(result.money);
  const MoneyAgreement& money = *result.money;
  CHECK(money.listed == 20000);
  CHECK(money.modelled == 100000);
  CHECK(unit(result, "C and D").listed_pence == 5000);
  CHECK(unit(result, "C and D").pence == 30000);
  // |50 - 40| + |0 - 30| + |25 - 30| + |25 - 0| = 70 hundredths, and half of them.
  CHECK(money.moved == Approx(0.35));
  // A and C with D alone: 10 of 15 against 4 of 7.
  CHECK(money.both == 2);
  CHECK(money.moved_among_both == Approx(10.0 / 15 - 4.0 / 7));
  CHECK(money_difference(unit(result, "A"), money) == -2000);
  CHECK(money_difference(unit(result, "B"), money) == 6000);
  CHECK(money_difference(unit(result, "C and D"), money) == 1000);
  CHECK(money_difference(unit(result, "E"), money) == -5000);
}

TEST_CASE("the same money is no distance, and money for others is the whole of it") {
  Run run = ranked();
  run.decision.total_pence = {300, 100, 0, 0, 0, 0, 0, 0};
  CHECK(backtest(run, {{"A", {"E06000000"}, 1, 75}, {"B", {"E06000001"}, 2, 25}}).money->moved ==
        Approx(0).margin(1e-12));
  const Backtest apart = backtest(run, {{"C", {"E06000002"}, 1, 75}});
  CHECK(apart.money->moved == Approx(1));
  CHECK(apart.money->both == 0);
  CHECK(std::isnan(apart.money->moved_among_both));
  CHECK_FALSE(backtest(run, {{"A", {"E06000000"}, 1}}).money); // a list without amounts
  run.decision.total_pence.clear();
  CHECK_FALSE(backtest(run, {{"A", {"E06000000"}, 1, 75}}).money); // an assessment without money
}

TEST_CASE("amounts of a list are pounds and pence, and two of its lines that are ranked as one are added") {
  const Scratch folder;
  Run run = ranked();
  run.authorities.units[0].members = {"E06000000", "E09000001"};
  run.decision.total_pence.assign(8, 100);
  const auto read = [&](const std::string& text, const ListColumns& columns = {}) {
    return read_list(folder.write("list.csv", text), columns, run.authorities);
  };
  const std::vector<ListedUnit> list =
      read("name,amount_gbp,codes\nA,1260472,E06000000\nCity,0.29,E09000001\nB,,E06000001\n");
  CHECK(list[0].pence == 126047200);
  CHECK(list[1].pence == 29);
  CHECK_FALSE(list[2].pence);
  CHECK(unit(backtest(run, list), "A and City").listed_pence == 126047229);
  CHECK(read("name,paid,codes\nA,5,E06000000\n", {"", "", "", "paid"})[0].pence == 500);
  CHECK_THROWS_WITH(read("name,amount_gbp,codes\nA,1.234,E06000000\nB,-1,E06000001\nC,lots,E06000002\n"),
                    Contains("list.csv:2") && Contains("'1.234'") && Contains("'-1'") && Contains("'lots'"));
}
