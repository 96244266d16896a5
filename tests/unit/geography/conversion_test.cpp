#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "conversion_case.hpp"
#include "faults.hpp"
#include "missing.hpp"
#include "scratch.hpp"
#include "tranche/geography/carry_over.hpp"

using namespace tranche;
using Catch::Contains;
using namespace conversion_case;

namespace {

/// Whole figures without pattern, one a source; always the same.
std::vector<double> some_counts(std::size_t size) {
  std::vector<double> counts;
  std::uint64_t state = 88172645463325252ULL;
  for (std::size_t i = 0; i < size; ++i) {
    state ^= state << 13U;
    state ^= state >> 7U;
    state ^= state << 17U;
    counts.push_back(static_cast<double>(state % 100000));
  }
  return counts;
}

double sum_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum;
}

/// One area in three and one in one: A -> X, Y, Z and B -> Z or W.
ConversionTable by_hand(std::vector<Portion> portions, std::size_t sources, std::size_t targets) {
  ConversionTable table;
  table.from = "old";
  table.to = "new";
  table.weight = "people";
  for (std::size_t i = 0; i < sources; ++i) table.sources.push_back({std::string(1, char('A' + i)), {}});
  for (std::size_t i = 0; i < targets; ++i) table.targets.push_back(std::string(1, char('U' + i)));
  table.target_names = table.targets;
  table.portions = std::move(portions);
  return table;
}

} // namespace

TEST_CASE("Residents of the Census come to the districts of 2024 as the neighbourhoods do") {
  SKIP_WITHOUT_SHARED();
  const ReferenceCsv people = geo_file("lsoa21_population_census2021_england.csv");
  const ReferenceCsv lookup = geo_file("lookup_lsoa21_ltla24_england.csv");
  std::map<std::string, std::string> district_of;
  for (std::size_t row = 0; row < lookup.size(); ++row)
    district_of[lookup.text(row, "lsoa21_code")] = lookup.text(row, "ltla24_code");
  // South Northamptonshire 006E: the best fit by wards puts it in Cherwell, over the border of two counties.
  district_of.at("E01027305") = "E06000062";
  std::map<std::string, double> published;
  for (std::size_t row = 0; row < people.size(); ++row)
    published[district_of.at(people.text(row, "lsoa21_code"))] += people.number(row, "usual_residents_census2021");
  const Layer& layer = embedded().layer("england/census_2021", {});
  const Cube residents = read_value(embedded(), layer, layer.values.front());
  const ConversionTable table = table_between("ltla18", "ltla24");
  const Converted carried = convert(table, residents.value, Measure::count);
  for (std::size_t i = 0; i < table.targets.size(); ++i) {
    INFO(table.targets[i]);
    CHECK(carried.value[i] == published[table.targets[i]]);
  }
}

TEST_CASE("Average deprivation scores of districts give the published ones of all 151 authorities of 2019") {
  SKIP_WITHOUT_SHARED();
  const Layer& layer = embedded().layer("england/deprivation", {});
  const Cube score = read_value(embedded(), layer, layer.value("imd_average_score", {}));
  const ConversionTable table = table_between("lad19", "utla19", "england/deprivation:population_mid2015_ex_prisoners");
  const Converted carried = convert(table, score.value, Measure::rate);
  const ReferenceCsv published(shared_folder() / "data/indicators/deprivation/iod2019_utla19_summaries_tidy.csv");
  std::map<std::string, double> expected;
  for (std::size_t row = 0; row < published.size(); ++row)
    expected[published.text(row, "area_code")] = published.number(row, "IMD - Average score");
  REQUIRE(expected.size() == 151);
  for (std::size_t i = 0; i < table.targets.size(); ++i) {
    INFO(table.targets[i]);
    CHECK(std::abs(carried.value[i] - expected.at(table.targets[i])) < 0.001);
  }
}

