#include "tranche/statistics/local_association.hpp"

#include <boost/math/distributions/hypergeometric.hpp>
#include <catch2/catch.hpp>

#include "dense_weights.hpp"
#include "missing.hpp"
#include "tranche/statistics/autocorrelation.hpp"
#include "tranche/statistics/multiple_testing.hpp"
#include "tranche/statistics/shrink.hpp"

using namespace tranche::statistics;

namespace {

using Places = std::vector<std::size_t>;
using Values = std::vector<double>;
const LocalOptions no_draws{Divisor::sample, Moments::conditional, {0, 1, 1}};

Values scored(const Values& x, double divisor) {
  const double mean = std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
  double squares = 0;
  Values z;
  for (const double one : x) {
    squares += (one - mean) * (one - mean);
    z.push_back(one - mean);
  }
  for (double& one : z) one /= std::sqrt(squares / divisor);
  return z;
}

Places everyone(std::size_t n) {
  Places places(n);
  std::iota(places.begin(), places.end(), std::size_t{0});
  return places;
}

/// A local statistic, written down as its paper has it, of unit i when place j holds unit o[j].
struct LocalLoops {
  Dense w;
  Values x, y;
  double divisor;

  double moran(std::size_t i, const Places& o) const {
    const Values z = scored(x, divisor);
    double sum = 0;
    for (std::size_t j = 0; j < x.size(); ++j) sum += w[i][j] * z[o[j]];
    return z[o[i]] * sum;
  }
  double bivariate(std::size_t i, const Places& o) const {
    const Values zx = scored(x, divisor), zy = scored(y, divisor);
    double sum = 0;
    for (std::size_t j = 0; j < x.size(); ++j) sum += w[i][j] * zy[o[j]];
    return zx[o[i]] * sum;
  }
  double geary(std::size_t i, const Places& o, bool of_both) const {
    const Values zx = scored(x, divisor), zy = scored(y, divisor);
    double sum = 0;
    for (std::size_t j = 0; j < x.size(); ++j) {
      const double dx = std::pow(zx[o[i]] - zx[o[j]], 2), dy = std::pow(zy[o[i]] - zy[o[j]], 2);
      sum += w[i][j] * (of_both ? (dx + dy) / 2 : dx);
    }
    return sum;
  }
  double gi(std::size_t i, const Places& o) const {
    double sum = 0, others = 0;
    for (std::size_t j = 0; j < x.size(); ++j) {
      sum += w[i][j] * x[o[j]];
      if (j != i) others += x[o[j]];
    }
    return sum / others;
  }
  double gi_star(std::size_t i, const Places& o) const {
    double sum = 0, all = 0;
    for (std::size_t j = 0; j < x.size(); ++j) {
      sum += w[i][j] * x[o[j]];
      all += x[o[j]];
    }
    return sum / all;
  }
};

/// Value, moments and (where it drew) permutations of a unit against every arrangement of the movable places.
template <class Statistic>
void check_unit(const LocalStatistics& local, std::size_t i, std::size_t n, const Places& movable,
                Statistic&& statistic) {
  const double own = statistic(everyone(n));
  CHECK(local.value[i] == Approx(own).margin(1e-12));
  const auto [mean, variance] = over_all_arrangements(n, movable, statistic);
  CHECK(local.analytic[i].expected == Approx(mean).margin(1e-12));
  CHECK(local.analytic[i].variance == Approx(variance).epsilon(1e-8).margin(1e-14));
  if (variance > 1e-12) CHECK(local.analytic[i].z == Approx((own - mean) / std::sqrt(variance)).margin(1e-9));
}

template <class Statistic>
void check_draws(const LocalStatistics& local, std::size_t i, std::size_t n, const Places& others,
                 Statistic&& statistic) {
  const double own = statistic(everyone(n)), draws = local.permutation[i].draws;
  const auto share = [&](auto&& counts) {
    return over_all_arrangements(n, others, [&](const Places& o) { return counts(statistic(o)) ? 1.0 : 0.0; }).first;
  };
  const double least = share([&](double v) { return v >= own - 1e-9; });
  const double most = share([&](double v) { return v <= own + 1e-9; });
  CHECK(local.permutation[i].at_least / draws ==
        Approx(least).margin(4 * std::sqrt(least * (1 - least) / draws) + 1e-12));
  CHECK(local.permutation[i].at_most / draws == Approx(most).margin(4 * std::sqrt(most * (1 - most) / draws) + 1e-12));
}

Places all_but(std::size_t n, std::size_t i) {
  Places others = everyone(n);
  others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
  return others;
}

bool same_draws(const LocalStatistics& a, const LocalStatistics& b) {
  for (std::size_t i = 0; i < a.permutation.size(); ++i)
    if (a.permutation[i].at_least != b.permutation[i].at_least || a.permutation[i].at_most != b.permutation[i].at_most)
      return false;
  return true;
}

} // namespace

