#include <catch2/catch.hpp>

#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "conversion_case.hpp"
#include "tranche/geography/carrying.hpp"

using namespace tranche;
using namespace conversion_case;

namespace {

constexpr double everyone = 56489608; // Census 2021, England

Boundaries england_layer(const std::string& file, const std::string& key, const std::string& geography) {
  Layer layer;
  layer.kind = LayerKind::boundaries;
  layer.name = layer.shown = file;
  layer.file = shared_folder() / "data/geo" / file;
  layer.key = key;
  layer.geography = geography;
  static const AreaList all;
  return read_boundaries(embedded(), layer,
                         geography.empty() ? all : embedded().areas(embedded().geography(geography, {})), "EPSG:27700");
}

const Boundaries& districts() {
  static const Boundaries layer = england_layer("lad_2024may_uk_bsc.geojson", "LAD24CD", "ltla24");
  return layer;
}

const Boundaries& neighbourhoods() {
  static const Boundaries layer = england_layer("lsoa_2021_england.gpkg.zip", "lsoa21_code", "");
  return layer;
}

std::map<std::string, std::string> district_of_neighbourhood() {
  std::map<std::string, std::string> district;
  const ReferenceCsv lookup = geo_file("lookup_lsoa21_ltla24_england.csv");
  for (std::size_t row = 0; row < lookup.size(); ++row)
    district[lookup.text(row, "lsoa21_code")] = lookup.text(row, "ltla24_code");
  return district;
}

std::map<std::string, double> residents_of_neighbourhood() {
  std::map<std::string, double> residents;
  const ReferenceCsv people = geo_file("lsoa21_population_census2021_england.csv");
  for (std::size_t row = 0; row < people.size(); ++row)
    residents[people.text(row, "lsoa21_code")] = people.number(row, "usual_residents_census2021");
  return residents;
}

/// Population-weighted centroids of England's neighbourhoods.
const AreaPoints& centroids() {
  static const AreaPoints points = [] {
    AreaList england;
    for (const auto& [code, district] : district_of_neighbourhood()) england.codes.push_back(code);
    Layer layer;
    layer.kind = LayerKind::points;
    layer.name = layer.shown = "lsoa_2021_ew_pwc.geojsonl.gz";
    layer.file = shared_folder() / "data/geo" / layer.shown;
    layer.key = "areacd";
    return read_area_points(layer, england, "EPSG:27700");
  }();
  return points;
}

std::vector<double> in_order(const std::map<std::string, double>& figures, const std::vector<std::string>& codes) {
  std::vector<double> values;
  for (const std::string& code : codes) values.push_back(figures.at(code));
  return values;
}

/// How many would have to move from target to target for the figures to be the expected ones.
double moved(const std::vector<std::string>& targets, const std::vector<double>& values,
             const std::map<std::string, double>& expected) {
  double sum = 0;
  for (std::size_t i = 0; i < targets.size(); ++i) sum += std::abs(values[i] - expected.at(targets[i])) / 2;
  return sum;
}

} // namespace

TEST_CASE("By area, the 6,037 residents at the generalised coast are told, or given to the nearest district") {
  SKIP_WITHOUT_SHARED();
  std::vector<double> residents;
  const auto of = residents_of_neighbourhood();
  for (const Shape& shape : neighbourhoods().shapes) residents.push_back(of.at(shape.code));
  const ConversionTable table = table_by_area(neighbourhoods(), districts(), false, 2);
  REQUIRE(table.sources.size() == 33755);
  REQUIRE(table.targets.size() == 296);
  const Converted told = convert(table, residents, Measure::count, 0.95);
  CHECK(told.total_before == everyone);
  CHECK(told.outside == 6037);
  CHECK(told.withheld == 0);
  CHECK(told.total_after == everyone - 6037);
  double by_area = 0;
  for (const OutsidePart& part : outside_parts(table)) by_area += part.share * residents[part.source];
  CHECK(std::abs(by_area - 6037) < 1);

  const ConversionTable nearest = table_by_area(neighbourhoods(), districts(), true, 2);
  const Converted given = convert(nearest, residents, Measure::count, 0.95);
  CHECK(std::accumulate(given.value.begin(), given.value.end(), 0.0) == everyone);
  CHECK(given.outside == 0);
  // The published lookup puts each neighbourhood into one district; ground says the same of all but one
  // resident in two hundred, though both layers are generalised.
  std::map<std::string, double> published;
  for (const auto& [code, district] : district_of_neighbourhood()) published[district] += of.at(code);
  CHECK(moved(nearest.targets, given.value, published) < 0.005 * everyone);
  // The same rate everywhere stays the same.
  const Converted same = convert(table, std::vector<double>(residents.size(), 0.125), Measure::rate, 0.95);
  for (const double rate : same.value) CHECK(rate == Approx(0.125).epsilon(1e-12));
}

