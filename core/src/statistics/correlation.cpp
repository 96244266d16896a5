#include "tranche/statistics/correlation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "nan.hpp"
#include "parallel.hpp"
#include "statistics/cross_products.hpp"
#include "statistics/rank_pairs.hpp"

namespace tranche::statistics {
namespace {

// A pair whose own units vary this much less than their distance from the common centre would lose digits to it.
constexpr double too_little_left = 1e-4;

double ratio(double xy, double xx, double yy) {
  const double product = xx * yy;
  // One root makes copies correlate at exactly 1; two keep an extreme product within the range of numbers.
  const bool ordinary = product > 1e-200 && product < 1e200;
  return std::clamp(ordinary ? xy / std::sqrt(product) : xy / std::sqrt(xx) / std::sqrt(yy), -1.0, 1.0);
}

/// Of two complete indicators. @pre of one length, without NaN
double complete_pearson(std::span<const double> x, std::span<const double> y) {
  const Spread a = spread_of(x), b = spread_of(y);
  if (!a.varies() || !b.varies()) return nan;
  double xx = 0, yy = 0, xy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double dx = a.scaled(x[i]), dy = b.scaled(y[i]);
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  const auto n = static_cast<double>(x.size());
  return ratio(xy - a.rest * b.rest / n, xx - a.rest * a.rest / n, yy - b.rest * b.rest / n);
}

double pearson_of_common(std::span<const double> x, std::span<const double> y) {
  std::vector<double> a, b;
  for (std::size_t i = 0; i < x.size(); ++i)
    if (!std::isnan(x[i]) && !std::isnan(y[i])) {
      a.push_back(x[i]);
      b.push_back(y[i]);
    }
  return complete_pearson(a, b);
}

void set(Correlations& to, std::size_t i, std::size_t j, double r, double n) {
  to.r(i, j) = to.r(j, i) = r;
  to.n(i, j) = to.n(j, i) = n;
}

Correlations with_diagonal(std::span<const Spread> spreads) {
  Correlations result{Matrix(spreads.size(), spreads.size(), nan), Matrix(spreads.size(), spreads.size())};
  for (std::size_t i = 0; i < spreads.size(); ++i)
    set(result, i, i, spreads[i].varies() ? 1 : nan, static_cast<double>(spreads[i].n));
  return result;
}

/// Every indicator has a value for every unit.
Correlations complete(Columns columns, std::span<const Spread> spreads, int threads) {
  Correlations result = with_diagonal(spreads);
  const Matrix sums = cross_products(columns, spreads, Part::value, Part::value, threads);
  const auto n = static_cast<double>(columns.empty() ? 0 : columns[0].size());
  const auto about_mean = [&](std::size_t i, std::size_t j) {
    return sums(i, j) - spreads[i].rest * spreads[j].rest / n;
  };
  for (std::size_t i = 0; i < columns.size(); ++i)
    for (std::size_t j = i + 1; j < columns.size(); ++j) {
      const bool vary = spreads[i].varies() && spreads[j].varies();
      set(result, i, j, vary ? ratio(about_mean(i, j), about_mean(i, i), about_mean(j, j)) : nan, n);
    }
  return result;
}

/// Sums over each pair's own units come from products with the indicators' presence, all pairs at once.
Correlations with_gaps(Columns columns, std::span<const Spread> spreads, int threads) {
  Correlations result = with_diagonal(spreads);
  const Matrix n = cross_products(columns, spreads, Part::present, Part::present, threads);
  const Matrix xy = cross_products(columns, spreads, Part::value, Part::value, threads);
  const Matrix x = cross_products(columns, spreads, Part::value, Part::present, threads);
  const Matrix xx = cross_products(columns, spreads, Part::square, Part::present, threads);
  in_blocks(columns.size(), 1, threads, [&](std::size_t i, std::size_t) {
    for (std::size_t j = i + 1; j < columns.size(); ++j) {
      const double units = n(i, j);
      double r = nan;
      if (units >= 2 && spreads[i].varies() && spreads[j].varies()) {
        const double varies_i = xx(i, j) - x(i, j) * x(i, j) / units, varies_j = xx(j, i) - x(j, i) * x(j, i) / units;
        const bool safe = varies_i > too_little_left * xx(i, j) && varies_j > too_little_left * xx(j, i);
        r = safe ? ratio(xy(i, j) - x(i, j) * x(j, i) / units, varies_i, varies_j)
                 : pearson_of_common(columns[i], columns[j]);
      }
      set(result, i, j, r, units);
    }
  });
  return result;
}

Correlations pearson(Columns columns, int threads) {
  const std::vector<Spread> spreads = spreads_of(columns, threads);
  const bool gaps =
      std::any_of(spreads.begin(), spreads.end(), [&](const Spread& spread) { return spread.n < columns[0].size(); });
  return gaps ? with_gaps(columns, spreads, threads) : complete(columns, spreads, threads);
}

std::vector<SortedColumn> sort_columns(Columns columns, int threads) {
  std::vector<SortedColumn> sorted(columns.size());
  in_blocks(columns.size(), 1, threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t c = begin; c < end; ++c) sorted[c] = sort_column(columns[c]);
  });
  return sorted;
}

