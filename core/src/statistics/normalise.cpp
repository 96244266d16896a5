#include "tranche/statistics/normalise.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

#include "bucket_sort.hpp"
#include "statistics/sample_quantile.hpp"
#include "tranche/finding.hpp"
#include "tranche/statistics/ranking.hpp"
#include "tranche/statistics/small_areas.hpp"
#include "wide.hpp"

namespace tranche::statistics {
namespace {

bool uses_ranks(Normalise method) {
  return method == Normalise::rank || method == Normalise::percentile || method == Normalise::imd_exponential ||
         method == Normalise::borda;
}

bool all_the_same(const Scale& scale) { return scale.minimum == scale.maximum; }

/// Eight sums side by side, then one: the additions do not wait for each other, and lose fewer digits.
constexpr std::size_t side_by_side = 8;
using Lanes = std::array<double, side_by_side>;
double sum_of(const Lanes& lanes) {
  return ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
}
template <class Take>
[[gnu::always_inline]] inline void take_side_by_side(std::span<const double> values, const Take& take) {
  std::size_t i = 0;
  for (; i + side_by_side <= values.size(); i += side_by_side)
    for (std::size_t k = 0; k < side_by_side; ++k) take(values[i + k], k);
  for (std::size_t k = 0; i < values.size(); ++i, ++k) take(values[i], k);
}

struct SumAndRange {
  double sum, least, most;
};
TRANCHE_WIDE SumAndRange sum_and_range(std::span<const double> values) {
  Lanes sum{}, least, most;
  least.fill(values.front());
  most.fill(values.front());
  take_side_by_side(values, [&](double value, std::size_t k) {
    sum[k] += value;
    least[k] = value < least[k] ? value : least[k];
    most[k] = value < most[k] ? most[k] : value;
  });
  return {sum_of(sum), *std::min_element(least.begin(), least.end()), *std::max_element(most.begin(), most.end())};
}

TRANCHE_WIDE double squares_around(std::span<const double> values, double centre) {
  Lanes sum{};
  take_side_by_side(values, [&](double value, std::size_t k) { sum[k] += (value - centre) * (value - centre); });
  return sum_of(sum);
}

// Two passes: the one-pass formula loses digits where the mean is large against the spread.
void fit_moments(std::span<const double> values, Scale& scale) {
  const auto [sum, least, most] = sum_and_range(values);
  scale.minimum = least;
  scale.maximum = most;
  const auto n = static_cast<double>(values.size());
  scale.centre = sum / n;
  scale.spread = 0;
  // Asked of the values themselves: the mean of equal values may be off by a bit, and a spread of that bit is no
  // spread.
  if (all_the_same(scale)) {
    scale.centre = scale.minimum;
    return;
  }
  scale.spread = std::sqrt(squares_around(values, scale.centre) / (n - 1));
}

[[noreturn]] void no_meaning(std::string what, std::string remedy) {
  throw Error(Fault::data, "normalising", std::move(what), std::move(remedy));
}

void fit_reference(const ScaleOptions& options, Scale& scale) {
  scale.reference = options.reference.value_or(scale.centre);
  scale.cap_at_reference = options.cap_at_reference;
  if (all_the_same(scale)) return;
  if (scale.method == Normalise::distance_to_reference) {
    const double least = scale.direction > 0 ? scale.minimum : scale.maximum;
    if (scale.direction * scale.reference <= scale.direction * least)
      no_meaning(fmt::format("the reference {} is not of greater need than the value of least need, {}, so that there "
                             "is no distance to divide by",
                             scale.reference, least),
                 "choose a reference that not every authority has reached");
  } else if (scale.reference == 0) {
    no_meaning("the reference is 0, which nothing can be divided by",
               "choose another reference, or distance_to_reference, min_max or z_score");
  }
}

void check_maximum(const Scale& scale) {
  if (all_the_same(scale) || scale.maximum > 0) return;
  no_meaning(fmt::format("the greatest value is {}: a fraction of it would turn the order round", scale.maximum),
             "use distance_to_maximum, min_max or z_score, which take any values");
}

void fit_categories(std::span<const double> values, const ScaleOptions& options, Scale& scale) {
  scale.scores = options.scores;
  std::vector<double> needs;
  for (const double value : values) needs.push_back(scale.direction * value);
  std::sort(needs.begin(), needs.end());
  for (const double cut : options.cuts)
    scale.cuts.push_back(options.cuts_are_percentiles ? sample_quantile(needs, cut / 100) : scale.direction * cut);
  std::sort(scale.cuts.begin(), scale.cuts.end()); // thresholds of an indicator whose low values are need
}

double rank_from_least_need(const Scale& scale, double value) {
  const double rank = mean_rank(scale.sorted, value);
  return scale.direction > 0 ? rank : static_cast<double>(scale.sorted.size()) + 1 - rank;
}

double units_of_less_need(const Scale& scale, double value) {
  const auto [first, last] = std::equal_range(scale.sorted.begin(), scale.sorted.end(), value);
  return static_cast<double>(scale.direction > 0 ? first - scale.sorted.begin() : scale.sorted.end() - last);
}

double on_min_max(const Scale& scale, double value) {
  if (scale.cap_low) value = std::max(value, scale.from);
  if (scale.cap_high) value = std::min(value, scale.to);
  if (scale.to <= scale.from) {
    // All values the same, or all of them beyond the one goalpost there is, and so at its end.
    if (scale.cap_low == scale.cap_high) return (scale.low + scale.high) / 2;
    return scale.cap_low == (scale.direction > 0) ? scale.low : scale.high;
  }
  const double above = scale.direction > 0 ? value - scale.from : scale.to - value;
  return scale.low + (scale.high - scale.low) * (above / (scale.to - scale.from));
}

double on_imd_exponential(double rank, double n) {
  return imd_transform(n + 1 - std::min(rank, n), n); // a value above all others ranks with the first
}

double from_reference(const Scale& scale, double value) {
  const double difference = scale.direction * (value - scale.reference);
  if (difference == 0) return 0; // also of values that are all 0
  return scale.reference == 0 ? std::copysign(1.0, difference) : difference / std::abs(scale.reference);
}

double on_distance_to_reference(const Scale& scale, double value) {
  const double least = scale.direction > 0 ? scale.minimum : scale.maximum;
  const double range = scale.direction * (scale.reference - least);
  const double short_of = scale.direction * (scale.reference - value);
  // Only where all values are the same, and at the reference or beyond it, is there no range.
  if (range <= 0) return short_of <= 0 ? 1 : 0;
  const double distance = 1 - short_of / range;
  return scale.cap_at_reference ? std::min(distance, 1.0) : distance;
}

double on_distance_to_maximum(const Scale& scale, double value) {
  if (all_the_same(scale)) return 0.5;
  const double short_of = scale.direction > 0 ? scale.maximum - value : value - scale.minimum;
  return 1 - short_of / (scale.maximum - scale.minimum);
}

double on_fraction_of_maximum(const Scale& scale, double value) {
  if (all_the_same(scale)) // a resampled value may differ: by its distance, in units of the one value there is
    return 1 + scale.direction * (value - scale.maximum) / (scale.maximum == 0 ? 1 : std::abs(scale.maximum));
  return (scale.direction > 0 ? value : scale.maximum + scale.minimum - value) / scale.maximum;
}

double on_above_below_mean(const Scale& scale, double value) {
  const double away = value - scale.centre, allowed = scale.margin * std::abs(scale.centre);
  if (all_the_same(scale) && away == 0) return 0;
  return away > allowed ? scale.direction : away < -allowed ? -scale.direction : 0;
}

} // namespace

Scale fit_scale(std::span<const double> values, Normalise method, int direction, const ScaleOptions& options) {
  Scale scale;
  scale.method = method;
  scale.direction = direction;
  scale.low = options.low;
  scale.high = options.high;
  scale.mean = options.mean;
  scale.sd = options.sd;
  scale.margin = options.margin;
  if (values.empty()) return scale;
  fit_moments(values, scale);
  scale.from = options.goalpost_low.value_or(scale.minimum);
  scale.to = options.goalpost_high.value_or(scale.maximum);
  scale.cap_low = options.goalpost_low.has_value();
  scale.cap_high = options.goalpost_high.has_value();
  if (uses_ranks(method)) {
    BucketRoom room;
    bucket_sort(values, scale.minimum, scale.maximum, scale.sorted, room);
  }
  if (method == Normalise::reference_ratio || method == Normalise::reference_difference ||
      method == Normalise::distance_to_reference)
    fit_reference(options, scale);
  if (method == Normalise::fraction_of_maximum) check_maximum(scale);
  if (method == Normalise::categorical) fit_categories(values, options, scale);
  return scale;
}

Scale fit_scale(std::span<const double> values, Normalise method, int direction, double low, double high) {
  ScaleOptions options;
  options.low = low;
  options.high = high;
  return fit_scale(values, method, direction, options);
}

double normalise_on(const Scale& scale, double value) {
  const auto n = static_cast<double>(scale.sorted.size());
  switch (scale.method) {
  case Normalise::z_score:
    return scale.mean + (scale.spread > 0 ? scale.sd * (scale.direction * (value - scale.centre) / scale.spread) : 0.0);
  case Normalise::min_max:
    return on_min_max(scale, value);
  case Normalise::rank:
    return rank_from_least_need(scale, value);
  case Normalise::percentile:
    return 100 * (rank_from_least_need(scale, value) - 0.5) / n;
  case Normalise::imd_exponential:
    return on_imd_exponential(rank_from_least_need(scale, value), n);
  case Normalise::none:
    return scale.direction * value;
  case Normalise::reference_ratio:
    return 1 + from_reference(scale, value);
  case Normalise::reference_difference:
    return from_reference(scale, value);
  case Normalise::distance_to_reference:
    return on_distance_to_reference(scale, value);
  case Normalise::distance_to_maximum:
    return on_distance_to_maximum(scale, value);
  case Normalise::fraction_of_maximum:
    return on_fraction_of_maximum(scale, value);
  case Normalise::borda:
    return units_of_less_need(scale, value);
  case Normalise::categorical: {
    const auto reached = std::upper_bound(scale.cuts.begin(), scale.cuts.end(), scale.direction * value);
    return scale.scores[static_cast<std::size_t>(reached - scale.cuts.begin())];
  }
  case Normalise::above_below_mean:
    return on_above_below_mean(scale, value);
  }
  return 0;
}

void normalise_on(const Scale& scale, std::span<const double> values, std::span<double> into) {
  const bool z_score = scale.method == Normalise::z_score && scale.spread > 0;
  const bool min_max = scale.method == Normalise::min_max && !scale.cap_low && !scale.cap_high && scale.to > scale.from;
  if (z_score) {
    for (std::size_t i = 0; i < values.size(); ++i)
      into[i] = scale.mean + scale.sd * (scale.direction * (values[i] - scale.centre) / scale.spread);
  } else if (min_max && scale.direction > 0) {
    for (std::size_t i = 0; i < values.size(); ++i)
      into[i] = scale.low + (scale.high - scale.low) * ((values[i] - scale.from) / (scale.to - scale.from));
  } else {
    for (std::size_t i = 0; i < values.size(); ++i)
      into[i] = std::isnan(values[i]) ? values[i] : normalise_on(scale, values[i]);
  }
}

} // namespace tranche::statistics
