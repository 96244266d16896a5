#include "decide/tally.hpp"

#include <algorithm>

#include "wide.hpp"

namespace tranche {
namespace {

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

/// Of each place and the one d further down: how often it comes first.
TRANCHE_WIDE void count_before(std::span<const std::int32_t> ranks, std::size_t d, std::span<std::uint32_t> before) {
  for (std::size_t k = 0; k < before.size(); ++k) before[k] += ranks[k] < ranks[k + d] ? 1U : 0U;
}
void count_tied(std::span<const std::int32_t> ranks, std::size_t d, std::span<std::uint32_t> tied) {
  for (std::size_t k = 0; k < tied.size(); ++k) tied[k] += ranks[k] == ranks[k + d] ? 1U : 0U;
}

/// The best and worst rank of each place over a lot of draws [draw][place].
TRANCHE_WIDE void find_ranges(std::span<const std::int32_t> ranks, std::span<std::int32_t> best,
                              std::span<std::int32_t> worst) {
  const std::size_t places = best.size();
  std::copy_n(ranks.begin(), places, best.begin());
  std::copy_n(ranks.begin(), places, worst.begin());
  for (std::size_t row = places; row < ranks.size(); row += places)
    for (std::size_t k = 0; k < places; ++k) {
      const std::int32_t rank = ranks[row + k];
      best[k] = rank < best[k] ? rank : best[k];
      worst[k] = rank > worst[k] ? rank : worst[k];
    }
}

/// Of one tranche, how often each authority was in it.
TRANCHE_WIDE void count_tranche(std::span<const std::uint16_t> drawn, std::uint16_t tranche,
                                std::span<std::uint32_t> times) {
  for (std::size_t i = 0; i < times.size(); ++i) times[i] += drawn[i] == tranche ? 1U : 0U;
}

void add_all(std::vector<std::uint32_t>& to, const std::vector<std::uint32_t>& more) {
  for (std::size_t k = 0; k < to.size(); ++k) to[k] += more[k];
}

} // namespace

DrawTally::DrawTally(std::size_t authorities, std::size_t tranches, std::span<const std::size_t> order)
    : m_authorities(authorities), m_tranches(tranches), m_order(order.begin(), order.end()), m_rank(order.size()),
      m_ranks(lot * order.size()), m_best(order.size()), m_worst(order.size()), m_tranche(authorities * tranches, 0),
      m_money(authorities) {
  for (std::size_t d = 1; d <= nearest_in_rank; ++d)
    for (auto* counts : {&m_before[d - 1], &m_tied[d - 1]}) counts->assign(order.size() - std::min(d, order.size()), 0);
}

void DrawTally::add(const Sampler::Workspace& drawn) {
  const auto ranks = std::span(m_ranks).subspan(m_in_lot * m_order.size(), m_order.size());
  for (std::size_t place = 0; place < m_order.size(); ++place) ranks[place] = drawn.rank[m_order[place]];
  for (std::size_t d = 1; d <= nearest_in_rank; ++d) {
    count_before(ranks, d, m_before[d - 1]);
    if (drawn.ties) count_tied(ranks, d, m_tied[d - 1]);
  }
  for (std::size_t k = 0; k < m_tranches; ++k)
    count_tranche(drawn.tranche, static_cast<std::uint16_t>(k + 1),
                  std::span(m_tranche).subspan(k * m_authorities, m_authorities));
  ++m_draws;
  if (drawn.paid) add_money(*drawn.pence);
  if (++m_in_lot == lot) count_lot();
}

void DrawTally::count_lot() {
  if (m_in_lot == 0) return;
  const std::size_t places = m_order.size();
  const auto ranks = std::span(m_ranks).first(m_in_lot * places);
  find_ranges(ranks, m_best, m_worst);
  std::array<std::int32_t, lot> of_one;
  for (std::size_t place = 0; place < places; ++place) {
    for (std::size_t d = 0; d < m_in_lot; ++d) of_one[d] = ranks[d * places + place];
    m_rank[place].add(std::span(of_one).first(m_in_lot), m_best[place], m_worst[place]);
  }
  m_in_lot = 0;
}

void DrawTally::add_money(const std::vector<std::int64_t>& pence) {
  ++m_paid;
  for (std::size_t i = 0; i < m_money.size(); ++i) {
    m_money[i].pence += pence[i];
    if (pence[i] == 0)
      ++m_money[i].unfunded;
    else
      m_money[i].steps.add(step_of(pence[i]));
  }
}

void DrawTally::add(const DrawTally& other) {
  m_draws += other.m_draws;
  m_paid += other.m_paid;
  for (std::size_t place = 0; place < m_rank.size(); ++place) m_rank[place].add(other.m_rank[place]);
  for (std::size_t d = 0; d < nearest_in_rank; ++d) {
    add_all(m_before[d], other.m_before[d]);
    add_all(m_tied[d], other.m_tied[d]);
  }
  add_all(m_tranche, other.m_tranche);
  for (std::size_t i = 0; i < m_money.size(); ++i) {
    m_money[i].steps.add(other.m_money[i].steps);
    m_money[i].unfunded += other.m_money[i].unfunded;
    m_money[i].pence += other.m_money[i].pence;
  }
}

std::int64_t DrawTally::mean_money(std::size_t authority) const {
  return static_cast<std::int64_t>((m_money[authority].pence + static_cast<Wide>(m_paid / 2)) /
                                   static_cast<Wide>(m_paid));
}

std::int64_t DrawTally::money_at(std::size_t authority, std::uint64_t place) const {
  const Money& one = m_money[authority];
  return place < one.unfunded ? 0 : amount_of(one.steps.at(place - one.unfunded));
}

} // namespace tranche