TEST_CASE("local statistics, their moments and draws are those of every arrangement of the others") {
  const std::size_t n = 7;
  const Values x{5, 7, 7, 12, 6, 30, 8}, y{2, 9, 4, 4, 1, 3, 8}; // with ties
  for (const RowScheme scheme : {RowScheme::binary, RowScheme::standardised})
    for (const Divisor divisor : {Divisor::sample, Divisor::population}) {
      const SpatialWeights w = uneven_weights(n, 31, scheme);
      const LocalLoops loops{dense(w), x, y, divisor == Divisor::sample ? n - 1.0 : n};
      const LocalOptions options{divisor, Moments::conditional, {8000, 5, 2}};
      const std::span<const double> two[] = {x, y};
      const LocalStatistics moran = local_moran(x, w, options), pair = bivariate_local_moran(x, y, w, options),
                            geary = local_geary(x, w, options),
                            geary_of_both = local_geary(std::span<const std::span<const double>>(two), w, options),
                            gi = getis_ord_gi(x, w, options);
      CHECK(moran.pattern[0] == Pattern::no_neighbours);
      CHECK(std::isnan(moran.value[0]));
      for (std::size_t i = 1; i < n; ++i) {
        CAPTURE(i);
        const Places others = all_but(n, i);
        const auto check = [&](const LocalStatistics& local, auto&& statistic) {
          check_unit(local, i, n, others, statistic);
          check_draws(local, i, n, others, statistic);
        };
        check(moran, [&](const Places& o) { return loops.moran(i, o); });
        check(pair, [&](const Places& o) { return loops.bivariate(i, o); });
        check(geary, [&](const Places& o) { return loops.geary(i, o, false); });
        check(geary_of_both, [&](const Places& o) { return loops.geary(i, o, true); });
        check(gi, [&](const Places& o) { return loops.gi(i, o); });
      }
    }
}

TEST_CASE("Gi* and the total moments of local Moran are those of every arrangement of all") {
  const std::size_t n = 7;
  const Values x{5, 7, 7, 12, 6, 30, 8};
  for (const RowScheme scheme : {RowScheme::binary, RowScheme::standardised}) {
    const SpatialWeights w = spatial_weights(UnitPairs{{0, 1}, {1, 2}, {2, 3}, {3, 4}, {1, 4}, {4, 5}}, n, scheme);
    const LocalLoops starred{dense(with_self(w)), x, {}, 1}, plain{dense(w), x, {}, n};
    const LocalStatistics star = getis_ord_gi_star(x, w, {Divisor::sample, Moments::conditional, {8000, 5, 2}});
    const LocalStatistics moran = local_moran(x, w, {Divisor::population, Moments::total, {0, 1, 1}});
    CHECK(star.pattern[6] == Pattern::no_neighbours);
    for (std::size_t i = 0; i < 6; ++i) {
      check_unit(star, i, n, everyone(n), [&](const Places& o) { return starred.gi_star(i, o); });
      check_draws(star, i, n, all_but(n, i), [&](const Places& o) { return starred.gi_star(i, o); });
      check_unit(moran, i, n, everyone(n), [&](const Places& o) { return plain.moran(i, o); });
    }
  }
}

