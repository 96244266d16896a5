// Allocation: who is paid how much, and what is shared out in whole units.
#include <limits>
#include <set>

#include "settings/sections.hpp"
#include "tranche/settings/suggest.hpp"

namespace tranche {
namespace {

/// @param more  whether the caller reads further keys of it
Pot read_year(YamlReader& reader, bool more) {
  Pot pot;
  pot.place = reader.place();
  pot.name = reader.required_text("name", "name the year, as in name: \"2022-23\"");
  YamlReader amount = reader.child("pot_gbp");
  if (reader.is_map() && !reader.has("pot_gbp")) amount.complain("is missing", "add the year's money in pounds");
  pot.pence = amount.as_pence().value_or(0);
  if (!more) reader.finish();
  return pot;
}

void read_years(YamlReader& reader, AllocationSettings& allocation) {
  YamlReader single = reader.child("pot_gbp");
  YamlReader years = reader.child("years");
  const int ways = reader.has("pot_gbp") + reader.has("years") + reader.has("pots");
  if (reader.is_map() && (ways > 1 || (ways == 0 && !reader.has("units"))))
    reader.complain(ways > 1 ? "has more than one of pot_gbp, years and pots" : "has no money",
                    "write either pot_gbp: 53000000, or years: [{name: \"2022-23\", pot_gbp: 85700000}, ...], or pots "
                    "with rules of their own");
  if (single.present()) {
    Pot pot;
    pot.pence = single.as_pence().value_or(0);
    pot.place = single.place();
    allocation.pots.push_back(std::move(pot));
  }
  std::set<std::string> names;
  for (YamlReader& year : years.items()) {
    Pot pot = read_year(year, false);
    if (!pot.name.empty() && !names.insert(pot.name).second)
      year.complain("another year is named '" + pot.name + "'", "name each year once");
    if (!single.present()) allocation.pots.push_back(std::move(pot));
  }
  if (years.is_list() && names.empty() && !single.present())
    years.complain("names no year", "add {name: ..., pot_gbp: ...}");
}

void read_by(YamlReader reader, ShareRules& rules) {
  if (!reader.present() && !reader.dry()) return;
  rules.need_power = reader.number("need", 0, zero_or_more);
  rules.population_power = reader.number("population", 0, zero_or_more);
  rules.counts.clear();
  for (YamlReader& count : reader.child("counts").entries())
    rules.counts.emplace_back(count.key(), count.as_number(zero_or_more).value_or(1));
  reader.finish();
}

void read_change(YamlReader reader, ShareRules& rules) {
  if (!reader.present() && !reader.dry()) return;
  rules.before = reader.required_text("of", "name an earlier pot, or an indicator in pounds");
  rules.least = reader.number("least", 0, share_range);
  rules.most = reader.child("most").as_number(NumberRange{1, std::numeric_limits<double>::infinity(), false});
  rules.taper = reader.number("taper", 0, share_range);
  reader.finish();
}

/// Rules that a file states under `reader`; whatever it does not stays as it is in `rules`.
void read_rules(YamlReader& reader, ShareRules& rules) {
  read_by(reader.child("by"), rules);
  rules.base_pence = reader.child("base_gbp").as_pence().value_or(rules.base_pence);
  rules.floor_pence = reader.child("floor_gbp").as_pence().value_or(rules.floor_pence);
  YamlReader cap = reader.child("cap_gbp");
  if (cap.present()) rules.cap_pence = cap.as_pence();
  if (rules.cap_pence && *rules.cap_pence < rules.floor_pence)
    cap.complain("is below floor_gbp", "raise the cap or lower the floor");
  if (rules.cap_pence && *rules.cap_pence < rules.base_pence)
    cap.complain("is below base_gbp", "raise the cap or lower the base");
  read_change(reader.child("change"), rules);
}

Pot::Pays read_pays(YamlReader& reader, const char* fallback) {
  const std::string word = reader.word("pays", {"funded", "waiting", "all"}, fallback);
  return word == "waiting" ? Pot::Pays::waiting : word == "all" ? Pot::Pays::all : Pot::Pays::funded;
}

Pot read_pot(YamlReader reader, const ShareRules& of_all) {
  Pot pot = read_year(reader, true);
  pot.year = reader.text("year");
  pot.pays = read_pays(reader, "funded");
  pot.only = reader.texts("only");
  pot.over_all = reader.word("over", {"paid", "all"}, "paid") == "all";
  pot.by_region = reader.word("together", {"none", "region"}, "none") == "region";
  pot.rules = of_all;
  pot.own_floor = reader.has("floor_gbp");
  read_rules(reader, *pot.rules);
  if (pot.by_region && (pot.rules->base_pence > 0 || !pot.rules->before.empty()))
    reader.complain("an undivided amount has neither base nor change", "leave out base_gbp and change, or together");
  reader.finish();
  return pot;
}

void read_own_pots(YamlReader list, AllocationSettings& allocation) {
  std::set<std::string> names;
  for (YamlReader& item : list.items()) {
    Pot pot = read_pot(item, allocation);
    if (!pot.name.empty() && !names.insert(pot.name).second)
      item.complain("another pot is named '" + pot.name + "'", "give each a name of its own");
    allocation.pots.push_back(std::move(pot));
  }
}

UnitPot read_unit_pot(YamlReader reader) {
  constexpr std::int64_t most = 1'000'000'000;
  UnitPot pot;
  pot.place = reader.place();
  pot.name = reader.required_text("name", "name what is shared out, as in name: workers 2024-25");
  pot.unit = reader.required_text("unit", "say what is counted, as in unit: posts");
  YamlReader units = reader.child("units");
  if (reader.is_map() && !reader.has("units")) units.complain("is missing", "say how many there are");
  pot.units = units.as_integer(0, most).value_or(0);
  pot.year = reader.text("year");
  pot.pays = read_pays(reader, "all");
  pot.method = reader.word("method", {"largest_remainder", "sainte_lague"}, "largest_remainder") == "sainte_lague"
                   ? UnitPot::Method::sainte_lague
                   : UnitPot::Method::largest_remainder;
  read_by(reader.child("by"), pot.rules);
  pot.rules.floor_pence = reader.integer("floor", 0, 0, most);
  YamlReader cap = reader.child("cap");
  pot.rules.cap_pence = cap.as_integer(0, most);
  if (pot.rules.cap_pence && *pot.rules.cap_pence < pot.rules.floor_pence)
    cap.complain("is below floor", "raise the cap or lower the floor");
  reader.finish();
  return pot;
}

void read_units(YamlReader list, AllocationSettings& allocation) {
  std::set<std::string> names;
  for (YamlReader& item : list.items()) {
    UnitPot pot = read_unit_pot(item);
    if (!pot.name.empty() && !names.insert(pot.name).second)
      item.complain("other units are named '" + pot.name + "'", "give each a name of its own");
    pot.rules.need = allocation.need;
    allocation.units.push_back(std::move(pot));
  }
}

ExpectedEffect read_effect(YamlReader reader) {
  ExpectedEffect effect;
  effect.place = reader.place();
  effect.name = reader.required_text("name", "say what is expected, as in name: deaths prevented");
  YamlReader amount = reader.child("amount");
  if (reader.is_map() && !reader.has("amount")) amount.complain("is missing", "say how many, for England");
  effect.amount = amount.as_number(zero_or_more).value_or(0);
  effect.follows = reader.required_text("follows", "name the pot or units whose shares it follows");
  effect.assumption = reader.required_text("assumption", "say what it rests on: it is printed beside it");
  reader.finish();
  return effect;
}

CaseloadSettings read_caseload(YamlReader reader) {
  CaseloadSettings caseload;
  caseload.place = reader.place();
  caseload.of = reader.text("of");
  caseload.adds = reader.texts("adds");
  if (reader.is_map() && (caseload.of.empty() || caseload.adds.empty()))
    reader.complain("needs an indicator and units",
                    "say whose people and workers, and which posts come on top, as in {of: caseload, adds: [workers]}");
  reader.finish();
  return caseload;
}

} // namespace

AllocationSettings read_allocation(YamlReader reader) {
  AllocationSettings allocation;
  allocation.place = reader.place();
  allocation.need = reader.text("need", allocation.need);
  read_rules(reader, allocation);
  read_years(reader, allocation);
  read_own_pots(reader.child("pots"), allocation);
  read_units(reader.child("units"), allocation);
  for (YamlReader& item : reader.child("effects").items()) allocation.effects.push_back(read_effect(item));
  allocation.caseload = read_caseload(reader.child("caseload"));
  reader.finish();
  return allocation;
}

} // namespace tranche
