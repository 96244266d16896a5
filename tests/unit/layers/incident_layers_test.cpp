#include <catch2/catch.hpp>

#include "faults.hpp"
#include "square_country.hpp"
#include "tranche/layers/catalogue.hpp"

using namespace tranche;
using namespace square_country;
using Catch::Contains;

namespace {

/// In January S1 has 400 records and S2 300; in February S1 has 500. S4 has one, of a file of S1's force. S3 has none.
struct Police {
  Scratch scratch;
  Catalogue catalogue;
  TableReport report;

  explicit Police(const std::string& incident_lines, const std::string& value_lines = "",
                  const std::string& north = "north") {
    write_squares(scratch);
    scratch.write("police/2019-01-" + north + "-street.csv",
                  crime_header + crime_records(1, 300, "Burglary", "2019-01") +
                      crime_records(1, 100, "Robbery", "2019-01") + crime_records(4, 1, "Robbery", "2019-01") +
                      crime_records(0, 7, "Robbery", "2019-01"));
    scratch.write("police/2019-02-" + north + "-street.csv",
                  crime_header + crime_records(1, 500, "Burglary", "2019-02"));
    scratch.write("police/2019-01-south-street.csv", crime_header + crime_records(2, 100, "Burglary", "2019-01") +
                                                         crime_records(2, 200, "Drugs", "2019-01"));
    scratch.write("catalogue.yaml", crime_layers(incident_lines, value_lines));
    catalogue = Catalogue::read({scratch.path() / "catalogue.yaml"});
  }

  Cube read() {
    const Layer& layer = catalogue.layer("c/crime", {});
    return read_value(catalogue, layer, layer.value("recorded", {}), &report);
  }
  std::string remarks() const {
    std::string text;
    for (const std::string& remark : report.remarks) text += remark + "\n";
    return text;
  }
};

std::string refusal(const std::string& incident_lines, const std::string& value_lines = "",
                    const std::string& north = "north") {
  return fault_of([&] { Police(incident_lines, value_lines, north).read(); });
}

/// The figure, or -1 where it is missing.
double figure(const Cube& cube, std::size_t area, std::size_t period, std::size_t category = 0) {
  const std::size_t cell = cube.index(area, period, category);
  CHECK(cube.coverage[cell] == (cube.status[cell] == Status::measured ? 1 : 0));
  if (cube.status[cell] == Status::measured) return cube.value[cell];
  CHECK(cube.status[cell] == Status::missing);
  CHECK(cube.value[cell] == 0);
  return -1;
}

} // namespace

TEST_CASE("Where nothing is said, an area without records in a month is missing then, and so is one with strays") {
  Police police("");
  const Cube cube = police.read();
  CHECK(cube.areas == std::vector<std::string>{"S1", "S2", "S3", "S4"});
  CHECK(cube.periods == std::vector<std::string>{"2019-01", "2019-02"});
  REQUIRE(cube.categories == std::vector<std::string>{"Burglary", "Drugs", "Robbery"});
  CHECK(figure(cube, 0, 0, 0) == 300);
  CHECK(figure(cube, 0, 0, 1) == 0); // S1 is covered, so that no drugs are none
  CHECK(figure(cube, 0, 0, 2) == 100);
  CHECK(figure(cube, 0, 1, 0) == 500);
  CHECK(figure(cube, 1, 0, 1) == 200);
  for (const std::size_t category : {0U, 1U, 2U}) {
    CHECK(figure(cube, 1, 1, category) == -1);
    CHECK(figure(cube, 2, 0, category) == -1);
    CHECK(figure(cube, 3, 0, category) == -1);
  }
  CHECK(police.report.rows == 1208);
  CHECK_THAT(police.remarks(), Contains("south has no file for 2019-02, which others have") &&
                                   Contains("so few records lie in S4 (1) that they are taken for strays"));
}

TEST_CASE("Where the files are said to be complete, no record is zero") {
  Police all("    complete: true\n");
  const Cube cube = all.read();
  CHECK(figure(cube, 1, 1, 0) == 0);
  CHECK(figure(cube, 2, 0, 0) == 0);
  CHECK(figure(cube, 3, 0, 2) == 1);
  Police some("    complete: [S3]\n");
  const Cube part = some.read();
  CHECK(figure(part, 2, 1, 1) == 0);
  CHECK(figure(part, 3, 0, 2) == -1);
  CHECK(figure(part, 1, 1, 0) == -1);
  CHECK_THAT(refusal("    complete: [S7]\n"), Contains("there is no area S7 in c/areas"));
}

