#include "tranche/decide/stability.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "decide_case.hpp"

using namespace tranche;
using Catch::Matchers::Contains;

namespace {

Stability stability_of(const DecideCase& c) { return {c.decide(), c.indicators, c.index, c.tranches}; }

DecideCase plain(const std::vector<std::vector<double>>& columns, const std::vector<double>& weights, double first) {
  DecideCase c(columns.front().size());
  c.index.normalise.method = Normalise::none;
  for (std::size_t k = 0; k < columns.size(); ++k) {
    const std::string id = "i" + std::to_string(k);
    c.add(id, columns[k]);
    c.index.weights.push_back(DecideCase::weight(id, weights[k]));
  }
  c.cut("first", Cut::By::count, first);
  c.cut("second", Cut::By::count, 2);
  c.cut("third", Cut::By::rest);
  return c;
}

DecideCase seven() {
  return plain({{9, 2, 7, 4, 6, 1, 3}, {1, 8, 6, 5.5, 2.5, 4, 7.2}, {3, 6.1, 2, 8, 7, 5, 1}}, {3, 4, 3}, 2);
}

int tranche_at(DecideCase c, const std::vector<double>& weights, std::size_t i) {
  for (std::size_t k = 0; k < weights.size(); ++k) c.index.weights[k].weight = weights[k];
  return c.decide().tranche[i];
}

/// Moves one share, the others in proportion.
std::vector<double> moved(std::vector<double> shares, std::size_t k, double to) {
  const double others = 1 - shares[k];
  for (std::size_t m = 0; m < shares.size(); ++m) shares[m] = m == k ? to : shares[m] * (1 - to) / others;
  return shares;
}

DecideCase opposed(double first_weight) {
  DecideCase c(2);
  c.index.normalise.method = Normalise::none;
  c.add("a", {1, 0});
  c.add("b", {0, 1});
  c.index.weights = {DecideCase::weight("a", first_weight), DecideCase::weight("b", 4)};
  c.cut("first", Cut::By::count, 1);
  c.cut("second", Cut::By::rest);
  return c;
}

} // namespace

TEST_CASE("two opposed authorities change places at equal shares", "[stability]") {
  const Stability stability = stability_of(opposed(6));
  const std::vector<ShareRange> ranges = stability.ranges(0);
  REQUIRE(ranges.size() == 2);
  CHECK(ranges[0].share == Approx(0.6));
  CHECK(ranges[0].low == Approx(0.5));
  CHECK(ranges[0].low_crosses);
  CHECK(ranges[0].high == 1);
  CHECK_FALSE(ranges[0].high_crosses);
  CHECK(ranges[0].weight == Approx(6));
  CHECK(ranges[0].weight_low == Approx(4));
  CHECK(std::isinf(ranges[0].weight_high));
  const LeastChange down = stability.least_change(0, false);
  REQUIRE(down.state == LeastChange::State::found);
  CHECK(down.proved);
  CHECK(down.distance == Approx(0.1).margin(1e-7));
  CHECK(down.bound == Approx(0.1).margin(1e-7));
  CHECK(down.weights[0] == Approx(0.5).margin(1e-7));
  CHECK(stability.least_change(1, true).distance == Approx(0.1).margin(1e-7));
  CHECK(stability.least_change(0, true).state == LeastChange::State::no_edge);
  CHECK(stability.least_change(1, false).state == LeastChange::State::no_edge);
}

TEST_CASE("a tie across the edge is a crossing already", "[stability]") {
  const Stability stability = stability_of(opposed(4));
  for (const std::size_t i : {0U, 1U})
    for (const ShareRange& range : stability.ranges(i)) {
      CHECK(range.low == range.share);
      CHECK(range.high == range.share);
      CHECK((range.low_crosses && range.high_crosses));
    }
  CHECK(stability.least_change(0, false).distance == Approx(0).margin(1e-9));
}

