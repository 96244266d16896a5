#include "tranche/decide/money.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

#include "tranche/finding.hpp"

namespace tranche {
namespace {

// Products of a pot (up to 2^53) and a sum of weights (2^52 each) stay below 2^127 for up to two million claims.
__extension__ typedef __int128 Wide;
constexpr int weight_bits = 52;
constexpr std::int64_t largest_pot = std::int64_t{1} << 53;

enum class Held : std::uint8_t { free, floor, cap };

struct Filling {
  std::int64_t pot = 0, floor = 0;
  std::optional<std::int64_t> cap;
  std::vector<std::int64_t> weight;
  std::vector<Held> held;

  Wide free_weight() const {
    Wide sum = 0;
    for (std::size_t i = 0; i < weight.size(); ++i)
      if (held[i] == Held::free) sum += weight[i];
    return sum;
  }
  std::int64_t free_money() const {
    std::int64_t left = pot;
    for (const Held state : held) left -= state == Held::floor ? floor : state == Held::cap ? *cap : 0;
    return left;
  }
};

std::vector<std::int64_t> whole_weights(std::span<const double> weights) {
  const double largest = weights.empty() ? 0 : *std::max_element(weights.begin(), weights.end());
  std::vector<std::int64_t> whole(weights.size(), 0);
  for (std::size_t i = 0; i < weights.size(); ++i)
    if (weights[i] > 0)
      whole[i] = std::max<std::int64_t>(1, std::llround(std::ldexp(weights[i] / largest, weight_bits)));
  return whole;
}

void check_feasible(const Filling& f, const std::string& where) {
  const auto claims = static_cast<std::int64_t>(f.weight.size());
  const auto weighted = static_cast<std::int64_t>(
      std::count_if(f.weight.begin(), f.weight.end(), [](std::int64_t weight) { return weight > 0; }));
  const auto fault = [&](const std::string& what, const std::string& remedy) {
    throw Error(Fault::settings, where, what, remedy);
  };
  if (f.pot > largest_pot || f.floor > largest_pot)
    fault(fmt::format("{} is more than can be shared to the penny", money_text(std::max(f.pot, f.floor))),
          "give pounds, not pence");
  if (claims == 0)
    fault(fmt::format("nobody is funded by the pot of {}", money_text(f.pot)), "give a tranche authorities");
  const auto each = [](std::int64_t n, std::int64_t pence, const char* one, const char* many) {
    const std::string all = money_text(static_cast<std::int64_t>(std::min(Wide{n} * pence, Wide{largest_pot} * 100)));
    return n == 1 ? fmt::format("1 authority at {} {} {}", money_text(pence), one, all)
                  : fmt::format("{} authorities at {} each {} {}", n, money_text(pence), many, all);
  };
  if (f.floor > f.pot / claims)
    fault(fmt::format("the pot of {} is smaller than the floors: {}", money_text(f.pot),
                      each(claims, f.floor, "needs", "need")),
          fmt::format("lower floor_gbp to {} or less, or raise the pot", money_text(f.pot / claims)));
  if (f.cap && *f.cap < f.floor)
    fault(fmt::format("the cap of {} is below the floor of {}", money_text(*f.cap), money_text(f.floor)),
          "raise cap_gbp or lower floor_gbp");
  if (weighted == 0 && f.pot > f.floor * claims)
    fault(fmt::format("none of the {} funded authorities has need or population to share {} by", claims,
                      money_text(f.pot)),
          "rank them, or share by population only (by: {need: 0, population: 1})");
  if (!f.cap || weighted == 0) return;
  const Wide most = Wide{*f.cap} * weighted + Wide{f.floor} * (claims - weighted);
  if (most < f.pot)
    fault(fmt::format("the cap leaves money unspent: {} of the pot of {}", each(weighted, *f.cap, "takes", "take"),
                      money_text(f.pot)),
          "raise cap_gbp or lower the pot");
}

/// Fixes claims at floor or cap until every free one lies between them.
void fill(Filling& f) {
  for (;;) {
    const Wide weight = f.free_weight();
    const Wide money = f.free_money();
    Wide under = 0, over = 0;
    std::vector<Held> next = f.held;
    for (std::size_t i = 0; i < f.weight.size(); ++i) {
      if (f.held[i] != Held::free) continue;
      const Wide gap = money * f.weight[i] - Wide{f.floor} * weight;
      const Wide above = f.cap ? money * f.weight[i] - Wide{*f.cap} * weight : 0;
      if (gap < 0) under -= gap, next[i] = Held::floor;
      if (above > 0) over += above, next[i] = Held::cap;
    }
    if (under == 0 && over == 0) return;
    for (std::size_t i = 0; i < next.size(); ++i)
      if ((next[i] == Held::floor && under >= over) || (next[i] == Held::cap && over >= under)) f.held[i] = next[i];
  }
}

/// Whole pence of the free claims, the left-over ones to the largest remainders.
void round_to_pence(const Filling& f, std::vector<std::int64_t>& pence) {
  const Wide weight = f.free_weight();
  const Wide money = f.free_money();
  std::vector<std::size_t> free;
  std::vector<Wide> remainder(f.weight.size(), 0);
  Wide left = money;
  for (std::size_t i = 0; i < f.weight.size(); ++i) {
    if (f.held[i] != Held::free) continue;
    free.push_back(i);
    pence[i] = static_cast<std::int64_t>(money * f.weight[i] / weight);
    remainder[i] = money * f.weight[i] % weight;
    left -= pence[i];
  }
  std::stable_sort(free.begin(), free.end(), [&](std::size_t a, std::size_t b) { return remainder[a] > remainder[b]; });
  for (std::size_t k = 0; k < static_cast<std::size_t>(left); ++k) ++pence[free[k]];
}

} // namespace

std::vector<std::int64_t> share_out(std::int64_t pot_pence, std::span<const double> weights, std::int64_t floor_pence,
                                    std::optional<std::int64_t> cap_pence, const std::string& where) {
  // A cap above the pot never binds; lowering it keeps every product within its bits.
  if (cap_pence && *cap_pence > pot_pence && *cap_pence >= floor_pence) cap_pence = std::max(pot_pence, floor_pence);
  Filling f{pot_pence, floor_pence, cap_pence, whole_weights(weights), {}};
  check_feasible(f, where);
  for (const std::int64_t weight : f.weight) f.held.push_back(weight > 0 ? Held::free : Held::floor);
  fill(f);
  std::vector<std::int64_t> pence(weights.size(), 0);
  for (std::size_t i = 0; i < pence.size(); ++i)
    pence[i] = f.held[i] == Held::floor ? f.floor : f.held[i] == Held::cap ? *f.cap : 0;
  round_to_pence(f, pence);
  return pence;
}

std::string money_text(std::int64_t pence) {
  const std::uint64_t all = pence < 0 ? 0 - static_cast<std::uint64_t>(pence) : static_cast<std::uint64_t>(pence);
  std::string pounds = std::to_string(all / 100);
  for (std::size_t at = pounds.size(); at > 3;) pounds.insert(at -= 3, ",");
  if (all % 100 != 0) pounds += fmt::format(".{:02}", all % 100);
  return (pence < 0 ? "-£" : "£") + pounds;
}

} // namespace tranche