TEST_CASE("Where the areas of the forces are named, a month counts when the file of the force is there") {
  Police police("    forces: {north: [S1, S3], south: [S2], west: [S4]}\n");
  const Cube cube = police.read();
  CHECK(figure(cube, 0, 0, 0) == 300);
  CHECK(figure(cube, 2, 0, 0) == 0); // north's file is there and holds none
  CHECK(figure(cube, 2, 1, 0) == 0);
  CHECK(figure(cube, 1, 0, 0) == 100);
  CHECK(figure(cube, 1, 1, 0) == -1);
  CHECK(figure(cube, 3, 0, 2) == -1); // a stray of north's
  CHECK_THAT(police.remarks(), Contains("there is no file of west") &&
                                   Contains("1 of the records lies in areas of which no force gave a file"));
  Police shared("    forces: {north: [S1, S2], south: [S2]}\n"); // of two forces both are needed
  CHECK(figure(shared.read(), 1, 1, 0) == -1);
}

TEST_CASE("Months are summed into periods, and a period lacks what one of its months lacks") {
  Police police("", "        periods: {winter: {first: 2019-01, last: 2019-02}, \"2019-01 alone\": 2019-01}\n"
                    "        categories: {burglary: Burglary, other: [Robbery, Drugs]}\n");
  const Cube cube = police.read();
  REQUIRE(cube.periods == std::vector<std::string>{"2019-01 alone", "winter"});
  REQUIRE(cube.categories == std::vector<std::string>{"burglary", "other"});
  CHECK(figure(cube, 0, 0, 0) == 300);
  CHECK(figure(cube, 0, 1, 0) == 800);
  CHECK(figure(cube, 0, 1, 1) == 100);
  CHECK(figure(cube, 1, 0, 1) == 200);
  CHECK(figure(cube, 1, 1, 1) == -1);
  CHECK_THAT(refusal("", "        periods: {year: {first: 2018-12, last: 2019-02}}\n"),
             Contains("has no records of 2018-12, and the period year is 2018-12 to 2019-02"));
}

TEST_CASE("Categories are weighed into one figure") {
  Police police("", "        categories: {burglary: Burglary, other: [Robbery, Drugs]}\n"
                    "        weights: {burglary: 2.5, other: 10}\n");
  const Cube cube = police.read();
  CHECK(cube.categories == std::vector<std::string>{""});
  CHECK(figure(cube, 0, 0) == 300 * 2.5 + 100 * 10);
  CHECK(figure(cube, 1, 0) == 100 * 2.5 + 200 * 10);
  CHECK(figure(cube, 1, 1) == -1);
  Police part("", "        weights: {Drugs: 3}\n"); // the files' own names; the others count nothing
  CHECK(figure(part.read(), 0, 0) == 0);
  CHECK(figure(part.read(), 1, 0) == 600);
  CHECK_THAT(refusal("", "        weights: {Arson: 3}\n"), Contains("has no category 'Arson' to weigh"));
}

TEST_CASE("Records are counted by the codes of small areas where the layer says so") {
  Police police("    complete: true\n    codes_of: {id: small, codes: {file: small.csv, key: code}, parents: {squares: "
                "square}}\n    columns: {lsoa: small, category: kind, month: when}\n");
  police.scratch.write("small.csv", "code,square\na,S1\nb,S2\nc,S2\n");
  std::filesystem::remove_all(police.scratch.path() / "police");
  police.scratch.write("police/a.csv", "small,kind,when\na,x,2019-01\nb,x,2019-01-31\nc,x,2019-01\n,x,2019-01\nq,x,\n");
  const Cube cube = police.read();
  REQUIRE(cube.cells_per_area() == 2); // one of them of the month that is not said, for the unknown code
  CHECK(cube.value[cube.index(0, 1, 0)] == 1);
  CHECK(cube.value[cube.index(1, 1, 0)] == 2);
}

TEST_CASE("Layers of incidents that cannot be meant are refused in a sentence") {
  CHECK_THAT(refusal("", "", "btp"), Contains("British Transport Police") && Contains("`forces`"));
  CHECK(refusal("    forces: {south: [S2]}\n", "", "btp").empty());
  CHECK(refusal("    complete: true\n", "", "btp").empty());
  CHECK_THAT(refusal("", "        categories: {burglary: Burglry}\n"),
             Contains("has no category 'Burglry'") && Contains("Burglary, Drugs, Robbery"));
  CHECK_THAT(refusal("    key: code\n    marks: {x: missing}\n"),
             Contains("key: is of tables and boundaries") && Contains("marks: is of tables and boundaries"));
  CHECK_THAT(refusal("    complete: true\n    forces: {north: [S1]}\n"), Contains("keep one of them"));
  CHECK_THAT(refusal("", "        periods: {a: 2019, b: {first: 2019-13, last: 2019-02}, c: {first: 2019-02, last: "
                         "2019-01}}\n"),
             Contains("neither a month nor {first, last}") && Contains("'2019-13' is no month") &&
                 Contains("ends before it begins"));
  CHECK_THAT(refusal("", "        carry: mean\n"), Contains("carry"));
  CHECK_THAT(refusal("    crs: EPSG:4326\n"), Contains("said to be in degrees and holds metres"));
}