TEST_CASE("z-scores of Gi and Gi* do not change when rows are scaled") {
  const Values x = skewed_values(36, 8, 1);
  const SpatialWeights binary = spatial_weights(lattice(6, 6), 36, RowScheme::binary),
                       rows = spatial_weights(lattice(6, 6), 36, RowScheme::standardised);
  for (const auto statistic : {getis_ord_gi, getis_ord_gi_star}) {
    const LocalStatistics a = statistic(x, binary, {}), b = statistic(x, rows, {});
    for (std::size_t i = 0; i < 36; ++i) CHECK(a.analytic[i].z == Approx(b.analytic[i].z).epsilon(1e-12));
    CHECK(same_draws(a, b));
  }
}

TEST_CASE("local statistics add up to the global ones") {
  const std::size_t n = 30;
  const Values x = skewed_values(n, 2);
  const SpatialWeights w = spatial_weights(lattice(6, 5), n, RowScheme::standardised);
  const LocalStatistics moran = local_moran(x, w, {Divisor::population, Moments::conditional, {0, 1, 1}});
  const LocalStatistics geary = local_geary(x, w, no_draws);
  const auto total = [](const Values& v) { return std::accumulate(v.begin(), v.end(), 0.0); };
  CHECK(total(moran.value) / n == Approx(morans_i(x, w).value));
  CHECK(total(geary.value) / (2 * n) == Approx(gearys_c(x, w).value));
}

TEST_CASE("p-values of 0 and 1 with many ties are hypergeometric, unit by unit and together") {
  // On a torus everyone has four neighbours: of 1599 others, those that are 1 among four drawn.
  const std::size_t n = 1600;
  Values x;
  for (std::uint32_t i = 0; i < n; ++i) x.push_back(Stream(3, i, 0, 0).uniform() < 0.4 ? 1 : 0);
  const SpatialWeights w = spatial_weights(lattice(40, 40, true), n, RowScheme::standardised);
  const std::uint32_t draws = 400;
  const LocalStatistics gi = getis_ord_gi(x, w, {Divisor::sample, Moments::conditional, {draws, 12, 2}});
  const auto ones = std::accumulate(x.begin(), x.end(), 0.0);
  std::array<std::array<double, 3>, 5> seen{}; // of each count of neighbours: units, mean, share beyond three sd
  for (std::size_t i = 0; i < n; ++i) {
    const auto count = static_cast<unsigned>(std::lround(4 * gi.lag[i]));
    const boost::math::hypergeometric law(static_cast<unsigned>(ones - x[i]), 4U, static_cast<unsigned>(n - 1));
    const double p = count == 0 ? 1 : 1 - cdf(law, count - 1);
    const double off = gi.permutation[i].at_least / double{draws} - p, sd = std::sqrt(p * (1 - p) / draws);
    if (count == 0) CHECK(off == 0);
    seen[count][0] += 1;
    seen[count][1] += count == 0 ? 0 : off / sd;
    seen[count][2] += std::abs(off) > 3 * sd && count > 0;
    CHECK(gi.permutation[i].at_least + gi.permutation[i].at_most >= draws);
  }
  for (std::size_t count = 1; count < 5; ++count) {
    CAPTURE(count);
    REQUIRE(seen[count][0] > 20);
    // If all met the same values the mean would be as far off as one unit's.
    CHECK(std::abs(seen[count][1] / seen[count][0]) < 5 / std::sqrt(seen[count][0]));
    CHECK(seen[count][2] / seen[count][0] < 0.02);
  }
}