TEST_CASE("decide() itself changes the tranche at the ends of every range", "[stability]") {
  const DecideCase c = seven();
  const Decision now = c.decide();
  const Stability stability = stability_of(c);
  int crossings = 0;
  for (std::size_t i = 0; i < 7; ++i) {
    const std::vector<ShareRange> ranges = stability.ranges(i);
    REQUIRE(ranges.size() == 3);
    for (std::size_t k = 0; k < 3; ++k) {
      const std::vector<double> shares{0.3, 0.4, 0.3};
      const auto at = [&](double to) { return tranche_at(c, moved(shares, k, to), i); };
      INFO("authority " << i << ", weight " << k);
      for (int step = 1; step < 40; ++step) {
        const double to = ranges[k].low + (ranges[k].high - ranges[k].low) * step / 40;
        CHECK(at(to) == now.tranche[i]);
      }
      // Authorities 4 and 5 tie at a share of exactly 0 of the first weight: nothing lies beyond.
      if (ranges[k].low_crosses && ranges[k].low > 1e-6) CHECK(at(ranges[k].low - 1e-6) != now.tranche[i]);
      if (ranges[k].high_crosses) CHECK(at(ranges[k].high + 1e-6) != now.tranche[i]);
      crossings += (ranges[k].low_crosses ? 1 : 0) + (ranges[k].high_crosses ? 1 : 0);
      if (!ranges[k].low_crosses) CHECK(ranges[k].low == 0);
      if (!ranges[k].high_crosses) CHECK(ranges[k].high == 1);
    }
  }
  CHECK(crossings > 10);
}

TEST_CASE("the smallest joint change is the nearest on a dense grid over the simplex", "[stability]") {
  const DecideCase c = seven();
  const Decision now = c.decide();
  const Stability stability = stability_of(c);
  constexpr int steps = 200;
  const auto score = [&](std::size_t i, double a, double b) {
    return a * c.indicators[0].value[i] + b * c.indicators[1].value[i] + (1 - a - b) * c.indicators[2].value[i];
  };
  for (std::size_t i = 0; i < 7; ++i)
    for (const bool up : {true, false}) {
      const int edge = up ? (now.tranche[i] == 3 ? 4 : 2) : (now.tranche[i] == 1 ? 2 : 4);
      const LeastChange change = stability.least_change(i, up);
      if (now.tranche[i] == (up ? 1 : 3)) {
        CHECK(change.state == LeastChange::State::no_edge);
        continue;
      }
      double nearest = 2;
      for (int p = 0; p <= steps; ++p)
        for (int q = 0; p + q <= steps; ++q) {
          const double a = double(p) / steps, b = double(q) / steps;
          int ahead = 0, tied = 0;
          for (std::size_t j = 0; j < 7; ++j) {
            if (j == i) continue;
            const double lead = score(j, a, b) - score(i, a, b);
            ahead += lead > 1e-9 ? 1 : 0;
            tied += std::abs(lead) <= 1e-9 ? 1 : 0;
          }
          if (up ? ahead < edge : ahead + tied >= edge)
            nearest = std::min(nearest, (std::abs(a - 0.3) + std::abs(b - 0.4) + std::abs(1 - a - b - 0.3)) / 2);
        }
      INFO("authority " << i << (up ? " up" : " down"));
      REQUIRE((change.state == LeastChange::State::found) == (nearest < 2));
      if (nearest == 2) continue;
      CHECK(change.proved);
      CHECK(change.distance <= nearest + 1e-6);
      CHECK(change.distance >= nearest - 2.0 / steps);
      CHECK(change.weights[0] + change.weights[1] + change.weights[2] == Approx(1));
    }
}

TEST_CASE("no weights lift an authority over those that lead on everything", "[stability]") {
  const Stability stability = stability_of(plain({{9, 8, 5, 1}, {7, 9, 6, 2}}, {1, 1}, 2));
  CHECK(stability.least_change(3, true).state == LeastChange::State::infeasible);
  CHECK(stability.least_change(3, false).state == LeastChange::State::no_edge); // nobody is in the third
  const LeastChange second = stability.least_change(2, true);
  CHECK(second.state == LeastChange::State::infeasible);
  CHECK_THAT(second.text, Contains("no weights"));
  for (const ShareRange& range : stability.ranges(2)) {
    CHECK(range.low == 0);
    CHECK(range.high == 1);
  }
}

