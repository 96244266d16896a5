#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <random>

#include "../../../core/src/compare/chart_labels.hpp"
#include "decide_case.hpp"
#include "tranche/compare/compare.hpp"

using namespace tranche;

namespace {

/// A side of a comparison from a case that decide() has decided.
Snapshot snapshot(const DecideCase& one, const std::string& label) {
  Snapshot s;
  s.label = label;
  for (std::size_t i = 0; i < one.codes.size(); ++i)
    s.units.push_back({one.codes[i], "Name of " + one.codes[i], "", {one.codes[i]}});
  s.population = one.population;
  s.indicators = one.indicators;
  for (const IndicatorColumn& column : one.indicators) s.definitions.push_back(column.id);
  s.index = one.index;
  s.tranches = one.tranches;
  s.allocation = one.allocation;
  s.decision = one.decide();
  return s;
}

DecideCase with_codes(const std::vector<std::string>& codes) {
  DecideCase one(codes.size());
  one.codes = codes;
  return one;
}

DecideCase four(std::vector<double> x, std::vector<double> y, double weight_y = 1) {
  DecideCase one = with_codes({"E1", "E2", "E3", "E4"});
  one.add("x", std::move(x));
  one.add("y", std::move(y));
  one.index.weights = {DecideCase::weight("x", 1), DecideCase::weight("y", weight_y)};
  one.index.normalise.method = Normalise::rank;
  return one;
}

const AuthorityChange& of(const Comparison& c, const std::string& code) {
  for (const AuthorityChange& a : c.authorities)
    if (a.code[0] == code || a.code[1] == code) return a;
  throw std::runtime_error("no " + code);
}

void check_sums(const Comparison& c) {
  for (const AuthorityChange& a : c.authorities) {
    INFO(a.name);
    if (!a.ranked_twice()) {
      CHECK_FALSE(a.rank_parts);
      continue;
    }
    REQUIRE(a.rank_parts);
    CHECK(a.rank_parts->sum() == a.rank_change());
  }
}

} // namespace

TEST_CASE("compare: a run with itself has no change, full agreement and no money moved") {
  DecideCase one = four({4, 3, 2, 1}, {1, 4, 2, 3});
  one.cut("first", Cut::By::count, 2);
  one.cut("rest", Cut::By::rest);
  const Snapshot s = snapshot(one, "same");
  const Comparison c = compare(s, s, {});
  check_sums(c);
  for (const AuthorityChange& a : c.authorities) {
    CHECK(a.rank_change() == 0);
    CHECK(a.movement == Movement::unchanged);
    REQUIRE(a.tranche_parts);
    for (const ChangeParts& p : {*a.rank_parts, *a.tranche_parts}) {
      CHECK(p.data == 0);
      CHECK(p.method == 0);
      CHECK(p.geography == 0);
      CHECK(p.newly == 0);
    }
  }
  CHECK(c.agreement.spearman == Approx(1));
  CHECK(c.differences.empty());
  CHECK(largest_movers(c).empty());
  for (const SetOverlap& set : c.agreement.tranches) CHECK(set.jaccard == 1);
}

TEST_CASE("compare: other figures alone are all data, other weights alone are all method") {
  const Snapshot a = snapshot(four({4, 3, 2, 1}, {1, 2, 3, 4}, 0.5), "A");
  // By hand, ranks of x weigh 2/3: order 1 2 3 4. With x turned round: 4 3 2 1.
  const Comparison data = compare(a, snapshot(four({1, 2, 3, 4}, {1, 2, 3, 4}, 0.5), "B"), {});
  check_sums(data);
  CHECK(of(data, "E1").rank_parts->data == 3);
  CHECK(of(data, "E4").rank_parts->data == -3);
  // y weighs 2/3: order 4 3 2 1.
  const Comparison method = compare(a, snapshot(four({4, 3, 2, 1}, {1, 2, 3, 4}, 2), "B"), {});
  check_sums(method);
  CHECK(of(method, "E1").rank_parts->method == 3);
  CHECK(of(method, "E2").rank_parts->method == 1);
  for (const AuthorityChange& one : data.authorities) CHECK(one.rank_parts->method == 0);
  for (const AuthorityChange& one : method.authorities) CHECK(one.rank_parts->data == 0);
}