/// Pairs one by one; those that `done` names are left as they are.
template <class Done, class Pair>
void each_pair(std::span<const SortedColumn> sorted, int threads, Correlations& result, Done&& done, Pair&& pair) {
  std::vector<std::array<std::size_t, 2>> pairs;
  for (std::size_t i = 0; i < sorted.size(); ++i)
    for (std::size_t j = i + 1; j < sorted.size(); ++j)
      if (!done(i, j)) pairs.push_back({i, j});
  in_blocks(pairs.size(), 8, threads, [&](std::size_t begin, std::size_t end) {
    PairRoom room;
    for (std::size_t p = begin; p < end; ++p) {
      const auto [i, j] = pairs[p];
      const Correlation found = pair(sorted[i], sorted[j], room);
      set(result, i, j, found.r, static_cast<double>(found.n));
    }
  });
}

Correlations rank_diagonal(std::span<const SortedColumn> sorted) {
  Correlations result{Matrix(sorted.size(), sorted.size(), nan), Matrix(sorted.size(), sorted.size())};
  for (std::size_t i = 0; i < sorted.size(); ++i)
    set(result, i, i, sorted[i].run_ends.size() > 1 ? 1 : nan, static_cast<double>(sorted[i].order.size()));
  return result;
}

Correlations spearman(Columns columns, int threads) {
  const std::vector<SortedColumn> sorted = sort_columns(columns, threads);
  Correlations result = rank_diagonal(sorted);
  // Indicators without gaps are ranked once; every pair with a gap over its own units.
  std::vector<std::size_t> whole, place(columns.size(), columns.size());
  std::vector<std::vector<double>> ranks;
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (sorted[i].order.size() == columns[i].size()) {
      place[i] = whole.size();
      whole.push_back(i);
    }
  ranks.resize(whole.size());
  in_blocks(whole.size(), 1, threads,
            [&](std::size_t w, std::size_t) { ranks[w] = centred_double_ranks(sorted[whole[w]]); });
  // Ranks are whole numbers about 0 already: left as they are, their sums are exact.
  const std::vector<Spread> as_is(whole.size());
  const Matrix sums = cross_products(ranks, as_is, Part::value, Part::value, threads);
  for (std::size_t a = 0; a < whole.size(); ++a)
    for (std::size_t b = a + 1; b < whole.size(); ++b) {
      const bool vary = sums(a, a) > 0 && sums(b, b) > 0;
      set(result, whole[a], whole[b],
          vary ? std::clamp(sums(a, b) / std::sqrt(sums(a, a) * sums(b, b)), -1.0, 1.0) : nan,
          static_cast<double>(columns[0].size()));
    }
  const auto done = [&](std::size_t i, std::size_t j) {
    return place[i] < columns.size() && place[j] < columns.size();
  };
  each_pair(sorted, threads, result, done, spearman_pair);
  return result;
}

Correlations kendall(Columns columns, int threads) {
  const std::vector<SortedColumn> sorted = sort_columns(columns, threads);
  Correlations result = rank_diagonal(sorted);
  each_pair(
      sorted, threads, result, [](std::size_t, std::size_t) { return false; }, kendall_pair);
  return result;
}

std::vector<std::vector<double>> complete_units(Columns columns) {
  std::vector<std::vector<double>> kept(columns.size());
  const std::size_t units = columns.empty() ? 0 : columns[0].size();
  for (std::size_t unit = 0; unit < units; ++unit) {
    const bool whole = std::none_of(columns.begin(), columns.end(),
                                    [&](const std::vector<double>& column) { return std::isnan(column[unit]); });
    for (std::size_t c = 0; whole && c < columns.size(); ++c) kept[c].push_back(columns[c][unit]);
  }
  return kept;
}

} // namespace

Correlations correlations(Columns columns, CorrelationKind kind, int threads) {
  if (kind == CorrelationKind::pearson) return pearson(columns, threads);
  return kind == CorrelationKind::spearman ? spearman(columns, threads) : kendall(columns, threads);
}

Correlation correlation(std::span<const double> x, std::span<const double> y, CorrelationKind kind) {
  const std::array<std::vector<double>, 2> columns{std::vector<double>(x.begin(), x.end()),
                                                   std::vector<double>(y.begin(), y.end())};
  const Correlations both = correlations(columns, kind);
  return {both.r(0, 1), static_cast<std::size_t>(both.n(0, 1))};
}

Covariances complete_covariances(Columns columns, int threads) {
  const std::vector<std::vector<double>> kept = complete_units(columns);
  Covariances result{Matrix(columns.size(), columns.size(), nan), kept.empty() ? 0 : kept[0].size()};
  if (result.n < 2) return result;
  const std::vector<Spread> spreads = spreads_of(kept, threads);
  const Matrix sums = cross_products(kept, spreads, Part::value, Part::value, threads);
  const auto n = static_cast<double>(result.n);
  for (std::size_t i = 0; i < columns.size(); ++i)
    for (std::size_t j = 0; j < columns.size(); ++j)
      result.covariance(i, j) =
          (sums(i, j) - spreads[i].rest * spreads[j].rest / n) / (n - 1) / spreads[i].scale / spreads[j].scale;
  return result;
}

Matrix to_correlations(const Matrix& covariance) {
  Matrix r(covariance.rows(), covariance.columns(), nan);
  for (std::size_t i = 0; i < r.rows(); ++i)
    for (std::size_t j = 0; j < r.columns(); ++j)
      if (covariance(i, i) > 0 && covariance(j, j) > 0)
        r(i, j) = i == j ? 1 : ratio(covariance(i, j), covariance(i, i), covariance(j, j));
  return r;
}

} // namespace tranche::statistics
