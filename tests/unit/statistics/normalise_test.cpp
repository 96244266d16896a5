#include "tranche/statistics/normalise.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "reference_csv.hpp"
#include "shared.hpp"

using namespace tranche;
using namespace tranche::statistics;

namespace {

const std::vector<Normalise> all_methods{Normalise::z_score,
                                         Normalise::min_max,
                                         Normalise::rank,
                                         Normalise::percentile,
                                         Normalise::imd_exponential,
                                         Normalise::none,
                                         Normalise::reference_ratio,
                                         Normalise::reference_difference,
                                         Normalise::distance_to_reference,
                                         Normalise::distance_to_maximum,
                                         Normalise::fraction_of_maximum,
                                         Normalise::borda,
                                         Normalise::categorical,
                                         Normalise::above_below_mean};

std::vector<double> normalised(const std::vector<double>& values, Normalise method, int direction = 1,
                               const ScaleOptions& options = {}) {
  const Scale scale = fit_scale(values, method, direction, options);
  std::vector<double> result;
  for (const double value : values) result.push_back(normalise_on(scale, value));
  return result;
}

ScaleOptions with_reference(double reference) {
  ScaleOptions options;
  options.reference = reference;
  return options;
}

std::vector<double> schooling(const ReferenceCsv& table) {
  std::vector<double> values;
  for (std::size_t i = 0; i < table.size(); ++i) values.push_back(table.number(i, "value"));
  return values;
}

} // namespace

TEST_CASE("z-scores, min-max and ranks equal the handbook's worked table of 23 countries") {
  SKIP_WITHOUT_SHARED();
  const ReferenceCsv table(shared_folder() / "data/method/oecd_tai/table15_normalisation_schooling.csv");
  const std::vector<double> values = schooling(table);
  REQUIRE(values.size() == 23);
  const Scale z = fit_scale(values, Normalise::z_score, 1), unit = fit_scale(values, Normalise::min_max, 1, 0, 1);
  const Scale rank = fit_scale(values, Normalise::rank, 1), percentile = fit_scale(values, Normalise::percentile, 1);
  for (std::size_t i = 0; i < values.size(); ++i) {
    CAPTURE(table.text(i, "country"));
    CHECK(std::abs(normalise_on(z, values[i]) - table.number(i, "z_pub")) <= 0.0101); // printed to 0.01
    CHECK(std::abs(normalise_on(unit, values[i]) - table.number(i, "minmax_pub")) <= 0.00501);
    // The handbook ranks from the least and gives ties the smallest number; ours share the mean.
    const auto ties = static_cast<double>(std::count(values.begin(), values.end(), values[i]));
    const double expected = table.number(i, "rank_pub") + (ties - 1) / 2;
    CHECK(normalise_on(rank, values[i]) == expected);
    CHECK(normalise_on(percentile, values[i]) == Approx(100 * (expected - 0.5) / 23));
  }
}

TEST_CASE("z-scores have mean 0 and sample standard deviation 1, also far from zero") {
  const std::vector<double> values{1e9 + 1, 1e9 + 2, 1e9 + 4, 1e9 + 9};
  const Scale scale = fit_scale(values, Normalise::z_score, 1);
  CHECK(scale.centre == 1e9 + 4);
  CHECK(scale.spread == Approx(std::sqrt((9 + 4 + 0 + 25) / 3.0)).epsilon(1e-12));
}

TEST_CASE("the exponential transformation is 100 at the greatest need and halves at the tenth") {
  std::vector<double> values;
  for (int i = 1; i <= 1000; ++i) values.push_back(i);
  const Scale scale = fit_scale(values, Normalise::imd_exponential, 1);
  CHECK(normalise_on(scale, 1000) == Approx(100).epsilon(1e-12));
  // The technical report chose 23 so that the most deprived tenth spans 50 to 100.
  CHECK(normalise_on(scale, 900) == Approx(50).margin(0.5));
  CHECK(normalise_on(scale, 1) > 0);
  CHECK(normalise_on(scale, 2000) == normalise_on(scale, 1000));
}

