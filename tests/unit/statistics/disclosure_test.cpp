#include <catch2/catch.hpp>

#include "disclosure_case.hpp"
#include "tranche/finding.hpp"

using namespace tranche::statistics;
using Kinds = std::vector<CellKind>;

namespace {

constexpr CellKind published = CellKind::published, primary = CellKind::primary, secondary = CellKind::secondary;

/// England, its regions, their authorities: England and the regions are added up here.
CountTable tree(const std::vector<std::vector<double>>& regions) {
  CountTable table;
  std::vector<std::ptrdiff_t> parents{-1};
  table.counts.push_back(0);
  table.names.push_back("England");
  for (std::size_t r = 0; r < regions.size(); ++r) {
    parents.push_back(0);
    table.counts.push_back(0);
    table.names.push_back("Region " + std::to_string(r + 1));
  }
  for (std::size_t r = 0; r < regions.size(); ++r)
    for (const double count : regions[r]) {
      parents.push_back(static_cast<std::ptrdiff_t>(r) + 1);
      table.names.push_back("A" + std::to_string(table.names.size() - regions.size()));
      table.counts.push_back(count);
      table.counts[0] += count;
      table.counts[r + 1] += count;
    }
  table.equations = tree_equations(parents);
  return table;
}

Kinds kinds_of(const CountTable& table, const SuppressionRule& rule = {}) {
  const Suppression result = suppress(table, rule);
  CHECK(result.proved);
  return result.kinds;
}

} // namespace

TEST_CASE("a nought is published, a missing count is not small") {
  CHECK_FALSE(is_small(0, {}));
  CHECK(is_small(1, {}));
  CHECK(is_small(4, {}));
  CHECK_FALSE(is_small(5, {}));
  CHECK_FALSE(is_small(missing, {}));
  SuppressionRule zeros;
  zeros.zeros = true;
  CHECK(is_small(0, zeros));
}

TEST_CASE("rounding to a base: halves away from zero, missing stays missing") {
  CHECK(round_to_base(12, 5) == 10);
  CHECK(round_to_base(13, 5) == 15);
  CHECK(round_to_base(5, 10) == 10);
  CHECK(round_to_base(-5, 10) == -10);
  CHECK(round_to_base(-12, 5) == -10);
  CHECK(round_to_base(0.5, 1) == 1);
  CHECK(round_to_base(999999997, 5) == 999999995);
  CHECK_FALSE(std::signbit(round_to_base(-1, 5)));
  CHECK(std::isnan(round_to_base(missing, 5)));
  CHECK_THROWS_AS(round_to_base(1, 0), tranche::Error);
}

TEST_CASE("nothing small, nothing withheld") {
  const Suppression result = suppress(tree({{5, 9, 0}, {12, 6}}), {});
  CHECK(result.kinds == Kinds(8, published));
  CHECK(result.cost == 0);
  CHECK(result.notes.empty());
  CHECK(suppress({}, {}).kinds.empty());
  CHECK(suppress(tree({{0, 0}, {0}}), {}).kinds == Kinds(6, published));
}

TEST_CASE("one small authority takes the next smallest count of its region with it") {
  const CountTable table = tree({{3, 20, 8, 9}, {12, 30}});
  const Suppression result = suppress(table, {});
  CHECK(result.kinds ==
        Kinds{published, published, published, primary, published, secondary, published, published, published});
  CHECK(result.cost == 1);
  CHECK(result.reasons[3] == "a count from 1 to 4");
  CHECK(result.reasons[5] == "withheld so that A1 cannot be worked out");
  CHECK(result.notes ==
        std::vector<std::string>{"Region 1: 1 further cell withheld (A3) so that the total does not reveal A1"});
}

// 1 + 5 = 6: a reader who knows that the other one is at least 5 knows both.
TEST_CASE("a partner at the threshold does not protect a count of one") {
  CHECK(kinds_of(tree({{1, 5, 7}, {9, 30}}))[4] == published);
  CHECK(kinds_of(tree({{1, 5, 7}, {9, 30}}))[5] == secondary);
  SuppressionRule silent;
  silent.kinds_told = false;
  CHECK(kinds_of(tree({{1, 5, 7}, {9, 30}}), silent)[4] == secondary);
}

