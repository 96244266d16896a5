#include "tranche/decide/money.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>
#include <queue>

#include "tranche/finding.hpp"

namespace tranche {
namespace {

// Products of a pot (up to 2^53) and a sum of weights (2^52 each) stay below 2^127 for up to two million claims.
__extension__ typedef __int128 Wide;
constexpr int weight_bits = 52;
constexpr std::int64_t largest_pot = std::int64_t{1} << 53;

enum class Held : std::uint8_t { free, floor, cap };

struct Filling {
  std::int64_t pot = 0;
  const ShareBounds& bounds;
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
    for (std::size_t i = 0; i < held.size(); ++i)
      left -= held[i] == Held::floor ? bounds.least[i] : held[i] == Held::cap ? bounds.most[i] : 0;
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

/// Counts of people as they are, so that ties stay ties; other weights as 52 bits of the largest.
std::vector<std::int64_t> exact_weights(std::span<const double> weights) {
  std::vector<std::int64_t> whole;
  for (const double weight : weights)
    if (weight == std::floor(weight) && weight <= std::ldexp(1.0, weight_bits))
      whole.push_back(static_cast<std::int64_t>(weight));
  return whole.size() == weights.size() ? whole : whole_weights(weights);
}

[[noreturn]] void refuse(const std::string& where, const std::string& what, const std::string& remedy) {
  throw Error(Fault::settings, where, what, remedy);
}

/// One floor and one cap for all: told in the words of the assessment.
void check_uniform(std::int64_t pot, std::span<const double> weights, std::int64_t floor,
                   std::optional<std::int64_t> cap, const std::string& where) {
  const auto claims = static_cast<std::int64_t>(weights.size());
  const auto weighted = std::count_if(weights.begin(), weights.end(), [](double weight) { return weight > 0; });
  if (pot > largest_pot || floor > largest_pot)
    refuse(where, fmt::format("{} is more than can be shared to the penny", money_text(std::max(pot, floor))),
           "give pounds, not pence");
  if (claims == 0)
    refuse(where, fmt::format("nobody is funded by the pot of {}", money_text(pot)), "give a tranche authorities");
  const auto each = [](std::int64_t n, std::int64_t pence, const char* one, const char* many) {
    const std::string all = money_text(static_cast<std::int64_t>(std::min(Wide{n} * pence, Wide{largest_pot} * 100)));
    return n == 1 ? fmt::format("1 authority at {} {} {}", money_text(pence), one, all)
                  : fmt::format("{} authorities at {} each {} {}", n, money_text(pence), many, all);
  };
  if (floor > pot / claims)
    refuse(where,
           fmt::format("the pot of {} is smaller than the floors: {}", money_text(pot),
                       each(claims, floor, "needs", "need")),
           fmt::format("lower floor_gbp to {} or less, or raise the pot", money_text(pot / claims)));
  if (cap && *cap < floor)
    refuse(where, fmt::format("the cap of {} is below the floor of {}", money_text(*cap), money_text(floor)),
           "raise cap_gbp or lower floor_gbp");
  if (weighted == 0 && pot > floor * claims)
    refuse(
        where,
        fmt::format("none of the {} funded authorities has need or population to share {} by", claims, money_text(pot)),
        "rank them, or share by population only (by: {need: 0, population: 1})");
  if (!cap || weighted == 0) return;
  if (Wide{*cap} * weighted + Wide{floor} * (claims - weighted) < pot)
    refuse(where,
           fmt::format("the cap leaves money unspent: {} of the pot of {}", each(weighted, *cap, "takes", "take"),
                       money_text(pot)),
           "raise cap_gbp or lower the pot");
}

void check_bounds(std::int64_t pot, std::span<const double> weights, const ShareBounds& bounds,
                  const std::string& where, std::span<const std::string> names) {
  if (pot > largest_pot) refuse(where, "the amount is more than can be shared exactly", "give a smaller one");
  if (weights.empty()) refuse(where, "nobody is there to share it", "name who is paid");
  Wide least = 0, most = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (bounds.least[i] > bounds.most[i])
      refuse(where,
             fmt::format("{} must get {} at least and {} at most", i < names.size() ? names[i] : "a claim",
                         bounds.least[i], bounds.most[i]),
             "change one of the two rules");
    least += bounds.least[i];
    most += weights[i] > 0 ? bounds.most[i] : bounds.least[i];
  }
  const auto shown = [](Wide amount) { return static_cast<std::int64_t>(std::min(amount, Wide{largest_pot} * 100)); };
  if (least > pot)
    refuse(where, fmt::format("the least that all must get is {}, more than the {} there are", shown(least), pot),
           "lower the floors or raise the amount");
  if (most < pot)
    refuse(where, fmt::format("the most that all may get is {}, less than the {} there are", shown(most), pot),
           "raise the caps or lower the amount");
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
      const Wide gap = money * f.weight[i] - Wide{f.bounds.least[i]} * weight;
      const Wide above = money * f.weight[i] - Wide{f.bounds.most[i]} * weight;
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
  check_uniform(pot_pence, weights, floor_pence, cap_pence, where);
  const ShareBounds bounds{std::vector<std::int64_t>(weights.size(), floor_pence),
                           std::vector<std::int64_t>(weights.size(), cap_pence.value_or(largest_pot))};
  return share_out(pot_pence, weights, bounds, where);
}

std::vector<std::int64_t> share_out(std::int64_t pot, std::span<const double> weights, const ShareBounds& given,
                                    const std::string& where, std::span<const std::string> names) {
  check_bounds(pot, weights, given, where, names);
  ShareBounds bounds = given;
  // A most above the pot never binds; lowering it keeps every product within its bits.
  for (std::size_t i = 0; i < weights.size(); ++i) bounds.most[i] = std::min(bounds.most[i], pot);
  Filling f{pot, bounds, whole_weights(weights), {}};
  for (const std::int64_t weight : f.weight) f.held.push_back(weight > 0 ? Held::free : Held::floor);
  fill(f);
  std::vector<std::int64_t> pence(weights.size(), 0);
  for (std::size_t i = 0; i < pence.size(); ++i)
    pence[i] = f.held[i] == Held::floor ? bounds.least[i] : f.held[i] == Held::cap ? bounds.most[i] : 0;
  round_to_pence(f, pence);
  return pence;
}

std::vector<std::int64_t> apportion(std::int64_t units, std::span<const double> weights, const ShareBounds& bounds,
                                    Apportion method, const std::string& where, std::span<const std::string> names) {
  if (method == Apportion::largest_remainder) return share_out(units, weights, bounds, where, names);
  check_bounds(units, weights, bounds, where, names);
  const std::vector<std::int64_t> weight = exact_weights(weights);
  std::vector<std::int64_t> given = bounds.least;
  std::int64_t left = units - std::accumulate(given.begin(), given.end(), std::int64_t{0});
  const auto before = [&](std::size_t a, std::size_t b) { // whether b is to be served before a
    const Wide left_side = Wide{weight[a]} * (2 * given[b] + 1), right_side = Wide{weight[b]} * (2 * given[a] + 1);
    return left_side != right_side ? left_side < right_side : a > b;
  };
  std::priority_queue<std::size_t, std::vector<std::size_t>, decltype(before)> next(before);
  for (std::size_t i = 0; i < weight.size(); ++i)
    if (weight[i] > 0 && given[i] < bounds.most[i]) next.push(i);
  for (; left > 0; --left) {
    const std::size_t i = next.top();
    next.pop();
    if (++given[i] < bounds.most[i]) next.push(i);
  }
  return given;
}

std::string money_text(std::int64_t pence) {
  const std::uint64_t all = pence < 0 ? 0 - static_cast<std::uint64_t>(pence) : static_cast<std::uint64_t>(pence);
  std::string pounds = std::to_string(all / 100);
  for (std::size_t at = pounds.size(); at > 3;) pounds.insert(at -= 3, ",");
  if (all % 100 != 0) pounds += fmt::format(".{:02}", all % 100);
  return (pence < 0 ? "-£" : "£") + pounds;
}

} // namespace tranche
