#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <fmt/format.h>

#include "made_up_country.hpp"
#include "sample_run.hpp"
#include "tranche/maps/map_sheet.hpp"
#include "tranche/maps/names.hpp"

using namespace tranche;
using Catch::Matchers::Contains;

namespace {

const LegendEntry& entry(const MapSheet& sheet, const std::string& label) {
  for (const LegendEntry& one : sheet.legend)
    if (one.label == label) return one;
  FAIL("no legend entry '" << label << "'");
  return sheet.legend.front();
}

std::size_t counted(const MapSheet& sheet) {
  std::size_t sum = 0;
  for (const LegendEntry& one : sheet.legend) sum += one.count;
  return sum;
}

const MapArea& area(const MapSheet& sheet, const std::string& code) {
  for (const MapArea& one : sheet.areas)
    if (one.code == code) return one;
  FAIL("no area " << code);
  return sheet.areas.front();
}

std::string all_notes(const MapSheet& sheet) {
  std::string text;
  for (const auto& note : sheet.notes) text += note + "\n";
  return text;
}

} // namespace

TEST_CASE("the tranche map says what was ranked, by whom, and what is absent") {
  const MapSheet sheet = tranche_map_sheet(sample::sample_run());
  CHECK(sheet.title == "Sample funding");
  CHECK_THAT(sheet.subtitle, Contains("11 of 12 upper-tier authorities of England ranked by need"));
  CHECK_THAT(sheet.subtitle, Contains("; without opiate and crack use"));
  CHECK(sheet.statement ==
        "Illustrative: weights set by A. Analyst, not published by government. Not official statistics.");
  CHECK(sheet.status == "DRAFT");
  CHECK(sheet.sign_off == "DRAFT, not signed off");
  CHECK(sheet.imprint == "Data: 2018 to 2022. Run 0123456789ab.");
  // One attribution serves two layers; the third has none of its own.
  CHECK(sheet.sources == std::vector<std::string>{
                             "Source: Office for National Statistics licensed under the Open Government Licence v.3.0.",
                             "Source: Statutory homelessness, DLUHC. Open Government Licence v3.0."});
}

TEST_CASE("an attribution that another one begins with is not printed twice") {
  Run run = sample::sample_run();
  run.sources[1].attribution = run.sources[0].attribution + " Contains OS data.";
  const MapSheet sheet = tranche_map_sheet(run);
  REQUIRE(sheet.sources.size() == 2);
  CHECK(sheet.sources[0] == run.sources[1].attribution);
}

TEST_CASE("a signed assessment is final") {
  Run run = sample::sample_run();
  run.assessment.signed_off_by = SignOff{"B. Minister", "Director", "2026-12-01"};
  const MapSheet sheet = tranche_map_sheet(run);
  CHECK(sheet.status == "FINAL");
  CHECK(sheet.sign_off == "FINAL, signed off by B. Minister, Director, 2026-12-01");
}

TEST_CASE("the tranche legend counts every authority once and sums its money") {
  const Run run = sample::sample_run();
  const MapSheet sheet = tranche_map_sheet(run);
  CHECK(counted(sheet) == run.authorities.size());
  CHECK(entry(sheet, "2022-23").count == 3);
  CHECK(entry(sheet, "2023-24").count == 4);
  CHECK(entry(sheet, "2024-25").count == 4);
  CHECK(entry(sheet, "Unranked").count == 1);
  CHECK(entry(sheet, "Unranked").swatch.hatch == Hatch::unranked);
  // By hand: 1,500,000.01 + 1,490,000.01 + 1,480,000.01 of the first year, 700,000 + 690,000 + 680,000 of the second.
  CHECK(entry(sheet, "2022-23").detail == "£6,540,000");
  CHECK(entry(sheet, "2024-25").detail == "£0");
}

TEST_CASE("each area has its tranche's colour, its rank, and its interval") {
  const Run run = sample::sample_run();
  const MapSheet sheet = tranche_map_sheet(run);
  const auto colours = tranche_colours(3);
  REQUIRE(sheet.areas.size() == 13);
  for (std::size_t s = 0; s < sheet.areas.size(); ++s) {
    const auto a = static_cast<std::size_t>(run.shape_unit[s]);
    if (run.decision.rank[a] == 0) continue;
    CHECK(sheet.areas[s].fill == Fill{colours[static_cast<std::size_t>(run.decision.tranche[a] - 1)], Hatch::none});
    CHECK(sheet.areas[s].figure == std::to_string(run.decision.rank[a]));
    CHECK(sheet.areas[s].range == fmt::format("{}\u2013{}", run.uncertainty.rank_low[a], run.uncertainty.rank_high[a]));
  }
  // Joined authorities are drawn on both members.
  CHECK(area(sheet, "E06000021").fill == area(sheet, "E06000022").fill);
  CHECK(area(sheet, "E06000021").figure == area(sheet, "E06000022").figure);
  CHECK_THAT(all_notes(sheet), Contains("drawn on all members: Hackney and City of London."));
  CHECK(area(sheet, "E06000016").label == std::vector<std::string>{"Kingston", "upon Hull"});
}