TEST_CASE("Counts keep their total through splits and come back whole through mergers") {
  for (const auto& [later, earlier] :
       {std::pair{"ltla25", "ltla12"}, {"ltla21", "ltla18"}, {"utla23", "ltla19"}, {"utla21", "utla18"}}) {
    INFO(later << " " << earlier);
    const ConversionTable back = table_between(later, earlier, "population");
    const std::vector<double> counts = some_counts(back.sources.size());
    const Converted split = convert(back, counts, Measure::count);
    CHECK(sum_of(split.value) == sum_of(counts));
    CHECK(split.total_before == sum_of(counts));
    CHECK(split.total_after == sum_of(counts));
    CHECK(split.withheld == 0);
    for (const double value : split.value) CHECK(value == std::floor(value));
    if (std::string(later) == "utla21") continue; // Dorset's parts are not those that Bournemouth gets back
    CHECK(convert(table_between(earlier, later), split.value, Measure::count).value == counts);
  }
}

TEST_CASE("Rates of merged areas lie between their parts, and a round trip leaves the merged rate as it was") {
  const ConversionTable back = table_between("ltla21", "ltla18", "population");
  std::vector<double> rates = some_counts(back.sources.size());
  for (double& rate : rates) rate /= 977;
  const Converted parts = convert(back, rates, Measure::rate);
  const Converted again = convert(table_between("ltla18", "ltla21", "population"), parts.value, Measure::rate);
  for (std::size_t i = 0; i < rates.size(); ++i) CHECK(again.value[i] == Approx(rates[i]).epsilon(1e-14));
}

TEST_CASE("What a run carries over is what a conversion gives") {
  const Layer& layer = embedded().layer("england/drug_poisoning_deaths", {});
  const Cube deaths = read_value(embedded(), layer, layer.values.front());
  Authorities authorities;
  authorities.geography = "utla21";
  const AreaList& areas = embedded().areas(embedded().geography("utla21", {}));
  for (const std::string& code : areas.codes) authorities.units.push_back({code, code, "", {code}});
  const Placement placement =
      place_areas(embedded(), embedded().geography("ltla21", {}), authorities, deaths.areas, {});
  const Cube carried = carry_over(deaths, placement, authorities, Carry::count, {}, 1);
  const ConversionTable table = table_between("ltla21", "utla21");
  for (std::size_t year = 0; year < 3; ++year) {
    std::vector<double> column, expected;
    for (std::size_t i = 0; i < deaths.areas.size(); ++i) column.push_back(deaths.value[deaths.index(i, year, 0)]);
    for (std::size_t i = 0; i < areas.size(); ++i) expected.push_back(carried.value[carried.index(i, year, 0)]);
    CHECK(convert(table, column, Measure::count).value == expected);
  }
}

TEST_CASE("Units left over in a split go to the largest remainders, ties to the smaller code") {
  const ConversionTable table = by_hand({{0, 0, 50}, {0, 1, 30}, {0, 2, 20}}, 1, 3);
  const auto split = [&](double count) { return convert(table, std::vector<double>{count}, Measure::count).value; };
  CHECK(split(7) == std::vector<double>{4, 2, 1}); // 3.5, 2.1, 1.4
  CHECK(split(1) == std::vector<double>{1, 0, 0});
  CHECK(split(0) == std::vector<double>{0, 0, 0});
  CHECK(split(1e15) == std::vector<double>{5e14, 3e14, 2e14});
  const ConversionTable even = by_hand({{0, 0, 1}, {0, 1, 1}, {0, 2, 1}}, 1, 3);
  CHECK(convert(even, std::vector<double>{11}, Measure::count).value == std::vector<double>{4, 4, 3});
  // A column with fractions is shared out as it is.
  CHECK(convert(table, std::vector<double>{0.5}, Measure::count).value[0] == Approx(0.25));
}

TEST_CASE("Missing stays missing: a target tells the share that was reported, and is missing below the least share") {
  const ConversionTable table = by_hand({{0, 0, 75}, {1, 0, 25}, {2, 1, 10}}, 3, 2);
  const std::vector<double> values{8, missing, 3};
  const Converted strict = convert(table, values, Measure::count);
  CHECK(std::isnan(strict.value[0]));
  CHECK(strict.how[0] == Carriage::missing);
  CHECK(strict.coverage == std::vector<double>{0.75, 1});
  CHECK(strict.total_before == 11);
  CHECK(strict.total_after == 3);
  CHECK(strict.withheld == 8);
  CHECK(convert(table, values, Measure::count, 0.75).value[0] == 8);
  CHECK(std::isnan(convert(table, values, Measure::rate, 0.76).value[0]));
  CHECK(convert(table, values, Measure::rate, 0.75).value[0] == 8);
  CHECK(convert(table, std::vector<double>{8, 4, 3}, Measure::rate).value[0] == 7); // (75 x 8 + 25 x 4) / 100
  // Nothing reported is nothing covered, whatever the least share.
  CHECK(std::isnan(convert(table, std::vector<double>{missing, missing, 3}, Measure::rate, 0).value[0]));
}

