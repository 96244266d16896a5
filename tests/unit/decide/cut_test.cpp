#include <catch2/catch.hpp>

#include "decide_case.hpp"
#include "missing.hpp"

using namespace tranche;
using Catch::Matchers::Contains;

namespace {

DecideCase six() {
  DecideCase c(6);
  c.add("need", {10, 30, 30, 20, missing, 5});
  c.index.normalise.method = Normalise::min_max; // 5 -> 0, 30 -> 100
  return c;
}
} // namespace

TEST_CASE("tranches are cut by count, and the rest goes last") {
  DecideCase c = six();
  c.cut("2022-23", Cut::By::count, 2);
  c.cut("2023-24", Cut::By::count, 1);
  c.cut("2024-25", Cut::By::rest);
  const Decision d = c.decide();
  CHECK(d.tranche == std::vector<int>{3, 1, 1, 2, 0, 3});
  REQUIRE(d.tranches.size() == 3);
  CHECK(d.tranches[0].name == "2022-23");
  CHECK(d.tranches[0].lowest_score == 100);
  CHECK(d.tranches[2].authorities == std::vector<std::size_t>{0, 5});
  CHECK(d.tranches[2].lowest_score == 0);
  CHECK(d.remarks.empty());
}

TEST_CASE("the unranked fall into the last tranche only if the settings say so") {
  DecideCase c = six();
  c.cut("first", Cut::By::count, 2);
  c.cut("second", Cut::By::rest);
  CHECK(c.decide().tranche[4] == 0);
  c.tranches.unranked_last = true;
  const Decision d = c.decide();
  CHECK(d.tranche[4] == 2);
  CHECK(d.tranches[1].authorities.back() == 4);
  CHECK(d.tranches[1].lowest_score == 0);
}

TEST_CASE("a tie at an edge goes to the larger population, then to the code, and is told") {
  DecideCase c = six();
  c.cut("first", Cut::By::count, 1);
  c.cut("second", Cut::By::rest);
  Decision d = c.decide();
  CHECK(d.tranche[1] == 1); // A002 before A003
  REQUIRE(d.remarks.size() == 1);
  CHECK_THAT(d.remarks[0],
             Contains("edge of the tranche 'first'") && Contains("A002 and A003 have the same score of 100"));
  c.population[2] = 1001;
  d = c.decide();
  CHECK(d.tranche[2] == 1);
  CHECK(d.tranche[1] == 2);
  CHECK(d.rank[1] == d.rank[2]); // the rank still says that they are level
  c.population[2] = missing;     // unknown counts as the smallest
  CHECK(c.decide().tranche[1] == 1);
}

TEST_CASE("tranches are cut by score and by what floors a budget pays") {
  DecideCase c = six();
  c.cut("urgent", Cut::By::score, 60);
  c.cut("rest", Cut::By::rest);
  CHECK(c.decide().tranche == std::vector<int>{2, 1, 1, 1, 0, 2}); // 20 -> 60 is in
  c.tranches.cut[0] = {"paid", Cut::By::budget, 2999.99, 0, {}};
  CHECK_THAT(c.fault(), Contains("'paid' is cut by budget") && Contains("floor_gbp"));
  c.allocation.floor_pence = 100000;
  CHECK(c.decide().tranches[0].authorities.size() == 2);
  c.tranches.cut[0].amount = 3000;
  CHECK(c.decide().tranches[0].authorities.size() == 3);
  c.tranches.cut[0].amount = 1e9;
  CHECK(c.decide().tranches[0].authorities.size() == 5);
}

TEST_CASE("tranches over the number of ranked authorities are refused with both numbers and the place") {
  DecideCase c = six();
  c.cut("first", Cut::By::count, 3);
  c.cut("second", Cut::By::count, 3);
  c.tranches.cut[1].place = {"a.yaml", 12, 9, "tranches.cut"};
  CHECK_THAT(c.fault(),
             Contains("a.yaml:12:9") && Contains("'second' asks for 3 authorities, but only 2 of the 5 ranked"));
  c.tranches.cut[1].amount = 1.5;
  CHECK_THAT(c.fault(), Contains("whole number"));
}
