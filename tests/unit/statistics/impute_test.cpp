#include "missing.hpp"
#include "tranche/statistics/impute.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

using namespace tranche::statistics;

namespace {

std::vector<double> column(unsigned seed, std::size_t n) {
  std::mt19937 dice(seed);
  std::vector<double> values;
  for (std::size_t i = 0; i < n; ++i) values.push_back(static_cast<double>(dice() % 1000) / 10);
  return values;
}

} // namespace

TEST_CASE("a group's mean or median fills its gaps, the overall one where the group has no value") {
  const std::vector<double> values{1, missing, 3, 8, missing, missing, 10, 20};
  const std::vector<int> groups{5, 5, 5, 5, 9, -1, -1, -1};
  const auto mean = impute_group_mean(values, groups), median = impute_group_median(values, groups);
  REQUIRE(mean.size() == 3);
  CHECK(mean[0].unit == 1);
  CHECK(mean[0].value == 4);
  CHECK(mean[0].from == ImputedFrom::group);
  CHECK(mean[0].used == 3);
  CHECK(mean[1].unit == 4);
  CHECK(mean[1].value == Approx(42.0 / 5));
  CHECK(mean[1].from == ImputedFrom::overall);
  CHECK(mean[2].value == 15);
  CHECK(median[0].value == 3);
  CHECK(median[1].value == 8);
  CHECK(median[1].from == ImputedFrom::overall);
  CHECK(median[1].used == 5);
  CHECK(median[2].value == 15);
}

TEST_CASE("nothing missing, or everything, imputes nothing") {
  const std::vector<int> groups{1, 1};
  CHECK(impute_group_mean(std::vector<double>{1, 2}, groups).empty());
  CHECK(impute_group_median(std::vector<double>{missing, missing}, groups).empty());
  CHECK(impute_group_mean({}, {}).empty());
  CHECK(impute_nearest({}, 3).empty());
  const std::vector<std::vector<double>> none{{missing, missing}, {missing, missing}};
  CHECK(impute_nearest(none, 3).empty());
  CHECK(impute_regression(none[0], none).imputed.empty());
}

TEST_CASE("regression finds an exact relation, and units without a predictor stay missing") {
  std::vector<std::vector<double>> x{column(1, 30), column(2, 30)};
  std::vector<double> y;
  for (std::size_t i = 0; i < 30; ++i) y.push_back(1e6 + 2 * x[0][i] - 3 * x[1][i]);
  const std::vector<double> truth = y;
  y[4] = y[5] = y[6] = missing;
  x[1][6] = missing;
  x[0][20] = missing;
  const RegressionImputation fit = impute_regression(y, x);
  CHECK(fit.n == 26);
  CHECK(fit.rank == 2);
  CHECK(fit.r_squared == Approx(1).epsilon(1e-12));
  CHECK(fit.constant == Approx(1e6).epsilon(1e-12));
  CHECK(fit.coefficients[0] == Approx(2).epsilon(1e-9));
  CHECK(fit.coefficients[1] == Approx(-3).epsilon(1e-9));
  REQUIRE(fit.imputed.size() == 2);
  CHECK(fit.imputed[0].unit == 4);
  CHECK(fit.imputed[0].value == Approx(truth[4]).epsilon(1e-12));
  CHECK(fit.imputed[1].unit == 5);
  CHECK(fit.imputed[1].from == ImputedFrom::regression);
  CHECK(fit.imputed[1].used == 26);
}

TEST_CASE("the slope and R squared of one predictor are covariance over variance, and their correlation squared") {
  const std::vector<std::vector<double>> x{column(3, 25)};
  std::vector<double> y = column(4, 25);
  y[0] = missing;
  double mx = 0, my = 0, xy = 0, xx = 0, yy = 0;
  for (std::size_t i = 1; i < 25; ++i) {
    mx += x[0][i] / 24;
    my += y[i] / 24;
  }
  for (std::size_t i = 1; i < 25; ++i) {
    xy += (x[0][i] - mx) * (y[i] - my);
    xx += (x[0][i] - mx) * (x[0][i] - mx);
    yy += (y[i] - my) * (y[i] - my);
  }
  const RegressionImputation fit = impute_regression(y, x);
  CHECK(fit.coefficients[0] == Approx(xy / xx));
  CHECK(fit.r_squared == Approx(xy * xy / (xx * yy)));
  CHECK(fit.imputed.at(0).value == Approx(my + xy / xx * (x[0][0] - mx)));
}

