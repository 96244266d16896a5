#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <sstream>

#include "made_up_country.hpp"
#include "picture.hpp"
#include "picture_match.hpp"
#include "reference_csv.hpp"
#include "sample_run.hpp"
#include "tranche/compare/change_sheet.hpp"
#include "tranche/finding.hpp"
#include "tranche/maps/draw.hpp"

/// Sheets held against kept pictures, in the folder `references` beside this file. After a change that is meant to be
/// seen, look at the pictures that the failure names, renew the kept ones and commit them:
///
///     TRANCHE_RENEW_PICTURES=1 build/release/bin/test_maps "kept pictures*"
using namespace tranche;
namespace fs = std::filesystem;

namespace {

/// The sample on the hexagons of England, 152 of them, instead of its twelve.
Run run_on_hexagons() {
  Run run = sample::sample_run();
  const fs::path england = TRANCHE_SOURCE_DIR "/layers/england";
  const ReferenceCsv hexagons(england / "hexmap.csv"), names(england / "authorities.csv");
  std::map<std::string, std::size_t> row_of;
  for (std::size_t i = 0; i < names.size(); ++i) row_of[names.text(i, "utla21_code")] = i;
  run.authorities = {};
  run.authorities.geography = "utla21";
  run.boundaries.shapes.clear(), run.shape_unit.clear();
  for (std::size_t i = 0; i < hexagons.size(); ++i) {
    const std::string& code = hexagons.text(i, "code");
    const std::size_t row = row_of.at(code);
    run.authorities.units.push_back({code, names.text(row, "name"), names.text(row, "region_name"), {code}});
    Shape shape{code, "", {{}}, "", {1e9, 1e9, -1e9, -1e9}};
    std::string wkt = hexagons.text(i, "WKT").substr(std::string("POLYGON ((").size());
    std::replace(wkt.begin(), wkt.end(), ',', ' ');
    std::istringstream numbers(wkt);
    for (double x, y; numbers >> x >> y;) {
      shape.rings[0].insert(shape.rings[0].end(), {x, y});
      shape.box = {std::min(shape.box[0], x), std::min(shape.box[1], y), std::max(shape.box[2], x),
                   std::max(shape.box[3], y)};
    }
    run.boundaries.shapes.push_back(std::move(shape));
    run.shape_unit.push_back(static_cast<int>(i));
  }
  run.decision = {}, run.uncertainty = {}, run.indicators.clear();
  run.authorities.population.assign(hexagons.size(), 1e5);
  made_up::add_figures(run);
  made_up::add_ranking(run);
  return run;
}

MapSheet change_on_hexagons() {
  const Run run = run_on_hexagons();
  Comparison comparison;
  comparison.side[0].title = "Last year", comparison.side[0].run = "aaaaaaaaaaaa";
  comparison.side[1].title = "This year", comparison.side[1].run = "bbbbbbbbbbbb";
  comparison.side[0].tranche_names = comparison.side[1].tranche_names = {"2022-23", "2023-24"};
  for (std::size_t a = 0; a < run.authorities.size(); ++a) {
    AuthorityChange change;
    change.name = run.authorities.units[a].name;
    change.code[0] = change.code[1] = run.authorities.units[a].code;
    change.same_area = true;
    const int moved = static_cast<int>(a * 17 % 61) - 30;
    change.rank[1] = run.decision.rank[a];
    change.rank[0] = change.rank[1] > 0 ? std::max(1, change.rank[1] + moved) : 0;
    change.tranche[0] = change.rank[0] == 0 ? 0 : change.rank[0] <= 15 ? 1 : change.rank[0] <= 30 ? 2 : 0;
    change.tranche[1] = run.decision.tranche[a];
    change.movement = change.rank[1] == 0                ? Movement::none
                      : change.rank[0] == change.rank[1] ? Movement::unchanged
                      : std::abs(moved) < 4              ? Movement::inside
                      : change.rank[0] > change.rank[1]  ? Movement::up
                                                         : Movement::down;
    comparison.authorities.push_back(std::move(change));
  }
  return change_map_sheet(run, comparison, {});
}

MapSheet on_paper(MapSheet (*sheet)(const Run&), MapSettings::Paper paper, bool landscape) {
  Run run = made_up::country_run();
  run.assessment.report.maps.paper = paper, run.assessment.report.maps.landscape = landscape;
  return sheet(run);
}

/// Too small for names.
MapSheet tranches_on_slide() {
  Run run = run_on_hexagons();
  run.assessment.report.maps.paper = MapSettings::Paper::slide;
  return tranche_map_sheet(run);
}

MapSheet deaths_sheet(const Run& run) { return indicator_map_sheet(run, 0); }

/// A sheet and how closely it is looked at.
struct Kept {
  std::string name;
  int dpi;
  MapSheet sheet;
};

std::vector<Kept> kept_sheets() {
  using Paper = MapSettings::Paper;
  return {{"tranches-hexagons", 72, tranche_map_sheet(run_on_hexagons())},
          {"tranches-few-hexagons", 50, tranche_map_sheet(sample::sample_run())},
          {"score-inset", 60, on_paper(score_map_sheet, Paper::a4, false)},
          {"certainty-landscape", 50, on_paper(certainty_map_sheet, Paper::a4, true)},
          {"chance-a3", 32, on_paper(chance_map_sheet, Paper::a3, false)},
          {"indicator-slide", 50, on_paper(deaths_sheet, Paper::slide, false)},
          {"tranches-slide", 50, tranches_on_slide()},
          {"change-hexagons", 54, change_on_hexagons()}};
}

fs::path reference_of(const std::string& name) {
  return fs::path(TRANCHE_SOURCE_DIR) / "tests/unit/maps/references" / (name + ".png");
}

/// Empty when the sheet looks as it is kept; else what is wrong and where to look.
std::string difference(const std::string& name, const Picture& picture) {
  const fs::path reference = reference_of(name);
  if (!fs::exists(reference)) return reference.string() + " is not there: renew the kept pictures";
  const Picture kept = read_picture(reference);
  const PictureMatch found = match(kept, picture);
  if (found.agrees()) return {};
  const fs::path shown = fs::path(TRANCHE_BINARY_DIR) / "pictures" / (name + "-difference.png");
  write_picture(side_by_side(kept, picture, found), shown);
  return fmt::format("{} pixels are not as kept{}; reference, new and difference: {}", found.count,
                     found.same_size ? "" : ", and the size is another", shown.string());
}

Picture drawn(MapSheet sheet, int dpi) {
  sheet.dpi = dpi;
  return decoded(render(sheet, ImageFormat::png));
}

/// Part of a picture, moved, and even ground where it was.
Picture with_moved(Picture picture, const std::array<int, 4>& box, int dx, int dy) {
  const Picture before = picture;
  const auto [x0, y0, x1, y1] = box;
  const Colour ground = before.at(x0, y0);
  for (int y = y0; y < y1; ++y)
    for (int x = x0; x < x1; ++x) picture.at(x, y) = ground;
  for (int y = y0; y < y1; ++y)
    for (int x = x0; x < x1; ++x)
      if (before.at(x, y) != ground) picture.at(x + dx, y + dy) = before.at(x, y);
  return picture;
}

/// As if everything lay a part of a pixel further to the right.
Picture shifted(const Picture& picture, double share) {
  Picture out = picture;
  const auto mixed = [share](int left, int here) {
    return static_cast<std::uint8_t>(std::lround(share * left + (1 - share) * here));
  };
  for (int y = 0; y < picture.height; ++y)
    for (int x = 1; x < picture.width; ++x) {
      const Colour left = picture.at(x - 1, y), here = picture.at(x, y);
      out.at(x, y) = {mixed(left.red, here.red), mixed(left.green, here.green), mixed(left.blue, here.blue)};
    }
  return out;
}

} // namespace

