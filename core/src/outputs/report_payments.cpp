// Tables of what is shared out, for reading: money by pot, whole units, and payments to consortia.
#include <algorithm>
#include <fmt/format.h>
#include <numeric>

#include "outputs/report_money.hpp"
#include "outputs/words.hpp"
#include "tranche/maps/names.hpp"
#include "tranche/settings/suggest.hpp"

namespace tranche::report {
namespace {

std::string whole_units(std::int64_t units) { return words::grouped(static_cast<double>(units), 0); }

std::string with_capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

/// What is counted, each word once: "posts", "posts and places".
std::vector<std::string> counted_words(const AllocationSettings& allocation) {
  std::vector<std::string> units;
  for (const UnitPot& pot : allocation.units)
    if (std::find(units.begin(), units.end(), pot.unit) == units.end()) units.push_back(pot.unit);
  return units;
}

/// A cell for each tranche and one for everybody, of whatever tranche or none.
Json cells_by_tranche(const Run& run, const std::vector<std::int64_t>& amounts, std::string (*text)(std::int64_t)) {
  Json cells = Json::array();
  for (const TrancheGroup& group : run.decision.tranches) {
    std::int64_t sum = 0;
    for (const std::size_t a : group.authorities) sum += amounts[a];
    cells.push_back({{"text", text(sum)}});
  }
  cells.push_back({{"text", text(std::accumulate(amounts.begin(), amounts.end(), std::int64_t{0}))}});
  return cells;
}

/// What consortia get is nobody's own, and so of no tranche.
Json joint_cells(const Run& run, const PotShares& shares) {
  Json cells = Json::array();
  std::int64_t all = 0;
  for (const PotShares::Joint& joint : shares.joint) all += joint.pence;
  for (std::size_t t = 0; t < run.decision.tranches.size(); ++t) cells.push_back({{"text", "–"}});
  cells.push_back({{"text", words::thousands_of_pounds(all)}});
  return cells;
}

Json money_rows(const Run& run) {
  const Decision& d = run.decision;
  Json rows = Json::array();
  for (std::size_t p = 0; p < d.pot_names.size(); ++p) {
    const bool joint = p < d.shares.size() && !d.shares[p].joint.empty();
    rows.push_back({{"name", d.pot_names[p].empty() ? "Whole programme" : d.pot_names[p]},
                    {"cells", joint ? joint_cells(run, d.shares[p])
                                    : cells_by_tranche(run, d.pence[p], words::thousands_of_pounds)}});
  }
  return rows;
}

Json unit_rows(const Run& run) {
  Json rows = Json::array();
  for (std::size_t u = 0; u < run.decision.units.size(); ++u) {
    const UnitPot& pot = run.assessment.allocation.units[u];
    rows.push_back({{"name", pot.name}, {"cells", cells_by_tranche(run, run.decision.units[u], whole_units)}});
    if (pot.name.find(pot.unit) == std::string::npos) rows.back()["unit"] = pot.unit;
  }
  return rows;
}

/// Columns of the ranking.
Json unit_heads(const AllocationSettings& allocation) {
  Json heads = Json::array();
  for (const UnitPot& pot : allocation.units) {
    heads.push_back({{"title", with_capital(pot.name)}});
    if (pot.name.find(pot.unit) == std::string::npos) heads.back()["unit"] = pot.unit;
  }
  return heads;
}

Json consortia(const Run& run) {
  Json rows = Json::array();
  for (std::size_t p = 0; p < run.decision.shares.size(); ++p)
    for (const PotShares::Joint& joint : run.decision.shares[p].joint) {
      std::vector<std::string> names;
      for (const std::size_t a : joint.authorities) names.push_back(display_name(run.authorities.units[a].name));
      rows.push_back({{"pot", run.decision.pot_names[p]},
                      {"region", joint.region},
                      {"money", words::thousands_of_pounds(joint.pence)},
                      {"count", joint.authorities.size()},
                      {"members", fmt::format("{}", fmt::join(names, ", "))}});
    }
  return rows;
}

/// Whether anybody in no tranche gets something, so that tranches do not sum to all.
bool paid_outside(const Run& run) {
  const Decision& d = run.decision;
  for (std::size_t a = 0; a < d.tranche.size() && !d.tranches.empty(); ++a) {
    if (d.tranche[a] > 0) continue;
    if (!d.total_pence.empty() && d.total_pence[a] > 0) return true;
    for (const std::vector<std::int64_t>& units : d.units)
      if (units[a] > 0) return true;
  }
  return false;
}

} // namespace

Json payments(const Run& run) {
  const AllocationSettings& allocation = run.assessment.allocation;
  const bool money = !allocation.pots.empty(), own_rules = money && allocation.pots.front().rules.has_value();
  const bool several = run.decision.pot_names.size() > 1;
  const std::vector<std::string> units = counted_words(allocation);
  std::vector<std::string> what;
  if (!run.decision.tranches.empty()) what.push_back("tranches");
  if (money) what.push_back("money");
  what.insert(what.end(), units.begin(), units.end());
  std::vector<std::string> follow = what;
  follow.insert(follow.begin(), "ranks");
  if (!run.boundaries.shapes.empty()) follow.push_back("map");
  Json part{{"title", with_capital(listed(what, "and"))},
            {"follow", with_capital(listed(follow, "and"))},
            {"penny", money},
            {"pot", own_rules ? "Pot" : "Year"},
            {"total", several ? (own_rules ? "All pots" : "All years") : "Money"},
            {"money_title", own_rules ? "Money by pot" : "Money by year"},
            {"money", several ? money_rows(run) : Json::array()},
            {"any_money", several},
            {"unit_title", with_capital(listed(units, "and"))},
            {"units", unit_rows(run)},
            {"any_unit", !allocation.units.empty()},
            {"heads", unit_heads(allocation)},
            {"consortia", consortia(run)}};
  part["outside"] = paid_outside(run);
  part["any_consortium"] = !part["consortia"].empty();
  return part;
}

Json unit_cells(const Run& run, std::size_t authority) {
  Json cells = Json::array();
  for (const std::vector<std::int64_t>& units : run.decision.units)
    cells.push_back({{"text", whole_units(units[authority])}});
  return cells;
}

} // namespace tranche::report
