#include <catch2/catch.hpp>

#include <cmath>
#include <numeric>

#include "faults.hpp"
#include "shared.hpp"
#include "tranche/geography/carry_over.hpp"

using namespace tranche;
using Catch::Contains;

namespace {

Catalogue built_in() {
  return Catalogue::read({std::filesystem::path(TRANCHE_SOURCE_DIR) / "layers" / "catalogue.yaml"});
}

/// Every authority of utla21 on its own.
Authorities upper_tier(const Catalogue& catalogue) {
  const AreaList& areas = catalogue.areas(catalogue.geography("utla21", {}));
  Authorities authorities;
  authorities.geography = "utla21";
  for (std::size_t i = 0; i < areas.size(); ++i)
    authorities.units.push_back({areas.codes[i], areas.names[i], areas.regions[i], {areas.codes[i]}});
  return authorities;
}

Cube value_of(const Catalogue& catalogue, const std::string& layer, const std::string& value) {
  const Layer& found = catalogue.layer(layer, {});
  return read_value(catalogue, found, found.value(value, {}));
}

Placement placement_of(const Catalogue& catalogue, const std::string& layer, const Cube& cube,
                       const Authorities& authorities) {
  return place_areas(catalogue, catalogue.geography(catalogue.layer(layer, {}).geography, {}), authorities, cube.areas,
                     {});
}

/// A geography of three districts in two authorities, without files.
struct County {
  Authorities authorities{"t", {{"U1", "County", "", {"U1"}}, {"U2", "City", "", {"U2"}}}, {}, {}, {}};
  Placement placement{"d", {"D1", "D2", "D3"}, {0, 0, 1}, {}, {}};
  Cube cube;
  County() {
    cube.title = "figure";
    cube.areas = {"D1", "D2", "D3"};
    cube.clear();
    for (std::size_t i = 0; i < 3; ++i) set(i, static_cast<double>(i + 1));
  }
  void set(std::size_t area, double value, Status status = Status::measured) {
    cube.value[area] = value;
    cube.status[area] = status;
    cube.coverage[area] = has_value(status);
  }
};

} // namespace

TEST_CASE("Counts are summed, and a missing part makes the sum missing") {
  County county;
  Cube carried = carry_over(county.cube, county.placement, county.authorities, Carry::count, {}, 1);
  CHECK(carried.value == std::vector<double>{3, 3});
  county.set(1, 0, Status::suppressed);
  carried = carry_over(county.cube, county.placement, county.authorities, Carry::count, {}, 1);
  CHECK(carried.status == std::vector<Status>{Status::suppressed, Status::measured});
  CHECK(carried.coverage[0] == 0.5);
  county.set(0, 0, Status::missing);
  CHECK(carry_over(county.cube, county.placement, county.authorities, Carry::count, {}, 1).status[0] ==
        Status::missing);
}

TEST_CASE("Means are weighted, over the parts reported, down to the least coverage") {
  County county;
  const std::vector<double> weight{30, 10, 5};
  CHECK(carry_over(county.cube, county.placement, county.authorities, Carry::mean, weight, 1).value[0] == Approx(1.25));
  county.set(1, 0, Status::missing);
  const Cube partial = carry_over(county.cube, county.placement, county.authorities, Carry::mean, weight, 0.7);
  CHECK(partial.value[0] == 1);
  CHECK(partial.coverage[0] == 0.75);
  CHECK(carry_over(county.cube, county.placement, county.authorities, Carry::mean, weight, 0.76).status[0] ==
        Status::missing);
  CHECK_THAT(fault_of([&] { carry_over(county.cube, county.placement, county.authorities, Carry::mean, {}, 1); }),
             Contains("no weight is named") && Contains("County"));
  CHECK_THAT(fault_of([&] { carry_over(county.cube, county.placement, county.authorities, Carry::none, {}, 1); }),
             Contains("consists of 2 areas"));
}

TEST_CASE("Unreliable parts make an unreliable whole, and an area that the table lacks is missing") {
  County county;
  county.set(1, 2, Status::unreliable);
  CHECK(carry_over(county.cube, county.placement, county.authorities, Carry::count, {}, 1).status[0] ==
        Status::unreliable);
  county.placement.areas.push_back("D4");
  county.placement.authority.push_back(1);
  CHECK(carry_over(county.cube, county.placement, county.authorities, Carry::count, {}, 1).status[1] ==
        Status::missing);
}

