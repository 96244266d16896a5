#include <catch2/catch.hpp>

#include <charconv>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "plugin_fixture.hpp"
#include "shared.hpp"
#include "tranche/layers/raw_table.hpp"

using namespace plugin_test;
using Catch::Matchers::Contains;

namespace {

/// Twenty neighbourhoods of one authority are ranked among 100; two more belong to a second authority.
IndicatorColumn of_neighbourhoods(std::string_view measure, std::vector<Cell> ranks, std::vector<double> people,
                                  const std::vector<std::uint32_t>& sizes) {
  Table table{"ranks", "Index of Multiple Deprivation 2019", "rank", {}, {""}, {""}, std::move(ranks)};
  for (std::size_t i = 0; i < table.cells.size(); ++i) table.areas.push_back("E01" + std::to_string(i));
  std::vector<std::string> codes;
  for (std::size_t i = 0; i < sizes.size(); ++i) codes.push_back("E0" + std::to_string(i));
  return Plugin("deprivation")
      .compute(measure, codes, {bound_members(table, sizes, std::move(people))}, {scalar("ranked", "100")});
}

} // namespace

TEST_CASE("published averages pass with title, unit, status and coverage") {
  const std::vector<std::string> codes{"A", "B", "C"};
  const Table scores{"score",
                     "Average score, IMD 2019",
                     "score",
                     codes,
                     {"2019"},
                     {""},
                     {35.037, Cell(12.5, Status::measured, 0.9), Status::missing}};
  const IndicatorColumn column = Plugin("deprivation").compute("average_score", codes, {bound(scores)});
  CHECK(column.title == "Average score, IMD 2019");
  CHECK(column.unit == "score");
  CHECK(column.error_model == "none");
  CHECK(column.direction == 1);
  CHECK(column.value[0] == 35.037);
  CHECK(column.coverage[1] == 0.9);
  CHECK(column.status[2] == Status::missing);
  CHECK(notes_on(column, 2) == "the score is not reported\n");
  CHECK_FALSE(column.has_limits(0));
}

TEST_CASE("a column that cannot be the summary asked for is refused") {
  const Plugin plugin("deprivation");
  const auto refusal = [&](std::string_view measure, double value) {
    return plugin.refusal(measure, {"A"}, {bound({"score", "S", "", {"A"}, {""}, {""}, {value}})});
  };
  CHECK_THAT(refusal("extent", 35), Contains("0 to 1") && Contains("35") && Contains("A Town A"));
  CHECK_THAT(refusal("average_score", -1), Contains("0 to 100"));
  CHECK_THAT(refusal("average_rank", 0.3), Contains("average_rank"));
  CHECK(refusal("domain_score", -1.2) == "(no error)"); // crime and health scores are centred on 0
  CHECK_THAT(plugin.refusal("extent", {"A"}, {bound({"score", "S", "", {"A"}, {"2015", "2019"}, {""}, {0.1, 0.2}})}),
             Contains("2015, 2019"));
}

TEST_CASE("local concentration takes exactly a tenth of the people and splits the last neighbourhood") {
  // 1,000 people: the tenth is 60 at rank 5 and 40 of the 100 at rank 20. Ranks count from 100.
  const IndicatorColumn column = of_neighbourhoods("local_concentration", {50, 20, 5, 90}, {500, 100, 60, 340}, {4});
  CHECK(column.value[0] == Approx((60 * 96.0 + 40 * 81.0) / 100).epsilon(1e-12));
  CHECK(column.title == "Index of Multiple Deprivation 2019: local concentration");
  CHECK(column.coverage[0] == 1);
  // Neighbourhoods of one rank share the last place: it does not matter which is split.
  const IndicatorColumn tied = of_neighbourhoods("local_concentration", {20, 20, 5, 90}, {500, 100, 60, 340}, {4});
  CHECK(tied.value[0] == Approx(column.value[0]).epsilon(1e-12));
  // One neighbourhood holding more than a tenth: its own rank.
  CHECK(of_neighbourhoods("local_concentration", {7, 30}, {600, 400}, {2}).value[0] == Approx(94));
}

TEST_CASE("the share of neighbourhoods in the most deprived tenth counts neighbourhoods, not people") {
  const IndicatorColumn column =
      of_neighbourhoods("share_most_deprived_tenth", {1, 10, 11, 100, 10, 11}, {1, 1, 500, 1, 7, 7}, {4, 2});
  CHECK(column.value == std::vector<double>{0.5, 0.5});
  CHECK(column.numerator == std::vector<double>{2, 1});
  CHECK(column.denominator == std::vector<double>{4, 2});
  CHECK(of_neighbourhoods("share_most_deprived_tenth", {1, 99}, {}, {2}).value[0] == 0.5); // needs no population
}

