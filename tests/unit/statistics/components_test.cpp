#include "tranche/statistics/components.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "columns.hpp"
#include "tai.hpp"
#include "tranche/finding.hpp"
#include "tranche/statistics/correlation.hpp"

using namespace tranche::statistics;

namespace {

Matrix correlation_matrix(const std::vector<std::vector<double>>& columns) {
  return correlations(columns, CorrelationKind::pearson).r;
}

Components tai_components() { return principal_components(correlation_matrix(tai::columns())); }

/// Factors have no sign of their own: 1 or -1, so that a published column agrees with ours.
double sign_of(const ReferenceCsv& table, const std::string& factor, const std::string& of, int f, const Matrix& ours) {
  double agreement = 0;
  for (std::size_t row = 0; row < table.size(); ++row)
    if (table.number(row, factor) == f)
      agreement +=
          table.number(row, of) * ours(tai::place(table.text(row, "indicator")), static_cast<std::size_t>(f) - 1);
  return agreement < 0 ? -1 : 1;
}

void check_loadings(const ReferenceCsv& table, const std::string& factor, const std::string& published,
                    const Matrix& ours, double printed) {
  for (std::size_t row = 0; row < table.size(); ++row) {
    CAPTURE(table.text(row, "indicator"), table.text(row, factor));
    const int f = static_cast<int>(table.number(row, factor));
    const double loading = ours(tai::place(table.text(row, "indicator")), static_cast<std::size_t>(f) - 1);
    CHECK(loading * sign_of(table, factor, "recomputed", f, ours) ==
          Approx(table.number(row, "recomputed")).margin(1e-9));
    CHECK(loading * sign_of(table, factor, published, f, ours) == Approx(table.number(row, published)).margin(printed));
  }
}

double largest_of(const Matrix& loadings, std::size_t c) {
  double largest = 0;
  for (std::size_t i = 0; i < loadings.rows(); ++i)
    if (std::abs(loadings(i, c)) > std::abs(largest)) largest = loadings(i, c);
  return largest;
}

void check_gives_back(const Components& found, const Matrix& matrix, const std::vector<std::size_t>& indicators) {
  for (const std::size_t i : indicators)
    for (const std::size_t j : indicators) {
      double sum = 0;
      for (std::size_t c = 0; c < found.loadings.columns(); ++c) sum += found.loadings(i, c) * found.loadings(j, c);
      CHECK(sum == Approx(matrix(i, j)).margin(1e-12));
    }
}

/// The criterion that varimax makes greatest.
double variance_of_squares(const Matrix& loadings) {
  double criterion = 0;
  for (std::size_t f = 0; f < loadings.columns(); ++f) {
    double squares = 0, fourths = 0;
    for (std::size_t i = 0; i < loadings.rows(); ++i) {
      squares += std::pow(loadings(i, f), 2);
      fourths += std::pow(loadings(i, f), 4);
    }
    criterion += fourths - squares * squares / static_cast<double>(loadings.rows());
  }
  return criterion;
}

} // namespace

TEST_CASE("eigenvalues and their shares equal Table 7 of the handbook") {
  SKIP_WITHOUT_SHARED();
  const ReferenceCsv table = tai::table("table07_eigenvalues");
  const Components found = tai_components();
  REQUIRE(table.size() == 8);
  for (std::size_t c = 0; c < 8; ++c) {
    CHECK(found.eigenvalues[c] == Approx(table.number(c, "recomputed_eigenvalue")).margin(1e-11));
    CHECK(100 * found.shares[c] == Approx(table.number(c, "recomputed_pct")).margin(1e-10));
    // From logarithms as printed; with all digits the handbook's last share is 0.05 less.
    CHECK(100 * found.shares[c] == Approx(table.number(c, "published_pct_variance")).margin(0.121));
  }
}

TEST_CASE("loadings equal Table 8, and give the correlation matrix back") {
  SKIP_WITHOUT_SHARED();
  const Components found = tai_components();
  check_loadings(tai::table("table08_loadings"), "pc", "published_table8", found.loadings, 0.0151);
  check_gives_back(found, correlation_matrix(tai::columns()), {0, 1, 2, 3, 4, 5, 6, 7});
  for (std::size_t c = 0; c < 8; ++c) CHECK(largest_of(found.loadings, c) > 0);
}

