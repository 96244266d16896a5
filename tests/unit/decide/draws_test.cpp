// Each draw is what decide() says of the figures and weights of that draw: the draws are optimised, decide() is not.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <random>

#include "decide_case.hpp"
#include "tranche/decide/uncertainty.hpp"
#include "tranche/statistics/random.hpp"

using namespace tranche;
using statistics::Stream;

namespace {

constexpr std::uint32_t weight_streams = 0xF0000000U;

/// Figures of every law, some of them missing: counts, noughts among them, shares, limits above and from 0, none.
DecideCase every_law(std::size_t n) {
  DecideCase c(n);
  std::vector<double> count, cases, users, wide, fixed;
  for (std::size_t i = 0; i < n; ++i) {
    Stream stream(3, 0, 0, static_cast<std::uint32_t>(i));
    c.population[i] = 1000 + static_cast<double>(i % 3);
    count.push_back(i % 11 == 0 ? 0 : std::floor(5 + 30 * stream.uniform()));
    cases.push_back(std::floor(1 + 40 * stream.uniform()));
    users.push_back(2 + 8 * stream.uniform());
    wide.push_back(i % 7 == 3 ? std::nan("") : 4 * stream.uniform());
    fixed.push_back(std::floor(4 * stream.uniform()));
  }
  IndicatorColumn& deaths = c.add("deaths", count);
  deaths.error_model = "poisson";
  deaths.numerator = count;
  deaths.denominator.assign(n, 1e5);
  IndicatorColumn& share = c.add("share", cases, -1);
  share.error_model = "binomial";
  share.numerator = cases;
  share.denominator.assign(n, 100);
  for (const bool above : {true, false}) {
    IndicatorColumn& limits = c.add(above ? "users" : "wide", above ? users : wide);
    limits.error_model = "limits";
    for (std::size_t i = 0; i < n; ++i) {
      limits.lower[i] = above ? users[i] * 0.8 : 0;
      limits.upper[i] = limits.value[i] * 1.5;
    }
  }
  c.add("fixed", fixed);
  c.cut("first", Cut::By::count, static_cast<double>(n / 3));
  c.cut("second", Cut::By::count, static_cast<double>(n / 3));
  c.cut("third", Cut::By::rest);
  return c;
}

/// The figures of draw 0, one by one from their streams, as the header of the uncertainty says.
std::vector<std::vector<double>> figures_of(const DecideCase& c, std::uint64_t seed) {
  const double z = 1.959963984540054;
  std::vector<std::vector<double>> figures;
  for (std::uint32_t k = 0; k < c.indicators.size(); ++k) {
    const IndicatorColumn& column = c.indicators[k];
    figures.push_back(column.value);
    for (std::uint32_t i = 0; i < column.value.size(); ++i) { // codes are in order
      const double value = column.value[i], lower = column.lower[i], upper = column.upper[i];
      if (std::isnan(value) || column.error_model == "none") continue;
      Stream stream(seed, 0, k, i);
      double& drawn = figures.back()[i];
      if (column.error_model == "poisson") {
        drawn = stream.gamma(column.numerator[i] + 0.5);
      } else if (column.error_model == "binomial") {
        const double x = stream.gamma(column.numerator[i] + 0.5);
        drawn = 100 * (x / (x + stream.gamma(column.denominator[i] - column.numerator[i] + 0.5)));
      } else if (lower > 0) {
        drawn = std::exp(std::log(value) + std::log(upper / lower) / (2 * z) * stream.normal());
      } else {
        drawn = std::max(0.0, value + (upper - lower) / (2 * z) * stream.normal());
      }
    }
  }
  return figures;
}

/// Number of each node, outer before inner; the shares of each level from gamma numbers.
void draw_weights(std::vector<WeightNode>& level, std::uint64_t seed, double concentration,
                  const std::map<std::string, std::uint32_t>& number) {
  double stated = 0, sum = 0;
  for (const WeightNode& node : level) stated += node.weight;
  for (WeightNode& node : level) {
    node.weight = Stream(seed, 0, weight_streams, number.at(node.id)).gamma(concentration * (node.weight / stated));
    sum += node.weight;
  }
  for (WeightNode& node : level) {
    node.weight /= sum;
    if (node.is_domain()) draw_weights(node.of, seed, concentration, number);
  }
}

void check_draws(const DecideCase& c, const std::map<std::string, std::uint32_t>& number, double concentration,
                 int draws) {
  UncertaintySettings settings;
  settings.draws = 1;
  settings.weights.concentration = concentration;
  const Decision stated = c.decide();
  for (std::uint64_t seed = 1; seed <= static_cast<std::uint64_t>(draws); ++seed) {
    settings.seed = seed;
    const Uncertainty u =
        estimate_uncertainty(stated, c.candidates(), c.indicators, c.index, c.tranches, c.allocation, settings);
    DecideCase drawn = c;
    const std::vector<std::vector<double>> figures = figures_of(c, seed);
    for (std::size_t k = 0; k < figures.size(); ++k) drawn.indicators[k].value = figures[k];
    if (concentration > 0) draw_weights(drawn.index.weights, seed, concentration, number);
    const Decision decision = drawn.decide();
    CAPTURE(seed);
    CHECK(u.rank_low == decision.rank);
    for (std::size_t i = 0; i < decision.tranche.size(); ++i)
      for (std::size_t k = 0; k < c.tranches.cut.size(); ++k)
        CHECK(u.tranche_probability[i][k] == (decision.tranche[i] == static_cast<int>(k) + 1 ? 1 : 0));
  }
}

} // namespace

