#include <catch2/catch.hpp>
#include <chrono>
#include <map>

#include "disclosure_case.hpp"
#include "reference_csv.hpp"

using namespace tranche::statistics;
using namespace disclosure_case;

// Support needs and duties of one quarter in the 152 authorities, their regions and England, from the shipped tables.
namespace {

const std::string england = TRANCHE_SOURCE_DIR "/layers/england/";

/// Authority by variable: the sum of the districts that reported; missing where none did.
std::map<std::string, std::vector<double>> quarter_sums(const std::vector<std::string>& columns) {
  const ReferenceCsv districts(england + "districts.csv"), quarters(england + "homelessness_quarters.csv");
  std::map<std::string, std::string> authority_of;
  std::map<std::string, std::vector<double>> sums;
  for (std::size_t r = 0; r < districts.size(); ++r) {
    authority_of[districts.text(r, "ltla21_code")] = districts.text(r, "utla21_code");
    sums[districts.text(r, "utla21_code")].resize(columns.size(), missing);
  }
  for (std::size_t r = 0; r < quarters.size(); ++r)
    for (std::size_t v = 0; v < columns.size() && quarters.text(r, "quarter") == "2021Q2"; ++v) {
      const double count = quarters.number(r, columns[v]);
      double& sum = sums[authority_of.at(quarters.text(r, "ltla21_code"))][v];
      if (!std::isnan(count)) sum = std::isnan(sum) ? count : sum + count;
    }
  return sums;
}

/// For each variable England, nine regions and the authorities; the totals are those of the authorities that reported.
CountTable england_table(const std::vector<std::string>& columns) {
  const ReferenceCsv authorities(england + "authorities.csv");
  const auto sums = quarter_sums(columns);
  std::vector<std::string> names{"England"};
  std::vector<std::ptrdiff_t> parents{-1};
  std::map<std::string, std::ptrdiff_t> regions;
  for (std::size_t r = 0; r < authorities.size(); ++r)
    if (regions.emplace(authorities.text(r, "region_name"), names.size()).second) {
      names.push_back(authorities.text(r, "region_name"));
      parents.push_back(0);
    }
  CountTable table;
  std::vector<std::string> codes(names.size());
  for (std::size_t r = 0; r < authorities.size(); ++r) {
    names.push_back(authorities.text(r, "name"));
    codes.push_back(authorities.text(r, "utla21_code"));
    parents.push_back(regions.at(authorities.text(r, "region_name")));
  }
  for (std::size_t v = 0; v < columns.size(); ++v) {
    const std::size_t start = table.counts.size();
    for (std::size_t i = 0; i < names.size(); ++i) {
      table.counts.push_back(codes[i].empty() ? 0 : sums.at(codes[i])[v]);
      table.names.push_back(columns.size() == 1 ? names[i] : names[i] + ", " + columns[v]);
      for (std::ptrdiff_t up = parents[i]; up >= 0 && !std::isnan(table.counts.back());
           up = parents[static_cast<std::size_t>(up)])
        table.counts[start + static_cast<std::size_t>(up)] += table.counts.back();
    }
    for (TotalEquation equation : tree_equations(parents)) {
      for (std::size_t& cell : equation.cells) cell += start;
      std::erase_if(equation.cells, [&](std::size_t cell) { return std::isnan(table.counts[cell]); });
      equation.coefficients.resize(equation.cells.size());
      table.equations.push_back(std::move(equation));
    }
  }
  return table;
}

/// A choice is irreducible if each secondary cell is needed: a condition of being cheapest, checked apart from the
/// search.
void check_solution(const CountTable& table, const Suppression& result, const SuppressionRule& rule) {
  CHECK(result.exposed.empty());
  CHECK(audit(table, result.kinds, rule).empty());
  const auto solved = solved_by_algebra(table, unknown_in(result.kinds));
  for (const std::size_t cell : solved) CHECK_FALSE(is_small(table.counts[cell], rule));
  for (std::size_t i = 0; i < result.kinds.size(); ++i) {
    if (result.kinds[i] != CellKind::secondary) continue;
    std::vector<CellKind> fewer = result.kinds;
    fewer[i] = CellKind::published;
    CAPTURE(table.names[i]);
    CHECK_FALSE(audit(table, fewer, rule).empty());
  }
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

} // namespace

TEST_CASE("England: drug needs of one quarter by authority and region, under 5 withheld") {
  const CountTable table = england_table({"with_drug_dependency_need"});
  REQUIRE(table.counts.size() == 162);
  const SuppressionRule rule;
  const auto start = std::chrono::steady_clock::now();
  const Suppression result = suppress(table, rule);
  const double seconds = seconds_since(start);
  CHECK(result.proved);
  CHECK(seconds < 2);
  check_solution(table, result, rule);
  // Counted by hand in the table: 1 to 4 in a region with at least one other such count protects both, unless their
  // sum leaves one way only; Rutland and Plymouth stand alone.
  for (const auto& [alone, region] : {std::pair{"Rutland", "East Midlands"}, {"Plymouth", "South West"}})
    CHECK(std::any_of(result.notes.begin(), result.notes.end(), [&](const std::string& note) {
      return note.find(region) == 0 && note.find(alone) != std::string::npos;
    }));
  CHECK(result.notes.size() == 2);
}

TEST_CASE("England: prevention and relief, which add up to the duty, by authority and region") {
  CountTable table = england_table({"prevention_duty", "relief_duty", "households_owed_duty"});
  const std::size_t n = table.counts.size() / 3;
  for (std::size_t i = 0; i < n; ++i) table.equations.push_back(adds_up(2 * n + i, std::vector{i, n + i}));
  const SuppressionRule rule{30}; // high, so that there is something to do
  const auto start = std::chrono::steady_clock::now();
  const Suppression result = suppress(table, rule);
  const double seconds = seconds_since(start);
  CAPTURE(result.cost, result.bound);
  CHECK(result.proved);
  CHECK(seconds < 5);
  check_solution(table, result, rule);
}
