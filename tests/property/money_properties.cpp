#include <catch2/catch.hpp>
#include <numeric>

#include "random_case.hpp"
#include "tranche/decide/money.hpp"

using namespace tranche;

namespace {

struct Sharing {
  std::int64_t pot = 0, floor = 0;
  std::optional<std::int64_t> cap;
  std::vector<double> weight;
  std::vector<std::int64_t> shared() const { return share_out(pot, weight, floor, cap); }
};

/// A sharing by chance that can be met: floors at most fill the pot, caps can take it.
Sharing random_sharing(Dice& dice) {
  Sharing s;
  const std::size_t n = 1 + dice.below(40);
  const auto claims = static_cast<std::int64_t>(n);
  s.pot = static_cast<std::int64_t>(dice.below(dice.chance(0.5) ? 500 : 1000000000));
  for (std::size_t i = 0; i < n; ++i)
    s.weight.push_back(dice.chance(0.3) ? 1.0 + static_cast<double>(dice.below(3)) : std::exp(6 * dice.unit()));
  if (dice.chance(0.6)) s.floor = static_cast<std::int64_t>(dice.below(static_cast<std::size_t>(s.pot / claims) + 1));
  if (dice.chance(0.6)) {
    const std::int64_t least = s.pot / claims + 1;
    s.cap = least + static_cast<std::int64_t>(dice.below(static_cast<std::size_t>(least) * 3));
  }
  return s;
}

/// Water-filling by brute force, in long doubles: halving the level until the clamped shares sum to the pot.
std::vector<long double> filled_by_bisection(const Sharing& s) {
  const auto share = [&](long double level, std::size_t i) {
    const long double amount = std::max<long double>(level * s.weight[i], static_cast<long double>(s.floor));
    return s.cap ? std::min<long double>(amount, static_cast<long double>(*s.cap)) : amount;
  };
  long double low = 0, high = static_cast<long double>(s.pot) + 1; // the least weight is 1
  for (int step = 0; step < 200; ++step) {
    const long double level = (low + high) / 2;
    long double sum = 0;
    for (std::size_t i = 0; i < s.weight.size(); ++i) sum += share(level, i);
    (sum < static_cast<long double>(s.pot) ? low : high) = level;
  }
  std::vector<long double> amounts;
  for (std::size_t i = 0; i < s.weight.size(); ++i) amounts.push_back(share(high, i));
  return amounts;
}

} // namespace

TEST_CASE("shares sum to the pot exactly, floors and caps hold, and equal claims differ by a penny at most") {
  Dice dice(11);
  for (int round = 0; round < 3000; ++round) {
    const Sharing s = random_sharing(dice);
    const std::vector<std::int64_t> pence = s.shared();
    REQUIRE(std::accumulate(pence.begin(), pence.end(), std::int64_t{0}) == s.pot);
    for (std::size_t i = 0; i < pence.size(); ++i) {
      REQUIRE(pence[i] >= s.floor);
      if (s.cap) REQUIRE(pence[i] <= *s.cap);
      for (std::size_t j = 0; j < i; ++j) {
        if (s.weight[i] < s.weight[j]) REQUIRE(pence[i] <= pence[j]);
        if (s.weight[i] == s.weight[j]) REQUIRE((pence[j] - pence[i] == 0 || pence[j] - pence[i] == 1));
      }
    }
  }
}

TEST_CASE("shares are those of brute-force water-filling, to the penny of rounding") {
  Dice dice(12);
  for (int round = 0; round < 3000; ++round) {
    const Sharing s = random_sharing(dice);
    const std::vector<std::int64_t> pence = s.shared();
    const std::vector<long double> exact = filled_by_bisection(s);
    for (std::size_t i = 0; i < pence.size(); ++i)
      REQUIRE(std::abs(static_cast<long double>(pence[i]) - exact[i]) < 1 + 1e-6L);
  }
}

TEST_CASE("money never rises when only one's own claim falls, and nobody else's money falls by more than a penny") {
  Dice dice(13);
  for (int round = 0; round < 3000; ++round) {
    Sharing s = random_sharing(dice);
    const std::vector<std::int64_t> before = s.shared();
    const std::size_t i = dice.below(s.weight.size());
    for (const double less : {1 - 1e-9, 0.999, 0.9, 0.3}) {
      Sharing lowered = s;
      lowered.weight[i] *= less;
      const std::vector<std::int64_t> after = lowered.shared();
      REQUIRE(after[i] <= before[i]);
      for (std::size_t j = 0; j < after.size(); ++j)
        if (j != i) REQUIRE(after[j] >= before[j] - 1);
    }
  }
}

TEST_CASE("allocations of whole assessments sum to each pot, keep floors, and pay the funded only") {
  Dice dice(14);
  for (int round = 0; round < 400; ++round) {
    const DecideCase c = random_case(dice);
    const Decision d = c.decide();
    for (std::size_t p = 0; p < d.pence.size(); ++p) {
      REQUIRE(std::accumulate(d.pence[p].begin(), d.pence[p].end(), std::int64_t{0}) == c.allocation.pots[p].pence);
      const int last = p == 0 ? 1 : 3;
      for (std::size_t i = 0; i < d.tranche.size(); ++i) {
        const bool funded = d.tranche[i] >= 1 && d.tranche[i] <= last;
        REQUIRE((funded ? d.pence[p][i] >= c.allocation.floor_pence : d.pence[p][i] == 0));
      }
    }
  }
}

TEST_CASE("an authority whose need falls, all else the same, never gets more money") {
  Dice dice(15);
  int less_money = 0;
  for (int round = 0; round < 400; ++round) {
    DecideCase c = random_case(dice);
    const Decision before = c.decide();
    const std::size_t i = dice.below(c.codes.size()), k = dice.below(c.indicators.size());
    IndicatorColumn& indicator = c.indicators[k];
    if (before.rank[i] == 0 || !has_value(indicator.status[i])) continue;
    // The tranches stay as they were: with one pot for all, need moves money through the formula alone.
    c.tranches.cut = {{"all", Cut::By::rest, 0, {}}};
    c.allocation.pots = {{"", 100000000, {}}};
    const std::int64_t paid = c.decide().total_pence[i];
    indicator.value[i] *= indicator.direction > 0 ? 0.8 : 1.25;
    const std::int64_t paid_less = c.decide().total_pence[i];
    REQUIRE(paid_less <= paid);
    less_money += paid_less < paid ? 1 : 0;
  }
  CHECK(less_money > 200);
}
