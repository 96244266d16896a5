#include "tranche/statistics/weighting.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "columns.hpp"
#include "tai.hpp"
#include "tranche/finding.hpp"
#include "tranche/statistics/random.hpp"

using namespace tranche::statistics;

namespace {

Matrix square(const std::vector<std::vector<double>>& rows) {
  Matrix matrix(rows.size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t j = 0; j < rows.size(); ++j) matrix(i, j) = rows[i][j];
  return matrix;
}

double sum(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

std::vector<double> weighted(const std::vector<std::vector<double>>& columns, const std::vector<double>& weights) {
  std::vector<double> result(columns[0].size());
  for (std::size_t i = 0; i < columns.size(); ++i)
    for (std::size_t unit = 0; unit < result.size(); ++unit) result[unit] += weights[i] * columns[i][unit];
  return result;
}

/// The criterion, from its definition: composites made and correlated.
double squared_gap(const std::vector<std::vector<double>>& columns, const std::vector<double>& weights,
                   const std::vector<double>& targets) {
  const std::vector<double> composite = weighted(columns, weights);
  std::vector<double> r;
  for (const auto& column : columns) r.push_back(correlation(column, composite, CorrelationKind::pearson).r);
  double gap = 0;
  for (std::size_t i = 0; i < r.size(); ++i) gap += std::pow(r[i] / sum(r) - targets[i], 2);
  return sum(r) > 0 ? gap : 1e9;
}

} // namespace

TEST_CASE("consistent comparisons give their weights and no inconsistency") {
  const std::vector<double> weights{0.4, 0.3, 0.2, 0.1};
  Matrix ratios(4, 4);
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = 0; j < 4; ++j) ratios(i, j) = weights[i] / weights[j];
  const AnalyticHierarchy found = analytic_hierarchy(ratios);
  for (std::size_t i = 0; i < 4; ++i) CHECK(found.weights[i] == Approx(weights[i]).epsilon(1e-12));
  CHECK(found.lambda_max == Approx(4).epsilon(1e-12));
  CHECK((found.consistency_ratio == Approx(0).margin(1e-12) && found.consistent));
}

TEST_CASE("three comparisons have eigenvector and eigenvalue in closed form") {
  // Of three, the principal vector is that of geometric means, and lambda = 1 + t + 1 / t with t^3 = a13 / (a12 a23).
  const AnalyticHierarchy found = analytic_hierarchy(square({{1, 3, 5}, {1.0 / 3, 1, 3}, {0.2, 1.0 / 3, 1}}));
  const double t = std::cbrt(5.0 / 9), a = std::cbrt(15.0), c = std::cbrt(1.0 / 15);
  CHECK(found.lambda_max == Approx(1 + t + 1 / t).epsilon(1e-12));
  CHECK(found.weights[0] == Approx(a / (a + 1 + c)).epsilon(1e-12));
  CHECK(found.weights[1] == Approx(1 / (a + 1 + c)).epsilon(1e-12));
  CHECK(found.consistency_index == Approx((found.lambda_max - 3) / 2).epsilon(1e-12));
  CHECK(found.consistency_ratio == Approx(found.consistency_index / 0.58).epsilon(1e-12));
  CHECK(found.consistent);
  CHECK_FALSE(analytic_hierarchy(square({{1, 9, 1.0 / 9}, {1.0 / 9, 1, 9}, {9, 1.0 / 9, 1}})).consistent);
}

TEST_CASE("the handbook's comparison matrix gives the eigenvector of Table 20") {
  SKIP_WITHOUT_SHARED();
  const ReferenceCsv table = tai::table("table20_ahp_matrix"), weights = tai::table("table20_ahp_weights_recomputed");
  Matrix comparisons(8, 8);
  for (std::size_t i = 0; i < 8; ++i)
    for (std::size_t j = 0; j < 8; ++j) comparisons(i, j) = table.number(i, tai::indicators[j]);
  const AnalyticHierarchy found = analytic_hierarchy(comparisons);
  for (std::size_t i = 0; i < 8; ++i) {
    CAPTURE(weights.text(i, "indicator"));
    CHECK(found.weights[i] == Approx(weights.number(i, "eigenvector_weight_recomputed")).margin(1e-12));
    double row = 0; // by definition of an eigenvector
    for (std::size_t j = 0; j < 8; ++j) row += comparisons(i, j) * found.weights[j];
    CHECK(row == Approx(found.lambda_max * found.weights[i]).epsilon(1e-12));
  }
  CHECK((found.random_index == 1.41 && found.consistent && found.consistency_ratio > 0));
}

TEST_CASE("one and two indicators cannot contradict themselves") {
  CHECK(analytic_hierarchy(square({{1}})).weights == std::vector<double>{1});
  const AnalyticHierarchy two = analytic_hierarchy(square({{1, 3}, {0.33, 1}})); // a third, as people type it
  CHECK(two.weights[0] == Approx(0.75).margin(0.002));
  CHECK((two.consistency_ratio == 0 && two.consistent));
  CHECK(random_index(16) == Approx((2.7699 * 16 - 4.3513 - 16) / 15));
  CHECK(std::abs(random_index(16) - random_index(15)) < 0.02);
}

