#include <catch2/catch.hpp>

#include <map>
#include <set>

#include "faults.hpp"
#include "geos_locator.hpp"
#include "incident_files.hpp"
#include "reference_csv.hpp"
#include "scratch.hpp"
#include "shared.hpp"
#include "tranche/geography/point_locator.hpp"

using Catch::Contains;
using namespace tranche;
using namespace incident_files;

namespace {

/// Halves E01 and E02, whose small areas E01000001 to E01000003 lie in E01, in E02 and in no half.
struct SmallWorld {
  Scratch scratch;
  Catalogue catalogue;

  explicit SmallWorld(const std::string& more_geographies = "") {
    scratch.write("halves.csv", "code\nE01\nE02\n");
    scratch.write("small.csv", "code,half_code\nE01000001,E01\nE01000002,E02\nE01000003,W99\nE01000004,E02\n");
    scratch.write("new.csv", "code,half_code\nE01000001,E01\nE01033999,E02\n");
    scratch.write(
        "catalogue.yaml",
        "geographies:\n"
        "  halves: {title: Halves, aliases: [half], pattern: \"E0[0-9]\", codes: {file: halves.csv, key: code}}\n"
        "  small: {title: Small areas, level: neighbourhood, date: 2011-03-27, codes: {file: small.csv, key: "
        "code}, parents: {halves: half_code}}\n" +
            more_geographies + "layers: {}\n");
    catalogue = Catalogue::read({scratch.path() / "catalogue.yaml"});
  }

  Tally tally(const std::string& text, IncidentPlace place, const std::string& lookup = "small", int threads = 2) {
    const Boundaries boundaries = two_degrees();
    codes = area_codes(catalogue, geography_of_codes(catalogue, lookup, boundaries), boundaries);
    IncidentSource source;
    source.files = {scratch.write("a.csv", text)};
    source.place = place;
    TallyOptions options;
    options.codes = &codes;
    options.threads = threads;
    return tally_incidents(source, boundaries, options);
  }
  AreaCodes codes;
};

const std::string new_areas = "  new: {title: Newer areas, level: neighbourhood, date: 2021-03-21, codes: {file: "
                              "new.csv, key: code}, parents: {halves: half_code}}\n";

} // namespace

TEST_CASE("codes of records are held against their coordinates, and disagreements are told by pair of areas") {
  SmallWorld world;
  const Tally tally =
      world.tally(street_header + street({"0.5", "50.5", "Burglary", "2019-02", "E01000001"}) + // both in E01
                      street({"0.5", "50.5", "Burglary", "2019-02", "E01000002"}) +             // in E01, said in E02
                      street({"0.6", "50.5", "Robbery", "2019-02", "\"E01000004\""}) +          // the same
                      street({"1.5", "50.5", "Burglary", "2019-02", "E01000001"}) +             // in E02, said in E01
                      street({"1.5", "50.5", "Burglary", "2019-02", "E01000003"}) + // in E02, said in neither
                      street({"9", "50.5", "Burglary", "2019-02", "E01000003"}) +   // in neither, and said so
                      street({"9", "50.5", "Burglary", "2019-02", "E01000002"}) +   // in neither, said in E02
                      street({"0.5", "50.5", "Burglary", "2019-02", ""}) +
                      street({"0.5", "50.5", "Burglary", "2019-02", "E01033999"}) +
                      street({"", "", "Burglary", "2019-02",
                              "E01000001"}), // without coordinates there is nothing to hold it against
                  IncidentPlace::coordinates_and_code);
  const TalliedFile& file = tally.files.at(0);
  CHECK(adds_up(file));
  CHECK(file.counted == 7); // where the coordinates are
  CHECK(file.outside == 2);
  CHECK(counted_in(tally, "E01", "Burglary", "2019-02") == 4);
  CHECK(file.check.agree == 2);
  CHECK(file.check.disagree == 5);
  CHECK(file.check.blank == 1);
  CHECK(file.check.unknown == 1);
  REQUIRE(tally.disagreements.size() == 4);
  CHECK(tally.disagreements[0].count == 2); // the most first, then by position, none last
  CHECK(tally.disagreements[0].by_coordinates == 0);
  CHECK(tally.disagreements[0].by_code == 1);
  CHECK(tally.disagreements[1].by_coordinates == 1);
  CHECK(tally.disagreements[1].by_code == 0);
  CHECK(tally.disagreements[2].by_code == PointLocator::none);
  CHECK(tally.disagreements[3].by_coordinates == PointLocator::none);
  CHECK(tally.unknown_codes == std::map<std::string, std::uint64_t>{{"E01033999", 1}});
}

