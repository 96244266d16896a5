#include "decide/index.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numeric>

#include "tranche/statistics/ranking.hpp"

namespace tranche {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
// Shares of weight are sums of quotients: 0.75 may come out a bit below 0.75.
constexpr double share_tolerance = 1e-9;

IndexColumn normalised_column(const IndicatorColumn& indicator, const Candidates& candidates, double weight,
                              const IndexSettings& index, std::span<const std::size_t> order) {
  const std::size_t n = candidates.codes.size();
  IndexColumn column;
  column.id = indicator.id;
  column.weight = weight;
  column.scale = scale_of(indicator, indicator.value, index, order);
  column.normalised.assign(n, nan);
  column.contribution.assign(n, nan);
  column.effective_weight.assign(n, 0.0);
  std::vector<double> need(n, nan);
  for (std::size_t i = 0; i < n; ++i)
    if (enters(indicator, i)) {
      column.normalised[i] = normalise_on(column.scale, indicator.value[i]);
      need[i] = indicator.direction * indicator.value[i];
    }
  column.rank = statistics::competition_ranks(need);
  column.england = england_figure(indicator, candidates.population, order);
  return column;
}

/// "deaths is missing, crime is suppressed": the weighted indicators that an authority lacks.
std::string what_is_lacking(const Decision& decision, std::span<const IndicatorColumn> indicators, std::size_t i) {
  std::string list;
  for (std::size_t c = 0; c < indicators.size(); ++c)
    if (decision.columns[c].weight > 0 && !enters(indicators[c], i))
      list += fmt::format("{}{} is {}", list.empty() ? "" : ", ", indicators[c].id,
                          indicators[c].status[i] == Status::too_few ? "of too few events"
                                                                     : name_of(indicators[c].status[i]));
  return list;
}

void check_geometric(const IndexSettings& index, const IndexColumn& column, const std::string& code, double value) {
  if (index.aggregate != Aggregate::geometric || value > 0) return;
  throw Error(
      Fault::settings, index.place.text(),
      fmt::format("a geometric mean needs values above 0, but {} of {} is {:.6g} after normalising", column.id, code,
                  value),
      "normalise by percentile or imd_exponential, by min_max with a low end above 0, or aggregate: arithmetic");
}

/// The score of one authority, its contributions on the way.
double aggregate(Decision& decision, const IndexSettings& index, const std::string& code, std::size_t i) {
  double sum = 0;
  for (IndexColumn& column : decision.columns) {
    if (std::isnan(column.normalised[i])) continue;
    column.contribution[i] = 0;
    if (!(column.effective_weight[i] > 0)) continue;
    check_geometric(index, column, code, column.normalised[i]);
    const double term = index.aggregate == Aggregate::geometric ? std::log(column.normalised[i]) : column.normalised[i];
    column.contribution[i] = column.effective_weight[i] * term;
    sum += column.contribution[i];
  }
  return statistics::round_score(index.aggregate == Aggregate::geometric ? std::exp(sum) : sum);
}

void weigh(Decision& decision, const WeightTree& tree, std::span<const IndicatorColumn> indicators, std::size_t i) {
  std::vector<std::uint8_t> present(indicators.size());
  std::vector<double> shares(indicators.size());
  double whole = 0;
  for (std::size_t c = 0; c < indicators.size(); ++c) {
    present[c] = enters(indicators[c], i) ? 1 : 0;
    if (present[c]) whole += tree.shares()[c];
  }
  tree.effective(present, shares);
  for (std::size_t c = 0; c < indicators.size(); ++c) decision.columns[c].effective_weight[i] = shares[c];
  decision.weight_present[i] = whole;
}

void remark_rescaling(Decision& decision, const Candidates& candidates, std::span<const IndicatorColumn> indicators,
                      std::span<const std::size_t> order) {
  for (std::size_t c = 0; c < indicators.size(); ++c) {
    if (!(decision.columns[c].weight > 0)) continue;
    std::string codes;
    for (const std::size_t i : order)
      if (decision.rank[i] > 0 && !enters(indicators[c], i)) codes += (codes.empty() ? "" : ", ") + candidates.codes[i];
    if (!codes.empty())
      decision.remarks.push_back(fmt::format("{} has no value for {}: ranked on their other indicators, whose weights "
                                             "are scaled up, within the domain first",
                                             indicators[c].id, codes));
  }
}

void remark_columns(Decision& decision, std::span<const IndicatorColumn> indicators) {
  for (std::size_t c = 0; c < indicators.size(); ++c) {
    const Scale& scale = decision.columns[c].scale;
    if (!(decision.columns[c].weight > 0))
      decision.remarks.push_back(fmt::format("{} is shown but has no weight in the index", indicators[c].id));
    else if (scale.minimum == scale.maximum)
      decision.remarks.push_back(
          fmt::format("{} is the same for every authority, so its weight tells none of them apart", indicators[c].id));
  }
}

} // namespace

std::vector<std::size_t> order_by_code(std::span<const std::string> codes) {
  std::vector<std::size_t> order(codes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return codes[a] < codes[b]; });
  return order;
}

bool enters(const IndicatorColumn& indicator, std::size_t authority) { return has_value(indicator.status[authority]); }

Scale scale_of(const IndicatorColumn& indicator, std::span<const double> value, const IndexSettings& index,
               std::span<const std::size_t> order) {
  std::vector<double> values;
  values.reserve(order.size());
  for (const std::size_t i : order)
    if (enters(indicator, i)) values.push_back(value[i]);
  return statistics::fit_scale(values, index.normalise, indicator.direction, index.low, index.high);
}

void score_authorities(Decision& decision, const Candidates& candidates, std::span<const IndicatorColumn> indicators,
                       const IndexSettings& index, std::span<const std::size_t> order) {
  if (index.aggregate == Aggregate::geometric && index.normalise == Normalise::z_score)
    throw Error(Fault::settings, index.place.text(),
                "a geometric mean of z-scores does not exist: half of them are negative",
                "normalise by percentile, imd_exponential or min_max with a low end above 0");
  const WeightTree tree(index, indicators);
  const std::size_t n = candidates.codes.size();
  for (std::size_t c = 0; c < indicators.size(); ++c)
    decision.columns.push_back(normalised_column(indicators[c], candidates, tree.shares()[c], index, order));
  decision.score.assign(n, nan);
  decision.reason.assign(n, "");
  decision.weight_present.assign(n, 0.0);
  for (const std::size_t i : order) {
    weigh(decision, tree, indicators, i);
    const double whole = decision.weight_present[i];
    if (whole > 0 && whole >= index.require - share_tolerance)
      decision.score[i] = aggregate(decision, index, candidates.codes[i], i);
    else
      decision.reason[i] = fmt::format("has {:.3g} % of the weight, {:.3g} % is required: {}", 100 * whole,
                                       100 * index.require, what_is_lacking(decision, indicators, i));
  }
  decision.rank = statistics::competition_ranks(decision.score);
  remark_columns(decision, indicators);
  remark_rescaling(decision, candidates, indicators, order);
}

} // namespace tranche
