#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <fmt/format.h>

#include "missing.hpp"
#include "sample_run.hpp"
#include "tranche/maps/atlas.hpp"
#include "tranche/maps/names.hpp"

using namespace tranche;
using Catch::Matchers::Contains;

namespace {

const AtlasPage& page_of(const Atlas& atlas, std::size_t authority) {
  for (const AtlasPage& page : atlas.pages)
    if (page.authority == authority) return page;
  FAIL("no page for " << authority);
  return atlas.pages.front();
}

/// A quantile as R's type 7 says it, from the definition.
double seventh(std::vector<double> values, double p) {
  std::sort(values.begin(), values.end());
  const double h = (static_cast<double>(values.size()) - 1) * p;
  const double low = std::floor(h);
  const double a = values[static_cast<std::size_t>(low)];
  const double b = values[std::min(values.size() - 1, static_cast<std::size_t>(low) + 1)];
  return a + (h - low) * (b - a);
}

std::vector<double> present(const std::vector<double>& values) {
  std::vector<double> list;
  for (const double value : values)
    if (value == value) list.push_back(value);
  return list;
}

/// Everything that may be absent, absent.
Run bare_run() {
  Run run = sample::sample_run();
  run.boundaries = {};
  run.drawn = {};
  run.shape_unit.clear();
  run.uncertainty = {};
  run.assessment.allocation.pots.clear();
  run.assessment.tranches.cut.clear();
  run.decision.tranches.clear();
  run.decision.tranche.assign(run.authorities.size(), 0);
  run.decision.pence.clear();
  run.decision.pot_names.clear();
  run.decision.total_pence.clear();
  for (Authority& unit : run.authorities.units) unit.region.clear();
  return run;
}

} // namespace

TEST_CASE("the atlas has a page for each authority, by region and name, and the table leads to it") {
  const Run run = sample::sample_run();
  const Atlas atlas = describe_atlas(run);
  REQUIRE(atlas.pages.size() == 12);
  REQUIRE(atlas.table.size() == 12);
  CHECK(atlas.ranked == 11);
  for (std::size_t p = 1; p < atlas.pages.size(); ++p) {
    const AtlasPage &one = atlas.pages[p - 1], &two = atlas.pages[p];
    CHECK(std::pair(one.region, one.name) < std::pair(two.region, two.name));
  }
  for (const AtlasRow& row : atlas.table) CHECK(atlas.pages[row.page].authority == row.authority);
  for (std::size_t i = 0; i < 11; ++i) CHECK(atlas.table[i].rank == std::to_string(i + 1));
  CHECK(atlas.table[11].name == "Rutland");
  CHECK_THAT(atlas.table[11].reason, Contains("66 % is required"));
  CHECK(atlas.tranches.size() == 3);
  CHECK((atlas.tranches[1].first == 4 && atlas.tranches[1].last == 7 && atlas.tranches[1].authorities == 4));
}

TEST_CASE("a page says what the run holds of its authority") {
  const Run run = sample::sample_run();
  const Atlas atlas = describe_atlas(run);
  const Decision& d = run.decision;
  for (std::size_t a = 0; a < run.authorities.size(); ++a) {
    const AtlasPage& page = page_of(atlas, a);
    CAPTURE(run.authorities.units[a].name);
    CHECK(page.code == run.authorities.units[a].code);
    CHECK(page.name == display_name(run.authorities.units[a].name));
    if (a == 8) continue; // Rutland has no rank
    CHECK(page.rank == std::to_string(d.rank[a]));
    CHECK_THAT(page.score, Contains(fmt::format("{:.2f}", std::fabs(d.score[a]))));
    CHECK(page.tranche == d.tranches[static_cast<std::size_t>(d.tranche[a]) - 1].name);
    REQUIRE(page.ranges.size() == 1); // the sample's draws tell one interval
    CHECK(page.ranges[0].low[0] == run.uncertainty.rank_low[a]);
    CHECK(page.ranges[0].high[0] == run.uncertainty.rank_high[a]);
    CHECK(page.chances == run.uncertainty.tranche_probability[a]);
    // The parts are the contributions, the greatest first, and sum to the score.
    REQUIRE(page.parts.size() == 2);
    CHECK(page.parts[0].value >= page.parts[1].value);
    CHECK(page.parts[0].value + page.parts[1].value == Approx(d.score[a]).margin(1e-8));
    if (page.parts[0].value > 0) CHECK_THAT(page.parts_words, Contains(page.parts[0].title + " contributes most: "));
    if (page.parts[1].value < 0) CHECK_THAT(page.parts_words, Contains(page.parts[1].title + " takes most away: "));
    REQUIRE(page.money.size() == 3);
    CHECK(page.money[2].first == "All years");
    CHECK(page.money[0].first == "2022-23");
  }
  CHECK(page_of(atlas, 11).members == "E06000021, E06000022");
  CHECK(page_of(atlas, 4).name == "Herefordshire");
  CHECK(page_of(atlas, 4).official == "Herefordshire, County of");
}

