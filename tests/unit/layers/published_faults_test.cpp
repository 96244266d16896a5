#include <algorithm>
#include <catch2/catch.hpp>

#include "faults.hpp"
#include "scratch.hpp"
#include "shared.hpp"
#include "tranche/layers/catalogue.hpp"
#include "tranche/layers/polygon_file.hpp"

/// The faults that published files really have, as PROVENANCE.md of the reference data names them, each with the
/// sentence that a user sees. Invalid polygons of single files: boundaries_test.cpp. Partnerships over several
/// districts: carrying_england_test.cpp. A lookup to counties without a
/// council: tests/cli/small_areas_test.cpp. Borders that overlap by slivers: contiguity_test.cpp, neighbours_test.cpp.

using namespace tranche;
using Catch::Contains;

namespace {

/// What is said of a published table, bound with these lines of a catalogue; empty: it is read.
std::string said_of(const std::string& file, const std::string& layer, const std::string& value = "",
                    TableReport* report = nullptr) {
  const Scratch scratch;
  const auto path = shared_folder() / "data/indicators" / file;
  scratch.write("catalogue.yaml", "layers:\n  t:\n    file: \"" + path.string() + "\"\n" + layer +
                                      "    values:\n      n: {" + value + "}\n");
  const auto built_in = std::filesystem::path(TRANCHE_SOURCE_DIR) / "layers/catalogue.yaml";
  const Catalogue catalogue = Catalogue::read({built_in, scratch.path() / "catalogue.yaml"});
  const Layer& table = catalogue.layer("t", {});
  return fault_of([&] { read_value(catalogue, table, table.value("n", {}), report); });
}

std::string of(const std::string& geography, const std::string& key, const std::string& more = "") {
  return "    geography: " + geography + "\n    key: " + key + "\n" + more;
}

} // namespace

TEST_CASE("Text that Excel saved in windows-1252 is named with its line, and districts among authorities by vintage") {
  SKIP_WITHOUT_SHARED();
  const std::string deaths = "drug_deaths/drug_poisoning_registrations_by_LA.csv";
  CHECK_THAT(said_of(deaths, of("utla21", "code"), "column: \"2020\""),
             Contains("registrations_by_LA.csv:203: holds bytes that are not UTF-8") &&
                 Contains("encoding: windows-1252"));
  CHECK_THAT(said_of(deaths, of("utla21", "code", "    encoding: windows-1252\n"), "column: \"2020\""),
             Contains("223 codes are not any of utla21") && Contains("181 of them belong to ltla21"));
  TableReport report;
  CHECK(said_of(deaths,
                of("utla21", "code",
                   "    encoding: windows-1252\n    ignore_codes: \"[KWE]92.*|K04.*|E12.*|E07.*|E11.*|"
                   "E13.*|W.*|J99.*\"\n"),
                "column: \"2020\"", &report) == "");
  CHECK(report.ignored == 223);
}

TEST_CASE("Authorities that stand in a table once for each partnership, and marks, are told with both lines") {
  SKIP_WITHOUT_SHARED();
  const std::string severity = "crime/ons_crime_severity_score_ltla23.csv", column = "column: crime_severity_score";
  CHECK_THAT(said_of(severity, of("ltla23", "ltla23_code"), column),
             Contains("ltla23.csv:20") && Contains("E09000001") && Contains("':' is not a number") &&
                 Contains("declare the mark under `marks`"));
  CHECK_THAT(said_of(severity, of("ltla23", "ltla23_code", "    marks: {\":\": missing}\n"), column),
             Contains("ltla23.csv:27: E06000063 stands here and at") && Contains("ltla23.csv:25") &&
                 Contains("keep one row for each code"));
}

TEST_CASE("A quarter that was not reported is a mark and not zero, and quarters of several vintages are not one") {
  SKIP_WITHOUT_SHARED();
  const std::string quarters = "homelessness/hclic_A1_initial_assessments_quarterly_2018Q2_2023Q1.csv";
  const std::string period = "    period: {column: period}\n", owed = "column: owed_duty_total";
  CHECK_THAT(said_of(quarters, of("ltla21", "area_code", period), owed),
             Contains("35 codes are not any of ltla21") && Contains("25 of them belong to ltla18"));
  const std::string rest = "    ignore_codes: \"E92.*|E12.*|E0[67].*\"\n"; // boroughs alone kept their codes throughout
  CHECK_THAT(said_of(quarters, of("ltla21", "area_code", period + rest), owed),
             Contains("'..' is not a number") && Contains("`\"..\": missing`"));
  TableReport report;
  CHECK(said_of(quarters, of("ltla21", "area_code", period + rest + "    marks: {\"..\": missing}\n"), owed, &report) ==
        "");
}

