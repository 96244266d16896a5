#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

#include "statistics/solver.hpp"
#include "tranche/finding.hpp"
#include "tranche/statistics/weighting.hpp"

namespace tranche::statistics {
namespace {

// A unit over 1 by less is at 1; the solver's own tolerance on a row is 1e-7, its answers are exact to rounding.
constexpr double over_one = 1e-9;

[[noreturn]] void refuse(const std::string& where, const std::string& what, const std::string& remedy) {
  throw Error(Fault::settings, "benefit of the doubt" + where, what, remedy);
}

void check(Columns columns, std::span<const ShareBounds> bounds) {
  for (std::size_t i = 0; i < columns.size(); ++i)
    for (const double value : columns[i])
      if (value < 0)
        refuse(fmt::format(", indicator {} in the order given", i + 1), fmt::format("the value {} is negative", value),
               "normalise to a scale from 0 up, e.g. min-max");
  if (bounds.empty()) return;
  double lowest = 0, highest = 0;
  for (std::size_t i = 0; i < bounds.size(); ++i) {
    const auto [lower, upper] = bounds[i];
    if (!(lower >= 0) || !(upper <= 1) || !(lower <= upper))
      refuse(fmt::format(", bounds of indicator {} in the order given", i + 1), fmt::format("{} to {}", lower, upper),
             "give shares with 0 <= lower <= upper <= 1");
    lowest += lower;
    highest += upper;
  }
  if (lowest > 1 + over_one || highest < 1 - over_one)
    refuse(", bounds", fmt::format("the lower ones sum to {:.4g}, the upper ones to {:.4g}", lowest, highest),
           "shares sum to 1: let the lower bounds sum to at most 1 and the upper ones to at least 1");
}

class Frontier {
public:
  Frontier(Columns columns, std::span<const ShareBounds> bounds)
      : m_bounds(bounds), m_scaled(columns.begin(), columns.end()), m_largest(columns.size()) {
    for (std::size_t i = 0; i < m_scaled.size(); ++i) {
      std::size_t best = 0;
      for (std::size_t u = 0; u < m_scaled[i].size(); ++u)
        if (m_scaled[i][u] > m_largest[i]) {
          m_largest[i] = m_scaled[i][u];
          best = u;
        }
      if (m_largest[i] == 0) continue;
      for (double& value : m_scaled[i]) value /= m_largest[i];
      require(best);
    }
  }

  BenefitOfDoubt::State score(std::size_t unit, BenefitOfDoubt& result) {
    const std::vector<std::size_t> has = values_of(unit);
    if (has.empty()) return BenefitOfDoubt::State::no_values;
    if (!bounds_can_hold(unit, has)) return BenefitOfDoubt::State::bounds_cannot_hold;
    require(unit);
    std::vector<double> weights = best_weights(unit, has);
    const double largest = std::max(1.0, score_under(weights, most_above(weights)));
    for (double& weight : weights) weight /= largest;
    const double score = score_under(weights, unit);
    result.scores[unit] = score >= 1 - over_one ? 1 : score;
    for (const std::size_t i : has) {
      if (weights[i] == 0) continue;
      result.weights(unit, i) = weights[i] / m_largest[i];
      if (score > 0) result.shares(unit, i) = weights[i] * m_scaled[i][unit] / score;
    }
    return BenefitOfDoubt::State::scored;
  }

private:
  std::vector<std::size_t> values_of(std::size_t unit) const {
    std::vector<std::size_t> has;
    for (std::size_t i = 0; i < m_scaled.size(); ++i)
      if (!std::isnan(m_scaled[i][unit])) has.push_back(i);
    return has;
  }

  /// Only values above 0 can have a share above 0.
  bool bounds_can_hold(std::size_t unit, const std::vector<std::size_t>& has) const {
    if (m_bounds.empty()) return true;
    double lowest = 0, highest = 0;
    for (const std::size_t i : has) {
      lowest += m_bounds[i].lower;
      if (m_scaled[i][unit] > 0)
        highest += m_bounds[i].upper;
      else if (m_bounds[i].lower > 0)
        return false;
    }
    return lowest <= 1 + over_one && highest >= 1 - over_one;
  }

  void require(std::size_t unit) {
    if (std::find(m_required.begin(), m_required.end(), unit) == m_required.end()) m_required.push_back(unit);
  }