TEST_CASE("ties are marked, and no figure is invented for the unranked") {
  Run run = sample::sample_run();
  run.decision.rank[0] = run.decision.rank[1] = 5;
  const MapSheet sheet = tranche_map_sheet(run);
  CHECK(area(sheet, "E06000010").figure == "5=");
  CHECK(area(sheet, "E06000018").figure.empty());
  CHECK(area(sheet, "E06000018").fill == Fill{no_figure, Hatch::unranked});
}

TEST_CASE("the unranked are listed by name and reason, as many as there is room for") {
  Run run = sample::sample_run();
  CHECK_THAT(all_notes(tranche_map_sheet(run)), Contains("Unranked (1): Rutland: no figure for deaths (too few)"));
  run.authorities.units.clear();
  run.decision = {};
  run.decision.tranches = {{"all", {}, 0}};
  run.shape_unit.assign(run.shape_unit.size(), -1);
  for (int i = 0; i < 45; ++i) {
    run.authorities.units.push_back({"X" + std::to_string(100 + i), "Place " + std::to_string(i), "", {}});
    run.decision.rank.push_back(0);
    run.decision.tranche.push_back(0);
    run.decision.reason.push_back("not reported");
    run.decision.total_pence.push_back(0);
  }
  run.uncertainty = {};
  const MapSheet sheet = tranche_map_sheet(run);
  CHECK_THAT(all_notes(sheet), Contains("Unranked (45): Place 0, Place 1,"));
  CHECK_THAT(all_notes(sheet), Contains("Place 39: not reported; and 5 more, see ranking.csv."));
  CHECK_THAT(sheet.subtitle, Contains("0 of 45 authorities"));
}

TEST_CASE("the unranked who were put into the last tranche keep its colour under their hatch") {
  Run run = sample::sample_run();
  run.decision.tranche[8] = 3;
  run.decision.tranches[2].authorities.push_back(8);
  const MapSheet sheet = tranche_map_sheet(run);
  CHECK(area(sheet, "E06000018").fill == Fill{tranche_colours(3)[2], Hatch::unranked});
  CHECK(entry(sheet, "Unranked, put last").count == 1);
  CHECK(entry(sheet, "2024-25").count == 5);
}

TEST_CASE("an indicator map classes what is printed, and each status apart") {
  const Run run = sample::sample_run();
  const MapSheet sheet = indicator_map_sheet(run, 0);
  CHECK(sheet.title == run.indicators[0].title);
  CHECK_THAT(sheet.subtitle, Contains("Per 100,000 person-years; England: "));
  CHECK(entry(sheet, "Too few events").count == 1);
  CHECK(entry(sheet, "Unreliable: few events").count == 1);
  CHECK(area(sheet, "E06000010").fill.hatch == Hatch::unreliable);
  CHECK_FALSE(area(sheet, "E06000010").figure.empty());
  CHECK(area(sheet, "E06000018").fill == Fill{no_figure, Hatch::too_few});
  CHECK(area(sheet, "E06000018").figure.empty());
  CHECK(entry(indicator_map_sheet(run, 1), "Not reported").swatch.hatch == Hatch::missing);
  // No events and people are known of the other: nothing adds up to a figure of England.
  CHECK_THAT(indicator_map_sheet(run, 1).subtitle, Contains("Per 1,000 households; mean weighted by population: "));
  CHECK_THAT(all_notes(indicator_map_sheet(run, 1)), Contains("1 of 12 figures are scaled up"));
  // Only the layers of this indicator, and the areas.
  CHECK(sheet.sources.size() == 1);
}

