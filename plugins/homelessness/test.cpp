#include <catch2/catch.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "plugin_fixture.hpp"
#include "tranche/layers/raw_table.hpp"
#include "tranche/statistics/limits.hpp"

using namespace plugin_test;
using Catch::Matchers::Contains;

namespace {

constexpr Status missing = Status::missing;
constexpr Status suppressed = Status::suppressed;
const std::vector<std::string> quarters{"2021Q2", "2021Q3", "2021Q4", "2022Q1"};

/// Districts D0, D1, ... by quarter.
Table counts(const std::string& role, const std::vector<std::vector<Cell>>& districts) {
  Table table{role, role, "households", {}, quarters, {""}, {}};
  for (std::size_t d = 0; d < districts.size(); ++d) {
    table.areas.push_back("D" + std::to_string(d));
    table.cells.insert(table.cells.end(), districts[d].begin(), districts[d].end());
  }
  return table;
}

/// The same number in every quarter, in thousands.
Table households(const std::vector<double>& thousands) {
  std::vector<std::vector<Cell>> rows;
  for (const double number : thousands) rows.emplace_back(4, Cell(number));
  Table table = counts("households", rows);
  table.unit = "thousand households";
  return table;
}

std::vector<std::string> codes_of(std::size_t authorities) {
  std::vector<std::string> codes;
  for (std::size_t a = 0; a < authorities; ++a) codes.push_back("E0" + std::to_string(a));
  return codes;
}

IndicatorColumn duty_rate(const Table& duties, const Table& homes, const std::vector<std::uint32_t>& sizes,
                          const std::vector<ParameterSetting>& settings = {}) {
  return Plugin("homelessness")
      .compute("duty_rate", codes_of(sizes.size()), {bound_members(duties, sizes), bound_members(homes, sizes)},
               settings);
}

IndicatorColumn need_rate(const Table& need, const Table& duties, const Table& homes,
                          const std::vector<std::uint32_t>& sizes, const std::vector<ParameterSetting>& settings = {}) {
  return Plugin("homelessness")
      .compute("drug_need_rate", codes_of(sizes.size()),
               {bound_members(need, sizes), bound_members(duties, sizes), bound_members(homes, sizes)}, settings);
}

const ParameterSetting scale = scalar("missing_quarters", "scale");

/// A county of three districts: one whole, one without a quarter, one without any.
const Table county =
    counts("duties", {{100, 110, 90, 100}, {40, missing, 50, 60}, {missing, missing, missing, missing}});
const Table county_homes = households({100, 50, 25});

} // namespace

TEST_CASE("reported quarters add up to a rate per 1,000 households") {
  const IndicatorColumn column =
      duty_rate(counts("duties", {{100, 110, 90, 100}, {40, 50, 50, 60}}), households({100, 50}), {2});
  CHECK(column.title == "Households owed a homelessness prevention or relief duty, April 2021 to March 2022, per 1,000 "
                        "households");
  CHECK(column.unit == "per 1,000 households");
  CHECK(column.value[0] == Approx(4).epsilon(1e-12)); // 600 of 150,000
  CHECK(column.numerator[0] == 600);
  CHECK(column.denominator[0] == 150000);
  CHECK(column.coverage[0] == 1);
  CHECK(column.flags[0] == 0);
  const auto limits = tranche::statistics::count_limits(600, 0.95);
  CHECK(column.lower[0] == Approx(limits.lower / 150).epsilon(1e-12));
  CHECK(column.upper[0] == Approx(limits.upper / 150).epsilon(1e-12));
  CHECK(column.notes.empty());
}

TEST_CASE("fewer quarters are named as what they are") {
  const IndicatorColumn column = duty_rate(counts("duties", {{100, 110, 90, 100}}), households({100}), {1},
                                           {list("quarters", {"2021Q2", "2021Q3"})});
  CHECK(column.title ==
        "Households owed a homelessness prevention or relief duty, April to September 2021, per 1,000 households");
  CHECK(column.value[0] == Approx(2.1).epsilon(1e-12));
}

TEST_CASE("strict: a missing quarter of any district makes the authority missing, and is named") {
  const IndicatorColumn column = duty_rate(county, county_homes, {3});
  CHECK(column.status[0] == missing);
  CHECK(std::isnan(column.value[0]));
  CHECK(column.coverage[0] == Approx(550.0 / 700));
  CHECK_THAT(notes_on(column, 0), Contains("D1 not reported for July to September 2021\n") &&
                                      Contains("D2 not reported for April to June 2021, July to September 2021"));
}

