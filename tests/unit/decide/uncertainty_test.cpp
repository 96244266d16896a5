#include "tranche/decide/uncertainty.hpp"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <catch2/catch.hpp>
#include <cmath>

#include "decide_case.hpp"

using namespace tranche;
using Catch::Matchers::Contains;

namespace {

constexpr int many = 40000;

Uncertainty uncertain(const DecideCase& c, const UncertaintySettings& settings, int threads = 1) {
  return estimate_uncertainty(c.decide(), c.candidates(), c.indicators, c.index, c.tranches, c.allocation, settings,
                              threads);
}

Uncertainty uncertain(const DecideCase& c, int draws = many, int threads = 1) {
  UncertaintySettings settings;
  settings.draws = draws;
  return uncertain(c, settings, threads);
}

/// Within four standard errors of the exact probability.
bool agrees(double found, double exact) { return std::abs(found - exact) < 4 * std::sqrt(exact * (1 - exact) / many); }

DecideCase two_counts(double a, double b) {
  DecideCase c(2);
  IndicatorColumn& deaths = c.add("deaths", {a, b});
  deaths.error_model = "poisson";
  deaths.numerator = {a, b};
  deaths.denominator = {100000, 100000};
  c.cut("first", Cut::By::count, 1);
  c.cut("second", Cut::By::rest);
  return c;
}

/// Two authorities, each first in one of two indicators, which count 0.6 and 0.4 as they are.
DecideCase opposites() {
  DecideCase c(2);
  c.add("first", {1, 0});
  c.add("second", {0, 1});
  c.index.normalise.method = Normalise::none;
  c.index.weights = {DecideCase::weight("first", 0.6), DecideCase::weight("second", 0.4)};
  c.cut("first", Cut::By::count, 1);
  c.cut("second", Cut::By::rest);
  return c;
}

DecideCase mixed() {
  DecideCase c(40);
  std::vector<double> rate, score, wide;
  for (int i = 0; i < 40; ++i) {
    rate.push_back(5 + i % 7);
    score.push_back(10 + i);
    wide.push_back(20 + 3 * (i % 5));
  }
  IndicatorColumn& deaths = c.add("deaths", rate);
  deaths.error_model = "poisson";
  deaths.numerator = rate;
  deaths.denominator.assign(40, 1e5);
  c.add("deprivation", score);
  IndicatorColumn& users = c.add("users", wide);
  users.error_model = "limits";
  for (std::size_t i = 0; i < 40; ++i) {
    users.lower[i] = i % 4 == 0 ? 0 : wide[i] - 5;
    users.upper[i] = wide[i] + 6;
  }
  c.cut("first", Cut::By::count, 10);
  c.cut("second", Cut::By::rest);
  return c;
}

} // namespace

TEST_CASE("two counts change places as often as their gamma posteriors say") {
  for (const auto& [a, b] : {std::pair{12.0, 8.0}, std::pair{3.0, 0.0}, std::pair{100.0, 99.0}}) {
    const Uncertainty u = uncertain(two_counts(a, b));
    CAPTURE(a, b);
    // P(Gamma(a + 1/2) > Gamma(b + 1/2)) is a beta distribution function at one half.
    CHECK(agrees(u.tranche_probability[0][0], boost::math::ibeta(b + 0.5, a + 0.5, 0.5)));
    CHECK(u.tranche_probability[0][0] + u.tranche_probability[1][0] == Approx(1));
    CHECK(u.tranche_probability[0][0] == u.tranche_probability[1][1]);
  }
}

