#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "missing.hpp"
#include "tranche/statistics/multiple_testing.hpp"
#include "tranche/statistics/permutation_test.hpp"
#include "tranche/statistics/random.hpp"

using namespace tranche::statistics;

TEST_CASE("false discovery: the example of Benjamini and Hochberg rejects four of fifteen") {
  // Their section 4: p-values of fifteen hypotheses about thrombolysis; Bonferroni rejects the three smallest.
  const std::vector<double> p{0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                              0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000};
  CHECK(correct(p, 0.05, Correction::false_discovery).counts == 4);
  CHECK(correct(p, 0.05, Correction::bonferroni).counts == 3);
  CHECK(correct(p, 0.05, Correction::none).counts == 9);
  CHECK(correct(p, 0.05, Correction::false_discovery).cut == Approx(4 * 0.05 / 15));
}

TEST_CASE("false discovery: a p-value on the line passes") {
  // 6/1000 on a line of 3 x 0.05/25 is not representable exactly, from either side.
  std::vector<double> p(25, 0.9);
  p[7] = p[11] = p[3] = 6.0 / 1000;
  const CorrectedTests found = correct(p, 0.05, Correction::false_discovery);
  CHECK(found.counts == 3);
  CHECK(found.q[7] == Approx(0.05));
  p[7] = 6.0001 / 1000;
  CHECK(correct(p, 0.05, Correction::false_discovery).counts == 0);
  CHECK(correct(p, 0.05, Correction::false_discovery).cut < 0);
  CHECK(correct(std::vector{0.0125, 0.4, 0.6, 0.7}, 0.05, Correction::bonferroni).counts == 1);
}

TEST_CASE("corrected p-values are those of the definition, value by value") {
  for (std::uint32_t round = 0; round < 20; ++round) {
    std::vector<double> p;
    for (std::uint32_t i = 0; i < 3 + 4 * round; ++i) {
      Stream stream(5, i, round, 0);
      p.push_back(stream.uniform() < 0.1 ? missing : std::ceil(100 * std::pow(stream.uniform(), 3)) / 100); // ties
    }
    const auto tests = static_cast<double>(std::count_if(p.begin(), p.end(), [](double x) { return !std::isnan(x); }));
    const CorrectedTests found = correct(p, 0.1, Correction::false_discovery);
    std::size_t count = 0;
    for (std::size_t i = 0; i < p.size(); ++i) {
      if (std::isnan(p[i])) {
        CHECK(std::isnan(found.q[i]));
        continue;
      }
      double least = 1; // over every value as great or greater: n p/(how many are no greater)
      for (const double other : p) {
        if (!(other >= p[i])) continue;
        const auto no_greater = std::count_if(p.begin(), p.end(), [&](double x) { return x <= other; });
        least = std::min(least, tests * other / static_cast<double>(no_greater));
      }
      CHECK(found.q[i] == Approx(least));
      count += least <= 0.1 + 1e-12;
    }
    CHECK(found.counts == count);
  }
}

TEST_CASE("no test, and only missing ones") {
  for (const Correction c : {Correction::none, Correction::bonferroni, Correction::false_discovery}) {
    CHECK(correct({}, 0.05, c).counts == 0);
    CHECK(correct(std::vector{missing, missing}, 0.05, c).counts == 0);
  }
}

TEST_CASE("pseudo p-values count ties against the finding") {
  const PermutationTest test{999, 9, 995}; // five of them equal
  CHECK(test.p(Alternative::greater) == 0.010);
  CHECK(test.p(Alternative::less) == 0.996);
  CHECK(test.p(Alternative::directed) == 0.010);
  CHECK(test.p(Alternative::two_sided) == 0.020);
  CHECK(PermutationTest{99, 99, 99}.p(Alternative::two_sided) == 1);
  CHECK(std::isnan(PermutationTest{}.p(Alternative::greater)));
  CHECK(NormalTest{0, 1, 1.959963984540054}.p(Alternative::two_sided) == Approx(0.05));
  CHECK(NormalTest{0, 1, 1.6448536269514722}.p(Alternative::greater) == Approx(0.05));
  CHECK(NormalTest{0, 1, -1.6448536269514722}.p(Alternative::less) == Approx(0.05));
  CHECK(NormalTest{3, 0, missing}.p(Alternative::two_sided) == 1);
  CHECK(std::isnan(NormalTest{}.p(Alternative::two_sided)));
}
