#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "decide_case.hpp"
#include "missing.hpp"
#include "tranche/decide/uncertainty.hpp"

// The recipe beyond z-scores and means: each case is small enough to be worked out by hand beside it.
using namespace tranche;
using Catch::Matchers::Contains;
using W = DecideCase;

namespace {

/// Raw figures straight into the aggregation.
DecideCase raw(std::size_t n) {
  DecideCase c(n);
  c.index.normalise.method = Normalise::none;
  return c;
}

std::vector<double> scores(const DecideCase& c) { return c.decide().score; }
} // namespace

TEST_CASE("each mean is the one of its name, with weights, at each level its own") {
  DecideCase c = raw(2);
  c.add("a", {1, 4});
  c.add("b", {4, 4});
  c.index.weights = {W::weight("a", 1), W::weight("b", 3)};
  CHECK(scores(c) == std::vector<double>{3.25, 4});
  c.index.aggregate = Aggregate::geometric;
  CHECK(scores(c)[0] == Approx(std::pow(1.0, 0.25) * std::pow(4.0, 0.75)).epsilon(1e-9));
  c.index.aggregate = Aggregate::harmonic;
  CHECK(scores(c)[0] == Approx(1 / (0.25 / 1 + 0.75 / 4)).epsilon(1e-9));

  c.add("top", {10, 10});
  WeightNode domain = W::weight("d", 1, {W::weight("a", 1), W::weight("b", 1)});
  domain.aggregate = Aggregate::geometric;
  c.index.aggregate = Aggregate::arithmetic;
  c.index.weights = {domain, W::weight("top", 1)};
  const Decision d = c.decide();
  CHECK(d.score[0] == Approx((2 + 10) / 2.0));
  REQUIRE(d.domains.size() == 1);
  CHECK(d.domains[0].score[0] == Approx(2));
  CHECK(d.domains[0].weight == Approx(0.5));
  CHECK(d.additive == Additive::no); // neither the scores nor the logarithms add up
  CHECK(std::isnan(d.columns[0].contribution[0]));
}

TEST_CASE("the median is the weighted one, and between two values at exactly one half") {
  DecideCase c = raw(1);
  c.add("a", {1});
  c.add("b", {2});
  c.add("c", {9});
  c.index.aggregate = Aggregate::median;
  CHECK(scores(c)[0] == 2);
  c.add("d", {20});
  CHECK(scores(c)[0] == Approx((2 + 9) / 2.0));
  c.index.weights = {W::weight("a", 5), W::weight("b", 1), W::weight("c", 1), W::weight("d", 1)};
  CHECK(scores(c)[0] == 1);
}

TEST_CASE("goalposts cap, and follow the logarithm that the figures go through") {
  DecideCase c(3);
  c.add("a", {10, 100, 5000});
  c.index.normalise.method = Normalise::min_max;
  c.index.normalise.low = 0;
  c.index.normalise.high = 1;
  c.index.normalise.goalposts = {1, 1000};
  CHECK(scores(c)[2] == 1);
  CHECK(scores(c)[0] == Approx(9 / 999.0).epsilon(1e-9));
  c.index.treat.method = Treat::log;
  CHECK(scores(c)[0] == Approx(1 / 3.0).epsilon(1e-9));
  CHECK(scores(c)[1] == Approx(2 / 3.0).epsilon(1e-9));
  CHECK(scores(c)[2] == 1);
}

TEST_CASE("an indicator may be normalised and treated in its own way") {
  DecideCase c(3);
  c.add("a", {1, 2, 3});
  c.add("b", {1, 10, 100});
  c.index.normalise.method = Normalise::none;
  c.index.normalise_of["b"].method = Normalise::rank;
  const Decision d = c.decide();
  CHECK(d.columns[0].normalised == std::vector<double>{1, 2, 3});
  CHECK(d.columns[1].normalised == std::vector<double>{1, 2, 3});
  c.index.treat_of["b"].method = Treat::log;
  c.index.normalise_of.clear();
  const Decision logged = c.decide();
  CHECK(logged.columns[1].normalised[1] == Approx(std::log(10.0)));
  CHECK((logged.columns[1].flags[1] & flag::treated) != 0);
  CHECK(logged.columns[0].flags[1] == 0);
  CHECK(logged.columns[1].used[1] == 10); // the figure itself is kept beside what became of it
}