TEST_CASE("intervals of 50, 90 and 95 % stand on the page in that order") {
  Run run = sample::sample_run();
  for (const double level : {0.95, 0.5, 0.9}) {
    RankInterval interval{level, {}, {}};
    for (const int rank : run.decision.rank) {
      const int reach = level > 0.9 ? 4 : level > 0.5 ? 2 : 1;
      interval.low.push_back(rank > 0 ? std::max(1, rank - reach) : 0);
      interval.high.push_back(rank > 0 ? std::min(11, rank + reach) : 0);
    }
    run.uncertainty.intervals.push_back(std::move(interval));
  }
  const Atlas atlas = describe_atlas(run);
  const AtlasPage& page = page_of(atlas, run.decision.tranches[1].authorities[2]); // rank 6
  REQUIRE(page.ranges.size() == 3);
  CHECK((page.ranges[0].level == 0.5 && page.ranges[0].low[0] == 5 && page.ranges[0].high[0] == 7));
  CHECK((page.ranges[1].level == 0.9 && page.ranges[1].low[0] == 4 && page.ranges[1].high[0] == 8));
  CHECK((page.ranges[2].level == 0.95 && page.ranges[2].low[0] == 2 && page.ranges[2].high[0] == 10));
}

TEST_CASE("edges lie where the tranches end, in ranks and in score, and say whether they are contested") {
  Run run = sample::sample_run();
  const auto at = [&](int rank) {
    return static_cast<std::size_t>(std::find(run.decision.rank.begin(), run.decision.rank.end(), rank) -
                                    run.decision.rank.begin());
  };
  run.uncertainty.contested = {{at(3), at(4)}, {}, {}};
  const Atlas atlas = describe_atlas(run);
  const AtlasPage& page = page_of(atlas, at(5)); // the second tranche has ranks 4 to 7
  REQUIRE(page.edges.size() == 3);
  const auto distance = [&](int rank) { return std::fabs(run.decision.score[at(rank)] - run.decision.score[at(5)]); };
  CHECK_THAT(page.edges[0], Contains(fmt::format("Up to tranche 1: 2 in rank and {:.3f} in score to ", distance(3))));
  CHECK_THAT(page.edges[1], Contains(fmt::format("Down to tranche 3: 3 in rank and {:.3f} in score to ", distance(8))));
  CHECK_THAT(page.edges[2], Contains("Not contested"));
  CHECK_THAT(page_of(atlas, at(4)).edges.back(),
             Contains("Contested: the draws do not tell which side of the edge below 2022-23"));
  CHECK(page_of(atlas, at(1)).edges.size() == 2); // nothing above the first tranche
  CHECK(atlas.table[3].contested);
  CHECK_FALSE(atlas.table[4].contested);
}

TEST_CASE("the spine has England in the middle and the farthest authority at an end") {
  Run run = sample::sample_run();
  run.indicators[1].direction = -1;
  FigureComparison compared;
  compared.id = "deaths", compared.whole = "England";
  compared.region.assign(12, 30);
  compared.vs_england = {std::vector<statistics::Significance>(12, statistics::Significance::higher)};
  FigureComparison other = compared;
  other.id = "homeless";
  run.comparisons = {compared, other};
  const Atlas atlas = describe_atlas(run);
  for (std::size_t i = 0; i < 2; ++i) {
    const IndicatorColumn& column = run.indicators[i];
    const double england = run.decision.columns[i].england;
    double longest = 0;
    for (const double value : present(column.value)) longest = std::max(longest, std::fabs(value - england));
    // England in the middle, the longest way to an end: for need that falls with the figure, mirrored.
    const auto expected = [&](double x) {
      const double right = (x - (england - longest)) / (2 * longest);
      return i == 0 ? right : 1 - right;
    };
    double ends = 0;
    for (std::size_t a = 0; a < 12; ++a) {
      const SpineRow& row = page_of(atlas, a).spine[i];
      CAPTURE(i, a);
      const std::vector<double> values = present(column.value);
      CHECK(row.at.least == Approx(expected(i == 0 ? *std::min_element(values.begin(), values.end())
                                                   : *std::max_element(values.begin(), values.end()))));
      CHECK(row.at.quarter == Approx(expected(seventh(values, i == 0 ? 0.25 : 0.75))));
      CHECK(row.at.three_quarters == Approx(expected(seventh(values, i == 0 ? 0.75 : 0.25))));
      CHECK(row.at.region == Approx(expected(30)));
      if (a == 8) {
        CHECK(std::isnan(row.at.value));
        continue;
      }
      CHECK(row.at.value == Approx(expected(column.value[a])));
      ends = std::max(ends, std::fabs(row.at.value - 0.5));
      CHECK(row.mark == (i == 0 ? NeedMark::greater : NeedMark::less));
      if (i == 0) {
        CHECK(row.at.lower == Approx(expected(column.lower[a])));
        CHECK(row.at.upper == Approx(expected(column.upper[a])));
      }
    }
    CHECK(ends == Approx(0.5));
  }
}

