#include "tranche/statistics/treat.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "missing.hpp"
#include "tranche/finding.hpp"

using namespace tranche;
using namespace tranche::statistics;

namespace {

const std::vector<double> vignette{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 30, 100}; // of COINr's vignette "treat"

std::vector<double> sample(unsigned seed, std::size_t n) {
  std::mt19937 dice(seed);
  std::vector<double> values;
  for (std::size_t i = 0; i < n; ++i) {
    const double u = (static_cast<double>(dice() % 100000) + 0.5) / 100000;
    values.push_back(std::round(10 * std::pow(u, -0.9)) / 10 * (dice() % 7 == 0 ? -1 : 1));
  }
  return values;
}

// e1071's skewness and kurtosis of type 2, in long double.
double reference_skewness(const std::vector<double>& x) {
  const auto n = static_cast<long double>(x.size());
  long double sum = 0, two = 0, three = 0;
  for (const double v : x) sum += v;
  for (const double v : x) {
    const long double d = v - sum / n;
    two += d * d;
    three += d * d * d;
  }
  return static_cast<double>(std::sqrt(n) * three / std::pow(two, 1.5L) * std::sqrt(n * (n - 1)) / (n - 2));
}

double reference_kurtosis(const std::vector<double>& x) {
  const auto n = static_cast<long double>(x.size());
  long double sum = 0, two = 0, four = 0;
  for (const double v : x) sum += v;
  for (const double v : x) {
    const long double d = v - sum / n;
    two += d * d;
    four += d * d * d * d;
  }
  return static_cast<double>(((n + 1) * (n * four / (two * two) - 3) + 6) * (n - 1) / ((n - 2) * (n - 3)));
}

bool reference_passes(const std::vector<double>& x) {
  return std::abs(reference_skewness(x)) <= 2 || reference_kurtosis(x) <= 3.5;
}

/// COINr's winsorise, by positions; without ties at the ends it and ours agree.
std::vector<double> reference_winsorise(std::vector<double> x, std::size_t most) {
  std::vector<bool> high(x.size()), low(x.size());
  const auto changed = [&] {
    return static_cast<std::size_t>(std::count(high.begin(), high.end(), true) +
                                    std::count(low.begin(), low.end(), true));
  };
  while (!reference_passes(x) && changed() < most) {
    const bool upper = reference_skewness(x) >= 0;
    const double end = upper ? *std::max_element(x.begin(), x.end()) : *std::min_element(x.begin(), x.end());
    double next = upper ? -1e300 : 1e300;
    for (const double v : x)
      if (v != end) next = upper ? std::max(next, v) : std::min(next, v);
    for (std::size_t i = 0; i < x.size(); ++i)
      if (x[i] == end) {
        x[i] = next;
        (upper ? high : low)[i] = true;
      }
  }
  return x;
}

TreatOptions by(statistics::Treat method) {
  TreatOptions options;
  options.method = method;
  return options;
}

} // namespace

TEST_CASE("skewness and kurtosis are those of e1071's type 2, near zero and far from it") {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    std::vector<double> values = sample(seed, 50);
    for (const auto& [scale, shift] : {std::pair{1.0, 0.0}, {1e-9, 0.0}, {1e6, 1e9}}) {
      std::vector<double> moved;
      for (const double v : values) moved.push_back(scale * v + shift);
      const Shape shape = shape_of(moved);
      CHECK(*shape.skewness == Approx(reference_skewness(values)).epsilon(1e-6));
      CHECK(*shape.kurtosis == Approx(reference_kurtosis(values)).epsilon(1e-6));
    }
  }
}

TEST_CASE("winsorising follows COINr's vignette") {
  TreatOptions options;
  options.most_points = 2;
  const Treated treated = treat(vignette, options);
  CHECK(treated.treatment.method == statistics::Treat::winsorise);
  CHECK(treated.values == reference_winsorise(vignette, 2));
  CHECK(treated.values == std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 30, 30}); // one point was enough
  REQUIRE(treated.changes.size() == 1);
  CHECK(treated.changes[0].unit == 11);
  CHECK(treated.changes[0].before == 100);
  CHECK(treated.changes[0].after == 30);
  CHECK(treated.passed);
  CHECK(treated.winsorised == 1);
  CHECK(*treated.before.skewness == Approx(reference_skewness(vignette)));
  CHECK(*treated.after.kurtosis == Approx(reference_kurtosis(treated.values)));
}

