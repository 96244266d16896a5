#include "tranche/statistics/impute.hpp"

#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace tranche::statistics {
namespace {

constexpr double collinear_below = 1e-9; // of the first pivot
constexpr double same_distance = 1e-12;

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

double median_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return n % 2 == 1 ? values[n / 2] : values[n / 2 - 1] + (values[n / 2] - values[n / 2 - 1]) / 2;
}

template <class Centre>
std::vector<ImputedValue> impute_group(std::span<const double> values, std::span<const int> groups, Centre centre_of) {
  struct Known {
    double centre;
    std::size_t n;
  };
  std::map<int, std::vector<double>> by_group;
  std::vector<double> all;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(values[i])) continue;
    by_group[groups[i]].push_back(values[i]);
    all.push_back(values[i]);
  }
  std::vector<ImputedValue> imputed;
  if (all.empty() || all.size() == values.size()) return imputed;
  std::map<int, Known> known;
  for (const auto& [group, members] : by_group) known[group] = {centre_of(members), members.size()};
  const Known overall{centre_of(all), all.size()};
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isnan(values[i])) continue;
    const auto found = known.find(groups[i]);
    const Known& source = found == known.end() ? overall : found->second;
    imputed.push_back(
        {i, 0, source.centre, found == known.end() ? ImputedFrom::overall : ImputedFrom::group, source.n});
  }
  return imputed;
}

struct Moments {
  double mean = 0, sd = 0; ///< sd 0: the same everywhere, or fewer than two values
};

Moments moments_of(const std::vector<double>& present) {
  if (present.empty()) return {};
  const auto [least, most] = std::minmax_element(present.begin(), present.end());
  if (*least == *most) return {*least, 0};
  Moments moments{mean_of(present), 0};
  double squares = 0;
  for (const double value : present) squares += (value - moments.mean) * (value - moments.mean);
  moments.sd = std::sqrt(squares / static_cast<double>(present.size() - 1));
  return moments;
}

double standard(double value, const Moments& moments) {
  return moments.sd > 0 ? (value - moments.mean) / moments.sd : 0.0;
}

bool complete(std::span<const std::vector<double>> columns, std::size_t unit) {
  return std::none_of(columns.begin(), columns.end(), [&](const auto& column) { return std::isnan(column[unit]); });
}

/// Units by indicators, so that a distance reads two rows; NaN where missing.
std::vector<double> standard_rows(std::span<const std::vector<double>> indicators) {
  const std::size_t p = indicators.size(), n = indicators.front().size();
  std::vector<double> rows(n * p);
  for (std::size_t j = 0; j < p; ++j) {
    std::vector<double> present;
    for (const double value : indicators[j])
      if (!std::isnan(value)) present.push_back(value);
    const Moments moments = moments_of(present);
    for (std::size_t i = 0; i < n; ++i)
      rows[i * p + j] = std::isnan(indicators[j][i]) ? indicators[j][i] : standard(indicators[j][i], moments);
  }
  return rows;
}

/// NaN without an indicator in common.
double distance_between(const double* a, const double* b, std::size_t p) {
  double squares = 0;
  std::size_t shared = 0;
  for (std::size_t j = 0; j < p; ++j) {
    const double difference = a[j] - b[j];
    if (std::isnan(difference)) continue;
    squares += difference * difference;
    ++shared;
  }
  return std::sqrt(squares / static_cast<double>(shared)); // 0 / 0 is NaN
}

/// Distances of one unit to all others, those of the same size made the same so that the order of units decides.
std::vector<double> distances_from(std::size_t unit, std::span<const double> rows, std::size_t p) {
  const std::size_t n = rows.size() / p;
  std::vector<double> distances(n);
  for (std::size_t i = 0; i < n; ++i) {
    const double distance = distance_between(&rows[unit * p], &rows[i * p], p);
    distances[i] = std::round(distance / same_distance) * same_distance;
  }
  return distances;
}

struct StandardColumn {
  Moments moments;
  Eigen::VectorXd values;
};

StandardColumn standard_column(std::span<const double> column, const std::vector<std::size_t>& units) {
  std::vector<double> values;
  for (const std::size_t unit : units) values.push_back(column[unit]);
  StandardColumn result{moments_of(values), Eigen::VectorXd(static_cast<Eigen::Index>(values.size()))};
  for (std::size_t r = 0; r < values.size(); ++r)
    result.values(static_cast<Eigen::Index>(r)) = standard(values[r], result.moments);
  return result;
}