TEST_CASE("figures that are not there are told as such, each in its way") {
  const Atlas atlas = describe_atlas(sample::sample_run());
  const AtlasPage& rutland = page_of(atlas, 8);
  CHECK(rutland.rank.empty());
  CHECK_THAT(rutland.unranked, Contains("66 % is required"));
  CHECK(rutland.spine[0].status == "Too few events: no rate is made");
  CHECK(rutland.spine[1].status == "Not reported");
  CHECK((rutland.spine[0].value.empty() && rutland.spine[0].rank.empty()));
  CHECK(page_of(atlas, 0).spine[0].status == "Unreliable: few events");
  CHECK(page_of(atlas, 3).spine[1].marks == "scaled up from what was reported (75 %)");
  CHECK_THAT(page_of(atlas, 9).notes.front(), Contains("25 in October to December 2021"));
  CHECK_THAT(page_of(atlas, 9).notes.back(), Contains("Without opiate and crack use: no layer my/ocu."));
}

TEST_CASE("figures that are all the same stand on England's line") {
  Run run = sample::sample_run();
  for (double& value : run.indicators[1].value) value = 7;
  run.indicators[1].status.assign(12, Status::measured);
  run.decision.columns[1].england = 7;
  const SpineRow row = describe_atlas(run).pages.front().spine[1];
  CHECK((row.at.value == 0.5 && row.at.least == 0.5 && row.at.greatest == 0.5));
}

TEST_CASE("the nearest in profile are those that comparing with everybody finds") {
  Run run = sample::sample_run();
  run.indicators[1].value[2] = missing; // has one indicator of the heavier weight, so it can be compared
  run.indicators[0].value[5] = missing; // has 40 % of the weight: too little
  const double weights[] = {0.6, 0.4};
  double mean[2], sd[2];
  for (std::size_t i = 0; i < 2; ++i) {
    const std::vector<double> values = present(run.indicators[i].value);
    double sum = 0, squares = 0;
    for (const double value : values) sum += value, squares += value * value;
    const double n = static_cast<double>(values.size());
    mean[i] = sum / n;
    sd[i] = std::sqrt((squares - n * mean[i] * mean[i]) / (n - 1));
  }
  for (std::size_t a = 0; a < 12; ++a) {
    std::vector<std::pair<double, std::size_t>> all;
    for (std::size_t b = 0; b < 12; ++b) {
      double sum = 0, shared = 0;
      for (std::size_t i = 0; i < 2; ++i) {
        const double x = run.indicators[i].value[a], y = run.indicators[i].value[b];
        if (x != x || y != y) continue;
        const double z = (x - mean[i]) / sd[i] - (y - mean[i]) / sd[i];
        sum += weights[i] * z * z;
        shared += weights[i];
      }
      if (b != a && shared > 0.49) all.emplace_back(std::sqrt(sum / shared), b);
    }
    std::sort(all.begin(), all.end());
    const std::vector<ProfileNeighbour> found = nearest_in_profile(run, a, 4);
    CAPTURE(a);
    REQUIRE(found.size() == std::min<std::size_t>(all.size(), 4));
    for (std::size_t k = 0; k < found.size(); ++k) CHECK(found[k].distance == Approx(all[k].first));
    for (const ProfileNeighbour& one : found) // 60 % where one of the two has deaths alone
      CHECK(one.share == Approx(a == 2 || one.authority == 2 ? 0.6 : 1));
    for (const ProfileNeighbour& one : found)
      CHECK(std::any_of(all.begin(), all.end(), [&](const auto& other) {
        return other.second == one.authority && std::fabs(other.first - one.distance) < 1e-9;
      }));
    CHECK(nearest_in_profile(run, a, 99).size() == all.size());
  }
  CHECK(nearest_in_profile(run, 8, 3).empty()); // no figure at all
  CHECK(nearest_in_profile(run, 5, 3).empty());
}

TEST_CASE("of authorities at the same distance the one with the smaller code comes first") {
  Run run = sample::sample_run();
  for (IndicatorColumn& column : run.indicators) column.value.assign(12, 3);
  const std::vector<ProfileNeighbour> found = nearest_in_profile(run, 2, 3);
  REQUIRE(found.size() == 3);
  CHECK((found[0].authority == 0 && found[1].authority == 1 && found[2].authority == 3));
  CHECK(found[2].distance == 0);
}

TEST_CASE("an atlas can do without map, tranches, money, draws and regions") {
  const Atlas atlas = describe_atlas(bare_run());
  REQUIRE(atlas.pages.size() == 12);
  CHECK(atlas.map.areas.empty());
  CHECK(atlas.tranches.empty());
  for (const AtlasPage& page : atlas.pages) {
    CHECK((page.money.empty() && page.edges.empty() && page.chances.empty() && page.ranges.empty()));
    CHECK(page.spine.size() == 2);
  }
  CHECK_FALSE(atlas_pdf(atlas).empty());
}

TEST_CASE("a score that is no sum has no parts, and says so") {
  Run run = sample::sample_run();
  run.decision.additive = Additive::no;
  run.assessment.index.aggregate = Aggregate::median;
  const AtlasPage page = page_of(describe_atlas(run), 0);
  CHECK(page.parts.empty());
  CHECK_THAT(page.parts_words, Contains("no part of it belongs to one indicator alone"));
}
