// Tranches: who is funded when.
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
  YamlReader population = reader.child("population");
  if (reader.is_map() &&
      reader.has("count") + reader.has("score") + reader.has("budget_gbp") + reader.has("population") != 1)
    reader.complain("a tranche is cut by exactly one of count, score, budget_gbp and population",
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
  } else if (population.present()) {
    cut.by = Cut::By::population;
    cut.amount = static_cast<double>(population.as_integer(1, 10'000'000'000).value_or(1));
  }
  YamlReader per_region = reader.child("per_region");
  cut.per_region = static_cast<std::size_t>(per_region.present() ? per_region.as_integer(0, 1'000'000).value_or(0) : 0);
  if (cut.per_region > 0 && cut.by != Cut::By::count)
    per_region.complain("needs a count that it can be part of", "cut this tranche by count");
  reader.finish();
  return cut;
}

NamedAuthority read_named(YamlReader reader) {
  NamedAuthority named;
  named.place = reader.place();
  named.code = reader.required_text("code", "name the authority, as in code: E06000009");
  named.tranche = reader.required_text("tranche", "name a tranche of `cut`, or write none: not funded");
  if (named.tranche == "none") named.tranche.clear();
  named.reason = reader.required_text("reason", "say why: it is printed beside the rank");
  reader.finish();
  return named;
}

} // namespace

TrancheSettings read_tranches(YamlReader reader) {
  TrancheSettings tranches;
  tranches.place = reader.place();
  tranches.unranked_last = reader.word("unranked", {"last", "none"}, "none") == "last";
  tranches.eligible = reader.texts("eligible");
  for (YamlReader& named : reader.child("named").items()) tranches.named.push_back(read_named(named));
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

} // namespace tranche
