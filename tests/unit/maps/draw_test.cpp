#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <thread>

#include "picture.hpp"
#include "sample_run.hpp"
#include "tranche/finding.hpp"
#include "tranche/maps/draw.hpp"

using namespace tranche;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

/// Where a colour is: centre and number of its pixels.
struct Patch {
  double x = 0, y = 0, count = 0;
};

Patch patch(const Picture& picture, Colour colour) {
  Patch found;
  for (int y = 0; y < picture.height; ++y)
    for (int x = 0; x < picture.width; ++x)
      if (picture.at(x, y) == colour) found.x += x, found.y += y, found.count += 1;
  if (found.count > 0) found.x /= found.count, found.y /= found.count;
  return found;
}

Colour own_colour(std::size_t i) { return {static_cast<std::uint8_t>(40 + 7 * i), 9, 200}; }

/// The sheet with a colour of its own for each area and no labels: shows where areas come to lie.
std::vector<Patch> places_of_areas(MapSheet sheet) {
  for (std::size_t i = 0; i < sheet.areas.size(); ++i)
    sheet.areas[i] = {sheet.areas[i].code, sheet.areas[i].rings, {own_colour(i), Hatch::none}, {}, {}, {}};
  const Picture picture = decoded(render(sheet, ImageFormat::png));
  std::vector<Patch> places;
  for (std::size_t i = 0; i < sheet.areas.size(); ++i) places.push_back(patch(picture, own_colour(i)));
  return places;
}

MapSheet small_sheet() {
  MapSheet sheet = tranche_map_sheet(sample::sample_run());
  sheet.dpi = 100;
  return sheet;
}

MapSheet long_sheet() {
  Run run = sample::sample_run();
  run.assessment.name = "Supplemental substance misuse treatment and recovery grant: enhanced allocation for the "
                        "authorities with the greatest need, including housing support";
  for (auto& unit : run.authorities.units) unit.name = "Bournemouth, Christchurch and Poole";
  for (int i = 0; i < 60; ++i) run.decision.reason[8] += ", and a further reason";
  run.assessment.tranches.cut[0].name = run.decision.tranches[0].name = std::string(70, 'W') + " the very first year";
  MapSheet sheet = tranche_map_sheet(run);
  sheet.subtitle = std::string(100, 'M') + " " + std::string(100, 'i');
  sheet.dpi = 100;
  return sheet;
}

std::string output_of(const std::string& command) {
  std::string text;
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  REQUIRE(pipe);
  char buffer[4096];
  for (std::size_t n; (n = fread(buffer, 1, sizeof buffer, pipe.get())) > 0;) text.append(buffer, n);
  return text;
}

/// A folder that goes away with the test.
struct Folder {
  fs::path path = fs::temp_directory_path() / ("tranche-maps-" + std::to_string(getpid()));
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
};

} // namespace

TEST_CASE("areas lie where their coordinates say, to one scale, north up, and nothing lies on them") {
  const MapSheet sheet = small_sheet();
  const auto places = places_of_areas(sheet);
  const auto centre = [](std::size_t i) {
    const auto box = sample::sample_run().boundaries.shapes[i].box;
    return std::array{(box[0] + box[2]) / 2, (box[1] + box[3]) / 2};
  };
  const double scale = (places[3].x - places[0].x) / (centre(3)[0] - centre(0)[0]); // pixels for a metre
  CHECK(scale > 0);
  for (std::size_t i = 0; i < places.size(); ++i) {
    CHECK(places[i].x - places[0].x == Approx(scale * (centre(i)[0] - centre(0)[0])).margin(1.5));
    CHECK(places[i].y - places[0].y == Approx(-scale * (centre(i)[1] - centre(0)[1])).margin(1.5));
    // A hexagon of 10 km from centre to corner, less its outline.
    const double whole = 1.5 * std::sqrt(3) * 1e8 * scale * scale;
    CHECK(places[i].count > 0.85 * whole);
    CHECK(places[i].count <= 1.02 * whole);
  }
}

TEST_CASE("a hexagon has the colour of its tranche") {
  const MapSheet sheet = small_sheet();
  const auto places = places_of_areas(sheet);
  const Picture picture = decoded(render(sheet, ImageFormat::png));
  const double radius = std::sqrt(places[0].count / (1.5 * std::sqrt(3)));
  for (std::size_t i = 0; i < places.size(); ++i) {
    INFO(sheet.areas[i].code);
    const Colour seen = picture.near(places[i].x, places[i].y - 0.75 * radius); // above the label
    if (sheet.areas[i].fill.hatch == Hatch::none) CHECK(seen == sheet.areas[i].fill.colour);
  }
}

