#include <cmath>

#include "decide/index.hpp"

namespace tranche {
namespace {

/// A figure published for merged areas stands with each of them, marked `shared`; it enters totals once.
bool repeats_shared(const IndicatorColumn& indicator, std::span<const std::size_t> earlier, std::size_t i) {
  if (!(indicator.flags[i] & flag::shared)) return false;
  for (const std::size_t j : earlier)
    if ((indicator.flags[j] & flag::shared) && enters(indicator, j) && indicator.value[j] == indicator.value[i] &&
        indicator.numerator[j] == indicator.numerator[i] && indicator.denominator[j] == indicator.denominator[i])
      return true;
  return false;
}

double weighted_mean(const IndicatorColumn& indicator, std::span<const std::size_t> rows,
                     std::span<const double> weight) {
  double sum = 0, weights = 0;
  for (const std::size_t i : rows) {
    const double w = weight.empty() ? 1 : weight[i];
    if (!(w > 0)) continue;
    sum += indicator.value[i] * w;
    weights += w;
  }
  return sum / weights; // NaN without any weight
}

} // namespace

// Sum of numerators over sum of denominators times the factor is the mean of the values weighted by their denominators,
// since value = factor x numerator / denominator; in this form it also holds where the numerators are 0 or were scaled.
double england_figure(const IndicatorColumn& indicator, std::span<const double> population,
                      std::span<const std::size_t> order) {
  std::vector<std::size_t> rows;
  bool denominators = true, people = true;
  for (const std::size_t i : order) {
    if (!enters(indicator, i) || repeats_shared(indicator, rows, i)) continue;
    rows.push_back(i);
    denominators = denominators && indicator.denominator[i] > 0;
    people = people && population[i] > 0;
  }
  if (denominators) return weighted_mean(indicator, rows, indicator.denominator);
  return weighted_mean(indicator, rows, people ? population : std::span<const double>{});
}

} // namespace tranche