TEST_CASE("a domain that lacks too much has no score, and its weight goes to the others") {
  DecideCase c = raw(2);
  c.add("a", {1, missing});
  c.add("b", {3, 3});
  c.add("rest", {10, 10});
  WeightNode domain = W::weight("d", 1, {W::weight("a", 3), W::weight("b", 1)});
  c.index.weights = {domain, W::weight("rest", 1)};
  c.index.require = 0.5;
  CHECK(scores(c)[1] == Approx((3 + 10) / 2.0));
  c.index.weights[0].require = 0.5; // of d, authority 2 has a quarter
  const Decision d = c.decide();
  CHECK(d.score[1] == 10);
  CHECK(std::isnan(d.domains[0].score[1]));
  CHECK(d.columns[1].effective_weight[1] == 0);
  CHECK(d.columns[2].effective_weight[1] == 1);
}

TEST_CASE("a domain's score may be put on its own scale before it goes up") {
  DecideCase c = raw(3);
  c.add("a", {1, 2, 3});
  c.add("b", {0, 0, 3});
  c.add("rest", {0, 0, 0});
  WeightNode domain = W::weight("d", 1, {W::weight("a", 1), W::weight("b", 1)});
  domain.normalise.emplace();
  domain.normalise->method = Normalise::rank;
  c.index.weights = {domain, W::weight("rest", 1)};
  CHECK(scores(c) == std::vector<double>{0.5, 1, 1.5});
}

TEST_CASE("imputed figures are marked, counted as missing by require, and their effect on the rank is told") {
  DecideCase c = raw(5);
  c.add("a", {10, 20, 30, missing, 50});
  c.add("b", {10, 20, 30, 40, 50});
  c.index.require = 0.5;
  c.index.impute.method = Impute::median;
  const Decision d = c.decide();
  REQUIRE(d.imputed.size() == 1);
  const ImputedFigure& figure = d.imputed[0];
  CHECK(figure.column == 0);
  CHECK(figure.authority == 3);
  CHECK(figure.value == 25); // of 10, 20, 30 and 50
  CHECK(d.score[3] == Approx((25 + 40) / 2.0));
  CHECK(d.rank[3] == 2);
  CHECK(figure.rank_without == 2);  // 40 alone
  CHECK(figure.rank_greatest == 2); // (50 + 40) / 2 = 45, below 50
  CHECK(figure.rank_least == 3);    // (10 + 40) / 2 = 25, below 30
  CHECK((d.columns[0].flags[3] & flag::imputed) != 0);
  CHECK(d.columns[0].used[3] == 25);
  CHECK(d.columns[0].rank[3] == 0); // the figure itself is still not there
  CHECK(d.weight_present[3] == 0.5);
  CHECK_THAT(figure.how, Contains("median of all, 4 authorities"));
  c.index.require = 1;
  CHECK(c.decide().rank[3] == 0); // an imputed figure is not a reported one
}

TEST_CASE("figures are imputed from the region, from the nearest, or by regression") {
  DecideCase c = raw(6);
  c.add("a", {1, 3, missing, 10, 20, 30});
  c.add("b", {1, 3, 2, 10, 20, 30});
  c.index.require = 0.5;
  const std::vector<std::string> regions{"N", "N", "N", "S", "S", "S"};
  const Candidates candidates{c.codes, c.population, regions};
  const auto imputed = [&](Impute method) {
    c.index.impute.method = method;
    return decide(candidates, c.indicators, c.index, c.tranches, c.allocation).columns[0].used[2];
  };
  CHECK(imputed(Impute::group_mean) == 2);
  CHECK(imputed(Impute::mean) == Approx(64 / 5.0));
  CHECK(imputed(Impute::regression) == Approx(2)); // a = b
  c.index.impute.neighbours = 2;
  CHECK(imputed(Impute::nearest) == 2); // 1 and 3 are the two nearest
}

