#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>

#include "levels.hpp"
#include "missing.hpp"
#include "tranche/statistics/inequality.hpp"
#include "tranche/statistics/random.hpp"

using namespace tranche::statistics;

namespace {

/// The rule, word by word: rank by counting, and the ceiling by trying.
int group_by_counting(const std::vector<double>& values, std::size_t i, int groups, bool highest_first) {
  if (std::isnan(values[i])) return 0;
  int m = 0, rank = 1;
  for (const double other : values) {
    if (std::isnan(other)) continue;
    ++m;
    rank += (highest_first ? other > values[i] : other < values[i]) ? 1 : 0;
  }
  if (m < groups) return 0;
  int ceiling = 0;
  while (ceiling * m < (m + 1 - rank) * groups) ++ceiling;
  return groups + 1 - ceiling;
}

/// Slope and start of the line by the normal equations of sqrt(a) Y on sqrt(a) and b sqrt(a).
std::pair<double, double> regression(const std::vector<double>& y, const std::vector<double>& people) {
  double total = 0, before = 0, s11 = 0, s12 = 0, s22 = 0, t1 = 0, t2 = 0;
  for (const double n : people) total += n;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double a = people[i] / total, b = before + a / 2, root = std::sqrt(a);
    before += a;
    s11 += root * root;
    s12 += root * (b * root);
    s22 += (b * root) * (b * root);
    t1 += root * (root * y[i]);
    t2 += (b * root) * (root * y[i]);
  }
  const double determinant = s11 * s22 - s12 * s12;
  return {(s11 * t2 - s12 * t1) / determinant, (s22 * t1 - s12 * t2) / determinant};
}

// The example of phe_sii's documentation: life expectancy by tenth of one area.
const std::vector<double> people{7291, 7997, 6105, 7666, 5790, 6934, 5918, 5974, 7147, 7534};
const std::vector<double> years{75.9, 78.3, 83.8, 83.6, 80.5, 81.1, 81.7, 84.2, 80.6, 86.3};
const std::vector<double> errors{1.64, 1.58, 1.51, 1.78, 1.7, 1.56, 1.37, 1.4, 2.43, 1.57};

} // namespace

TEST_CASE("quantile groups follow the profiles' rule, ties and missing values too") {
  for (const std::size_t m : {1U, 2U, 9U, 10U, 11U, 49U, 151U, 317U})
    for (const int groups : {1, 2, 3, 5, 7, 10})
      for (const bool highest_first : {true, false}) {
        std::vector<double> values;
        for (std::uint32_t i = 0; i < m; ++i) {
          Stream stream(21, i, static_cast<std::uint32_t>(groups), 0);
          values.push_back(stream.uniform() < 0.1 ? missing : std::floor(stream.uniform() * 60)); // many ties
        }
        const std::vector<int> found = quantile_groups(values, groups, highest_first);
        CAPTURE(m, groups, highest_first);
        for (std::size_t i = 0; i < values.size(); ++i)
          REQUIRE(found[i] == group_by_counting(values, i, groups, highest_first));
      }
}

TEST_CASE("quantile groups without ties differ in size by one at most, and turn over with the direction") {
  std::vector<double> values;
  for (int i = 0; i < 33755; ++i) values.push_back((i * 7919) % 33755);
  const std::vector<int> tenths = quantile_groups(values, 10, true);
  std::array<int, 11> sizes{};
  for (std::size_t i = 0; i < values.size(); ++i) ++sizes[static_cast<std::size_t>(tenths[i])];
  CHECK(sizes[0] == 0);
  CHECK(*std::max_element(sizes.begin() + 1, sizes.end()) - *std::min_element(sizes.begin() + 1, sizes.end()) <= 1);
  const std::vector<double> ten{10, 20, 30, 40, 50, 60, 70, 80, 90, 100};
  CHECK(quantile_groups(ten, 5, false) == std::vector{1, 1, 2, 2, 3, 3, 4, 4, 5, 5});
  CHECK(quantile_groups(ten, 5, true) == std::vector{5, 5, 4, 4, 3, 3, 2, 2, 1, 1});
}

