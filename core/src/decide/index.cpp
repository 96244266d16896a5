#include "decide/index.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

#include "nan.hpp"
#include "tranche/statistics/ranking.hpp"

namespace tranche {
namespace {

std::vector<int> ranks_of(const IndicatorColumn& indicator) {
  std::vector<double> need(indicator.value.size(), nan);
  for (std::size_t i = 0; i < need.size(); ++i)
    if (enters(indicator, i)) need[i] = indicator.direction * indicator.value[i];
  return statistics::competition_ranks(need);
}

IndexColumn index_column(const IndicatorColumn& indicator, const Candidates& candidates, double weight,
                         PreparedColumn prepared, std::vector<double> figures, std::span<const std::size_t> order) {
  IndexColumn column;
  column.id = indicator.id;
  column.weight = weight;
  column.used = std::move(figures);
  column.treatment = std::move(prepared.treated);
  column.treatment.values = {};
  column.scale = std::move(prepared.scale);
  column.normalised = std::move(prepared.normalised);
  column.contribution.assign(column.used.size(), nan);
  column.flags.assign(column.used.size(), 0);
  for (std::size_t i = 0; i < column.used.size(); ++i)
    if (!std::isnan(column.used[i]) && !enters(indicator, i)) column.flags[i] |= flag::imputed;
  for (const statistics::TreatedPoint& point : column.treatment.changes) column.flags[point.unit] |= flag::treated;
  column.rank = ranks_of(indicator);
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

void fill_contributions(Decision& decision, const IndexModel& model, const IndexModel::Evaluation& evaluation) {
  decision.additive = additivity(model.root());
  const std::vector<std::vector<double>> effective = model.effective_weights(evaluation);
  for (std::size_t c = 0; c < decision.columns.size(); ++c) {
    IndexColumn& column = decision.columns[c];
    column.effective_weight = effective[c];
    if (decision.additive == Additive::no) continue;
    for (std::size_t i = 0; i < column.normalised.size(); ++i) {
      if (std::isnan(column.normalised[i]) || std::isnan(decision.score[i])) continue;
      const double weight = column.effective_weight[i];
      column.contribution[i] = !(weight > 0)                              ? 0
                               : decision.additive == Additive::logarithm ? weight * std::log(column.normalised[i])
                                                                          : weight * column.normalised[i];
    }
  }
  // Benefit of the doubt: what the shares are shares of is the score itself.
  if (!model.root().own_weights.empty())
    for (IndexColumn& column : decision.columns)
      for (std::size_t i = 0; i < column.contribution.size(); ++i)
        if (!std::isnan(column.contribution[i]))
          column.contribution[i] = column.effective_weight[i] * decision.score[i];
}

void fill_scores(Decision& decision, const IndexModel& model, const IndexModel::Evaluation& evaluation,
                 std::span<const IndicatorColumn> indicators, const IndexSettings& index) {
  const std::size_t n = evaluation.score().size();
  decision.score.assign(n, nan);
  decision.reason.assign(n, "");
  decision.weight_present.assign(n, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    decision.weight_present[i] = model.weight_present(i);
    decision.score[i] = statistics::round_score(evaluation.score()[i]);
    if (!std::isnan(decision.score[i])) continue;
    const std::string lacking = what_is_lacking(decision, indicators, i);
    decision.reason[i] = !model.takes_part(i) ? fmt::format("has {:.3g} % of the weight, {:.3g} % is required: {}",
                                                            100 * model.weight_present(i), 100 * index.require, lacking)
                         : lacking.empty()    ? "the limits on shares of benefit_of_doubt cannot hold with its figures"
                                              : fmt::format("no score comes of its figures: {}", lacking);
  }
  decision.rank = statistics::competition_ranks(decision.score);
}

void fill_domains(Decision& decision, const IndexModel& model, const IndexModel::Evaluation& evaluation) {
  for_each_node(model.root(), [&](const IndexNode& node, double share) {
    if (node.leaf()) return;
    const auto level = std::find_if(evaluation.levels.begin(), evaluation.levels.end(),
                                    [&](const IndexModel::Level& l) { return l.node == &node; });
    decision.domains.push_back({node.id, node.title, share, level->score});
  });
}

/// Rank that a score would take among all others of a sorted list, greatest first.
int rank_among(const std::vector<double>& falling, double own, double score) {
  if (std::isnan(score)) return 0;
  score = statistics::round_score(score);
  const auto above = std::lower_bound(falling.begin(), falling.end(), score, std::greater<>{}) - falling.begin();
  return static_cast<int>(above) + (own > score ? 0 : 1); // its own present place is not among the others
}

void fill_imputed(Decision& decision, const IndexModel& model, const IndexModel::Evaluation& evaluation,
                  const IndexSettings& index, const Candidates& candidates) {
  if (evaluation.imputed.empty()) return;
  std::vector<double> without = model.score_without_imputed(), falling;
  for (double& score : without) score = statistics::round_score(score);
  const std::vector<int> rank_without = statistics::competition_ranks(without);
  for (const double score : decision.score)
    if (!std::isnan(score)) falling.push_back(score);
  std::sort(falling.begin(), falling.end(), std::greater<>{});
  for (const statistics::ImputedValue& value : evaluation.imputed) {
    ImputedFigure figure;
    figure.column = value.indicator;
    figure.authority = value.unit;
    figure.value = value.value;
    const bool grouped = value.from == statistics::ImputedFrom::group && !candidates.regions.empty() &&
                         (index.impute.method == Impute::group_mean || index.impute.method == Impute::group_median);
    const std::string of = fmt::format("{} authorities", value.used);
    figure.how =
        value.from == statistics::ImputedFrom::regression ? "regression on the other indicators, " + of
        : value.from == statistics::ImputedFrom::neighbours
            ? "mean of the nearest in profile, " + of
            : fmt::format("{} of {}, {}",
                          index.impute.method == Impute::mean || index.impute.method == Impute::group_mean ? "mean"
                                                                                                           : "median",
                          grouped ? candidates.regions[value.unit] : "all", of);
    figure.rank_without = rank_without[value.unit];
    const std::vector<double>& normalised = decision.columns[value.indicator].normalised;
    double least = nan, greatest = nan;
    for (const double x : normalised) {
      if (std::isnan(x)) continue;
      least = std::isnan(least) ? x : std::min(least, x);
      greatest = std::isnan(greatest) ? x : std::max(greatest, x);
    }
    const double own = decision.score[value.unit];
    figure.rank_least = rank_among(falling, own, model.score_with(evaluation, value.indicator, value.unit, least));
    figure.rank_greatest =
        rank_among(falling, own, model.score_with(evaluation, value.indicator, value.unit, greatest));
    decision.imputed.push_back(std::move(figure));
  }
}

void remark_missing(Decision& decision, const Candidates& candidates, std::span<const IndicatorColumn> indicators,
                    std::span<const std::size_t> order) {
  for (std::size_t c = 0; c < indicators.size(); ++c) {
    if (!(decision.columns[c].weight > 0)) continue;
    std::string left_out, imputed;
    for (const std::size_t i : order) {
      if (decision.rank[i] == 0 || enters(indicators[c], i)) continue;
      std::string& list = std::isnan(decision.columns[c].used[i]) ? left_out : imputed;
      list += (list.empty() ? "" : ", ") + candidates.name_of(i);
    }
    if (!left_out.empty())
      decision.remarks.push_back(fmt::format("{} has no value for {}: ranked on their other indicators, whose weights "
                                             "are scaled up, within the domain first",
                                             indicators[c].id, left_out));
    if (!imputed.empty())
      decision.remarks.push_back(fmt::format("{} has no value for {}: it was imputed, and counts as if it were known",
                                             indicators[c].id, imputed));
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

void score_authorities(Decision& decision, const Candidates& candidates, std::span<const IndicatorColumn> indicators,
                       const IndexSettings& index, std::span<const std::size_t> order) {
  IndexModel model(candidates, indicators, index, order);
  IndexModel::Evaluation evaluation = model.fit();
  const std::vector<double> shares = model.shares();
  for (std::size_t c = 0; c < indicators.size(); ++c)
    decision.columns.push_back(index_column(indicators[c], candidates, shares[c], std::move(evaluation.columns[c]),
                                            std::move(evaluation.figures[c]),
                                            order)); // moved columns stay where the levels look for them
  fill_scores(decision, model, evaluation, indicators, index);
  fill_contributions(decision, model, evaluation);
  fill_domains(decision, model, evaluation);
  fill_imputed(decision, model, evaluation, index, candidates);
  decision.fitted = std::move(evaluation.fitted);
  remark_columns(decision, indicators);
  remark_missing(decision, candidates, indicators, order);
  for (const FittedWeights& level : decision.fitted)
    if (!level.remark.empty())
      decision.remarks.push_back(fmt::format("weights of {} by {}: {}", level.level.empty() ? "the index" : level.level,
                                             name_of(level.method), level.remark));
  for (std::string& remark : evaluation.remarks) decision.remarks.push_back(std::move(remark));
}

} // namespace tranche