TEST_CASE("extent tapers from the tenth to the thirtieth hundredth") {
  const auto extent = [](double rank) { return of_neighbourhoods("neighbourhood_extent", {rank}, {10}, {1}).value[0]; };
  CHECK(extent(10) == 1);
  CHECK(extent(11) == Approx(0.95));
  CHECK(extent(30) == Approx(0.05));
  CHECK(extent(31) == 0);
  CHECK(of_neighbourhoods("neighbourhood_extent", {1, 31}, {1, 3}, {2}).value[0] == Approx(0.25));
  CHECK(of_neighbourhoods("neighbourhood_average_rank", {1, 31}, {1, 3}, {2}).value[0] == Approx((100 + 3 * 70) / 4.0));
}

TEST_CASE("a neighbourhood without rank or people leaves no figure, and is named") {
  const double unknown = std::nan("");
  const IndicatorColumn column =
      of_neighbourhoods("local_concentration", {5, Status::missing, 6, 7, 8, 9, 10, Status::suppressed},
                        {10, 30, 10, unknown, 0, 0, 5, 5}, {2, 2, 2, 2});
  CHECK(column.status == std::vector<Status>{Status::missing, Status::missing, Status::missing, Status::suppressed});
  CHECK_THAT(notes_on(column, 0), Contains("E011"));
  CHECK(column.coverage[0] == Approx(0.25));
  CHECK_THAT(notes_on(column, 1), Contains("E013"));
  CHECK_THAT(notes_on(column, 2), Contains("no neighbourhood with residents"));
  CHECK_THAT(notes_on(column, 3), Contains("withheld"));

  const Plugin plugin("deprivation");
  const BoundInput high = bound_members({"ranks", "R", "", {"E010"}, {""}, {""}, {40000}}, {1}, {10});
  CHECK_THAT(plugin.refusal("neighbourhood_extent", {"A"}, {high}), Contains("E010") && Contains("1 to 32844"));
  const BoundInput unweighted = bound_members({"ranks", "R", "", {"E010"}, {""}, {""}, {4}}, {1});
  CHECK_THAT(plugin.refusal("neighbourhood_extent", {"A"}, {unweighted}), Contains("names no weight"));
}

TEST_CASE("concentrations are bound to neighbourhoods only") {
  const Plugin plugin("deprivation");
  for (const char* measure :
       {"local_concentration", "share_most_deprived_tenth", "neighbourhood_average_rank", "neighbourhood_extent"}) {
    const tranche::RoleInfo& role = plugin.info().measure(measure).roles.at(0);
    CHECK(role.binding == "members");
    CHECK(role.level == "neighbourhood");
  }
}

TEST_CASE("shares of neighbourhoods are the published ones, district by district") {
  SKIP_WITHOUT_SHARED();
  const auto read = [](const char* name) {
    return tranche::read_raw_table(shared_folder() / "data/indicators/deprivation" / name, name);
  };
  const tranche::RawTable ranks = read("iod2019_lsoa11_domain_ranks_deciles.csv"),
                          published = read("iod2019_lad19_summaries_tidy.csv");
  const auto number = [](std::string_view text) {
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  };
  std::map<std::string, std::vector<std::pair<std::string, double>>> districts;
  for (std::size_t row = 0; row < ranks.rows(); ++row)
    districts[std::string(ranks.cell(row, ranks.column("lad19_code")))].emplace_back(
        ranks.cell(row, ranks.column("lsoa11_code")), number(ranks.cell(row, ranks.column("IMD_rank"))));
  REQUIRE(districts.size() == 317);

  Table table{"ranks", "IMD 2019", "rank", {}, {""}, {""}, {}};
  std::vector<std::string> codes;
  std::vector<std::uint32_t> sizes;
  for (const auto& [code, members] : districts) {
    codes.push_back(code);
    sizes.push_back(static_cast<std::uint32_t>(members.size()));
    for (const auto& [member, rank] : members) {
      table.areas.push_back(member);
      table.cells.emplace_back(rank);
    }
  }
  const Plugin plugin("deprivation");
  // Neighbourhood populations are not at hand; with equal ones the weighted summaries come out near the published.
  const BoundInput input = bound_members(table, sizes, std::vector<double>(table.cells.size(), 1.0));
  const IndicatorColumn share = plugin.compute("share_most_deprived_tenth", codes, {input}),
                        extent = plugin.compute("neighbourhood_extent", codes, {input}),
                        rank = plugin.compute("neighbourhood_average_rank", codes, {input}),
                        concentration = plugin.compute("local_concentration", codes, {input});
  std::size_t compared = 0;
  for (std::size_t row = 0; row < published.rows(); ++row) {
    const auto cell = [&](std::string_view name) { return number(published.cell(row, published.column(name))); };
    const auto at = std::find(codes.begin(), codes.end(), published.cell(row, published.column("area_code")));
    if (at == codes.end()) continue;
    const auto a = static_cast<std::size_t>(at - codes.begin());
    CHECK(share.value[a] ==
          Approx(cell("IMD - Proportion of LSOAs in most deprived 10% nationally")).margin(0.00005001));
    CHECK(extent.value[a] == Approx(cell("IMD 2019 - Extent")).margin(0.05));
    CHECK(rank.value[a] == Approx(cell("IMD - Average rank")).margin(900));
    CHECK(concentration.value[a] == Approx(cell("IMD 2019 - Local concentration")).margin(2500));
    ++compared;
  }
  CHECK(compared == 317);
}