TEST_CASE("By centroid, neighbourhoods fall into the districts that the record of the data names") {
  SKIP_WITHOUT_SHARED();
  REQUIRE(centroids().codes.size() == 33755);
  CHECK(centroids().ignored == 35672 - 33755); // Wales
  const auto published = district_of_neighbourhood();
  const ConversionTable table = table_by_centroid(centroids(), districts(), {}, false);
  std::size_t right = 0;
  for (const Portion& portion : table.portions)
    right += published.at(table.sources[portion.from].label) == table.targets[portion.to];
  CHECK(right == 33731);
  CHECK(table.portions.size() - right == 16);
  CHECK(table.sources.size() - table.portions.size() == 8);
  const ConversionTable nearest = table_by_centroid(centroids(), districts(), {}, true);
  const Converted given = convert(nearest, in_order(residents_of_neighbourhood(), centroids().codes), Measure::count);
  CHECK(given.total_after == everyone);
}

TEST_CASE("By people, districts come to the authorities that hold them, but for centroids over a border") {
  SKIP_WITHOUT_SHARED();
  const Boundaries authorities = england_layer("ctyua_2023dec_uk_bsc.geojson", "CTYUA23CD", "utla23");
  const auto residents = residents_of_neighbourhood();
  const std::vector<double> weight = in_order(residents, centroids().codes);
  const ConversionTable table = table_by_population(districts(), authorities, centroids(), weight, true);
  std::map<std::string, double> district, expected;
  for (const auto& [code, in] : district_of_neighbourhood()) district[in] += residents.at(code);
  const ReferenceCsv lookup = geo_file("lookup_ltla23_utla23.csv");
  for (std::size_t row = 0; row < lookup.size(); ++row)
    if (const auto found = district.find(lookup.text(row, "ltla23_code")); found != district.end())
      expected[lookup.text(row, "utla23_code")] += found->second;
  std::vector<double> values;
  for (const SourceAreas& source : table.sources) values.push_back(district.at(source.label));
  const Converted carried = convert(table, values, Measure::count, 0.9);
  CHECK(carried.total_after == everyone);
  REQUIRE(expected.size() == 153);
  // Each centroid that lies over a generalised border (16 of districts, 11 of authorities) moves one neighbourhood.
  CHECK(moved(table.targets, carried.value, expected) < 27 * 3000);
}

TEST_CASE("Community Safety Partnerships lie in the districts of 2024 that the published lookup names") {
  SKIP_WITHOUT_SHARED();
  std::set<std::pair<std::string, std::string>> published, ours;
  const ReferenceCsv lookup = geo_file("lookup_ltla24_csp24_pfa24.csv");
  for (std::size_t row = 0; row < lookup.size(); ++row)
    if (lookup.text(row, "csp24_code").rfind("E22", 0) == 0)
      published.insert({lookup.text(row, "csp24_code"), lookup.text(row, "ltla24_code")});
  const ConversionTable table = table_between("csp24", "ltla24", "population");
  for (const Portion& portion : table.portions)
    ours.insert({table.sources[portion.from].label, table.targets[portion.to]});
  CHECK(ours == published);
  std::set<std::string> shared;
  for (const SourceAreas& source : table.sources)
    if (source.shared) shared.insert(source.label);
  // Shared is only what no other partnership has ground in.
  for (const Portion& portion : table.portions)
    if (shared.count(table.sources[portion.from].label) > 0)
      CHECK(std::count_if(table.portions.begin(), table.portions.end(),
                          [&](const Portion& other) { return other.to == portion.to; }) == 1);
  // A figure of each partnership: all are there once.
  std::vector<double> counts(table.sources.size());
  std::iota(counts.begin(), counts.end(), 1000.0);
  const double all = std::accumulate(counts.begin(), counts.end(), 0.0);
  const Converted carried = convert(table, counts, Measure::count);
  CHECK(carried.total_before == all);
  CHECK(carried.total_after == all);
}