TEST_CASE("limits are drawn log-normally through the value, and normally where the lower one is 0") {
  DecideCase c(2);
  IndicatorColumn& users = c.add("users", {10, 8});
  users.error_model = "limits";
  const double z = 1.959963984540054;
  users.lower = {10 * std::exp(-0.3 * z), 8 * std::exp(-0.2 * z)};
  users.upper = {10 * std::exp(0.3 * z), 8 * std::exp(0.2 * z)};
  c.cut("first", Cut::By::count, 1);
  const auto phi = [](double x) { return std::erfc(-x / std::sqrt(2.0)) / 2; };
  CHECK(agrees(uncertain(c).tranche_probability[0][0], phi(std::log(10.0 / 8) / std::hypot(0.3, 0.2))));
  c.indicators[0].lower = {0, 0};
  c.indicators[0].upper = {20, 16}; // deviations 20 / 2z and 16 / 2z; few draws fall below 0
  CHECK(std::abs(uncertain(c).tranche_probability[0][0] - phi(2 / std::hypot(20 / (2 * z), 16 / (2 * z)))) < 0.01);
}

TEST_CASE("a binomial share is drawn from its beta posterior") {
  DecideCase c(2);
  IndicatorColumn& users = c.add("share", {30, 50});
  users.error_model = "binomial";
  users.numerator = {3, 5};
  users.denominator = {10, 10};
  c.cut("first", Cut::By::count, 1);
  // P(Beta(3.5, 7.5) > Beta(5.5, 5.5)) by the midpoint rule.
  double exact = 0;
  const int steps = 200000;
  for (int k = 0; k < steps; ++k) {
    const double x = (k + 0.5) / steps;
    exact += boost::math::ibeta_derivative(3.5, 7.5, x) * boost::math::ibeta(5.5, 5.5, x) / steps;
  }
  CHECK(agrees(uncertain(c).tranche_probability[0][0], exact));
}

TEST_CASE("what has no limits is held fixed, and said so") {
  DecideCase c(3);
  c.add("deprivation", {3, 1, 2});
  c.indicators[0].title = "Deprivation";
  c.cut("first", Cut::By::count, 1);
  c.indicators[0].value[1] = std::nan("");
  c.indicators[0].status[1] = Status::missing;
  const Uncertainty u = uncertain(c, 50);
  CHECK(u.rank_low == std::vector<int>{1, 0, 2});
  CHECK(u.rank_high == u.rank_low);
  CHECK(u.rank_median == u.rank_low);
  CHECK(u.tranche_probability[0] == std::vector<double>{1});
  CHECK(u.tranche_probability[1] == std::vector<double>{0});
  REQUIRE(u.assumptions.size() == 3);
  CHECK(u.assumptions[0] == "Deprivation has no limits and is held fixed.");
  CHECK(uncertain(c, 0).rank_low.empty());
}

TEST_CASE("a figure shared by two authorities is drawn once: they stay level") {
  DecideCase c = two_counts(12, 12);
  c.indicators[0].flags = {flag::shared, flag::shared};
  const Uncertainty u = uncertain(c, 200);
  CHECK(u.rank_high == std::vector<int>{1, 1});
}

TEST_CASE("a standardised rate is drawn from its limits, not from its count") {
  DecideCase c = two_counts(12, 8);
  c.indicators[0].value = {15, 8}; // no longer one factor times count over population
  c.indicators[0].lower = {14.999, 7.999};
  c.indicators[0].upper = {15.001, 8.001};
  CHECK(uncertain(c, 1000).tranche_probability[0][0] == 1);
  CHECK_THAT(uncertain(c, 10).assumptions[0], Contains("95 % limits"));
}

TEST_CASE("intervals are in order and every draw fills each tranche, in every method") {
  for (const Normalise method :
       {Normalise::z_score, Normalise::min_max, Normalise::rank, Normalise::percentile, Normalise::imd_exponential}) {
    DecideCase c = mixed();
    c.index.normalise.method = method;
    c.index.normalise.low = 1;
    c.index.aggregate = method == Normalise::z_score ? Aggregate::arithmetic : Aggregate::geometric;
    const Uncertainty u = uncertain(c, 1000);
    for (std::size_t i = 0; i < 40; ++i) {
      CAPTURE(static_cast<int>(method), i);
      CHECK(u.rank_low[i] <= u.rank_median[i]);
      CHECK(u.rank_median[i] <= u.rank_high[i]);
      CHECK(u.tranche_probability[i][0] + u.tranche_probability[i][1] == Approx(1));
    }
    double funded = 0;
    for (const auto& probability : u.tranche_probability) funded += probability[0];
    CHECK(funded == Approx(10)); // ten places in every draw
  }
}