TEST_CASE("comparisons that cannot be meant are refused by their place") {
  CHECK_THROWS_WITH(analytic_hierarchy(square({{1, 3}, {3, 1}})), Catch::Contains("row 1, column 2"));
  CHECK_THROWS_WITH(analytic_hierarchy(square({{1, 0}, {3, 1}})), Catch::Contains("row 1, column 2"));
  CHECK_THROWS_WITH(analytic_hierarchy(square({{1, 3}, {1.0 / 3, 2}})), Catch::Contains("row 2, column 2"));
  CHECK_THROWS_WITH(analytic_hierarchy(square({{1, missing}, {1, 1}})), Catch::Contains("row 1, column 2"));
  CHECK_THROWS_WITH(analytic_hierarchy(Matrix(2, 3)), Catch::Contains("2 rows and 3 columns"));
  CHECK_THROWS_AS(analytic_hierarchy(Matrix()), tranche::Error);
}

TEST_CASE("importances are squared correlations with the composite") {
  const std::vector<std::vector<double>> columns{{1, 2, 3, 4}, {1, -1, -1, 1}, {5, 5, 5, 5}, {2, 4, missing, 8}};
  const std::vector<double> composite{2, 4, 6, 8};
  const std::vector<Importance> found = importances(columns, composite);
  CHECK((found[0].correlation == Approx(1) && found[0].ratio == Approx(1) && found[0].share == Approx(0.5)));
  CHECK((std::abs(found[1].correlation) < 1e-15 && found[1].share == Approx(0).margin(1e-15)));
  CHECK((std::isnan(found[2].correlation) && found[2].share == 0));
  CHECK((found[3].correlation == Approx(1) && found[3].n == 3));
}

TEST_CASE("effective weights are shares of variance") {
  // Uncorrelated with variances 4 : 1 under equal weights: 0.8 and 0.2.
  const std::vector<std::vector<double>> columns{{2, -2, 2, -2}, {1, 1, -1, -1}};
  const std::vector<double> equal{0.5, 0.5};
  const std::vector<double> found = effective_weights(columns, equal);
  CHECK((found[0] == Approx(0.8) && found[1] == Approx(0.2)));
  const auto made = made_columns(5, 40);
  CHECK(sum(effective_weights(made, std::vector<double>(5, 0.2))) == Approx(1).epsilon(1e-13));
  const std::vector<std::vector<double>> cancel{{1, 2, 3}, {-1, -2, -3}}, constant{{1, 1, 1}, {2, 2, 2}};
  CHECK(std::isnan(effective_weights(cancel, equal)[0]));
  CHECK(std::isnan(effective_weights(constant, equal)[0]));
  CHECK(std::isnan(effective_weights(columns, std::vector<double>{0, 0})[0]));
}

TEST_CASE("optimised weights find the weights that made the target importances") {
  auto columns = made_columns(4, 200);
  for (double& value : columns[2]) value = -value; // all point the same way
  for (double& value : columns[1]) value *= 1000;  // units of measurement do not matter
  const std::vector<double> made{0.4, 0.0003, 0.2, 0.3997};
  const std::vector<double> composite = weighted(columns, made);
  std::vector<double> r;
  for (const auto& column : columns) r.push_back(correlation(column, composite, CorrelationKind::pearson).r);
  REQUIRE(*std::min_element(r.begin(), r.end()) > 0); // a target is not negative
  std::vector<double> targets = r;
  for (double& target : targets) target *= 7; // relative only
  const OptimisedWeights found = optimised_weights(columns, targets);
  CHECK(found.largest_gap < 1e-12);
  CHECK(found.n == 200);
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(found.weights[i] == Approx(made[i]).epsilon(1e-9));
    CHECK(found.correlations[i] == Approx(r[i]).epsilon(1e-12));
    CHECK(found.targets[i] == Approx(r[i] / sum(r)).epsilon(1e-12));
  }
}

TEST_CASE("where the targets cannot be reached, no weights of a fine grid come closer") {
  const auto base = made_columns(3, 60); // the third points against the others
  for (const std::vector<double>& targets :
       {std::vector<double>{0.8, 0.1, 0.1}, {0.1, 0.1, 0.8}, {1, 0, 0}, {0.05, 0.9, 0.05}}) {
    const OptimisedWeights found = optimised_weights(base, targets);
    double least = 1e9;
    for (int a = 0; a <= 200; ++a)
      for (int b = 0; a + b <= 200; ++b)
        least = std::min(least, squared_gap(base, {a / 200.0, b / 200.0, (200 - a - b) / 200.0}, targets));
    CAPTURE(targets, found.weights, found.squared_gap, least);
    CHECK(found.squared_gap <= least + 1e-12);
    CHECK(found.squared_gap >= least - 0.01); // the grid comes near
    CHECK(squared_gap(base, found.weights, targets) == Approx(found.squared_gap).margin(1e-10));
    for (const double weight : found.weights) CHECK(weight >= 0);
    CHECK(sum(found.weights) == Approx(1).epsilon(1e-14));
  }
}

