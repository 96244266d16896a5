// Tranches and allocation: who is funded when, and with how much.
#include <set>

#include "settings/sections.hpp"
#include "tranche/settings/suggest.hpp"

namespace tranche {
namespace {

Cut read_cut(YamlReader reader, bool last) {
  Cut cut;
  cut.place = reader.place();
  cut.name = reader.required_text("name", "name the tranche, as in name: \"2022-23\"");
  YamlReader count = reader.child("count");
  YamlReader score = reader.child("score");
  YamlReader budget = reader.child("budget_gbp");
  if (reader.is_map() && reader.has("count") + reader.has("score") + reader.has("budget_gbp") != 1)
    reader.complain("a tranche is cut by exactly one of count, score and budget_gbp",
                    "write, for example, count: 50, or count: rest for the last one");
  if (count.is_scalar() && count.node()->text == "rest") {
    cut.by = Cut::By::rest;
    if (!last) count.complain("'rest' leaves nothing for the tranches after it", "use it in the last tranche only");
  } else if (count.present()) {
    cut.amount = static_cast<double>(count.as_integer(1, 1'000'000).value_or(1));
  } else if (score.present()) {
    cut.by = Cut::By::score;
    cut.amount = score.as_number().value_or(0);
  } else if (budget.present()) {
    cut.by = Cut::By::budget;
    cut.amount = static_cast<double>(budget.as_pence().value_or(0)) / 100;
  }
  reader.finish();
  return cut;
}

Pot read_year(YamlReader reader) {
  Pot pot;
  pot.place = reader.place();
  pot.name = reader.required_text("name", "name the year, as in name: \"2022-23\"");
  YamlReader amount = reader.child("pot_gbp");
  if (reader.is_map() && !reader.has("pot_gbp")) amount.complain("is missing", "add the year's money in pounds");
  pot.pence = amount.as_pence().value_or(0);
  reader.finish();
  return pot;
}

void read_pots(YamlReader& reader, AllocationSettings& allocation) {
  YamlReader single = reader.child("pot_gbp");
  YamlReader years = reader.child("years");
  if (reader.is_map() && reader.has("pot_gbp") == reader.has("years"))
    reader.complain(reader.has("years") ? "has both pot_gbp and years" : "has no money",
                    "write either pot_gbp: 53000000, or years: [{name: \"2022-23\", pot_gbp: 85700000}, ...]");
  if (single.present()) allocation.pots.push_back({"", single.as_pence().value_or(0), single.place()});
  std::set<std::string> names;
  for (YamlReader& year : years.items()) {
    Pot pot = read_year(year);
    if (!pot.name.empty() && !names.insert(pot.name).second)
      year.complain("another year is named '" + pot.name + "'", "name each year once");
    if (!single.present()) allocation.pots.push_back(std::move(pot));
  }
  if (years.is_list() && names.empty() && !single.present())
    years.complain("names no year", "add {name: ..., pot_gbp: ...}");
}

} // namespace

TrancheSettings read_tranches(YamlReader reader) {
  TrancheSettings tranches;
  tranches.place = reader.place();
  tranches.unranked_last = reader.word("unranked", {"last", "none"}, "none") == "last";
  YamlReader list = reader.child("cut");
  std::vector<YamlReader> cuts = list.items();
  std::set<std::string> names;
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    Cut cut = read_cut(cuts[i], i + 1 == cuts.size());
    if (!cut.name.empty() && !names.insert(cut.name).second)
      cuts[i].complain("another tranche is named '" + cut.name + "'", "give each a name of its own");
    if (i > 0 && cut.by == Cut::By::score && tranches.cut.back().by == Cut::By::score &&
        cut.amount >= tranches.cut.back().amount)
      cuts[i].complain("its score is not below that of the tranche before it", "list tranches from greatest need down");
    tranches.cut.push_back(std::move(cut));
  }
  if (reader.is_map() && tranches.cut.empty() && (list.is_list() || !reader.has("cut")))
    list.complain("names no tranche", "add one, as in cut: [{name: first, count: 50}]");
  reader.finish();
  return tranches;
}

AllocationSettings read_allocation(YamlReader reader) {
  AllocationSettings allocation;
  allocation.place = reader.place();
  read_pots(reader, allocation);
  YamlReader by = reader.child("by");
  allocation.need_power = by.number("need", by.present() ? 0 : 1, zero_or_more);
  allocation.population_power = by.number("population", by.present() ? 0 : 1, zero_or_more);
  by.finish();
  allocation.need = reader.text("need", allocation.need);
  allocation.floor_pence = reader.child("floor_gbp").as_pence().value_or(0);
  YamlReader cap = reader.child("cap_gbp");
  allocation.cap_pence = cap.as_pence();
  if (allocation.cap_pence && *allocation.cap_pence < allocation.floor_pence)
    cap.complain("is below floor_gbp", "raise the cap or lower the floor");
  reader.finish();
  return allocation;
}

} // namespace tranche
