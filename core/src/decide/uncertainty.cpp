#include "tranche/decide/uncertainty.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "decide/cut.hpp"
#include "decide/index.hpp"
#include "decide/resample.hpp"
#include "parallel.hpp"
#include "tranche/statistics/ranking.hpp"

namespace tranche {
namespace {

constexpr std::size_t draws_per_block = 16;

/// Everything that stays the same from draw to draw.
struct Setup {
  const Decision& decision;
  const Candidates& candidates;
  std::span<const IndicatorColumn> indicators;
  const IndexSettings& index;
  const TrancheSettings& tranches;
  std::int64_t floor_pence;
  std::uint64_t seed;
  std::vector<std::size_t> by_code;
  std::vector<Resampler> resamplers;
};

/// Ranks and tranches of every draw: [draw x n + authority]. Each draw writes its own row.
struct Draws {
  std::vector<std::int32_t> rank;
  std::vector<std::uint16_t> tranche;
};

/// Adds an indicator's share to the sums: of the score, or of its logarithm.
void add_column(const Setup& setup, std::size_t c, std::uint32_t draw, std::vector<double>& value,
                std::vector<double>& sum) {
  const IndexColumn& column = setup.decision.columns[c];
  if (!(column.weight > 0)) return;
  const bool geometric = setup.index.aggregate == Aggregate::geometric;
  const bool fixed = setup.resamplers[c].fixed();
  if (!fixed) setup.resamplers[c].draw(setup.seed, draw, value);
  const Scale scale = fixed ? Scale{} : scale_of(setup.indicators[c], value, setup.index, setup.by_code);
  for (std::size_t i = 0; i < sum.size(); ++i) {
    if (!(column.effective_weight[i] > 0)) continue;
    const double x = fixed ? column.normalised[i] : normalise_on(scale, value[i]);
    sum[i] += column.effective_weight[i] * (geometric ? std::log(x) : x);
  }
}

void make_draw(const Setup& setup, std::uint32_t draw, Draws& draws) {
  const std::size_t n = setup.candidates.codes.size();
  std::vector<double> value(n), sum(n, 0.0), score(n, std::numeric_limits<double>::quiet_NaN());
  for (std::size_t c = 0; c < setup.indicators.size(); ++c) add_column(setup, c, draw, value, sum);
  for (std::size_t i = 0; i < n; ++i)
    if (setup.decision.rank[i] > 0)
      score[i] = statistics::round_score(setup.index.aggregate == Aggregate::geometric ? std::exp(sum[i]) : sum[i]);
  const std::vector<std::size_t> order = funding_order(score, setup.candidates);
  const std::size_t row = draw * n;
  for (std::size_t place = 0; place < order.size(); ++place) {
    const bool tied = place > 0 && score[order[place]] == score[order[place - 1]];
    draws.rank[row + order[place]] = tied ? draws.rank[row + order[place - 1]] : static_cast<std::int32_t>(place) + 1;
  }
  const std::vector<std::size_t> ends = cut_ends(order, score, setup.tranches, setup.floor_pence);
  std::size_t place = 0;
  for (std::size_t k = 0; k < ends.size(); ++k)
    for (; place < ends[k]; ++place) draws.tranche[row + order[place]] = static_cast<std::uint16_t>(k + 1);
}

/// Quantiles and shares over the draws of one authority.
void summarise(const Setup& setup, const Draws& draws, std::size_t i, Uncertainty& result) {
  const std::size_t n = setup.candidates.codes.size(), count = static_cast<std::size_t>(result.draws);
  std::vector<double> probability(setup.tranches.cut.size(), 0.0);
  if (setup.decision.rank[i] == 0) { // unranked in every draw: in its tranche, if in any, for certain
    if (setup.decision.tranche[i] > 0) probability[static_cast<std::size_t>(setup.decision.tranche[i]) - 1] = 1;
    result.tranche_probability[i] = std::move(probability);
    return;
  }
  std::vector<std::int32_t> ranks(count);
  std::vector<std::size_t> in_tranche(probability.size(), 0);
  for (std::size_t d = 0; d < count; ++d) {
    ranks[d] = draws.rank[d * n + i];
    if (draws.tranche[d * n + i] > 0) ++in_tranche[draws.tranche[d * n + i] - 1U];
  }
  std::sort(ranks.begin(), ranks.end());
  const auto cut = static_cast<std::size_t>(std::floor((1 - result.level) / 2 * static_cast<double>(count) + 1e-9));
  result.rank_low[i] = ranks[std::min(cut, (count - 1) / 2)];
  result.rank_high[i] = ranks[count - 1 - std::min(cut, (count - 1) / 2)];
  result.rank_median[i] = ranks[(count - 1) / 2];
  for (std::size_t k = 0; k < probability.size(); ++k)
    probability[k] = static_cast<double>(in_tranche[k]) / static_cast<double>(count);
  result.tranche_probability[i] = std::move(probability);
}

std::vector<std::string> assumptions_of(const Setup& setup) {
  std::vector<std::string> sentences;
  for (std::size_t c = 0; c < setup.indicators.size(); ++c)
    if (setup.decision.columns[c].weight > 0) sentences.push_back(setup.resamplers[c].assumption());
  sentences.push_back("Figures are drawn independently of each other; scales are fitted anew in each draw.");
  sentences.push_back(
      "Weights, method, populations, who has a figure and the rules of tranches are held fixed: they are "
      "choices or taken as known, and no probability here covers them.");
  return sentences;
}

} // namespace

Uncertainty estimate_uncertainty(const Decision& decision, const Candidates& candidates,
                                 std::span<const IndicatorColumn> indicators, const IndexSettings& index,
                                 const TrancheSettings& tranches, const AllocationSettings& allocation,
                                 const UncertaintySettings& settings, int threads) {
  Uncertainty result;
  if (settings.draws <= 0) return result;
  Setup setup{decision,
              candidates,
              indicators,
              index,
              tranches,
              allocation.floor_pence,
              settings.seed,
              order_by_code(candidates.codes),
              {}};
  for (std::size_t c = 0; c < indicators.size(); ++c)
    setup.resamplers.emplace_back(indicators[c], static_cast<std::uint32_t>(c), setup.by_code);
  const std::size_t n = candidates.codes.size(), count = static_cast<std::size_t>(settings.draws);
  Draws draws{std::vector<std::int32_t>(count * n, 0), std::vector<std::uint16_t>(count * n, 0)};
  in_blocks(count, draws_per_block, threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t d = begin; d < end; ++d) make_draw(setup, static_cast<std::uint32_t>(d), draws);
  });
  result.draws = settings.draws;
  result.seed = settings.seed;
  result.level = settings.level;
  result.rank_low.assign(n, 0);
  result.rank_high.assign(n, 0);
  result.rank_median.assign(n, 0);
  result.tranche_probability.resize(n);
  for (std::size_t i = 0; i < n; ++i) summarise(setup, draws, i, result);
  result.assumptions = assumptions_of(setup);
  return result;
}

} // namespace tranche