TEST_CASE("compare: figures and weights together are shared out as the mean of both orders") {
  // A: x counts alone, 4 3 2 1 -> E1 is 1st. B: y counts alone, and y is 1 2 3 4 -> E1 is 4th.
  // E1: A's data by B's method: y of A is 4 3 2 1 -> 1st. B's data by A's method: x of B is 3 4 2 1 -> 2nd.
  // data: half of (2 - 1) + (4 - 1) = 2; method: half of (1 - 1) + (4 - 2) = 1.
  DecideCase a = four({4, 3, 2, 1}, {4, 3, 2, 1}), b = four({3, 4, 2, 1}, {1, 2, 3, 4});
  a.index.weights = {DecideCase::weight("x", 1), DecideCase::weight("y", 0)};
  b.index.weights = {DecideCase::weight("x", 0), DecideCase::weight("y", 1)};
  const Comparison c = compare(snapshot(a, "A"), snapshot(b, "B"), {});
  check_sums(c);
  CHECK(of(c, "E1").rank_parts->data == 2);
  CHECK(of(c, "E1").rank_parts->method == 1);
}

TEST_CASE("compare: an indicator that one side lacks is a change of method and keeps its figures") {
  DecideCase a = with_codes({"E1", "E2", "E3"}), b = with_codes({"E1", "E2", "E3"});
  a.add("x", {3, 2, 1});
  b.add("x", {3, 2, 1});
  b.add("z", {0, 50, 90});
  a.index.weights = {DecideCase::weight("x", 1)};
  b.index.weights = {DecideCase::weight("x", 0.1), DecideCase::weight("z", 1)};
  const Comparison c = compare(snapshot(a, "A"), snapshot(b, "B"), {});
  check_sums(c);
  CHECK(of(c, "E1").rank_parts->method == 2);
  CHECK(of(c, "E1").rank_parts->data == 0);
}

TEST_CASE("compare: authorities that came or went move the others by geography; those that got a figure, as newly") {
  DecideCase a = with_codes({"E1", "E2", "E3"}), b = with_codes({"E0", "E1", "E2", "E3"});
  const double nan = std::nan("");
  a.add("x", {3, 2, nan});
  b.add("x", {9, 3, 2, 8});
  for (DecideCase* one : {&a, &b}) one->index.weights = {DecideCase::weight("x", 1)};
  const Comparison c = compare(snapshot(a, "A"), snapshot(b, "B"), {});
  check_sums(c);
  // Before: E1 E2. After: E0 E3 E1 E2. E0 is another place, E3 only got its figure.
  CHECK(of(c, "E1").rank_change() == 2);
  CHECK(of(c, "E1").rank_parts->geography == 1);
  CHECK(of(c, "E1").rank_parts->newly == 1);
  CHECK(of(c, "E1").rank_parts->data == 0);
  CHECK_THAT(of(c, "E3").reason, Catch::Contains("unranked in A"));
  CHECK(of(c, "E0").reason == "not among the authorities of A");
}

TEST_CASE("compare: code changes join what is one place, and name every step of what is not") {
  DecideCase a = with_codes({"E01", "E02", "E03", "E04", "E09"}), b = with_codes({"E09", "E11", "E12", "E13", "E14"});
  a.add("x", {5, 4, 3, 2, 1});
  b.add("x", {1, 5, 4, 3, 2});
  for (DecideCase* one : {&a, &b}) one->index.weights = {DecideCase::weight("x", 1)};
  const std::vector<CodeChange> changes = {
      {"E01", "E05", "", "", "2020-04-01", "recode"}, {"E05", "E11", "", "", "2021-04-01", "recode"},
      {"E02", "E12", "", "", "2021-04-01", "merge"},  {"E03", "E12", "", "", "2021-04-01", "merge"},
      {"E04", "E13", "", "", "2021-04-01", "split"},  {"E04", "E14", "", "", "2021-04-01", "split"}};
  for (const bool back : {false, true}) { // last year's against this year's, and the other way round
    const Snapshot x = snapshot(a, "A"), y = snapshot(b, "B");
    const Comparison c = back ? compare(y, x, changes) : compare(x, y, changes);
    check_sums(c);
    const AuthorityChange& recoded = of(c, "E01");
    CHECK(recoded.joined());
    CHECK(recoded.same_area);
    CHECK(recoded.steps.size() == 2);
    for (const std::string code : {"E02", "E03", "E04", "E12", "E13", "E14"}) {
      CHECK_FALSE(of(c, code).joined());
      CHECK_THAT(of(c, code).reason, Catch::Contains("geography: ") && Catch::Contains("2021-04-01"));
    }
  }
}

