#include "tranche/statistics/sobol.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "parallel.hpp"
#include "tranche/statistics/random.hpp"

namespace tranche::statistics {
namespace {

constexpr std::size_t rows_of_lot = 1024, rows_of_block = 16, replicates_of_block = 32;
constexpr std::uint32_t bootstrap_stream = 0xB0075742U;

/// How often one 32-bit word says that a row counts: Poisson with mean 1.
constexpr std::size_t most_times = 12;
std::array<double, most_times> poisson_steps() {
  std::array<double, most_times> steps{};
  double p = std::exp(-1.0), sum = 0;
  for (std::size_t k = 0; k < most_times; ++k) {
    if (k > 0) p /= static_cast<double>(k);
    sum += p;
    steps[k] = sum * 0x1p32;
  }
  return steps;
}

double poisson_times(std::uint32_t word, const std::array<double, most_times>& steps) {
  const double at = static_cast<double>(word) + 0.5;
  std::size_t k = 0;
  while (k < most_times && at > steps[k]) ++k;
  return static_cast<double>(k);
}

/// What the estimators need of a row, summed over rows: for each output the sum and the sum of squares of f(A) and f(B)
/// about a fixed number near them, then the halved squares of either estimator by group.
class SobolSums {
public:
  explicit SobolSums(const SobolPlan& plan)
      : m_plan(plan), m_width(plan.outputs * (2 + 2 * plan.groups)), m_rows(plan.replicates + 1, 0.0),
        m_sums((plan.replicates + 1) * m_width, 0.0) {}

  /// values: [row][evaluation][output], of the rows from `first` on.
  void add(std::size_t first, std::size_t rows, std::span<const double> values) {
    if (first == 0) m_centre.assign(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(m_plan.outputs));
    m_terms.resize(rows * m_width);
    for (std::size_t r = 0; r < rows; ++r) {
      fill_terms(values.subspan(r * (m_plan.groups + 2) * m_plan.outputs), &m_terms[r * m_width]);
      count(0, 1, &m_terms[r * m_width]);
    }
    // Each replicate by itself takes the rows in their order: sums are the same for any number of threads.
    in_blocks(m_plan.replicates, replicates_of_block, m_plan.threads,
              [&](std::size_t begin, std::size_t end) { resample(first, rows, begin, end); });
  }

  SobolIndices indices(std::size_t output) const {
    SobolIndices found = estimate(0, output);
    if (found.constant || m_plan.groups == 1) {
      for (auto* list : {&found.first, &found.total})
        for (SobolIndex& index : *list) index.low = index.high = index.value;
      return found;
    }
    std::vector<SobolIndices> replicates;
    for (std::size_t b = 1; b <= m_plan.replicates; ++b)
      if (m_rows[b] > 0) replicates.push_back(estimate(b, output));
    for (std::size_t g = 0; g < m_plan.groups; ++g) {
      set_interval(found.first[g], replicates, [g](const SobolIndices& one) { return one.first[g].value; });
      set_interval(found.total[g], replicates, [g](const SobolIndices& one) { return one.total[g].value; });
    }
    return found;
  }

private:
  void fill_terms(std::span<const double> row, double* term) const {
    const auto value = [&](std::size_t evaluation, std::size_t o) { return row[evaluation * m_plan.outputs + o]; };
    for (std::size_t o = 0; o < m_plan.outputs; ++o) {
      const double a = value(0, o) - m_centre[o], b = value(1, o) - m_centre[o];
      *term++ = a + b;
      *term++ = a * a + b * b;
      for (std::size_t of = 2; of-- > 0;) // first order by B, then total by A
        for (std::size_t g = 0; g < m_plan.groups; ++g) {
          const double step = value(of, o) - value(2 + g, o);
          *term++ = step * step / 2;
        }
    }
  }

  void count(std::size_t replicate, double weight, const double* term) {
    m_rows[replicate] += weight;
    double* const sum = &m_sums[replicate * m_width];
    for (std::size_t t = 0; t < m_width; ++t) sum[t] += weight * term[t];
  }