/// Slopes in standard units; rank and R squared go into the result.
Eigen::VectorXd least_squares(const std::vector<StandardColumn>& predictors, const StandardColumn& target,
                              RegressionImputation& result) {
  const auto columns = static_cast<Eigen::Index>(predictors.size());
  const bool all_constant = std::all_of(predictors.begin(), predictors.end(),
                                        [](const StandardColumn& predictor) { return predictor.moments.sd == 0; });
  if (all_constant) return Eigen::VectorXd::Zero(columns); // the decomposition would divide by a pivot of 0
  Eigen::MatrixXd x(target.values.size(), columns);
  for (Eigen::Index j = 0; j < columns; ++j) x.col(j) = predictors[static_cast<std::size_t>(j)].values;
  Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(x.rows(), x.cols());
  qr.setThreshold(collinear_below);
  qr.compute(x);
  result.rank = static_cast<std::size_t>(qr.rank());
  const Eigen::VectorXd slopes = qr.solve(target.values);
  const double total = target.values.squaredNorm();
  if (total > 0) result.r_squared = std::clamp(1 - (target.values - x * slopes).squaredNorm() / total, 0.0, 1.0);
  return slopes;
}

} // namespace

std::vector<ImputedValue> impute_group_mean(std::span<const double> values, std::span<const int> groups) {
  return impute_group(values, groups, mean_of);
}

std::vector<ImputedValue> impute_group_median(std::span<const double> values, std::span<const int> groups) {
  return impute_group(values, groups, median_of);
}

RegressionImputation impute_regression(std::span<const double> target,
                                       std::span<const std::vector<double>> predictors) {
  RegressionImputation result;
  result.coefficients.assign(predictors.size(), 0.0);
  std::vector<std::size_t> known, wanted;
  for (std::size_t i = 0; i < target.size(); ++i)
    if (complete(predictors, i)) (std::isnan(target[i]) ? wanted : known).push_back(i);
  result.n = known.size();
  if (known.empty()) return result;

  std::vector<StandardColumn> x;
  for (const std::vector<double>& predictor : predictors) x.push_back(standard_column(predictor, known));
  const StandardColumn y = standard_column(target, known);
  const Eigen::VectorXd slopes = least_squares(x, y, result);
  if (result.n <= result.rank + 1) return result;

  result.constant = y.moments.mean;
  for (std::size_t j = 0; j < x.size(); ++j) {
    if (x[j].moments.sd == 0) continue;
    result.coefficients[j] = slopes(static_cast<Eigen::Index>(j)) * y.moments.sd / x[j].moments.sd;
    result.constant -= result.coefficients[j] * x[j].moments.mean;
  }
  for (const std::size_t unit : wanted) {
    // About the means, which keeps the digits that the constant loses when means are large against spreads.
    double value = y.moments.mean;
    for (std::size_t j = 0; j < x.size(); ++j)
      value += result.coefficients[j] * (predictors[j][unit] - x[j].moments.mean);
    result.imputed.push_back({unit, 0, value, ImputedFrom::regression, result.n});
  }
  return result;
}

std::vector<ImputedValue> impute_nearest(std::span<const std::vector<double>> indicators, std::size_t k) {
  std::vector<ImputedValue> imputed;
  if (indicators.empty() || indicators.front().empty()) return imputed;
  const std::size_t p = indicators.size(), n = indicators.front().size();
  const std::vector<double> rows = standard_rows(indicators);
  for (std::size_t unit = 0; unit < n; ++unit) {
    if (complete(indicators, unit)) continue;
    const std::vector<double> distances = distances_from(unit, rows, p);
    for (std::size_t j = 0; j < p; ++j) {
      if (!std::isnan(indicators[j][unit])) continue;
      std::vector<std::pair<double, std::size_t>> donors;
      for (std::size_t i = 0; i < n; ++i)
        if (!std::isnan(indicators[j][i]) && !std::isnan(distances[i])) donors.emplace_back(distances[i], i);
      const std::size_t used = std::min(k, donors.size());
      if (used == 0) continue;
      std::partial_sort(donors.begin(), donors.begin() + static_cast<std::ptrdiff_t>(used), donors.end());
      double sum = 0;
      for (std::size_t d = 0; d < used; ++d) sum += indicators[j][donors[d].second];
      imputed.push_back({unit, j, sum / static_cast<double>(used), ImputedFrom::neighbours, used});
    }
  }
  std::stable_sort(imputed.begin(), imputed.end(),
                   [](const ImputedValue& a, const ImputedValue& b) { return a.indicator < b.indicator; });
  return imputed;
}

} // namespace tranche::statistics
