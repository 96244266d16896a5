#include "tranche/statistics/standardise.hpp"

#include <array>
#include <cmath>

#include "statistics/estimate.hpp"

namespace tranche::statistics {
namespace {

constexpr std::array<StandardBand, 19> european_2013{{{"0-4", 5000},
                                                      {"5-9", 5500},
                                                      {"10-14", 5500},
                                                      {"15-19", 5500},
                                                      {"20-24", 6000},
                                                      {"25-29", 6000},
                                                      {"30-34", 6500},
                                                      {"35-39", 7000},
                                                      {"40-44", 7000},
                                                      {"45-49", 7000},
                                                      {"50-54", 7000},
                                                      {"55-59", 6500},
                                                      {"60-64", 6000},
                                                      {"65-69", 5500},
                                                      {"70-74", 5000},
                                                      {"75-79", 4000},
                                                      {"80-84", 2500},
                                                      {"85-89", 1500},
                                                      {"90+", 1000}}};

double sum_of(std::span<const double> figures) {
  double sum = 0;
  for (const double figure : figures) sum += figure;
  return sum; // NaN where one is
}

Estimate scaled(const Estimate& estimate, double factor) {
  Estimate result = estimate;
  result.value *= factor;
  result.standard_error *= factor;
  for (Interval& limits : result.limits) limits = {limits.lower * factor, limits.upper * factor};
  return result;
}

/// The expected events, or why there are none.
struct Expected {
  double events = std::numeric_limits<double>::quiet_NaN();
  Reason withheld = Reason::none;
};

Expected expected_events(std::span<const double> events, std::span<const double> population,
                         std::span<const double> reference_events, std::span<const double> reference_population) {
  double expected = 0;
  Reason reason = Reason::none;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (std::isnan(events[i] + population[i] + reference_events[i] + reference_population[i]))
      return {.withheld = Reason::missing_figure};
    const bool needless = population[i] <= 0 && events[i] <= 0;
    if (needless) continue;
    if (population[i] <= 0 || reference_population[i] <= 0)
      reason = Reason::no_population;
    else
      expected += population[i] * (reference_events[i] / reference_population[i]);
  }
  if (reason == Reason::none && expected <= 0) reason = Reason::no_reference;
  if (reason != Reason::none) return {.withheld = reason};
  return {expected, Reason::none};
}

} // namespace

std::span<const StandardBand> esp2013() { return european_2013; }

Estimate standardised_rate(std::span<const double> events, std::span<const double> population,
                           std::span<const double> standard, double multiplier, std::span<const double> levels,
                           std::span<const double> event_squares) {
  const double total = sum_of(events), weights = sum_of(standard);
  if (std::isnan(total + weights + sum_of(population) + sum_of(event_squares)))
    return not_given(Reason::missing_figure, total, levels);
  double rate = 0, variance = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (population[i] <= 0 && (events[i] > 0 || standard[i] > 0))
      return not_given(Reason::no_population, total, levels);
    if (standard[i] <= 0) continue;
    const double weight = standard[i] / population[i];
    rate += weight * events[i];
    variance += weight * weight * (event_squares.empty() ? events[i] : event_squares[i]);
  }
  if (weights <= 0) return not_given(Reason::no_reference, total, levels);
  if (total < byar_from) return not_given(Reason::too_few_events, total, levels);
  rate *= multiplier / weights;
  const double error = multiplier * std::sqrt(variance) / weights;
  const double scale = error / std::sqrt(total);
  return estimate_of(rate, error, total, levels, [&](double level) -> Interval {
    const Interval count = count_limits(total, level);
    return {rate + scale * (count.lower - total), rate + scale * (count.upper - total)};
  });
}

std::vector<double> event_totals(std::span<const EventFrequency> table, std::size_t bands) {
  std::vector<double> totals(bands, 0);
  for (const EventFrequency& row : table) totals[row.band] += row.frequency * row.people;
  return totals;
}

std::vector<double> event_squares(std::span<const EventFrequency> table, std::size_t bands) {
  std::vector<double> squares(bands, 0);
  for (const EventFrequency& row : table) squares[row.band] += row.frequency * row.frequency * row.people;
  return squares;
}

IndirectlyStandardised indirectly_standardised(std::span<const double> events, std::span<const double> population,
                                               std::span<const double> reference_events,
                                               std::span<const double> reference_population, double multiplier,
                                               std::span<const double> levels, double least_events) {
  const double observed = sum_of(events);
  const Expected expected = expected_events(events, population, reference_events, reference_population);
  Reason reason = expected.withheld;
  if (reason == Reason::none && observed < least_events) reason = Reason::too_few_events;
  if (reason != Reason::none) {
    const Estimate nothing = not_given(reason, observed, levels);
    return {expected.events, nothing, nothing};
  }
  const double e = expected.events;
  const Estimate ratio =
      estimate_of(observed / e, std::sqrt(observed) / e, observed, levels, [&](double level) -> Interval {
        const Interval count = count_limits(observed, level);
        return {count.lower / e, count.upper / e};
      });
  const double reference_rate = sum_of(reference_events) / sum_of(reference_population);
  return {e, ratio, scaled(ratio, multiplier * reference_rate)};
}

} // namespace tranche::statistics