TEST_CASE("kept pictures of sheets look as they did") {
  const bool renew = std::getenv("TRANCHE_RENEW_PICTURES") != nullptr;
  for (const Kept& kept : kept_sheets()) {
    const Picture picture = drawn(kept.sheet, kept.dpi);
    if (renew) write_picture(picture, reference_of(kept.name));
    INFO(kept.name);
    CHECK(difference(kept.name, picture) == "");
  }
}

TEST_CASE("the comparison of pictures sees a label that moved, went or changed by a digit") {
  MapSheet sheet = tranche_map_sheet(run_on_hexagons());
  const Picture kept = drawn(sheet, 100);
  for (std::size_t i = 0; i < sheet.areas.size(); i += 29) {
    MapSheet changed = sheet;
    changed.areas[i].label.clear(), changed.areas[i].figure.clear(), changed.areas[i].range.clear();
    const Picture without = drawn(changed, 100);
    std::array<int, 4> box{kept.width, kept.height, 0, 0};
    for (int y = 0; y < kept.height; ++y)
      for (int x = 0; x < kept.width; ++x)
        if (kept.at(x, y) != without.at(x, y))
          box = {std::min(box[0], x - 1), std::min(box[1], y - 1), std::max(box[2], x + 2), std::max(box[3], y + 2)};
    INFO(sheet.areas[i].code);
    REQUIRE(box[2] - box[0] > 10);
    CHECK_FALSE(match(kept, without).agrees());
    CHECK_FALSE(match(without, kept).agrees());
    CHECK_FALSE(match(kept, with_moved(kept, box, 2, 0)).agrees());
    CHECK_FALSE(match(kept, with_moved(kept, box, 0, -2)).agrees());
    changed = sheet;
    char& digit = changed.areas[i].figure[0];
    digit = digit == '3' ? '8' : '3';
    if (changed.areas[i].figure != sheet.areas[i].figure) CHECK_FALSE(match(kept, drawn(changed, 100)).agrees());
  }
}