TEST_CASE("Fingertips: rows of England, separators of thousands and blank codes are named") {
  SKIP_WITHOUT_SHARED();
  const std::string web = "fingertips/90284_la_hospital_admissions_2223.csv";
  CHECK_THAT(said_of(web, of("utla23", "Area Code"), "column: Count"),
             Contains("1 code is not one of utla23") && Contains("E92000001") && Contains("ignore_codes"));
  CHECK_THAT(said_of(web, of("utla23", "Area Code", "    ignore_codes: \"E92.*\"\n"), "column: Name"),
             Contains("has no column 'Name'") && Contains("AreaName"));
  CHECK_THAT(said_of("fingertips/90284_la_hospital_admissions_2324.csv",
                     of("utla23", "Area Code", "    period: {column: Time period}\n    ignore_codes: \"E92.*\"\n"),
                     "column: Count"),
             Contains("stands here and at") || Contains("codes are not any of utla23"));
  CHECK_THAT(said_of("treatment/sdg_indicator_3-5-1_alcohol_treatment_by_la.csv",
                     of("utla21", "GeoCode", "    period: {column: Year}\n    category: {column: Series}\n"),
                     "column: Value"),
             Contains("by_la.csv:133: has figures and no code in column 'GeoCode'"));
}

TEST_CASE("Letters of suppression, people without an age and spreadsheets with a title are told apart from figures") {
  SKIP_WITHOUT_SHARED();
  const std::string factors = "treatment/c3_factors_identified_at_end_of_assessment_2018_to_2025.csv";
  CHECK_THAT(said_of(factors, of("utla23", "new_la_code", "    period: {column: time_period}\n"),
                     "column: Drug_Misuse_person"),
             Contains("2025.csv:2: has figures and no code in column 'new_la_code'"));
  const std::string people = "population/la_pop_estimates.csv", year = "    period: {column: year}\n";
  CHECK_THAT(said_of(people, of("ltla21", "code", year + "    ignore_codes: \"[NSW].*\"\n"), "column: Aged 90+"),
             Contains("'-' is not a number"));
  CHECK_THAT(said_of("homelessness/originals/Rough_sleeping_2010_2022.xlsx", of("ltla21", "code"), "column: 2022"),
             Contains("header_row"));
  CHECK_THAT(said_of("health_index/ons_health_index_selected_indicators_ltla21_2015_2021.csv",
                     of("ltla21", "ltla21_code", year), "column: value"),
             Contains("2021.csv:2151: E06000001, 2015 stands here and at") && Contains("2021.csv:2;"));
}

TEST_CASE("The layers of a TopoJSON say no CRS, and those that are invalid are repaired by name") {
  SKIP_WITHOUT_SHARED();
  PolygonRequest request;
  request.file = shared_folder() / "data/geo/uk_2014_2025_ons_bsc.topojson";
  request.key = "areacd";
  const auto read = [&] { return read_polygon_file(request); };
  CHECK_THAT(fault_of(read), Contains("holds") && Contains("layers: ") && Contains("--sheet"));
  request.sheet = "rgn";
  CHECK_THAT(fault_of(read), Contains("says no CRS") && Contains("--crs EPSG:4326"));
  request.crs = "EPSG:4326";
  const auto repaired = [&](const char* sheet) {
    request.sheet = sheet;
    std::vector<std::string> codes;
    for (const std::string& repair : read().repaired) {
      CHECK_THAT(repair, Contains("elf-intersection") || Contains("ested"));
      CHECK_THAT(repair, Contains("area "));
      if (repair[0] == 'E') codes.push_back(repair.substr(0, repair.find(':')));
    }
    std::sort(codes.begin(), codes.end());
    return codes;
  };
  CHECK(repaired("rgn") == std::vector<std::string>{"E12000002", "E12000006", "E12000009"});
  CHECK(repaired("cty") == std::vector<std::string>{"E10000006", "E10000009", "E10000012"});
}

TEST_CASE("One neighbourhood of 2011 crosses itself, and its repair is told") {
  SKIP_WITHOUT_SHARED();
  PolygonRequest request;
  request.file =
      "/vsizip/" + (shared_folder() / "data/geo/lsoa_2011_england.gpkg.zip").string() + "/lsoa_2011_england.gpkg";
  request.key = "lsoa11_code";
  const PolygonFile read = read_polygon_file(request);
  CHECK(read.codes.size() == 32844);
  REQUIRE(read.repaired.size() == 1);
  CHECK_THAT(read.repaired[0], Contains("E01019828: ") && Contains("Self-intersection"));
}
