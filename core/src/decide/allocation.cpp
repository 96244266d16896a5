#include "decide/allocation.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <map>

#include "decide/need.hpp"
#include "tranche/decide/money.hpp"

namespace tranche {
namespace {

/// The number of the last tranche that a year pays; every tranche where it has no name.
int last_tranche(const Decision& decision, const std::string& year, const Place& place) {
  if (year.empty()) return static_cast<int>(decision.tranches.size());
  const auto found = std::find_if(decision.tranches.begin(), decision.tranches.end(),
                                  [&](const TrancheGroup& group) { return group.name == year; });
  if (found == decision.tranches.end())
    throw Error(Fault::settings, place.text(), fmt::format("the pot '{}' is named like no tranche", year),
                "name its year like the tranche whose start it pays for, or give one amount for the whole programme");
  return static_cast<int>(found - decision.tranches.begin()) + 1;
}

/// A pot whose year is named like a tranche funds that tranche and the earlier ones: a later year adds authorities to
/// those already funded. One without a year funds every tranche, and without tranches every ranked authority.
std::vector<std::size_t> paid_by(Pot::Pays pays, int last, std::span<const std::string> only, const Decision& decision,
                                 const Candidates& candidates, std::span<const std::size_t> by_code) {
  std::vector<std::size_t> paid;
  for (const std::size_t i : by_code) {
    const int tranche = decision.tranche[i];
    const bool funded = decision.tranches.empty() ? decision.rank[i] > 0 : tranche >= 1 && tranche <= last;
    const bool in = pays == Pot::Pays::funded    ? funded
                    : pays == Pot::Pays::waiting ? tranche > last
                                                 : decision.rank[i] > 0 || tranche > 0;
    const bool named = only.empty() || std::find(only.begin(), only.end(), candidates.codes[i]) != only.end();
    if (in && named) paid.push_back(i);
  }
  return paid;
}

/// What the steps below need to know.
struct Paying {
  Decision& decision;
  const Candidates& candidates;
  std::span<const IndicatorColumn> indicators;
  const AllocationSettings& allocation;
  std::span<const std::size_t> by_code;

