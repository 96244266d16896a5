#pragma once
#include <utility>

#include "tranche/statistics/limits.hpp"

namespace tranche::statistics {

/// From here on Byar's approximation replaces the exact limits and standardised figures are given, by the profiles'
/// convention.
inline constexpr double byar_from = 10;

/// A figure that is not given, with the events it would have rested on.
inline Estimate not_given(Reason reason, double events, std::span<const double> levels) {
  Estimate estimate;
  estimate.events = events;
  estimate.limits.assign(levels.size(), no_limits);
  estimate.withheld = reason;
  return estimate;
}

/// A figure with limits from a function of the level.
template <class Limits>
Estimate estimate_of(double value, double standard_error, double events, std::span<const double> levels,
                     Limits&& limits_at) {
  Estimate estimate{value, standard_error, events, {}, Reason::none};
  estimate.limits.reserve(levels.size());
  for (const double level : levels) estimate.limits.push_back(limits_at(level));
  return estimate;
}

} // namespace tranche::statistics
