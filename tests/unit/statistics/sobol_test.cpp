#include "tranche/statistics/sobol.hpp"

#include <boost/random/sobol.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "tranche/statistics/random.hpp"

using namespace tranche::statistics;

namespace {

using Inputs = std::vector<double>;
using Function = std::function<double(const Inputs&)>;

/// Inputs by group; every input is uniform in (0, 1) and comes from the counter-based generator.
SobolModel random_model(const std::vector<std::vector<std::size_t>>& groups, std::size_t inputs, const Function& f,
                        std::uint64_t seed = 1) {
  return [=](std::span<const std::uint32_t> draws, std::span<double> outputs) {
    Inputs x(inputs);
    for (std::size_t g = 0; g < groups.size(); ++g)
      for (const std::size_t i : groups[g]) x[i] = Stream(seed, draws[g], static_cast<std::uint32_t>(i), 0).uniform();
    outputs[0] = f(x);
  };
}

std::vector<std::vector<std::size_t>> each_alone(std::size_t inputs) {
  std::vector<std::vector<std::size_t>> groups(inputs);
  for (std::size_t i = 0; i < inputs; ++i) groups[i] = {i};
  return groups;
}

SobolIndices by_random_rows(std::size_t inputs, std::size_t rows, const Function& f) {
  SobolPlan plan;
  plan.groups = inputs;
  plan.rows = rows;
  plan.replicates = 0;
  return sobol_indices(plan, [&] { return random_model(each_alone(inputs), inputs, f); }).front();
}

/// A row is one point of Sobol's sequence in twice the dimensions: A is its first half, B its second.
SobolIndices by_sobol_sequence(std::size_t inputs, std::size_t rows, const Function& f) {
  boost::random::sobol sequence(2 * inputs);
  std::vector<double> points(rows * 2 * inputs);
  for (double& x : points) x = (static_cast<double>(sequence()) + 0.5) / (static_cast<double>(sequence.max()) + 1);
  SobolPlan plan;
  plan.groups = inputs;
  plan.rows = rows;
  plan.replicates = 0;
  const SobolModel model = [&](std::span<const std::uint32_t> draws, std::span<double> outputs) {
    Inputs x(inputs);
    for (std::size_t i = 0; i < inputs; ++i) x[i] = points[draws[i] / 2 * 2 * inputs + draws[i] % 2 * inputs + i];
    outputs[0] = f(x);
  };
  return sobol_indices(plan, [&] { return model; }).front();
}

constexpr double circle_ratio = 3.14159265358979323846;

/// Ishigami & Homma 1990 with a = 7 and b = 0.1, inputs uniform in (-pi, pi).
double ishigami(const Inputs& u) {
  const auto x = [&](std::size_t i) { return (2 * u[i] - 1) * circle_ratio; };
  return std::sin(x(0)) + 7 * std::pow(std::sin(x(1)), 2) + 0.1 * std::pow(x(2), 4) * std::sin(x(0));
}

struct ClosedForm {
  double variance = 0;
  std::vector<double> first, total;
};

ClosedForm of_ishigami() {
  const double a = 7, b = 0.1;
  const double v1 = std::pow(1 + b * std::pow(circle_ratio, 4) / 5, 2) / 2, v2 = a * a / 8,
               v13 = b * b * std::pow(circle_ratio, 8) * (1.0 / 18 - 1.0 / 50), v = v1 + v2 + v13;
  return {v, {v1 / v, v2 / v, 0}, {(v1 + v13) / v, v2 / v, v13 / v}};
}

/// Sobol's g-function (Saltelli & Sobol' 1995): the product of (|4 x - 2| + a) / (1 + a).
const std::vector<double> g_parts{0, 1, 4.5, 9, 99, 99};

double g_function(const Inputs& u) {
  double product = 1;
  for (std::size_t i = 0; i < u.size(); ++i) product *= (std::abs(4 * u[i] - 2) + g_parts[i]) / (1 + g_parts[i]);
  return product;
}

ClosedForm of_g_function() {
  ClosedForm form;
  double all = 1;
  for (const double a : g_parts) all *= 1 + 1 / (3 * (1 + a) * (1 + a));
  form.variance = all - 1;
  for (const double a : g_parts) {
    const double part = 1 / (3 * (1 + a) * (1 + a));
    form.first.push_back(part / form.variance);
    form.total.push_back(part * all / (1 + part) / form.variance);
  }
  return form;
}

void check_within(const SobolIndices& found, const ClosedForm& exact, double margin) {
  CHECK(found.variance == Approx(exact.variance).epsilon(margin));
  REQUIRE(found.first.size() == exact.first.size());
  for (std::size_t g = 0; g < exact.first.size(); ++g) {
    CAPTURE(g);
    CHECK(found.first[g].value == Approx(exact.first[g]).margin(margin));
    CHECK(found.total[g].value == Approx(exact.total[g]).margin(margin));
  }
}

} // namespace

TEST_CASE("Sobol indices of the Ishigami function are those of its closed form") {
  CHECK(of_ishigami().first[0] == Approx(0.3139).margin(5e-5)); // as printed in the literature
  CHECK(of_ishigami().total[2] == Approx(0.2437).margin(5e-5));
  check_within(by_sobol_sequence(3, 1U << 15U, ishigami), of_ishigami(), 0.001);
  check_within(by_random_rows(3, 1U << 18U, ishigami), of_ishigami(), 0.01);
}