TEST_CASE("a lowest score is an edge", "[stability]") {
  DecideCase c = opposed(6);
  c.tranches.cut.clear();
  c.cut("first", Cut::By::score, 0.45);
  c.cut("second", Cut::By::rest);
  const Stability stability = stability_of(c);
  CHECK(stability.ranges(0)[0].low == Approx(0.45));
  CHECK(stability.ranges(1)[0].low == Approx(0.55));
  CHECK(stability.least_change(0, false).distance == Approx(0.15).margin(1e-7));
  CHECK(stability.least_change(1, true).distance == Approx(0.05).margin(1e-7));
}

TEST_CASE("to be ranked and in no tranche is a side of the edge too", "[stability]") {
  DecideCase c = seven(), with_rest = seven();
  c.tranches.cut.resize(1);
  with_rest.tranches.cut.resize(1);
  with_rest.cut("rest", Cut::By::rest);
  const Stability stability = stability_of(c), same = stability_of(with_rest);
  for (std::size_t i = 0; i < 7; ++i) {
    const std::vector<ShareRange> ranges = stability.ranges(i), others = same.ranges(i);
    REQUIRE(ranges.size() == 3);
    for (std::size_t k = 0; k < 3; ++k) {
      CHECK(ranges[k].low == others[k].low);
      CHECK(ranges[k].high == others[k].high);
    }
    for (const bool up : {true, false}) {
      CHECK(stability.least_change(i, up).state == same.least_change(i, up).state);
      CHECK(stability.least_change(i, up).distance == Approx(same.least_change(i, up).distance));
    }
  }
}

TEST_CASE("a domain moves against its siblings, and its members within it", "[stability]") {
  DecideCase c(2);
  c.index.normalise.method = Normalise::none;
  c.add("a", {1, 0});
  c.add("b", {0, 1});
  c.add("d", {0, 0.5});
  c.index.weights = {DecideCase::weight("domain", 3, {DecideCase::weight("a", 4), DecideCase::weight("b", 1)}),
                     DecideCase::weight("d", 1)};
  c.cut("first", Cut::By::count, 1);
  c.cut("second", Cut::By::rest);
  const std::vector<ShareRange> ranges = stability_of(c).ranges(0);
  REQUIRE(ranges.size() == 4);
  CHECK((ranges[0].id == "domain" && ranges[0].domain));
  CHECK(ranges[0].low == Approx(5.0 / 11)); // 0.6 s = 0.5 (1 - s)
  CHECK(ranges[0].weight_low == Approx(5.0 / 6));
  CHECK((ranges[2].id == "a" && !ranges[2].domain));
  CHECK(ranges[2].low == Approx(7.0 / 12)); // 0.75 (2 s - 1) = 0.125
}

TEST_CASE("where scores are not linear in the weights it is said", "[stability]") {
  DecideCase geometric = seven();
  geometric.index.aggregate = Aggregate::geometric;
  CHECK_THAT(stability_of(geometric).unavailable(), Contains("geometric"));
  DecideCase gap = seven();
  gap.index.require = 0.5;
  gap.indicators[1].value[3] = std::nan("");
  gap.indicators[1].status[3] = Status::missing;
  CHECK_THAT(stability_of(gap).unavailable(), Contains("'i1' are missing"));
  DecideCase levels = opposed(6);
  levels.index.weights = {DecideCase::weight("domain", 1, levels.index.weights)};
  levels.index.weights[0].normalise = NormaliseSettings{};
  CHECK_THAT(stability_of(levels).unavailable(), Contains("normalised again"));
  DecideCase counts_on = seven();
  counts_on.tranches.cut[0] = {"first", Cut::By::score, 5, 0, {}};
  CHECK_THAT(stability_of(counts_on).unavailable(), Contains("'second' counts on"));
  CHECK(stability_of(seven()).unavailable().empty());
}
