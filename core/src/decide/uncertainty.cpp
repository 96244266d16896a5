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
  std::vector<Resampler> resamplers;
  std::vector<bool> drawn;                  ///< indicators that count and are not held fixed
  std::vector<std::vector<double>> figures; ///< as they are, [indicator][authority]
  const IndexModel& model;
  const IndexModel::Evaluation& base;
};

/// Ranks and tranches of every draw: [draw x n + authority]. Each draw writes its own row.
struct Draws {
  std::vector<std::int32_t> rank;
  std::vector<std::uint16_t> tranche;
};

void make_draw(const Setup& setup, std::uint32_t draw, Draws& draws) {
  const std::size_t n = setup.candidates.codes.size();
  std::vector<std::vector<double>> figures = setup.figures;
  for (std::size_t c = 0; c < figures.size(); ++c)
    if (setup.drawn[c]) setup.resamplers[c].draw(setup.seed, draw, figures[c]);
  std::vector<double> score = setup.model.score(std::move(figures), setup.drawn, setup.base);
  for (std::size_t i = 0; i < n; ++i)
    score[i] =
        setup.decision.rank[i] > 0 ? statistics::round_score(score[i]) : std::numeric_limits<double>::quiet_NaN();
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
  sentences.push_back(
      "Figures are drawn independently of each other; imputing, treatment and scales are done anew in each draw.");
  sentences.push_back("Weights (fitted ones too), method, populations, who has a figure and the rules of tranches are "
                      "held fixed: they are "
                      "choices or taken as known, and no probability here covers them.");
  return sentences;
}

bool uses_kemeny(Aggregate aggregate, const std::vector<WeightNode>& nodes) {
  return aggregate == Aggregate::kemeny || std::any_of(nodes.begin(), nodes.end(), [](const WeightNode& node) {
           return uses_kemeny(node.aggregate.value_or(Aggregate::arithmetic), node.of);
         });
}

} // namespace

Uncertainty estimate_uncertainty(const Decision& decision, const Candidates& candidates,
                                 std::span<const IndicatorColumn> indicators, const IndexSettings& index,
                                 const TrancheSettings& tranches, const AllocationSettings& allocation,
                                 const UncertaintySettings& settings, int threads) {
  Uncertainty result;
  if (settings.draws <= 0) return result;
  if (uses_kemeny(index.aggregate, index.weights)) {
    result.assumptions.push_back(
        "No rank intervals: the Kemeny-Young order would have to be found anew for every draw.");
    return result;
  }
  const std::vector<std::size_t> by_code = order_by_code(candidates.codes);
  IndexModel model(candidates, indicators, index, by_code);
  const IndexModel::Evaluation base = model.fit();
  Setup setup{decision,
              candidates,
              indicators,
              index,
              tranches,
              allocation.floor_pence,
              settings.seed,
              {},
              {},
              entering_figures(indicators),
              model,
              base};
  for (std::size_t c = 0; c < indicators.size(); ++c) {
    setup.resamplers.emplace_back(indicators[c], static_cast<std::uint32_t>(c), by_code);
    setup.drawn.push_back(decision.columns[c].weight > 0 && !setup.resamplers[c].fixed());
  }
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
