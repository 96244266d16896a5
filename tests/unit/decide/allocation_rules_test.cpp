#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <numeric>

#include "../../property/random_case.hpp"
#include "decide_case.hpp"
#include "missing.hpp"
#include "tranche/decide/burden.hpp"
#include "tranche/decide/money.hpp"

using namespace tranche;
using Catch::Matchers::Contains;

namespace {

using Pence = std::vector<std::int64_t>;

/// Needs in the order of the codes, two tranches of two, populations 1, 2, 3, 4 thousand, money by population.
DecideCase four() {
  DecideCase c(4);
  c.add("need", {40, 30, 20, 10});
  c.population = {1000, 2000, 3000, 4000};
  c.cut("one", Cut::By::count, 2);
  c.cut("two", Cut::By::rest);
  c.allocation.need_power = 0;
  return c;
}

std::int64_t sum(const Pence& pence) { return std::accumulate(pence.begin(), pence.end(), std::int64_t{0}); }

/// Sainte-Laguë as a list: the quotients of all claims, the largest first.
Pence by_list_of_quotients(std::int64_t units, const std::vector<double>& weights) {
  std::vector<std::pair<double, std::size_t>> quotients; // one and the same double where two are equal: IEEE division
  for (std::size_t i = 0; i < weights.size(); ++i)
    for (std::int64_t k = 0; k < units; ++k) quotients.emplace_back(weights[i] / static_cast<double>(2 * k + 1), i);
  std::stable_sort(quotients.begin(), quotients.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  Pence given(weights.size(), 0);
  for (std::int64_t k = 0; k < units; ++k) ++given[quotients[static_cast<std::size_t>(k)].second];
  return given;
}

} // namespace

TEST_CASE("those not yet funded are paid by a pot of their own, until their year") {
  DecideCase c = four();
  c.pot("one", 3000);
  Pot& waiting = c.pot("until then", 700);
  waiting.year = "one";
  waiting.pays = Pot::Pays::waiting;
  c.pot("two", 10000);
  Pot& all = c.pot("everybody", 1000);
  all.pays = Pot::Pays::all;
  const Decision d = c.decide();
  CHECK(d.pence[0] == Pence{1000, 2000, 0, 0});
  CHECK(d.pence[1] == Pence{0, 0, 300, 400});
  CHECK(d.pence[2] == Pence{1000, 2000, 3000, 4000});
  CHECK(d.pence[3] == Pence{100, 200, 300, 400});
  CHECK(d.total_pence == Pence{2100, 4200, 3600, 4800});
  c.allocation.pots[1].year = "three";
  CHECK_THAT(c.fault(), Contains("the pot 'three' is named like no tranche"));
}

TEST_CASE("shared over all, those paid get what they would get if all were, and the rest stays") {
  DecideCase c = four();
  Pot& pot = c.pot("level of last year", 1000);
  pot.year = "one";
  pot.pays = Pot::Pays::waiting;
  pot.over_all = true;
  CHECK(c.decide().total_pence == Pence{0, 0, 300, 400});
}

TEST_CASE("a pot pays only those it names, and by rules of its own") {
  DecideCase c = four();
  Pot& pilot = c.pot("two", 900);
  pilot.only = {"A002", "A004"};
  pilot.rules = c.allocation;
  pilot.rules->population_power = 0;
  CHECK(c.decide().total_pence == Pence{0, 450, 0, 450});
  pilot.rules->base_pence = 100;
  pilot.rules->population_power = 1;
  CHECK(c.decide().total_pence == Pence{0, 100 + 233, 0, 100 + 467}); // 700 by 2 and 4
  pilot.only.push_back("A009");
  CHECK_THAT(c.fault(), Contains("only for A009 among others, which is not an authority"));
  pilot.only.pop_back();
  pilot.rules->base_pence = 500;
  CHECK_THAT(c.fault(), Contains("smaller than the bases: 2 authorities at £5 each"));
}

TEST_CASE("money follows counts of people, to a power") {
  DecideCase c = four();
  c.indicators[0].numerator = {4, 9, 16, 25};
  c.allocation.population_power = 0;
  c.allocation.counts = {{"need", 0.5}};
  c.pot("", 1400);
  CHECK(c.decide().total_pence == Pence{200, 300, 400, 500});
  c.indicators[0].numerator[2] = 0; // ranked, and nobody there: no money, and nothing to say of a missing rank
  CHECK(c.decide().total_pence[2] == 0);
  CHECK(c.decide().remarks.empty());
  c.indicators[0].numerator[2] = missing;
  CHECK_THAT(c.fault(), Contains("A003 has no count behind its figure of need"));
  c.allocation.counts = {{"nobody", 1}};
  CHECK_THAT(c.fault(), Contains("'nobody' is not an indicator"));
}

TEST_CASE("amounts stay near those before, and a contradiction names the two rules") {
  DecideCase c = four();
  Pot& first = c.pot("before", 4000);
  first.pays = Pot::Pays::all;
  first.rules = c.allocation;
  first.rules->population_power = 0; // 1,000 each
  Pot& second = c.pot("after", 4000);
  second.pays = Pot::Pays::all;
  second.rules = c.allocation; // by population: 400, 800, 1,200, 1,600
  second.rules->before = "before";
  second.rules->least = 0.9;
  second.rules->most = 1.15;
  CHECK(c.decide().pence[1] == Pence{900, 900, 1050, 1150}); // the middle two: 900 floor, the rest
  c.allocation.pots[0].pence = 4004; // 1,001 each: at least 900.9 is 901 whole pence, at most 1,151.15 is 1,151
  CHECK(c.decide().pence[1] == Pence{901, 901, 1047, 1151});
  c.allocation.pots[0].pence = 4000;
  second.rules->least = 0;
  second.rules->most.reset();
  second.rules->taper = 0.5;
  CHECK(c.decide().pence[1] == Pence{700, 900, 1100, 1300});
  second.rules->taper = 0;
  second.rules->most = 1;
  second.rules->floor_pence = 1001;
  CHECK_THAT(c.fault(), Contains("at most 1 times the £10 of 'before' is £10, and at least £10.01"));
}

TEST_CASE("floor and cap are of all that an authority gets, its base among it") {
  DecideCase c = four();
  Pot& pot = c.pot("", 1000);
  pot.rules = c.allocation;
  pot.rules->base_pence = 100; // 600 are left, by 1, 2, 3 and 4
  CHECK(c.decide().total_pence == Pence{160, 220, 280, 340});
  pot.rules->floor_pence = 200;
  pot.rules->cap_pence = 320;
  CHECK(c.decide().total_pence == Pence{200, 212, 268, 320}); // 56 for a claim of 1: 100 at least, 220 at most
}

TEST_CASE("a consortium is paid one undivided amount") {
  DecideCase c = four();
  c.regions = {"N", "S", "S", "N"};
  Pot& joint = c.pot("beds", 1000);
  joint.pays = Pot::Pays::all;
  joint.by_region = true;
  const Decision d = c.decide();
  CHECK(d.total_pence == Pence{0, 0, 0, 0});
  REQUIRE(d.shares[0].joint.size() == 2);
  CHECK(d.shares[0].joint[0].region == "N");
  CHECK(d.shares[0].joint[0].pence == 500);
  CHECK(d.shares[0].joint[0].authorities == std::vector<std::size_t>{0, 3});
  CHECK(d.shares[0].joint[1].pence == 500);
}

TEST_CASE("posts are whole, each gets the least, and they sum to what there is") {
  DecideCase c = four();
  UnitPot pot;
  pot.name = "coordinators";
  pot.unit = "posts";
  pot.units = 7;
  pot.rules.need_power = 0;
  pot.rules.floor_pence = 1;
  c.allocation.units = {pot};
  CHECK(c.decide().units[0] == Pence{1, 1, 2, 3}); // 0.7, 1.4, 2.1, 2.8: one raised, the rest 6 by 2, 3, 4
  c.allocation.units[0].units = 3;
  CHECK_THAT(c.fault(), Contains("the least that all must get is 4, more than the 3 there are"));
  CHECK(c.allocation.pots.empty());
}

TEST_CASE("Sainte-Laguë: the published worked example, and the list of all quotients") {
  // The worked example by which the Federal Returning Officer of Germany tells the methods apart: 8 seats by 10,000,
  // 6,000 and 1,500 votes are 4, 3, 1 under Sainte-Laguë, where d'Hondt gives 5, 3, 0.
  const std::vector<double> votes{10000, 6000, 1500};
  const ShareBounds none{Pence(3, 0), Pence(3, 1000)};
  CHECK(apportion(8, votes, none, Apportion::sainte_lague, "x") == Pence{4, 3, 1});
  CHECK(apportion(8, votes, {{1, 1, 3}, Pence(3, 1000)}, Apportion::sainte_lague, "x") == Pence{3, 2, 3});
  Dice dice(7);
  for (int round = 0; round < 500; ++round) {
    std::vector<double> weights;
    for (std::size_t n = 1 + dice.below(12); weights.size() < n;)
      weights.push_back(static_cast<double>(1 + dice.below(64))); // exact in quotients' comparison of ties
    const auto units = static_cast<std::int64_t>(dice.below(60));
    const ShareBounds bounds{Pence(weights.size(), 0), Pence(weights.size(), 1000)};
    const Pence given = apportion(units, weights, bounds, Apportion::sainte_lague, "x");
    REQUIRE(sum(given) == units);
    REQUIRE(given == by_list_of_quotients(units, weights));
  }
}

TEST_CASE("claims with bounds of their own: brute-force water-filling") {
  Dice dice(77);
  for (int round = 0; round < 1000; ++round) {
    const std::size_t n = 1 + dice.below(12);
    std::vector<double> weights;
    ShareBounds bounds;
    std::int64_t least = 0, most = 0;
    for (std::size_t i = 0; i < n; ++i) {
      weights.push_back(0.5 + 10 * dice.unit());
      bounds.least.push_back(static_cast<std::int64_t>(dice.below(500)));
      bounds.most.push_back(bounds.least.back() + static_cast<std::int64_t>(dice.below(2000)));
      least += bounds.least.back();
      most += bounds.most.back();
    }
    const std::int64_t pot = least + static_cast<std::int64_t>(dice.below(static_cast<std::size_t>(most - least) + 1));
    const Pence pence = share_out(pot, weights, bounds, "x");
    REQUIRE(sum(pence) == pot);
    long double low = 0, high = 1e7L;
    const auto amount = [&](long double t, std::size_t i) {
      return std::clamp(t * static_cast<long double>(weights[i]), static_cast<long double>(bounds.least[i]),
                        static_cast<long double>(bounds.most[i]));
    };
    for (int step = 0; step < 200; ++step) {
      long double all = 0;
      for (std::size_t i = 0; i < n; ++i) all += amount((low + high) / 2, i);
      (all < static_cast<long double>(pot) ? low : high) = (low + high) / 2;
    }
    for (std::size_t i = 0; i < n; ++i) {
      REQUIRE(pence[i] >= bounds.least[i]);
      REQUIRE(pence[i] <= bounds.most[i]);
      REQUIRE(std::abs(static_cast<long double>(pence[i]) - amount(high, i)) < 1 + 1e-6L);
    }
  }
}

TEST_CASE("a burden of 1 ranks by how many people there are, 0 by rates, and between by their mix") {
  DecideCase c(4);
  c.add("rate", {40, 30, 20, 10});
  c.indicators[0].denominator = {1000, 2000, 4000, 16000}; // counts 40, 60, 80, 160 per thousand
  c.index.normalise.method = Normalise::min_max;
  c.cut("first", Cut::By::count, 2);
  CHECK(c.decide().rank == std::vector<int>{1, 2, 3, 4});
  c.index.burden = 1;
  const Decision burdened = c.decide();
  CHECK(burdened.rank == std::vector<int>{4, 3, 2, 1});
  CHECK(burdened.score[1] == Approx((60.0 - 40) / (160 - 40) * 100));
  c.index.burden = 0.5; // value x sqrt(denominator) is 1,265, 1,342, 1,265, 1,265
  CHECK(c.decide().rank[1] == 1);
  const auto three = compare_burdens(c.candidates(), c.indicators, c.index, c.tranches);
  REQUIRE(three);
  CHECK(three->rank[0] == std::vector<int>{1, 2, 3, 4});
  CHECK(three->rank[2] == std::vector<int>{4, 3, 2, 1});
  CHECK(three->agreement[1].spearman == Approx(-1));
  CHECK(three->agreement[1].funded_in_common == 0);
  CHECK(three->agreement[1].by_chance == Approx(1)); // 2 x 2 / 4
  c.indicators[0].direction = -1;
  CHECK_THAT(c.fault(), Contains("less is more need"));
}

TEST_CASE("a figure without a denominator has the residents' burden") {
  DecideCase c(3);
  c.add("score", {30, 20, 10});
  c.population = {100, 1000, 1100};
  c.index.burden = 1;
  CHECK(c.decide().rank == std::vector<int>{3, 1, 2});
  c.population[2] = missing;
  CHECK_THAT(c.fault(), Contains("population of A003") && Contains("burden of score"));
}
