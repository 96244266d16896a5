#include <catch2/catch.hpp>
#include <set>

#include "dense_weights.hpp"
#include "missing.hpp"
#include "tranche/statistics/autocorrelation.hpp"

using namespace tranche::statistics;

namespace {

const PermutationOptions no_permutations{0, 1, 1};
using Order = std::vector<std::size_t>;

/// The four statistics as their books print them, of x[order].
struct ByDoubleLoops {
  Dense w;
  std::vector<double> x, y;

  double s0() const {
    double sum = 0;
    for (const auto& row : w) sum += std::accumulate(row.begin(), row.end(), 0.0);
    return sum;
  }
  static double mean(const std::vector<double>& v) {
    return std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
  }
  static double squares(const std::vector<double>& v) {
    double sum = 0;
    for (const double one : v) sum += (one - mean(v)) * (one - mean(v));
    return sum;
  }
  template <class Pair> double over_pairs(Pair&& pair) const {
    double sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i)
      for (std::size_t j = 0; j < x.size(); ++j)
        if (i != j) sum += pair(i, j);
    return sum;
  }
  double moran(const Order& o) const {
    const double m = mean(x);
    return static_cast<double>(x.size()) / s0() *
           over_pairs([&](auto i, auto j) { return w[i][j] * (x[o[i]] - m) * (x[o[j]] - m); }) / squares(x);
  }
  double geary(const Order& o) const {
    return (static_cast<double>(x.size()) - 1) / (2 * s0()) *
           over_pairs([&](auto i, auto j) { return w[i][j] * std::pow(x[o[i]] - x[o[j]], 2); }) / squares(x);
  }
  double general_g(const Order& o) const {
    return over_pairs([&](auto i, auto j) { return w[i][j] * x[o[i]] * x[o[j]]; }) /
           over_pairs([&](auto i, auto j) { return x[i] * x[j]; });
  }
  double bivariate(const Order& o) const {
    const double mx = mean(x), my = mean(y);
    return static_cast<double>(x.size()) / s0() *
           over_pairs([&](auto i, auto j) { return w[i][j] * (x[i] - mx) * (y[o[j]] - my); }) /
           std::sqrt(squares(x) * squares(y));
  }
};

Order all_of(std::size_t n) {
  Order order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  return order;
}

template <class Statistic> void check_against_all(const GlobalStatistic& found, std::size_t n, Statistic&& statistic) {
  CHECK(found.value == Approx(statistic(all_of(n))).margin(1e-12));
  const auto [mean, variance] = over_all_arrangements(n, all_of(n), statistic);
  CHECK(found.randomisation.expected == Approx(mean).margin(1e-12));
  CHECK(found.randomisation.variance == Approx(variance).epsilon(1e-9));
  CHECK(found.randomisation.z == Approx((found.value - mean) / std::sqrt(variance)).epsilon(1e-9).margin(1e-9));
}

} // namespace

TEST_CASE("global statistics and their moments are those of every arrangement") {
  for (const RowScheme scheme : {RowScheme::binary, RowScheme::standardised})
    for (const std::size_t n : {3U, 4U, 5U, 7U}) {
      const SpatialWeights w = uneven_weights(n, 11 + n, scheme);
      const ByDoubleLoops loops{dense(w), skewed_values(n, 3, 5), skewed_values(n, 4)};
      CAPTURE(n);
      check_against_all(morans_i(loops.x, w, no_permutations), n, [&](const Order& o) { return loops.moran(o); });
      check_against_all(gearys_c(loops.x, w, no_permutations), n, [&](const Order& o) { return loops.geary(o); });
      check_against_all(getis_ord_g(loops.x, w, no_permutations), n,
                        [&](const Order& o) { return loops.general_g(o); });
      check_against_all(bivariate_morans_i(loops.x, loops.y, w, no_permutations), n,
                        [&](const Order& o) { return loops.bivariate(o); });
    }
}

TEST_CASE("a general G of values far from 0 keeps the digits of its variance") {
  const SpatialWeights w = uneven_weights(6, 2, RowScheme::binary);
  ByDoubleLoops loops{dense(w), {0, 1, 5, 2, 2, 9}, {}};
  const GlobalStatistic near = getis_ord_g(std::vector<double>{1e7, 1e7 + 1, 1e7 + 5, 1e7 + 2, 1e7 + 2, 1e7 + 9}, w);
  // Far from 0 the z-score is that of sum d_i x_i, d_i = w_i. + w_.i, whose moments are those of a linear statistic.
  std::vector<double> d(6, 0.0);
  for (std::size_t i = 0; i < 6; ++i)
    for (std::size_t j = 0; j < 6; ++j) d[i] += loops.w[i][j] + loops.w[j][i];
  double sum = 0;
  for (std::size_t i = 0; i < 6; ++i) sum += (d[i] - ByDoubleLoops::mean(d)) * loops.x[i];
  const double variance = ByDoubleLoops::squares(d) * ByDoubleLoops::squares(loops.x) / 5;
  CHECK(near.randomisation.z == Approx(sum / std::sqrt(variance)).epsilon(1e-5));
}