TEST_CASE("scale: gaps are made good district by district") {
  const IndicatorColumn column = duty_rate(county, county_homes, {3}, {scale});
  // D0: 400 of 100,000. D1: 4 x mean(40, 50, 60) = 200 of 50,000. D2 takes their rate: 600 of 150,000.
  CHECK(column.status[0] == Status::measured);
  CHECK(column.value[0] == Approx(4).epsilon(1e-12));
  CHECK(column.numerator[0] == Approx(700).epsilon(1e-12));
  CHECK(column.denominator[0] == 175000);
  CHECK(column.flags[0] == tranche::flag::scaled);
  CHECK(column.coverage[0] == Approx((400.0 + 150.0) / 700).epsilon(1e-12));
  const auto limits = tranche::statistics::count_limits(550, 0.95);
  CHECK(column.lower[0] == Approx(limits.lower * 4 / 550).epsilon(1e-12));
  CHECK(column.upper[0] == Approx(limits.upper * 4 / 550).epsilon(1e-12));
  CHECK_THAT(notes_on(column, 0),
             Contains("D1 not reported for July to September 2021: raised from its other quarters") && Contains("D2") &&
                 Contains("takes the rate of the authority's other districts"));
}

TEST_CASE("scale: too little reported, or nothing, leaves the authority missing") {
  const IndicatorColumn column = duty_rate(county, county_homes, {3}, {scale, scalar("min_reported", "0.8")});
  CHECK(column.status[0] == missing);
  CHECK_THAT(notes_on(column, 0), Contains("only 78.6 % of household-quarters were reported, 80 % are needed"));
  const IndicatorColumn none = duty_rate(counts("duties", {{missing, missing, missing, missing}}), households({9}), {1},
                                         {scale, scalar("min_reported", "0")});
  CHECK(none.status[0] == missing);
  CHECK(none.coverage[0] == 0);
}

TEST_CASE("scale without gaps gives what strict gives") {
  const Table whole = counts("duties", {{101, 113, 97, 103}, {41, 53, 57, 61}, {7, 0, 9, 5}});
  const IndicatorColumn a = duty_rate(whole, county_homes, {3}), b = duty_rate(whole, county_homes, {3}, {scale});
  CHECK(a.value == b.value);
  CHECK(a.lower == b.lower);
  CHECK(a.numerator == b.numerator);
  CHECK(b.flags[0] == 0);
}

TEST_CASE("a reported nought is a figure with limits") {
  const IndicatorColumn column =
      duty_rate(counts("duties", {{0, 0, missing, 0}, {0, 0, 0, 0}}), households({10, 10}), {1, 1}, {scale});
  CHECK(column.value == std::vector<double>{0, 0});
  CHECK(column.lower == std::vector<double>{0, 0});
  CHECK(column.upper[0] == Approx(3.688879 * 1000 / 7500).epsilon(1e-6)); // exact upper limit of none
  CHECK(column.upper[1] == Approx(3.688879 * 1000 / 10000).epsilon(1e-6));
}

TEST_CASE("households: their mean over the quarters, in units or thousands, and never 0") {
  Table homes = households({0});
  homes.cells = {10, 12, missing, 14};
  CHECK(duty_rate(counts("duties", {{6, 6, 6, 6}}), homes, {1}).denominator[0] == Approx(12000));
  homes.unit = "households";
  homes.cells = {1000, 1000, 1000, 1000};
  CHECK(duty_rate(counts("duties", {{6, 6, 6, 6}}), homes, {1}).value[0] == Approx(24));
  homes.periods = {"2021"};
  homes.cells = {1000};
  CHECK(duty_rate(counts("duties", {{6, 6, 6, 6}}), homes, {1}).value[0] == Approx(24));
  const IndicatorColumn empty = duty_rate(counts("duties", {{6, 6, 6, 6}}), households({0}), {1});
  CHECK(empty.status[0] == missing);
  CHECK_THAT(notes_on(empty, 0), Contains("D0: number of households is 0 or not known"));
}

