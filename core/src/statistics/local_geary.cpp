#include <algorithm>

#include "statistics/local_sums.hpp"
#include "tranche/statistics/local_association.hpp"

namespace tranche::statistics {
namespace {

/// Standard scores of several variables, those of a unit side by side.
struct ScoreTable {
  std::size_t variables = 0, units = 0;
  std::vector<double> z;
  bool constant = true; ///< every variable

  std::span<const double> of(std::size_t unit) const { return std::span(z).subspan(unit * variables, variables); }
};

ScoreTable score_table(std::span<const std::span<const double>> variables, std::span<const std::size_t> units) {
  ScoreTable table{variables.size(), units.size(), std::vector<double>(variables.size() * units.size()), true};
  for (std::size_t v = 0; v < variables.size(); ++v) {
    const StandardScores scores = settled_scores(values_of(variables[v], units));
    table.constant = table.constant && scores.constant;
    for (std::size_t i = 0; i < units.size(); ++i) table.z[i * variables.size() + v] = scores.z[i];
  }
  return table;
}

double squared_distance(const double* a, const double* b, std::size_t variables) {
  double sum = 0;
  for (std::size_t v = 0; v < variables; ++v) sum += (a[v] - b[v]) * (a[v] - b[v]);
  return sum;
}

double product(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t v = 0; v < a.size(); ++v) sum += a[v] * b[v];
  return sum;
}

/// Mean and variance over the other units of d_j = |z_i - z_j|^2, from sums over all that are made once: with
/// A = |z_i|^2 and q_j = |z_j|^2, d_j = A - 2 z_i.z_j + q_j, and the z_j sum to 0.
class DistanceMoments {
public:
  explicit DistanceMoments(const ScoreTable& table)
      : m_table(table), m_products(table.variables * table.variables, 0.0), m_weighted(table.variables, 0.0) {
    for (std::size_t j = 0; j < table.units; ++j) {
      const auto z = table.of(j);
      const double q = product(z, z);
      m_sum += q;
      m_squares += q * q;
      for (std::size_t v = 0; v < z.size(); ++v) {
        m_weighted[v] += q * z[v];
        for (std::size_t u = 0; u < z.size(); ++u) m_products[v * z.size() + u] += z[v] * z[u];
      }
    }
  }

  std::pair<double, double> mean_and_variance(std::size_t i) const {
    const auto z = m_table.of(i);
    const auto n = static_cast<double>(m_table.units);
    const double own = product(z, z);
    double form = 0;
    for (std::size_t v = 0; v < z.size(); ++v)
      form += z[v] * product(std::span(m_products).subspan(v * z.size(), z.size()), z);
    const double mean = (n * own + m_sum) / (n - 1);
    const double squares = n * own * own + 4 * form + m_squares + 2 * own * m_sum - 4 * product(m_weighted, z);
    return {mean, std::max(squares / (n - 1) - mean * mean, 0.0)};
  }

private:
  const ScoreTable& m_table;
  std::vector<double> m_products, m_weighted; ///< sum z z', sum q z
  double m_sum = 0, m_squares = 0;            ///< sum q, sum q^2
};

Pattern geary_pattern(const ScoreTable& table, const SpatialWeights& w, std::size_t i, const LocalSum& sum) {
  if (sum.found.sum >= sum.expected) return Pattern::unlike_others;
  if (table.variables > 1) return Pattern::like_others;
  const double own = table.z[i], lag = lag_of(w, i, table.z, 0).sum;
  if (own > 0 && lag > 0) return Pattern::high_high;
  return own < 0 && lag < 0 ? Pattern::low_low : Pattern::like_others;
}

std::vector<LocalSum> geary_sums(const ScoreTable& table, const SpatialWeights& w, Divisor divisor) {
  std::vector<LocalSum> sums(table.units);
  const DistanceMoments moments(table);
  const auto n = static_cast<double>(table.units), k = static_cast<double>(table.variables);
  const double largest = largest_size(table.z);
  for (std::size_t i = 0; i < table.units; ++i) {
    LocalSum& sum = sums[i];
    if (w.degree(i) == 0) continue;
    for (std::size_t at = w.offsets[i]; at < w.offsets[i + 1]; ++at) {
      sum.found.sum +=
          w.weights[at] * squared_distance(table.of(i).data(), table.of(w.neighbours[at]).data(), table.variables);
      sum.found.rounding += 1e-12 * w.weights[at] * 4 * k * largest * largest;
    }
    const auto [mean, variance] = moments.mean_and_variance(i);
    sample_moments(sum, row_sums(w.weights_of(i)), mean, variance, table.units - 1);
    sum.scale = (divisor == Divisor::sample ? (n - 1) / n : 1) / k;
    sum.pattern = geary_pattern(table, w, i, sum);
  }
  return sums;
}

} // namespace

LocalStatistics local_geary(std::span<const std::span<const double>> variables, const SpatialWeights& weights,
                            const LocalOptions& options) {
  std::vector<double> complete(weights.size(), 0.0);
  for (const std::span<const double> values : variables)
    for (std::size_t i = 0; i < complete.size(); ++i)
      if (std::isnan(values[i])) complete[i] = nan;
  LocalCase one{complete.size(), without_missing(weights, complete), {}, {}, {}};
  one.weights = one.known.weights;
  if (variables.size() == 1) one.lag = spatial_lag(one.weights, values_of(variables[0], one.known.units));
  const ScoreTable table = score_table(variables, one.known.units);
  if (!table.constant) one.sums = geary_sums(table, one.weights, options.divisor);
  const std::vector<std::uint32_t> ring = ring_of(table.units, options.permutations.seed);
  std::vector<double> around;
  for (const std::uint32_t unit : ring) around.insert(around.end(), table.of(unit).begin(), table.of(unit).end());
  if (table.variables == 1)
    return with_draws(one, options.permutations, ring, [&](std::size_t i, std::size_t p) {
      const double difference = table.z[i] - around[p];
      return difference * difference;
    });
  return with_draws(one, options.permutations, ring, [&](std::size_t i, std::size_t p) {
    return squared_distance(table.of(i).data(), around.data() + p * table.variables, table.variables);
  });
}

LocalStatistics local_geary(std::span<const double> values, const SpatialWeights& weights,
                            const LocalOptions& options) {
  const std::span<const double> variables[] = {values};
  return local_geary(std::span<const std::span<const double>>(variables), weights, options);
}

} // namespace tranche::statistics
