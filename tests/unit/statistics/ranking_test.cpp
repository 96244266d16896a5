#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "tranche/statistics/ranking.hpp"

using namespace tranche::statistics;

TEST_CASE("ties share the smaller rank, and NaN has none") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(competition_ranks(std::vector<double>{5, 7, 7, 9}) == std::vector<int>{4, 2, 2, 1});
  CHECK(competition_ranks(std::vector<double>{nan, 1, nan, 1}) == std::vector<int>{0, 1, 0, 1});
  CHECK(competition_ranks({}).empty());
}

TEST_CASE("mean ranks of ties, and the place of a value that is not in the list") {
  const std::vector<double> sorted{1, 2, 2, 2, 5};
  CHECK(mean_rank(sorted, 1) == 1);
  CHECK(mean_rank(sorted, 2) == 3);
  CHECK(mean_rank(sorted, 5) == 5);
  CHECK(mean_rank(sorted, 0) == 0.5);
  CHECK(mean_rank(sorted, 3) == 4.5);
  CHECK(mean_rank(sorted, 9) == 5.5);
}

TEST_CASE("scores that differ in the last bits only are one score") {
  CHECK(round_score(0.1 + 0.2) == round_score(0.3));
  CHECK(round_score(1.00000000049) == 1.0);
  CHECK(round_score(1.00000000051) == 1.000000001);
  CHECK_FALSE(std::signbit(round_score(-1e-12)));
}