TEST_CASE("an indicator that is the same everywhere says nothing, in every method") {
  const std::vector<double> same{0.1, 0.1, 0.1};
  CHECK(normalise_on(fit_scale(same, Normalise::z_score, 1), 0.1) == 0);
  CHECK(normalise_on(fit_scale(same, Normalise::min_max, -1, 1, 9), 0.1) == 5);
  CHECK(normalise_on(fit_scale(same, Normalise::rank, 1), 0.1) == 2);
  CHECK(normalise_on(fit_scale(same, Normalise::percentile, -1), 0.1) == 50);
  CHECK(normalise_on(fit_scale(std::vector<double>{4}, Normalise::z_score, 1), 4) == 0);
}

TEST_CASE("the direction turns the order round, and a scale is monotone in any value") {
  const std::vector<double> values{3, 8, 8, 1, 20, 4};
  for (const Normalise method : all_methods) {
    CAPTURE(static_cast<int>(method));
    const Scale up = fit_scale(values, method, 1), down = fit_scale(values, method, -1);
    std::vector<double> flipped;
    for (const double value : values) flipped.push_back(-value);
    // A fraction of the maximum knows a zero, and refuses the flipped values.
    const bool knows_zero = method == Normalise::fraction_of_maximum;
    const Scale mirror = knows_zero ? Scale{} : fit_scale(flipped, method, 1);
    for (double x = -5; x < 30; x += 0.25) {
      CHECK(normalise_on(up, x) <= normalise_on(up, x + 0.25));
      CHECK(normalise_on(down, x) >= normalise_on(down, x + 0.25));
      if (!knows_zero) CHECK(normalise_on(down, x) == Approx(normalise_on(mirror, -x)).margin(1e-12));
    }
  }
}

TEST_CASE("distances to mean, leader and last, and above or below the mean, equal the handbook's table 15") {
  SKIP_WITHOUT_SHARED();
  const ReferenceCsv table(shared_folder() / "data/method/oecd_tai/table15_normalisation_schooling.csv");
  const std::vector<double> values = schooling(table);
  const auto to_mean = normalised(values, Normalise::reference_ratio);
  const auto from_mean = normalised(values, Normalise::reference_difference);
  const auto to_best = normalised(values, Normalise::fraction_of_maximum);
  const auto to_worst = normalised(values, Normalise::reference_ratio, 1, with_reference(7.1));
  const auto sides = normalised(values, Normalise::above_below_mean);
  for (std::size_t i = 0; i < values.size(); ++i) {
    CAPTURE(table.text(i, "country"));
    CHECK(std::abs(to_mean[i] - table.number(i, "dist_mean_pub")) <= 0.00501);
    CHECK(from_mean[i] == Approx(to_mean[i] - 1).margin(1e-12));
    CHECK(std::abs(to_best[i] - table.number(i, "dist_best_pub")) <= 0.00501);
    CHECK(std::abs(to_worst[i] - table.number(i, "dist_worst_pub")) <= 0.00501);
    CHECK(sides[i] == table.number(i, "above_below_mean_p20_pub"));
  }
}

