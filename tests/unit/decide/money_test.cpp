#include "tranche/decide/money.hpp"

#include <catch2/catch.hpp>
#include <numeric>

#include "decide_case.hpp"
#include "missing.hpp"

using namespace tranche;
using Catch::Matchers::Contains;
using Pence = std::vector<std::int64_t>;

namespace {

std::string refusal(std::int64_t pot, std::vector<double> weights, std::int64_t floor,
                    std::optional<std::int64_t> cap) {
  try {
    share_out(pot, weights, floor, cap, "a.yaml:30:3: allocation");
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

DecideCase three_years() {
  DecideCase c(4);
  IndicatorColumn& rate = c.add("rate", {40, 30, 20, 10});
  rate.numerator = {4, 3, 2, 1};
  rate.denominator = {100, 100, 100, 100};
  c.cut("one", Cut::By::count, 1);
  c.cut("two", Cut::By::count, 1);
  c.cut("three", Cut::By::rest);
  return c;
}
} // namespace

TEST_CASE("a pot is shared in proportion, the odd pence to the largest remainders, then to the earlier") {
  CHECK(share_out(100, std::vector<double>{1, 1, 2}, 0, {}) == Pence{25, 25, 50});
  CHECK(share_out(100, std::vector<double>{1, 1, 1}, 0, {}) == Pence{34, 33, 33});
  CHECK(share_out(10, std::vector<double>{1, 2, 3}, 0, {}) == Pence{2, 3, 5}); // 1.67, 3.33, 5
  CHECK(share_out(0, std::vector<double>{1, 2}, 0, {}) == Pence{0, 0});
}

TEST_CASE("floors and caps hold, and what they take or leave is shared among the others in proportion") {
  CHECK(share_out(100, std::vector<double>{1, 1, 8}, 15, {}) == Pence{15, 15, 70});
  CHECK(share_out(100, std::vector<double>{1, 3, 6}, 0, 50) == Pence{13, 37, 50}); // 12.5 and 37.5: the earlier
  CHECK(share_out(100, std::vector<double>{1, 1, 98}, 10, 60) == Pence{20, 20, 60});
  CHECK(share_out(100, std::vector<double>{1, 20, 79}, 15, 50) == Pence{15, 35, 50});
  CHECK(share_out(90, std::vector<double>{1, 5, 9}, 30, 30) == Pence{30, 30, 30});
  CHECK(share_out(100, std::vector<double>{0, 1, 1}, 10, {}) == Pence{10, 45, 45}); // weight 0: the floor only
}

TEST_CASE("the largest pot and weights of very different sizes stay exact") {
  const std::int64_t pot = (std::int64_t{1} << 53) - 1;
  std::vector<double> weights;
  for (int i = 0; i < 2000; ++i) weights.push_back(i % 7 == 0 ? 1e-300 : 1e6 / (i + 1));
  const Pence pence = share_out(pot, weights, 12345, pot / 3);
  CHECK(std::accumulate(pence.begin(), pence.end(), std::int64_t{0}) == pot);
  CHECK(*std::min_element(pence.begin(), pence.end()) == 12345);
  CHECK(*std::max_element(pence.begin(), pence.end()) <= pot / 3);
}

TEST_CASE("floors, caps and pots that cannot be met are refused with both amounts and the place") {
  CHECK_THAT(refusal(5300000000, std::vector<double>(150, 1.0), 40000000, {}),
             Contains("a.yaml:30:3") && Contains("£53,000,000") &&
                 Contains("150 authorities at £400,000 each need £60,000,000"));
  CHECK_THAT(refusal(100000, {1, 2}, 0, 40000), Contains("2 authorities at £400 each take £800 of the pot of £1,000"));
  CHECK_THAT(refusal(100000, {1}, 0, 40000), Contains("1 authority at £400 takes £400 of the pot of £1,000"));
  CHECK_THAT(refusal(100, {1, 2}, 40, 30), Contains("cap of £0.30 is below the floor of £0.40"));
  CHECK_THAT(refusal(100, {}, 0, {}), Contains("nobody is funded"));
  CHECK_THAT(refusal(100, {0, 0}, 10, {}), Contains("none of the 2 funded authorities"));
  CHECK_THAT(refusal((std::int64_t{1} << 53) + 1, {1}, 0, {}), Contains("more than can be shared"));
  CHECK(money_text(123456789) == "£1,234,567.89");
  CHECK(money_text(5300000000) == "£53,000,000");
  CHECK(money_text(-5) == "-£0.05");
}

TEST_CASE("a pot named like a tranche funds it and the earlier ones, an unnamed pot funds all") {
  DecideCase c = three_years();
  c.allocation.population_power = 0;
  c.pot("one", 1000);
  c.pot("two", 700);
  c.pot("three", 10000);
  const Decision d = c.decide();
  CHECK(d.pot_names == std::vector<std::string>{"one", "two", "three"});
  CHECK(d.pence[0] == Pence{1000, 0, 0, 0});
  CHECK(d.pence[1] == Pence{400, 300, 0, 0});
  CHECK(d.pence[2] == Pence{4000, 3000, 2000, 1000});
  CHECK(d.total_pence == Pence{5400, 3300, 2000, 1000});
  c.allocation.pots.clear();
  c.pot("", 10000);
  CHECK(c.decide().total_pence == Pence{4000, 3000, 2000, 1000});
  c.tranches.cut.resize(2); // the last two are in no tranche
  c.tranches.cut[1].amount = 0;
  CHECK(c.decide().total_pence == Pence{10000, 0, 0, 0});
  c.allocation.pots[0].name = "four";
  CHECK_THAT(c.fault(), Contains("the pot 'four' is named like no tranche"));
}

TEST_CASE("need is relative to England, weighted as the index weights it") {
  DecideCase c = three_years();
  c.add("health", {50, 100, 200, 100}, -1); // lower is greater need; its mean is 112.5
  c.pot("", 1000000);
  const Decision d = c.decide();
  CHECK(d.columns[0].england == Approx(25));
  CHECK(d.need[0] == Approx(0.5 * 40 / 25 + 0.5 * 112.5 / 50));
  CHECK(d.need[2] == Approx(0.5 * 20 / 25 + 0.5 * 112.5 / 200));
  c.allocation.need = "rate";
  CHECK(c.decide().need[3] == Approx(0.4));
  c.allocation.need = "nothing";
  CHECK_THAT(c.fault(), Contains("need: 'nothing' is not an indicator"));
}

TEST_CASE("money is a product of powers of need and population") {
  DecideCase c = three_years();
  c.allocation.need = "rate";
  c.population = {1000, 2000, 4000, 8000};
  c.pot("", 100000);
  CHECK(c.decide().total_pence == Pence{15385, 23077, 30769, 30769}); // 4 : 6 : 8 : 8 of 26
  c.allocation.need_power = 2;
  c.allocation.population_power = 0;
  c.allocation.pots[0].pence = 3000;
  CHECK(c.decide().total_pence == Pence{1600, 900, 400, 100});
  c.allocation.need_power = 0;
  c.allocation.population_power = 1;
  CHECK(c.decide().total_pence == Pence{200, 400, 800, 1600});
}

TEST_CASE("scores that are no multipliers never share money") {
  DecideCase c = three_years();
  c.pot("", 1000);
  c.allocation.need = "score";
  for (const Normalise method : {Normalise::z_score, Normalise::rank, Normalise::percentile}) {
    c.index.normalise.method = method;
    CHECK_THAT(c.fault(), Contains("twice the score is not twice the need") && Contains("need: relative"));
  }
  c.index.normalise.method = Normalise::min_max;
  CHECK_THAT(c.fault(), Contains("low end is not above 0"));
  c.index.normalise.low = 10;
  CHECK(c.fault().empty());
  c.index.normalise.method = Normalise::imd_exponential;
  CHECK(c.fault().empty());
}

TEST_CASE("need or population that is not above zero is refused by name") {
  DecideCase c = three_years();
  c.pot("", 1000);
  c.allocation.need = "rate";
  c.indicators[0].value[3] = 0;
  CHECK_THAT(c.fault(), Contains("A004 has a need of 0"));
  c.indicators[0].value[3] = -1;
  CHECK_THAT(c.fault(), Contains("rate relative to England, but A004 has -1"));
  c.indicators[0].value[3] = 10;
  c.population[1] = 0;
  CHECK_THAT(c.fault(), Contains("population of A002"));
  c.allocation.population_power = 0;
  CHECK(c.fault().empty());
}

TEST_CASE("an unranked authority in the last tranche gets the floor when nothing measures its need") {
  DecideCase c = three_years();
  c.indicators[0].value[3] = missing;
  c.indicators[0].status[3] = Status::missing;
  c.tranches.unranked_last = true;
  c.allocation.floor_pence = 50;
  c.pot("", 950);
  const Decision d = c.decide();
  CHECK(d.total_pence == Pence{400, 300, 200, 50});
  CHECK_THAT(d.remarks.back(), Contains("A004 is unranked") && Contains("the floor of £0.50"));
}
