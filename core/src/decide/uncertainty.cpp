#include "tranche/decide/uncertainty.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <mutex>

#include "decide/counts.hpp"
#include "decide/sampler.hpp"
#include "parallel.hpp"

namespace tranche {
namespace {

constexpr std::size_t draws_per_block = 16;
constexpr std::size_t most_draws = 1'000'000;
constexpr std::size_t nearest_in_rank = 5;
constexpr std::array interval_levels{0.5, 0.9, 0.95};

__extension__ typedef __int128 Wide; ///< a million draws of a pot of up to 2^53 pence

/// Amounts of money to a thousandth: the first ten bits of the number, and how many come after them.
constexpr int kept_bits = 10;

std::int64_t step_of(std::int64_t pence) {
  int shift = 0;
  while ((pence >> shift) >= (std::int64_t{2} << kept_bits)) ++shift;
  return (std::int64_t{shift} << kept_bits) + (pence >> shift);
}

std::int64_t amount_of(std::int64_t step) {
  const std::int64_t shift = std::max<std::int64_t>(0, (step >> kept_bits) - 1);
  const std::int64_t kept = step - (shift << kept_bits);
  return (kept << shift) + (shift > 0 ? std::int64_t{1} << (shift - 1) : 0); // the middle of the step
}

/// What is kept of the draws: sums, so that the order in which blocks of draws are added does not matter.
struct Tally {
  struct Authority {
    Counts rank, money;
    std::vector<std::uint32_t> tranche, before; ///< [tranche]; [of the nearest in rank]
    std::uint32_t unfunded = 0;
    Wide pence = 0;
  };
  std::vector<Authority> authorities;
  std::uint32_t paid = 0;

  Tally(std::size_t n, std::size_t tranches) : authorities(n) {
    for (Authority& one : authorities) {
      one.tranche.assign(tranches, 0);
      one.before.assign(nearest_in_rank, 0);
    }
  }

  void add(const Sampler::Workspace& drawn, const std::vector<std::vector<std::size_t>>& nearest) {
    paid += drawn.paid ? 1 : 0;
    for (std::size_t i = 0; i < authorities.size(); ++i) {
      Authority& one = authorities[i];
      if (drawn.rank[i] > 0) one.rank.add(drawn.rank[i]);
      if (drawn.tranche[i] > 0) ++one.tranche[drawn.tranche[i] - 1U];
      for (std::size_t k = 0; k < nearest[i].size(); ++k)
        one.before[k] += drawn.rank[i] < drawn.rank[nearest[i][k]] ? 1 : 0;
      if (!drawn.paid) continue;
      const std::int64_t pence = (*drawn.pence)[i];
      one.pence += pence;
      if (pence == 0)
        ++one.unfunded; // kept apart: the steps between nothing and the least grant would all be empty
      else
        one.money.add(step_of(pence));
    }
  }

  void add(const Tally& other) {
    paid += other.paid;
    for (std::size_t i = 0; i < authorities.size(); ++i) {
      Authority& one = authorities[i];
      const Authority& more = other.authorities[i];
      one.rank.add(more.rank);
      one.money.add(more.money);
      for (std::size_t k = 0; k < one.tranche.size(); ++k) one.tranche[k] += more.tranche[k];
      for (std::size_t k = 0; k < one.before.size(); ++k) one.before[k] += more.before[k];
      one.unfunded += more.unfunded;
      one.pence += more.pence;
    }
  }
};

/// For each ranked authority the five others nearest in rank; the funding order parts those of one rank.
std::vector<std::vector<std::size_t>> nearest_by_rank(const Decision& decision, std::span<const std::size_t> order) {
  std::vector<std::vector<std::size_t>> nearest(decision.rank.size());
  for (std::size_t place = 0; place < order.size(); ++place) {
    std::size_t first = place, end = place + 1; // the window of places taken, its own among them
    while (end - first <= nearest_in_rank && (first > 0 || end < order.size())) {
      const bool up = end == order.size() || (first > 0 && place - (first - 1) <= end - place);
      up ? --first : ++end;
    }
    for (std::size_t other = first; other < end; ++other)
      if (other != place) nearest[order[place]].push_back(order[other]);
  }
  return nearest;
}

/// Draws in lots until there are enough. Threads keep tallies of their own, one for each that runs at a time.
class Drawing {
public:
  Drawing(const Sampler& sampler, std::size_t tranches, bool money, std::vector<std::vector<std::size_t>> nearest)
      : m_sampler(sampler), m_tranches(tranches), m_money(money), m_nearest(std::move(nearest)),
        m_tally(m_nearest.size(), tranches) {}

  void draw(std::size_t count, int threads) {
    in_blocks(count, draws_per_block, threads, [&](std::size_t begin, std::size_t end) {
      std::unique_ptr<Desk> desk = take();
      for (std::size_t d = begin; d < end; ++d) {
        m_sampler.draw(DrawKey::all(static_cast<std::uint32_t>(m_draws + d)), m_money, desk->workspace);
        desk->tally.add(desk->workspace, m_nearest);
      }
      const std::lock_guard lock(m_mutex);
      m_desks.push_back(std::move(desk));
    });
    m_draws += count;
    for (const auto& desk : m_desks) m_tally.add(desk->tally);
    m_desks.clear();
  }

  std::size_t draws() const { return m_draws; }
  const Tally& tally() const { return m_tally; }
  const std::vector<std::vector<std::size_t>>& nearest() const { return m_nearest; }

