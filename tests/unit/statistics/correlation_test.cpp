#include "tranche/statistics/correlation.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "columns.hpp"
#include "tai.hpp"

using namespace tranche::statistics;

namespace {

using Pairs = std::vector<std::pair<double, double>>;

Pairs common(const std::vector<double>& x, const std::vector<double>& y) {
  Pairs pairs;
  for (std::size_t i = 0; i < x.size(); ++i)
    if (!std::isnan(x[i]) && !std::isnan(y[i])) pairs.emplace_back(x[i], y[i]);
  return pairs;
}

double brute_pearson(const Pairs& pairs) {
  long double mx = 0, my = 0, xx = 0, yy = 0, xy = 0;
  for (const auto& [x, y] : pairs) {
    mx += x;
    my += y;
  }
  mx /= static_cast<long double>(pairs.size());
  my /= static_cast<long double>(pairs.size());
  for (const auto& [x, y] : pairs) {
    xx += (x - mx) * (x - mx);
    yy += (y - my) * (y - my);
    xy += (x - mx) * (y - my);
  }
  return xx > 0 && yy > 0 ? static_cast<double>(xy / std::sqrt(xx * yy)) : missing;
}

/// Mean rank by comparing every two.
double brute_spearman(const Pairs& pairs) {
  Pairs ranks;
  for (const auto& [x, y] : pairs) {
    double rx = 0.5, ry = 0.5;
    for (const auto& [u, v] : pairs) {
      rx += u < x ? 1 : u == x ? 0.5 : 0;
      ry += v < y ? 1 : v == y ? 0.5 : 0;
    }
    ranks.emplace_back(rx, ry);
  }
  return brute_pearson(ranks);
}

double brute_kendall(const Pairs& pairs) {
  double surplus = 0, in_x = 0, in_y = 0;
  for (std::size_t i = 0; i < pairs.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const double dx = pairs[i].first - pairs[j].first, dy = pairs[i].second - pairs[j].second;
      surplus += (dx > 0) == (dy > 0) && dx != 0 && dy != 0 ? 1 : dx == 0 || dy == 0 ? 0 : -1;
      in_x += dx != 0;
      in_y += dy != 0;
    }
  return in_x > 0 && in_y > 0 ? surplus / std::sqrt(in_x * in_y) : missing;
}

double brute(CorrelationKind kind, const Pairs& pairs) {
  if (kind == CorrelationKind::pearson) return brute_pearson(pairs);
  return kind == CorrelationKind::spearman ? brute_spearman(pairs) : brute_kendall(pairs);
}

const std::vector<CorrelationKind> kinds{CorrelationKind::pearson, CorrelationKind::spearman, CorrelationKind::kendall};

bool same(const Matrix& a, const Matrix& b) {
  bool equal = a.rows() == b.rows() && a.columns() == b.columns();
  for (std::size_t i = 0; equal && i < a.rows(); ++i)
    for (std::size_t j = 0; equal && j < a.columns(); ++j)
      equal = a(i, j) == b(i, j) || (std::isnan(a(i, j)) && std::isnan(b(i, j)));
  return equal;
}

} // namespace

TEST_CASE("correlations equal Table 6 of the handbook") {
  SKIP_WITHOUT_SHARED();
  const ReferenceCsv table = tai::table("table06_correlation");
  const auto columns = tai::columns();
  const Correlations found = correlations(columns, CorrelationKind::pearson);
  REQUIRE(table.size() == 28);
  for (std::size_t row = 0; row < table.size(); ++row) {
    CAPTURE(table.text(row, "a"), table.text(row, "b"));
    const std::size_t a = tai::place(table.text(row, "a")), b = tai::place(table.text(row, "b"));
    CHECK(found.r(a, b) == Approx(table.number(row, "recomputed")).margin(1e-12));
    // The handbook's logarithms had more digits than it prints; correlations with them move by up to 0.02 for it.
    const auto of_logarithm = [](std::size_t i) { return tai::indicators[i].ends_with("_LOG"); };
    const bool rounded = of_logarithm(a) || of_logarithm(b);
    CHECK(found.r(a, b) == Approx(table.number(row, "published_table6")).margin(rounded ? 0.0181 : 0.0051));
    CHECK((found.n(a, b) == 23 && found.r(b, a) == found.r(a, b)));
  }
}

TEST_CASE("every kind equals brute force with ties and gaps and without") {
  struct Case {
    int levels;
    double gaps;
    std::size_t units;
  };
  for (const auto& [levels, gaps, units] : {Case{0, 0, 301}, Case{2, 0, 301}, Case{0, 0.3, 301}, Case{1, 0.4, 301},
                                            Case{1, 0.5, 12}, Case{0, 0.5, 6}, Case{1, 0.1, 2}, Case{0, 0, 1}}) {
    std::vector<std::vector<double>> columns = made_columns(6, units, levels, gaps);
    columns.push_back(made_columns(1, units)[0]); // one without gaps among them
    for (const CorrelationKind kind : kinds) {
      const Correlations found = correlations(columns, kind);
      for (std::size_t i = 0; i < columns.size(); ++i)
        for (std::size_t j = 0; j < columns.size(); ++j) {
          const Pairs pairs = common(columns[i], columns[j]);
          const double expected = brute(kind, pairs);
          CAPTURE(levels, gaps, units, static_cast<int>(kind), i, j, expected, found.r(i, j));
          CHECK(found.n(i, j) == static_cast<double>(pairs.size()));
          CHECK(std::isnan(found.r(i, j)) == std::isnan(expected));
          if (!std::isnan(expected)) CHECK(found.r(i, j) == Approx(expected).margin(1e-12));
        }
    }
  }
}