TEST_CASE("optimised weights of many indicators satisfy the conditions of a least") {
  int out_of_reach = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const auto columns = made_columns(9, 14, 0, 0, seed);
    std::vector<double> targets;
    for (std::uint32_t i = 0; i < 9; ++i) targets.push_back(std::pow(Stream(seed, 9, i, 0).uniform(), 3));
    const OptimisedWeights found = optimised_weights(columns, targets);
    out_of_reach += found.squared_gap > 1e-6;
    for (std::size_t i = 0; i < 9; ++i)
      for (const double step : {1e-4, -1e-4}) {
        std::vector<double> moved = found.weights;
        moved[i] = std::max(0.0, moved[i] + step);
        CAPTURE(seed, i, step, found.weights, found.squared_gap);
        CHECK(squared_gap(columns, moved, found.targets) >= found.squared_gap - 1e-12);
      }
  }
  CHECK(out_of_reach > 20);
}

TEST_CASE("copies share alike, a constant weighs nothing, and opposites are refused") {
  const std::vector<double> x{1, 5, 2, 8, 3}, y{2, 2, 9, 4, 1};
  std::vector<double> minus = x;
  for (double& value : minus) value = -value;
  const OptimisedWeights copies = optimised_weights(std::vector{x, x, y}, std::vector<double>{1, 1, 1});
  CHECK(copies.weights[0] == Approx(copies.weights[1]).epsilon(1e-12));
  CHECK(copies.largest_gap < 1e-12);
  const OptimisedWeights constant =
      optimised_weights(std::vector{x, std::vector<double>(5, 3.0), y}, std::vector<double>{1, 1, 1});
  CHECK((constant.weights[1] == 0 && std::isnan(constant.correlations[1]) && constant.achieved[1] == 0));
  CHECK(constant.largest_gap == Approx(1.0 / 3));
  CHECK(optimised_weights(std::vector<std::vector<double>>{x}, std::vector<double>{3}).weights[0] == 1);
  CHECK_THROWS_WITH(optimised_weights(std::vector{x, minus}, std::vector<double>{1, 1}), Catch::Contains("cancel"));
  CHECK_THROWS_AS(optimised_weights(std::vector{x, y}, std::vector<double>{0, 0}), tranche::Error);
  CHECK_THROWS_AS(optimised_weights(std::vector{x, y}, std::vector<double>{2, -1}), tranche::Error);
  CHECK_THROWS_AS(optimised_weights(std::vector<std::vector<double>>{{1}, {2}}, std::vector<double>{1, 1}),
                  tranche::Error);
  CHECK_THROWS_AS(optimised_weights(std::vector<std::vector<double>>{{1, 1}, {2, 2}}, std::vector<double>{1, 1}),
                  tranche::Error);
}

TEST_CASE("collinear pairs come strongest first") {
  const std::vector<std::vector<double>> columns{
      {1, 2, 3, 5}, {1, 2, 3, 4}, {-1, -2, -3, -4}, {2, -1, 0, 1}, {1, 1, 1, 1}};
  const auto pairs = collinear_pairs(correlations(columns, CorrelationKind::pearson), 0.9);
  REQUIRE(pairs.size() == 3);
  CHECK((pairs[0].first == 1 && pairs[0].second == 2 && pairs[0].r == -1 && pairs[0].n == 4));
  CHECK((pairs[1].first == 0 && pairs[1].second == 1 && pairs[2].first == 0 && pairs[2].second == 2));
}

TEST_CASE("variance inflation of two indicators is 1 / (1 - r^2), of singular ones infinite") {
  const auto two = square({{1, 0.6}, {0.6, 1}});
  CHECK(variance_inflation(two)[0] == Approx(1 / (1 - 0.36)).epsilon(1e-12));
  // The third stands apart from two copies; the fourth does not vary.
  const auto copies =
      square({{1, 1, 0, missing}, {1, 1, 0, missing}, {0, 0, 1, missing}, {missing, missing, missing, missing}});
  const std::vector<double> found = variance_inflation(copies);
  CHECK((std::isinf(found[0]) && std::isinf(found[1]) && found[2] == Approx(1) && std::isnan(found[3])));
  CHECK(variance_inflation(square({{1}})) == std::vector<double>{1});
}

TEST_CASE("variance inflation equals that of a regression on the other two") {
  // R^2 of the first on two others: (r12^2 + r13^2 - 2 r12 r13 r23) / (1 - r23^2).
  const double r12 = 0.5, r13 = 0.3, r23 = -0.2;
  const double squared = (r12 * r12 + r13 * r13 - 2 * r12 * r13 * r23) / (1 - r23 * r23);
  CHECK(variance_inflation(square({{1, r12, r13}, {r12, 1, r23}, {r13, r23, 1}}))[0] ==
        Approx(1 / (1 - squared)).epsilon(1e-12));
}