TEST_CASE("local p-values do not depend on the number of threads, nor on how draws are batched") {
  const Values x = skewed_values(900, 4);
  UnitPairs links = lattice(30, 30);
  for (std::size_t i = 1; i < 900; i += 2) links.emplace_back(0, i); // one unit with many neighbours
  const SpatialWeights w = spatial_weights(links, 900, RowScheme::standardised);
  const LocalStatistics one = local_moran(x, w, {Divisor::sample, Moments::conditional, {999, 9, 1}});
  for (const int threads : {2, 3, 7})
    CHECK(same_draws(one, local_moran(x, w, {Divisor::sample, Moments::conditional, {999, 9, threads}})));
  CHECK_FALSE(same_draws(one, local_moran(x, w, {Divisor::sample, Moments::conditional, {999, 10, 1}})));
  // 30,000 draws of 451 neighbours are made in four batches; the first 999 of them are the same as above.
  const LocalStatistics many = local_moran(x, w, {Divisor::sample, Moments::conditional, {30000, 9, 2}});
  for (std::size_t i = 0; i < 900; ++i) {
    CHECK(many.permutation[i].at_least >= one.permutation[i].at_least);
    const double p = many.permutation[i].p(Alternative::greater);
    CHECK(one.permutation[i].p(Alternative::greater) == Approx(p).margin(5 * std::sqrt(p * (1 - p) / 999) + 0.002));
  }
}

TEST_CASE("a planted cluster is found, and its parts are named") {
  const std::size_t side = 20;
  Values x;
  for (std::uint32_t i = 0; i < side * side; ++i) x.push_back(Stream(2, i, 0, 0).normal());
  const auto at = [&](std::size_t column, std::size_t row) { return row * side + column; };
  for (std::size_t row = 3; row < 8; ++row)
    for (std::size_t column = 3; column < 8; ++column) {
      x[at(column, row)] += 4;
      x[at(column + 9, row + 9)] -= 4;
    }
  x[at(5, 5)] = -3; // low among high
  const SpatialWeights w = spatial_weights(lattice(side, side), side * side, RowScheme::standardised);
  const LocalOptions options{Divisor::sample, Moments::conditional, {9999, 1, 2}};
  const LocalStatistics local = local_moran(x, w, options);
  const Values p = local.p(Alternative::two_sided);
  const CorrectedTests tests = correct(p, 0.05, Correction::false_discovery);
  const std::vector<Pattern> found = significant(local, p, tests.cut);
  CHECK(found[at(4, 4)] == Pattern::high_high);
  CHECK(found[at(14, 14)] == Pattern::low_low);
  CHECK(found[at(5, 5)] == Pattern::low_high);
  CHECK(found[at(0, 19)] == Pattern::not_significant);
  std::size_t elsewhere = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const std::size_t column = i % side, row = i / side;
    const bool near = (column >= 2 && column <= 8 && row >= 2 && row <= 8) ||
                      (column >= 11 && column <= 17 && row >= 11 && row <= 17);
    elsewhere += !near && found[i] != Pattern::not_significant;
  }
  CHECK(elsewhere <= 3);
  const LocalStatistics star = getis_ord_gi_star(x, w, options), geary = local_geary(x, w, options);
  CHECK(significant(star, star.p(Alternative::two_sided), 0.01)[at(4, 4)] == Pattern::high_high);
  CHECK(significant(star, star.p(Alternative::two_sided), 0.01)[at(14, 14)] == Pattern::low_low);
  CHECK(geary.pattern[at(4, 4)] != Pattern::low_low);
  CHECK(significant(geary, geary.p(Alternative::two_sided), 0.05)[at(5, 5)] == Pattern::unlike_others);
}

TEST_CASE("without a pattern a tenth is below 0.05 one-sided in the direction found, and a twentieth two-sided") {
  const std::size_t n = 2500;
  Values x;
  for (std::uint32_t i = 0; i < n; ++i) x.push_back(Stream(44, i, 0, 0).normal());
  const LocalStatistics local = local_moran(x, spatial_weights(lattice(50, 50), n, RowScheme::binary));
  const auto below = [&](Alternative alternative) {
    const Values p = local.p(alternative);
    return static_cast<double>(std::count_if(p.begin(), p.end(), [](double one) { return one <= 0.05; })) / n;
  };
  CHECK(below(Alternative::two_sided) == Approx(0.05).margin(0.02));
  CHECK(below(Alternative::directed) == Approx(0.10).margin(0.03));
}

