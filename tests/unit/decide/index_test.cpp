#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "decide_case.hpp"
#include "missing.hpp"
#include "reference_csv.hpp"
#include "shared.hpp"
#include "tranche/decide/weights.hpp"
#include "tranche/statistics/ranking.hpp"

using namespace tranche;
using Catch::Matchers::Contains;
using W = DecideCase;

namespace {

/// deaths and opiates are the domain harm, which weighs as much as crime and deprivation together.
DecideCase with_domains() {
  DecideCase c(4);
  c.add("deaths", {1, 2, 3, 4});
  c.add("opiates", {4, 3, 2, 1});
  c.add("crime", {1, 1, 2, 2});
  c.add("deprivation", {5, 1, 5, 1});
  c.index.weights = {W::weight("harm", 2, {W::weight("deaths", 1), W::weight("opiates", 1)}), W::weight("crime", 1),
                     W::weight("deprivation", 1)};
  return c;
}
} // namespace

TEST_CASE("domain weights multiply through to shares") {
  DecideCase c = with_domains();
  for (const IndexColumn& column : c.decide().columns) CHECK(column.weight == 0.25);
  c.index.weights[0].of[0].weight = 3;
  const Decision d = c.decide();
  CHECK(d.columns[0].weight == Approx(0.375));
  CHECK(d.columns[1].weight == Approx(0.125));
  c.index.weights.clear(); // every indicator 1
  for (const IndexColumn& column : c.decide().columns) CHECK(column.weight == 0.25);
}

TEST_CASE("a missing indicator is made up for by its own domain first") {
  DecideCase c = with_domains();
  c.index.require = 0.7;
  c.indicators[1].value[2] = missing;
  c.indicators[1].status[2] = Status::suppressed;
  const Decision d = c.decide();
  CHECK(d.weight_present[2] == 0.75);
  CHECK(d.rank[2] > 0);
  CHECK(d.columns[0].effective_weight[2] == 0.5);
  CHECK(d.columns[1].effective_weight[2] == 0);
  CHECK(d.columns[2].effective_weight[2] == 0.25);
  CHECK(std::isnan(d.columns[1].normalised[2]));
  REQUIRE(d.remarks.size() == 1);
  CHECK_THAT(d.remarks[0], Contains("opiates has no value for A003"));
  const std::vector<std::string> names{"Aton", "Beham", "Ceford", "Deley"};
  Candidates named = c.candidates();
  named.names = names;
  const Decision by_name = decide(named, c.indicators, c.index, c.tranches, c.allocation);
  CHECK_THAT(by_name.remarks.at(0), Contains("opiates has no value for Ceford"));
  CHECK(by_name.rank == d.rank);
}

TEST_CASE("a whole domain that is missing leaves its weight to the others, and require says who is ranked") {
  DecideCase c = with_domains();
  for (std::size_t k = 0; k < 2; ++k) {
    c.indicators[k].value[0] = missing;
    c.indicators[k].status[0] = k == 0 ? Status::too_few : Status::missing;
  }
  c.index.require = 0.5; // exactly what is left
  CHECK(c.decide().columns[2].effective_weight[0] == 0.5);
  CHECK(c.decide().rank[0] > 0);
  c.index.require = 0.51;
  const Decision d = c.decide();
  CHECK(d.rank[0] == 0);
  CHECK(std::isnan(d.score[0]));
  CHECK(d.reason[0] == "has 50 % of the weight, 51 % is required: deaths is of too few events, opiates is missing");
  CHECK(d.reason[1].empty());
}

TEST_CASE("an authority without any figure is never ranked, even if nothing is required") {
  DecideCase c(3);
  c.add("deaths", {1, missing, 2});
  c.index.require = 0;
  const Decision d = c.decide();
  CHECK(d.rank == std::vector<int>{2, 0, 1});
  CHECK_THAT(d.reason[1], Contains("deaths is missing"));
}

TEST_CASE("an unreliable figure enters the index, a figure without status does not, whatever its number") {
  DecideCase c(3);
  c.add("deaths", {1, 9, 5});
  c.indicators[0].status = {Status::measured, Status::unreliable, Status::suppressed};
  const Decision d = c.decide();
  CHECK(d.rank == std::vector<int>{2, 1, 0});
  CHECK(d.columns[0].scale.maximum == 9);
  CHECK(d.columns[0].scale.centre == 5); // of 1 and 9
}

TEST_CASE("contributions sum to the score, to its logarithm under a geometric mean") {
  DecideCase c = with_domains();
  Decision d = c.decide();
  const auto sum = [&](std::size_t i) {
    double total = 0;
    for (const IndexColumn& column : d.columns) total += column.contribution[i];
    return total;
  };
  for (std::size_t i = 0; i < 4; ++i) CHECK(sum(i) == Approx(d.score[i]).margin(1e-9));
  c.index.normalise.method = Normalise::percentile;
  c.index.aggregate = Aggregate::geometric;
  d = c.decide();
  for (std::size_t i = 0; i < 4; ++i) {
    double product = 1;
    for (const IndexColumn& column : d.columns) product *= column.normalised[i];
    CHECK(d.score[i] == Approx(std::pow(product, 0.25)).epsilon(1e-9));
    CHECK(std::exp(sum(i)) == Approx(d.score[i]).epsilon(1e-9));
  }
}