TEST_CASE("rotated loadings equal Table 9 of the handbook") {
  SKIP_WITHOUT_SHARED();
  const Rotation found = varimax(tai_components().loadings, 4);
  CHECK(found.converged);
  check_loadings(tai::table("table09_varimax"), "factor", "published_table9", found.loadings, 0.0151);
}

TEST_CASE("the handbook keeps four components of its example, though Kaiser's rule keeps two") {
  SKIP_WITHOUT_SHARED();
  const ComponentsToKeep keep = components_to_keep(tai_components());
  CHECK((keep.kaiser == 2 && keep.individual == 4 && keep.cumulative == 2 && keep.handbook == 4));
}

TEST_CASE("component weights equal Table 18 and the weights FA of Table 22") {
  SKIP_WITHOUT_SHARED();
  const ReferenceCsv table = tai::table("table18_pca_weights");
  const ComponentWeights found = component_weights(varimax(tai_components().loadings, 4).loadings);
  const ReferenceCsv used = tai::table("table22_weights");
  double sum = 0;
  for (std::size_t row = 0; row < table.size(); ++row) {
    CAPTURE(table.text(row, "indicator"));
    const double weight = found.weights[tai::place(table.text(row, "indicator"))];
    CHECK(weight == Approx(table.number(row, "recomputed_normalised")).margin(1e-9));
    // The handbook worked with rounded loadings, so its last digit may differ by one; its two tables differ likewise,
    // by more for exports, which it moved to another factor between them.
    if (table.text(row, "indicator") != "EXPORTS")
      CHECK(weight == Approx(table.number(row, "published_table18_PC")).margin(0.0101));
    CHECK(weight == Approx(table.number(row, "published_table22_FA")).margin(0.0121));
    CHECK(weight == Approx(used.number(1, table.text(row, "indicator"))).margin(0.0121));
    sum += weight;
  }
  CHECK(sum == Approx(1).epsilon(1e-14));
  // Step 6: the second intermediate composite groups patents and exports, the fourth royalties and telephones.
  CHECK(found.factor == std::vector<int>{1, 3, 0, 1, 3, 0, 0, 2});
}

TEST_CASE("component weights of loadings by hand") {
  Matrix loadings(4, 2);
  loadings(0, 0) = 0.9;
  loadings(1, 0) = -0.3;
  loadings(1, 1) = 0.4;
  loadings(2, 1) = 0.8; // and the last has none
  const ComponentWeights found = component_weights(loadings);
  // Squares 0.81, 0.09 | 0.16, 0.64: scaled 0.9, 0.1 | 0.2, 0.8; factor weights 0.9 / 1.7, 0.8 / 1.7.
  CHECK(found.factor == std::vector<int>{0, 1, 1, -1});
  CHECK(found.scaled(1, 1) == Approx(0.2));
  CHECK(found.factor_weights[0] == Approx(0.9 / 1.7));
  CHECK(found.weights[0] == Approx(0.81 / 1.61));
  CHECK(found.weights[1] == Approx(0.16 / 1.61));
  CHECK(found.weights[3] == 0);
  CHECK_THROWS_AS(component_weights(Matrix(3, 2)), tranche::Error);
}

TEST_CASE("rotation keeps communalities and what is explained, and no small turn betters it") {
  for (const bool normalise : {true, false}) {
    const Components found = principal_components(correlation_matrix(made_columns(10, 80)));
    const Rotation rotated = varimax(found.loadings, 4, normalise);
    CHECK(rotated.converged);
    double before = 0, after = 0;
    for (std::size_t i = 0; i < 10; ++i) {
      double unrotated = 0, communality = 0;
      for (std::size_t f = 0; f < 4; ++f) {
        unrotated += std::pow(found.loadings(i, f), 2);
        communality += std::pow(rotated.loadings(i, f), 2);
      }
      CHECK(communality == Approx(unrotated).epsilon(1e-12));
      CHECK(rotated.communalities[i] == Approx(unrotated).epsilon(1e-12));
    }
    for (std::size_t f = 0; f < 4; ++f) {
      before += found.eigenvalues[f];
      after += rotated.explained[f];
      CHECK(largest_of(rotated.loadings, f) > 0);
    }
    CHECK(after == Approx(before).epsilon(1e-12));
    Matrix at_rest = rotated.loadings;
    for (std::size_t i = 0; i < 10 && normalise; ++i)
      for (std::size_t f = 0; f < 4; ++f) at_rest(i, f) /= std::sqrt(rotated.communalities[i]);
    for (const double angle : {0.01, -0.01, 0.2, 0.5})
      for (std::size_t j = 0; j < 4; ++j)
        for (std::size_t k = j + 1; k < 4; ++k) {
          Matrix turned = at_rest;
          for (std::size_t i = 0; i < 10; ++i) {
            turned(i, j) = std::cos(angle) * at_rest(i, j) + std::sin(angle) * at_rest(i, k);
            turned(i, k) = std::cos(angle) * at_rest(i, k) - std::sin(angle) * at_rest(i, j);
          }
          CHECK(variance_of_squares(turned) <= variance_of_squares(at_rest) + 1e-12);
        }
  }
}