  const IndicatorColumn& indicator(const std::string& id, const Place& place) const {
    const auto found =
        std::find_if(indicators.begin(), indicators.end(), [&](const IndicatorColumn& one) { return one.id == id; });
    if (found == indicators.end())
      throw Error(Fault::settings, place.text(), fmt::format("'{}' is not an indicator of this assessment", id),
                  "share by need, population, or the id of an indicator that is there");
    return *found;
  }
};

[[noreturn]] void refuse_need(const Paying& p, const ShareRules& rules, const Place& place, std::size_t i) {
  const double need = p.decision.need[i];
  throw Error(
      Fault::settings, place.text(),
      fmt::format("{} has {}, so need cannot multiply its money", p.candidates.codes[i],
                  std::isnan(need) ? "no value of '" + rules.need + "'" : fmt::format("a need of {:.6g}", need)),
      "share by need: relative over several indicators, or by population only");
}

/// The power of 1, which nearly every rule has, is the number itself; the library's takes many times as long to say so.
double raised(double x, double power) { return power == 1 ? x : std::pow(x, power); }

/// need^a x population^b x counts of one authority. An unranked one without a need measure has weight 0: it gets the
/// floor.
double claim(const Paying& p, const ShareRules& rules, const Place& place, std::size_t i) {
  double weight = 1;
  if (rules.need_power != 0) {
    const double need = p.decision.need[i];
    if (!(need > 0)) {
      if (p.decision.rank[i] == 0 && std::isnan(need)) return 0;
      refuse_need(p, rules, place, i);
    }
    weight *= raised(need, rules.need_power);
  }
  if (rules.population_power != 0) {
    if (!(p.candidates.population[i] > 0))
      throw Error(Fault::data, "population of " + p.candidates.codes[i],
                  "money is shared by population, but this authority's is unknown or zero",
                  "bind areas.population to a layer that has it, or set by: {population: 0}");
    weight *= raised(p.candidates.population[i], rules.population_power);
  }
  for (const auto& [id, power] : rules.counts) {
    const double count = p.indicator(id, place).numerator[i];
    if (std::isnan(count) && p.decision.rank[i] == 0) return 0;
    if (!(count >= 0))
      throw Error(
          Fault::settings, place.text(),
          fmt::format("{} has no count behind its figure of {}, by which money is shared", p.candidates.codes[i], id),
          "share by an indicator whose count is known everywhere");
    weight *= raised(count, power);
  }
  return weight;
}

/// What an authority was paid before, in pence; NaN where nothing is known.
std::vector<double> paid_before(const Paying& p, const ShareRules& rules, const Place& place) {
  std::vector<double> before(p.candidates.codes.size(), std::numeric_limits<double>::quiet_NaN());
  const auto& names = p.decision.pot_names;
  const auto pot = std::find(names.begin(), names.end(), rules.before);
  if (pot != names.end()) {
    const std::vector<std::int64_t>& pence = p.decision.pence[static_cast<std::size_t>(pot - names.begin())];
    for (std::size_t i = 0; i < before.size(); ++i)
      if (pence[i] > 0) before[i] = static_cast<double>(pence[i]);
    return before;
  }
  const IndicatorColumn& column = p.indicator(rules.before, place);
  for (std::size_t i = 0; i < before.size(); ++i)
    before[i] = std::round((std::isnan(column.numerator[i]) ? column.value[i] : column.numerator[i]) * 100);
  return before;
}

constexpr std::int64_t no_most = std::int64_t{1} << 53;

struct Claims {
  std::vector<double> weight;
  ShareBounds bounds; ///< above the base
};

/// Draws the claims towards shares of what was paid before, and keeps the amounts near it.
void hold_near(Claims& claims, std::span<const double> before, const ShareRules& rules, const Place& place,
               std::span<const std::string> codes) {
  double sum = 0, known = 0;
  for (std::size_t k = 0; k < claims.weight.size(); ++k) {
    sum += claims.weight[k];
    known += before[k] > 0 ? before[k] : 0;
  }
  for (std::size_t k = 0; k < claims.weight.size(); ++k) {
    if (rules.taper > 0 && known > 0 && sum > 0)
      claims.weight[k] =
          (1 - rules.taper) * claims.weight[k] / sum + (before[k] > 0 ? rules.taper * before[k] / known : 0);
    if (!(before[k] >= 0)) continue;
    const auto least = static_cast<std::int64_t>(std::ceil(rules.least * before[k])) - rules.base_pence;
    claims.bounds.least[k] = std::max(claims.bounds.least[k], least);
    if (!rules.most) continue;
    const auto most = static_cast<std::int64_t>(std::floor(*rules.most * before[k])) - rules.base_pence;
    if (most < claims.bounds.least[k])
      throw Error(Fault::settings, place.text(),
                  fmt::format("{}: at most {:.4g} times the {} of '{}' is {}, and at least {} are to be paid", codes[k],
                              *rules.most, money_text(std::llround(before[k])), rules.before,
                              money_text(most + rules.base_pence),
                              money_text(claims.bounds.least[k] + rules.base_pence)),
                  "raise change.most, or lower the floor, base or change.least");
    claims.bounds.most[k] = std::min(claims.bounds.most[k], most);
  }
}

Claims claims_of(const Paying& p, const ShareRules& rules, const Place& place, std::span<const std::size_t> paid) {
  Claims claims;
  for (const std::size_t i : paid) claims.weight.push_back(claim(p, rules, place, i));
  claims.bounds.least.assign(paid.size(), std::max<std::int64_t>(0, rules.floor_pence - rules.base_pence));
  claims.bounds.most.assign(paid.size(), rules.cap_pence ? *rules.cap_pence - rules.base_pence : no_most);
  if (rules.before.empty()) return claims;
  const std::vector<double> before = paid_before(p, rules, place);
  std::vector<double> of_paid;
  std::vector<std::string> codes;
  for (const std::size_t i : paid) {
    of_paid.push_back(before[i]);
    codes.push_back(p.candidates.codes[i]);
  }
  hold_near(claims, of_paid, rules, place, codes);
  return claims;
}

/// Amounts above the base, in the order of `paid`.
std::vector<std::int64_t> share(const Paying& p, const Pot& pot, const ShareRules& rules, const Claims& claims,
                                std::span<const std::size_t> paid) {
  const std::string where = pot.place.text();
  if (rules.base_pence == 0 && rules.before.empty())
    return share_out(pot.pence, claims.weight, rules.floor_pence, rules.cap_pence, where);
  const std::int64_t bases = rules.base_pence * static_cast<std::int64_t>(paid.size());
  if (bases > pot.pence)
    throw Error(Fault::settings, where,
                fmt::format("the pot of {} is smaller than the bases: {} authorities at {} each", money_text(pot.pence),
                            paid.size(), money_text(rules.base_pence)),
                "lower base_gbp, or raise the pot");
  std::vector<std::string> codes;
  for (const std::size_t i : paid) codes.push_back(p.candidates.codes[i]);
  return share_out(pot.pence - bases, claims.weight, claims.bounds, where, codes);
}

/// One undivided amount for each region, by the sum of its members' claims. Floor and cap are of the whole amount.
void share_by_region(const Paying& p, const Pot& pot, const ShareRules& rules, std::span<const double> claim,
                     std::span<const std::size_t> paid, PotShares& shares) {
  std::map<std::string, std::size_t> number;
  std::vector<double> weights;
  for (std::size_t k = 0; k < paid.size(); ++k) {
    const std::string region = p.candidates.regions.empty() ? "" : p.candidates.regions[paid[k]];
    const auto [found, fresh] = number.emplace(region, shares.joint.size());
    if (fresh) {
      shares.joint.push_back({region, {}, 0});
      weights.push_back(0);
    }
    shares.joint[found->second].authorities.push_back(paid[k]);
    weights[found->second] += claim[k];
  }
  const std::vector<std::int64_t> pence =
      share_out(pot.pence, weights, rules.floor_pence, rules.cap_pence, pot.place.text());
  for (std::size_t j = 0; j < pence.size(); ++j) shares.joint[j].pence = pence[j];
}

/// @param receiving  those of `paid` to whom it really goes, in the same order
PotShares shares_of(const Claims& claims, std::int64_t base, std::span<const std::size_t> paid,
                    std::span<const std::size_t> receiving, std::size_t n) {
  PotShares shares{std::vector<double>(n, std::numeric_limits<double>::quiet_NaN()),
                   0,
                   std::vector<std::int64_t>(n, 0),
                   std::vector<std::int64_t>(n, 0),
                   {}};
  std::size_t next = 0;
  for (std::size_t k = 0; k < paid.size(); ++k) {
    shares.all_claims += claims.weight[k];
    if (next == receiving.size() || receiving[next] != paid[k]) continue;
    ++next;
    shares.claim[paid[k]] = claims.weight[k];
    shares.least[paid[k]] = claims.bounds.least[k] + base;
    shares.most[paid[k]] = std::min(no_most, claims.bounds.most[k] + base);
  }
  return shares;
}

/// A code that is nobody's would silently leave its money to the others.
void check_only(const Paying& p, const Pot& pot) {
  for (const std::string& code : pot.only)
    if (std::find(p.candidates.codes.begin(), p.candidates.codes.end(), code) == p.candidates.codes.end())
      throw Error(Fault::settings, pot.place.text(),
                  fmt::format("the pot '{}' is only for {} among others, which is not an authority of this assessment",
                              pot.name, code),
                  "name the codes of ranked units; a joined unit has a code of its own");
}

void pay(const Paying& p, const Pot& pot) {
  Decision& decision = p.decision;
  check_only(p, pot);
  const ShareRules& rules = p.allocation.rules_of(pot);
  const Place& place = pot.rules ? pot.place : p.allocation.place;
  const int last = last_tranche(decision, pot.pays == Pot::Pays::all ? "" : pot.year_name(), pot.place);
  const std::vector<std::size_t> receiving = paid_by(pot.pays, last, pot.only, decision, p.candidates, p.by_code);
  const std::vector<std::size_t> paid =
      pot.over_all ? paid_by(Pot::Pays::all, last, {}, decision, p.candidates, p.by_code) : receiving;
  const Claims claims = claims_of(p, rules, place, paid);
  PotShares shares = shares_of(claims, rules.base_pence, paid, receiving, p.candidates.codes.size());
  std::vector<std::int64_t> pence(p.candidates.codes.size(), 0);
  if (pot.by_region) {
    share_by_region(p, pot, rules, claims.weight, paid, shares);
  } else {
    const std::vector<std::int64_t> amounts = share(p, pot, rules, claims, paid);
    for (std::size_t k = 0; k < paid.size(); ++k) {
      if (std::isnan(shares.claim[paid[k]])) continue; // its turn has come, or is not yet
      pence[paid[k]] = amounts[k] + rules.base_pence;
      decision.total_pence[paid[k]] += pence[paid[k]];
      if (claims.weight[k] == 0 && decision.rank[paid[k]] == 0)
        decision.remarks.push_back(fmt::format(
            "{} is unranked and has no figure of need: of the pot{} it gets the floor of {}",
            p.candidates.name_of(paid[k]), pot.name.empty() ? "" : " " + pot.name, money_text(pence[paid[k]])));
    }
  }
  decision.pot_names.push_back(pot.name);
  decision.pence.push_back(std::move(pence));
  decision.shares.push_back(std::move(shares));
}

void share_units(const Paying& p, const UnitPot& pot) {
  Decision& decision = p.decision;
  const int last = last_tranche(decision, pot.year, pot.place);
  const std::vector<std::size_t> paid = paid_by(pot.pays, last, {}, decision, p.candidates, p.by_code);
  const Claims claims = claims_of(p, pot.rules, pot.place, paid);
  std::vector<std::string> codes;
  for (const std::size_t i : paid) codes.push_back(p.candidates.codes[i]);
  const Apportion method =
      pot.method == UnitPot::Method::sainte_lague ? Apportion::sainte_lague : Apportion::largest_remainder;
  const std::vector<std::int64_t> given =
      apportion(pot.units, claims.weight, claims.bounds, method, pot.place.text(), codes);
  std::vector<std::int64_t> units(p.candidates.codes.size(), 0);
  for (std::size_t k = 0; k < paid.size(); ++k) units[paid[k]] = given[k];
  decision.units.push_back(std::move(units));
  decision.unit_shares.push_back(shares_of(claims, 0, paid, paid, p.candidates.codes.size()));
}

} // namespace

void allocate(Decision& decision, const Candidates& candidates, std::span<const IndicatorColumn> indicators,
              const IndexSettings& index, const AllocationSettings& allocation, std::span<const std::size_t> by_code) {
  const std::size_t n = candidates.codes.size();
  decision.need.assign(n, std::numeric_limits<double>::quiet_NaN());
  const Paying paying{decision, candidates, indicators, allocation, by_code};
  if (allocation.follows_need())
    decision.need = need_measure(decision, candidates, indicators, index, allocation, allocation.place);
  if (!allocation.pots.empty())
    decision.total_pence.assign(n, 0); // else no total: "£0" would say that money was shared
  for (const Pot& pot : allocation.pots) pay(paying, pot);
  for (const UnitPot& pot : allocation.units) share_units(paying, pot);
}

} // namespace tranche
