#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "outputs/words.hpp"
#include "tranche/compare/compare.hpp"

namespace tranche {
namespace {

std::string weight_words(const IndicatorShift& shift) {
  const double was = std::isnan(shift.weight[0]) ? 0 : shift.weight[0];
  const double is = std::isnan(shift.weight[1]) ? 0 : shift.weight[1];
  if (std::fabs(was - is) < 5e-4) return {};
  return fmt::format(", its weight {} from {:.1f} % to {:.1f} %", is > was ? "rose" : "fell", was * 100, is * 100);
}

std::string value_words(const IndicatorShift& shift) {
  const double was = shift.value[0], is = shift.value[1];
  const bool had = !std::isnan(was), has = !std::isnan(is);
  int decimals = words::decimals_for(std::max(had ? std::fabs(was) : 0, has ? std::fabs(is) : 0));
  // A change too small for the usual decimals still shows as one.
  while (had && has && was != is && decimals < 6 && words::grouped(was, decimals) == words::grouped(is, decimals))
    ++decimals;
  const auto shown = [&](double value) { return words::grouped(value, decimals); };
  const std::string unit = shift.unit.empty() ? "" : " " + shift.unit;
  if (!had && !has) return shift.id + " has no figure";
  if (!had) return fmt::format("{} got a figure, {}{}", shift.id, shown(is), unit);
  if (!has) return fmt::format("{} lost its figure, {}{}", shift.id, shown(was), unit);
  if (was == is) return fmt::format("{} stayed at {}", shift.id, shown(is));
  return fmt::format("{} {} from {} to {}{}", shift.id, is > was ? "rose" : "fell", shown(was), shown(is), unit);
}

/// Where the figure stands on the common scale, which says why another weight matters, and whether others moved it.
std::string scale_words(const IndicatorShift& shift) {
  const double was = shift.normalised[0], is = shift.normalised[1];
  if (shift.value[0] != shift.value[1] || std::isnan(was) || std::isnan(is)) return {};
  if (words::grouped(was, 2) == words::grouped(is, 2)) return fmt::format(" (normalised {})", words::grouped(is, 2));
  return fmt::format(" (normalised {}, then {})", words::grouped(was, 2), words::grouped(is, 2));
}

double contribution_change(const IndicatorShift& shift) {
  const auto present = [](double value) { return std::isnan(value) ? 0 : value; };
  return std::fabs(present(shift.contribution[1]) - present(shift.contribution[0]));
}

} // namespace

std::string reason_words(const AuthorityChange& change, std::size_t most) {
  std::vector<const IndicatorShift*> shifts;
  for (const IndicatorShift& shift : change.indicators)
    if (contribution_change(shift) > 1e-9) shifts.push_back(&shift);
  std::stable_sort(shifts.begin(), shifts.end(), [](const IndicatorShift* x, const IndicatorShift* y) {
    return contribution_change(*x) > contribution_change(*y);
  });
  std::string text;
  for (std::size_t i = 0; i < shifts.size() && i < most; ++i)
    text += (i ? "; " : "") + value_words(*shifts[i]) + scale_words(*shifts[i]) + weight_words(*shifts[i]);
  if (text.empty() && change.ranked_twice() && change.rank_change() != 0)
    return "its own figures did not change; those of others did";
  return text;
}

std::string movement_words(Movement movement) {
  switch (movement) {
  case Movement::unchanged:
    return "unchanged";
  case Movement::inside:
    return "inside the rank interval: not a movement";
  case Movement::up:
    return "moved towards greater need";
  case Movement::down:
    return "moved towards less need";
  case Movement::no_interval:
    return "no rank interval: cannot be told from chance";
  case Movement::none:
    break;
  }
  return "not ranked on both sides";
}

} // namespace tranche