TEST_CASE("every printed figure lies in the range that the legend gives its colour") {
  const Run run = sample::sample_run();
  for (const MapSheet& sheet : {indicator_map_sheet(run, 0), indicator_map_sheet(run, 1), score_map_sheet(run)}) {
    std::size_t checked = 0;
    const auto number = [](std::string text) {
      const bool negative = text.rfind("\u2212", 0) == 0;
      return (negative ? -1 : 1) * std::stod(negative ? text.substr(3) : text);
    };
    for (const MapArea& one : sheet.areas)
      for (const LegendEntry& row : sheet.legend) {
        const std::size_t to = row.label.find(" to ");
        if (one.figure.empty() || row.swatch.hatch != Hatch::none || row.swatch.colour != one.fill.colour) continue;
        const std::string low = row.label.substr(0, to),
                          high = to == std::string::npos ? low : row.label.substr(to + 4);
        CHECK(number(one.figure) >= number(low));
        CHECK(number(one.figure) <= number(high));
        ++checked;
      }
    CHECK(checked == 12); // 13 hexagons, Rutland without a figure
  }
}

TEST_CASE("a class of one figure says it once, nought has no sign, and the direction is told") {
  Run run = sample::sample_run();
  IndicatorColumn& column = run.indicators[1];
  const std::size_t n = column.value.size();
  for (std::size_t a = 0; a < n; ++a) {
    if (column.status[a] != Status::missing) column.value[a] = a < n / 2 ? -0.001 : 70;
  }
  CHECK(indicator_map_sheet(run, 1).subtitle.find("lower figure") == std::string::npos);
  column.direction = -1;
  const MapSheet sheet = indicator_map_sheet(run, 1);
  CHECK_THAT(sheet.subtitle, Contains("a lower figure is a greater need"));
  CHECK(entry(sheet, "0.0").count + entry(sheet, "70.0").count == n - 1);
  CHECK(area(sheet, run.authorities.units[0].code).figure == "0.0");
}

TEST_CASE("the score map has two decimals, and the unranked are no class") {
  const MapSheet sheet = score_map_sheet(sample::sample_run());
  CHECK(area(sheet, "E06000018").fill == Fill{no_figure, Hatch::unranked});
  CHECK(area(sheet, "E06000010").figure.find('.') == area(sheet, "E06000010").figure.size() - 3);
  CHECK(counted(sheet) == 12);
}

TEST_CASE("region edges part regions and, on hexagons, the whole from the sea") {
  Run run = sample::sample_run();
  for (auto& unit : run.authorities.units) unit.region = "One";
  // 13 hexagons in rows of 4: 9 pairs side by side and 7 + 7 + 2 between rows share an edge.
  const std::size_t outer = tranche_map_sheet(run).region_edges.size();
  CHECK(outer == 13 * 6 - 2 * 25);
  run.boundaries.schematic = false;
  CHECK(tranche_map_sheet(run).region_edges.empty());
  run.authorities.units[0].region = "Two"; // the first hexagon: one neighbour beside it, one or two below
  CHECK(tranche_map_sheet(run).region_edges.size() == 2);
}

TEST_CASE("the border between two regions is drawn where vertices and slivers differ, once and no further") {
  Run run = sample::sample_run();
  run.boundaries.schematic = false;
  // Two squares of 100 km; the eastern one overlaps by 3 m, and has vertices of its own along the border.
  const auto set = [&](std::size_t shape, std::vector<double> ring) {
    run.boundaries.shapes[shape].rings = {std::move(ring)};
    run.boundaries.shapes[shape].box = {0, 0, 2e5, 1e5};
  };
  for (std::size_t s = 2; s < run.boundaries.shapes.size(); ++s) set(s, {});
  set(0, {0, 0, 1e5, 0, 1e5, 1e5, 0, 1e5, 0, 0});
  set(1, {99997, 0, 2e5, 0, 2e5, 1e5, 99997, 1e5, 99997, 7e4, 99998, 5e4, 99997, 2e4, 99997, 0});
  for (auto& unit : run.authorities.units) unit.region = "One";
  CHECK(tranche_map_sheet(run).region_edges.empty());
  run.authorities.units[static_cast<std::size_t>(run.shape_unit[0])].region = "Two";
  double length = 0;
  for (const auto& [x0, y0, x1, y1] : tranche_map_sheet(run).region_edges) {
    CHECK((std::abs(x0 - 1e5) < 4 && std::abs(x1 - 1e5) < 4));
    length += std::hypot(x1 - x0, y1 - y0);
  }
  CHECK(length == Approx(1e5).epsilon(1e-3));
}

TEST_CASE("maps draw the simplified layer where there is one") {
  Run run = sample::sample_run();
  run.boundaries.schematic = false;
  run.drawn = run.boundaries;
  run.drawn.shapes[0].rings = {{0, 0, 9, 0, 9, 9, 0, 0}};
  CHECK(tranche_map_sheet(run).areas[0].rings == run.drawn.shapes[0].rings);
}