TEST_CASE("the rule, winsorising and the fallback equal COINr's algorithm on samples of both skews") {
  int winsorised = 0, logged = 0, left = 0;
  for (unsigned seed = 1; seed <= 200; ++seed) {
    std::vector<double> values = sample(seed, 20 + seed);
    if (seed % 3 == 0)
      for (double& v : values) v = -v;
    std::vector<double> ends = values;
    std::sort(ends.begin(), ends.end());
    if (std::adjacent_find(ends.end() - 7, ends.end()) != ends.end()) continue; // ties at the ends: own test
    if (std::adjacent_find(ends.begin(), ends.begin() + 7) != ends.begin() + 7) continue;
    const Treated treated = treat(values);
    const std::vector<double> expected = reference_winsorise(values, 5);
    CAPTURE(seed);
    if (reference_passes(expected)) {
      CHECK(treated.values == expected);
      ++(expected == values ? left : winsorised);
      CHECK(treat(treated.values).changes.empty());
      continue;
    }
    ++logged;
    // log_CT, or its mirror image log_CTb, of the values as they were
    const double min = ends.front(), max = ends.back(), a = 0.01 * (max - min);
    for (std::size_t i = 0; i < values.size(); ++i)
      CHECK(treated.values[i] ==
            Approx(reference_skewness(values) >= 0 ? std::log(values[i] - min + a) : -std::log(max + a - values[i])));
    CHECK(treated.passed == reference_passes(treated.values));
    CHECK(treated.changes.size() == values.size());
  }
  CHECK(winsorised > 5);
  CHECK(logged > 5);
  CHECK(left > 0);
}

TEST_CASE("treating the mirrored values mirrors the result, and the order of units plays no part") {
  for (unsigned seed = 1; seed <= 50; ++seed) {
    std::vector<double> values = sample(seed, 60), mirrored, reversed(values.rbegin(), values.rend());
    for (const double v : values) mirrored.push_back(-v);
    for (const statistics::Treat method :
         {statistics::Treat::skew_rule, statistics::Treat::shifted_log, statistics::Treat::percentile_caps}) {
      const Treated one = treat(values, by(method)), other = treat(mirrored, by(method));
      const Treated backwards = treat(reversed, by(method));
      for (std::size_t i = 0; i < values.size(); ++i) {
        CHECK(other.values[i] == Approx(-one.values[i]).margin(1e-12));
        CHECK(backwards.values[values.size() - 1 - i] == one.values[i]);
      }
    }
  }
}

TEST_CASE("tied extremes move together and never beyond the number of points") {
  std::vector<double> values{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 5, 6, 4, 5, 6, 7, 5, 90, 90, 90};
  TreatOptions options;
  options.fallback = statistics::Treat::none;
  for (std::size_t i = 0; i < 20; ++i) values.push_back(5 + 0.01 * static_cast<double>(i));
  REQUIRE_FALSE(treat(values, by(statistics::Treat::none)).passed);
  options.most_points = 2;
  CHECK(treat(values, options).changes.empty());
  CHECK_FALSE(treat(values, options).passed);
  options.most_points = 3;
  const Treated treated = treat(values, options);
  CHECK(treated.changes.size() == 3);
  CHECK(treated.treatment.high_cap == 10);
  CHECK(treated.passed);
}

TEST_CASE("a treatment applied to other values is monotone and finite, and gives the fitted ones again") {
  for (unsigned seed = 1; seed <= 10; ++seed) {
    std::vector<double> values = sample(seed, 40);
    for (double& v : values) v = std::abs(v) + 1e-3;
    values[3] = missing;
    for (const statistics::Treat method :
         {statistics::Treat::none, statistics::Treat::skew_rule, statistics::Treat::log, statistics::Treat::shifted_log,
          statistics::Treat::box_cox, statistics::Treat::percentile_caps}) {
      const Treated treated = treat(values, by(method));
      CHECK(std::isnan(treated.values[3]));
      for (std::size_t i = 0; i < values.size(); ++i)
        if (i != 3) CHECK(treat_on(treated.treatment, values[i]) == treated.values[i]);
      for (const TreatedPoint& point : treated.changes) CHECK(point.before == values[point.unit]);
      double last = treat_on(treated.treatment, -1e6);
      CHECK(std::isfinite(last));
      for (double x = -50; x < 300; x += 0.37) {
        const double next = treat_on(treated.treatment, x);
        CHECK(std::isfinite(next));
        CHECK(next >= last);
        last = next;
      }
    }
  }
}

TEST_CASE("the plain logarithm carries goalposts below the least value, and refuses zero with a remedy") {
  const Treated treated = treat(std::vector<double>{10, 100, 1000}, by(statistics::Treat::log));
  CHECK(treated.values == std::vector<double>{std::log(10.0), std::log(100.0), std::log(1000.0)});
  CHECK(treat_on(treated.treatment, 1) == 0);
  CHECK_THROWS_AS(treat(std::vector<double>{0, 1}, by(statistics::Treat::log)), Error);
  CHECK_THROWS_WITH(treat(std::vector<double>{-3, 1}, by(statistics::Treat::box_cox)), Catch::Contains("shifted_log"));
}