TEST_CASE("each draw is ranked and cut as decide() does its figures and weights") {
  DecideCase c = every_law(90);
  c.index.require = 0.5;
  const auto w = [](const std::string& id, double weight, std::vector<WeightNode> of = {}) {
    return DecideCase::weight(id, weight, std::move(of));
  };
  c.index.weights = {w("harm", 2, {w("deaths", 3), w("share", 1), w("wide", 1)}), w("users", 1), w("fixed", 1)};
  const std::map<std::string, std::uint32_t> number{{"harm", 0}, {"deaths", 1}, {"share", 2},
                                                    {"wide", 3}, {"users", 4},  {"fixed", 5}};
  for (const Normalise method : {Normalise::z_score, Normalise::min_max, Normalise::rank, Normalise::percentile,
                                 Normalise::imd_exponential, Normalise::distance_to_maximum, Normalise::none}) {
    c.index.normalise.method = method;
    CAPTURE(static_cast<int>(method));
    check_draws(c, number, 20, 5);
    check_draws(c, number, 0, 2);
  }
  c.index.normalise.method = Normalise::percentile;
  for (const Aggregate aggregate :
       {Aggregate::geometric, Aggregate::harmonic, Aggregate::median, Aggregate::copeland}) {
    c.index.aggregate = aggregate;
    CAPTURE(static_cast<int>(aggregate));
    check_draws(c, number, 20, 2);
  }
  c.index.aggregate = Aggregate::arithmetic;
  c.index.weights[0].require = 0.9; // without all its members the domain has no score
  c.index.treat.method = Treat::skew_kurtosis;
  c.index.impute.method = Impute::none;
  check_draws(c, number, 20, 3);
  c.index.impute.method = Impute::median;
  check_draws(c, number, 20, 3);
}

TEST_CASE("draws with ties, with scores far apart and with scores too great for whole numbers are in the same order") {
  for (const double far : {0.0, 1e5, 1e9}) {
    DecideCase c(60);
    std::vector<double> first, second;
    for (std::size_t i = 0; i < 60; ++i) {
      c.population[i] = static_cast<double>(1000 + i % 4);
      first.push_back(i == 0 ? far : static_cast<double>(i % 5));
      second.push_back(i == 0 ? far : -static_cast<double>(i % 3)); // every 15th is level with another
    }
    c.add("first", first);
    c.add("second", second);
    c.index.normalise.method = Normalise::none;
    c.index.weights = {DecideCase::weight("first", 1), DecideCase::weight("second", 1)};
    c.cut("first", Cut::By::count, 22);
    c.cut("second", Cut::By::rest);
    CAPTURE(far);
    check_draws(c, {{"first", 0}, {"second", 1}}, 4, 10);
  }
}

