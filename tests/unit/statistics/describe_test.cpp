#include "tranche/statistics/describe.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "columns.hpp"
#include "tai.hpp"

using namespace tranche::statistics;

TEST_CASE("Description equals Excel's documented examples") {
  // Microsoft's help on SKEW, KURT (0.359543071, -0.151799637), QUARTILE.INC (3.5) and PERCENTILE.INC (1.9).
  const std::vector<double> values{3, 4, 5, 2, 3, 4, 5, 6, 4, 7};
  const Description d = describe(values);
  CHECK(d.skewness == Approx(0.359543071).margin(5e-10));
  CHECK(d.kurtosis == Approx(-0.151799637).margin(5e-10));
  CHECK(d.mean == Approx(4.3).epsilon(1e-15));
  CHECK(d.sd == Approx(std::sqrt(20.1 / 9)).epsilon(1e-14));
  CHECK(d.distinct == 6);
  CHECK(quantile(std::vector<double>{1, 2, 4, 7, 8, 9, 10, 12}, 0.25) == 3.5);
  CHECK(quantile(std::vector<double>{1, 2, 3, 4}, 0.3) == Approx(1.9).epsilon(1e-15));
  CHECK(quantile(std::vector<double>{1, 2, 3, 4}, 1) == 4);
  CHECK(quantile(std::vector<double>{7}, 0.3) == 7);
  CHECK(std::isnan(quantile(std::vector<double>{}, 0.5)));
}

TEST_CASE("outliers lie outside the fences, not on them") {
  // Quartiles 2 and 4: fences -1 and 7.
  const Description on = describe(std::vector<double>{-1, 2, 3, 4, 7}),
                    out = describe(std::vector<double>{-1.01, 2, 3, 4, 7.01});
  CHECK(on.lower_fence == -1);
  CHECK(on.upper_fence == 7);
  CHECK(on.outliers == 0);
  CHECK(out.outliers == 2);
}

TEST_CASE("missing values are counted and otherwise change nothing") {
  const std::vector<double> values{3, 1, 4, 1, 5, 9}, gaps{3, missing, 1, 4, 1, missing, 5, 9, missing};
  const Description a = describe(values), b = describe(gaps);
  CHECK(b.missing == 3);
  CHECK(b.n == 6);
  CHECK((a.mean == b.mean && a.sd == b.sd && a.skewness == b.skewness && a.kurtosis == b.kurtosis));
  CHECK((a.median == 3.5 && b.median == 3.5 && b.minimum == 1 && b.maximum == 9));
}

TEST_CASE("moments keep their digits at a thousand million and at a thousand-millionth") {
  const std::vector<double> base{0, 1, 3, 7, 15, 31, 63};
  const Description d = describe(base);
  std::vector<double> far = base, small = base, huge = base;
  for (double& value : far) value += 1e9;
  for (double& value : small) value *= 1e-9;
  for (double& value : huge) value = value * 5e305 - 1e307;
  for (const auto* values : {&far, &small, &huge}) {
    const Description other = describe(*values);
    CHECK(other.skewness == Approx(d.skewness).epsilon(1e-12));
    CHECK(other.kurtosis == Approx(d.kurtosis).epsilon(1e-12));
  }
  CHECK(describe(far).sd == Approx(d.sd).epsilon(1e-14));
  CHECK(describe(far).mean == Approx(1e9 + 120.0 / 7).epsilon(1e-16));
  CHECK(describe(small).sd == Approx(d.sd * 1e-9).epsilon(1e-14));
  CHECK(describe(huge).sd == Approx(d.sd * 5e305).epsilon(1e-12));
}

TEST_CASE("what does not exist is NaN, and nothing else is") {
  const Description none = describe(std::vector<double>{missing, missing});
  CHECK((none.n == 0 && none.missing == 2 && none.distinct == 0 && none.outliers == 0));
  CHECK((std::isnan(none.mean) && std::isnan(none.median) && std::isnan(none.sd) && std::isnan(none.skewness)));
  const Description one = describe(std::vector<double>{5});
  CHECK((one.mean == 5 && one.median == 5 && one.distinct == 1 && std::isnan(one.sd)));
  const Description two = describe(std::vector<double>{4, 8});
  CHECK((two.mean == 6 && two.sd == Approx(std::sqrt(8.0)) && std::isnan(two.skewness)));
  const Description three = describe(std::vector<double>{1, 2, 6});
  CHECK((!std::isnan(three.skewness) && std::isnan(three.kurtosis)));
  const Description constant = describe(std::vector<double>(1000, 0.1));
  CHECK((constant.mean == 0.1 && constant.sd == 0 && constant.distinct == 1 && constant.outliers == 0));
  CHECK((std::isnan(constant.skewness) && std::isnan(constant.kurtosis)));
  const Description tiny = describe(std::vector<double>{0, 5e-324, 5e-324, 5e-324});
  CHECK((tiny.distinct == 2 && tiny.maximum == 5e-324));
}

TEST_CASE("skewness of one value apart has its closed form however far it lies") {
  // n - 1 zeros and one x: G1 = sqrt(n) whatever x is.
  for (const double far : {1.0, 1e9, 1e150, 1e300}) {
    std::vector<double> values(100, 0.0);
    values[50] = far;
    CHECK(describe(values).skewness == Approx(10).epsilon(1e-12));
    CHECK(describe(values).kurtosis == Approx(100).epsilon(1e-12));
  }
}

TEST_CASE("the handbook's skewness rule finds patents, which it describes as skewed") {
  SKIP_WITHOUT_SHARED();
  const auto columns = tai::columns();
  const Description patents = describe(columns[tai::place("PATENTS")]);
  CHECK((patents.n == 23 && patents.minimum == 8 && patents.maximum == 994 && patents.outliers == 2));
  CHECK((patents.skewness > 2 && patents.kurtosis > 3.5));
}
