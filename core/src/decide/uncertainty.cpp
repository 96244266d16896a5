#include "tranche/decide/uncertainty.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <mutex>

#include "decide/sampler.hpp"
#include "decide/tally.hpp"
#include "parallel.hpp"

namespace tranche {
namespace {

constexpr std::size_t draws_per_block = 16;
constexpr std::size_t most_draws = 1'000'000;
constexpr std::array interval_levels{0.5, 0.9, 0.95};

/// The places of the five others nearest in rank; the funding order parts those of one rank.
std::vector<std::size_t> nearest_places(std::size_t place, std::size_t all) {
  std::vector<std::size_t> nearest;
  std::size_t first = place, end = place + 1; // the window of places taken, its own among them
  while (end - first <= DrawTally::nearest_in_rank && (first > 0 || end < all)) {
    const bool up = end == all || (first > 0 && place - (first - 1) <= end - place);
    up ? --first : ++end;
  }
  for (std::size_t other = first; other < end; ++other)
    if (other != place) nearest.push_back(other);
  return nearest;
}

/// Draws in lots until there are enough. Threads keep tallies of their own, one for each that runs at a time.
class Drawing {
public:
  Drawing(const Sampler& sampler, bool money, const DrawTally& empty)
      : m_sampler(sampler), m_money(money), m_empty(empty), m_tally(empty) {}

  void draw(std::size_t count, int threads) {
    in_blocks(count, draws_per_block, threads, [&](std::size_t begin, std::size_t end) {
      std::unique_ptr<Desk> desk = take();
      for (std::size_t d = begin; d < end; ++d) {
        m_sampler.draw(DrawKey::all(static_cast<std::uint32_t>(m_draws + d)), m_money, desk->workspace);
        desk->tally.add(desk->workspace);
      }
      desk->tally.count_lot();
      const std::lock_guard lock(m_mutex);
      m_desks.push_back(std::move(desk));
    });
    m_draws += count;
    for (const auto& desk : m_desks) m_tally.add(desk->tally);
    m_desks.clear();
  }

  std::size_t draws() const { return m_draws; }
  const DrawTally& tally() const { return m_tally; }

  /// The largest of any probability of a tranche.
  double standard_error(std::span<const std::size_t> ranked, std::size_t tranches) const {
    double largest = 0;
    for (const std::size_t i : ranked)
      for (std::size_t k = 0; k < tranches; ++k) {
        const double p = static_cast<double>(m_tally.tranche(i, k)) / static_cast<double>(m_draws);
        largest = std::max(largest, std::sqrt(p * (1 - p) / static_cast<double>(m_draws)));
      }
    return largest;
  }

private:
  struct Desk {
    Sampler::Workspace workspace;
    DrawTally tally;
  };

  std::unique_ptr<Desk> take() {
    const std::lock_guard lock(m_mutex);
    if (m_desks.empty()) return std::make_unique<Desk>(Desk{{}, m_empty});
    std::unique_ptr<Desk> desk = std::move(m_desks.back());
    m_desks.pop_back();
    return desk;
  }