  void resample(std::size_t first, std::size_t rows, std::size_t begin, std::size_t end) {
    static const std::array<double, most_times> steps = poisson_steps();
    const std::array<std::uint32_t, 2> key{static_cast<std::uint32_t>(m_plan.seed),
                                           static_cast<std::uint32_t>(m_plan.seed >> 32U)};
    for (std::size_t r = 0; r < rows; ++r)
      for (std::size_t four = begin; four < end; four += 4) {
        const auto words = philox(
            {static_cast<std::uint32_t>(first + r), static_cast<std::uint32_t>(four / 4), bootstrap_stream, 0}, key);
        for (std::size_t b = four; b < std::min(four + 4, end); ++b)
          if (const double weight = poisson_times(words[b - four], steps); weight > 0)
            count(b + 1, weight, &m_terms[r * m_width]);
      }
  }

  SobolIndices estimate(std::size_t replicate, std::size_t output) const {
    const double* sum = &m_sums[replicate * m_width + output * (2 + 2 * m_plan.groups)];
    const double rows = m_rows[replicate], centre = m_centre[output], about = sum[0] / (2 * rows);
    SobolIndices found;
    found.mean = centre + about;
    found.variance = std::max(sum[1] / (2 * rows) - about * about, 0.0);
    // A spread of less than a few units in the last place is rounding.
    found.constant = !(found.variance > 1e-30 * centre * centre);
    found.first.resize(m_plan.groups);
    found.total.resize(m_plan.groups);
    if (found.constant) return found;
    for (std::size_t g = 0; g < m_plan.groups; ++g) {
      const bool alone = m_plan.groups == 1;
      found.first[g].value = alone ? 1 : 1 - sum[2 + g] / rows / found.variance;
      found.total[g].value = alone ? 1 : sum[2 + m_plan.groups + g] / rows / found.variance;
    }
    return found;
  }

  template <class Value>
  void set_interval(SobolIndex& index, const std::vector<SobolIndices>& replicates, Value&& value) const {
    index.low = index.high = index.value;
    if (replicates.empty()) return;
    std::vector<double> sorted;
    for (const SobolIndices& one : replicates) sorted.push_back(value(one));
    std::sort(sorted.begin(), sorted.end());
    const auto cut =
        std::min(static_cast<std::size_t>((1 - m_plan.level) / 2 * static_cast<double>(sorted.size()) + 1e-9),
                 (sorted.size() - 1) / 2);
    index.low = sorted[cut];
    index.high = sorted[sorted.size() - 1 - cut];
  }

  const SobolPlan& m_plan;
  std::size_t m_width;
  std::vector<double> m_rows, m_sums, m_terms, m_centre; ///< [replicate]; [replicate][term]; [row][term]; [output]
};

} // namespace

std::vector<SobolIndices> sobol_indices(const SobolPlan& plan, const std::function<SobolModel()>& make_model) {
  const std::size_t evaluations = plan.groups + 2, width = evaluations * plan.outputs;
  SobolSums sums(plan);
  std::vector<double> values;
  for (std::size_t first = 0; first < plan.rows; first += rows_of_lot) {
    const std::size_t rows = std::min(rows_of_lot, plan.rows - first);
    values.assign(rows * width, 0.0);
    in_blocks(rows, rows_of_block, plan.threads, [&](std::size_t begin, std::size_t end) {
      const SobolModel model = make_model();
      std::vector<std::uint32_t> draws(plan.groups);
      for (std::size_t r = begin; r < end; ++r)
        for (std::size_t e = 0; e < evaluations; ++e) {
          const auto a = static_cast<std::uint32_t>(2 * (first + r));
          for (std::size_t g = 0; g < plan.groups; ++g) draws[g] = a + (e == 1 || e == g + 2 ? 1U : 0U);
          model(draws, std::span(values).subspan(r * width + e * plan.outputs, plan.outputs));
        }
    });
    sums.add(first, rows, values);
  }
  std::vector<SobolIndices> indices;
  for (std::size_t o = 0; o < plan.outputs; ++o) indices.push_back(sums.indices(o));
  return indices;
}

} // namespace tranche::statistics
