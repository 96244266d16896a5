#include "tranche/statistics/random.hpp"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

using namespace tranche::statistics;

TEST_CASE("Philox gives the known answers of the Random123 library") {
  using Four = std::array<std::uint32_t, 4>;
  CHECK(philox({0, 0, 0, 0}, {0, 0}) == Four{0x6627e8d5U, 0xe169c58dU, 0xbc57ac4cU, 0x9b00dbd8U});
  const std::uint32_t ones = 0xffffffffU;
  CHECK(philox({ones, ones, ones, ones}, {ones, ones}) == Four{0x408f276dU, 0x41c83b0eU, 0xa20bc7c6U, 0x6d5451fdU});
  CHECK(philox({0x243f6a88U, 0x85a308d3U, 0x13198a2eU, 0x03707344U}, {0xa4093822U, 0x299f31d0U}) ==
        Four{0xd16cfe09U, 0x94fdccebU, 0x5001e420U, 0x24126ea1U});
}

TEST_CASE("the normal quantile inverts the error function over the whole range") {
  for (double x = -8; x <= 8; x += 0.01) {
    // From the smaller tail, where p keeps its digits.
    const double tail = std::erfc(std::abs(x) / std::sqrt(2.0)) / 2;
    CHECK(normal_quantile(tail) == Approx(-std::abs(x)).epsilon(1e-13).margin(1e-15));
    if (tail > 1e-3) CHECK(normal_quantile(1 - tail) == Approx(std::abs(x)).epsilon(1e-12).margin(1e-13));
  }
  CHECK(normal_quantile(0.5) == 0);
}

TEST_CASE("gamma variates follow the gamma distribution (Kolmogorov and Smirnov)") {
  const std::size_t n = 5000;
  for (const double shape : {0.5, 1.0, 3.5, 40.5, 900.0})
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      std::vector<double> p;
      for (std::size_t draw = 0; draw < n; ++draw) {
        Stream stream(seed, static_cast<std::uint32_t>(draw), 1, 2);
        p.push_back(boost::math::gamma_p(shape, stream.gamma(shape)));
      }
      std::sort(p.begin(), p.end());
      double furthest = 0;
      for (std::size_t i = 0; i < n; ++i) {
        const double low = static_cast<double>(i) / n, high = static_cast<double>(i + 1) / n;
        furthest = std::max({furthest, high - p[i], p[i] - low});
      }
      CAPTURE(shape, seed);
      CHECK(furthest < 1.95 / std::sqrt(static_cast<double>(n))); // the 0.1 % point
    }
}

TEST_CASE("a stream depends on every part of its key, and on nothing else") {
  const auto first = [](std::uint64_t seed, std::uint32_t draw, std::uint32_t indicator, std::uint32_t authority) {
    return Stream(seed, draw, indicator, authority).uniform();
  };
  const double one = first(1, 2, 3, 4);
  CHECK(first(1, 2, 3, 4) == one);
  CHECK(first(1 + (std::uint64_t{1} << 32U), 2, 3, 4) != one);
  CHECK(first(2, 2, 3, 4) != one);
  CHECK(first(1, 3, 3, 4) != one);
  CHECK(first(1, 2, 4, 4) != one);
  CHECK(first(1, 2, 3, 5) != one);
}
