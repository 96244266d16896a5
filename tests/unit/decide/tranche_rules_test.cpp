#include <catch2/catch.hpp>

#include <algorithm>
#include <map>

#include "../../property/random_case.hpp"
#include "decide_case.hpp"
#include "missing.hpp"

using namespace tranche;
using Catch::Matchers::Contains;

namespace {

/// Needs 9, 8, ... in the order of the codes; the regions as given.
DecideCase in_regions(const std::vector<std::string>& regions) {
  DecideCase c(regions.size());
  std::vector<double> need;
  for (std::size_t i = 0; i < regions.size(); ++i) need.push_back(static_cast<double>(100 - i));
  c.add("need", need);
  c.regions = regions;
  return c;
}

} // namespace

TEST_CASE("a tranche with so many of each region takes the first of every region, then the first of all") {
  DecideCase c = in_regions({"N", "N", "N", "S", "N", "W", "S"});
  c.cut("funded", Cut::By::count, 4);
  CHECK(c.decide().tranche == std::vector<int>{1, 1, 1, 1, 0, 0, 0});
  c.tranches.cut[0].per_region = 1;
  const Decision d = c.decide();
  CHECK(d.tranche == std::vector<int>{1, 1, 0, 1, 0, 1, 0});
  CHECK(d.rank == std::vector<int>{1, 2, 3, 4, 5, 6, 7}); // the ranking is as it was
  CHECK(d.funding_note[5] == "in funded as one of the first 1 of W");
  CHECK(d.funding_note[2] == "would be in funded by rank alone, without 1 of each region");
  for (const std::size_t i : {0, 1, 3, 4, 6}) CHECK(d.funding_note[i].empty());
  c.tranches.cut[0].amount = 2;
  CHECK_THAT(c.fault(), Contains("'funded' has 2 places, too few for 1 of each of the 3 regions"));
}

TEST_CASE("authorities are put in or left out by name, count in their tranche, and keep their rank") {
  DecideCase c = in_regions({"N", "N", "N", "N", "N"});
  c.cut("first", Cut::By::count, 2);
  c.cut("second", Cut::By::count, 1);
  c.tranches.named = {{"A005", "first", "a pilot site", {}}, {"A001", "", "runs a scheme of its own", {}}};
  const Decision d = c.decide();
  CHECK(d.tranche == std::vector<int>{0, 1, 2, 0, 1});
  CHECK(d.rank == std::vector<int>{1, 2, 3, 4, 5});
  CHECK(d.funding_note[4] == "in first by name: a pilot site");
  CHECK(d.funding_note[0] == "not funded: runs a scheme of its own");
  CHECK(d.tranches[0].lowest_score == d.score[1]); // of those that rank put there
  c.tranches.named.push_back({"A009", "first", "nobody", {}});
  CHECK_THAT(c.fault(), Contains("A009 is not an authority of this assessment"));
  c.tranches.named.back() = {"A005", "", "twice", {}};
  CHECK_THAT(c.fault(), Contains("A005 is named twice"));
  c.tranches.named.back() = {"A002", "third", "no such", {}};
  CHECK_THAT(c.fault(), Contains("no tranche is named 'third'"));
  c.tranches.named = {{"A003", "second", "", {}}, {"A004", "second", "", {}}};
  CHECK_THAT(c.fault(), Contains("'second' asks for 1 authorities, but 2 are named for it"));
}

TEST_CASE("a tranche of named authorities only is known as such") {
  DecideCase c = in_regions({"N", "N", "N"});
  CHECK_FALSE(c.decide().all_by_name());
  c.cut("sites", Cut::By::count, 1);
  CHECK_FALSE(c.decide().all_by_name());
  c.tranches.named = {{"A003", "sites", "a pilot", {}}};
  CHECK(c.decide().all_by_name());
  c.tranches.cut[0].amount = 2; // one more, by rank
  CHECK_FALSE(c.decide().all_by_name());
}

TEST_CASE("only the eligible are funded, the others are ranked") {
  DecideCase c = in_regions({"N", "N", "N", "N"});
  c.cut("funded", Cut::By::count, 2);
  c.tranches.eligible = {"A002", "A004"};
  const Decision d = c.decide();
  CHECK(d.tranche == std::vector<int>{0, 1, 0, 1});
  CHECK(d.funding_note[0] == "not funded: not eligible");
  c.tranches.cut[0].amount = 3;
  CHECK_THAT(c.fault(), Contains("only 2 of the 4 ranked are left"));
}

