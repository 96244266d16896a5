#include <catch2/catch.hpp>
#include <random>

#include "disclosure_case.hpp"

using namespace tranche::statistics;
using namespace disclosure_case;

// Random tables, a reader who tries to solve them, and every smaller choice tried.
namespace {

struct Example {
  CountTable table;
  std::vector<std::vector<std::size_t>> sums; // for each cell the free cells that it adds up; empty for a free cell
};

double random_count(std::mt19937& random) {
  const auto up_to = [&](unsigned long values) { return static_cast<double>(random() % values); };
  const double kind = up_to(8);
  if (kind == 0) return 0;
  if (kind < 4) return 1 + up_to(4);
  return 5 + up_to(kind < 6 ? 3 : 60);
}

/// England, two or three regions, one to three authorities each.
Example random_tree(std::mt19937& random) {
  Example example;
  std::vector<std::ptrdiff_t> parents{-1};
  const std::size_t regions = 2 + random() % 2;
  for (std::size_t r = 0; r < regions; ++r) parents.push_back(0);
  for (std::size_t r = 1; r <= regions; ++r)
    for (std::size_t units = 1 + random() % (regions == 2 ? 3 : 2), u = 0; u < units; ++u)
      parents.push_back(static_cast<std::ptrdiff_t>(r));
  example.table.counts.assign(parents.size(), 0);
  example.sums.resize(parents.size());
  for (std::size_t i = regions + 1; i < parents.size(); ++i) {
    const auto region = static_cast<std::size_t>(parents[i]);
    const double count = random_count(random);
    example.table.counts[i] = count;
    for (const std::size_t total : {region, std::size_t{0}}) {
      example.table.counts[total] += count;
      example.sums[total].push_back(i);
    }
  }
  example.table.equations = tree_equations(parents);
  return example;
}

/// Prevention + relief = owed a duty, for authorities, regions and England.
Example random_linked(std::mt19937& random, std::size_t regions, std::size_t units) {
  Example example;
  CountTable& table = example.table;
  const auto add = [&](double count) {
    table.counts.push_back(count);
    example.sums.emplace_back();
    return table.counts.size() - 1;
  };
  std::vector<std::vector<std::size_t>> by_variable(3); // regions' cells
  for (std::size_t r = 0; r < regions; ++r) {
    std::vector<std::vector<std::size_t>> own(3);
    for (std::size_t u = 0; u < units; ++u) {
      const std::size_t prevention = add(random_count(random)), relief = add(random_count(random));
      const std::size_t duty = add(table.counts[prevention] + table.counts[relief]);
      example.sums[duty] = {prevention, relief};
      table.equations.push_back(adds_up(duty, std::vector<std::size_t>{prevention, relief}));
      own[0].push_back(prevention);
      own[1].push_back(relief);
      own[2].push_back(duty);
    }
    for (std::size_t v = 0; v < 3; ++v) {
      const std::size_t total = add(0);
      for (const std::size_t part : own[v]) {
        table.counts[total] += table.counts[part];
        const auto& free = example.sums[part];
        example.sums[total].insert(example.sums[total].end(), free.begin(), free.end());
        if (free.empty()) example.sums[total].push_back(part);
      }
      table.equations.push_back(adds_up(total, own[v]));
      by_variable[v].push_back(total);
    }
    table.equations.push_back(
        adds_up(by_variable[2][r], std::vector<std::size_t>{by_variable[0][r], by_variable[1][r]}));
  }
  return example;
}

void check_against_reader(const Example& example, const SuppressionRule& rule, int tried) {
  const Suppression result = suppress(example.table, rule);
  CAPTURE(example.table.counts, result.cost, result.kinds_told);
  CHECK(result.proved);
  CHECK(result.bound == result.cost);
  CHECK(result.exposed.empty());
  for (std::size_t i = 0; i < result.kinds.size(); ++i)
    CHECK((result.kinds[i] == CellKind::primary) == is_small(example.table.counts[i], rule));
  CHECK(safe(example.table, example.sums, unknown_in(result.kinds), rule, result.kinds_told));
  const int least = fewest(example.table, example.sums, rule, result.kinds_told, tried);
  if (least >= 0) {
    CHECK(result.cost == least);
  } else {
    CHECK(result.cost > tried);
  }
  // Told the kinds, no choice at all would have done.
  if (rule.kinds_told && !result.kinds_told) CHECK(fewest(example.table, example.sums, rule, true, tried) == -1);
}

} // namespace

TEST_CASE("hierarchies: the reader solves for no small count, and no smaller choice protects them all") {
  std::mt19937 random(20240501);
  for (int round = 0; round < 250; ++round) {
    SuppressionRule rule;
    rule.zeros = round % 5 == 4;
    rule.values = round % 3 == 2 ? 3 : 2;
    rule.kinds_told = round % 7 != 6;
    check_against_reader(random_tree(random), rule, 20);
  }
}

TEST_CASE("linked tables: the reader solves for no small count, and no smaller choice protects them all") {
  std::mt19937 random(7);
  for (int round = 0; round < 30; ++round) check_against_reader(random_linked(random, 1, 2), {}, 9);
  for (int round = 0; round < 12; ++round) check_against_reader(random_linked(random, 1, 3), {}, 3);
}

TEST_CASE("what a reader can work out equals what trying every table finds") {
  std::mt19937 random(11);
  for (int round = 0; round < 60; ++round) {
    const Example example = round % 2 ? random_tree(random) : random_linked(random, 1, 2);
    const CountTable& table = example.table;
    SuppressionRule rule;
    std::vector<CellKind> kinds;
    std::vector<std::size_t> cells;
    for (std::size_t i = 0; i < table.counts.size(); ++i) {
      const bool small = is_small(table.counts[i], rule);
      kinds.push_back(small                                      ? CellKind::primary
                      : table.counts[i] > 0 && random() % 3 == 0 ? CellKind::secondary
                                                                 : CellKind::published);
      if (small) cells.push_back(i);
    }
    const std::vector<bool> unknown = unknown_in(kinds);
    const Trial trial(table, example.sums, bounds(table, unknown, rule, true), 3);
    const std::vector<std::size_t> solved = solved_by_algebra(table, unknown);
    CAPTURE(table.counts);
    for (const CellRange& range : work_out(table, known_to_reader(table, kinds, rule), cells)) {
      CHECK(range.low == trial.seen()[range.cell].low);
      CHECK(range.high == trial.seen()[range.cell].high);
      CHECK(range.determined_by_algebra == (std::find(solved.begin(), solved.end(), range.cell) != solved.end()));
    }
  }
}
