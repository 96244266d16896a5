#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "missing.hpp"
#include "tranche/statistics/random.hpp"
#include "tranche/statistics/shrink.hpp"

using namespace tranche::statistics;

namespace {

using Places = std::vector<std::size_t>;

struct Units {
  std::vector<double> events, population;
};

/// Counts whose rates differ by more than chance, in populations from ten to a hundred thousand.
Units units(std::size_t count, std::uint64_t seed) {
  Units result;
  for (std::uint32_t i = 0; i < count; ++i) {
    Stream stream(seed, i, 0, 0);
    result.population.push_back(std::floor(std::pow(10, 1 + 4 * stream.uniform())));
    const double mean = result.population.back() * 0.05 * std::exp(0.3 * stream.normal());
    result.events.push_back(std::max(0.0, std::round(mean + std::sqrt(mean) * stream.normal())));
  }
  return result;
}

/// Marshall's estimate and its error for one unit, from the definitions, over explicit coefficients: the estimate is
/// sum c p; its error against the unit's true rate is a sum of the units' chance errors (variance m/n each) and their
/// true deviations (variance A each), all independent.
Shrunk brute_force(const Units& u, std::size_t unit, const Places& whole) {
  double y = 0, n = 0;
  for (const std::size_t j : whole) y += u.events[j], n += u.population[j];
  const double m = y / n, mean_population = n / static_cast<double>(whole.size());
  double s2 = 0;
  for (const std::size_t j : whole) s2 += u.population[j] * std::pow(u.events[j] / u.population[j] - m, 2) / n;
  const double a = std::max(0.0, s2 - m / mean_population);
  const double c = a + m / u.population[unit] > 0 ? a / (a + m / u.population[unit]) : 0;
  double value = 0, error = 0;
  for (const std::size_t j : whole) {
    const double own = j == unit ? 1 : 0;
    const double coefficient = (1 - c) * u.population[j] / n + c * own;
    value += coefficient * u.events[j] / u.population[j];
    error += coefficient * coefficient * m / u.population[j] + std::pow(coefficient - own, 2) * a;
  }
  return {value, std::sqrt(error), c, m};
}

void check_same(const Shrunk& found, const Shrunk& expected) {
  CHECK(found.value == Approx(expected.value).epsilon(1e-11));
  CHECK(found.standard_error == Approx(expected.standard_error).epsilon(1e-11));
  CHECK(found.weight == Approx(expected.weight).epsilon(1e-11));
  CHECK(found.towards == Approx(expected.towards).epsilon(1e-11));
}

bool without_value(const Shrunk& s) { return std::isnan(s.value) && std::isnan(s.standard_error); }

} // namespace

TEST_CASE("Marshall's estimate of two units, by hand") {
  // m = 0.5, A = 0.09 - 0.5/10 = 0.04, m/n = 0.05, w = 4/9
  const std::vector<Shrunk> result = shrink_to_all(std::vector{2.0, 8.0}, std::vector{10.0, 10.0});
  CHECK(result[0].weight == Approx(4.0 / 9));
  CHECK(result[0].value == Approx(0.5 - 0.3 * 4 / 9));
  CHECK(result[1].value == Approx(0.5 + 0.3 * 4 / 9));
  CHECK(result[0].towards == 0.5);
  // g1 = 0.04 x 5/9; g2 = 25/81 (0.04 x 200/400 + 0.5/20)
  CHECK(result[0].standard_error == Approx(std::sqrt(0.04 * 5 / 9 + 25.0 / 81 * 0.045)));
}

TEST_CASE("global, group and local empirical Bayes equal a brute-force computation") {
  const Units u = units(60, 3);
  Places all;
  std::vector<int> group;
  std::vector<Places> neighbours(60);
  for (std::size_t i = 0; i < 60; ++i) {
    all.push_back(i);
    group.push_back(static_cast<int>(i * i % 7));
    for (const std::size_t j : {i + 1, i + 2, i + 59, i + 58})
      if (j % 60 != i) neighbours[i].push_back(j % 60);
  }
  const auto global = shrink_to_all(u.events, u.population), grouped = shrink_to_groups(u.events, u.population, group),
             local = shrink_to_neighbours(u.events, u.population, neighbours);
  bool shrinks = false;
  for (std::size_t i = 0; i < 60; ++i) {
    CAPTURE(i);
    check_same(global[i], brute_force(u, i, all));
    Places same;
    for (const std::size_t j : all)
      if (group[j] == group[i]) same.push_back(j);
    check_same(grouped[i], brute_force(u, i, same));
    Places near = neighbours[i];
    near.push_back(i);
    check_same(local[i], brute_force(u, i, near));
    shrinks = shrinks || (local[i].weight > 0.1 && local[i].weight < 0.9);
    for (const auto* each : {&global, &grouped, &local}) { // between the own rate and the whole's
      const double rate = u.events[i] / u.population[i];
      CHECK((*each)[i].value >= std::min(rate, (*each)[i].towards) - 1e-15);
      CHECK((*each)[i].value <= std::max(rate, (*each)[i].towards) + 1e-15);
    }
  }
  CHECK(shrinks);
}