TEST_CASE("A median is kept where an area only got another code, and is nobody else's") {
  const ConversionTable table = by_hand({{0, 0, 1}, {1, 1, 1}, {2, 1, 1}, {3, 2, 1}, {3, 3, 1}}, 4, 4);
  const Converted medians = convert(table, std::vector<double>{5, 6, 7, 8}, Measure::median);
  CHECK(medians.value[0] == 5);
  CHECK(medians.how[0] == Carriage::recoded);
  for (std::size_t i = 1; i < 4; ++i) CHECK(std::isnan(medians.value[i]));
}

TEST_CASE("One figure for Cornwall and the Isles of Scilly is shown for both and totalled once") {
  const std::vector<SourceAreas> both{{"E06000052 and E06000053", {"E06000052", "E06000053"}}};
  const ConversionTable table = table_between("utla19", "utla21", "population", both);
  CHECK(table.sources.size() == 150);
  std::vector<double> counts(table.sources.size(), 1);
  const auto position = [&](const std::string& code) {
    return static_cast<std::size_t>(std::find(table.targets.begin(), table.targets.end(), code) -
                                    table.targets.begin());
  };
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (table.sources[i].shared) counts[i] = 100;
  CHECK(std::count(counts.begin(), counts.end(), 100) == 1);
  const Converted converted = convert(table, counts, Measure::count);
  for (const char* code : {"E06000052", "E06000053"}) {
    CHECK(converted.value[position(code)] == 100);
    CHECK(converted.how[position(code)] == Carriage::shared);
  }
  CHECK(converted.total_before == 249);
  CHECK(converted.total_after == 249);
  // In an authority that holds both, it is a figure like any other.
  const ConversionTable county = table_between("ltla09", "utla08", "", both);
  const auto cornwall = std::find(county.targets.begin(), county.targets.end(), "E10000005") - county.targets.begin();
  const Converted whole = convert(county, std::vector<double>(county.sources.size(), 7), Measure::median);
  CHECK(whole.value[static_cast<std::size_t>(cornwall)] == 7);
}

TEST_CASE("A partnership that spans two districts is shared by them where they hold nothing else") {
  const ConversionTable districts = table_between("csp18", "ltla18");
  const std::vector<double> counts = some_counts(districts.sources.size());
  const Converted converted = convert(districts, counts, Measure::count);
  CHECK(converted.total_after == sum_of(counts));
  CHECK(sum_of(converted.value) > sum_of(counts));
  // Dorset's lies in two authorities of 2019, and Bournemouth's and Poole's are in one of them as well.
  CHECK_THAT(fault_of([&] { convert(table_between("csp18", "utla19"), counts, Measure::count); }),
             Contains("Bournemouth, Christchurch and Poole (E06000058)") && Contains("--weight population"));
  const Converted split = convert(table_between("csp18", "utla19", "population"), counts, Measure::count);
  CHECK(split.total_after == sum_of(counts));
}