TEST_CASE("compare: the whole change of an authority that lost a member is geography") {
  DecideCase a = with_codes({"E1", "E2"}), b = with_codes({"E1", "E2", "E3"});
  a.add("x", {3, 2});
  b.add("x", {1, 2, 4});
  for (DecideCase* one : {&a, &b}) one->index.weights = {DecideCase::weight("x", 1)};
  Snapshot before = snapshot(a, "A");
  before.units[0].members = {"E1", "E3"};
  const Comparison c = compare(before, snapshot(b, "B"), {});
  check_sums(c);
  CHECK_FALSE(of(c, "E1").same_area);
  CHECK(of(c, "E1").rank_parts->geography == 2);
  CHECK(of(c, "E2").rank_parts->geography == 0);
  CHECK_THAT(of(c, "E3").reason, Catch::Contains("was part of Name of E1 (E1)"));
}

TEST_CASE("compare: a change is a movement only where each rank is outside the other's interval") {
  const Snapshot plain_a = snapshot(four({4, 3, 2, 1}, {4, 3, 2, 1}), "A");
  const Snapshot plain_b = snapshot(four({1, 2, 3, 4}, {1, 2, 3, 4}), "B");
  CHECK(of(compare(plain_a, plain_b, {}), "E1").movement == Movement::no_interval);
  Snapshot a = plain_a, b = plain_b; // A ranks 1 2 3 4, B ranks 4 3 2 1
  a.low = {1, 1, 3, 3}, a.high = {1, 3, 4, 4};
  b.low = {4, 3, 2, 1}, b.high = {4, 4, 4, 3};
  const Comparison c = compare(a, b, {});
  CHECK(of(c, "E1").movement == Movement::down);
  CHECK(of(c, "E2").movement == Movement::inside); // B's rank 3 lies in A's 1 to 3
  CHECK(of(c, "E3").movement == Movement::inside); // A's rank 3 lies in B's 2 to 4
  CHECK(of(c, "E4").movement == Movement::up);
  CHECK(largest_movers(c).size() == 2);
}

TEST_CASE("compare: ranks that the figures do not give are not split, and the reason is said") {
  Snapshot a = snapshot(four({4, 3, 2, 1}, {4, 3, 2, 1}), "old");
  std::swap(a.decision.rank[0], a.decision.rank[1]);
  const Comparison c = compare(a, snapshot(four({4, 3, 2, 1}, {4, 3, 2, 1}), "new"), {});
  CHECK_THAT(c.rank_parts_missing, Catch::Contains("2 of 4 ranks of old"));
  for (const AuthorityChange& one : c.authorities) CHECK_FALSE(one.rank_parts);
}

TEST_CASE("compare: nothing in common is refused with a sentence") {
  DecideCase a = with_codes({"E1"}), b = with_codes({"W1"});
  for (DecideCase* one : {&a, &b}) {
    one->add("x", {1});
    one->index.weights = {DecideCase::weight("x", 1)};
  }
  CHECK_THROWS_WITH(compare(snapshot(a, "A"), snapshot(b, "B"), {}), Catch::Contains("no authority in common"));
}