TEST_CASE("hatches are drawn, each unlike the others") {
  std::map<std::string, Hatch> seen;
  for (const Hatch hatch :
       {Hatch::none, Hatch::unranked, Hatch::missing, Hatch::suppressed, Hatch::too_few, Hatch::unreliable}) {
    MapSheet sheet = small_sheet();
    sheet.areas[4].fill = {tranche_colours(3)[2], hatch};
    CHECK(seen.emplace(render(sheet, ImageFormat::png), hatch).second);
  }
}

TEST_CASE("nothing is cut at the edge of the sheet, whatever its texts") {
  for (const MapSheet& sheet : {small_sheet(), long_sheet()}) {
    const Picture picture = decoded(render(sheet, ImageFormat::png));
    CHECK(picture.width == 827); // 210 mm at 100 dpi
    CHECK(picture.height == 1169);
    std::size_t marks = 0;
    for (int y = 0; y < picture.height; ++y)
      for (int x = 0; x < picture.width; ++x) {
        const bool margin = x < 40 || y < 36 || x >= picture.width - 40 || y >= picture.height - 40;
        marks += margin && picture.at(x, y) != Colour{255, 255, 255};
      }
    CHECK(marks == 0);
    for (const Patch& place : places_of_areas(sheet)) CHECK(place.count > 100);
  }
}

TEST_CASE("the same sheet gives the same bytes, again and on several threads at once") {
  const MapSheet tranches = small_sheet();
  MapSheet deaths = indicator_map_sheet(sample::sample_run(), 0);
  deaths.dpi = 100;
  const std::vector<const MapSheet*> sheets{&tranches, &deaths};
  const auto all = [&sheets] {
    std::vector<std::string> bytes;
    for (const MapSheet* sheet : sheets)
      for (const ImageFormat format : {ImageFormat::png, ImageFormat::svg, ImageFormat::pdf})
        bytes.push_back(render(*sheet, format));
    return bytes;
  };
  const auto first = all();
  CHECK(all() == first);
  std::vector<std::vector<std::string>> results(4);
  {
    std::vector<std::jthread> threads;
    for (auto& result : results) threads.emplace_back([&result, &all] { result = all(); });
  }
  for (const auto& result : results) CHECK(result == first);
}

TEST_CASE("SVG says what it shows, and text cannot become markup") {
  MapSheet sheet = small_sheet();
  sheet.title = "<script>alert(1)</script> & \"more\"";
  const std::string svg = render(sheet, ImageFormat::svg);
  CHECK_THAT(svg, Contains("<title>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more&quot;</title>"));
  CHECK_THAT(svg, Contains("<desc>11 of 12 upper-tier authorities"));
  CHECK_THAT(svg, Contains("Not official statistics.</desc>"));
  CHECK_THAT(svg, Contains("role=\"img\""));
  CHECK(svg.find("<script") == std::string::npos);
}

TEST_CASE("PDF holds its text") {
  if (std::system("command -v pdftotext >/dev/null 2>&1") != 0) {
    WARN("skipped: pdftotext is not installed (package poppler-utils)");
    return;
  }
  const Folder folder;
  const fs::path file = folder.path / "map.pdf";
  draw(small_sheet(), file);
  const std::string text = output_of("pdftotext " + file.string() + " -");
  CHECK_THAT(text, Contains("Sample funding"));
  CHECK_THAT(text, Contains("Illustrative: weights set by A. Analyst, not published by government."));
  CHECK_THAT(text, Contains("DRAFT"));
  CHECK_THAT(text, Contains("Rutland"));
  CHECK_THAT(text, Contains("£6,540,000"));
  CHECK_THAT(text, Contains("Run 0123456789ab."));
  const std::string info = output_of("pdfinfo " + file.string());
  CHECK_THAT(info, Contains("Sample funding"));
  CHECK_THAT(info, Contains("A4"));
}

TEST_CASE("files hold what was rendered, and what cannot be written is said") {
  const Folder folder;
  const MapSheet sheet = small_sheet();
  draw(sheet, folder.path / "map.png");
  std::ifstream in(folder.path / "map.png", std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  CHECK(bytes.str() == render(sheet, ImageFormat::png));
  CHECK_THROWS_WITH(draw(sheet, folder.path / "absent" / "map.png"), Contains("cannot be written"));
  CHECK_THROWS_WITH(draw(sheet, folder.path / "map.gif"), Contains("name it .png, .svg or .pdf"));
  fs::create_symlink("/dev/full", folder.path / "full.png");
  CHECK_THROWS_WITH(draw(sheet, folder.path / "full.png"), Contains("the disk is full"));
}

TEST_CASE("a sheet without boundaries' scale, and one without areas, can be drawn") {
  MapSheet sheet = small_sheet();
  sheet.schematic = false;
  CHECK(render(sheet, ImageFormat::png) != render(small_sheet(), ImageFormat::png)); // a scale bar
  sheet.areas.clear();
  sheet.legend.clear();
  CHECK(!render(sheet, ImageFormat::pdf).empty());
}