TEST_CASE("collinear and constant predictors do no harm to a regression") {
  std::vector<std::vector<double>> x{column(1, 20), {}, std::vector<double>(20, 5.0)};
  for (const double v : x[0]) x[1].push_back(4 * v + 1);
  std::vector<double> y;
  for (const double v : x[0]) y.push_back(7 - 2 * v);
  const double truth = y[3];
  y[3] = missing;
  const RegressionImputation fit = impute_regression(y, x);
  CHECK(fit.rank == 1);
  CHECK(fit.coefficients[2] == 0);
  CHECK(fit.coefficients[0] + 4 * fit.coefficients[1] == Approx(-2));
  CHECK(fit.imputed.at(0).value == Approx(truth));
  // Nothing but constants: the mean. The same target everywhere: that. Too few units: nothing.
  const std::vector<std::vector<double>> constant{std::vector<double>(20, 5.0)};
  CHECK(impute_regression(y, constant).rank == 0);
  CHECK(impute_regression(y, constant).r_squared == Approx(0).margin(1e-12));
  std::vector<double> same(20, 0.1);
  same[8] = missing;
  CHECK(impute_regression(same, x).imputed.at(0).value == 0.1);
  CHECK(impute_regression(same, x).r_squared == 0);
  const std::vector<std::vector<double>> two{{1, 2, 3}};
  CHECK(impute_regression(std::vector<double>{1, 2, missing}, two).imputed.empty());
}

TEST_CASE("nearest neighbours are those of a plain search over z-scores") {
  std::vector<std::vector<double>> x{column(1, 40), column(2, 40), column(3, 40), column(4, 40)};
  std::mt19937 dice(9);
  for (auto& c : x)
    for (double& v : c)
      if (dice() % 5 == 0) v = missing;
  const auto imputed = impute_nearest(x, 3);
  std::vector<std::vector<double>> z = x;
  for (auto& c : z) {
    double sum = 0, squares = 0, n = 0;
    for (const double v : c)
      if (!std::isnan(v)) {
        sum += v;
        ++n;
      }
    for (const double v : c)
      if (!std::isnan(v)) squares += (v - sum / n) * (v - sum / n);
    for (double& v : c) v = (v - sum / n) / std::sqrt(squares / (n - 1));
  }
  std::size_t next = 0;
  for (std::size_t j = 0; j < 4; ++j)
    for (std::size_t i = 0; i < 40; ++i) {
      if (!std::isnan(x[j][i])) continue;
      std::vector<std::pair<double, std::size_t>> near;
      for (std::size_t k = 0; k < 40; ++k) {
        double squares = 0, shared = 0;
        for (std::size_t l = 0; l < 4; ++l)
          if (!std::isnan(x[l][i]) && !std::isnan(x[l][k])) {
            squares += (z[l][i] - z[l][k]) * (z[l][i] - z[l][k]);
            ++shared;
          }
        if (!std::isnan(x[j][k]) && shared > 0) near.emplace_back(std::sqrt(squares / shared), k);
      }
      if (near.empty()) continue;
      std::sort(near.begin(), near.end());
      const std::size_t used = std::min<std::size_t>(3, near.size());
      double sum = 0;
      for (std::size_t k = 0; k < used; ++k) sum += x[j][near[k].second];
      REQUIRE(next < imputed.size());
      CHECK(imputed[next].unit == i);
      CHECK(imputed[next].indicator == j);
      CHECK(imputed[next].used == used);
      CHECK(imputed[next].value == Approx(sum / static_cast<double>(used)));
      ++next;
    }
  CHECK(next == imputed.size());
  CHECK(next > 20);
}

TEST_CASE("of equally near neighbours the first by position counts, and without any the value stays missing") {
  // Units 1 and 2 are both one step from unit 0; unit 4 shares no indicator with those that have the second.
  const std::vector<std::vector<double>> x{{5, 4, 6, 9, missing}, {missing, 10, 20, 30, missing}};
  const auto one = impute_nearest(x, 1);
  REQUIRE(one.size() == 1);
  CHECK(one[0].unit == 0);
  CHECK(one[0].indicator == 1);
  CHECK(one[0].value == 10);
  CHECK(impute_nearest(x, 9).at(0).value == 20);
  CHECK(impute_nearest(x, 9).at(0).used == 3);
  // An indicator that is the same everywhere counts as one in common, and tells nothing apart.
  const std::vector<std::vector<double>> same{{1, 1, 1}, {missing, 3, 8}};
  CHECK(impute_nearest(same, 1).at(0).value == 3);
}
