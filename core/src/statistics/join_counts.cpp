#include <algorithm>
#include <cmath>

#include "statistics/arrangements.hpp"
#include "statistics/mantel.hpp"
#include "tranche/statistics/autocorrelation.hpp"

namespace tranche::statistics {
namespace {

constexpr double rounding_of_joins = 1e-12;

/// a_ij = 1/2 for `pairs` ordered pairs of units, else 0; in class c each unit has rows[c] of them.
AffinitySums join_sums(const JoinCounts& counts, double pairs, std::span<const double> rows) {
  const auto n = static_cast<double>(counts.units);
  AffinitySums sums;
  sums.mean = pairs / 2 / (n * (n - 1));
  sums.b1 = 2 * (pairs / 4 - n * (n - 1) * sums.mean * sums.mean);
  for (std::size_t c = 0; c < rows.size(); ++c) {
    const double row = rows[c] / 2 - (n - 1) * sums.mean;
    sums.b2 += static_cast<double>(counts.sizes[c]) * 4 * row * row;
  }
  return sums;
}

AffinitySums sums_of_pair(const JoinCounts& counts, std::size_t a, std::size_t b) {
  const auto na = static_cast<double>(counts.sizes[a]), nb = static_cast<double>(counts.sizes[b]);
  std::vector<double> rows(counts.sizes.size(), 0.0);
  rows[a] = a == b ? na - 1 : nb;
  rows[b] = a == b ? na - 1 : na;
  return join_sums(counts, a == b ? na * (na - 1) : 2 * na * nb, rows);
}

AffinitySums sums_of_different(const JoinCounts& counts) {
  const auto n = static_cast<double>(counts.units);
  std::vector<double> rows;
  double pairs = 0;
  for (const std::size_t size : counts.sizes) {
    rows.push_back(n - static_cast<double>(size));
    pairs += static_cast<double>(size) * rows.back();
  }
  return join_sums(counts, pairs, rows);
}

/// Counts every kind of join of an arrangement: kinds in the order of JoinCounts::joins, then all different ones.
class JoinCounter {
public:
  JoinCounter(const SpatialWeights& w, std::vector<std::size_t> class_of, std::size_t classes)
      : m_weights(w), m_class(std::move(class_of)), m_kind(classes * classes), m_classes(classes) {
    for (std::size_t a = 0; a < classes; ++a)
      for (std::size_t b = a; b < classes; ++b) m_kind[a * classes + b] = m_kind[b * classes + a] = m_kinds++;
  }

  std::size_t kinds() const { return m_kinds; }

  template <class UnitAt> void count(UnitAt&& unit_at, std::span<double> out) const {
    for (std::size_t i = 0; i < m_weights.size(); ++i) {
      const std::size_t own = m_class[unit_at(i)];
      for (std::size_t at = m_weights.offsets[i]; at < m_weights.offsets[i + 1]; ++at) {
        if (m_weights.neighbours[at] == i) continue;
        const std::size_t other = m_class[unit_at(m_weights.neighbours[at])];
        out[m_kind[own * m_classes + other]] += m_weights.weights[at] / 2;
        if (own != other) out[m_kinds] += m_weights.weights[at] / 2;
      }
    }
  }

private:
  const SpatialWeights& m_weights;
  std::vector<std::size_t> m_class, m_kind;
  std::size_t m_classes, m_kinds = 0;
};

std::vector<std::size_t> count_classes(std::span<const int> classes, const KnownUnits& known, JoinCounts& result) {
  for (const std::size_t unit : known.units) result.classes.push_back(classes[unit]);
  std::sort(result.classes.begin(), result.classes.end());
  result.classes.erase(std::unique(result.classes.begin(), result.classes.end()), result.classes.end());
  result.sizes.assign(result.classes.size(), 0);
  std::vector<std::size_t> class_of;
  for (const std::size_t unit : known.units) {
    const auto at = std::lower_bound(result.classes.begin(), result.classes.end(), classes[unit]);
    class_of.push_back(static_cast<std::size_t>(at - result.classes.begin()));
    ++result.sizes[class_of.back()];
  }
  return class_of;
}

Undefined why_no_joins(const JoinCounts& counts, double s0) {
  if (counts.units < 2) return Undefined::too_few_units;
  if (counts.classes.size() < 2) return Undefined::constant;
  return s0 > 0 ? Undefined::none : Undefined::no_links;
}

} // namespace

JoinCounts join_counts(std::span<const int> classes, const SpatialWeights& weights, const PermutationOptions& options) {
  std::vector<double> known_class;
  for (const int one : classes) known_class.push_back(one < 0 ? nan : one);
  const KnownUnits known = without_missing(weights, known_class);
  const WeightSums w = weight_sums(known.weights);
  JoinCounts result;
  result.units = known.units.size();
  result.islands = known.islands.size();
  std::vector<std::size_t> class_of = count_classes(classes, known, result);
  const JoinCounter counter(known.weights, std::move(class_of), result.classes.size());
  result.undefined = why_no_joins(result, w.s0);

  const std::size_t width = counter.kinds() + 1;
  std::vector<double> found(width, 0.0), drawn;
  counter.count([](std::size_t i) { return i; }, found);
  if (result.undefined == Undefined::none)
    drawn = over_arrangements(result.units, options, width, [&](std::span<const std::uint32_t> order, auto out) {
      counter.count([&](std::size_t i) { return order[i]; }, out);
    });
  const auto tested = [&](JoinCount join, std::size_t kind, const AffinitySums& a) {
    join.count = found[kind];
    if (result.undefined != Undefined::none) return join;
    const double rounding = rounding_of_joins * w.s0;
    join.randomisation = normal_test(join.count, w.s0 * a.mean, mantel_variance(w, a, result.units));
    join.permutation = count_draws(drawn, width, kind, join.count, rounding);
    return join;
  };
  for (std::size_t a = 0; a < result.classes.size(); ++a)
    for (std::size_t b = a; b < result.classes.size(); ++b)
      result.joins.push_back(tested({result.classes[a], result.classes[b], 0, {}, {}}, result.joins.size(),
                                    result.units > 1 ? sums_of_pair(result, a, b) : AffinitySums{}));
  result.different = tested({}, counter.kinds(), result.units > 1 ? sums_of_different(result) : AffinitySums{});
  return result;
}

} // namespace tranche::statistics