  const Sampler& m_sampler;
  bool m_money;
  const DrawTally& m_empty;
  DrawTally m_tally;
  std::size_t m_draws = 0;
  std::mutex m_mutex;
  std::vector<std::unique_ptr<Desk>> m_desks;
};

void fill_ranks(Uncertainty& result, const DrawTally& tally, std::span<const std::size_t> order, std::size_t place) {
  const std::size_t i = order[place];
  const DrawCounts& ranks = tally.rank(place);
  const auto rank = [](std::int64_t value) { return static_cast<int>(value); };
  result.rank_low[i] = rank(ranks.low(result.level));
  result.rank_high[i] = rank(ranks.high(result.level));
  result.rank_median[i] = rank(ranks.median());
  for (RankInterval& interval : result.intervals) {
    interval.low[i] = rank(ranks.low(interval.level));
    interval.high[i] = rank(ranks.high(interval.level));
  }
  const auto share = [&](std::uint32_t times) { return static_cast<double>(times) / result.draws; };
  for (std::size_t k = 0; k < result.tranche_probability[i].size(); ++k)
    result.tranche_probability[i][k] = share(tally.tranche(i, k));
  for (const std::size_t other : nearest_places(place, order.size()))
    result.outranks[i].push_back({order[other], share(tally.before(place, other))});
}

void fill_money(Uncertainty& result, const DrawTally& tally, std::size_t i) {
  const std::uint64_t all = tally.paid();
  if (all == 0) return;
  const auto cut =
      std::min(static_cast<std::uint64_t>((1 - result.level) / 2 * static_cast<double>(all) + 1e-9), (all - 1) / 2);
  result.money[i].mean = tally.mean_money(i);
  result.money[i].low = tally.money_at(i, cut);
  result.money[i].high = tally.money_at(i, all - 1 - cut);
}

std::vector<std::vector<std::size_t>> contested_bands(const Uncertainty& result, const Decision& decision,
                                                      std::span<const std::size_t> order) {
  std::vector<std::vector<std::size_t>> bands(decision.tranches.size());
  for (std::size_t edge = 0; edge < bands.size(); ++edge)
    for (const std::size_t i : order) {
      double above = 0;
      for (std::size_t k = 0; k <= edge; ++k) above += result.tranche_probability[i][k];
      if (above > contested_low && above < contested_high) bands[edge].push_back(i);
    }
  return bands;
}

} // namespace

std::vector<std::size_t> Uncertainty::contested_at(std::size_t authority) const {
  std::vector<std::size_t> edges;
  for (std::size_t edge = 0; edge < contested.size(); ++edge)
    if (std::find(contested[edge].begin(), contested[edge].end(), authority) != contested[edge].end())
      edges.push_back(edge);
  return edges;
}

Uncertainty estimate_uncertainty(const Decision& decision, const Candidates& candidates,
                                 std::span<const IndicatorColumn> indicators, const IndexSettings& index,
                                 const TrancheSettings& tranches, const AllocationSettings& allocation,
                                 const UncertaintySettings& settings, int threads, std::span<const FigurePool> pools) {
  Uncertainty result;
  if (settings.draws <= 0) return result;
  if (uses_kemeny(index.aggregate, index.weights)) {
    result.assumptions.push_back(
        "No rank intervals: the Kemeny-Young order would have to be found anew for every draw.");
    return result;
  }
  const Sampler sampler(decision, candidates, indicators, index, tranches, allocation, settings, pools);
  Sampler::Workspace stated;
  sampler.draw(DrawKey::all(DrawKey::as_stated), false, stated);
  const std::size_t n = candidates.codes.size();
  const bool money = !allocation.pots.empty();
  const DrawTally empty(n, tranches.cut.size(), stated.order);
  Drawing drawing(sampler, money, empty);
  const auto lot = static_cast<std::size_t>(settings.draws);
  do {
    drawing.draw(std::min(lot, most_draws - drawing.draws()), threads);
  } while (settings.until > 0 && drawing.standard_error(stated.order, tranches.cut.size()) > settings.until &&
           drawing.draws() < most_draws);

  result.draws = static_cast<int>(drawing.draws());
  result.seed = settings.seed;
  result.level = settings.level;
  result.standard_error = drawing.standard_error(stated.order, tranches.cut.size());
  result.rank_low.assign(n, 0);
  result.rank_high.assign(n, 0);
  result.rank_median.assign(n, 0);
  for (const double level : interval_levels)
    result.intervals.push_back({level, std::vector<int>(n, 0), std::vector<int>(n, 0)});
  result.tranche_probability.assign(n, std::vector<double>(tranches.cut.size(), 0.0));
  result.outranks.resize(n);
  if (money) result.money.resize(n);
  result.without_money = money ? result.draws - static_cast<int>(drawing.tally().paid()) : 0;
  for (std::size_t place = 0; place < stated.order.size(); ++place)
    fill_ranks(result, drawing.tally(), stated.order, place);
  for (std::size_t i = 0; i < n; ++i) {
    if (decision.rank[i] == 0 && decision.tranche[i] > 0) // unranked in every draw: in its tranche for certain
      result.tranche_probability[i][static_cast<std::size_t>(decision.tranche[i]) - 1] = 1;
    if (money) fill_money(result, drawing.tally(), i);
  }
  result.contested = contested_bands(result, decision, stated.order);
  for (const DrawSource source : sampler.sources()) result.sources.emplace_back(name_of(source));
  result.recomputed = sampler.recomputed();
  result.assumptions = sampler.assumptions();
  return result;
}

} // namespace tranche
