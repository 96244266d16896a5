#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "faults.hpp"
#include "missing.hpp"
#include "reference_csv.hpp"
#include "scratch.hpp"
#include "shared.hpp"
#include "tranche/geography/carry_over.hpp"
#include "tranche/geography/conversion.hpp"

using namespace tranche;
using Catch::Contains;

namespace {

const Catalogue& embedded() {
  static const Catalogue catalogue =
      Catalogue::read({std::filesystem::path(TRANCHE_SOURCE_DIR) / "layers" / "catalogue.yaml"});
  return catalogue;
}

std::string vintage(const char* tier, int year) {
  const std::string text = std::to_string(year);
  return tier + text.substr(2);
}

ConversionTable table_between(const std::string& from, const std::string& to, const std::string& weight = "",
                              const std::vector<SourceAreas>& joined = {}) {
  return conversion_table(embedded(), embedded().geography(from, {}), embedded().geography(to, {}), joined, weight, {});
}

using CodePairs = std::set<std::pair<std::string, std::string>>;

CodePairs pairs_in(const ConversionTable& table) {
  CodePairs pairs;
  for (const Portion& portion : table.portions)
    pairs.emplace(table.sources[portion.from].label, table.targets[portion.to]);
  return pairs;
}

ReferenceCsv geo_file(const std::string& name) { return ReferenceCsv(shared_folder() / "data/geo" / name); }

bool is_english(const std::string& code) { return !code.empty() && code[0] == 'E'; }

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

TEST_CASE("Every vintage has as many districts and authorities as there were") {
  // Counts of live codes in the ONS Code History Database; 2025 changed two codes and no number.
  const std::map<int, std::pair<std::size_t, std::size_t>> published{
      {2008, {354, 149}}, {2009, {326, 152}}, {2013, {326, 152}}, {2018, {326, 152}},
      {2019, {317, 151}}, {2020, {314, 151}}, {2021, {309, 152}}, {2022, {309, 152}},
      {2023, {296, 153}}, {2024, {296, 153}}, {2025, {296, 153}}};
  for (const auto& [year, counts] : published) {
    INFO(year);
    CHECK(embedded().areas(embedded().geography(vintage("ltla", year), {})).size() == counts.first);
    CHECK(embedded().areas(embedded().geography(vintage("utla", year), {})).size() == counts.second);
  }
  CHECK(embedded().geography("lad19", {}).id == "ltla19");
  CHECK(embedded().geography("ctyua23", {}).id == "utla23");
}

TEST_CASE("Code lists of all years are one with those that were there before") {
  // districts.csv and authorities.csv come from other publications than the list of all districts that ever were.
  Catalogue catalogue = embedded();
  for (const auto& [id, file, tier] : {std::tuple{"ltla21", "england/district_codes.csv", "lower"},
                                       std::tuple{"utla21", "england/authority_codes.csv", "upper"}}) {
    Geography again = catalogue.geography(id, {});
    again.id = std::string(id) + " again";
    again.aliases.clear();
    again.file = again.file.parent_path() / std::filesystem::path(file).filename();
    again.key = "code";
    again.region = again.x = again.y = "";
    again.began = "began";
    again.ended = "ended";
    again.parents.clear();
    if (again.tier == "lower") again.parents["utla21"] = "utla_code";
    catalogue.add_code_list(again);
    const AreaList &one = catalogue.areas(catalogue.geography(id, {})), &other = catalogue.areas(again);
    CHECK(one.codes == other.codes);
    CHECK(one.names == other.names);
    CHECK(one.parents == other.parents);
  }
}

TEST_CASE("From any vintage to any other, forwards and backwards, every area arrives and every target is reached") {
  for (int first = 2008; first <= 2025; ++first)
    for (int second = 2008; second <= 2025; ++second)
      for (const auto& [from, to] : {std::pair{"ltla", "ltla"}, {"ltla", "utla"}, {"utla", "utla"}, {"utla", "ltla"}}) {
        INFO(from << first << " " << to << second);
        const ConversionTable table = table_between(vintage(from, first), vintage(to, second));
        std::set<std::size_t> sources, targets;
        for (const Portion& portion : table.portions) {
          sources.insert(portion.from);
          targets.insert(portion.to);
        }
        CHECK(sources.size() == table.sources.size());
        CHECK(targets.size() == table.targets.size());
      }
}

TEST_CASE("Upper-tier changes say what the changes of the districts come to") {
  const auto parents = [](const std::string& id) {
    const AreaList& list = embedded().areas(embedded().geography("ltla" + id, {}));
    std::map<std::string, std::string> map;
    for (std::size_t i = 0; i < list.size(); ++i) map[list.codes[i]] = list.parents.at("utla" + id)[i];
    return map;
  };
  for (const char* first : {"08", "09", "12", "18", "19", "20", "22", "25"})
    for (const char* second : {"08", "09", "13", "18", "19", "21", "23", "25"}) {
      INFO(first << " " << second);
      CodePairs over_districts;
      auto before = parents(first), after = parents(second);
      for (const auto& [from, to] : pairs_in(table_between(std::string("ltla") + first, std::string("ltla") + second)))
        over_districts.emplace(before[from], after[to]);
      CHECK(pairs_in(table_between(std::string("utla") + first, std::string("utla") + second)) == over_districts);
    }
}

TEST_CASE("Districts from 2016 to 2024 match the published lookup, every pair of years, both ways") {
  SKIP_WITHOUT_SHARED();
  const ReferenceCsv lookup = geo_file("lookup_ltla16_to_ltla24_yearly.csv");
  for (int first = 2016; first <= 2024; ++first)
    for (int second = 2016; second <= 2024; ++second) {
      CodePairs published;
      for (std::size_t row = 0; row < lookup.size(); ++row) {
        const std::string from = lookup.text(row, vintage("ltla", first) + "_code");
        const std::string to = lookup.text(row, vintage("ltla", second) + "_code");
        if (is_english(from) && is_english(to)) published.emplace(from, to);
      }
      INFO(first << " " << second);
      CHECK(pairs_in(table_between(vintage("ltla", first), vintage("ltla", second))) == published);
    }
}

TEST_CASE("Districts lie in the authorities that the lookups of each year publish") {
  SKIP_WITHOUT_SHARED();
  const std::tuple<const char*, const char*, const char*, const char*> lookups[] = {
      {"18", "ons_ltla18_utla18_lookup.csv", "LTLA18CD", "UTLA18CD"},
      {"19", "lookup_ltla19_utla19.csv", "ltla19_code", "utla19_code"},
      {"20", "lookup_ltla20_utla20.csv", "ltla20_code", "utla20_code"},
      {"21", "lookup_ltla21_utla21.csv", "ltla21_code", "utla21_code"},
      {"23", "lookup_ltla23_utla23.csv", "ltla23_code", "utla23_code"}};
  for (const auto& [year, file, from, to] : lookups) {
    const ReferenceCsv lookup = geo_file(file);
    CodePairs published;
    for (std::size_t row = 0; row < lookup.size(); ++row)
      if (is_english(lookup.text(row, from))) published.emplace(lookup.text(row, from), lookup.text(row, to));
    INFO(file);
    CHECK(pairs_in(table_between(std::string("ltla") + year, std::string("utla") + year)) == published);
  }
}

TEST_CASE("The change list holds every change that the Code History Database and the list of 2018 to 2025 hold") {
  SKIP_WITHOUT_SHARED();
  std::set<std::tuple<std::string, std::string, std::string>> ours, published;
  for (const CodeChange& change : embedded().code_changes())
    if (change.tier != "upper") ours.emplace(change.from, change.to, change.date);
  const ReferenceCsv history = geo_file("chd_dec2023_lad_code_changes_ew.csv");
  for (std::size_t row = 0; row < history.size(); ++row) {
    const std::string from = history.text(row, "changed_from_code"), to = history.text(row, "changed_to_code");
    if (is_english(from) && from != to) published.emplace(from, to, history.text(row, "date"));
  }
  const ReferenceCsv since = geo_file("ons_la_code_changes_2018_2025.csv");
  for (std::size_t row = 0; row < since.size(); ++row) {
    const std::string& kind = since.text(row, "type");
    const std::string from = since.text(row, "\xEF\xBB\xBFoldcd");
    const bool authority = is_english(from) && from.substr(0, 3) != "E47" && (kind == "merger" || kind == "new_code");
    if (authority) published.emplace(from, since.text(row, "newcd"), since.text(row, "start") + "-04-01");
  }
  CHECK(published.size() == 88);
  CHECK(ours == published);
}

TEST_CASE("Codes live on each first of April as the Code History Database dates them") {
  SKIP_WITHOUT_SHARED();
  const ReferenceCsv dates = geo_file("chd_dec2023_lad_codes_dates_ew.csv");
  for (int year = 2009; year <= 2023; ++year) {
    const std::string day = std::to_string(year) + "-04-01";
    std::set<std::string> live;
    for (std::size_t row = 0; row < dates.size(); ++row) {
      const std::string& end = dates.text(row, "end_date");
      if (is_english(dates.text(row, "gss_code")) && dates.text(row, "start_date") <= day &&
          (end.empty() || end >= day))
        live.insert(dates.text(row, "gss_code"));
    }
    const AreaList& list = embedded().areas(embedded().geography(vintage("ltla", year), {}));
    INFO(year);
    CHECK(std::set<std::string>(list.codes.begin(), list.codes.end()) == live);
  }
}

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

TEST_CASE("Partnerships lie in the districts of 2018 that the lookup publishes") {
  SKIP_WITHOUT_SHARED();
  const ReferenceCsv lookup = geo_file("ons_lad18_csp18_pfa18_lookup.csv");
  CodePairs published;
  for (std::size_t row = 0; row < lookup.size(); ++row)
    if (is_english(lookup.text(row, "LAD18CD")))
      published.emplace(lookup.text(row, "CSP18CD"), lookup.text(row, "LAD18CD"));
  CHECK(pairs_in(table_between("csp18", "ltla18")) == published);
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