TEST_CASE("Members are grouped by authority, in order of code") {
  County county;
  county.placement.authority = {1, 0, 1};
  const BoundInput input = group_members(county.cube, county.placement, county.authorities, {5, 6, 7});
  CHECK(input.offsets == std::vector<std::uint32_t>{0, 1, 3});
  CHECK(input.cube.areas == std::vector<std::string>{"D2", "D1", "D3"});
  CHECK(input.weight == std::vector<double>{6, 5, 7});
  CHECK(input.cube.value == std::vector<double>{2, 1, 3});
}

TEST_CASE("Deaths by district sum to England's total, whatever the authorities") {
  const Catalogue catalogue = built_in();
  const Authorities authorities = upper_tier(catalogue);
  const Cube deaths = value_of(catalogue, "england/drug_poisoning_deaths", "deaths");
  const Placement placement = placement_of(catalogue, "england/drug_poisoning_deaths", deaths, authorities);
  const Cube carried = carry_over(deaths, placement, authorities, Carry::count, {}, 1);
  REQUIRE(carried.areas.size() == 152);
  const double published[3] = {3983, 4115, 4312};
  for (std::size_t year = 0; year < 3; ++year) {
    double total = 0;
    for (std::size_t i = 0; i < 152; ++i) total += carried.value[carried.index(i, year, 0)];
    CHECK(total == published[year]);
  }
}

TEST_CASE("Districts of 2019 reach the authorities of 2021 through the code changes") {
  const Catalogue catalogue = built_in();
  const Authorities authorities = upper_tier(catalogue);
  const Cube score = value_of(catalogue, "england/deprivation", "imd_average_score");
  const Placement placement = placement_of(catalogue, "england/deprivation", score, authorities);
  CHECK(placement.areas.size() == 317);
  CHECK(placement.changes.size() == 11);
  CHECK(placement.changes.front() == "E07000004 -> E06000060 (merge, 2020-04-01)");
}

TEST_CASE("A geography without a way to the authorities is refused") {
  Catalogue catalogue = built_in();
  Geography elsewhere;
  elsewhere.id = "parishes";
  elsewhere.title = "Parishes";
  catalogue.add_geography(elsewhere, {});
  CHECK_THAT(
      fault_of([&] { place_areas(catalogue, catalogue.geography("parishes", {}), upper_tier(catalogue), {"P1"}, {}); }),
      Contains("no way from parishes") && Contains("utla21"));
}

TEST_CASE("Average deprivation scores from districts equal the published ones of upper-tier authorities") {
  SKIP_WITHOUT_SHARED();
  const Catalogue catalogue = built_in();
  const Authorities authorities = upper_tier(catalogue);
  const Cube score = value_of(catalogue, "england/deprivation", "imd_average_score");
  const Cube people = value_of(catalogue, "england/deprivation", "population_mid2015_ex_prisoners");
  const Placement placement = placement_of(catalogue, "england/deprivation", score, authorities);
  const Cube carried = carry_over(score, placement, authorities, Carry::mean, people.value, 1);

  const RawTable published =
      read_raw_table(shared_folder() / "data/indicators/deprivation/iod2019_utla19_summaries_tidy.csv",
                     "iod2019_utla19_summaries_tidy.csv");
  const std::size_t code = 0;
  const std::size_t average = published.column("IMD - Average score");
  std::size_t compared = 0;
  for (std::size_t row = 0; row < published.rows(); ++row) {
    const auto found = std::find(carried.areas.begin(), carried.areas.end(), published.cell(row, code));
    if (found == carried.areas.end()) continue; // Buckinghamshire and Northamptonshire, whose areas or codes changed
    INFO(*found);
    CHECK(std::abs(carried.value[static_cast<std::size_t>(found - carried.areas.begin())] -
                   std::stod(std::string(published.cell(row, average)))) < 0.001);
    ++compared;
  }
  CHECK(compared == 149);
}

