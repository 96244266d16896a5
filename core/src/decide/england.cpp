#include <cmath>

#include "decide/index.hpp"

namespace tranche {
namespace {

double weighted_mean(std::span<const double> value, std::span<const std::size_t> rows, std::span<const double> weight) {
  double sum = 0, weights = 0;
  for (const std::size_t i : rows) {
    const double w = weight.empty() ? 1 : weight[i];
    if (!(w > 0)) continue;
    sum += value[i] * w;
    weights += w;
  }
  return sum / weights; // NaN without any weight
}

} // namespace

std::size_t first_of_shared(const IndicatorColumn& indicator, std::span<const std::size_t> earlier, std::size_t i) {
  if (!(indicator.flags[i] & flag::shared)) return earlier.size();
  for (std::size_t place = 0; place < earlier.size(); ++place) {
    const std::size_t j = earlier[place];
    if ((indicator.flags[j] & flag::shared) && enters(indicator, j) && indicator.value[j] == indicator.value[i] &&
        indicator.numerator[j] == indicator.numerator[i] && indicator.denominator[j] == indicator.denominator[i])
      return place;
  }
  return earlier.size();
}

// Sum of numerators over sum of denominators times the factor is the mean of the values weighted by their denominators,
// since value = factor x numerator / denominator; in this form it also holds where the numerators are 0 or were scaled.
double england_figure(const IndicatorColumn& indicator, std::span<const double> value,
                      std::span<const double> population, std::span<const std::size_t> order) {
  std::vector<std::size_t> rows;
  bool denominators = true, people = true;
  for (const std::size_t i : order) {
    if (!enters(indicator, i) || first_of_shared(indicator, rows, i) < rows.size()) continue; // enters totals once
    rows.push_back(i);
    denominators = denominators && indicator.denominator[i] > 0;
    people = people && population[i] > 0;
  }
  if (denominators) return weighted_mean(value, rows, indicator.denominator);
  return weighted_mean(value, rows, people ? population : std::span<const double>{});
}

double england_figure(const IndicatorColumn& indicator, std::span<const double> population,
                      std::span<const std::size_t> order) {
  return england_figure(indicator, indicator.value, population, order);
}

} // namespace tranche
