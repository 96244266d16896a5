#include <catch2/catch.hpp>

#include <nlohmann/json.hpp>

#include "faults.hpp"
#include "scratch.hpp"
#include "tranche/outputs/manifest.hpp"
#include "tranche/run/pipeline.hpp"

// `carry_by` through the whole line: from boundaries, points and tables to the figures of authorities.
using namespace tranche;
using Catch::Contains;

namespace {

std::string box_wkt(double west, double east) {
  const auto at = [](double x, int y) { return std::to_string(400000 + x) + " " + std::to_string(300000 + y); };
  return "\"POLYGON((" + at(west, 0) + "," + at(east, 0) + "," + at(east, 2000) + "," + at(west, 2000) + "," +
         at(west, 0) + "))\"";
}

/// Towns T1 and T2 side by side; hood H1 in T1, H2 half in each, H3 for two thirds in T2 and for one in none. Of H2's
/// four thousand people three live in T1.
class Towns {
public:
  Towns() {
    m_folder.write("units.csv", "code,name,region,residents\nT1,Easton,R,3000\nT2,Weston,R,4000\n");
    m_folder.write("towns.csv", "code,WKT\nT1," + box_wkt(0, 2000) + "\nT2," + box_wkt(2000, 4000) + "\n");
    m_folder.write("hoods.csv", "code,WKT\nH1," + box_wkt(0, 1000) + "\nH2," + box_wkt(1000, 3000) + "\nH3," +
                                    box_wkt(3000, 4500) + "\n");
    m_folder.write("list.csv", "code,x,y\nH1,400500,301000\nH2,401900,301000\nH3,403700,301000\n");
    m_folder.write("cases.csv", "code,cases,people,score,age\nH1,10,1000,6,30\nH2,20,4000,9,40\nH3,30,3000,3,50\n");
    m_folder.write("blocks.csv",
                   "block,x,y,people\nB1,400500,301000,1000\nB2,401500,301000,3000\nB3,402500,301000,1000\n"
                   "B4,403500,301000,3000\n");
  }

  std::string text(const std::string& carry_by, const std::string& indicators) const {
    return "assessment: Towns\n"
           "layers:\n"
           "  my/towns: {kind: boundaries, file: towns.csv, geography: units, key: code, crs: EPSG:27700}\n"
           "  my/hoods: {kind: boundaries, file: hoods.csv, key: code, crs: EPSG:27700,\n"
           "    geography: {id: hoods, crs: EPSG:27700, codes: {file: list.csv, key: code, x: x, y: y}}}\n"
           "  my/places: {kind: points, file: blocks.csv, geography: {id: blocks}, key: block, x: x, y: y, crs: "
           "EPSG:27700}\n"
           "  my/blocks: {file: blocks.csv, geography: blocks, key: block, values: {people: {carry: count}}}\n"
           "  my/cases:\n"
           "    file: cases.csv\n"
           "    geography: hoods\n"
           "    key: code\n"
           "    carry_by: " +
           carry_by +
           "\n    values: {cases: {carry: count, title: Cases}, people: {carry: count}, score: {carry: mean, weight: "
           "people},\n"
           "             age: {carry: none, title: Median age}, cases_rate: {column: score, carry: count}}\n"
           "areas: {table: units.csv, key: code, name: name, region: region}\n"
           "uncertainty: {draws: 0}\n"
           "indicators:\n" +
           indicators;
  }

  Run run(const std::string& carry_by, const std::string& indicators = rate) const {
    return assess(read_assessment(m_folder.write("a.yaml", text(carry_by, indicators))), {});
  }

  static constexpr const char* rate =
      "  - {id: rate, kind: rate, title: Rate, unit: per 1000, per: 1000, limits: none,\n"
      "     inputs: {numerator: my/cases:cases, denominator: my/cases:people}}\n";
  static constexpr const char* score =
      "  - {id: score, kind: column, title: Score, unit: units, inputs: {value: my/cases:score}}\n";
  static constexpr const char* age =
      "  - {id: age, kind: column, title: Age, unit: units, inputs: {value: my/cases:age}}\n";
  static constexpr const char* percentage =
      "  - {id: share, kind: column, title: Share, unit: units, inputs: {value: my/cases:cases_rate}}\n";

private:
  Scratch m_folder;
};

using Values = std::vector<double>;

} // namespace