TEST_CASE("quantile groups of few, equal or no values are defined") {
  CHECK(quantile_groups(std::vector{3.0, 1.0}, 5, true) == std::vector{0, 0}); // fewer values than groups
  CHECK(quantile_groups(std::vector{3.0, missing, 1.0}, 3, true) == std::vector{0, 0, 0});
  CHECK(quantile_groups(std::vector<double>(6, 4.0), 3, true) == std::vector<int>(6, 1)); // ties take the first rank
  CHECK(quantile_groups(std::vector{2.0, missing, 1.0, -0.0, 0.0}, 2, false) == std::vector{2, 0, 2, 1, 1});
  CHECK(quantile_groups({}, 4, true).empty());
}

TEST_CASE("relative ranks are the middles of the groups' shares") {
  const std::vector<double> ranks = relative_ranks(std::vector{12.0, 10.0, 78.0});
  CHECK(ranks[0] == Approx(0.06)); // the example of phe_sii's documentation, its misprint of 0.6 mended
  CHECK(ranks[1] == Approx(0.17));
  CHECK(ranks[2] == Approx(0.61));
}

TEST_CASE("values on a line give back the line, whatever the populations") {
  const std::vector<double> crowds{5, 1000, 30, 200, 7};
  std::vector<double> values;
  for (const double rank : relative_ranks(crowds)) values.push_back(10 + 5 * rank);
  const Inequality found = inequality(values, {}, crowds, Spread::plain, both);
  CHECK(found.sii == Approx(5).epsilon(1e-12));
  CHECK(found.rii == Approx(1.5).epsilon(1e-12));
  CHECK(std::isnan(found.sii_limits[1].lower)); // no errors, no limits
  const Inequality turned = inequality(values, {}, crowds, Spread::plain, both, {.multiplier = -100});
  CHECK(turned.sii == Approx(-500).epsilon(1e-12));
  CHECK(turned.rii == Approx(1 / 1.5).epsilon(1e-12));
}

TEST_CASE("slope and relative index equal the normal equations of the package") {
  const Inequality found = inequality(years, errors, people, Spread::plain, both);
  const auto [slope, start] = regression(years, people);
  CHECK(found.sii == Approx(slope).epsilon(1e-11));
  CHECK(found.rii == Approx((start + slope) / start).epsilon(1e-11));
  // The slope is linear in the values, so that its normal limits have a closed form.
  double variance = 0;
  for (std::size_t i = 0; i < years.size(); ++i) {
    std::vector<double> unit(years.size(), 0);
    unit[i] = 1;
    variance += std::pow(regression(unit, people).first * errors[i], 2);
  }
  for (std::size_t level = 0; level < 2; ++level) {
    const double reach = normal_deviate(both[level]) * std::sqrt(variance);
    CHECK(found.sii_limits[level].lower == Approx(slope - reach).margin(0.03 * reach));
    CHECK(found.sii_limits[level].upper == Approx(slope + reach).margin(0.03 * reach));
    CHECK(found.rii_limits[level].lower < found.rii);
    CHECK(found.rii_limits[level].upper > found.rii);
  }
}

TEST_CASE("limits of inequality depend on the seed only and turn over with the multiplier") {
  const InequalityOptions options{.multiplier = 1, .seed = 7, .draws = 2000};
  const auto at = [&](double multiplier, std::uint64_t seed) {
    return inequality(years, errors, people, Spread::plain, both, {multiplier, seed, options.draws});
  };
  const Inequality once = at(1, 7), again = at(1, 7), other = at(1, 8), turned = at(-1, 7);
  CHECK(once.sii_limits[0].lower == again.sii_limits[0].lower);
  CHECK(once.rii_limits[1].upper == again.rii_limits[1].upper);
  CHECK(once.sii_limits[0].lower != other.sii_limits[0].lower);
  CHECK(turned.sii_limits[0].lower == Approx(-once.sii_limits[0].upper).epsilon(0.05));
  CHECK(turned.rii_limits[0].upper == Approx(1 / once.rii_limits[0].lower).epsilon(0.01));
}

