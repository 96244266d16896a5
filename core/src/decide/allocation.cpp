#include "decide/allocation.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

#include "decide/need.hpp"
#include "tranche/decide/money.hpp"

namespace tranche {
namespace {

/// A pot named like a tranche funds that tranche and the earlier ones: a later year adds authorities to those already
/// funded. An unnamed pot funds every tranche, and without tranches every ranked authority.
std::vector<std::size_t> funded_by(const Pot& pot, const Decision& decision, std::span<const std::size_t> by_code) {
  int last = static_cast<int>(decision.tranches.size());
  if (!pot.name.empty()) {
    const auto found = std::find_if(decision.tranches.begin(), decision.tranches.end(),
                                    [&](const TrancheGroup& group) { return group.name == pot.name; });
    if (found == decision.tranches.end())
      throw Error(Fault::settings, pot.place.text(), fmt::format("the pot '{}' is named like no tranche", pot.name),
                  "name it like the tranche whose start it pays for, or give one amount for the whole programme");
    last = static_cast<int>(found - decision.tranches.begin()) + 1;
  }
  std::vector<std::size_t> funded;
  for (const std::size_t i : by_code) {
    const bool in =
        decision.tranches.empty() ? decision.rank[i] > 0 : decision.tranche[i] >= 1 && decision.tranche[i] <= last;
    if (in) funded.push_back(i);
  }
  return funded;
}

/// need^a x population^b of one authority. An unranked one without a need measure has weight 0: it gets the floor.
double claim(const Decision& decision, const Candidates& candidates, const AllocationSettings& allocation,
             std::size_t i) {
  double weight = 1;
  if (allocation.need_power != 0) {
    const double need = decision.need[i];
    if (!(need > 0)) {
      if (decision.rank[i] == 0 && std::isnan(need)) return 0;
      throw Error(Fault::settings, allocation.place.text(),
                  fmt::format("{} has {}, so need cannot multiply its money", candidates.codes[i],
                              std::isnan(need) ? "no value of '" + allocation.need + "'"
                                               : fmt::format("a need of {:.6g}", need)),
                  "share by need: relative over several indicators, or by population only");
    }
    weight *= std::pow(need, allocation.need_power);
  }
  if (allocation.population_power != 0) {
    if (!(candidates.population[i] > 0))
      throw Error(Fault::data, "population of " + candidates.codes[i],
                  "money is shared by population, but this authority's is unknown or zero",
                  "bind areas.population to a layer that has it, or set by: {population: 0}");
    weight *= std::pow(candidates.population[i], allocation.population_power);
  }
  return weight;
}

void pay(Decision& decision, const Candidates& candidates, const AllocationSettings& allocation, const Pot& pot,
         std::span<const std::size_t> by_code) {
  const std::vector<std::size_t> funded = funded_by(pot, decision, by_code);
  std::vector<double> weights;
  for (const std::size_t i : funded) weights.push_back(claim(decision, candidates, allocation, i));
  const std::vector<std::int64_t> shares =
      share_out(pot.pence, weights, allocation.floor_pence, allocation.cap_pence, pot.place.text());
  std::vector<std::int64_t> pence(candidates.codes.size(), 0);
  for (std::size_t k = 0; k < funded.size(); ++k) {
    pence[funded[k]] = shares[k];
    decision.total_pence[funded[k]] += shares[k];
    if (weights[k] == 0)
      decision.remarks.push_back(
          fmt::format("{} is unranked and has no figure of need: of the pot{} it gets the floor of {}",
                      candidates.name_of(funded[k]), pot.name.empty() ? "" : " " + pot.name, money_text(shares[k])));
  }
  decision.pot_names.push_back(pot.name);
  decision.pence.push_back(std::move(pence));
}

} // namespace

void allocate(Decision& decision, const Candidates& candidates, std::span<const IndicatorColumn> indicators,
              const IndexSettings& index, const AllocationSettings& allocation, std::span<const std::size_t> by_code) {
  const std::size_t n = candidates.codes.size();
  decision.need.assign(n, std::numeric_limits<double>::quiet_NaN());
  if (allocation.pots.empty()) return; // no total either: "£0" would say that money was shared out
  decision.total_pence.assign(n, 0);
  if (allocation.need_power != 0) decision.need = need_measure(decision, candidates, indicators, index, allocation);
  for (const Pot& pot : allocation.pots) pay(decision, candidates, allocation, pot, by_code);
}

} // namespace tranche