TEST_CASE("weights are drawn from a Dirichlet distribution around those stated") {
  DecideCase c = opposites();
  UncertaintySettings settings;
  settings.draws = many;
  settings.weights.concentration = 10; // of two members the first share is Beta(6, 4)
  const Uncertainty u = uncertain(c, settings);
  CHECK(agrees(u.tranche_probability[0][0], boost::math::ibetac(6, 4, 0.5)));
  CHECK(u.sources == std::vector<std::string>{"weights"});
  CHECK(u.standard_error == Approx(std::sqrt(u.tranche_probability[0][0] * u.tranche_probability[1][0] / many)));
}

TEST_CASE("weights are drawn evenly from ranges, in a nested tree as well") {
  DecideCase c = opposites();
  UncertaintySettings settings;
  settings.draws = many;
  settings.weights.ranges["first"] = {0.2, 0.8}; // beside the other's 0.4: the first counts more above 0.4
  CHECK(agrees(uncertain(c, settings).tranche_probability[0][0], 2.0 / 3));
  c.index.weights = {DecideCase::weight("domain", 1, {DecideCase::weight("first", 6), DecideCase::weight("second", 4)}),
                     DecideCase::weight("level", 1)};
  c.add("level", {1, 1});
  settings.weights.ranges = {{"first", {2, 8}}};
  CHECK(agrees(uncertain(c, settings).tranche_probability[0][0], 2.0 / 3));
  settings.weights.ranges = {{"frist", {1, 2}}};
  CHECK_THROWS_WITH(uncertain(c, settings), Contains("'frist' has a range of weights, but no weight") &&
                                                Contains("domain, first, second, level"));
}

TEST_CASE("methods are drawn with equal chances, the stated one among them") {
  DecideCase c = opposites();
  c.index.weights = {DecideCase::weight("first", 0.4), DecideCase::weight("second", 0.6)};
  c.indicators[0].value = {10, 0}; // as they are the first is before, by place the second
  UncertaintySettings settings;
  settings.draws = many;
  settings.methods.normalise.resize(2);
  settings.methods.normalise[0].method = Normalise::percentile;
  settings.methods.normalise[1].method = Normalise::rank;
  Uncertainty u = uncertain(c, settings);
  CHECK(agrees(u.tranche_probability[0][0], 1.0 / 3));
  CHECK(std::any_of(u.assumptions.begin(), u.assumptions.end(), [](const std::string& sentence) {
    return sentence.find("normalise: none, percentile, rank") != std::string::npos;
  }));
  settings.methods = {};
  settings.methods.leave_out = true; // none, the first or the second: the first authority is before but for the second
  CHECK(agrees(uncertain(c, settings).tranche_probability[0][0], 2.0 / 3));
  settings.methods.aggregate = {Aggregate::geometric};
  CHECK_THROWS_WITH(uncertain(c, settings), Contains("with the methods") && Contains("aggregate: geometric"));
  settings.methods.aggregate = {Aggregate::kemeny};
  CHECK_THROWS_WITH(uncertain(c, settings), Contains("Kemeny"));
}

