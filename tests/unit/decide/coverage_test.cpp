// What the draws say holds in worlds of which the truth is known, and in cases that have a closed form.
#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "decide_case.hpp"
#include "tranche/decide/uncertainty.hpp"
#include "tranche/statistics/random.hpp"
#include "tranche/statistics/ranking.hpp"

using namespace tranche;
using statistics::Stream;

namespace {

Uncertainty drawn(const DecideCase& c, int draws, double concentration = 0) {
  UncertaintySettings settings;
  settings.draws = draws;
  settings.weights.concentration = concentration;
  return estimate_uncertainty(c.decide(), c.candidates(), c.indicators, c.index, c.tranches, c.allocation, settings);
}

double four_errors(double p, int draws) { return 4 * std::sqrt(p * (1 - p) / draws); }

/// Of all ranks of the worlds, the share that lies in its 90 % interval.
template <class World> double coverage(std::size_t n, std::uint32_t worlds, const World& world) {
  double covered = 0;
  for (std::uint32_t w = 0; w < worlds; ++w) {
    std::vector<double> truth(n);
    DecideCase c(n);
    world(w, truth, c);
    const Uncertainty u = drawn(c, 400);
    const std::vector<int> rank = statistics::competition_ranks(truth);
    for (std::size_t i = 0; i < n; ++i) covered += u.rank_low[i] <= rank[i] && rank[i] <= u.rank_high[i] ? 1 : 0;
  }
  return covered / static_cast<double>(n * worlds);
}

} // namespace

TEST_CASE("90 % rank intervals cover the true ranks in 88 to 92 % of worlds with normal errors") {
  // True values normal, measured with an error of known size; what enters is the estimate drawn towards the mean, whose
  // posterior is exact. So the true ranks lie in 90 % of the intervals, but for ranks being whole numbers.
  const double covered = coverage(150, 20, [](std::uint32_t world, std::vector<double>& truth, DecideCase& c) {
    std::vector<double> measured, shrunk, error;
    for (std::uint32_t i = 0; i < truth.size(); ++i) {
      Stream stream(11, world, 0, i);
      truth[i] = 50 + 6 * stream.normal();
      const double size = 2 + 4 * stream.uniform(), trust = 36 / (36 + size * size);
      measured.push_back(truth[i] + size * stream.normal());
      shrunk.push_back(50 + trust * (measured.back() - 50));
      error.push_back(size * std::sqrt(trust));
    }
    IndicatorColumn& rates = c.add("rates", measured);
    rates.shrunk = shrunk;
    rates.shrunk_error = error;
    rates.shrunk_in_index = true;
    rates.shrunk_towards = "the mean";
  });
  CAPTURE(covered);
  CHECK(covered > 0.88);
  CHECK(covered < 0.92);
}

TEST_CASE("90 % rank intervals cover the true ranks in 88 to 92 % of worlds with counts") {
  // Jeffreys's prior is even in the square root of the rate: so are the true rates here, over a range that is wide
  // against their errors.
  const double covered = coverage(250, 12, [](std::uint32_t world, std::vector<double>& truth, DecideCase& c) {
    std::mt19937_64 random(world + 1);
    std::vector<double> count;
    for (std::uint32_t i = 0; i < truth.size(); ++i) {
      const double root = 8 + 12 * Stream(12, world, 0, i).uniform();
      truth[i] = root * root;
      count.push_back(std::poisson_distribution<int>(truth[i])(random));
    }
    IndicatorColumn& deaths = c.add("deaths", count);
    deaths.error_model = "poisson";
    deaths.numerator = count;
    deaths.denominator.assign(count.size(), 1e5);
  });
  CAPTURE(covered);
  CHECK(covered > 0.88);
  CHECK(covered < 0.92);
}

TEST_CASE("two authorities with known normals change places as often as the normal distribution says") {
  DecideCase c(2);
  IndicatorColumn& rates = c.add("rates", {50, 46});
  rates.shrunk = {49, 47};
  rates.shrunk_error = {2, 1.5};
  rates.shrunk_in_index = true;
  rates.shrunk_towards = "the mean";
  c.cut("first", Cut::By::count, 1);
  const int draws = 40000;
  const double exact = std::erfc(-(49 - 47) / std::hypot(2, 1.5) / std::sqrt(2.0)) / 2;
  CHECK(std::abs(drawn(c, draws).tranche_probability[0][0] - exact) < four_errors(exact, draws));
}

TEST_CASE("a single count lies beyond any threshold as often as its gamma posterior says, noughts too") {
  const int draws = 40000;
  for (const double count : {0.0, 1.0, 12.0, 4000.0}) {
    DecideCase c(1);
    IndicatorColumn& deaths = c.add("deaths", {count});
    deaths.error_model = "poisson";
    deaths.numerator = {count};
    deaths.denominator = {1};
    if (count == 0) { // a figure of 0 tells no factor between events and rate
      c = DecideCase(2);
      IndicatorColumn& both = c.add("deaths", {0, 3});
      both.error_model = "poisson";
      both.numerator = {0, 3};
      both.denominator = {1, 1};
    }
    c.index.normalise.method = Normalise::none;
    const double spread = std::sqrt(count + 0.5);
    for (const double at : {1.5, 0.0, -0.6}) c.cut(std::to_string(at), Cut::By::score, count + 0.5 + at * spread);
    c.cut("rest", Cut::By::rest);
    const Uncertainty u = drawn(c, draws);
    double above = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      above += u.tranche_probability[0][k];
      const double exact = boost::math::gamma_q(count + 0.5, c.tranches.cut[k].amount);
      CAPTURE(count, k);
      CHECK(std::abs(above - exact) < four_errors(exact, draws));
    }
  }
}

