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