TEST_CASE("min-max between capped goalposts gives the handbook's 23 ranks and scores by equal weights") {
  SKIP_WITHOUT_SHARED();
  const std::filesystem::path folder = shared_folder() / "data/method/oecd_tai";
  const ReferenceCsv raw(folder / "tai23_raw.csv"), posts(folder / "undp_goalposts.csv");
  const ReferenceCsv published(folder / "tai23_scores_ranks.csv");
  std::vector<double> score(raw.size());
  for (std::size_t k = 0; k < posts.size(); ++k) {
    std::vector<double> values;
    for (std::size_t i = 0; i < raw.size(); ++i) values.push_back(raw.number(i, posts.text(k, "indicator")));
    ScaleOptions options;
    options.high = 1;
    options.goalpost_low = posts.number(k, "goalpost_min");
    options.goalpost_high = posts.number(k, "goalpost_max");
    const auto scaled = normalised(values, Normalise::min_max, 1, options);
    for (std::size_t i = 0; i < score.size(); ++i) {
      CHECK((scaled[i] >= 0 && scaled[i] <= 1));
      score[i] += scaled[i] / 8;
    }
  }
  for (std::size_t i = 0; i < score.size(); ++i) {
    CAPTURE(raw.text(i, "country"));
    CHECK(score[i] == Approx(published.number(i, "score_EW_recomputed")).epsilon(1e-12));
    const auto above = std::count_if(score.begin(), score.end(), [&](double s) { return s > score[i]; });
    CHECK(static_cast<double>(above) + 1 == published.number(i, "rank_EW_published_T23"));
  }
}

TEST_CASE("distances, fractions and points equal COINr's formulas, on values turned by their direction") {
  const std::vector<double> values{3, 8, 8, 1, 20, 4, 13};
  for (const int d : {1, -1}) {
    std::vector<double> x;
    for (const double value : values) x.push_back(d * value);
    const double min = *std::min_element(x.begin(), x.end()), max = *std::max_element(x.begin(), x.end());
    const auto to_max = normalised(values, Normalise::distance_to_maximum, d);
    const auto to_ref = normalised(values, Normalise::distance_to_reference, d, with_reference(6));
    ScaleOptions capped = with_reference(6);
    capped.cap_at_reference = true;
    const auto to_cap = normalised(values, Normalise::distance_to_reference, d, capped);
    const auto points = normalised(values, Normalise::borda, d), plain = normalised(values, Normalise::none, d);
    ScaleOptions moments;
    moments.mean = 100;
    moments.sd = 15;
    const auto z = normalised(values, Normalise::z_score, d),
               scaled = normalised(values, Normalise::z_score, d, moments);
    ScaleOptions posts;
    posts.goalpost_low = 2;
    posts.goalpost_high = 10;
    const auto between = normalised(values, Normalise::min_max, d, posts);
    for (std::size_t i = 0; i < x.size(); ++i) {
      CHECK(plain[i] == x[i]);
      CHECK(to_max[i] == Approx(1 - (max - x[i]) / (max - min)).margin(1e-12));
      CHECK(to_ref[i] == Approx(1 - (d * 6 - x[i]) / (d * 6 - min)).margin(1e-12));
      CHECK(to_cap[i] == Approx(std::min(1.0, to_ref[i])).margin(1e-12));
      const auto fewer = std::count_if(x.begin(), x.end(), [&](double v) { return v < x[i]; });
      CHECK(points[i] == static_cast<double>(fewer)); // rank(x, ties.method = "min") - 1
      CHECK(scaled[i] == Approx(z[i] * 15 + 100));
      const double share = std::clamp((values[i] - 2) / 8, 0.0, 1.0);
      CHECK(between[i] == Approx(100 * (d > 0 ? share : 1 - share)).margin(1e-12));
    }
  }
  CHECK(normalised(values, Normalise::fraction_of_maximum)[1] == 8.0 / 20);
  CHECK(normalised(values, Normalise::fraction_of_maximum, -1)[3] == 1); // the least value is the greatest need
  CHECK(normalised(values, Normalise::fraction_of_maximum, -1)[4] == 1.0 / 20);
}

