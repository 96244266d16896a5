#include <atomic>
#include <bit>
#include <catch2/catch.hpp>
#include <thread>

#include "random_case.hpp"
#include "tranche/statistics/ranking.hpp"

using namespace tranche;

namespace {

constexpr int cases = 400;

/// Every number of a decision as bits: two of them are the same bytes or they are not.
std::vector<std::uint64_t> bits(const Decision& d) {
  std::vector<std::uint64_t> all;
  const auto put = [&](const std::vector<double>& values) {
    for (const double v : values) all.push_back(std::bit_cast<std::uint64_t>(v));
  };
  const auto put_whole = [&](const auto& values) {
    for (const auto v : values) all.push_back(static_cast<std::uint64_t>(v));
  };
  for (const IndexColumn& column : d.columns) {
    put(column.normalised);
    put(column.contribution);
    put(column.effective_weight);
    put({column.weight, column.england});
    put_whole(column.rank);
  }
  put(d.score);
  put(d.need);
  put_whole(d.rank);
  put_whole(d.tranche);
  for (const auto& pot : d.pence) put_whole(pot);
  put_whole(d.total_pence);
  return all;
}

/// The score of authority i on the scales and weights of a decision, with one of its figures replaced.
double score_with(const DecideCase& c, const Decision& d, std::size_t i, std::size_t changed, double value) {
  double sum = 0;
  for (std::size_t k = 0; k < c.indicators.size(); ++k) {
    const IndexColumn& column = d.columns[k];
    if (!(column.effective_weight[i] > 0)) continue;
    const double x = normalise_on(column.scale, k == changed ? value : c.indicators[k].value[i]);
    sum += column.effective_weight[i] * (c.index.aggregate == Aggregate::geometric ? std::log(x) : x);
  }
  return statistics::round_score(c.index.aggregate == Aggregate::geometric ? std::exp(sum) : sum);
}

} // namespace

TEST_CASE("ranks are a permutation up to ties") {
  Dice dice(1);
  for (int round = 0; round < cases; ++round) {
    const DecideCase c = random_case(dice);
    const Decision d = c.decide();
    for (std::size_t i = 0; i < d.rank.size(); ++i) {
      if (d.rank[i] == 0) {
        REQUIRE(std::isnan(d.score[i]));
        REQUIRE_FALSE(d.reason[i].empty());
        continue;
      }
      REQUIRE(d.reason[i].empty());
      int better = 0;
      for (const double other : d.score) better += other > d.score[i] ? 1 : 0;
      REQUIRE(d.rank[i] == better + 1);
    }
  }
}

TEST_CASE("weights scaled by a constant change nothing") {
  Dice dice(2);
  for (int round = 0; round < cases; ++round) {
    DecideCase c = random_case(dice);
    const Decision before = c.decide();
    for (WeightNode& node : c.index.weights) node.weight *= 4; // a power of two: not a bit may change
    for (WeightNode& node : c.index.weights)
      for (WeightNode& child : node.of) child.weight /= 8;
    REQUIRE(bits(c.decide()) == bits(before));
    for (WeightNode& node : c.index.weights) node.weight *= 3.7; // the last bits of the weights may, no result
    const Decision after = c.decide();
    REQUIRE(after.rank == before.rank);
    REQUIRE(after.tranche == before.tranche);
    REQUIRE(after.pence == before.pence);
  }
}

TEST_CASE("an authority that gets worse in one indicator never falls in rank, on fixed scales") {
  Dice dice(3);
  int risen = 0;
  for (int round = 0; round < cases; ++round) {
    const DecideCase c = random_case(dice);
    const Decision d = c.decide();
    const std::size_t i = dice.below(c.codes.size()), k = dice.below(c.indicators.size());
    if (d.rank[i] == 0 || !has_value(c.indicators[k].status[i])) continue;
    REQUIRE(score_with(c, d, i, k, c.indicators[k].value[i]) == d.score[i]); // the same formula
    // Worse by more and more, within the range of what was seen: beyond it a log may not exist.
    const Scale& scale = d.columns[k].scale;
    std::vector<double> score = d.score;
    int last = d.rank[i];
    for (int step = 1; step <= 4; ++step) {
      const double worst = scale.direction > 0 ? scale.maximum : scale.minimum;
      const double value = c.indicators[k].value[i];
      score[i] = score_with(c, d, i, k, value + (worst - value) * step / 4);
      const int now = statistics::competition_ranks(score)[i];
      REQUIRE(now <= last);
      risen += now < last ? 1 : 0;
      last = now;
    }
  }
  CHECK(risen > 100); // the law was not met by never moving
}

TEST_CASE("the order of rows does not matter, to the last bit") {
  Dice dice(4);
  for (int round = 0; round < cases; ++round) {
    const DecideCase c = random_case(dice);
    std::vector<std::size_t> order(c.codes.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    dice.shuffle(order);
    const Decision one = c.decide(), other = reordered(c, order).decide();
    for (std::size_t i = 0; i < order.size(); ++i) {
      REQUIRE(other.rank[i] == one.rank[order[i]]);
      REQUIRE(other.tranche[i] == one.tranche[order[i]]);
      REQUIRE(other.total_pence[i] == one.total_pence[order[i]]);
      REQUIRE(std::bit_cast<std::uint64_t>(other.score[i]) == std::bit_cast<std::uint64_t>(one.score[order[i]]));
    }
    REQUIRE(other.remarks == one.remarks);
  }
}

TEST_CASE("decide gives the same bytes when several threads call it at once") {
  Dice dice(5);
  for (int round = 0; round < 20; ++round) {
    const DecideCase c = random_case(dice);
    const std::vector<std::uint64_t> expected = bits(c.decide());
    for (const int threads : {1, 2, 4}) {
      std::atomic<int> equal{0};
      {
        std::vector<std::jthread> workers;
        for (int t = 0; t < threads; ++t)
          workers.emplace_back([&] {
            for (int again = 0; again < 5; ++again) equal += bits(c.decide()) == expected ? 1 : 0;
          });
      }
      REQUIRE(equal == threads * 5);
    }
  }
}