TEST_CASE("chances to outrank, intervals, contested edges and money follow the same draws") {
  DecideCase c = two_counts(12, 8);
  c.pot("first", 100000);
  const Uncertainty u = uncertain(c);
  const double before = boost::math::ibeta(8.5, 12.5, 0.5);
  REQUIRE(u.outranks[0].size() == 1);
  CHECK(u.outranks[0][0].authority == 1);
  CHECK(agrees(u.outranks[0][0].probability, before));
  CHECK(u.outranks[0][0].probability + u.outranks[1][0].probability == Approx(1));
  REQUIRE(u.intervals.size() == 3);
  CHECK(u.intervals[0].high == std::vector<int>{1, 2}); // the first is second in a fifth of the draws
  CHECK(u.intervals[1].high == std::vector<int>{2, 2});
  CHECK(u.contested[0] == std::vector<std::size_t>{0, 1});
  CHECK(u.contested[1].empty());
  CHECK(u.contested_at(1) == std::vector<std::size_t>{0});
  CHECK(u.money[0].mean == Approx(100000 * u.tranche_probability[0][0]).margin(1));
  CHECK(u.money[0].mean + u.money[1].mean == Approx(100000).margin(1));
  CHECK(u.money[0].low == 0);
  CHECK(std::abs(u.money[0].high - 100000) <= 100); // to a thousandth
  CHECK(u.without_money == 0);
}

TEST_CASE("money over the draws is what decide() pays on average") {
  DecideCase c = mixed();
  c.pot("", 1000000);
  c.allocation.population_power = 0;
  c.allocation.floor_pence = 10000;
  const Uncertainty u = uncertain(c, 2000);
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < 40; ++i) {
    CHECK(u.money[i].low <= u.money[i].mean + u.money[i].mean / 500);
    CHECK(u.money[i].low >= 9990);
    CHECK(u.money[i].high >= u.money[i].low);
    sum += u.money[i].mean;
  }
  CHECK(std::abs(sum - 1000000) <= 40); // rounded means of exact totals
}

TEST_CASE("draws go on until every probability is known well enough") {
  DecideCase c = two_counts(12, 8);
  UncertaintySettings settings;
  settings.draws = 100;
  settings.until = 0.01;
  const Uncertainty u = uncertain(c, settings);
  CHECK(u.standard_error <= 0.01);
  CHECK(u.draws % 100 == 0);
  const double p = u.tranche_probability[0][0];
  CHECK(p * (1 - p) / (u.draws - 100) > 0.9 * 0.01 * 0.01); // and not much longer
  c.indicators[0].error_model = "none";
  CHECK(uncertain(c, settings).draws == 100); // probabilities of exactly 0 and 1
  settings.figures = false;
  CHECK(uncertain(two_counts(12, 8), settings).sources.empty());
}

TEST_CASE("the five nearest in rank are told, fewer at the ends of a short list") {
  DecideCase c(9);
  c.add("deprivation", {9, 8, 7, 6, 5, 4, 3, 2, 1});
  c.cut("first", Cut::By::count, 3);
  const Uncertainty u = uncertain(c, 10);
  const auto others = [&](std::size_t i) {
    std::vector<std::size_t> list;
    for (const Outranks& other : u.outranks[i]) list.push_back(other.authority);
    return list;
  };
  CHECK(others(0) == std::vector<std::size_t>{1, 2, 3, 4, 5});
  CHECK(others(4) == std::vector<std::size_t>{1, 2, 3, 5, 6});
  CHECK(others(8) == std::vector<std::size_t>{3, 4, 5, 6, 7});
  CHECK(u.outranks[4][2].probability == 0);
  CHECK(u.outranks[4][3].probability == 1);
}

TEST_CASE("uncertainty is the same to the last bit with 1, 2 and 4 threads") {
  DecideCase c = mixed();
  c.pot("", 1000000);
  const Uncertainty one = uncertain(c, 300, 1);
  for (const int threads : {2, 4}) {
    const Uncertainty other = uncertain(c, 300, threads);
    CHECK(other.rank_low == one.rank_low);
    CHECK(other.rank_high == one.rank_high);
    CHECK(other.rank_median == one.rank_median);
    CHECK(other.tranche_probability == one.tranche_probability);
    CHECK(other.money == one.money);
  }
}
