#include "tranche/statistics/control_charts.hpp"

#include <algorithm>
#include <cmath>

#include "nan.hpp"
#include "tranche/statistics/limits.hpp"

namespace tranche::statistics {
namespace {

double chart_median(std::vector<double> values) {
  std::erase_if(values, [](double value) { return std::isnan(value); });
  if (values.empty()) return nan;
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 ? values[half] : (values[half - 1] + values[half]) / 2;
}

/// How many points from the first hold the figures that centre and spread are of.
std::size_t chart_baseline(const std::vector<double>& values, std::size_t wanted) {
  if (wanted == 0) return values.size();
  std::size_t end = 0;
  for (std::size_t seen = 0; end < values.size() && seen < wanted; ++end) seen += !std::isnan(values[end]);
  return end;
}

std::vector<double> moving_ranges(const std::vector<double>& values) {
  std::vector<double> ranges(values.size(), nan);
  for (std::size_t i = 1; i < values.size(); ++i) ranges[i] = std::fabs(values[i] - values[i - 1]);
  return ranges;
}

/// Of the first so many; NaN without any.
double present_mean(const std::vector<double>& values, std::size_t points) {
  double sum = 0, count = 0;
  for (std::size_t i = 0; i < points; ++i)
    if (!std::isnan(values[i])) {
      sum += values[i];
      ++count;
    }
  return sum / count;
}

ControlChart empty_chart(std::vector<double> values, const ChartSettings& settings) {
  ControlChart chart;
  const std::vector<double> none(values.size(), nan);
  chart.lower = chart.upper = chart.z = none;
  chart.moving_range = moving_ranges(values);
  chart.median = chart_median(values);
  chart.figures =
      static_cast<std::size_t>(std::count_if(values.begin(), values.end(), [](double v) { return !std::isnan(v); }));
  const std::size_t points = chart_baseline(values, settings.baseline);
  chart.based_on = static_cast<std::size_t>(std::count_if(
      values.begin(), values.begin() + static_cast<std::ptrdiff_t>(points), [](double v) { return !std::isnan(v); }));
  chart.coverage = settings.coverage;
  chart.value = std::move(values);
  return chart;
}

/// Limits and distance of one point. Differences that are rounding are none.
void place_point(ControlChart& chart, std::size_t i, double sigma, double low, double high) {
  const double reach = normal_deviate(chart.coverage) * sigma;
  chart.lower[i] = std::max(chart.centre - reach, low);
  chart.upper[i] = std::min(chart.centre + reach, high);
  const double off = chart.value[i] - chart.centre;
  if (std::isnan(off)) return;
  const bool rounding = std::fabs(off) <= 1e-12 * std::fabs(chart.centre);
  chart.z[i] = rounding ? 0 : off / sigma;
}

/// P and U charts: `variance` of a point is that of one unit of exposure, divided by the exposure.
ControlChart attributes_chart(std::span<const double> numerators, std::span<const double> denominators, double most,
                              const ChartSettings& settings) {
  std::vector<double> values(numerators.size(), nan);
  for (std::size_t i = 0; i < values.size(); ++i)
    if (denominators[i] > 0) values[i] = numerators[i] / denominators[i];
  ControlChart chart = empty_chart(std::move(values), settings);
  const std::size_t points = chart_baseline(chart.value, settings.baseline);
  chart.moving_range_mean = present_mean(chart.moving_range, points);
  if (chart.based_on < std::max<std::size_t>(settings.at_least, 1)) return chart;
  double top = 0, bottom = 0;
  for (std::size_t i = 0; i < points; ++i)
    if (!std::isnan(chart.value[i])) {
      top += numerators[i];
      bottom += denominators[i];
    }
  chart.centre = top / bottom;
  const double variance = std::isinf(most) ? chart.centre : chart.centre * (1 - chart.centre);
  std::vector<double> scores(chart.value.size(), nan);
  for (std::size_t i = 0; i < scores.size(); ++i)
    if (variance > 0 && denominators[i] > 0)
      scores[i] = (chart.value[i] - chart.centre) / std::sqrt(variance / denominators[i]);
  const double ratio = present_mean(moving_ranges(scores), points) / range_d2;
  chart.dispersion = std::isnan(ratio) ? 1 : ratio;
  const double widened = settings.dispersion == ChartDispersion::chance ? 1
                         : settings.dispersion == ChartDispersion::over ? std::max(chart.dispersion, 1.0)
                                                                        : chart.dispersion;
  for (std::size_t i = 0; i < chart.value.size(); ++i)
    if (denominators[i] > 0) place_point(chart, i, widened * std::sqrt(variance / denominators[i]), 0, most);
  return chart;
}

} // namespace

ControlChart individuals_chart(std::span<const double> values, const ChartSettings& settings) {
  ControlChart chart = empty_chart({values.begin(), values.end()}, settings);
  const std::size_t points = chart_baseline(chart.value, settings.baseline);
  chart.moving_range_mean = present_mean(chart.moving_range, points);
  if (chart.based_on < std::max<std::size_t>(settings.at_least, 2) || std::isnan(chart.moving_range_mean)) return chart;
  chart.centre = present_mean(chart.value, points);
  chart.moving_range_limit = chart.moving_range_mean * (1 + normal_deviate(settings.coverage) * range_d3 / range_d2);
  constexpr double most = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < chart.value.size(); ++i)
    place_point(chart, i, chart.moving_range_mean / range_d2, -most, most);
  return chart;
}

ControlChart proportions_chart(std::span<const double> numerators, std::span<const double> denominators,
                               const ChartSettings& settings) {
  return attributes_chart(numerators, denominators, 1, settings);
}

ControlChart rates_chart(std::span<const double> events, std::span<const double> exposures,
                         const ChartSettings& settings) {
  return attributes_chart(events, exposures, std::numeric_limits<double>::infinity(), settings);
}

} // namespace tranche::statistics
