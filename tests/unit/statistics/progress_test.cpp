// Progress against a path: tails summed term by term, limits that agree with them, and what the rules decide.
#include <catch2/catch.hpp>
#include <cmath>

#include "missing.hpp"
#include "tranche/statistics/funnel.hpp"
#include "tranche/statistics/progress.hpp"
#include "tranche/statistics/random.hpp"

using namespace tranche::statistics;

namespace {

/// P(X <= k), by adding up.
double poisson_at_most(int k, double mean) {
  double sum = 0;
  for (int i = 0; i <= k; ++i) sum += std::exp(i * std::log(mean) - mean - std::lgamma(i + 1.0));
  return sum;
}

double binomial_at_most(int k, int n, double p) {
  double sum = 0;
  for (int i = 0; i <= k; ++i)
    sum += std::exp(std::lgamma(n + 1.0) - std::lgamma(i + 1.0) - std::lgamma(n - i + 1.0) + i * std::log(p) +
                    (n - i) * std::log1p(-p));
  return sum;
}

PathTest deaths(double events, double required, double baseline) {
  PathTest test;
  test.actual = {events, 100};
  test.required = required / 100;
  test.baseline = {baseline, 100};
  test.baseline_value = baseline / 100;
  return test;
}

} // namespace

TEST_CASE("the required value is linear between the points of a path and flat outside") {
  const std::vector<PathPoint> path{{100, 50}, {200, 40}, {300, 40}, {310, 20}};
  CHECK(required_value(path, 0) == 50);
  CHECK(required_value(path, 100) == 50);
  CHECK(required_value(path, 125) == 47.5);
  CHECK(required_value(path, 250) == 40);
  CHECK(required_value(path, 305) == 30);
  CHECK(required_value(path, 999) == 20);
  CHECK(std::isnan(required_value({}, 5)));
}

TEST_CASE("tails against a stated value are those of the distributions") {
  for (const int seen : {0, 1, 7, 25})
    for (const double mean : {0.5, 6.0, 30.0}) {
      const Tails tails = tails_against(FigureModel::rate, {static_cast<double>(seen), 2000}, mean / 2000);
      CHECK(tails.low == Approx(poisson_at_most(seen, mean)));
      CHECK(tails.high == Approx(seen == 0 ? 1 : 1 - poisson_at_most(seen - 1, mean)).margin(1e-12));
    }
  // 60 of 100 where half is required: z = 2.
  const Tails share = tails_against(FigureModel::proportion, {60, 100}, 0.5);
  CHECK(share.high == Approx(0.02275).margin(5e-6));
  CHECK(share.low == Approx(0.97725).margin(5e-6));
  CHECK(std::isnan(tails_against(FigureModel::whole, {60, 1}, 50).high));
  CHECK(std::isnan(tails_against(FigureModel::rate, {missing, 1}, 50).high));
  CHECK(tails_against(FigureModel::count, {3, 1}, 0).high == 0); // none were allowed
  CHECK(tails_against(FigureModel::count, {0, 1}, 0).high == 1);
  CHECK(tails_against(FigureModel::proportion, {9, 9}, 1).low == 1); // neither difference nor spread
}

TEST_CASE("tails against a baseline with chance of its own are binomial given the sum") {
  // 12 after, 25 before, half the time: if nothing changed each event is of the later half with 1/3.
  const Tails tails = tails_against(FigureModel::rate, {12, 50}, {25, 100}, 1);
  CHECK(tails.low == Approx(binomial_at_most(12, 37, 1.0 / 3)));
  CHECK(tails.high == Approx(1 - binomial_at_most(11, 37, 1.0 / 3)));
  const Tails halved = tails_against(FigureModel::count, {12, 1}, {25, 1}, 0.5);
  CHECK(halved.low == Approx(binomial_at_most(12, 37, 1.0 / 3)));
  CHECK(tails_against(FigureModel::count, {0, 1}, {0, 1}, 1).low == 1);
  CHECK(tails_against(FigureModel::count, {0, 1}, {9, 1}, 1).high == 1);
  CHECK(tails_against(FigureModel::count, {9, 1}, {0, 1}, 1).low == 1);
  const Tails alike = tails_against(FigureModel::proportion, {40, 100}, {400, 1000}, 1);
  CHECK(alike.low == Approx(0.5).margin(0.02));
  CHECK(tails_against(FigureModel::proportion, {0, 20}, {0, 20}, 1).low == Approx(0.5));
}

TEST_CASE("tails and limits agree: the required value leaves the limits where a tail falls below half the rest") {
  for (const double seen : {4.0, 40.0, 400.0})
    for (const FigureModel model : {FigureModel::rate, FigureModel::proportion}) {
      const Counted actual{seen, 1000};
      const Interval limits = figure_limits(model, actual, 0.95);
      CHECK(tails_against(model, actual, limits.upper).low == Approx(0.025));
      CHECK(tails_against(model, actual, limits.lower).high == Approx(0.025));
    }
  CHECK(figure_limits(FigureModel::whole, {148, 1}, 0.95).lower == 148);
  CHECK(std::isnan(figure_limits(FigureModel::rate, {5, 0}, 0.95).lower));
}

