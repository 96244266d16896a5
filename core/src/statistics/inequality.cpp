#include "tranche/statistics/inequality.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "tranche/statistics/random.hpp"

namespace tranche::statistics {
namespace {

/// Names these draws in the counter, so that they are not those of the need index under the same seed.
constexpr std::uint32_t stream_of_inequality = 0x534949;

double to_scale(double value, Spread spread) {
  if (spread == Spread::rate) return std::log(value);
  return spread == Spread::proportion ? std::log(value / (1 - value)) : value;
}

double from_scale(double y, Spread spread) {
  if (spread == Spread::rate) return std::exp(y);
  return spread == Spread::proportion ? 1 / (1 + std::exp(-y)) : y;
}

struct Line {
  double start = 0; ///< fitted at relative rank 0
  double slope = 0;

  double end() const { return start + slope; }
};

/// Weighted least squares for one set of populations and any number of values: both ends are linear in the values.
class Fit {
public:
  explicit Fit(std::span<const double> populations) : m_ranks(relative_ranks(populations)) {
    double total = 0, spread = 0;
    for (const double population : populations) total += population;
    for (std::size_t i = 0; i < m_ranks.size(); ++i) {
      m_shares.push_back(populations[i] / total);
      m_mean += m_shares[i] * m_ranks[i];
    }
    for (std::size_t i = 0; i < m_ranks.size(); ++i) spread += m_shares[i] * std::pow(m_ranks[i] - m_mean, 2);
    for (std::size_t i = 0; i < m_ranks.size(); ++i) m_slopes.push_back(m_shares[i] * (m_ranks[i] - m_mean) / spread);
  }

  Line line(std::span<const double> values) const {
    double mean = 0, slope = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      mean += m_shares[i] * values[i];
      slope += m_slopes[i] * values[i];
    }
    return {mean - slope * m_mean, slope};
  }

private:
  std::vector<double> m_ranks, m_shares, m_slopes;
  double m_mean = 0;
};

double relative_index(const Line& line, double multiplier) {
  if (line.start <= 0 || line.end() <= 0) return std::numeric_limits<double>::quiet_NaN();
  return multiplier < 0 ? line.start / line.end() : line.end() / line.start;
}

/// The draws at both ends of each level.
std::vector<Interval> ends_of(std::vector<double> draws, std::span<const double> levels) {
  std::sort(draws.begin(), draws.end());
  const auto count = static_cast<double>(draws.size());
  const auto at = [&](double share) {
    return draws[static_cast<std::size_t>(std::clamp(std::round(count * share), 1.0, count)) - 1];
  };
  std::vector<Interval> limits;
  for (const double level : levels) limits.push_back({at((1 - level) / 2), at((1 + level) / 2)});
  return limits;
}

void simulate(const Fit& fit, std::span<const double> centres, std::span<const double> errors, Spread spread,
              std::span<const double> levels, const InequalityOptions& options, Inequality& result) {
  std::vector<double> slopes, ratios, drawn(centres.size());
  for (std::uint32_t draw = 0; draw < std::max(options.draws, 1U); ++draw) {
    Stream stream(options.seed, draw, stream_of_inequality, 0);
    for (std::size_t i = 0; i < drawn.size(); ++i)
      drawn[i] = from_scale(centres[i] + errors[i] * stream.normal(), spread);
    const Line line = fit.line(drawn);
    slopes.push_back(options.multiplier * line.slope);
    ratios.push_back(relative_index(line, options.multiplier));
  }
  result.sii_limits = ends_of(std::move(slopes), levels);
  const bool defined = std::none_of(ratios.begin(), ratios.end(), [](double r) { return std::isnan(r); });
  if (defined) result.rii_limits = ends_of(std::move(ratios), levels);
}

Reason why_not(std::span<const double> values, std::span<const double> populations) {
  Reason reason = values.size() < 2 ? Reason::too_few_groups : Reason::none;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(values[i]) || std::isnan(populations[i])) return Reason::missing_figure;
    if (populations[i] <= 0) reason = Reason::no_population;
  }
  return reason;
}

} // namespace

std::vector<int> quantile_groups(std::span<const double> values, int groups, bool highest_first) {
  std::vector<double> sorted;
  for (const double value : values)
    if (!std::isnan(value)) sorted.push_back(value);
  std::sort(sorted.begin(), sorted.end());
  std::vector<int> result(values.size(), 0);
  const auto m = static_cast<std::int64_t>(sorted.size());
  if (m < groups) return result;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(values[i])) continue;
    const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), values[i]);
    const std::int64_t before = highest_first ? sorted.end() - last : first - sorted.begin(); // rank - 1
    const std::int64_t from_top = ((m - before) * groups + m - 1) / m;                        // rounded up
    result[i] = static_cast<int>(groups + 1 - from_top);
  }
  return result;
}

std::vector<double> relative_ranks(std::span<const double> populations) {
  double total = 0, before = 0;
  for (const double population : populations) total += population;
  std::vector<double> ranks;
  for (const double population : populations) {
    ranks.push_back((before + population / 2) / total);
    before += population;
  }
  return ranks;
}

double spread_error(Interval limits, double level, Spread spread) {
  const double width = to_scale(limits.upper, spread) - to_scale(limits.lower, spread);
  return std::isfinite(width) ? width / (2 * normal_deviate(level)) : std::numeric_limits<double>::quiet_NaN();
}

Inequality inequality(std::span<const double> values, std::span<const double> errors,
                      std::span<const double> populations, Spread spread, std::span<const double> levels,
                      const InequalityOptions& options) {
  Inequality result;
  result.sii_limits.assign(levels.size(), no_limits);
  result.rii_limits = result.sii_limits;
  result.withheld = why_not(values, populations);
  if (!result.given()) return result;
  const Fit fit(populations);
  const Line line = fit.line(values);
  result.sii = options.multiplier * line.slope;
  result.rii = relative_index(line, options.multiplier);
  std::vector<double> centres;
  bool drawable = !errors.empty();
  for (std::size_t i = 0; i < values.size() && drawable; ++i) {
    centres.push_back(to_scale(values[i], spread));
    drawable = std::isfinite(centres[i]) && errors[i] >= 0;
  }
  if (drawable && !levels.empty()) simulate(fit, centres, errors, spread, levels, options, result);
  return result;
}

} // namespace tranche::statistics