TEST_CASE("ties share the smaller rank, on scores rounded to 1e-9, and each indicator has ranks of its own") {
  DecideCase c(4);
  c.add("one", {0.1 + 0.2, 0.3, 0.1, 0.9});
  c.add("two", {1, 1, 9, 1}, -1);
  c.index.normalise.method = Normalise::min_max;
  c.index.weights = {W::weight("one", 1), W::weight("two", 0)};
  const Decision d = c.decide();
  CHECK(d.rank == std::vector<int>{2, 2, 4, 1});
  CHECK(d.columns[0].rank == std::vector<int>{2, 3, 4, 1}); // of the figures as they are
  CHECK(d.columns[1].rank == std::vector<int>{1, 1, 4, 1}); // lower is greater need
  CHECK(d.columns[1].contribution[0] == 0);
  CHECK_THAT(d.remarks.at(0), Contains("two is shown but has no weight"));
}

TEST_CASE("the England figure is the ratio of the sums, or the mean weighted by population") {
  DecideCase c(4);
  IndicatorColumn& rate = c.add("rate", {100, 200, 400, missing});
  rate.numerator = {1, 4, 2, 99};
  rate.denominator = {1000, 2000, 500, 10};
  c.add("index", {1, 2, 3, 4});
  c.population = {1, 1, 2, 4};
  Decision d = c.decide();
  CHECK(d.columns[0].england == Approx(100000 * 7.0 / 3500)); // the missing authority's 99 are not in it
  CHECK(d.columns[1].england == Approx((1 + 2 + 6 + 16) / 8.0));
  // A figure published for two areas together stands with both and counts once.
  c.indicators[0].value = {100, 200, 200, missing};
  c.indicators[0].numerator = {1, 4, 4, 99};
  c.indicators[0].denominator = {1000, 2000, 2000, 10};
  c.indicators[0].flags = {0, flag::shared, flag::shared, 0};
  CHECK(c.decide().columns[0].england == Approx(100000 * 5.0 / 3000));
}

TEST_CASE("weights that cannot be met are refused with a sentence") {
  DecideCase c = with_domains();
  c.index.weights[1].id = "crimes";
  CHECK_THAT(c.fault(),
             Contains("'crimes', which is not an indicator") && Contains("deaths, opiates, crime, deprivation"));
  c = with_domains();
  c.index.weights[1].weight = -1;
  CHECK_THAT(c.fault(), Contains("the weight of 'crime' is -1") && Contains("0 or more"));
  c = with_domains();
  for (WeightNode& node : c.index.weights) node.weight = 0;
  CHECK_THAT(c.fault(), Contains("all zero"));
  c = with_domains();
  c.index.weights[0].of[0].weight = c.index.weights[0].of[1].weight = 0;
  CHECK_THAT(c.fault(), Contains("all zero"));
  c = with_domains();
  c.index.weights[1].id = "deaths";
  CHECK_THAT(c.fault(), Contains("'deaths' has two weights"));
}

TEST_CASE("a geometric mean of values of 0 or less is refused with a sentence") {
  DecideCase c = with_domains();
  c.index.aggregate = Aggregate::geometric;
  CHECK_THAT(c.fault(), Contains("geometric mean needs values above 0, but deaths of A001"));
  c.index.normalise.method = Normalise::min_max;
  CHECK_THAT(c.fault(), Contains("deaths of A001 is 0 after normalising"));
  c.index.normalise.low = 1;
  CHECK(c.fault().empty());
}

TEST_CASE("an absent optional indicator leaves the tree, and an emptied domain with it") {
  DecideCase c = with_domains();
  CHECK(drop_indicator(c.index.weights, "opiates"));
  CHECK(c.index.weights[0].of.size() == 1);
  CHECK(drop_indicator(c.index.weights, "deaths"));
  REQUIRE(c.index.weights.size() == 2);
  CHECK(c.index.weights[0].id == "crime");
  CHECK_FALSE(drop_indicator(c.index.weights, "harm"));
}

TEST_CASE("the Index of Multiple Deprivation of 2019 comes out of its domain ranks") {
  SKIP_WITHOUT_SHARED();
  const ReferenceCsv table(shared_folder() / "data/indicators/deprivation/iod2019_lsoa11_domain_ranks_deciles.csv");
  const std::vector<std::pair<std::string, double>> domains{
      {"Income_rank", 0.225}, {"Employment_rank", 0.225},  {"Education_rank", 0.135},         {"Health_rank", 0.135},
      {"Crime_rank", 0.093},  {"Environment_rank", 0.093}, {"Housing_and_Access_rank", 0.093}};
  DecideCase c;
  for (std::size_t i = 0; i < table.size(); ++i) c.codes.push_back(table.text(i, "lsoa11_code"));
  c.population.assign(table.size(), 1500);
  for (const auto& [column, weight] : domains) {
    std::vector<double> ranks;
    for (std::size_t i = 0; i < table.size(); ++i) ranks.push_back(table.number(i, column));
    c.add(column, std::move(ranks), -1); // 1 = most deprived
    c.index.weights.push_back(W::weight(column, weight));
  }
  c.index.normalise.method = Normalise::imd_exponential;
  const Decision d = c.decide();
  REQUIRE(table.size() == 32844);
  std::size_t same = 0;
  int furthest = 0;
  for (std::size_t i = 0; i < table.size(); ++i) {
    const int apart = std::abs(d.rank[i] - static_cast<int>(table.number(i, "IMD_rank")));
    same += apart == 0 ? 1 : 0;
    furthest = std::max(furthest, apart);
  }
  INFO(same << " of 32844 ranks equal, the furthest off by " << furthest);
  CHECK(furthest <= 1);
  CHECK(same >= 32814);
}
