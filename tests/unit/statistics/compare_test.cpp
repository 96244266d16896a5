#include <array>
#include <catch2/catch.hpp>
#include <cmath>

#include "missing.hpp"
#include "tranche/statistics/compare.hpp"

using namespace tranche::statistics;

namespace {

bool nothing(const Test& test) { return std::isnan(test.z) && std::isnan(test.p); }

} // namespace

TEST_CASE("a reference within the limits, ends included, is similar") {
  CHECK(significance(Interval{2, 5}, 2) == Significance::similar);
  CHECK(significance(Interval{2, 5}, 5) == Significance::similar);
  CHECK(significance(Interval{2, 5}, 1.999) == Significance::higher);
  CHECK(significance(Interval{2, 5}, 5.001) == Significance::lower);
  CHECK(significance(no_limits, 3) == Significance::unknown);
  CHECK(significance(Interval{2, missing}, 1) == Significance::unknown);
  CHECK(significance(Interval{2, 5}, missing) == Significance::unknown);
  CHECK(name_of(significance(Interval{2, 5}, 9)) == "lower");
  const std::array limits{Interval{2, 5}, Interval{1, 8}};
  CHECK(significance(limits, 1.5) == std::vector{Significance::higher, Significance::similar});
}

TEST_CASE("the test of a count agrees with its limits at every count and level") {
  for (const double count : {0.0, 1.0, 4.0, 9.0, 10.0, 11.5, 65.0, 1045.0, 1e9})
    for (const double level : {0.5, 0.95, 0.998}) {
      const Interval limits = count_limits(count, level);
      CAPTURE(count, level);
      const Test at_upper = poisson_test(count, limits.upper);
      CHECK(at_upper.p == Approx(1 - level).epsilon(1e-6));
      CHECK(at_upper.z == Approx(-normal_deviate(level)).epsilon(1e-6));
      CHECK(poisson_test(count, limits.upper * (1 + 1e-3 / std::sqrt(count + 1))).p < 1 - level);
      CHECK(poisson_test(count, limits.upper * (1 - 1e-3 / std::sqrt(count + 1))).p > 1 - level);
      if (count == 0) continue;
      CHECK(poisson_test(count, limits.lower).p == Approx(1 - level).epsilon(1e-6));
      CHECK(poisson_test(count, limits.lower).z == Approx(normal_deviate(level)).epsilon(1e-6));
    }
}

TEST_CASE("the exact test of a count is twice the smaller tail, summed term by term") {
  const double mean = 8.2;
  double term = std::exp(-mean), at_most = 0, below = 0;
  for (int k = 0; k <= 3; ++k, term *= mean / k) {
    below = at_most;
    at_most += term;
  }
  CHECK(1 - below > at_most);
  CHECK(poisson_test(3, mean).p == Approx(2 * at_most).epsilon(1e-12));
  CHECK(poisson_test(3, mean).z < 0);
  CHECK(poisson_test(0, 5).p == Approx(2 * std::exp(-5)).epsilon(1e-12));
  CHECK(poisson_test(2, 2).p == 1); // both tails hold more than a half
  CHECK(poisson_test(2, 2).z == 0);
}

TEST_CASE("the test of a count is defined at its edges") {
  CHECK(poisson_test(0, 0).p == 1);
  CHECK(poisson_test(3, 0).p == 0);
  CHECK(std::isnan(poisson_test(3, 0).z));
  CHECK(poisson_test(12, 0).p == 0);
  CHECK(nothing(poisson_test(missing, 3)));
  CHECK(nothing(poisson_test(3, missing)));
  CHECK(poisson_test(50, 50).p == 1);
  CHECK(poisson_test(50, 50).z == 0);
  CHECK(poisson_test(1, 1e6).p == 0); // underflows; z is then not known
  CHECK_FALSE(std::isinf(poisson_test(1, 1e6).z));
  double last = 2;
  for (double expected = 55; expected < 120; ++expected) { // falls as the expectation moves away
    CHECK(poisson_test(50, expected).p < last);
    last = poisson_test(50, expected).p;
  }
}

TEST_CASE("the score test agrees with Wilson's limits") {
  for (const auto& [x, n] : {std::pair{65.0, 100.0}, {1045.0, 5000.0}, {0.0, 12.0}, {3.0, 1e9}})
    for (const double level : {0.95, 0.998}) {
      const Interval limits = wilson_limits(x, n, level);
      CAPTURE(x, n, level);
      CHECK(score_test(x, n, limits.upper).p == Approx(1 - level).epsilon(1e-6));
      CHECK(score_test(x, n, limits.upper).z == Approx(-normal_deviate(level)).epsilon(1e-6));
      if (x > 0) CHECK(score_test(x, n, limits.lower).z == Approx(normal_deviate(level)).epsilon(1e-6));
    }
  CHECK(score_test(60, 100, 0.5).z == Approx(2)); // 0.1/0.05
  CHECK(score_test(60, 100, 0.5).p == Approx(0.0455002639).epsilon(1e-8));
}

TEST_CASE("the exact test of a proportion is twice the smaller binomial tail") {
  CHECK(binomial_test(3, 10, 0.5).p == Approx(2 * 176 / 1024.0)); // 1 + 10 + 45 + 120 of 1024
  CHECK(binomial_test(7, 10, 0.5).p == Approx(2 * 176 / 1024.0));
  CHECK(binomial_test(3, 10, 0.5).z == Approx(-binomial_test(7, 10, 0.5).z));
  CHECK(binomial_test(7, 10, 0.5).z > 0);
  CHECK(binomial_test(0, 8, 0.25).p == Approx(2 * std::pow(0.75, 8)));
  CHECK(binomial_test(8, 8, 0.5).p == Approx(2 / 256.0));
  CHECK(binomial_test(5, 10, 0.5).p == 1);
  for (const auto& test : {binomial_test, score_test}) {
    CHECK(test(0, 5, 0).p == 1);
    CHECK(test(1, 5, 0).p == 0);
    CHECK(std::isnan(test(1, 5, 0).z));
    CHECK(test(5, 5, 1).p == 1);
    CHECK(nothing(test(0, 0, 0.5)));
    CHECK(nothing(test(missing, 5, 0.5)));
    CHECK(nothing(test(1, 5, missing)));
  }
}

TEST_CASE("the test of a standardised rate is normal") {
  CHECK(z_test(10, 3, 10 - 3 * 1.959963984540054).p == Approx(0.05).epsilon(1e-9));
  CHECK(z_test(10, 3, 20, 4).z == Approx(-2));
  CHECK(z_test(20, 4, 10, 3).z == Approx(2));
  CHECK(z_test(10, 3, 10).p == 1);
  CHECK(nothing(z_test(10, 0, 9)));
  CHECK(nothing(z_test(missing, 1, 9)));
  CHECK(nothing(z_test(10, missing, 9)));
  CHECK(nothing(z_test(10, 1, missing)));
}
