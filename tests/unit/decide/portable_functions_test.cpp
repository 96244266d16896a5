#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "../../../core/src/portable_exp.hpp"
#include "../../../core/src/portable_log.hpp"

using tranche::portable_exp;
using tranche::portable_log;

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

TEST_CASE("the portable logarithm is within a unit in the last place of the true one") {
  // Abramowitz & Stegun, table 1.1: ln 2, ln 3 and ln 10.
  CHECK(portable_log(2) == Approx(0.6931471805599453094172).epsilon(3e-16));
  CHECK(portable_log(3) == Approx(1.0986122886681096913952).epsilon(3e-16));
  CHECK(portable_log(10) == Approx(2.3025850929940456840180).epsilon(3e-16));
  CHECK(portable_log(1) == 0);
  double worst = 0;
  const auto try_at = [&](double x) {
    const long double truth = std::log(static_cast<long double>(x));
    const auto near = static_cast<double>(std::fabs(truth));
    const double unit = std::nextafter(near, std::numeric_limits<double>::infinity()) - near;
    worst = std::max(worst, static_cast<double>(std::fabs(static_cast<long double>(portable_log(x)) - truth)) / unit);
  };
  for (int step = -70000; step <= 70000; ++step) try_at(std::exp(step * 0.01 + 0.0037)); // every size of number
  for (int step = 1; step < 200000; ++step) try_at(step * 1e-5 + 3.1e-7);                // about 1, where it is nought
  try_at(std::numeric_limits<double>::min());
  try_at(std::numeric_limits<double>::max());
  CHECK(worst < 1);
  CHECK(worst > 0.4);
}