TEST_CASE("Ground that moved over a boundary is found by areas small enough to lie on one side") {
  Catalogue catalogue = embedded();
  const auto add = [&](const std::string& id, const std::string& tier, const std::vector<std::string>& codes,
                       const std::map<std::string, std::vector<std::string>>& parents) {
    Geography geography;
    geography.id = geography.title = id;
    geography.tier = tier;
    AreaList list;
    list.codes = list.names = codes;
    list.regions.resize(codes.size());
    for (const auto& [parent, of] : parents) geography.parents[parent] = "parent", list.parents[parent] = of;
    catalogue.add_geography(geography, list);
  };
  add("before", "t", {"A", "B"}, {});
  add("after", "t", {"A", "B"}, {}); // the same codes, and N2 moved from A to B
  add("hoods", "", {"N1", "N2", "N3"}, {{"before", {"A", "A", "B"}}, {"after", {"A", "B", "B"}}});
  Layer layer;
  layer.name = "people";
  const Scratch scratch;
  layer.file = scratch.write("people.csv", "hood,people\nN1,90\nN2,10\nN3,40\n");
  layer.shown = "people.csv";
  layer.geography = "hoods";
  layer.key = "hood";
  ValueSpec value;
  value.id = value.title = "people";
  value.columns.push_back({"people", "", ""});
  layer.values.push_back(value);
  catalogue.add_layer(layer);
  const ConversionTable table = conversion_table(catalogue, catalogue.geography("before", {}),
                                                 catalogue.geography("after", {}), {}, "people", {});
  CHECK(convert(table, std::vector<double>{50, 20}, Measure::count).value == std::vector<double>{45, 25});
  // B of today is a fifth moved ground: 10 of 50 people at 3, the rest at 8.
  CHECK(convert(table, std::vector<double>{3, 8}, Measure::rate).value[1] == Approx(7));
}

TEST_CASE("A split without a weight, or with one by too large areas, is refused with what to do") {
  const std::vector<double> counts(152, 10);
  const auto fault = [&](const std::string& weight) {
    return fault_of([&] { convert(table_between("utla21", "utla23", weight), counts, Measure::count); });
  };
  CHECK_THAT(fault(""),
             Contains("E10000006: lies in 2 areas of utla23, Cumberland (E06000063), Westmorland and Furness "
                      "(E06000064), and no weight is named to tell how much of its count belongs to each") &&
                 Contains("name a weight, such as --weight population"));
  CHECK(fault("england/population").empty()); // its districts of 2021 lie on one side each
  CHECK_THAT(fault_of([&] {
               convert(table_between("ltla21", "ltla18", "england/population"), std::vector<double>(309, 1),
                       Measure::count);
             }),
             Contains("england/population:population:2020 is by areas too large to tell how much of its count") &&
                 Contains("tranche layers add"));
  CHECK_THAT(fault_of([&] { convert(table_between("ltla19", "ltla21"), std::vector<double>(317, 1), Measure::rate); }),
             Contains("is made of E07000004, E07000005, E07000006, E07000007 of ltla19") &&
                 Contains("no weight is named"));
  CHECK_THAT(fault_of([&] { table_between("ltla19", "ltla21", "england/homelessness_quarters"); }),
             Contains("holds 5 values") && Contains("england/homelessness_quarters:households_owed_duty"));
  CHECK_THAT(fault_of([&] { table_between("ltla19", "ltla21", "england/population:population:1066"); }),
             Contains("has no period '1066'") && Contains("2018, 2019, 2020"));
  CHECK_THAT(fault_of([&] { table_between("ltla19", "ltla21", "england/esp2013"); }),
             Contains("has no figures by area"));
}

TEST_CASE("A measure that the column contradicts is refused in a sentence") {
  const std::vector<double> whole{1, 2, missing}, shares{0.25, 1, missing}, large{12.5, 101};
  const auto fault = [](const std::string& column, const std::vector<double>& values, Measure measure,
                        bool percent = false) {
    return fault_of([&] { check_measure(column, values, percent, measure); });
  };
  CHECK(fault("deaths", whole, Measure::count).empty());
  CHECK(fault("hours of care", large, Measure::count).empty());
  CHECK_THAT(fault("unemployed_pct", whole, Measure::count), Contains("is no count by its name ('pct')"));
  CHECK_THAT(fault("Rate per 1,000", whole, Measure::count), Contains("('rate')"));
  CHECK_THAT(fault("unemployed %", whole, Measure::count), Contains("a percentage cannot be added up"));
  CHECK_THAT(fault("unemployed", {}, Measure::count, true), Contains("a percentage cannot be added up"));
  CHECK_THAT(fault("unemployed", shares, Measure::count), Contains("that is a share"));
  CHECK_THAT(fault("unemployed", large, Measure::share), Contains("below 0 or above 100"));
  CHECK(fault("unemployed", shares, Measure::share).empty());
  CHECK_THAT(fault("count_of_cases", whole, Measure::rate), Contains("a count is added up, not averaged"));
}