TEST_CASE("withheld support needs: suppressed under strict, scaled under scale, nought of no households") {
  const Table duties = counts("duties", {{50, 60, 40, 50}, {0, 10, 0, 10}, {4, 4, 4, 4}});
  const Table need =
      counts("drug_need",
             {{5, suppressed, 4, 6}, {suppressed, 1, suppressed, 2}, {suppressed, suppressed, suppressed, suppressed}});
  const Table homes = households({10, 10, 10});
  const IndicatorColumn strict = need_rate(need, duties, homes, {1, 1, 1});
  CHECK(strict.status == std::vector<Status>{suppressed, Status::measured, suppressed});
  CHECK(strict.numerator[1] == 3);
  CHECK_THAT(notes_on(strict, 0), Contains("D0 withheld for July to September 2021"));
  const IndicatorColumn scaled = need_rate(need, duties, homes, {1, 1, 1}, {scale});
  CHECK(scaled.status == std::vector<Status>{Status::measured, Status::measured, suppressed});
  CHECK(scaled.value[0] == Approx(20.0 / 10).epsilon(1e-12));
  CHECK(scaled.flags[0] == tranche::flag::scaled);
  CHECK(scaled.title ==
        "Households owed a duty with a drug dependency need, April 2021 to March 2022, per 1,000 households");
}

TEST_CASE("no drug dependency need among a hundred households is unreliable") {
  const Table duties = counts("duties", {{25, 25, 25, 25}, {25, 25, 25, 24}, {150, 90, 150, 150}, {150, 90, 90, 90}});
  const Table need = counts("drug_need", {{0, 0, 0, 0}, {0, 0, 0, 0}, {0, 3, 2, 2}, {4, 0, 3, 3}});
  const IndicatorColumn column = need_rate(need, duties, households({10, 10, 10, 10}), {1, 1, 1, 1});
  CHECK(column.status == std::vector<Status>{Status::unreliable, Status::measured, Status::measured, Status::measured});
  CHECK(column.flags == std::vector<std::uint32_t>{tranche::flag::implausible, 0, tranche::flag::implausible, 0});
  CHECK_THAT(notes_on(column, 0), Contains("D0: no household with a drug dependency need among 100 owed a duty"));
  CHECK_THAT(notes_on(column, 2), Contains("in April to June 2021 (of 150)"));
}

TEST_CASE("jumps: beyond 2.5 times the median of the others, and by 50 households, one remark a district") {
  const Table duties = counts("duties", {{60, 60, 60, 150},
                                         {60, 60, 60, 151},
                                         {20, 20, 20, 69},
                                         {100, 100, 100, 39},
                                         {1, 0, 55, 61},
                                         {1, missing, missing, 99}});
  const IndicatorColumn column = duty_rate(duties, households({9, 9, 9, 9, 9, 9}), {1, 1, 1, 1, 1, 1}, {scale});
  const std::uint32_t marked = tranche::flag::implausible;
  CHECK((column.flags[0] & marked) == 0); // just 2.5 times
  CHECK((column.flags[1] & marked) == marked);
  CHECK((column.flags[2] & marked) == 0); // 49 households
  CHECK((column.flags[3] & marked) == marked);
  CHECK(notes_on(column, 4) ==
        "D4: households owed a duty: 1 in April to June 2021, 0 in July to September 2021, 55 in October to December "
        "2021, 61 in January to March 2022, far from its other quarters; kept as published\n");
  CHECK((column.flags[5] & marked) == 0); // nothing to compare with
}

TEST_CASE("a zero in one district of a county is noted, and the county stays measured") {
  const IndicatorColumn column =
      need_rate(counts("drug_need", {{0, 0, 0, 0}, {9, 8, 9, 8}}),
                counts("duties", {{40, 40, 40, 40}, {60, 60, 60, 60}}), households({9, 9}), {2});
  CHECK(column.status[0] == Status::measured);
  CHECK(column.flags[0] == tranche::flag::implausible);
}

TEST_CASE("figures that contradict one another are refused") {
  const Plugin plugin("homelessness");
  const auto refusal = [&](const Table& need, const Table& duties, const Table& homes) {
    return plugin.refusal("drug_need_rate", {"A"},
                          {bound_members(need, {1}), bound_members(duties, {1}), bound_members(homes, {1})});
  };
  const Table need = counts("drug_need", {{1, 1, 1, 1}}), duties = counts("duties", {{9, 9, 9, 9}});
  CHECK_THAT(refusal(counts("drug_need", {{1, 10, 1, 1}}), duties, households({9})),
             Contains("D0, July to September 2021") && Contains("drug dependency need: 10, but owed a duty: 9"));
  CHECK_THAT(refusal(need, counts("duties", {{9, 9, -9, 9}}), households({9})),
             Contains("D0, 2021Q4") && Contains("-9"));
  Table thousands = households({2});
  thousands.unit = "households";
  CHECK_THAT(refusal(need, duties, thousands), Contains("thousand households"));
  Table others = households({9});
  others.areas = {"D9"};
  CHECK_THAT(refusal(need, duties, others), Contains("other districts"));
}