// 4 + 4 = 8 can only be 4 and 4; 3 + 4 = 7 can be 4 and 3.
TEST_CASE("two small counts protect each other unless both are at an end") {
  CHECK(suppress(tree({{3, 4}, {12, 30}}), {}).cost == 0);
  CHECK(suppress(tree({{4, 4, 9}, {12, 30}}), {}).cost == 1);
  CHECK(suppress(tree({{1, 1, 9}, {12, 30}}), {}).cost == 1);
}

TEST_CASE("the only authority of a region: the total goes too, and so on up") {
  // The region is small itself; Region 2 would follow from its own authorities, so that England must go.
  const Suppression lone = suppress(tree({{3}, {12, 30}}), {});
  CHECK(lone.kinds == Kinds{secondary, primary, published, primary, published, published});
  // Region 1 repeats its only authority; England repeats Region 1.
  CHECK(kinds_of(tree({{3}})) == Kinds{primary, primary, primary});
  // 4 + 4 in the only region with anything: the region and England must both go.
  CHECK(kinds_of(tree({{4, 4}, {0, 0}})) ==
        Kinds{secondary, secondary, published, primary, primary, published, published});
}

TEST_CASE("where the kinds alone reveal a count, the cells are withheld without saying which is which") {
  // Four counts of at least 1 in a total of at most 4.
  const Suppression result = suppress(tree({{1, 1, 1, 1}, {40, 50}}), {});
  CHECK_FALSE(result.kinds_told);
  CHECK(result.exposed.empty());
  CHECK(result.kinds[1] == primary);
  for (std::size_t i = 0; i < result.kinds.size(); ++i)
    if (result.withheld(i)) CHECK(result.reasons[i] == result.reasons[1]);
  REQUIRE(result.notes.size() == 1);
  CHECK(result.notes[0].find("A1") == std::string::npos);
}

TEST_CASE("all counts small") {
  const Suppression result = suppress(tree({{2, 3}, {1, 4}, {3, 3}}), {});
  CHECK(result.kinds[0] == published);
  CHECK(std::count(result.kinds.begin(), result.kinds.end(), primary) == 6);
  CHECK(result.exposed.empty());
}

TEST_CASE("noughts withheld too protect each other") {
  SuppressionRule rule;
  rule.zeros = true;
  const Suppression nothing = suppress(tree({{0, 0}, {0, 0}}), rule);
  CHECK_FALSE(nothing.kinds_told == false);
  CHECK(std::count(nothing.kinds.begin(), nothing.kinds.end(), primary) == 7);
  CHECK(suppress(tree({{0, 3, 20}, {50, 60}}), rule).cost == 0);
}

TEST_CASE("a missing count in a total protects the small one beside it; left out of the total it does not") {
  CountTable table = tree({{3, 20, 8}, {12, 30}});
  table.counts[4] = missing;
  const Suppression held = suppress(table, {});
  CHECK(held.cost == 0);
  CHECK(held.reasons[4] == "missing");
  CHECK(held.kinds[4] == CellKind::missing);
  CountTable left_out = tree({{3, 8}, {12, 30}});
  left_out.counts.push_back(missing);
  left_out.names.push_back("Isles of Scilly");
  CHECK(suppress(left_out, {}).cost == 1);
}

TEST_CASE("costs and cells that must be published") {
  CountTable table = tree({{3, 20, 8, 9}, {12, 30}});
  table.costs.assign(table.counts.size(), 5);
  table.costs[4] = 2;
  CHECK(kinds_of(table)[4] == secondary);
  // Nothing may go: said, not hidden.
  table.costs.assign(table.counts.size(), must_publish);
  const Suppression stuck = suppress(table, {});
  CHECK(stuck.exposed == std::vector<std::size_t>{3});
}

TEST_CASE("a denominator that bounds a cell is used by the reader") {
  CountTable table = tree({{3, 5, 30}, {12, 30}});
  table.most.assign(table.counts.size(), std::numeric_limits<double>::infinity());
  table.most[4] = 5; // at least 5 and at most 5: withholding it hides nothing
  CHECK(kinds_of(table)[4] == published);
  CHECK(kinds_of(table)[5] == secondary);
}