TEST_CASE("weights are found as the level says") {
  DecideCase c(4);
  c.add("a", {1, 2, 3, 4});
  c.add("b", {2, 1, 4, 3});
  c.add("c", {4, 1, 3, 2});
  c.index.weights = {W::weight("a", 5), W::weight("b", 1), W::weight("c", 0)};
  c.index.weigh.method = Weigh::equal;
  Decision d = c.decide();
  CHECK(d.columns[0].weight == 0.5);
  CHECK(d.columns[1].weight == 0.5);
  CHECK(d.columns[2].weight == 0); // shown, not counted

  c.index.weights[2].weight = 1;
  c.index.weigh.method = Weigh::ahp; // consistent comparisons give back the ratios
  c.index.weigh.comparisons = {{{"a", "b"}, 2}, {{"a", "c"}, 4}, {{"b", "c"}, 2}};
  d = c.decide();
  CHECK(d.columns[0].weight == Approx(4 / 7.0));
  CHECK(d.columns[1].weight == Approx(2 / 7.0));
  REQUIRE(d.fitted.size() == 1);
  CHECK_THAT(d.fitted[0].remark, Contains("consistency ratio 0.00"));

  c.index.weigh = {};
  c.index.weigh.method = Weigh::correlation;
  c.index.weights = {W::weight("a", 1), W::weight("b", 1), W::weight("c", 1)};
  d = c.decide();
  double sum = 0;
  for (const IndexColumn& column : d.columns) sum += column.weight;
  CHECK(sum == Approx(1));

  c.index.weigh.method = Weigh::components;
  d = c.decide();
  sum = 0;
  for (const IndexColumn& column : d.columns) sum += column.weight;
  CHECK(sum == Approx(1));
  CHECK_THAT(d.fitted[0].remark, Contains("principal component"));
}

TEST_CASE("benefit of the doubt: nobody is above 1, and contributions sum to the score") {
  DecideCase c = raw(3);
  c.add("a", {4, 1, 2});
  c.add("b", {1, 4, 2});
  c.index.weigh.method = Weigh::benefit_of_doubt;
  const Decision d = c.decide();
  CHECK(d.score[0] == 1);
  CHECK(d.score[1] == 1);
  CHECK(d.score[2] == Approx(0.8)); // weights 1/5 each: the line from (4, 1) to (1, 4)
  for (std::size_t i = 0; i < 3; ++i)
    CHECK(d.columns[0].contribution[i] + d.columns[1].contribution[i] == Approx(d.score[i]));
}

TEST_CASE("outranking goes by order only") {
  DecideCase c = raw(3);
  c.add("a", {3, 2, 1});
  c.add("b", {1000, 2, 1});
  c.add("c", {1, 2, 3});
  c.index.aggregate = Aggregate::copeland;
  CHECK(scores(c) == std::vector<double>{1, 0, -1});
  c.index.aggregate = Aggregate::kemeny;
  const Decision d = c.decide();
  CHECK(d.rank == std::vector<int>{1, 2, 3});
  CHECK(d.additive == Additive::no);
  REQUIRE(d.remarks.size() == 1);
  CHECK_THAT(d.remarks[0], Contains("proved"));
}

TEST_CASE("a figure drawn towards its region enters the index, the figure itself is ranked beside it") {
  DecideCase c = raw(2);
  IndicatorColumn& column = c.add("a", {10, 1});
  column.shrunk = {2, 3};
  column.shrunk_error = {1, 1};
  column.shrunk_in_index = true;
  const Decision d = c.decide();
  CHECK(d.score == std::vector<double>{2, 3});
  CHECK(d.columns[0].rank == std::vector<int>{1, 2});
  c.indicators[0].shrunk_in_index = false;
  CHECK(scores(c) == std::vector<double>{10, 1});
}