namespace {

/// The embedded table, by upper-tier authority of 2021.
struct England {
  std::vector<std::string> codes;
  std::vector<std::uint32_t> sizes;
  Table duties, need, homes;
};

England england() {
  const auto read = [](const std::string& name) {
    return tranche::read_raw_table(std::string(TRANCHE_SOURCE_DIR) + "/layers/england/" + name, name);
  };
  const tranche::RawTable districts = read("districts.csv"), table = read("homelessness_quarters.csv");
  std::map<std::string, std::string> parent;
  for (std::size_t row = 0; row < districts.rows(); ++row)
    parent[std::string(districts.cell(row, districts.column("ltla21_code")))] =
        std::string(districts.cell(row, districts.column("utla21_code")));
  std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> rows;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::string district(table.cell(row, table.column("ltla21_code")));
    rows[{parent.at(district), district}].push_back(row);
  }
  England all{{}, {}, counts("duties", {}), counts("drug_need", {}), households({})};
  const auto add = [&](Table& to, const char* column, std::size_t row) {
    const std::string_view text = table.cell(row, table.column(column));
    const bool withheld =
        to.role == "drug_need" && table.cell(row, table.column("support_needs_status")) == "suppressed";
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    to.cells.push_back(!text.empty() ? Cell(value) : withheld ? Cell(suppressed) : Cell(missing));
  };
  for (const auto& [key, lines] : rows) {
    if (all.codes.empty() || all.codes.back() != key.first) {
      all.codes.push_back(key.first);
      all.sizes.push_back(0);
    }
    ++all.sizes.back();
    for (Table* to : {&all.duties, &all.need, &all.homes}) to->areas.push_back(key.second);
    for (const std::size_t row : lines) {
      add(all.duties, "households_owed_duty", row);
      add(all.need, "with_drug_dependency_need", row);
      add(all.homes, "households_thousands", row);
    }
  }
  return all;
}

} // namespace

TEST_CASE("England 2021-22: thirty authorities are incomplete, two jumps and two empty returns stand out") {
  const England all = england();
  REQUIRE(all.codes.size() == 152);
  const Plugin plugin("homelessness");
  const auto members = [&](const Table& table) { return bound_members(table, all.sizes); };
  const auto index = [&](const std::string& code) {
    return static_cast<std::size_t>(std::find(all.codes.begin(), all.codes.end(), code) - all.codes.begin());
  };
  const IndicatorColumn strict = plugin.compute("duty_rate", all.codes, {members(all.duties), members(all.homes)});
  CHECK(std::count(strict.status.begin(), strict.status.end(), missing) == 30);
  CHECK(strict.status[index("E09000018")] == missing); // Hounslow
  std::vector<std::string> jumps;
  for (const auto& [authority, note] : strict.notes)
    if (note.find("median") != std::string::npos) jumps.push_back(note);
  CHECK(jumps == std::vector<std::string>{
                     "E06000057: households owed a duty: 456 in January to March 2022, where the median of its other "
                     "quarters is 174; kept as published",
                     "E08000014: households owed a duty: 25 in October to December 2021, where the median of its other "
                     "quarters is 199; kept as published"});
  CHECK(strict.flags[index("E08000014")] == tranche::flag::implausible);

  const IndicatorColumn scaled =
      plugin.compute("duty_rate", all.codes, {members(all.duties), members(all.homes)}, {scale});
  std::size_t raised = 0;
  for (std::size_t a = 0; a < all.codes.size(); ++a) {
    if (strict.status[a] != missing) CHECK(scaled.value[a] == strict.value[a]);
    raised += scaled.flags[a] & tranche::flag::scaled ? 1 : 0;
    if (scaled.flags[a] & tranche::flag::scaled) CHECK(scaled.coverage[a] >= 0.7);
  }
  CHECK(raised + static_cast<std::size_t>(std::count(scaled.status.begin(), scaled.status.end(), missing)) == 30);

  const IndicatorColumn need =
      plugin.compute("drug_need_rate", all.codes, {members(all.need), members(all.duties), members(all.homes)},
                     {scale, scalar("min_reported", "0.25")});
  for (const char* code : {"E09000008", "E09000020"}) // Croydon, Kensington and Chelsea: none in any quarter given
    CHECK(need.status[index(code)] == Status::unreliable);
  CHECK(std::count(need.status.begin(), need.status.end(), Status::unreliable) == 2);
}