TEST_CASE("a group of all, and neighbours that are all others, are the global estimate") {
  const Units u = units(20, 5);
  std::vector<Places> others(20);
  for (std::size_t i = 0; i < 20; ++i)
    for (std::size_t j = 0; j < 20; ++j) others[i].push_back(j); // itself listed: counted once
  const auto global = shrink_to_all(u.events, u.population),
             grouped = shrink_to_groups(u.events, u.population, std::vector<int>(20, 4)),
             local = shrink_to_neighbours(u.events, u.population, others);
  for (std::size_t i = 0; i < 20; ++i) {
    check_same(grouped[i], global[i]);
    check_same(local[i], global[i]);
  }
}

TEST_CASE("the more people a unit has, the less it is shrunk") {
  const std::vector<Shrunk> result =
      shrink_to_all(std::vector{1.0, 20.0, 300.0, 1e9 * 0.02}, std::vector{10.0, 1000.0, 1e5, 1e9});
  for (std::size_t i = 1; i < 4; ++i) CHECK(result[i].weight >= result[i - 1].weight);
  const std::vector<Shrunk> rare = shrink_to_all(std::vector{1.0, 9.0}, std::vector{1e9, 1e9}); // rates near 1e-9
  CHECK(rare[0].value > 1e-9);
  CHECK(rare[0].value < rare[0].towards);
  CHECK(rare[0].towards == Approx(5e-9).epsilon(1e-12));
}

TEST_CASE("empirical Bayes of units that are alike, alone, empty or missing is defined") {
  const auto alike = shrink_to_all(std::vector{10.0, 20.0, 5.0}, std::vector{100.0, 200.0, 50.0});
  for (const Shrunk& each : alike) {
    CHECK(each.value == Approx(0.1));
    CHECK(each.weight == 0);
    CHECK(each.standard_error == Approx(std::sqrt(0.1 / 350))); // of the common rate
  }
  const auto none = shrink_to_all(std::vector{0.0, 0.0}, std::vector{100.0, 200.0});
  CHECK(none[1].value == 0);
  CHECK(none[1].standard_error == 0);
  const auto alone = shrink_to_all(std::vector{3.0}, std::vector{100.0});
  CHECK(alone[0].value == Approx(0.03));
  CHECK(alone[0].standard_error == Approx(std::sqrt(0.03 / 100)));

  const std::vector<double> events{2, missing, 5, 8, 1}, people{10, 10, 0, 10, missing};
  const auto gaps = shrink_to_all(events, people);
  CHECK(without_value(gaps[1]));
  CHECK(without_value(gaps[2])); // nobody: missing, and no one else is moved by it
  CHECK(without_value(gaps[4]));
  CHECK(gaps[0].value == Approx(0.5 - 0.3 * 4 / 9));
  const auto regions = shrink_to_groups(events, people, std::vector{1, 1, 1, -1, 1});
  CHECK(without_value(regions[3])); // in no region
  CHECK(regions[0].value == Approx(0.2));
  const auto local = shrink_to_neighbours(events, people, std::vector<Places>{{3, 2}, {}, {}, {0, 1}, {}});
  CHECK(local[0].value == Approx(gaps[0].value));
  CHECK(local[3].value == Approx(gaps[3].value));
  CHECK(without_value(local[1]));
  const auto nowhere = shrink_to_all(std::vector{missing, missing}, std::vector{1.0, 1.0});
  CHECK(without_value(nowhere[0]));
  CHECK(shrink_to_all({}, {}).empty());
}

TEST_CASE("Assuncao and Reis's rates have their own mean and spread taken off") {
  const std::vector<double> z = assuncao_reis(std::vector{2.0, 8.0}, std::vector{10.0, 10.0});
  CHECK(z[0] == Approx(-0.3 / std::sqrt(0.04 + 0.05)));
  CHECK(z[1] == Approx(1));
  // a = (10 x 0.01 + 10 x 0.01)/20 - 0.5/10 = -0.04, v = 0.01 at n = 10
  CHECK(assuncao_reis(std::vector{4.0, 6.0}, std::vector{10.0, 10.0})[1] == Approx(0.1 / std::sqrt(0.01)));
  // Alike: a = -m/mean(n); v = m/n where v would fall below 0, and every deviation is 0 anyway.
  for (const double each : assuncao_reis(std::vector{10.0, 20.0}, std::vector{100.0, 200.0}))
    CHECK(each == Approx(0).margin(1e-12));
  const std::vector<double> gaps = assuncao_reis(std::vector{0.0, 0.0, missing, 1.0}, std::vector{5.0, 6.0, 7.0, 0.0});
  CHECK(gaps[0] == 0);
  CHECK(std::isnan(gaps[2]));
  CHECK(std::isnan(gaps[3]));
}

