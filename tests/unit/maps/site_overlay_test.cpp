// Places that a programme chose, over every sheet: the description only.
#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cmath>

#include "sample_run.hpp"
#include "tranche/maps/atlas.hpp"
#include "tranche/maps/map_sheet.hpp"

using namespace tranche;
using Catch::Matchers::Contains;

namespace {

/// Of the sample's authorities one is a site, a member of the joined unit another; Harbour is a district of the third.
Run run_with_sites() {
  Run run = sample::sample_run();
  run.sites = {"my/sites", "Programme", {}};
  run.sites.list = {{"Blackpool", Site::Kind::authority, "E06000010", "", "", "England"},
                    {"Harbour", Site::Kind::district, "E07000001", "E06000014", "Herefordshire", "England", 9000, 8000},
                    {"City", Site::Kind::authority, "E06000022", "", "", "England"},
                    {"Swansea Bay", Site::Kind::outside, "", "", "", "Wales"}};
  return run;
}

std::vector<std::string> outlined(const MapSheet& sheet) {
  std::vector<std::string> codes;
  for (const std::size_t at : sheet.overlay.outlined) codes.push_back(sheet.areas[at].code);
  return codes;
}

const MapArea& site_area(const MapSheet& sheet, const std::string& code) {
  return *std::find_if(sheet.areas.begin(), sheet.areas.end(), [&](const MapArea& one) { return one.code == code; });
}

} // namespace

TEST_CASE("every sheet outlines the sites, and a district's authority on none") {
  const Run run = run_with_sites();
  for (const MapSheet& sheet : {tranche_map_sheet(run), score_map_sheet(run), certainty_map_sheet(run),
                                chance_map_sheet(run), indicator_map_sheet(run, 0), describe_atlas(run).map}) {
    INFO(sheet.title);
    CHECK(outlined(sheet) == std::vector<std::string>{"E06000010", "E06000022"}); // neither E06000014 nor E06000021
    REQUIRE(sheet.overlay.points.size() == 1);
    CHECK(sheet.overlay.points[0].label == "Harbour (district in Herefordshire)");
    CHECK(sheet.overlay.title == "Programme");
    REQUIRE(sheet.overlay.legend.size() == 2);
    CHECK(sheet.overlay.legend[0].mark == OverlayEntry::Mark::outline);
    CHECK(sheet.overlay.legend[0].count == 2);
    CHECK(sheet.overlay.legend[1].mark == OverlayEntry::Mark::point);
    CHECK(sheet.overlay.legend[1].count == 1);
    CHECK_THAT(sheet.overlay.legend[1].detail, Contains("the county is no site") && Contains("corner"));
    const auto note = std::find_if(sheet.notes.begin(), sheet.notes.end(),
                                   [](const std::string& one) { return one.rfind("Programme:", 0) == 0; });
    REQUIRE(note != sheet.notes.end());
    CHECK(*note ==
          "Programme: 4 sites, 3 in England, 1 in Wales. Outlined: Blackpool and City. Marked by a point: "
          "Harbour (district in Herefordshire); the authority around a point is itself no site. Not ranked, and "
          "not on a map: Swansea Bay (Wales).");
  }
}

TEST_CASE("on hexagons a district stands within its authority's, in a corner that is shared by fewest") {
  const MapSheet sheet = tranche_map_sheet(run_with_sites());
  const MapPoint& point = sheet.overlay.points[0];
  const std::vector<double>& ring = site_area(sheet, "E06000014").rings[0];
  double x = 0, y = 0, nearest = 1e9, farthest = 0;
  std::array<double, 2> corner{};
  for (std::size_t i = 0; i < 12; i += 2) x += ring[i] / 6, y += ring[i + 1] / 6;
  for (std::size_t i = 0; i < 12; i += 2) {
    const double away = std::hypot(point.x - ring[i], point.y - ring[i + 1]);
    if (away < nearest) nearest = away, corner = {ring[i], ring[i + 1]};
    farthest = std::max(farthest, std::hypot(ring[i] - x, ring[i + 1] - y));
  }
  CHECK(nearest < 0.2 * farthest);                              // at a corner
  CHECK(std::hypot(point.x - x, point.y - y) < farthest * 0.9); // inside
  const auto shared_by = [&](double east, double north) {
    std::size_t count = 0;
    for (const MapArea& area : sheet.areas)
      for (std::size_t i = 0; i < 12; i += 2)
        count += std::hypot(area.rings[0][i] - east, area.rings[0][i + 1] - north) < 100 ? 1 : 0;
    return count;
  };
  for (std::size_t i = 0; i < 12; i += 2) CHECK(shared_by(corner[0], corner[1]) <= shared_by(ring[i], ring[i + 1]));
}

TEST_CASE("on real boundaries a district stands where it lies") {
  Run run = run_with_sites();
  run.boundaries.schematic = false;
  const MapSheet sheet = score_map_sheet(run);
  CHECK(sheet.overlay.points[0].x == 9000);
  CHECK(sheet.overlay.points[0].y == 8000);
  CHECK(sheet.overlay.legend[1].detail == "its county is no site");
}

TEST_CASE("a run that was read back has units alone: the member's site outlines its unit") {
  Run run = run_with_sites();
  run.boundaries.shapes.pop_back();
  run.shape_unit.pop_back();
  CHECK(outlined(tranche_map_sheet(run)) == std::vector<std::string>{"E06000010", "E06000021"});
}

TEST_CASE("without sites there is no overlay, and no footnote") {
  const MapSheet sheet = tranche_map_sheet(sample::sample_run());
  CHECK(sheet.overlay.title.empty());
  CHECK(sheet.overlay.outlined.empty());
  CHECK(sheet.overlay.legend.empty());
  for (const std::string& note : sheet.notes) CHECK(note.find("site") == std::string::npos);
}