TEST_CASE("missing, island and cut-off units are never low-low") {
  // 0 - 1 - 2 - 3 - 4, 5 alone, 6 only next to a missing one.
  const SpatialWeights w =
      spatial_weights(UnitPairs{{0, 1}, {1, 2}, {2, 3}, {3, 4}, {6, 7}}, 8, RowScheme::standardised);
  const Values x{1, 2, 1, 9, 8, 0, 0, missing};
  for (const auto statistic : {local_moran, getis_ord_gi, getis_ord_gi_star}) {
    const LocalStatistics local = statistic(x, w, {});
    CHECK(local.units == 7);
    CHECK(local.cut_off == Places{6});
    const Values p = local.p(Alternative::two_sided);
    const std::vector<Pattern> all = significant(local, p, 1);
    CHECK(all[5] == Pattern::no_neighbours);
    CHECK(all[6] == Pattern::no_neighbours);
    CHECK(all[7] == Pattern::missing);
    for (const std::size_t i : {5U, 6U, 7U}) {
      CHECK(std::isnan(p[i]));
      CHECK(std::isnan(local.value[i]));
      CHECK(std::isnan(local.lag[i]));
      CHECK(local.permutation[i].draws == 0);
    }
    for (std::size_t i = 0; i < 5; ++i) CHECK(p[i] <= 1);
  }
  CHECK(local_geary(x, w).pattern[5] == Pattern::no_neighbours);
}

TEST_CASE("constant values, no links and too few units are defined") {
  const SpatialWeights w = spatial_weights(lattice(3, 2), 6, RowScheme::standardised);
  const Values same(6, 0.3);
  Values one(6, missing), none = one;
  one[2] = 4;
  for (const auto statistic : {local_moran, getis_ord_gi, getis_ord_gi_star}) {
    const LocalStatistics constant = statistic(same, w, {});
    for (std::size_t i = 0; i < 6; ++i) {
      CHECK(constant.p(Alternative::directed)[i] == 1);
      CHECK(constant.analytic[i].p(Alternative::two_sided) == 1);
      CHECK(constant.pattern[i] == Pattern::not_significant);
      CHECK(std::isnan(constant.value[i]));
    }
    CHECK(statistic(one, w, {}).pattern[2] == Pattern::no_neighbours);
    CHECK(statistic(one, w, {}).cut_off == Places{2});
    CHECK(statistic(none, w, {}).pattern == std::vector<Pattern>(6, Pattern::missing));
    const LocalStatistics alone = statistic(skewed_values(6, 1), spatial_weights(UnitPairs{}, 6, w.scheme), {});
    CHECK(alone.pattern == std::vector<Pattern>(6, Pattern::no_neighbours));
    const LocalStatistics two = statistic(Values{1, 2}, spatial_weights(UnitPairs{{0, 1}}, 2, w.scheme), {});
    CHECK(two.p(Alternative::two_sided) == Values{1, 1});
  }
  CHECK(local_geary(same, w).p(Alternative::directed) == Values(6, 1));
  // A unit at the mean to rounding: I is 0 whatever its neighbours have.
  const LocalStatistics middle =
      local_moran(Values{0.1, 0.2, 0.3}, spatial_weights(UnitPairs{{0, 1}, {1, 2}}, 3, w.scheme));
  CHECK(middle.value[1] == 0);
  CHECK(middle.p(Alternative::directed)[1] == 1);
}

TEST_CASE("local Moran of rates is that of rates standardised for their populations") {
  const Values events{3, 0, 12, 5, missing, 9}, people{100, 900, 800, 50, 70, 0};
  const SpatialWeights w = spatial_weights(lattice(3, 2), 6, RowScheme::standardised);
  const LocalStatistics rates = local_moran_of_rates(events, people, w),
                        by_hand = local_moran(assuncao_reis(events, people), w);
  CHECK(rates.pattern[4] == Pattern::missing);
  CHECK(rates.pattern[5] == Pattern::missing);
  for (const std::size_t i : {0U, 1U, 2U, 3U}) CHECK(rates.analytic[i].z == by_hand.analytic[i].z);
}