  double score_under(const std::vector<double>& weights, std::size_t unit) const {
    double sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i)
      if (weights[i] != 0 && !std::isnan(m_scaled[i][unit])) sum += weights[i] * m_scaled[i][unit];
    return sum;
  }

  /// The unit with the highest score under some weights, the first of equals.
  std::size_t most_above(const std::vector<double>& weights) const {
    std::size_t most = 0;
    double highest = -1;
    for (std::size_t u = 0; u < m_scaled[0].size(); ++u) {
      const double score = score_under(weights, u);
      if (score > highest) {
        highest = score;
        most = u;
      }
    }
    return most;
  }

  /// The unit's own programme; variables are the weights of the scaled indicators it has.
  solver::Programme programme(std::size_t unit, const std::vector<std::size_t>& has) const {
    solver::Programme programme;
    // The unit with an indicator's largest value keeps its weight at 1 or below.
    for (const std::size_t i : has) programme.add(-m_scaled[i][unit], 0, m_largest[i] > 0 ? 1 : 0);
    for (std::size_t v = 0; !m_bounds.empty() && v < has.size(); ++v) {
      const auto [lower, upper] = m_bounds[has[v]];
      if (lower > 0) programme.rows.push_back(share_row(unit, has, v, lower, 0, solver::infinity));
      if (upper < 1) programme.rows.push_back(share_row(unit, has, v, upper, -solver::infinity, 0));
    }
    for (const std::size_t other : m_required) programme.rows.push_back(limit_row(other, has));
    return programme;
  }

  /// low <= own part of v - share x score <= high
  solver::Row share_row(std::size_t unit, const std::vector<std::size_t>& has, std::size_t v, double share, double low,
                        double high) const {
    solver::Row row;
    for (std::size_t k = 0; k < has.size(); ++k) {
      row.variables.push_back(static_cast<int>(k));
      row.coefficients.push_back(m_scaled[has[k]][unit] * ((k == v ? 1 : 0) - share));
    }
    row.low = low;
    row.high = high;
    return row;
  }

  solver::Row limit_row(std::size_t other, const std::vector<std::size_t>& has) const {
    solver::Row row;
    for (std::size_t k = 0; k < has.size(); ++k) {
      const double value = m_scaled[has[k]][other];
      if (std::isnan(value) || value == 0) continue;
      row.variables.push_back(static_cast<int>(k));
      row.coefficients.push_back(value);
    }
    row.high = 1;
    return row;
  }

  /// Few of the other units bind, and much the same for all: they are added as they are found to exceed 1.
  std::vector<double> best_weights(std::size_t unit, const std::vector<std::size_t>& has) {
    while (true) {
      const solver::Solution solution = solver::minimise(programme(unit, has));
      if (!solution.has_solution())
        throw Error(Fault::system, fmt::format("benefit of the doubt, unit {} in the order given", unit + 1),
                    "the linear programme was not solved", "report this with the assessment and its data");
      std::vector<double> weights(m_scaled.size());
      for (std::size_t k = 0; k < has.size(); ++k) weights[has[k]] = std::max(0.0, solution.x[k]);
      const std::size_t most = most_above(weights);
      const std::size_t before = m_required.size();
      if (score_under(weights, most) > 1 + over_one) require(most);
      if (m_required.size() == before) return weights;
    }
  }

  std::span<const ShareBounds> m_bounds;
  std::vector<std::vector<double>> m_scaled; ///< each indicator's largest value is 1
  std::vector<double> m_largest;
  std::vector<std::size_t> m_required; ///< units that limit the weights of others, in the order they were found
};

} // namespace

BenefitOfDoubt benefit_of_doubt(Columns columns, std::span<const ShareBounds> bounds) {
  check(columns, bounds);
  const std::size_t units = columns.empty() ? 0 : columns[0].size();
  BenefitOfDoubt result{{},
                        std::vector<double>(units, std::numeric_limits<double>::quiet_NaN()),
                        Matrix(units, columns.size()),
                        Matrix(units, columns.size())};
  Frontier frontier(columns, bounds);
  for (std::size_t unit = 0; unit < units; ++unit) result.states.push_back(frontier.score(unit, result));
  return result;
}

} // namespace tranche::statistics
