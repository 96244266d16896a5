#include "tranche/statistics/normalise.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "reference_csv.hpp"
#include "shared.hpp"

using namespace tranche;
using namespace tranche::statistics;

namespace {

const std::vector<Normalise> all_methods{Normalise::z_score, Normalise::min_max, Normalise::rank, Normalise::percentile,
                                         Normalise::imd_exponential};

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
    const Scale mirror = fit_scale(flipped, method, 1);
    for (double x = -5; x < 30; x += 0.25) {
      CHECK(normalise_on(up, x) <= normalise_on(up, x + 0.25));
      CHECK(normalise_on(down, x) >= normalise_on(down, x + 0.25));
      CHECK(normalise_on(down, x) == Approx(normalise_on(mirror, -x)));
    }
  }
}