TEST_CASE("categories are the handbook's percentile bands, or given thresholds") {
  std::vector<double> values;
  for (int i = 0; i <= 100; ++i) values.push_back(i); // value i is the i-th percentile
  const auto up = normalised(values, Normalise::categorical), down = normalised(values, Normalise::categorical, -1);
  for (std::size_t i = 0; i <= 100; ++i) {
    const double expected = i < 15 ? 0 : i < 25 ? 20 : i < 65 ? 40 : i < 85 ? 60 : i < 95 ? 80 : 100;
    CHECK(up[i] == expected);
    CHECK(down[100 - i] == expected);
  }
  ScaleOptions options;
  options.cuts_are_percentiles = false;
  options.cuts = {10, 20};
  options.scores = {1, 2, 3};
  const std::vector<double> five{9, 10, 15, 20, 21};
  CHECK(normalised(five, Normalise::categorical, 1, options) == std::vector<double>{1, 2, 2, 3, 3});
  CHECK(normalised(five, Normalise::categorical, -1, options) == std::vector<double>{3, 3, 2, 2, 1});
}

TEST_CASE("one goalpost leaves the other end to the values, and caps its own side only") {
  ScaleOptions low;
  low.goalpost_low = 10;
  const Scale scale = fit_scale(std::vector<double>{5, 20, 30}, Normalise::min_max, 1, low);
  CHECK(normalise_on(scale, 5) == 0);
  CHECK(normalise_on(scale, 20) == 50);
  CHECK(normalise_on(scale, 40) == 150);
  // All values beyond it stand at its end.
  CHECK(normalised({5, 6}, Normalise::min_max, 1, low) == std::vector<double>{0, 0});
  CHECK(normalised({5, 6}, Normalise::min_max, -1, low) == std::vector<double>{100, 100});
  ScaleOptions high;
  high.goalpost_high = 1;
  CHECK(normalised({5, 6}, Normalise::min_max, 1, high) == std::vector<double>{100, 100});
}

TEST_CASE("one value, equal values and zeros have a defined place in every method") {
  for (const Normalise method : all_methods)
    for (const int direction : {1, -1})
      for (const std::vector<double>& values : {std::vector<double>{4}, {0}, {-2, -2}, {7, 7, 7}, {0, 0, 0}}) {
        CAPTURE(static_cast<int>(method), direction, values.front());
        const Scale scale = fit_scale(values, method, direction, ScaleOptions{});
        CHECK(std::isfinite(normalise_on(scale, values.front())));
        for (double x = -10; x < 10; x += 0.5) {
          CHECK(std::isfinite(normalise_on(scale, x)));
          CHECK(direction * normalise_on(scale, x) <= direction * normalise_on(scale, x + 0.5));
        }
      }
  CHECK(normalised({4, 4}, Normalise::distance_to_maximum)[0] == 0.5);
  CHECK(normalised({4, 4}, Normalise::fraction_of_maximum)[0] == 1);
  CHECK(normalised({0, 0}, Normalise::reference_ratio)[0] == 1);
  CHECK(normalised({4, 4}, Normalise::distance_to_reference, 1, with_reference(5))[0] == 0);
  CHECK(normalised({4, 4}, Normalise::distance_to_reference, 1, with_reference(3))[0] == 1);
  CHECK(normalised({4, 4}, Normalise::borda)[0] == 0);
  CHECK(normalised({4, 4}, Normalise::above_below_mean)[0] == 0);
}

TEST_CASE("a scale without a meaning is refused with a remedy") {
  CHECK_THROWS_WITH(fit_scale(std::vector<double>{1, 2}, Normalise::reference_ratio, 1, with_reference(0)),
                    Catch::Contains("reference is 0"));
  CHECK_THROWS_WITH(fit_scale(std::vector<double>{1, 2}, Normalise::distance_to_reference, 1, with_reference(1)),
                    Catch::Contains("least need"));
  CHECK_THROWS_WITH(fit_scale(std::vector<double>{1, 2}, Normalise::distance_to_reference, -1, with_reference(2)),
                    Catch::Contains("least need"));
  CHECK_THROWS_WITH(fit_scale(std::vector<double>{-1, 0}, Normalise::fraction_of_maximum, 1, ScaleOptions{}),
                    Catch::Contains("distance_to_maximum"));
}
