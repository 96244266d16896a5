#include "tranche/statistics/autocorrelation.hpp"

#include <algorithm>
#include <cmath>

#include "statistics/arrangements.hpp"
#include "statistics/mantel.hpp"
#include "statistics/standard_scores.hpp"

namespace tranche::statistics {
namespace {

constexpr double rounding_of_sums = 1e-12;

/// a_ij = constant + f_i + f_j + beta z_i z_j, where the f and the z sum to 0.
struct Affinity {
  std::vector<double> f, z;
  double beta = 1, constant = 0;
};

AffinitySums sums_of(const Affinity& a) {
  const auto n = static_cast<double>(a.z.size());
  double f2 = 0, z2 = 0, z4 = 0, fz2 = 0;
  for (std::size_t i = 0; i < a.z.size(); ++i) {
    const double square = a.z[i] * a.z[i];
    f2 += a.f[i] * a.f[i];
    z2 += square;
    z4 += square * square;
    fz2 += a.f[i] * square;
  }
  const double mean = -a.beta * z2 / (n * (n - 1)); // of beta z_i z_j over i != j
  AffinitySums sums{a.constant + mean, 0, 0};
  sums.b1 = 2 * (2 * (n - 2) * f2 - 4 * a.beta * fz2 + a.beta * a.beta * (z2 * z2 - z4) - n * (n - 1) * mean * mean);
  for (std::size_t i = 0; i < a.z.size(); ++i) {
    const double row = (n - 2) * a.f[i] - a.beta * a.z[i] * a.z[i] - (n - 1) * mean;
    sums.b2 += 4 * row * row;
  }
  return sums;
}

/// sum w_ij (a_ij - constant) for any arrangement of the units.
class Products {
public:
  Products(const Affinity& a, const SpatialWeights& w) : m_affinity(a), m_weights(w), m_both(w.size(), 0.0) {
    for (std::size_t i = 0; i < w.size(); ++i)
      for (std::size_t at = w.offsets[i]; at < w.offsets[i + 1]; ++at)
        if (w.neighbours[at] != i) {
          m_both[i] += w.weights[at];
          m_both[w.neighbours[at]] += w.weights[at];
        }
  }