TEST_CASE("moments under normality are those of normal values") {
  const std::size_t n = 8;
  const SpatialWeights w = uneven_weights(n, 5, RowScheme::standardised);
  std::array<double, 2> sum{}, squares{};
  const std::uint32_t draws = 40000;
  GlobalStatistic moran, geary;
  for (std::uint32_t draw = 0; draw < draws; ++draw) {
    std::vector<double> x;
    for (std::uint32_t i = 0; i < n; ++i) x.push_back(Stream(9, draw, i, 0).normal());
    moran = morans_i(x, w, no_permutations);
    geary = gearys_c(x, w, no_permutations);
    for (const std::size_t k : {0U, 1U}) {
      const double value = k == 0 ? moran.value : geary.value;
      sum[k] += value / draws;
      squares[k] += value * value / draws;
    }
  }
  for (const std::size_t k : {0U, 1U}) {
    const NormalTest& test = k == 0 ? moran.normality : geary.normality;
    CHECK(test.expected == Approx(sum[k]).margin(4 * std::sqrt(test.variance / draws)));
    CHECK(test.variance == Approx(squares[k] - sum[k] * sum[k]).epsilon(0.03)); // the standard error is about 1 %
  }
}

TEST_CASE("join counts and their moments are those of every arrangement") {
  const std::vector<int> classes{2, 0, 1, 2, 0, 2, 1};
  for (const RowScheme scheme : {RowScheme::binary, RowScheme::standardised}) {
    const SpatialWeights w = uneven_weights(7, 8, scheme);
    const Dense m = dense(w);
    const JoinCounts found = join_counts(classes, w, no_permutations);
    CHECK(found.classes == std::vector{0, 1, 2});
    CHECK(found.sizes == std::vector<std::size_t>{2, 2, 3});
    REQUIRE(found.joins.size() == 6);
    const auto check = [&](const JoinCount& join, auto&& counts) {
      const auto count = [&](const Order& o) {
        double sum = 0;
        for (std::size_t i = 0; i < 7; ++i)
          for (std::size_t j = 0; j < 7; ++j) sum += counts(classes[o[i]], classes[o[j]]) ? m[i][j] / 2 : 0;
        return sum;
      };
      CHECK(join.count == Approx(count(all_of(7))));
      const auto [mean, variance] = over_all_arrangements(7, all_of(7), count);
      CHECK(join.randomisation.expected == Approx(mean));
      CHECK(join.randomisation.variance == Approx(variance));
    };
    for (const JoinCount& join : found.joins)
      check(join, [&](int a, int b) { return std::min(a, b) == join.first && std::max(a, b) == join.second; });
    check(found.different, [](int a, int b) { return a != b; });
  }
}

TEST_CASE("join counts of a chessboard and of two halves") {
  std::vector<int> chess, halves;
  for (int i = 0; i < 16; ++i) {
    chess.push_back((i / 4 + i % 4) % 2);
    halves.push_back(i < 8);
  }
  const SpatialWeights w = spatial_weights(lattice(4, 4), 16, RowScheme::binary);
  const JoinCounts board = join_counts(chess, w), two = join_counts(halves, w);
  CHECK(board.joins[0].count == 0); // white-white
  CHECK(board.joins[1].count == 24);
  CHECK(board.joins[2].count == 0);
  // Cliff & Ord: E(BB) = S0/2 n_B (n_B - 1)/(n (n - 1)), E(BW) = S0 n_B n_W/(n (n - 1)); S0 = 48
  CHECK(board.joins[2].randomisation.expected == Approx(24.0 * 8 * 7 / (16 * 15)));
  CHECK(board.joins[1].randomisation.expected == Approx(48.0 * 8 * 8 / (16 * 15)));
  CHECK(board.different.permutation.p(Alternative::greater) == 0.001);
  CHECK(two.joins[1].count == 4);
  // Of the 12,870 ways to halve the board only the four straight cuts go through as few as four joins.
  CHECK(two.different.permutation.p(Alternative::less) <= 0.003);
}