TEST_CASE("Sobol indices of the g-function are those of its closed form") {
  check_within(by_sobol_sequence(6, 1U << 16U, g_function), of_g_function(), 0.001);
  check_within(by_random_rows(6, 1U << 17U, g_function), of_g_function(), 0.01);
}

TEST_CASE("Sobol indices of groups count what their inputs do together") {
  SobolPlan plan;
  plan.groups = 2;
  plan.rows = 1U << 17U;
  plan.replicates = 0;
  const SobolIndices found = sobol_indices(plan, [] { return random_model({{0, 2}, {1}}, 3, ishigami); }).front();
  const ClosedForm exact = of_ishigami(); // the groups add up: first and total are one
  check_within(found, {exact.variance, {exact.total[0], exact.first[1]}, {exact.total[0], exact.first[1]}}, 0.01);
}

TEST_CASE("a constant output has no Sobol indices, and one group has them all") {
  SobolPlan plan;
  plan.groups = 2;
  plan.rows = 100;
  const SobolIndices constant = sobol_indices(plan, [] {
                                  return random_model({{0}, {1}}, 2, [](const Inputs&) { return 0.1; });
                                }).front();
  CHECK(constant.constant);
  CHECK(constant.mean == 0.1);
  CHECK(constant.variance == 0);
  for (const auto& list : {constant.first, constant.total})
    for (const SobolIndex& index : list) {
      CHECK(index.value == 0);
      CHECK(index.low == 0);
      CHECK(index.high == 0);
    }
  plan.groups = 1;
  for (const std::size_t rows : {1, 100}) {
    plan.rows = rows;
    const SobolIndices alone =
        sobol_indices(plan, [] { return random_model({{0}}, 1, [](const Inputs& x) { return x[0]; }); }).front();
    CHECK_FALSE(alone.constant);
    for (const SobolIndex& index : {alone.first.at(0), alone.total.at(0)}) {
      CHECK(index.value == 1);
      CHECK(index.low == 1);
      CHECK(index.high == 1);
    }
  }
}

TEST_CASE("a large offset does not disturb Sobol indices") {
  const auto shifted = [](const Inputs& x) { return 1e9 + x[0] + 2 * x[1]; };
  const SobolIndices found = by_random_rows(2, 20000, shifted);
  CHECK(found.variance == Approx(5.0 / 12).epsilon(0.02));
  CHECK(found.first[0].value == Approx(0.2).margin(0.02));
  CHECK(found.total[1].value == Approx(0.8).margin(0.02));
}

TEST_CASE("bootstrap intervals of Sobol indices hold the true ones as often as they say") {
  SobolPlan plan;
  plan.groups = 2;
  plan.rows = 200;
  plan.replicates = 200;
  const Function sum = [](const Inputs& x) { return x[0] + 2 * x[1]; };
  int first = 0, total = 0;
  constexpr int trials = 250;
  for (std::uint64_t trial = 0; trial < trials; ++trial) {
    plan.seed = trial;
    const SobolIndices found = sobol_indices(plan, [&] { return random_model({{0}, {1}}, 2, sum, trial); }).front();
    first += found.first[0].low <= 0.2 && 0.2 <= found.first[0].high;
    total += found.total[1].low <= 0.8 && 0.8 <= found.total[1].high;
  }
  for (const int times : {first, total}) { // of 90 %, four standard errors each way
    CHECK(times > trials * 0.82);
    CHECK(times < trials * 0.97);
  }
}

TEST_CASE("Sobol indices and intervals do not depend on the number of threads") {
  SobolPlan plan;
  plan.groups = 3;
  plan.rows = 2500; // more than one lot, the last one not full
  plan.replicates = 100;
  std::vector<std::vector<double>> results;
  for (const int threads : {1, 2, 5}) {
    plan.threads = threads;
    const SobolIndices found = sobol_indices(plan, [] { return random_model(each_alone(3), 3, ishigami); }).front();
    results.push_back({found.mean, found.variance});
    for (const auto& list : {found.first, found.total})
      for (const SobolIndex& index : list)
        for (const double number : {index.value, index.low, index.high}) results.back().push_back(number);
  }
  CHECK(results[0] == results[1]);
  CHECK(results[0] == results[2]);
}

TEST_CASE("several outputs have the Sobol indices that each has by itself") {
  SobolPlan plan;
  plan.groups = 3;
  plan.rows = 200;
  plan.replicates = 50;
  const auto model_of = [](const Function& f) { return random_model(each_alone(3), 3, f); };
  const Function other = [](const Inputs& x) { return x[0] * x[1] - x[2]; };
  const SobolIndices apart = sobol_indices(plan, [&] { return model_of(other); }).front();
  plan.outputs = 2;
  const SobolIndices beside = sobol_indices(plan, [&]() -> SobolModel {
    return [one = model_of(ishigami), two = model_of(other)](std::span<const std::uint32_t> draws,
                                                             std::span<double> outputs) {
      one(draws, outputs.first(1));
      two(draws, outputs.subspan(1));
    };
  })[1];
  for (std::size_t g = 0; g < 3; ++g) {
    CHECK(beside.first[g].value == apart.first[g].value);
    CHECK(beside.total[g].low == apart.total[g].low);
    CHECK(beside.total[g].high == apart.total[g].high);
  }
}