  /// unit_at(i): who stands at place i. magnitude: the sum of the terms without their signs.
  template <class UnitAt> double sum(UnitAt&& unit_at, double* magnitude = nullptr) const {
    const SpatialWeights& w = m_weights;
    double linear = 0, products = 0, sizes = 0;
    for (std::size_t i = 0; i < w.size(); ++i) {
      double lag = 0;
      for (std::size_t at = w.offsets[i]; at < w.offsets[i + 1]; ++at)
        if (w.neighbours[at] != i) lag += w.weights[at] * m_affinity.z[unit_at(w.neighbours[at])];
      const double f = m_affinity.f[unit_at(i)] * m_both[i], product = m_affinity.z[unit_at(i)] * lag;
      linear += f;
      products += product;
      sizes += std::abs(f) + std::abs(m_affinity.beta * product);
    }
    if (magnitude) *magnitude = sizes;
    return linear + m_affinity.beta * products;
  }

private:
  const Affinity& m_affinity;
  const SpatialWeights& m_weights;
  std::vector<double> m_both; ///< w_i. + w_.i
};

Undefined why_undefined(const KnownUnits& known, bool constant, double s0) {
  if (known.units.size() < 2) return Undefined::too_few_units;
  if (constant) return Undefined::constant;
  return s0 > 0 ? Undefined::none : Undefined::no_links;
}

GlobalStatistic without_value(const KnownUnits& known, Undefined why) {
  GlobalStatistic result;
  result.units = known.units.size();
  result.islands = known.islands.size();
  result.undefined = why;
  return result;
}

/// value = scale x sum w_ij a_ij, with its moments under randomisation and its permutations.
GlobalStatistic statistic_of(const Affinity& affinity, const KnownUnits& known, const WeightSums& w, double scale,
                             const PermutationOptions& options) {
  GlobalStatistic result = without_value(known, Undefined::none);
  const Products products(affinity, known.weights);
  double magnitude = 0;
  const double found = products.sum([](std::size_t i) { return i; }, &magnitude);
  const double rounding = rounding_of_sums * (magnitude + w.s0);
  result.value = scale * (w.s0 * affinity.constant + found);
  const AffinitySums a = sums_of(affinity);
  result.randomisation =
      normal_test(result.value, scale * w.s0 * a.mean, scale * scale * mantel_variance(w, a, known.units.size()));
  const std::vector<double> drawn = over_arrangements(known.units.size(), options, 1,
                                                      [&](std::span<const std::uint32_t> order, std::span<double> out) {
                                                        out[0] = products.sum([&](std::size_t i) { return order[i]; });
                                                      });
  result.permutation = count_draws(drawn, 1, 0, found, rounding);
  if (scale < 0) std::swap(result.permutation.at_least, result.permutation.at_most);
  return result;
}

} // namespace

std::string_view describe(Undefined undefined) {
  switch (undefined) {
  case Undefined::too_few_units:
    return "fewer than two units have a value";
  case Undefined::constant:
    return "all values are the same";
  case Undefined::no_links:
    return "no two units with a value are neighbours";
  case Undefined::not_positive:
    return "the values are not above 0";
  case Undefined::none:
    break;
  }
  return "";
}

GlobalStatistic morans_i(std::span<const double> values, const SpatialWeights& weights,
                         const PermutationOptions& options) {
  const KnownUnits known = without_missing(weights, values);
  const WeightSums w = weight_sums(known.weights);
  StandardScores scores = standard_scores(values_of(values, known.units));
  if (const Undefined why = why_undefined(known, scores.constant, w.s0); why != Undefined::none)
    return without_value(known, why);
  const auto n = static_cast<double>(known.units.size());
  const Affinity affinity{std::vector<double>(known.units.size(), 0.0), std::move(scores.z), 1, 0};
  GlobalStatistic result = statistic_of(affinity, known, w, 1 / w.s0, options);
  const double expected = -1 / (n - 1);
  const double square = (n * n * w.s1 - n * w.s2 + 3 * w.s0 * w.s0) / (w.s0 * w.s0 * (n * n - 1));
  result.normality = normal_test(result.value, expected, square - expected * expected, rounding_of_sums * square);
  return result;
}

GlobalStatistic gearys_c(std::span<const double> values, const SpatialWeights& weights,
                         const PermutationOptions& options) {
  const KnownUnits known = without_missing(weights, values);
  const WeightSums w = weight_sums(known.weights);
  StandardScores scores = standard_scores(values_of(values, known.units));
  if (const Undefined why = why_undefined(known, scores.constant, w.s0); why != Undefined::none)
    return without_value(known, why);
  const auto n = static_cast<double>(known.units.size());
  std::vector<double> squares;
  for (const double z : scores.z) squares.push_back(z * z - 1); // (z_i - z_j)^2 = 2 + (z_i^2 - 1) + (z_j^2 - 1) - 2 z z
  const Affinity affinity{std::move(squares), std::move(scores.z), -2, 2};
  GlobalStatistic result = statistic_of(affinity, known, w, (n - 1) / (2 * w.s0 * n), options);
  const double variance = ((2 * w.s1 + w.s2) * (n - 1) - 4 * w.s0 * w.s0) / (2 * (n + 1) * w.s0 * w.s0);
  result.normality = normal_test(result.value, 1, variance, rounding_of_sums);
  return result;
}

GlobalStatistic getis_ord_g(std::span<const double> values, const SpatialWeights& weights,
                            const PermutationOptions& options) {
  const KnownUnits known = without_missing(weights, values);
  const WeightSums w = weight_sums(known.weights);
  StandardScores scores = standard_scores(values_of(values, known.units));
  const auto n = static_cast<double>(known.units.size());
  // x = mean + z in standard deviations: x_i x_j = mean^2 + mean z_i + mean z_j + z_i z_j
  const double all = n * ((n - 1) * scores.mean * scores.mean - 1);
  Undefined why = why_undefined(known, scores.constant, w.s0);
  if (why == Undefined::none && !(all > 0)) why = Undefined::not_positive;
  if (why != Undefined::none) return without_value(known, why);
  std::vector<double> linear;
  for (const double z : scores.z) linear.push_back(scores.mean * z);
  const Affinity affinity{std::move(linear), std::move(scores.z), 1, scores.mean * scores.mean};
  return statistic_of(affinity, known, w, 1 / all, options);
}

GlobalStatistic bivariate_morans_i(std::span<const double> x, std::span<const double> y, const SpatialWeights& weights,
                                   const PermutationOptions& options) {
  std::vector<double> both(x.begin(), x.end());
  for (std::size_t i = 0; i < both.size(); ++i)
    if (std::isnan(y[i])) both[i] = nan;
  const KnownUnits known = without_missing(weights, both);
  const WeightSums sums = weight_sums(known.weights);
  const StandardScores zx = standard_scores(values_of(x, known.units)), zy = standard_scores(values_of(y, known.units));
  if (const Undefined why = why_undefined(known, zx.constant || zy.constant, sums.s0); why != Undefined::none)
    return without_value(known, why);
  const SpatialWeights& w = known.weights;
  const std::size_t units = known.units.size();
  const auto n = static_cast<double>(units);
  std::vector<double> u(units, 0.0);
  double sizes = 0;
  for (std::size_t i = 0; i < units; ++i)
    for (std::size_t at = w.offsets[i]; at < w.offsets[i + 1]; ++at)
      if (w.neighbours[at] != i) u[w.neighbours[at]] += w.weights[at] * zx.z[i];
  double mean = 0, spread = 0, found = 0;
  for (const double one : u) mean += one / n;
  for (std::size_t j = 0; j < units; ++j) {
    spread += (u[j] - mean) * (u[j] - mean);
    found += u[j] * zy.z[j];
    sizes += std::abs(u[j] * zy.z[j]);
  }
  GlobalStatistic result = without_value(known, Undefined::none);
  const double rounding = rounding_of_sums * (sizes + sums.s0);
  result.value = found / sums.s0;
  result.randomisation = normal_test(result.value, 0, spread * n / ((n - 1) * sums.s0 * sums.s0),
                                     rounding * rounding / (sums.s0 * sums.s0));
  const std::vector<double> drawn =
      over_arrangements(units, options, 1, [&](std::span<const std::uint32_t> order, std::span<double> out) {
        for (std::size_t j = 0; j < units; ++j) out[0] += u[j] * zy.z[order[j]];
      });
  result.permutation = count_draws(drawn, 1, 0, found, rounding);
  return result;
}

} // namespace tranche::statistics