TEST_CASE("degenerate figures have defined scores") {
  for (const Normalise method :
       {Normalise::z_score, Normalise::min_max, Normalise::rank, Normalise::percentile, Normalise::imd_exponential,
        Normalise::none, Normalise::distance_to_maximum, Normalise::fraction_of_maximum, Normalise::borda,
        Normalise::reference_ratio, Normalise::reference_difference, Normalise::distance_to_reference,
        Normalise::categorical, Normalise::above_below_mean}) {
    INFO(name_of(method));
    for (const std::vector<double>& figures :
         {std::vector<double>{5}, std::vector<double>{5, 5}, std::vector<double>{5, 5, 5, 5}}) {
      DecideCase c(figures.size());
      c.add("a", figures);
      c.index.normalise.method = method;
      const Decision d = c.decide();
      for (const double score : d.score) CHECK(std::isfinite(score));
      for (const int rank : d.rank) CHECK(rank == 1);
    }
    DecideCase nothing(2);
    nothing.add("a", {missing, missing});
    nothing.index.normalise.method = method;
    CHECK(nothing.decide().rank == std::vector<int>{0, 0});
  }
}

TEST_CASE("an authority whose limits on shares cannot hold is unranked, not last with a score of 0") {
  DecideCase c = raw(3);
  c.add("a", {4, 0, 2});
  c.add("b", {1, 4, 2});
  c.index.weigh.method = Weigh::benefit_of_doubt;
  c.index.weigh.shares["a"] = {0.2, 1}; // of nothing there is no fifth
  const Decision d = c.decide();
  CHECK(d.rank[1] == 0);
  CHECK(std::isnan(d.score[1]));
  CHECK_THAT(d.reason[1], Contains("limits on shares"));
  CHECK(d.rank[0] > 0);
  CHECK(d.rank[2] > 0);
  CHECK_THAT(d.fitted[0].remark, Contains("for A002"));
}

TEST_CASE("imputing, comparing and ordering do not hang on the order of rows") {
  // Authorities 1 and 2 are equally near to 3; 1 and 3 beat each other once, so that two orders are best.
  DecideCase c = raw(3);
  c.add("a", {1, 3, 2});
  c.add("b", {10, 20, missing});
  c.index.require = 0.5;
  c.index.impute.method = Impute::nearest;
  c.index.impute.neighbours = 1;
  CHECK(c.decide().columns[1].used[2] == 10);
  std::swap(c.codes[0], c.codes[1]); // the rows the other way round
  for (IndicatorColumn& column : c.indicators) std::swap(column.value[0], column.value[1]);
  CHECK(c.decide().columns[1].used[2] == 10);
  DecideCase order = raw(2);
  order.add("a", {1, 2});
  order.add("b", {2, 1});
  order.index.aggregate = Aggregate::kemeny;
  CHECK(order.decide().rank == std::vector<int>{1, 2}); // by code
  std::swap(order.codes[0], order.codes[1]);
  CHECK(order.decide().rank == std::vector<int>{2, 1});
}

TEST_CASE("a draw of 0 under a logarithm, a geometric or a harmonic mean does not end the run") {
  DecideCase c = raw(3);
  IndicatorColumn& a = c.add("a", {1, 2, 4});
  a.error_model = "limits";
  a.lower = {0, 0, 0}; // normal, cut at 0: many a draw is 0
  a.upper = {5, 6, 9};
  c.add("b", {3, 2, 1});
  UncertaintySettings settings;
  settings.draws = 200;
  const auto low_rank = [&] {
    const Decision d = c.decide();
    return estimate_uncertainty(d, c.candidates(), c.indicators, c.index, c.tranches, c.allocation, settings).rank_high;
  };
  c.index.treat_of["a"].method = Treat::log;
  CHECK(low_rank() == std::vector<int>{3, 3, 3});
  c.index.treat_of.clear();
  c.index.aggregate = Aggregate::geometric;
  CHECK(low_rank() == std::vector<int>{3, 3, 3});
  c.index.aggregate = Aggregate::harmonic;
  CHECK(low_rank() == std::vector<int>{3, 3, 3});
}