  double standard_error() const {
    double largest = 0;
    for (const Tally::Authority& one : m_tally.authorities)
      for (const std::uint32_t times : one.tranche) {
        const double p = static_cast<double>(times) / static_cast<double>(m_draws);
        if (one.rank.all() > 0) largest = std::max(largest, std::sqrt(p * (1 - p) / static_cast<double>(m_draws)));
      }
    return largest;
  }

private:
  struct Desk {
    Sampler::Workspace workspace;
    Tally tally;
  };

  std::unique_ptr<Desk> take() {
    const std::lock_guard lock(m_mutex);
    if (m_desks.empty()) return std::make_unique<Desk>(Desk{{}, Tally(m_nearest.size(), m_tranches)});
    std::unique_ptr<Desk> desk = std::move(m_desks.back());
    m_desks.pop_back();
    return desk;
  }

  const Sampler& m_sampler;
  std::size_t m_tranches;
  bool m_money;
  std::vector<std::vector<std::size_t>> m_nearest;
  Tally m_tally;
  std::size_t m_draws = 0;
  std::mutex m_mutex;
  std::vector<std::unique_ptr<Desk>> m_desks;
};

void fill_ranks(Uncertainty& result, const Drawing& drawing, std::size_t i) {
  const Tally::Authority& one = drawing.tally().authorities[i];
  const auto rank = [](std::int64_t value) { return static_cast<int>(value); };
  result.rank_low[i] = rank(one.rank.low(result.level));
  result.rank_high[i] = rank(one.rank.high(result.level));
  result.rank_median[i] = rank(one.rank.median());
  for (RankInterval& interval : result.intervals) {
    interval.low[i] = rank(one.rank.low(interval.level));
    interval.high[i] = rank(one.rank.high(interval.level));
  }
  const auto share = [&](std::uint32_t times) { return static_cast<double>(times) / result.draws; };
  for (std::size_t k = 0; k < one.tranche.size(); ++k) result.tranche_probability[i][k] = share(one.tranche[k]);
  for (std::size_t k = 0; k < drawing.nearest()[i].size(); ++k)
    result.outranks[i].push_back({drawing.nearest()[i][k], share(one.before[k])});
}

/// The amount at a place of the ascending list, the draws without money first.
std::int64_t money_at(const Tally::Authority& one, std::uint64_t place) {
  return place < one.unfunded ? 0 : amount_of(one.money.at(place - one.unfunded));
}

void fill_money(Uncertainty& result, const Tally& tally, std::size_t i) {
  const Tally::Authority& one = tally.authorities[i];
  const std::uint64_t all = one.unfunded + one.money.all();
  if (all == 0) return;
  const auto cut =
      std::min(static_cast<std::uint64_t>((1 - result.level) / 2 * static_cast<double>(all) + 1e-9), (all - 1) / 2);
  result.money[i].mean = static_cast<std::int64_t>((one.pence + static_cast<Wide>(all / 2)) / static_cast<Wide>(all));
  result.money[i].low = money_at(one, cut);
  result.money[i].high = money_at(one, all - 1 - cut);
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
                                 const UncertaintySettings& settings, int threads) {
  Uncertainty result;
  if (settings.draws <= 0) return result;
  if (uses_kemeny(index.aggregate, index.weights)) {
    result.assumptions.push_back(
        "No rank intervals: the Kemeny-Young order would have to be found anew for every draw.");
    return result;
  }
  const Sampler sampler(decision, candidates, indicators, index, tranches, allocation, settings);
  Sampler::Workspace stated;
  sampler.draw(DrawKey::all(DrawKey::as_stated), false, stated);
  const std::size_t n = candidates.codes.size();
  const bool money = !allocation.pots.empty();
  Drawing drawing(sampler, tranches.cut.size(), money, nearest_by_rank(decision, stated.order));
  const auto lot = static_cast<std::size_t>(settings.draws);
  do {
    drawing.draw(std::min(lot, most_draws - drawing.draws()), threads);
  } while (settings.until > 0 && drawing.standard_error() > settings.until && drawing.draws() < most_draws);

  result.draws = static_cast<int>(drawing.draws());
  result.seed = settings.seed;
  result.level = settings.level;
  result.standard_error = drawing.standard_error();
  result.rank_low.assign(n, 0);
  result.rank_high.assign(n, 0);
  result.rank_median.assign(n, 0);
  for (const double level : interval_levels)
    result.intervals.push_back({level, std::vector<int>(n, 0), std::vector<int>(n, 0)});
  result.tranche_probability.assign(n, std::vector<double>(tranches.cut.size(), 0.0));
  result.outranks.resize(n);
  if (money) result.money.resize(n);
  result.without_money = money ? result.draws - static_cast<int>(drawing.tally().paid) : 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (decision.rank[i] > 0)
      fill_ranks(result, drawing, i);
    else if (decision.tranche[i] > 0) // unranked in every draw: in its tranche, if in any, for certain
      result.tranche_probability[i][static_cast<std::size_t>(decision.tranche[i]) - 1] = 1;
    if (money) fill_money(result, drawing.tally(), i);
  }
  result.contested = contested_bands(result, decision, stated.order);
  for (const Source source : sampler.sources()) result.sources.emplace_back(name_of(source));
  result.assumptions = sampler.assumptions();
  return result;
}

} // namespace tranche