TEST_CASE("A layer carried by area gives each authority its part of counts, with the denominator carried alike") {
  const Run run = Towns().run("{way: area, boundaries: my/hoods, onto: my/towns}");
  CHECK(run.indicators[0].numerator == Values{20, 30});
  CHECK(run.indicators[0].denominator == Values{3000, 4000});
  CHECK(run.indicators[0].value[1] == Approx(7.5));
  CHECK(run.indicators[0].flags == std::vector<std::uint32_t>{flag::apportioned, flag::apportioned});
  REQUIRE(run.conversions.size() == 2);
  const Conversion& cases = run.conversions[0];
  CHECK(cases.how == "sum, by common area");
  CHECK(cases.from == "hoods");
  CHECK(cases.source_total == 60);
  CHECK(cases.carried_total == 50);
  CHECK(cases.outside == 10);
  CHECK(cases.split_areas == 1);
  CHECK(cases.min_coverage == 0.95);
  std::string warnings;
  for (const Finding& finding : run.findings.items()) warnings += finding.text() + "\n";
  CHECK_THAT(warnings, Contains("cases: 10 of 60 reach no authority") && Contains("uncovered: nearest"));
  std::string used;
  for (const Source& source : run.sources) used += source.layer + " ";
  CHECK_THAT(used, Contains("my/hoods") && Contains("my/towns"));
  const auto manifest = nlohmann::json::parse(manifest_json(run));
  CHECK(manifest["conversions"][0]["how"] == "sum, by common area");
  CHECK(manifest["conversions"][0]["outside"] == 10);
  CHECK(manifest["conversions"][0]["split_areas"] == 1);
}

TEST_CASE("A layer is carried by people, by centroid, and to the nearest, as it says") {
  const Towns towns;
  const Run people = towns.run(
      "{way: population, boundaries: my/hoods, onto: my/towns, weight: \"my/blocks:people\", places: my/places}");
  CHECK(people.indicators[0].numerator == Values{25, 35});
  CHECK(people.indicators[0].denominator == Values{4000, 4000});
  const Run centroid = towns.run("{way: centroid, onto: my/towns}");
  CHECK(centroid.indicators[0].numerator == Values{30, 30});
  CHECK(centroid.indicators[0].flags == std::vector<std::uint32_t>{0, 0});
  CHECK(centroid.conversions[0].how == "sum, by the area that the centroid lies in");
  const Run nearest = towns.run("{way: area, boundaries: my/hoods, onto: my/towns, uncovered: nearest}");
  CHECK(nearest.indicators[0].numerator == Values{20, 40});
  CHECK(nearest.conversions[0].outside == 0);
}

TEST_CASE("Means are carried by ground or by people, and medians are not") {
  const Towns towns;
  CHECK(towns.run("{way: area, boundaries: my/hoods, onto: my/towns}", Towns::score).indicators[0].value ==
        Values{7.5, 6});
  CHECK(towns
            .run("{way: population, boundaries: my/hoods, onto: my/towns, weight: \"my/blocks:people\", places: "
                 "my/places}",
                 Towns::score)
            .indicators[0]
            .value == Values{8.25, 4.5}); // (1000 x 6 + 3000 x 9) / 4000, (1000 x 9 + 3000 x 3) / 4000
  CHECK(towns.run("{way: centroid, onto: my/towns}", Towns::score).indicators[0].value == Values{8.4, 3});
  CHECK_THAT(fault_of([&] { towns.run("{way: area, boundaries: my/hoods, onto: my/towns}", Towns::age); }),
             Contains("'Median age' cannot be carried by common area") && Contains("is not one whole area of hoods"));
  CHECK_THAT(fault_of([&] { towns.run("{way: centroid, onto: my/towns}", Towns::age); }),
             Contains("Easton (T1) is not one whole area of hoods"));
}