TEST_CASE("rotation of one factor, of none and of a matrix that no turn betters") {
  Matrix even(2, 2);
  even(0, 0) = even(0, 1) = even(1, 0) = even(1, 1) = 0.5;
  CHECK(varimax(even, 2).converged);
  CHECK(varimax(even, 1).loadings(0, 0) == 0.5);
  CHECK(varimax(even, 0).loadings.columns() == 0);
  const Rotation zeros = varimax(Matrix(3, 2), 2);
  CHECK((zeros.converged && zeros.loadings(0, 0) == 0 && zeros.communalities[0] == 0));
}

TEST_CASE("singular matrices have components: copies, sums, constants and one indicator") {
  auto columns = made_columns(4, 60);
  columns[1] = columns[0];
  for (std::size_t i = 0; i < 60; ++i) columns[3][i] = columns[0][i] + columns[2][i];
  const Matrix singular = correlation_matrix(columns);
  const Components found = principal_components(singular);
  CHECK((found.eigenvalues[2] == 0 && found.eigenvalues[3] == 0 && found.loadings(0, 3) == 0));
  check_gives_back(found, singular, {0, 1, 2, 3});

  columns[1].assign(60, 4.2);
  const Matrix constant = correlation_matrix(columns);
  const Components without = principal_components(constant);
  CHECK((without.loadings(1, 0) == 0 && without.eigenvalues[3] == 0));
  CHECK(without.eigenvalues[0] + without.eigenvalues[1] == Approx(3));
  check_gives_back(without, constant, {0, 2, 3});

  const Components one = principal_components(correlation_matrix({{1, 2, 4}}));
  CHECK((one.eigenvalues[0] == Approx(1) && one.loadings(0, 0) == Approx(1) && one.shares[0] == Approx(1)));
  const Components nothing = principal_components(correlation_matrix({{1, 1}, {2, 2}}));
  CHECK((nothing.shares[0] == 0 && nothing.eigenvalues[0] == 0 && components_to_keep(nothing).handbook == 0));
  CHECK(principal_components(Matrix()).eigenvalues.empty());
}

TEST_CASE("equal indicators without correlation keep every component that the rules allow") {
  Matrix identity(12, 12);
  for (std::size_t i = 0; i < 12; ++i) identity(i, i) = 1;
  const ComponentsToKeep keep = components_to_keep(principal_components(identity));
  CHECK((keep.kaiser == 0 && keep.individual == 0 && keep.cumulative == 8 && keep.handbook == 8));
}

TEST_CASE("components of a covariance matrix have its trace") {
  auto columns = made_columns(5, 50);
  for (double& value : columns[2]) value *= 1000;
  const Matrix covariance = complete_covariances(columns).covariance;
  const Components found = principal_components(covariance);
  double trace = 0, sum = 0;
  for (std::size_t i = 0; i < 5; ++i) {
    trace += covariance(i, i);
    sum += found.eigenvalues[i];
  }
  CHECK(sum == Approx(trace).epsilon(1e-12));
  CHECK(found.shares[0] > 0.99);
}

TEST_CASE("indicators without units in common are refused by their places") {
  const Matrix r = correlation_matrix({{1, 2, missing, missing}, {missing, missing, 3, 4}, {1, 3, 2, 5}});
  CHECK_THROWS_WITH(principal_components(r), Catch::Contains("indicators 1 and 2"));
}