TEST_CASE("permutations of a small map come to the share of all arrangements") {
  const SpatialWeights w = uneven_weights(6, 21, RowScheme::standardised);
  const ByDoubleLoops loops{dense(w), {1, 2, 2, 3, 9, 4}, {4, 1, 1, 0, 2, 2}}; // with ties
  const std::uint32_t draws = 20000;
  const auto check = [&](const GlobalStatistic& found, auto&& statistic) {
    const double own = statistic(all_of(6));
    const auto share = [&](auto&& counts) {
      return over_all_arrangements(6, all_of(6), [&](const Order& o) { return counts(statistic(o)) ? 1.0 : 0.0; })
          .first;
    };
    const double least = share([&](double v) { return v >= own - 1e-9; }),
                 most = share([&](double v) { return v <= own + 1e-9; });
    CHECK(found.permutation.at_least / double{draws} ==
          Approx(least).margin(4 * std::sqrt(least * (1 - least) / draws)));
    CHECK(found.permutation.at_most / double{draws} == Approx(most).margin(4 * std::sqrt(most * (1 - most) / draws)));
  };
  const PermutationOptions options{draws, 77, 2};
  check(morans_i(loops.x, w, options), [&](const Order& o) { return loops.moran(o); });
  check(gearys_c(loops.x, w, options), [&](const Order& o) { return loops.geary(o); });
  check(getis_ord_g(loops.x, w, options), [&](const Order& o) { return loops.general_g(o); });
  check(bivariate_morans_i(loops.x, loops.y, w, options), [&](const Order& o) { return loops.bivariate(o); });
}

TEST_CASE("permutations depend on the seed and on nothing else") {
  const SpatialWeights w = spatial_weights(lattice(9, 9), 81, RowScheme::standardised);
  const std::vector<double> x = skewed_values(81, 1);
  std::set<std::uint32_t> by_seed;
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const PermutationTest one = morans_i(x, w, {999, seed, 1}).permutation;
    by_seed.insert(one.at_least);
    for (const int threads : {2, 3, 8}) {
      CHECK(morans_i(x, w, {999, seed, threads}).permutation.at_least == one.at_least);
      CHECK(morans_i(x, w, {999, seed, threads}).permutation.at_most == one.at_most);
    }
  }
  CHECK(by_seed.size() > 1);
}

TEST_CASE("missing units are as if they were not there, and maps without a pattern to see are defined") {
  const SpatialWeights w = spatial_weights(lattice(4, 3), 12, RowScheme::standardised);
  std::vector<double> x = skewed_values(12, 6);
  x[5] = x[11] = missing;
  std::vector<double> there;
  UnitPairs links;
  Order number(12, 0);
  for (std::size_t i = 0; i < 12; ++i) {
    number[i] = there.size();
    if (!std::isnan(x[i])) there.push_back(x[i]);
  }
  for (const auto& [a, b] : lattice(4, 3))
    if (!std::isnan(x[a]) && !std::isnan(x[b])) links.emplace_back(number[a], number[b]);
  const GlobalStatistic with = morans_i(x, w), without = morans_i(there, spatial_weights(links, 10, w.scheme));
  CHECK(with.units == 10);
  CHECK(with.value == without.value);
  CHECK(with.permutation.at_least == without.permutation.at_least);
  CHECK(with.normality.z == without.normality.z);

  const std::vector<double> same(12, 0.1), none(12, missing);
  std::vector<double> one = none;
  one[3] = 1;
  for (const auto statistic : {morans_i, gearys_c, getis_ord_g}) {
    CHECK(statistic(same, w, {}).undefined == Undefined::constant);
    CHECK(statistic(none, w, {}).undefined == Undefined::too_few_units);
    CHECK(statistic(one, w, {}).undefined == Undefined::too_few_units);
    const GlobalStatistic alone = statistic(x, spatial_weights(UnitPairs{}, 12, RowScheme::binary), {});
    CHECK(alone.undefined == Undefined::no_links);
    CHECK(alone.islands == 10);
    CHECK(std::isnan(alone.value));
    CHECK(std::isnan(alone.permutation.p(Alternative::two_sided)));
  }
  CHECK(getis_ord_g(std::vector<double>{-1, 1}, spatial_weights(UnitPairs{{0, 1}}, 2, RowScheme::binary)).undefined ==
        Undefined::not_positive);
  CHECK(join_counts(std::vector<int>(12, 1), w).undefined == Undefined::constant);
  CHECK(join_counts(std::vector<int>(12, 1), w).joins[0].count == Approx(6)); // half of S0, rows summing to 1
  CHECK(join_counts(std::vector<int>(12, -1), w).undefined == Undefined::too_few_units);
}

TEST_CASE("where everyone is everyone's neighbour no arrangement differs") {
  const SpatialWeights w =
      spatial_weights(UnitPairs{{0, 1}, {0, 2}, {0, 3}, {1, 2}, {1, 3}, {2, 3}}, 4, RowScheme::binary);
  const GlobalStatistic found = morans_i(std::vector<double>{1, 2, 4, 9}, w);
  CHECK(found.value == Approx(-1.0 / 3));
  CHECK(found.randomisation.p(Alternative::two_sided) == 1);
  CHECK(found.normality.p(Alternative::two_sided) == 1);
  CHECK(found.permutation.p(Alternative::greater) == 1);
  CHECK(found.permutation.p(Alternative::less) == 1);
}