TEST_CASE("the comparison of pictures sees a class that is not its own, in every palette") {
  const MapSheet sheet = score_map_sheet(made_up::country_run());
  const Picture kept = drawn(sheet, 80);
  for (std::size_t i = 0; i < sheet.areas.size(); i += 7) { // boroughs of the capital are among them
    MapSheet changed = sheet;
    Fill& fill = changed.areas[i].fill;
    if (fill.hatch != Hatch::none) continue;
    const auto other = std::find_if(sheet.legend.begin(), sheet.legend.end(),
                                    [&](const LegendEntry& entry) { return entry.swatch.colour != fill.colour; });
    fill.colour = other->swatch.colour;
    CHECK_FALSE(match(kept, drawn(changed, 80)).agrees());
  }
  std::vector<std::vector<Colour>> palettes;
  for (std::size_t count = 2; count <= 9; ++count) {
    for (const Ramp ramp : {Ramp::YlGnBu, Ramp::YlOrBr, Ramp::PuBu}) palettes.push_back(sequential(ramp, count));
    palettes.push_back(tranche_colours(count));
  }
  palettes.push_back({diverging(-1), diverging(-0.75), diverging(-0.5), diverging(-0.25), diverging(0), diverging(0.25),
                      diverging(0.5), diverging(0.75), diverging(1)});
  palettes.push_back({});
  for (std::size_t one = 0; one < 3; ++one)
    for (std::size_t other = 0; other < 3; ++other) palettes.back().push_back(bivariate(one, other));
  for (const auto& palette : palettes)
    for (std::size_t i = 1; i < palette.size(); ++i) {
      INFO(hex(palette[i - 1]) << " and " << hex(palette[i]));
      CHECK_FALSE(match(Picture(4, 4, palette[i - 1]), Picture(4, 4, palette[i])).agrees());
    }
}

TEST_CASE("the comparison of pictures lets antialiasing pass, and no more") {
  const Picture kept = drawn(score_map_sheet(made_up::country_run()), 80);
  CHECK(match(kept, kept).count == 0);
  CHECK(match(kept, shifted(kept, 0.2)).agrees());
  Picture grainy = kept;
  for (std::size_t i = 0; i < grainy.pixels.size(); ++i) {
    const int grain = static_cast<int>(i * 31 % 17) - 8;
    for (std::uint8_t* channel : {&grainy.pixels[i].red, &grainy.pixels[i].green, &grainy.pixels[i].blue})
      *channel = static_cast<std::uint8_t>(std::clamp(*channel + grain, 0, 255));
  }
  CHECK(match(kept, grainy).agrees());
  Picture moved = kept;
  std::rotate(moved.pixels.rbegin(), moved.pixels.rbegin() + 2, moved.pixels.rend());
  CHECK_FALSE(match(kept, moved).agrees());
  CHECK_FALSE(match(kept, Picture(kept.width, kept.height + 1)).agrees());
}

TEST_CASE("a picture that is not as kept is shown beside the kept one and what differs") {
  Picture picture = read_picture(reference_of("tranches-few-hexagons"));
  const int width = picture.width;
  for (int x = 100; x < 110; ++x) picture.at(x, 50) = {255, 0, 255};
  const std::string told = difference("tranches-few-hexagons", picture);
  const std::string file = TRANCHE_BINARY_DIR "/pictures/tranches-few-hexagons-difference.png";
  CHECK_THAT(told, Catch::Matchers::Contains("10 pixels") && Catch::Matchers::Contains(file));
  const Picture shown = read_picture(file);
  CHECK(shown.width == 3 * width + 16);
  CHECK(shown.at(width + 8 + 105, 50) == Colour{255, 0, 255});
  CHECK(shown.at(2 * width + 16 + 105, 50) == Colour{0xd4, 0, 0});
  fs::remove(file);
  CHECK_THAT(difference("no-such-picture", picture), Catch::Matchers::Contains("is not there"));
}