TEST_CASE("a schematic map in small coordinates of its own has the same edges, and unlike shapes are not labelled as "
          "hexagons") {
  Run run = sample::sample_run();
  const MapSheet large = tranche_map_sheet(run);
  CHECK(large.one_size);
  for (Shape& shape : run.boundaries.shapes) {
    for (auto& ring : shape.rings)
      for (double& ordinate : ring) ordinate /= 65536; // a power of two: not a digit is lost
    for (double& bound : shape.box) bound /= 65536;
  }
  const MapSheet small = tranche_map_sheet(run);
  REQUIRE(small.region_edges.size() == large.region_edges.size());
  for (std::size_t i = 0; i < large.region_edges.size(); ++i)
    for (std::size_t end = 0; end < 4; ++end) CHECK(small.region_edges[i][end] * 65536 == large.region_edges[i][end]);
  run.boundaries.shapes[0].box[2] += 2 * (run.boundaries.shapes[0].box[2] - run.boundaries.shapes[0].box[0]);
  const MapSheet unlike = tranche_map_sheet(run);
  CHECK_FALSE(unlike.one_size);
  CHECK_THAT(all_notes(unlike), Contains("too small for its name or figure"));
}

TEST_CASE("hexagons have neither scale bar nor insets, a crowded region of real boundaries has one") {
  Run run = sample::sample_run();
  CHECK(tranche_map_sheet(run).schematic);
  CHECK(tranche_map_sheet(run).insets.empty());
  run.boundaries.schematic = false;
  for (std::size_t s = 0; s < 6; ++s) { // six tiny squares in a far corner
    Shape& shape = run.boundaries.shapes[s];
    const double x = 500000 + 500 * static_cast<double>(s), y = 350000;
    shape.rings = {{x, y, x + 500, y, x + 500, y + 500, x, y + 500, x, y}};
    shape.box = {x, y, x + 500, y + 500};
  }
  for (std::size_t a = 0; a < 12; ++a) run.authorities.units[a].region = a < 6 ? "Capital" : "Shires";
  const MapSheet sheet = tranche_map_sheet(run);
  REQUIRE(sheet.insets.size() == 1);
  CHECK(sheet.insets[0].title == "Capital");
  CHECK(sheet.insets[0].box[0] < 500000);
  CHECK(sheet.insets[0].box[2] > 503000);
}

TEST_CASE("where small areas crowd and are no region, an inset shows most of them, named after the one in the middle") {
  Run run = made_up::country_run();
  REQUIRE(score_map_sheet(run).insets.size() == 1);
  CHECK(score_map_sheet(run).insets[0].title == "Capital");
  std::vector<const Shape*> boroughs;
  for (std::size_t a = 0; a < run.authorities.size(); ++a) {
    if (run.authorities.units[a].region == "Capital") boroughs.push_back(&run.boundaries.shapes[a]);
    run.authorities.units[a].region = "One";
  }
  const MapSheet sheet = score_map_sheet(run);
  REQUIRE(sheet.insets.size() == 1);
  const auto& box = sheet.insets[0].box;
  const auto shown = [&box](const Shape* s) {
    return box[0] <= s->box[0] && box[1] <= s->box[1] && s->box[2] <= box[2] && s->box[3] <= box[3];
  };
  const auto count = std::count_if(boroughs.begin(), boroughs.end(), shown);
  CHECK(count >= 9);
  // 20 mm of a map that is 190 mm high, and a little air.
  CHECK(std::max(box[2] - box[0], box[3] - box[1]) <= 1.07 * 20 * 520000 / 190);
  const std::array middle{(box[0] + box[2]) / 2, (box[1] + box[3]) / 2};
  std::string nearest;
  double least = 1e300;
  for (std::size_t a = 0; a < run.authorities.size(); ++a) {
    const auto& one = run.boundaries.shapes[a].box;
    const double distance = std::hypot((one[0] + one[2]) / 2 - middle[0], (one[1] + one[3]) / 2 - middle[1]);
    if (distance < least) least = distance, nearest = display_name(run.authorities.units[a].name);
  }
  CHECK(sheet.insets[0].title == "Around " + nearest);
  run.boundaries.shapes.resize(run.boundaries.shapes.size() - 63), run.shape_unit.resize(36); // the south
  for (std::size_t a = 20; a < 36; ++a) run.shape_unit[a] = -1; // areas of nobody need no label
  CHECK(score_map_sheet(run).insets.empty());
}

