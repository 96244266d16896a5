#include "decide/resample.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

#include "decide/index.hpp"
#include "nan.hpp"
#include "portable_exp.hpp"
#include "statistics/first_draws.hpp"
#include "tranche/statistics/limits.hpp"
#include "tranche/statistics/random.hpp"

namespace tranche {
namespace {

constexpr std::size_t block = 256;   // figures at a time
constexpr std::size_t trial = 1000;  // draws of a pool that say who has a figure in each
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

/// Whether an authority has a figure in every draw of the trial.
bool always_given(const FigurePool& pool, std::size_t authorities, std::size_t i) {
  for (std::size_t column = 0; column < std::min(pool.columns, trial); ++column)
    if (std::isnan(pool.value[column * authorities + i])) return false;
  return true;
}

} // namespace

Resampler::Resampler(const IndicatorColumn& indicator, std::uint32_t number, std::span<const std::size_t> by_code,
                     const FigurePool* pool) {
  if (pool && pool->columns > 0 && !indicator.shrunk_in_index) m_pool = pool;
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
    const bool pooled = m_pool && always_given(*m_pool, indicator.value.size(), i);
    m_drawn += pooled || figure.law != Law::fixed ? 1 : 0;
    figure.first_shape = statistics::GammaShape::of(figure.a);
    figure.second_shape = statistics::GammaShape::of(figure.b);
    if (pooled) {
      m_pooled.push_back(figure);
      continue;
    }
    const bool log_normal = figure.law == Law::log_normal;
    m_gammas = m_gammas || figure.law == Law::gamma || figure.law == Law::beta;
    m_two_blocks = m_two_blocks || figure.law == Law::beta;
    m_log_normals = m_log_normals || log_normal;
    m_mean.push_back(log_normal ? figure.a : 0);
    m_deviation.push_back(log_normal ? figure.b : 0);
    m_streams.push_back(figure.stream);
    m_quick.push_back({static_cast<std::uint32_t>(i), figure.law, figure.factor});
    m_first.push_back(figure.first_shape);
    m_second.push_back(figure.second_shape);
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
  std::array<double, block> normal, uniform, gamma, next_normal, next_uniform, next_gamma, log_normal;
  for (std::size_t begin = 0; begin < m_figures.size(); begin += block) {
    const std::size_t count = std::min(block, m_figures.size() - begin);
    const auto streams = std::span(m_streams).subspan(begin, count);
    const auto some = [&](std::array<double, block>& list) { return std::span(list).first(count); };
    const auto of_these = [&](const std::vector<double>& list) { return std::span(list).subspan(begin, count); };
    const auto none = [&](std::array<double, block>& list) { std::fill_n(list.begin(), count, 0.0); };
    statistics::first_draws(seed, draw, m_number, streams, 0, some(normal), some(uniform));
    if (m_gammas)
      statistics::squeezed_gammas(of_these(m_first.d), of_these(m_first.c), some(normal), some(uniform), some(gamma));
    else
      none(gamma);
    if (m_two_blocks) {
      statistics::first_draws(seed, draw, m_number, streams, 1, some(next_normal), some(next_uniform));
      statistics::squeezed_gammas(of_these(m_second.d), of_these(m_second.c), some(next_normal), some(next_uniform),
                                  some(next_gamma));
    } else {
      for (auto* list : {&next_normal, &next_uniform, &next_gamma}) none(*list);
    }
    if (m_log_normals) statistics::log_normals(of_these(m_mean), of_these(m_deviation), some(normal), some(log_normal));
    for (std::size_t k = 0; k < count; ++k) {
      const Quick& quick = m_quick[begin + k];
      const double x = gamma[k], y = next_gamma[k];
      if (quick.law == Law::gamma && x > 0) {
        value[quick.authority] = quick.factor * x;
      } else if (quick.law == Law::beta && x > 0 && y > 0) {
        value[quick.authority] = quick.factor * (x / (x + y));
      } else if (quick.law == Law::log_normal) {
        value[quick.authority] = log_normal[k];
      } else {
        const First first{normal[k], uniform[k], next_normal[k], next_uniform[k]};
        value[quick.authority] = this->draw(m_figures[begin + k], first, seed, draw);
      }
    }
  }
  if (!m_pooled.empty()) draw_pooled(seed, draw, value);
}

void Resampler::draw_pooled(std::uint64_t seed, std::uint32_t draw, std::span<double> value) const {
  std::vector<double> made;
  std::span<const double> figures;
  if (draw < m_pool->columns) {
    figures = std::span(m_pool->value).subspan(draw * value.size(), value.size());
  } else {
    made.assign(value.size(), nan);
    m_pool->make(draw, made);
    figures = made;
  }
  for (const Figure& figure : m_pooled) {
    double& drawn = value[figure.authority];
    drawn = figures[figure.authority];
    if (!std::isnan(drawn)) continue; // rarer than once in the trial
    First first;
    const std::span stream(&figure.stream, 1);
    statistics::first_draws(seed, draw, m_number, stream, 0, {&first.normal, 1}, {&first.uniform, 1});
    statistics::first_draws(seed, draw, m_number, stream, 1, {&first.next_normal, 1}, {&first.next_uniform, 1});
    drawn = this->draw(figure, first, seed, draw);
  }
}

/// The same as of a Stream of the figure's own, which only the few need that the first numbers do not settle.
double Resampler::draw(const Figure& figure, const First& first, std::uint64_t seed, std::uint32_t draw) const {
  switch (figure.law) {
  case Law::fixed:
    break;
  case Law::gamma: {
    const double x = figure.first_shape.at_once(first.normal, first.uniform);
    return figure.factor * (x > 0 ? x : statistics::Stream(seed, draw, m_number, figure.stream).gamma(figure.a));
  }
  case Law::beta: {
    double x = figure.first_shape.at_once(first.normal, first.uniform);
    double y = figure.second_shape.at_once(first.next_normal, first.next_uniform);
    if (!(x > 0) || !(y > 0)) {
      statistics::Stream stream(seed, draw, m_number, figure.stream);
      x = stream.gamma(figure.a);
      y = stream.gamma(figure.b);
    }
    return figure.factor * (x / (x + y));
  }
  case Law::log_normal:
    return portable_exp(figure.a + figure.b * first.normal);
  case Law::normal: {
    const double drawn = figure.a + figure.b * first.normal;
    return figure.value >= 0 ? std::max(drawn, 0.0) : drawn;
  }
  }
  return figure.value;
}

std::string Resampler::sentence(const IndicatorColumn& indicator) const {
  const std::string& title = indicator.title.empty() ? indicator.id : indicator.title;
  if (m_drawn == 0) return title + " has no limits and is held fixed.";
  const std::size_t by_law = m_drawn - m_pooled.size(), fixed = m_figures.size() - by_law;
  std::string how = m_pooled.empty() ? law_words(indicator) : m_pool->how;
  if (!m_pooled.empty() && by_law > 0)
    how +=
        fmt::format("; {} with so few events that some draws would leave them without a figure are drawn directly: {}",
                    by_law, law_words(indicator));
  return title + ": " + how + (fixed == 0 ? "." : fmt::format("; {} without limits are held fixed.", fixed));
}

std::string Resampler::law_words(const IndicatorColumn& indicator) const {
  const auto uses = [&](Law law) {
    return std::any_of(m_figures.begin(), m_figures.end(), [&](const Figure& f) { return f.law == law; });
  };
  if (indicator.shrunk_in_index)
    return fmt::format("the estimates, drawn towards {}, are normal with their standard errors",
                       indicator.shrunk_towards);
  if (uses(Law::gamma)) return "the events behind each figure are Poisson counts (gamma posterior, Jeffreys's prior)";
  if (uses(Law::beta)) return "the cases behind each figure are binomial counts (beta posterior, Jeffreys's prior)";
  return fmt::format("figures are drawn through their {:.4g} % limits",
                     100 * (indicator.levels.empty() ? 0.95 : indicator.levels.front()));
}

} // namespace tranche