TEST_CASE("a wider range may be asked for") {
  // With 8 beside it, 3 may be 1 to 4: as much as can be had.
  SuppressionRule rule;
  rule.values = 4;
  const CountTable table = tree({{3, 5, 8, 90}, {12, 30}});
  const Suppression result = suppress(table, rule);
  CHECK(result.kinds[4] == published); // 3 + 5: at most 3
  CHECK(result.kinds[5] == secondary);
}

// The table by which Fischetti & Salazar (2000) introduce the problem: rows 20 50 10 | 80, 8 19 22 | 49, 17 32 12 | 61,
// 45 101 44 | 190; the second row's third cell is sensitive, and 8, 17 and 12 are withheld with it. By hand: the last
// row and column leave a + c = 30, a + b = 25, b + d = 29, c + d = 34, so c is 30 at most (a = 0), and 5 at least
// (a = 25, for a is 25 at most).
TEST_CASE("the published example of a two-way table: the reader learns 5 to 30") {
  CountTable table;
  table.counts = {20, 50, 10, 80, 8, 19, 22, 49, 17, 32, 12, 61, 45, 101, 44, 190};
  for (std::size_t r = 0; r < 4; ++r)
    table.equations.push_back(adds_up(4 * r + 3, std::vector{4 * r, 4 * r + 1, 4 * r + 2}));
  for (std::size_t c = 0; c < 4; ++c) table.equations.push_back(adds_up(12 + c, std::vector{c, 4 + c, 8 + c}));
  std::vector<KnownBounds> known;
  for (const double count : table.counts) known.push_back({count, count});
  for (const std::size_t i : {4U, 6U, 8U, 10U}) known[i] = {0, std::numeric_limits<double>::infinity()};
  const std::size_t sensitive = 6;
  const CellRange range = work_out(table, known, {&sensitive, 1}).front();
  CHECK(range.low == 5);
  CHECK(range.high == 30);
  CHECK_FALSE(range.determined_by_algebra);
  known[10] = {12, 12}; // published after all: the others fall like dominoes
  CHECK(work_out(table, known, {&sensitive, 1}).front().determined_by_algebra);
  // One small count in a two-way table takes three others with it.
  table.counts = {20, 50, 10, 80, 28, 19, 2, 49, 17, 32, 12, 61, 65, 101, 24, 190};
  CHECK(suppress(table, {}).cost == 3);
}

TEST_CASE("large counts do not blur small ones") {
  const CountTable table = tree({{3, 999999999, 1e9}, {1e9, 999999998}});
  const Suppression result = suppress(table, {});
  CHECK(result.cost == 1);
  CHECK(result.kinds[4] == secondary);
}

TEST_CASE("what is not a table of counts is refused with the cell's name") {
  using Catch::Matchers::Contains;
  CountTable table = tree({{3, 20}, {12, 30}});
  table.counts[3] = 2.5;
  CHECK_THROWS_WITH(suppress(table, {}), Contains("A1") && Contains("2.5"));
  table.counts[3] = -1;
  CHECK_THROWS_WITH(suppress(table, {}), Contains("A1"));
  table.counts[3] = 4;
  CHECK_THROWS_WITH(suppress(table, {}), Contains("Region 1") && Contains("differ by 1"));
  table.counts[3] = 3;
  table.costs = {1};
  CHECK_THROWS_AS(suppress(table, {}), tranche::Error);
  table.costs.clear();
  table.equations[0].coefficients.pop_back();
  CHECK_THROWS_AS(suppress(table, {}), tranche::Error);
  CHECK_THROWS_AS(suppress({}, {2}), tranche::Error);
  CHECK_THROWS_AS(suppress({}, {1}), tranche::Error);
  CountTable impossible = tree({{3, 20}, {12, 30}});
  impossible.counts[3] = missing;
  impossible.counts[4] = 40; // more than its region
  CHECK_THROWS_WITH(suppress(impossible, {}), Contains("missing"));
  CHECK_THROWS_AS(tree_equations(std::vector<std::ptrdiff_t>{1, 0}), tranche::Error);
  CHECK_THROWS_AS(tree_equations(std::vector<std::ptrdiff_t>{-1, 7}), tranche::Error);
}