TEST_CASE("verdicts: behind, better, improved, held, or too early to tell") {
  const auto says = [](const PathTest& test) {
    const Judged judged = judge(test);
    return std::pair(judged.verdict, judged.because);
  };
  CHECK(says(deaths(140, 90, 100)) == std::pair(Verdict::behind, Because::worse_than_path));
  CHECK(says(deaths(50, 90, 100)) == std::pair(Verdict::on_track, Because::better_than_path));
  CHECK(says(deaths(92, 90, 100)) == std::pair(Verdict::too_early, Because::within_chance));
  CHECK(says(deaths(64, 70, 100)) == std::pair(Verdict::on_track, Because::improved));
  CHECK(says(deaths(104, 100, 100)) == std::pair(Verdict::on_track, Because::held));
  CHECK(says(deaths(6, 2, 9)) == std::pair(Verdict::too_early, Because::few_events));
  CHECK(says(deaths(30, 2, 9)) == std::pair(Verdict::behind, Because::worse_than_path));
  CHECK(says(deaths(missing, 2, 9)) == std::pair(Verdict::no_figure, Because::missing));
  PathTest wanted = deaths(104, 100, 100);
  wanted.no_target = true;
  CHECK(says(wanted) == std::pair(Verdict::too_early, Because::within_chance));

  PathTest places;
  places.model = FigureModel::whole;
  places.lower_is_better = false;
  places.actual = {148, 1};
  places.required = 148.5;
  CHECK(says(places) == std::pair(Verdict::behind, Because::short_of_path));
  places.required = 148;
  CHECK(says(places) == std::pair(Verdict::on_track, Because::reached));
}

TEST_CASE("verdicts do not depend on which way is better") {
  for (const double seen : {300.0, 500.0, 560.0, 620.0, 700.0}) {
    PathTest up;
    up.model = FigureModel::proportion;
    up.lower_is_better = false;
    up.actual = {seen, 1000};
    up.baseline = {500, 1000};
    up.baseline_value = 0.5;
    up.required = 0.6;
    PathTest down = up;
    down.lower_is_better = true;
    down.actual.events = 1000 - seen;
    down.required = 0.4;
    const Judged a = judge(up), b = judge(down);
    CHECK(a.verdict == b.verdict);
    CHECK(a.because == b.because);
    CHECK(a.p_worse == Approx(b.p_worse));
    CHECK(a.distance == Approx(b.distance));
  }
}

TEST_CASE("an authority on its path is called behind by chance in at most a fortieth of the cases") {
  double stated = 0, shared = 0, told = 0;
  constexpr std::uint32_t draws = 20000;
  const auto poisson = [](Stream& random, double mean) {
    int k = 0;
    for (double left = random.uniform(), sum = std::exp(-mean), term = sum; sum < left; sum += term) term *= mean / ++k;
    return static_cast<double>(k);
  };
  for (std::uint32_t draw = 0; draw < draws; ++draw) {
    Stream random(11, draw, 0, 0);
    PathTest test = deaths(poisson(random, 30), 30, 40);
    stated += judge(test).verdict == Verdict::behind;
    // 25 % fewer than a baseline that was drawn itself.
    const double baseline = poisson(random, 40);
    test = deaths(test.actual.events, 0.75 * baseline, baseline);
    test.ratio = 0.75;
    shared += judge(test).verdict == Verdict::behind;
    test.ratio = missing;
    told += judge(test).verdict == Verdict::behind;
  }
  CHECK(stated / draws < 0.0275);
  CHECK(stated / draws > 0.01);
  CHECK(shared / draws < 0.0275);
  CHECK(shared / draws > 0.005);
  CHECK(told / draws > 0.04); // what leaving out the baseline's own chance would do
}

TEST_CASE("standings give overdispersion its due whatever the common distance from the path") {
  std::vector<Counted> actual;
  std::vector<double> required;
  for (std::uint32_t unit = 0; unit < 400; ++unit) {
    Stream random(3, 0, 0, unit);
    const double exposure = 200 + 800 * random.uniform(), mean = 0.13 * exposure;
    actual.push_back({std::max(0.0, mean + std::sqrt(mean) * random.normal()), exposure});
    required.push_back(0.1); // all are 30 % above it
  }
  const auto of = [&] {
    std::vector<double> scores, weights;
    for (const Standing& one : standings(FigureModel::rate, actual, required)) {
      scores.push_back(one.score);
      weights.push_back(one.weight);
    }
    return overdispersion(scores, weights);
  };
  CHECK(of().tau2 < 0.003);
  CHECK(distance(FigureModel::rate, actual[0], 0.1) > 0);
  for (std::uint32_t unit = 0; unit < 400; ++unit) actual[unit].events *= unit % 2 ? 1.4 : 0.6;
  CHECK(of().tau2 > 0.02);
  CHECK(std::isnan(distance(FigureModel::rate, {5, 0}, 0.1)));
  CHECK(distance(FigureModel::rate, {50, 400}, 0.1, 0.01) < distance(FigureModel::rate, {50, 400}, 0.1));
  // 49 seen where 36 are required: 2 (7 - 6).
  CHECK(distance(FigureModel::count, {49, 1}, 36) == Approx(2));
}