TEST_CASE("compare: on random cases the parts sum, money balances, and no order of rows or indicators matters") {
  std::mt19937 random(20210401);
  std::uniform_real_distribution<double> value(1, 9);
  for (int round = 0; round < 40; ++round) {
    const auto make = [&](bool reversed, const std::vector<std::vector<double>>& figures, std::size_t first) {
      std::vector<std::string> codes;
      for (std::size_t i = 0; i < figures[0].size(); ++i) codes.push_back("E" + std::to_string(100 + first + i));
      DecideCase one = with_codes(codes);
      for (std::size_t k = 0; k < 3; ++k) {
        const std::size_t j = reversed ? 2 - k : k;
        one.add("i" + std::to_string(j), figures[j]);
      }
      for (std::size_t j = 0; j < 3; ++j)
        one.index.weights.push_back(DecideCase::weight("i" + std::to_string(j), 1 + static_cast<double>(first + j)));
      one.index.require = 0.5;
      one.cut("one", Cut::By::count, 5);
      one.cut("two", Cut::By::rest);
      one.pot("", 123456789);
      one.allocation.need = "i0";
      return one;
    };
    std::vector<std::vector<double>> was(3), is(3);
    for (std::size_t j = 0; j < 3; ++j)
      for (std::size_t i = 0; i < 15; ++i) {
        was[j].push_back(j > 0 && value(random) < 2 ? std::nan("") : value(random));
        is[j].push_back(j > 0 && value(random) < 2 ? std::nan("") : value(random));
      }
    const Comparison c = compare(snapshot(make(false, was, 0), "A"), snapshot(make(false, is, 2), "B"), {});
    check_sums(c);
    for (const AuthorityChange& a : c.authorities)
      if (a.tranche_parts) CHECK(a.tranche_parts->sum() == a.tranche[1] - a.tranche[0]);
    REQUIRE(c.money);
    CHECK(c.money->total[1] - c.money->total[0] ==
          c.money->gained - c.money->lost + c.money->only[1] - c.money->only[0]);
    const Comparison other = compare(snapshot(make(true, was, 0), "A"), snapshot(make(true, is, 2), "B"), {});
    REQUIRE(other.authorities.size() == c.authorities.size());
    for (std::size_t i = 0; i < c.authorities.size(); ++i) {
      const AuthorityChange &x = c.authorities[i], &y = other.authorities[i];
      CHECK(x.name == y.name);
      CHECK(x.indicators.front().id == y.indicators.front().id);
      REQUIRE(x.rank_parts.has_value() == y.rank_parts.has_value());
      if (!x.rank_parts) continue;
      CHECK(x.rank_parts->data == y.rank_parts->data);
      CHECK(x.rank_parts->method == y.rank_parts->method);
      CHECK(x.rank_parts->geography == y.rank_parts->geography);
    }
  }
}

TEST_CASE("compare: Spearman and Kendall of known rankings") {
  DecideCase a = with_codes({"A", "B", "C", "D", "E"}), b = with_codes({"A", "B", "C", "D", "E"});
  a.add("x", {5, 4, 3, 2, 1});
  b.add("x", {4, 4, 5, 2, 1}); // ranks 2 2 1 4 5 against 1 2 3 4 5
  for (DecideCase* one : {&a, &b}) one->index.weights = {DecideCase::weight("x", 1)};
  const Comparison c = compare(snapshot(a, "A"), snapshot(b, "B"), {});
  // Concordant 7, discordant 2, one tie in B: 5 / sqrt(10 x 9).
  CHECK(c.agreement.kendall == Approx(5 / std::sqrt(90.0)).epsilon(1e-12));
  // Mean ranks 2.5 2.5 1 4 5 against 1 to 5, less 3: products 1 + 0.5 + 0 + 1 + 4, squares 9.5 and 10.
  CHECK(c.agreement.spearman == Approx(6.5 / std::sqrt(95.0)).epsilon(1e-12));
}

TEST_CASE("compare: one authority in common has no correlation, and that is said as null") {
  DecideCase a = with_codes({"E1"});
  a.add("x", {1});
  a.index.weights = {DecideCase::weight("x", 1)};
  const Comparison c = compare(snapshot(a, "A"), snapshot(a, "B"), {});
  CHECK(std::isnan(c.agreement.spearman));
  CHECK_THAT(comparison_json(c), Catch::Contains("\"spearman\": null"));
}

TEST_CASE("compare: reasons name figures and weights in words") {
  AuthorityChange a;
  a.rank[0] = 3, a.rank[1] = 1;
  a.indicators = {{"deaths", "per 100,000", {12.1, 15.3}, {0, 1}, {0.5, 0.5}, {0, 0.5}},
                  {"crime", "", {2, 2}, {1, 1}, {0.5, 0.25}, {0.5, 0.25}},
                  {"poverty", "", {1, 1}, {1, 1}, {0.1, 0.1}, {0.1, 0.1}}};
  CHECK(reason_words(a) == "deaths rose from 12.1 to 15.3 per 100,000; crime stayed at 2.00 (normalised 1.00), its "
                           "weight fell from 50.0 % to 25.0 %");
  CHECK(movement_words(Movement::inside) == "inside the rank interval: not a movement");
}

TEST_CASE("compare: labels are spread apart, in order, as near to their places as can be") {
  const std::vector<double> wished = {1, 1, 1, 50, 99, 99};
  const std::vector<double> heights = comparing::spread(wished, 8, 0, 100);
  CHECK(heights == std::vector<double>{0, 8, 16, 50, 92, 100});
  CHECK(comparing::spread(std::vector<double>{20, 20, 20}, 8, 0, 100) == std::vector<double>{12, 20, 28});
  CHECK(comparing::spread({}, 8, 0, 100).empty());
}