TEST_CASE("a draw that leaves an indicator out is of the figures of the others") {
  constexpr std::uint32_t method_streams = 0xE0000000U, left_out = 6; // number of that source
  DecideCase c = every_law(40);
  c.index.require = 0.5; // all are ranked, as they stay in every draw
  for (const IndicatorColumn& indicator : c.indicators) c.index.weights.push_back(DecideCase::weight(indicator.id, 1));
  UncertaintySettings settings;
  settings.draws = 1;
  settings.methods.leave_out = true;
  const Decision stated = c.decide();
  const std::size_t ways = 1 + c.indicators.size();
  std::vector<bool> met(ways);
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    settings.seed = seed;
    const Uncertainty u =
        estimate_uncertainty(stated, c.candidates(), c.indicators, c.index, c.tranches, c.allocation, settings);
    const double place = Stream(seed, 0, method_streams, left_out).uniform() * static_cast<double>(ways);
    const auto way = static_cast<std::size_t>(place);
    DecideCase drawn = c;
    const std::vector<std::vector<double>> figures = figures_of(c, seed);
    for (std::size_t k = 0; k < figures.size(); ++k) drawn.indicators[k].value = figures[k];
    if (way > 0) drawn.index.weights.erase(drawn.index.weights.begin() + static_cast<std::ptrdiff_t>(way) - 1);
    CAPTURE(seed, way);
    CHECK(u.rank_low == drawn.decide().rank);
    met[way] = true;
  }
  CHECK(std::all_of(met.begin(), met.end(), [](bool one) { return one; }));
}

TEST_CASE("draws in which nothing varies rank as the decision does: few and many, level, crowded and missing scores") {
  const std::size_t n = GENERATE(2, 3, 79, 80, 81, 152, 160, 161, 256, 257, 400, 701);
  const std::string kind =
      GENERATE("spread", "few levels", "all the same", "one far away", "too large", "some missing");
  CAPTURE(n, kind);
  std::mt19937 dice(static_cast<unsigned>(n));
  std::normal_distribution<double> normal;
  DecideCase c(n);
  std::vector<double> one, two;
  for (std::size_t i = 0; i < n; ++i) {
    double value = normal(dice);
    if (kind == "few levels") value = std::round(3 * value);
    if (kind == "all the same") value = 5;
    if (kind == "one far away" && i == n / 2) value = 1e5;
    if (kind == "too large") value *= 1e8;
    const bool unknown = kind == "some missing" && i > 1 && dice() % 3 == 0;
    one.push_back(unknown ? std::numeric_limits<double>::quiet_NaN() : value);
    two.push_back(unknown ? std::numeric_limits<double>::quiet_NaN() : kind == "few levels" ? value : normal(dice));
    c.population[i] = static_cast<double>(1000 + dice() % 5);
  }
  if (kind == "all the same") two = one;
  c.add("one", one);
  c.add("two", two);
  c.index.normalise.method = Normalise::none;
  const Decision decision = [&] {
    c.cut("first", Cut::By::count, 1);
    c.cut("second", Cut::By::rest);
    return c.decide();
  }();
  UncertaintySettings settings;
  settings.draws = 5;
  settings.weights.ranges = {{"one", {0.5, 0.5}}, {"two", {0.5, 0.5}}};
  const Uncertainty found =
      estimate_uncertainty(decision, c.candidates(), c.indicators, c.index, c.tranches, c.allocation, settings, 1);
  CHECK(found.rank_low == decision.rank);
  CHECK(found.rank_high == decision.rank);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < 2; ++k)
      wrong += found.tranche_probability[i][k] == (decision.tranche[i] == static_cast<int>(k) + 1 ? 1 : 0) ? 0 : 1;
    for (const auto& [other, share] : found.outranks[i])
      wrong += share == (decision.rank[i] < decision.rank[other] ? 1 : 0) ? 0 : 1;
  }
  CHECK(wrong == 0);
}