TEST_CASE("shrinkage to the parent on the logit scale, by hand") {
  // Two areas of 9: logits of 0 and 9 events -/+ ln 19, the parent's logit 0, t^2 = 2 ln(19)^2,
  // s^2 = 10 x 11/(9 x 1 x 10) = 11/9.
  const auto result = shrink_to_parents(std::vector{0.0, 9.0}, std::vector{9.0, 9.0}, std::vector{1, 1});
  const double t2 = 2 * std::log(19) * std::log(19), s2 = 11.0 / 9, w = (1 / s2) / (1 / s2 + 1 / t2);
  CHECK(result[0].weight == Approx(w));
  CHECK(result[0].towards == Approx(0.5));
  CHECK(result[0].value == Approx(1 / (1 + std::pow(19, w))));
  CHECK(result[1].value == Approx(1 - result[0].value));
  const double parent = 19.0 * 20 / (18 * 10 * 10); // S^2 of 9 events among 18
  CHECK(result[1].standard_error == Approx(result[1].value * (1 - result[1].value) *
                                           std::sqrt(1 / (1 / s2 + 1 / t2) + (1 - w) * (1 - w) * parent)));
}

TEST_CASE("shrinkage to the parent equals a second computation, and never leaves 0 to 1") {
  const Units u = units(40, 9);
  std::vector<int> parent;
  for (int i = 0; i < 40; ++i) parent.push_back(i % 3);
  const auto result = shrink_to_parents(u.events, u.population, parent);
  const auto z = [](double r, double n) { return std::log(r + 0.5) - std::log(n - r + 0.5); };
  for (int p = 0; p < 3; ++p) {
    double r = 0, n = 0, k = 0, t2 = 0;
    for (std::size_t i = static_cast<std::size_t>(p); i < 40; i += 3) r += u.events[i], n += u.population[i], ++k;
    for (std::size_t i = static_cast<std::size_t>(p); i < 40; i += 3)
      t2 += std::pow(z(u.events[i], u.population[i]) - z(r, n), 2) / (k - 1);
    for (std::size_t i = static_cast<std::size_t>(p); i < 40; i += 3) {
      const double ri = u.events[i], ni = u.population[i];
      const double s2 = (ni + 1) * (ni + 2) / (ni * (ri + 1) * (ni - ri + 1));
      const double w = (1 / s2) / (1 / s2 + 1 / t2);
      const double logit = w * z(ri, ni) + (1 - w) * z(r, n);
      CHECK(result[i].value == Approx(std::exp(logit) / (1 + std::exp(logit))).epsilon(1e-12));
      CHECK(result[i].weight == Approx(w).epsilon(1e-12));
      CHECK(result[i].value > 0);
      CHECK(result[i].value < 1);
    }
  }
}

TEST_CASE("shrinkage to the parent of an only, empty or missing area is defined") {
  const auto only = shrink_to_parents(std::vector{3.0}, std::vector{9.0}, std::vector{1});
  CHECK(only[0].weight == 1);
  CHECK(only[0].value == Approx(3.5 / 10));
  CHECK(only[0].standard_error > 0);
  const auto none = shrink_to_parents(std::vector{0.0, 0.0}, std::vector{1e9, 1e9}, std::vector{1, 1});
  CHECK(none[0].value > 0);
  CHECK(none[0].value < 1e-9);
  const auto gaps = shrink_to_parents(std::vector{3.0, missing, 0.0, 4.0, 9.0}, std::vector{9.0, 9.0, 0.0, 9.0, 8.0},
                                      std::vector{1, 1, 1, -1, 1});
  CHECK(gaps[0].value == Approx(0.35)); // the only one left of its parent
  for (std::size_t i = 1; i < 5; ++i) CHECK(without_value(gaps[i]));
  // Half of each: every logit is 0, and so is the spread between them.
  const auto alike = shrink_to_parents(std::vector{2.0, 3.0}, std::vector{4.0, 6.0}, std::vector{1, 1});
  CHECK(alike[0].weight == 0);
  CHECK(alike[0].value == 0.5);
  CHECK(alike[0].standard_error == Approx(0.25 * std::sqrt(11.0 * 12 / (10 * 6 * 6))));
}