TEST_CASE("What cannot be carried as a layer says is refused with the key to change") {
  const Towns towns;
  CHECK_THAT(fault_of([&] { towns.run("{way: area, boundaries: my/hoods, onto: my/towns}", Towns::percentage); }),
             Contains("my/cases, column score: is no count by its name ('score')") && Contains("say `carry: mean`"));
  CHECK_THAT(fault_of([&] { towns.run("{way: area, boundaries: my/hoods}"); }),
             Contains("needs the boundaries of units") && Contains("`onto`"));
  CHECK_THAT(fault_of([&] { towns.run("{way: area, onto: my/towns}"); }),
             Contains("needs the boundaries of hoods") && Contains("`boundaries`"));
  CHECK_THAT(fault_of([&] { towns.run("{way: area, boundaries: my/towns, onto: my/towns}"); }),
             Contains("my/towns is of units, and hoods (hoods) is needed"));
  CHECK_THAT(fault_of([&] { towns.run("{way: population, boundaries: my/hoods, onto: my/towns}"); }),
             Contains("no weight is named") && Contains("`weight: LAYER:VALUE`"));
  CHECK_THAT(fault_of([&] {
               towns.run("{way: population, boundaries: my/hoods, onto: my/towns, weight: \"my/blocks:people\"}");
             }),
             Contains("nothing says where the areas of blocks are") && Contains("`places`"));
  CHECK_THAT(fault_of([&] { towns.run("{way: centroid, onto: my/towns, places: my/hoods}"); }),
             Contains("my/hoods holds no points"));
  CHECK_THAT(fault_of([&] { towns.run("{way: guess, onto: my/towns}"); }), Contains("guess") && Contains("population"));
  CHECK_THAT(fault_of([&] { towns.run("{way: area, unto: my/towns}"); }), Contains("unto") && Contains("onto"));
}

TEST_CASE("A partnership's figure is shown for each district it spans and totalled once, and no rate mixes it") {
  const Scratch folder;
  folder.write("partnerships.csv", "csp,cases,score\nE22000363,40,7\nE22000027,9,3\n");
  const std::string head =
      "assessment: Partnerships\n"
      "layers:\n"
      "  my/cases: {file: partnerships.csv, geography: csp24, key: csp, carry_by: lookup, title: Cases,\n"
      "    values: {cases: {carry: count, unit: cases}}}\n"
      "areas: {geography: ltla24}\n"
      "uncertainty: {draws: 0}\n"
      "index: {missing: {require: 0.1}}\n"
      "indicators:\n";
  const Run run = assess(
      read_assessment(folder.write(
          "a.yaml", head + "  - {id: cases, kind: column, title: Cases, unit: units, inputs: {value: my/cases}}\n")),
      {});
  std::size_t shown = 0;
  for (std::size_t i = 0; i < run.authorities.size(); ++i) {
    if (!has_value(run.indicators[0].status[i])) continue;
    ++shown;
    const bool devon = run.authorities.units[i].code == "E07000043" || run.authorities.units[i].code == "E07000046";
    CHECK(run.indicators[0].value[i] == (devon ? 40 : 9));
    CHECK(run.indicators[0].flags[i] == (devon ? flag::shared : 0));
  }
  CHECK(shown == 3);
  CHECK(run.conversions[0].source_total == 49);
  CHECK(run.conversions[0].carried_total == 49);
  CHECK_THAT(fault_of([&] {
               assess(read_assessment(folder.write(
                          "b.yaml", head + "  - {id: rate, kind: rate, title: Rate, unit: per 1000, per: 1000,\n"
                                           "     inputs: {numerator: my/cases, denominator: england/census_2021}}\n")),
                      {});
             }),
             Contains("one figure is shared by North Devon (E07000043) and others") && Contains("areas.join"));
}
