#include <catch2/catch.hpp>

#include <algorithm>

#include "sample_run.hpp"
#include "tranche/compare/change_sheet.hpp"

using namespace tranche;
using Catch::Contains;

namespace {

/// The sample as the second side: who had which rank and tranche before is set by each case.
struct Case {
  Run run = sample::sample_run();
  Comparison comparison;

  Case() {
    comparison.side[0].title = "Last year";
    comparison.side[0].run = "aaaaaaaaaaaa";
    comparison.side[0].tranche_names = comparison.side[1].tranche_names = {"2022-23", "2023-24", "2024-25"};
    comparison.side[1].title = "This year";
    comparison.side[1].run = "bbbbbbbbbbbb";
    for (std::size_t a = 0; a < run.authorities.size(); ++a) {
      AuthorityChange change;
      change.name = run.authorities.units[a].name;
      change.code[0] = change.code[1] = run.authorities.units[a].code;
      change.same_area = true;
      change.rank[0] = change.rank[1] = run.decision.rank[a];
      change.tranche[0] = change.tranche[1] = run.decision.tranche[a];
      change.movement = run.decision.rank[a] > 0 ? Movement::unchanged : Movement::none;
      comparison.authorities.push_back(std::move(change));
    }
  }

  AuthorityChange& of(std::size_t a) { return comparison.authorities[a]; }
  void move(std::size_t a, int before, Movement movement) {
    of(a).rank[0] = before;
    of(a).movement = movement;
  }
  MapSheet sheet() const { return change_map_sheet(run, comparison, {}); }
};

const LegendEntry* entry(const MapSheet& sheet, const std::string& label) {
  const auto found = std::find_if(sheet.legend.begin(), sheet.legend.end(),
                                  [&](const LegendEntry& one) { return one.label == label; });
  return found == sheet.legend.end() ? nullptr : &*found;
}

std::string change_notes(const MapSheet& sheet) {
  std::string text;
  for (const std::string& note : sheet.notes) text += note + "\n";
  return text;
}

} // namespace

TEST_CASE("the change map colours movements by their size, and what an interval may bring not at all") {
  Case c;
  c.move(0, c.of(0).rank[1] + 3, Movement::up);
  c.move(1, c.of(1).rank[1] + 30, Movement::up);
  c.move(2, c.of(2).rank[1] + 30, Movement::inside); // as far, but no movement
  c.move(3, c.of(3).rank[1] + 10, Movement::no_interval);
  c.of(4).same_area = false;
  const MapSheet sheet = c.sheet();
  CHECK(sheet.title == "This year: change of rank");
  CHECK_THAT(sheet.subtitle, Contains("from Last year to This year"));
  CHECK(sheet.imprint == "Runs aaaaaaaaaaaa and bbbbbbbbbbbb.");
  REQUIRE(entry(sheet, "Up 1 to 5"));
  REQUIRE(entry(sheet, "Up 6 to 10"));
  REQUIRE(entry(sheet, "Up more than 20"));
  REQUIRE(entry(sheet, "No movement"));
  CHECK_FALSE(entry(sheet, "Up 11 to 20")); // nobody
  CHECK(sheet.areas[0].fill == entry(sheet, "Up 1 to 5")->swatch);
  CHECK(sheet.areas[1].fill == entry(sheet, "Up more than 20")->swatch);
  CHECK(sheet.areas[1].fill.colour == diverging(-1));
  CHECK(sheet.areas[2].fill == entry(sheet, "No movement")->swatch);
  CHECK(sheet.areas[3].fill == entry(sheet, "Up 6 to 10")->swatch);
  CHECK(sheet.areas[4].fill.hatch == Hatch::missing);
  CHECK(sheet.areas[8].fill.hatch == Hatch::unranked); // Rutland, ranked on neither side
  CHECK(entry(sheet, "Not ranked in both")->count == 1);
  CHECK(entry(sheet, "Another area")->count == 1);
  std::size_t counted = 0;
  for (const LegendEntry& one : sheet.legend) counted += one.count;
  CHECK(counted == c.run.authorities.size());
  CHECK(sheet.legend.front().label == "Up more than 20"); // from the most need won to the most lost
}

TEST_CASE("places lost are blue, and as far from the middle as places won are") {
  Case c;
  c.move(0, 200, Movement::up);
  c.move(1, c.of(1).rank[1] - 200, Movement::down);
  const MapSheet sheet = c.sheet();
  CHECK(sheet.areas[0].fill.colour == diverging(-1));
  CHECK(sheet.areas[1].fill.colour == diverging(1));
  CHECK(sheet.legend.back().label == "Not ranked in both");
  CHECK(sheet.legend[sheet.legend.size() - 2].label == "Down more than 20");
}

TEST_CASE("who changes tranche is named with both, under the map by rank too; on real areas nobody else is named") {
  Case c;
  const std::size_t first = c.run.decision.tranches[0].authorities[0]; // rank 1
  c.of(first).tranche[0] = 2;
  c.move(first, 6, Movement::up);
  const std::size_t last = c.run.decision.tranches[2].authorities.back();
  c.of(last).tranche[0] = 0;
  c.of(last).rank[0] = 12;
  MapSheet sheet = c.sheet();
  CHECK(sheet.areas[first].figure == "\u21915");
  CHECK(sheet.areas[first].range == "2\u21921");
  CHECK(sheet.areas[last].range == "\u2013\u21923");
  CHECK_THAT(change_notes(sheet), Contains("Now in 2022-23 (1): ") && Contains("(from 2023-24, rank 6 to 1)") &&
                                      Contains("(from no tranche, rank 12 to "));
  const std::size_t other = c.run.decision.tranches[1].authorities[0];
  CHECK_FALSE(sheet.areas[other].label.empty()); // hexagons: all are named
  CHECK(sheet.areas[other].range.empty());
  c.run.boundaries.schematic = false;
  sheet = c.sheet();
  CHECK(sheet.areas[other].label.empty());
  CHECK_FALSE(sheet.areas[first].label.empty());
}

TEST_CASE("sources of both sides stand under the change map, each once") {
  Case c;
  Source both = c.run.sources.front(), before;
  before.title = "Figures of last year";
  const MapSheet sheet = change_map_sheet(c.run, c.comparison, {both, before});
  CHECK(std::count(sheet.sources.begin(), sheet.sources.end(), both.attribution) == 1);
  CHECK(std::count(sheet.sources.begin(), sheet.sources.end(), "Source: Figures of last year.") == 1);
}