TEST_CASE("records are placed by their codes alone, with or without coordinates, even on a schematic map") {
  SmallWorld world;
  const std::string text = street_header + street({"1.5", "50.5", "Burglary", "2019-02", "E01000001"}) +
                           street({"", "", "Burglary", "2019-02", " E01000001 "}) +
                           street({"fifty", "", "Robbery", "2019-02", "E01000002"}) +
                           street({"0.5", "50.5", "Robbery", "2019-02", "E01000003"}) +
                           street({"0.5", "50.5", "Robbery", "2019-02", ""}) +
                           street({"0.5", "50.5", "Robbery", "2019-02", "E01033999"}) + "1,2\n";
  const Tally tally = world.tally(text, IncidentPlace::code);
  const TalliedFile& file = tally.files.at(0);
  CHECK(adds_up(file));
  CHECK(file.file.records == 7);
  CHECK(counted_in(tally, "E01", "Burglary", "2019-02") == 2);
  CHECK(counted_in(tally, "E02", "Robbery", "2019-02") == 1);
  CHECK(file.counted == 3);
  CHECK(file.outside == 1);
  CHECK(file.unknown == 1);
  CHECK(file.file.blank == 1);
  CHECK(file.file.broken_records() == 1);
  CHECK(file.operation.empty());

  const Tally plain = world.tally("LSOA code,Crime type\nE01000004,x\n", IncidentPlace::code);
  CHECK(plain.files.at(0).counted == 1);
  Boundaries hexagons = two_degrees();
  hexagons.schematic = true;
  IncidentSource source;
  source.files = {world.scratch.path() / "a.csv"};
  source.place = IncidentPlace::code;
  TallyOptions options;
  options.codes = &world.codes;
  CHECK(tally_incidents(source, hexagons, options).files.at(0).counted == 1);
}

TEST_CASE("codes of another vintage are told by its name, or by the census that first used their numbers") {
  const std::string text = street_header + street({"0.5", "50.5", "Burglary", "2019-02", "E01033999"}) +
                           street({"0.5", "50.5", "Burglary", "2019-02", "E01033999"}) +
                           street({"0.5", "50.5", "Burglary", "2019-02", "E01032999"}) +
                           street({"0.5", "50.5", "Burglary", "2019-02", "what"});
  SmallWorld lone;
  const Tally by_number = lone.tally(text, IncidentPlace::code);
  CHECK_THAT(told_unknown_codes(lone.catalogue, lone.codes, by_number.unknown_codes),
             Contains("4 records have codes that small does not hold: E01032999, E01033999, what") &&
                 Contains("1 of these 3 are numbers of small areas first used in 2011") &&
                 Contains("1 of these 3 are numbers of small areas first used in 2021"));
  SmallWorld both(new_areas);
  const Tally by_name = both.tally(text, IncidentPlace::code);
  CHECK_THAT(told_unknown_codes(both.catalogue, both.codes, by_name.unknown_codes),
             Contains("1 of these 3 codes belong to new (Newer areas)"));
  CHECK(told_unknown_codes(both.catalogue, both.codes, {}).empty());
}

TEST_CASE("the lookup of codes is named, or the only one that leads there") {
  const Boundaries boundaries = two_degrees();
  SmallWorld lone, both(new_areas);
  CHECK(geography_of_codes(lone.catalogue, "", boundaries).id == "small");
  CHECK_THAT(fault_of([&] { geography_of_codes(both.catalogue, "", boundaries); }),
             Contains("several small areas lead to halves: small, new") && Contains("--lookup small"));
  CHECK_THAT(fault_of([&] { geography_of_codes(lone.catalogue, "nothing", boundaries); }), Contains("nothing"));
  CHECK_THAT(fault_of([&] { geography_of_codes(lone.catalogue, "file.csv:a", boundaries); }),
             Contains("neither a geography nor FILE:FROM:TO"));

  for (const std::string column : {"half_code", "parent"}) { // named after the alias of a geography, or after none
    SmallWorld world;
    const std::string file = world.scratch.write("best.csv", "small,half_code,parent\nA,E01,E01\nB,E02,E02\n");
    const std::string lookup = file + ":small:" + column;
    const AreaCodes codes =
        area_codes(world.catalogue, geography_of_codes(world.catalogue, lookup, boundaries), boundaries);
    CHECK(codes.area == std::unordered_map<std::string, std::uint32_t>{{"A", 0}, {"B", 1}});
  }
}