TEST_CASE("rates and proportions are drawn on their own scale") {
  CHECK(spread_error({2, 8}, 0.95, Spread::plain) == Approx(6 / (2 * 1.959963984540054)));
  CHECK(spread_error({2, 8}, 0.95, Spread::rate) == Approx(std::log(4) / (2 * 1.959963984540054)));
  CHECK(spread_error({0.2, 0.8}, 0.95, Spread::proportion) == Approx(2 * std::log(4) / (2 * 1.959963984540054)));
  CHECK(std::isnan(spread_error({0, 8}, 0.95, Spread::rate)));
  CHECK(std::isnan(spread_error({0.2, 1}, 0.95, Spread::proportion)));
  CHECK(std::isnan(spread_error(no_limits, 0.95, Spread::plain)));
  // With errors close to 0, the limits close on the index for each scale; with wide ones, a rate's never pass 0.
  const std::vector<double> rates{0.4, 0.3, 0.25, 0.2, 0.1}, crowds{100, 90, 110, 100, 120};
  for (const Spread spread : {Spread::plain, Spread::rate, Spread::proportion}) {
    const Inequality tight = inequality(rates, std::vector<double>(5, 1e-9), crowds, spread, both, {.draws = 1000});
    CHECK(tight.sii_limits[0].lower == Approx(tight.sii).epsilon(1e-6));
    CHECK(tight.rii_limits[1].upper == Approx(tight.rii).epsilon(1e-6));
  }
  const Inequality known = inequality(rates, std::vector<double>(5, 0), crowds, Spread::rate, both, {.draws = 10});
  CHECK(known.sii_limits[0].lower == Approx(known.sii)); // errors of 0: no width
  // Two groups: the slope is twice their difference, so a rate's limits follow from the log-normal alone.
  const Inequality two = inequality(std::vector{1.0, 3.0}, std::vector{0.0, 0.2}, std::vector{5.0, 5.0}, Spread::rate,
                                    both, {.draws = 100000});
  CHECK(two.sii == Approx(4));
  CHECK(two.sii_limits[0].upper == Approx(2 * (3 * std::exp(0.2 * 1.959964) - 1)).epsilon(0.02));
  CHECK(two.sii_limits[0].lower == Approx(2 * (3 * std::exp(-0.2 * 1.959964) - 1)).epsilon(0.02));
  CHECK(std::isnan(two.rii_limits[0].lower)); // the line falls below 0 at its start in some draws, and in the figures
  CHECK(std::isnan(two.rii));
}

TEST_CASE("inequality that cannot be had is missing with its reason") {
  const auto why = [](const std::vector<double>& values, const std::vector<double>& crowds) {
    const Inequality found = inequality(values, {}, crowds, Spread::plain, both);
    CHECK(std::isnan(found.sii) == !found.given());
    CHECK(found.sii_limits.size() == 2);
    CHECK(found.rii_limits.size() == 2);
    return found.withheld;
  };
  CHECK(why({1, missing, 3}, {1, 1, 1}) == Reason::missing_figure);
  CHECK(why({1, 2, 3}, {1, missing, 1}) == Reason::missing_figure);
  CHECK(why({1, 2, 3}, {1, 0, 1}) == Reason::no_population);
  CHECK(why({1}, {1}) == Reason::too_few_groups);
  CHECK(why({}, {}) == Reason::too_few_groups);
  CHECK(why({2, 2}, {1, 3}) == Reason::none);
  const Inequality level = inequality(std::vector{2.0, 2.0, 2.0}, {}, std::vector{1.0, 2.0, 3.0}, Spread::plain, both);
  CHECK(level.sii == Approx(0).margin(1e-14));
  CHECK(level.rii == Approx(1));
  // A rate of 0 has no logarithm: the index stands, its limits do not.
  const std::vector<double> small(3, 0.1);
  const Inequality zero = inequality(std::vector{3.0, 1.0, 0.0}, small, std::vector{1.0, 1.0, 1.0}, Spread::rate, both);
  CHECK(zero.sii == Approx(-4.5));
  CHECK(std::isnan(zero.sii_limits[0].lower));
  const Inequality gap = inequality(std::vector{3.0, 1.0, 2.0}, std::vector{0.1, missing, 0.1},
                                    std::vector{1.0, 1.0, 1.0}, Spread::plain, both);
  CHECK(gap.given());
  CHECK(std::isnan(gap.sii_limits[0].lower));
}
