#include <catch2/catch.hpp>

#include "dense_weights.hpp"
#include "missing.hpp"
#include "tranche/finding.hpp"
#include "tranche/statistics/spatial_weights.hpp"

using namespace tranche::statistics;

TEST_CASE("weights of pairs go both ways, and standardised rows sum to 1") {
  const UnitPairs path{{0, 1}, {1, 2}};
  CHECK(dense(spatial_weights(path, 4, RowScheme::binary)) ==
        Dense{{0, 1, 0, 0}, {1, 0, 1, 0}, {0, 1, 0, 0}, {0, 0, 0, 0}});
  const SpatialWeights rows = spatial_weights(path, 4, RowScheme::standardised);
  CHECK(dense(rows) == Dense{{0, 1, 0, 0}, {.5, 0, .5, 0}, {0, 1, 0, 0}, {0, 0, 0, 0}});
  CHECK(islands(rows) == std::vector<std::size_t>{3});
  CHECK(dense(with_self(spatial_weights(path, 4, RowScheme::binary))) ==
        Dense{{1, 1, 0, 0}, {1, 1, 1, 0}, {0, 1, 1, 0}, {0, 0, 0, 1}});
  const Dense star = dense(with_self(rows));
  CHECK(star[0] == std::vector{.5, .5, 0., 0.});
  for (const std::size_t j : {0U, 1U, 2U}) CHECK(star[1][j] == Approx(1.0 / 3));
  CHECK(islands(with_self(rows)) == std::vector<std::size_t>{3});
}

TEST_CASE("weights of lists go one way, and the later of two links counts") {
  const std::vector<std::vector<std::size_t>> lists{{2, 1}, {}, {0}};
  CHECK(dense(spatial_weights(lists, RowScheme::binary)) == Dense{{0, 1, 1}, {0, 0, 0}, {1, 0, 0}});
  const std::vector<SpatialLink> links{{1, 0, 3}, {0, 1, 2}, {1, 0, 5}, {0, 2, 0}};
  CHECK(dense(spatial_weights(links, 3, RowScheme::binary)) == Dense{{0, 2, 0}, {5, 0, 0}, {0, 0, 0}});
  CHECK(spatial_weights(std::vector<SpatialLink>{}, 0, RowScheme::binary).size() == 0);
}

TEST_CASE("links that cannot be are refused") {
  const auto links = [](SpatialLink link) { return spatial_weights(std::vector{link}, 2, RowScheme::binary); };
  CHECK_THROWS_AS(links({0, 2, 1}), tranche::Error);
  CHECK_THROWS_AS(links({0, 1, -1}), tranche::Error);
  CHECK_THROWS_AS(links({0, 1, missing}), tranche::Error);
  CHECK_THROWS_AS(spatial_weights(UnitPairs{{1, 1}}, 2, RowScheme::binary), tranche::Error);
  CHECK_THROWS_AS(spatial_weights(std::vector<std::vector<std::size_t>>{{0}}, RowScheme::binary), tranche::Error);
}

TEST_CASE("missing values go with their links, and who loses all neighbours is told") {
  // 0 - 1 - 2 - 3, 4 alone: without 1 unit 0 is cut off, 2 keeps 3 with the whole weight.
  const SpatialWeights rows = spatial_weights(UnitPairs{{0, 1}, {1, 2}, {2, 3}}, 5, RowScheme::standardised);
  const std::vector<double> values{4, missing, 7, 9, 1};
  const KnownUnits known = without_missing(rows, values);
  CHECK(known.units == std::vector<std::size_t>{0, 2, 3, 4});
  CHECK(known.islands == std::vector<std::size_t>{0, 4});
  CHECK(known.cut_off == std::vector<std::size_t>{0});
  CHECK(dense(known.weights) == Dense{{0, 0, 0, 0}, {0, 0, 1, 0}, {0, 1, 0, 0}, {0, 0, 0, 0}});
  const std::vector<double> lag = spatial_lag(rows, values);
  CHECK(std::isnan(lag[0]));
  CHECK(lag[1] == 5.5);
  CHECK(lag[2] == 9);
  CHECK(lag[3] == 7);
  CHECK(std::isnan(lag[4]));
  CHECK(spatial_lag(spatial_weights(UnitPairs{{0, 1}, {1, 2}, {2, 3}}, 5, RowScheme::binary), values)[1] == 11);
}

TEST_CASE("sums of weights are those of the full matrix") {
  for (const RowScheme scheme : {RowScheme::binary, RowScheme::standardised})
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      const SpatialWeights w = with_self(uneven_weights(9, seed, scheme)); // a weight of itself is left out
      const Dense m = dense(w);
      WeightSums sums;
      for (std::size_t i = 0; i < 9; ++i) {
        double two_ways = 0;
        for (std::size_t j = 0; j < 9; ++j) {
          if (i == j) continue;
          sums.s0 += m[i][j];
          sums.s1 += (m[i][j] + m[j][i]) * (m[i][j] + m[j][i]) / 2;
          two_ways += m[i][j] + m[j][i];
        }
        sums.s2 += two_ways * two_ways;
      }
      CHECK(weight_sums(w).s0 == Approx(sums.s0));
      CHECK(weight_sums(w).s1 == Approx(sums.s1));
      CHECK(weight_sums(w).s2 == Approx(sums.s2));
    }
}