TEST_CASE("a lookup that puts a code in two areas is refused") {
  SmallWorld world;
  const std::string file = world.scratch.write("two.csv", "small,half\nA,E01\nA,E02\n");
  CHECK_THAT(fault_of([&] { geography_of_codes(world.catalogue, file + ":small:half", two_degrees()); }),
             Contains("A stands here and at"));
}

TEST_CASE("a column without any known codes is refused rather than remembered") {
  SmallWorld world;
  std::string text = "LSOA code\n";
  for (int i = 0; i < 100001; ++i) text += "x" + std::to_string(i) + "\n";
  for (const int threads : {1, 3})
    CHECK_THAT(fault_of([&] { world.tally(text, IncidentPlace::code, "small", threads); }),
               Contains("more than 100,000 that the lookup does not hold"));
}

TEST_CASE("real records fall by their codes where the published lookup says, and disagree where GEOS says otherwise") {
  SKIP_WITHOUT_SHARED();
  const Scratch scratch;
  const auto geo = shared_folder() / "data/geo";
  Boundaries boundaries;
  boundaries.layer = boundaries.geography = "ltla21";
  boundaries.crs = "EPSG:4326";
  std::set<std::string> districts;
  std::map<std::string, std::string> district_of;
  const ReferenceCsv table(geo / "lookup_lsoa11_ltla21_england.csv");
  for (std::size_t row = 0; row < table.size(); ++row) {
    district_of[table.text(row, "lsoa11_code")] = table.text(row, "ltla21_code");
    districts.insert(table.text(row, "ltla21_code"));
  }
  for (Shape& shape : geojson_shapes::read((geo / "lad_2021dec_uk_buc.geojson").string(), "ltla21_code"))
    if (districts.count(shape.code)) boundaries.shapes.push_back(std::move(shape));
  REQUIRE(boundaries.shapes.size() == districts.size());

  const auto folder = shared_folder() / "data/indicators/crime/police_uk";
  const GeosLocator geos(boundaries.shapes);
  std::map<std::string, std::uint64_t> expected;
  std::map<std::pair<std::string, std::string>, std::uint64_t> pairs;
  std::uint64_t agree = 0, unknown = 0, blank = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const ReferenceCsv rows(entry.path());
    for (std::size_t row = 0; row < rows.size(); ++row) {
      const std::string& code = rows.text(row, "LSOA code");
      const auto found = district_of.find(code);
      blank += code.empty();
      if (code.empty() || found == district_of.end()) {
        unknown += !code.empty();
        continue;
      }
      ++expected[found->second + "/" + rows.text(row, "Crime type")];
      const std::uint32_t area = geos.locate(rows.number(row, "Longitude"), rows.number(row, "Latitude"));
      const std::string by_coordinates = area == PointLocator::none ? "" : boundaries.shapes[area].code;
      if (by_coordinates == found->second)
        ++agree;
      else
        ++pairs[{by_coordinates, found->second}];
    }
  }
  Catalogue catalogue = Catalogue::read({std::filesystem::path(TRANCHE_SOURCE_DIR) / "layers" / "catalogue.yaml"});
  const std::string lookup = (geo / "lookup_lsoa11_ltla21_england.csv").string() + ":lsoa11_code:ltla21_code";
  const AreaCodes codes = area_codes(catalogue, geography_of_codes(catalogue, lookup, boundaries), boundaries);
  IncidentSource source;
  source.files = {folder};
  TallyOptions options;
  options.codes = &codes;
  source.place = IncidentPlace::code;
  const Tally used = tally_incidents(source, boundaries, options);
  std::map<std::string, std::uint64_t> counted;
  for (const TallyRow& row : used.rows)
    counted[used.codes[row.area] + "/" + used.categories[row.category]] += row.count;
  CHECK(counted == expected);
  CHECK(used.total().unknown == unknown); // British Transport Police in Wales
  CHECK(used.total().file.blank == blank);

  source.place = IncidentPlace::coordinates_and_code;
  const Tally checked = tally_incidents(source, boundaries, options);
  std::map<std::pair<std::string, std::string>, std::uint64_t> told;
  const auto name = [&](std::uint32_t area) { return area == PointLocator::none ? "" : checked.codes[area]; };
  for (const Disagreement& one : checked.disagreements) told[{name(one.by_coordinates), name(one.by_code)}] = one.count;
  CHECK(told == pairs);
  CHECK(checked.total().check.agree == agree);
  CHECK(checked.total().check.disagree > 0);
  CHECK(checked.total().check.unknown == unknown);
}