TEST_CASE("of one pair as of the matrix") {
  const auto columns = made_columns(2, 50, 2, 0.2);
  for (const CorrelationKind kind : kinds) {
    const Correlation pair = correlation(columns[0], columns[1], kind);
    CHECK(pair.r == Approx(brute(kind, common(columns[0], columns[1]))).margin(1e-12));
    CHECK(pair.n == common(columns[0], columns[1]).size());
  }
}

TEST_CASE("correlations of Anscombe's quartet are 0.816 whatever the picture") {
  // Anscombe 1973, The American Statistician 27: four data sets of one correlation, printed as 0.816.
  const std::vector<double> x{10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5},
      y1{8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68},
      y2{9.14, 8.14, 8.74, 8.77, 9.26, 8.10, 6.13, 3.10, 9.13, 7.26, 4.74};
  CHECK(correlation(x, y1, CorrelationKind::pearson).r == Approx(0.816).margin(0.0005));
  CHECK(correlation(x, y2, CorrelationKind::pearson).r == Approx(0.816).margin(0.0005));
}

TEST_CASE("correlations do not depend on the number of threads") {
  for (const double gaps : {0.0, 0.1}) {
    const auto columns = made_columns(9, 9001, 0, gaps);
    for (const CorrelationKind kind : kinds) {
      const Correlations one = correlations(columns, kind, 1);
      for (const int threads : {2, 3}) {
        const Correlations more = correlations(columns, kind, threads);
        CHECK(same(one.r, more.r));
        CHECK(same(one.n, more.n));
      }
    }
  }
}

TEST_CASE("Pearson keeps its digits far from zero, at extreme sizes, and among few units far from the rest") {
  const auto base = made_columns(2, 400);
  const double expected = brute_pearson(common(base[0], base[1]));
  auto far = base, extreme = base;
  for (double& value : far[0]) value = std::round(value * 1000) + 1e9;
  for (double& value : extreme[0]) value *= 1e-160;
  for (double& value : extreme[1]) value *= 1e160;
  CHECK(correlation(far[0], far[1], CorrelationKind::pearson).r ==
        Approx(brute_pearson(common(far[0], far[1]))).margin(1e-12));
  CHECK(correlation(extreme[0], extreme[1], CorrelationKind::pearson).r == Approx(expected).margin(1e-12));

  // y knows only the units whose x lie close together and far from the mean of all x.
  std::vector<double> x(400, 0.0), y(400, missing);
  for (std::size_t i = 300; i < 400; ++i) {
    x[i] = 1e9 + std::round(base[0][i] * 10);
    y[i] = base[1][i];
  }
  CHECK(correlation(x, y, CorrelationKind::pearson).r == Approx(brute_pearson(common(x, y))).margin(1e-12));
}

TEST_CASE("an indicator that does not vary has no correlation, also if only among the common units") {
  const std::vector<std::vector<double>> columns{{1, 2, 3, 4, 5},
                                                 std::vector<double>(5, 0.1),
                                                 {7, 7, 7, missing, 9},
                                                 {1, 2, 3, 4, missing},
                                                 std::vector<double>(5, missing)};
  for (const CorrelationKind kind : kinds) {
    const Correlations found = correlations(columns, kind);
    CHECK((found.r(0, 0) == 1 && std::isnan(found.r(1, 1)) && std::isnan(found.r(0, 1)) && found.n(0, 1) == 5));
    CHECK((std::isnan(found.r(2, 3)) && found.n(2, 3) == 3)); // 7, 7, 7
    CHECK((found.r(0, 3) == 1 && found.n(0, 3) == 4));
    CHECK((std::isnan(found.r(0, 4)) && found.n(0, 4) == 0 && std::isnan(found.r(4, 4)) && found.n(4, 4) == 0));
    CHECK(correlation(std::vector<double>{1, 2}, std::vector<double>{5, 3}, kind).r == -1);
    CHECK(correlations({}, kind).r.rows() == 0);
  }
}

TEST_CASE("covariances are those of the units that have every indicator") {
  const std::vector<std::vector<double>> columns{{1, 2, missing, 4, 9}, {2, 1, 5, missing, 5}, {3, 3, 3, 1, 3}};
  const Covariances found = complete_covariances(columns); // units 1, 2 and 5
  CHECK(found.n == 3);
  CHECK(found.covariance(0, 0) == Approx(19)); // 1, 2, 9: mean 4, 9 + 4 + 25 = 38
  CHECK(found.covariance(0, 1) == Approx((-3 * (2 - 8.0 / 3) - 2 * (1 - 8.0 / 3) + 5 * (5 - 8.0 / 3)) / 2));
  CHECK((found.covariance(2, 2) == 0 && found.covariance(0, 2) == 0));
  CHECK(std::isnan(to_correlations(found.covariance)(0, 2)));
  CHECK(to_correlations(found.covariance)(0, 1) == Approx(brute_pearson({{1, 2}, {2, 1}, {9, 5}})).margin(1e-14));
  CHECK(std::isnan(complete_covariances(std::vector<std::vector<double>>{{1}, {2}}).covariance(0, 0)));
}