TEST_CASE("shares drawn have the means and variances of the Dirichlet distribution, in a nested tree as well") {
  const auto w = [](const std::string& id, double weight, std::vector<WeightNode> of = {}) {
    return DecideCase::weight(id, weight, std::move(of));
  };
  const int draws = 20000, steps = 200;
  const double concentration = 12;
  // The score is the share of one indicator; its distribution is read off tranches by score.
  const auto moments = [&](const std::vector<double>& values, const std::vector<WeightNode>& weights) {
    DecideCase c(1);
    for (std::size_t k = 0; k < values.size(); ++k) c.add(std::string(1, static_cast<char>('a' + k)), {values[k]});
    c.index.weights = weights;
    c.index.normalise.method = Normalise::none;
    for (int k = steps - 1; k > 0; --k) c.cut(std::to_string(k), Cut::By::score, static_cast<double>(k) / steps);
    c.cut("rest", Cut::By::rest);
    const Uncertainty u = drawn(c, draws, concentration);
    double mean = 0, square = 0;
    for (int k = 0; k < steps; ++k) { // tranche k holds the shares from 1 - (k + 1) / steps to 1 - k / steps
      const double share = 1 - (k + 0.5) / steps, p = u.tranche_probability[0][static_cast<std::size_t>(k)];
      mean += p * share;
      square += p * share * share;
    }
    return std::pair{mean, square - mean * mean};
  };
  const auto agrees = [&](std::pair<double, double> found, double mean, double variance) {
    CHECK(std::abs(found.first - mean) < 4 * std::sqrt(variance / draws) + 1e-4);
    CHECK(found.second == Approx(variance).epsilon(0.05));
  };
  const auto variance = [&](double share) { return share * (1 - share) / (concentration + 1); };
  const std::vector<WeightNode> flat{w("a", 1), w("b", 2), w("c", 5)};
  agrees(moments({1, 0, 0}, flat), 0.125, variance(0.125));
  agrees(moments({0, 1, 0}, flat), 0.25, variance(0.25));
  agrees(moments({0, 0, 1}, flat), 0.625, variance(0.625));
  // A product of independent shares: E and Var of each level multiply through.
  const std::vector<WeightNode> nested{w("domain", 3, {w("a", 1), w("b", 1)}), w("c", 1)};
  const double outer = variance(0.75), inner = variance(0.5);
  agrees(moments({1, 0, 0}, nested), 0.375, outer * inner + outer * 0.25 + inner * 0.5625);
}

TEST_CASE("without anything to draw, or nothing to tell apart, probabilities are exactly 0 and 1") {
  DecideCase constant(4);
  constant.add("same", {7, 7, 7, 7});
  constant.cut("first", Cut::By::count, 2);
  constant.cut("second", Cut::By::rest);
  Uncertainty u = drawn(constant, 200, 10);
  CHECK(u.rank_high == std::vector<int>{1, 1, 1, 1}); // level in every draw; the edge is cut by population and code
  CHECK(u.tranche_probability == std::vector<std::vector<double>>{{1, 0}, {1, 0}, {0, 1}, {0, 1}});
  CHECK(u.outranks[0][0].probability == 0);
  CHECK(u.contested == std::vector<std::vector<std::size_t>>{{}, {}});
  CHECK(u.standard_error == 0);

  DecideCase noughts(4); // Poisson, but with no event anywhere there is no factor to draw by: held fixed
  IndicatorColumn& deaths = noughts.add("deaths", {0, 0, 0, 0});
  deaths.error_model = "poisson";
  deaths.numerator = {0, 0, 0, 0};
  deaths.denominator.assign(4, 1e5);
  noughts.cut("first", Cut::By::count, 2);
  u = drawn(noughts, 200);
  CHECK(u.rank_high == std::vector<int>{1, 1, 1, 1});
  CHECK(u.tranche_probability[3] == std::vector<double>{0});
}

TEST_CASE("with one source alone nothing else moves") {
  DecideCase c(3);
  IndicatorColumn& deaths = c.add("deaths", {30, 20, 10});
  deaths.error_model = "poisson";
  deaths.numerator = {30, 20, 10};
  deaths.denominator.assign(3, 1e5);
  c.cut("first", Cut::By::count, 1);
  Uncertainty u = drawn(c, 500);
  CHECK(u.sources == std::vector<std::string>{"figures"});
  CHECK(u.tranche_probability[1][0] > 0);
  UncertaintySettings weights; // of one indicator there is one weight
  weights.figures = false;
  weights.weights.concentration = 5;
  u = estimate_uncertainty(c.decide(), c.candidates(), c.indicators, c.index, c.tranches, c.allocation, weights);
  CHECK(u.sources == std::vector<std::string>{"weights"});
  CHECK(u.rank_low == std::vector<int>{1, 2, 3});
  CHECK(u.rank_high == u.rank_low);
  CHECK(u.standard_error == 0);
}
