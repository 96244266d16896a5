#include "decide/resample.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "decide/index.hpp"
#include "nan.hpp"
#include "tranche/statistics/limits.hpp"
#include "tranche/statistics/random.hpp"

namespace tranche {
namespace {

constexpr double same_factor = 1e-6; // values are published with a few digits less than they were computed with

/// The f of value = f x numerator / denominator (a denominator of 1 where none is known), if one holds for all figures;
/// NaN if not: then the value is no plain ratio of these counts.
double common_factor(const IndicatorColumn& indicator) {
  double factor = nan;
  for (std::size_t i = 0; i < indicator.value.size(); ++i) {
    if (!enters(indicator, i)) continue;
    const double count = indicator.numerator[i];
    if (!(count >= 0)) return nan;
    if (count == 0) continue;
    const double base = std::isnan(indicator.denominator[i]) ? 1 : indicator.denominator[i];
    const double own = indicator.value[i] * base / count;
    if (std::isnan(factor)) factor = own;
    if (!(std::abs(own - factor) <= same_factor * std::abs(factor))) return nan;
  }
  return factor > 0 ? factor : nan;
}

} // namespace

Resampler::Resampler(const IndicatorColumn& indicator, std::uint32_t number, std::span<const std::size_t> by_code) {
  const bool counts = indicator.error_model == "poisson" || indicator.error_model == "binomial";
  const double factor = counts ? common_factor(indicator) : nan;
  m_number = number;
  for (std::size_t place = 0; place < by_code.size(); ++place) {
    const std::size_t i = by_code[place];
    if (!enters(indicator, i)) continue;
    const std::size_t first = first_of_shared(indicator, by_code.first(place), i);
    Figure figure;
    figure.authority = i;
    figure.stream = static_cast<std::uint32_t>(std::min(first, place));
    figure.value = indicator.figure(i);
    choose_law(figure, indicator, factor);
    m_drawn += figure.law != Law::fixed ? 1 : 0;
    m_figures.push_back(figure);
  }
  m_assumption = sentence(indicator);
}

void Resampler::choose_law(Figure& figure, const IndicatorColumn& indicator, double factor) const {
  const std::size_t i = figure.authority;
  const double count = indicator.numerator[i], base = indicator.denominator[i];
  if (indicator.shrunk_in_index) { // the posterior of the estimate that enters, not that of the raw figure
    if (i >= indicator.shrunk_error.size() || !(indicator.shrunk_error[i] > 0)) return;
    figure.law = Law::normal;
    figure.a = indicator.figure(i);
    figure.b = indicator.shrunk_error[i];
  } else if (!std::isnan(factor) && indicator.error_model == "binomial" && count <= base && base > 0) {
    figure.law = Law::beta;
    figure.a = count + 0.5;
    figure.b = base - count + 0.5;
    figure.factor = factor;
  } else if (!std::isnan(factor) && indicator.error_model == "poisson") {
    figure.law = Law::gamma;
    figure.a = count + 0.5;
    figure.factor = factor / (std::isnan(base) ? 1 : base);
  } else if (indicator.has_limits(i)) {
    const double level = indicator.levels.empty() ? 0.95 : indicator.levels.front();
    const double width = 2 * statistics::normal_deviate(level);
    const double lower = indicator.lower[i], upper = indicator.upper[i], value = indicator.value[i];
    const bool positive = lower > 0 && value > 0;
    figure.law = positive ? Law::log_normal : Law::normal;
    figure.a = positive ? std::log(value) : value;
    figure.b = (positive ? std::log(upper / lower) : upper - lower) / width;
  }
}

void Resampler::draw(std::uint64_t seed, std::uint32_t draw, std::span<double> value) const {
  for (const Figure& figure : m_figures) {
    statistics::Stream stream(seed, draw, m_number, figure.stream);
    double drawn = figure.value;
    switch (figure.law) {
    case Law::fixed:
      break;
    case Law::gamma:
      drawn = figure.factor * stream.gamma(figure.a);
      break;
    case Law::beta: {
      const double x = stream.gamma(figure.a);
      drawn = figure.factor * (x / (x + stream.gamma(figure.b)));
      break;
    }
    case Law::log_normal:
      drawn = std::exp(figure.a + figure.b * stream.normal());
      break;
    case Law::normal:
      drawn = figure.a + figure.b * stream.normal();
      break;
    }
    if (figure.law == Law::normal && figure.value >= 0) drawn = std::max(drawn, 0.0);
    value[figure.authority] = drawn;
  }
}

std::string Resampler::sentence(const IndicatorColumn& indicator) const {
  const std::string& title = indicator.title.empty() ? indicator.id : indicator.title;
  if (m_drawn == 0) return title + " has no limits and is held fixed.";
  const auto uses = [&](Law law) {
    return std::any_of(m_figures.begin(), m_figures.end(), [&](const Figure& f) { return f.law == law; });
  };
  std::string how =
      indicator.shrunk_in_index ? fmt::format("the estimates, drawn towards {}, are normal with their standard errors",
                                              indicator.shrunk_towards)
      : uses(Law::gamma)        ? "the events behind each figure are Poisson counts (gamma posterior, Jeffreys's prior)"
      : uses(Law::beta)         ? "the cases behind each figure are binomial counts (beta posterior, Jeffreys's prior)"
                                : fmt::format("figures are drawn through their {:.4g} % limits",
                                              100 * (indicator.levels.empty() ? 0.95 : indicator.levels.front()));
  const std::size_t fixed = m_figures.size() - m_drawn;
  return title + ": " + how + (fixed == 0 ? "." : fmt::format("; {} without limits are held fixed.", fixed));
}

} // namespace tranche