TEST_CASE("a named authority without a rank is funded too, and one left out does not fall into the last tranche") {
  DecideCase c(4);
  c.add("need", {5, missing, 3, missing});
  c.cut("first", Cut::By::count, 2);
  c.cut("second", Cut::By::rest);
  c.tranches.unranked_last = true;
  c.tranches.named = {{"A002", "first", "a pilot site", {}}, {"A004", "", "abolished", {}}};
  const Decision d = c.decide();
  CHECK(d.tranche == std::vector<int>{1, 1, 2, 0});
  CHECK(d.tranches[0].authorities == std::vector<std::size_t>{0, 1});
}

TEST_CASE("a cut by population ends before the residents are more") {
  DecideCase c = in_regions({"N", "N", "N", "N"});
  c.population = {400, 300, 500, 100};
  c.cut("first", Cut::By::population, 700);
  CHECK(c.decide().tranche == std::vector<int>{1, 1, 0, 0}); // nobody is passed over for a smaller one behind
  c.tranches.cut[0].amount = 699;
  CHECK(c.decide().tranche == std::vector<int>{1, 0, 0, 0});
  c.tranches.named = {{"A004", "first", "a pilot", {}}}; // its residents count
  c.tranches.cut[0].amount = 799;
  CHECK(c.decide().tranche == std::vector<int>{1, 0, 0, 1});
  c.tranches.cut[0].amount = 800;
  CHECK(c.decide().tranche == std::vector<int>{1, 1, 0, 1});
  c.tranches.named.clear();
  c.tranches.cut[0].amount = 699;
  c.population[1] = missing;
  CHECK_THAT(c.fault(), Contains("A002") && Contains("cut by residents"));
}

TEST_CASE("no exchange betters a tranche that has rules, over many cases by chance") {
  Dice dice(20261126);
  int tried = 0;
  for (int round = 0; round < 2000; ++round) {
    const std::size_t n = 4 + dice.below(20), regions = 1 + dice.below(4);
    std::vector<std::string> region;
    for (std::size_t i = 0; i < n; ++i) region.emplace_back(1, static_cast<char>('A' + dice.below(regions)));
    DecideCase c = in_regions(region);
    for (double& need : c.indicators[0].value) need = static_cast<double>(dice.below(12)); // with ties
    c.cut("funded", Cut::By::count, static_cast<double>(1 + dice.below(n)));
    c.tranches.cut[0].per_region = dice.below(3);
    for (std::size_t i = 0; i < n; ++i)
      if (dice.chance(0.1)) c.tranches.named.push_back({c.codes[i], dice.chance(0.5) ? "funded" : "", "so be it", {}});
    if (!c.fault().empty()) continue;
    ++tried;
    const Decision d = c.decide();
    std::map<std::string, std::size_t> funded, possible;
    const auto named = [&](std::size_t i) {
      return std::any_of(c.tranches.named.begin(), c.tranches.named.end(),
                         [&](const NamedAuthority& one) { return one.code == c.codes[i]; });
    };
    std::size_t all = 0;
    for (std::size_t i = 0; i < n; ++i) {
      all += d.tranche[i] == 1;
      funded[region[i]] += d.tranche[i] == 1;
      possible[region[i]] += d.tranche[i] == 1 || !named(i);
    }
    REQUIRE(all == static_cast<std::size_t>(c.tranches.cut[0].amount));
    for (const auto& [name, most] : possible) REQUIRE(funded[name] >= std::min(most, c.tranches.cut[0].per_region));
    for (std::size_t in = 0; in < n; ++in)
      for (std::size_t out = 0; out < n; ++out) {
        if (d.tranche[in] != 1 || d.tranche[out] != 0 || named(in) || named(out)) continue;
        const bool needed = funded[region[in]] <= c.tranches.cut[0].per_region && region[in] != region[out];
        REQUIRE((d.score[in] >= d.score[out] || needed));
      }
  }
  CHECK(tried > 500);
}
