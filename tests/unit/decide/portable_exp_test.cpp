#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "../../../core/src/decide/portable_exp.hpp"

using tranche::portable_exp;

TEST_CASE("the portable exponential is within a unit in the last place of the true one") {
  // Powers of e to 21 digits, from Mathematica's and OEIS's tables (A001113 and its powers).
  CHECK(portable_exp(1) == Approx(2.71828182845904523536).epsilon(1e-15));
  CHECK(portable_exp(-1) == Approx(0.367879441171442321596).epsilon(1e-15));
  CHECK(portable_exp(10) == Approx(22026.4657948067165170).epsilon(1e-15));
  double worst = 0;
  for (int step = -70000; step <= 70000; ++step) {
    const double x = step * 0.01 + 0.0037;
    const long double truth = std::exp(static_cast<long double>(x)); // 64 bits of mantissa
    const double own = portable_exp(x);
    const double unit = std::nextafter(own, std::numeric_limits<double>::infinity()) - own;
    worst = std::max(worst, static_cast<double>(std::fabs(static_cast<long double>(own) - truth) / unit));
  }
  CHECK(worst < 1);
  CHECK(worst > 0.4); // it is not the library's own by accident
}

TEST_CASE("the portable exponential keeps its ends and never falls") {
  CHECK(portable_exp(0) == 1);
  CHECK(portable_exp(-0.0) == 1);
  CHECK(std::isinf(portable_exp(710)));
  CHECK(portable_exp(-746) == 0);
  CHECK(portable_exp(-std::numeric_limits<double>::infinity()) == 0);
  CHECK(std::isnan(portable_exp(std::nan(""))));
  for (double x = -5; x < 5; x += 1e-3) CHECK(portable_exp(x) < portable_exp(x + 1e-3));
}