TEST_CASE("Box-Cox finds the lambda of greatest likelihood") {
  // Logarithms symmetric about their mean: the likelihood is symmetric about lambda 0.
  std::vector<double> lognormal;
  for (const double z : {-2.0, -1.1, -0.6, -0.2, 0.2, 0.6, 1.1, 2.0}) lognormal.push_back(std::exp(3 + z));
  CHECK(treat(lognormal, by(statistics::Treat::box_cox)).treatment.lambda == Approx(0).margin(1e-4));
  // Of any sample no lambda on a fine grid is more likely, by the likelihood as Box and Cox wrote it.
  for (unsigned seed = 1; seed <= 10; ++seed) {
    std::vector<double> values = sample(seed, 30);
    for (double& v : values) v = std::abs(v) + 0.5;
    const auto likelihood = [&](double lambda) {
      double logs = 0, sum = 0, squares = 0;
      std::vector<double> y;
      for (const double v : values) {
        logs += std::log(v);
        y.push_back(std::abs(lambda) < 1e-12 ? std::log(v) : (std::pow(v, lambda) - 1) / lambda);
        sum += y.back();
      }
      const double n = static_cast<double>(values.size());
      for (const double v : y) squares += (v - sum / n) * (v - sum / n);
      return -n / 2 * std::log(squares / n) + (lambda - 1) * logs;
    };
    const double found = likelihood(treat(values, by(statistics::Treat::box_cox)).treatment.lambda);
    for (double lambda = -5; lambda <= 5; lambda += 0.01) CHECK(likelihood(lambda) <= found + 1e-7);
  }
}

TEST_CASE("Box-Cox with a given lambda is the textbook's formula, and tells large close values apart") {
  TreatOptions options = by(statistics::Treat::box_cox);
  options.lambda = 0.5;
  CHECK(treat(std::vector<double>{4, 9, 16}, options).values == std::vector<double>{2, 4, 6});
  options.lambda = 0;
  CHECK(treat(std::vector<double>{1, std::exp(1)}, options).values[1] == Approx(1));
  options.lambda = -2;
  const Treated close = treat(std::vector<double>{1e9, 1e9 + 1000, 1e9 + 2000}, options);
  CHECK(close.values[0] < close.values[1]);
  CHECK((close.values[2] - close.values[0]) / (close.values[1] - close.values[0]) == Approx(2).epsilon(1e-4));
}

TEST_CASE("percentile caps are R's default quantiles") {
  TreatOptions options = by(statistics::Treat::percentile_caps);
  options.lower = 0.1;
  options.upper = 0.9;
  const Treated treated =
      treat(std::vector<double>{8, 1, missing, 2, 3, 100}, options); // quantile(x, .1) is 1.4, .9 63.2
  CHECK(treated.treatment.low_cap == Approx(1.4));
  CHECK(treated.treatment.high_cap == Approx(63.2));
  CHECK(treated.changes.size() == 2);
  options.lower = 0;
  options.upper = 1;
  CHECK(treat(vignette, options).changes.empty());
}

TEST_CASE("the shift of the logarithm may be given, as COINr's log_CT_orig has it") {
  TreatOptions options = by(statistics::Treat::shifted_log);
  options.shift = 1;
  const Treated treated = treat(vignette, options);
  for (std::size_t i = 0; i < vignette.size(); ++i)
    CHECK(treated.values[i] == Approx(std::log(vignette[i])).margin(1e-12));
}

TEST_CASE("degenerate values have treatments too") {
  const std::vector<statistics::Treat> all{statistics::Treat::none,    statistics::Treat::skew_rule,
                                           statistics::Treat::log,     statistics::Treat::shifted_log,
                                           statistics::Treat::box_cox, statistics::Treat::percentile_caps};
  for (const statistics::Treat method : all) {
    CAPTURE(static_cast<int>(method));
    CHECK(treat({}, by(method)).values.empty());
    const Treated nothing = treat(std::vector<double>{missing, missing}, by(method));
    CHECK(nothing.passed);
    CHECK(nothing.changes.empty());
    CHECK(std::isnan(nothing.values[1]));
    for (const std::vector<double>& values : {std::vector<double>{7}, {7, 7, 7, 7, 7}, {1, 2}, {1, 1, 1, 5}}) {
      const Treated treated = treat(values, by(method));
      for (std::size_t i = 0; i < values.size(); ++i) {
        CHECK(std::isfinite(treated.values[i]));
        for (std::size_t k = 0; k < values.size(); ++k)
          if (method != statistics::Treat::percentile_caps)
            CHECK((values[i] < values[k]) == (treated.values[i] < treated.values[k]));
      }
    }
    CHECK_FALSE(shape_of(std::vector<double>{3, 3, 3, 3}).skewness);
    CHECK_FALSE(shape_of(std::vector<double>{1, 2, 4}).kurtosis);
  }
  // One value apart from all the others: nothing can pass, and the two stay apart.
  std::vector<double> spike(50, 0.0);
  spike[7] = 1e9;
  const Treated treated = treat(spike);
  CHECK_FALSE(treated.passed);
  CHECK(treated.values[7] > treated.values[8]);
  CHECK(treated.winsorised == 0);
}