TEST_CASE("County sums of deaths equal the published upper-tier rows exactly") {
  SKIP_WITHOUT_SHARED();
  const Catalogue catalogue = built_in();
  const Authorities authorities = upper_tier(catalogue);
  const Cube deaths = value_of(catalogue, "england/drug_poisoning_deaths", "deaths");
  const Placement placement = placement_of(catalogue, "england/drug_poisoning_deaths", deaths, authorities);
  const Cube carried = carry_over(deaths, placement, authorities, Carry::count, {}, 1);
  TableFormat format;
  format.encoding = "windows-1252";
  const RawTable published =
      read_raw_table(shared_folder() / "data/indicators/drug_deaths/drug_poisoning_registrations_by_LA.csv",
                     "registrations.csv", format);
  std::size_t compared = 0;
  for (std::size_t row = 0; row < published.rows(); ++row) {
    std::string_view code;
    for (std::size_t c = 0; c < published.header().size() && code.empty(); ++c)
      if (std::find(carried.areas.begin(), carried.areas.end(), published.cell(row, c)) != carried.areas.end())
        code = published.cell(row, c);
    if (code.empty()) continue;
    const auto area =
        static_cast<std::size_t>(std::find(carried.areas.begin(), carried.areas.end(), code) - carried.areas.begin());
    const char* const years[] = {"2018", "2019", "2020"};
    for (std::size_t year = 0; year < 3; ++year) {
      INFO(code << " " << years[year]);
      CHECK(carried.value[carried.index(area, year, 0)] ==
            std::stod(std::string(published.cell(row, published.column(years[year])))));
    }
    ++compared;
  }
  CHECK(compared == 152);
}

namespace {

/// A geography whose code list names parents.
void add(Catalogue& catalogue, const std::string& id, const std::string& tier, const std::vector<std::string>& codes,
         const std::string& parent = "", const std::vector<std::string>& parents = {}) {
  Geography geography;
  geography.id = geography.title = id;
  geography.tier = tier;
  AreaList list;
  list.codes = list.names = codes;
  list.regions.resize(codes.size());
  if (!parent.empty()) {
    geography.parents[parent] = "parent";
    list.parents[parent] = parents;
  }
  catalogue.add_geography(geography, list);
}

} // namespace

TEST_CASE("Areas reach their authorities over parents of parents, by aliases too, and over code changes") {
  Catalogue catalogue = built_in();
  const Authorities authorities = upper_tier(catalogue);
  // Oxford's parent is Oxfordshire; Aylesbury Vale of 2019 became a part of Buckinghamshire in 2020.
  add(catalogue, "ward", "", {"W1", "W2", "W3"}, "hood", {"H1", "H2", "H3"});
  add(catalogue, "hood", "", {"H1", "H2", "H3"}, "lad19", {"E07000178", "E07000004", ""});
  const Placement placement = place_areas(catalogue, catalogue.geography("ward", {}), authorities, {}, {});
  const auto name = [&](std::size_t area) { return authorities.units[placement.authority[area]].code; };
  CHECK(name(0) == "E10000025");
  CHECK(name(1) == "E06000060");
  CHECK(placement.authority[2] == Placement::npos); // no parent: outside
  CHECK(placement.lookups == std::vector<std::string>{"ward", "hood", "ltla21"});
  CHECK(placement.changes == std::vector<std::string>{"E07000004 -> E06000060 (merge, 2020-04-01)"});
}

TEST_CASE("A parent that is no area of its geography is refused, one of another country is outside") {
  Catalogue catalogue = built_in();
  const Authorities authorities = upper_tier(catalogue);
  add(catalogue, "old", "", {"H1"}, "ltla21", {"E07000004"});
  CHECK_THAT(fault_of([&] { place_areas(catalogue, catalogue.geography("old", {}), authorities, {}, {}); }),
             Contains("H1") && Contains("E07000004 is not in the code list of ltla21"));
  add(catalogue, "wales", "", {"H1", "H2"}, "ltla21", {"W06000001", "E07000178"});
  const Placement placement = place_areas(catalogue, catalogue.geography("wales", {}), authorities, {}, {});
  CHECK(placement.authority[0] == Placement::npos);
  CHECK(authorities.units[placement.authority[1]].code == "E10000025");
}