TEST_CASE("paper, breaks and own limits are those of the settings") {
  Run run = sample::sample_run();
  MapSettings& maps = run.assessment.report.maps;
  maps.paper = MapSettings::Paper::a3;
  maps.landscape = true;
  maps.breaks = MapSettings::Breaks::natural;
  maps.classes = 3;
  MapSheet sheet = score_map_sheet(run);
  CHECK(sheet.width_mm == 420);
  CHECK(sheet.height_mm == 297);
  CHECK(sheet.enlarged == Approx(std::sqrt(2)).epsilon(1e-3));
  CHECK_THAT(sheet.subtitle, Contains("3 classes by natural breaks (Fisher-Jenks), by need score"));
  maps.paper = MapSettings::Paper::slide;
  CHECK(score_map_sheet(run).width_mm / score_map_sheet(run).height_mm == Approx(16.0 / 9).epsilon(1e-3));
  // Everything is above the limit but what is not: two classes, the legend in the words of the figures.
  const IndicatorColumn& column = run.indicators[0];
  std::vector<double> present;
  for (const double value : column.value)
    if (!std::isnan(value)) present.push_back(value);
  std::sort(present.begin(), present.end());
  const double limit = std::floor(present[present.size() / 2]);
  maps.limits[column.id] = {limit};
  sheet = indicator_map_sheet(run, 0);
  CHECK_THAT(sheet.subtitle, Contains("2 classes by limits of the author"));
  const auto below = static_cast<std::size_t>(
      std::count_if(present.begin(), present.end(), [&](double value) { return value <= limit; }));
  CHECK(sheet.legend[1].count == below);
  CHECK(sheet.legend[0].count == present.size() - below);
}

TEST_CASE("the map of certainty puts each ranked authority in a third of need and of sureness") {
  Run run = sample::sample_run();
  REQUIRE_FALSE(run.uncertainty.rank_low.empty());
  const MapSheet sheet = certainty_map_sheet(run);
  CHECK(counted(sheet) == run.authorities.size());
  CHECK(entry(sheet, "Unranked").count == 1);
  CHECK_THAT(sheet.title, Contains("need, and how sure its rank is"));
  std::size_t first = 0;
  while (run.decision.rank[first] != 1) ++first;
  const MapArea& worst = area(sheet, run.authorities.units[first].code);
  CHECK(worst.figure == "1");
  bool greatest = false;
  for (std::size_t sure = 0; sure < 3; ++sure) greatest = greatest || worst.fill.colour == bivariate(2, sure);
  CHECK(greatest);
}

TEST_CASE("the map of chances counts each ranked authority once, by the contested band's limits") {
  Run run = sample::sample_run();
  std::vector<std::size_t> ranked;
  for (std::size_t a = 0; a < run.authorities.size(); ++a)
    if (run.decision.rank[a] > 0) ranked.push_back(a);
  run.uncertainty.tranche_probability.assign(run.authorities.size(), {0.5, 0.5, 0});
  const std::array chances{1.0, 0.999, 0.951, 0.95, 0.75, 0.5, 0.05, 0.051, 0.004, 0.0, 0.3};
  REQUIRE(ranked.size() == chances.size());
  for (std::size_t i = 0; i < ranked.size(); ++i)
    run.uncertainty.tranche_probability[ranked[i]] = {chances[i], 1 - chances[i], 0};
  const MapSheet sheet = chance_map_sheet(run);
  CHECK(counted(sheet) == run.authorities.size());
  CHECK(entry(sheet, "over 95 %").count == 3);
  CHECK(entry(sheet, "over 75 to 95 %").count == 1);
  CHECK(entry(sheet, "over 75 to 95 %").detail == "contested");
  CHECK(entry(sheet, "over 50 to 75 %").count == 1);
  CHECK(entry(sheet, "over 25 to 50 %").count == 2);
  CHECK(entry(sheet, "over 5 to 25 %").count == 1);
  CHECK(entry(sheet, "up to 5 %").count == 3);
  const auto figure = [&](std::size_t i) { return area(sheet, run.authorities.units[ranked[i]].code).figure; };
  CHECK(figure(0) == "100 %");
  CHECK(figure(1) == ">99 %");
  CHECK(figure(8) == "<1 %");
  CHECK(figure(9) == "0 %");
  CHECK_THAT(sheet.title, Contains("chance of tranche 2022-23"));
}
