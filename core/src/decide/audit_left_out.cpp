#include "decide/audit_left_out.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "decide/cut.hpp"
#include "nan.hpp"
#include "parallel.hpp"
#include "tranche/decide/weights.hpp"
#include "tranche/statistics/ranking.hpp"

namespace tranche {
namespace {

double pearson(std::span<const double> x, std::span<const double> y) {
  return statistics::correlation(x, y, statistics::CorrelationKind::pearson).r;
}

/// Ranks among the authorities that both scores rank.
std::vector<int> ranks_in_common(std::vector<double> score, std::span<const double> other) {
  for (std::size_t i = 0; i < score.size(); ++i)
    if (std::isnan(other[i])) score[i] = nan;
  return statistics::competition_ranks(score);
}

class Series {
public:
  Series(const Decision& decision, const Candidates& candidates, std::span<const IndicatorColumn> indicators,
         const IndexSettings& index, const TrancheSettings& tranches, std::int64_t floor_pence)
      : m_decision(decision), m_candidates(candidates), m_indicators(indicators), m_index(index), m_tranches(tranches),
        m_floor_pence(floor_pence), m_by_code(order_by_code(candidates.codes)) {
    for (const IndexColumn& column : decision.columns) m_columns.push_back(&column.normalised);
  }

  Reranked without(const Omission& omission) const {
    Reranked result;
    result.row.id = omission.id;
    result.row.domain = omission.domain;
    IndexSettings index = m_index;
    for (const std::string& id : omission.indicators) drop_indicator(index.weights, id);
    if (index.weights.empty()) {
      result.row.undefined = "nothing is left to rank by";
      return result;
    }
    try {
      rank(result, omission, index);
    } catch (const Error& error) {
      result.row.undefined = error.findings().front().what;
    }
    return result;
  }

private:
  void rank(Reranked& result, const Omission& omission, const IndexSettings& index) const {
    IndexModel model(m_candidates, m_indicators, index, m_by_code);
    // Imputed figures rest on who is ranked and on the other indicators, so they are made anew.
    const IndexModel::Evaluation evaluation =
        index.impute.method == Impute::none ? model.fit_on(m_columns) : model.fit();
    Decision reduced;
    for (const double score : evaluation.score()) reduced.score.push_back(statistics::round_score(score));
    reduced.rank = statistics::competition_ranks(reduced.score);
    result.with_rest = pearson(omission.own, reduced.score);
    for (const IndexModel::Level& level : evaluation.levels)
      if (!omission.parent.empty() && level.node->id == omission.parent)
        result.with_domain = pearson(omission.own, level.score);
    cut_tranches(reduced, m_candidates, m_tranches, m_floor_pence, m_by_code);
    compare(result.row, reduced);
  }

  void compare(LeftOut& row, const Decision& reduced) const {
    const std::vector<int> before = ranks_in_common(m_decision.score, reduced.score);
    const std::vector<int> after = ranks_in_common(reduced.score, m_decision.score);
    std::int64_t sum = 0;
    int most = -1;
    for (const std::size_t i : m_by_code) {
      row.gained += reduced.rank[i] > 0 && m_decision.rank[i] == 0;
      row.lost += reduced.rank[i] == 0 && m_decision.rank[i] > 0;
      if (before[i] == 0) continue;
      ++row.ranked;
      const int shift = std::abs(before[i] - after[i]);
      sum += shift;
      row.change_tranche += reduced.tranche[i] != m_decision.tranche[i];
      if (shift <= most) continue;
      most = shift;
      row.moved_most = i;
      row.rank_with = before[i];
      row.rank_without = after[i];
    }
    row.mean_shift = row.ranked > 0 ? static_cast<double>(sum) / static_cast<double>(row.ranked) : nan;
    row.spearman = statistics::correlation(m_decision.score, reduced.score, statistics::CorrelationKind::spearman).r;
    if (row.ranked == 0) row.undefined = "nobody is ranked both with it and without";
  }

  const Decision& m_decision;
  const Candidates& m_candidates;
  std::span<const IndicatorColumn> m_indicators;
  const IndexSettings& m_index;
  const TrancheSettings& m_tranches;
  std::int64_t m_floor_pence = 0;
  std::vector<std::size_t> m_by_code;
  IndexModel::Columns m_columns;
};

} // namespace

std::vector<Reranked> rerank_without(const std::vector<Omission>& omissions, const Decision& decision,
                                     const Candidates& candidates, std::span<const IndicatorColumn> indicators,
                                     const IndexSettings& index, const TrancheSettings& tranches,
                                     std::int64_t floor_pence, int threads) {
  const Series series(decision, candidates, indicators, index, tranches, floor_pence);
  std::vector<Reranked> results(omissions.size());
  in_blocks(omissions.size(), 1, threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t k = begin; k < end; ++k) results[k] = series.without(omissions[k]);
  });
  return results;
}

} // namespace tranche
