#include "tranche/decide/uncertainty.hpp"

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

TEST_CASE("uncertainty is the same to the last bit with 1, 2 and 4 threads") {
  const DecideCase c = mixed();
  const Uncertainty one = uncertain(c, 300, 1);
  for (const int threads : {2, 4}) {
    const Uncertainty other = uncertain(c, 300, threads);
    CHECK(other.rank_low == one.rank_low);
    CHECK(other.rank_high == one.rank_high);
    CHECK(other.rank_median == one.rank_median);
    CHECK(other.tranche_probability == one.tranche_probability);
  }
}
