#include "tranche/outputs/payments.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>

#include "outputs/cells.hpp"
#include "outputs/words.hpp"
#include "tranche/decide/money.hpp"

namespace tranche {
namespace {

constexpr std::int64_t no_most = std::int64_t{1} << 53; ///< as in PotShares

/// A pot of money or of whole units, seen alike.
struct Shared {
  std::string name, year, unit;
  const ShareRules* rules;
  const PotShares* shares;
  const std::vector<std::int64_t>* amounts;
  bool money;

  bool paid(std::size_t a) const { return !std::isnan(shares->claim[a]); }
  /// "floor", "cap" or nothing: which bound the amount stands at.
  std::string bound(std::size_t a) const {
    const std::int64_t amount = (*amounts)[a];
    if (amount == shares->most[a]) return "cap";
    return amount == shares->least[a] && shares->least[a] > rules->base_pence ? "floor" : "";
  }
  std::string shown(std::int64_t amount) const {
    return money ? money_text(amount) : words::grouped(static_cast<double>(amount), 0) + " " + unit;
  }
};

std::vector<Shared> pots_of(const Run& run) {
  const AllocationSettings& allocation = run.assessment.allocation;
  const Decision& d = run.decision;
  std::vector<Shared> list;
  for (std::size_t p = 0; p < d.shares.size() && p < allocation.pots.size(); ++p)
    list.push_back({allocation.pots[p].name, allocation.pots[p].year_name(), "pounds",
                    &allocation.rules_of(allocation.pots[p]), &d.shares[p], &d.pence[p], true});
  for (std::size_t u = 0; u < d.unit_shares.size() && u < allocation.units.size(); ++u)
    list.push_back({allocation.units[u].name, allocation.units[u].year, allocation.units[u].unit,
                    &allocation.units[u].rules, &d.unit_shares[u], &d.units[u], false});
  return list;
}

Cell amount_cell(const Shared& pot, std::int64_t amount) {
  return pot.money ? Cell{pounds_text(amount)} : Cell{std::to_string(amount)};
}

void add_row(Table& table, const Shared& pot, std::vector<Cell> who, double claim, std::int64_t least,
             std::int64_t most, const std::string& bound, std::int64_t amount) {
  const double all = pot.shares->all_claims;
  std::vector<Cell> row{pot.name.empty() ? "whole programme" : pot.name, pot.year, pot.unit};
  row.insert(row.end(), who.begin(), who.end());
  row.insert(row.end(), {real_cell(claim), real_cell(all > 0 ? claim / all : 0), amount_cell(pot, least),
                         most >= no_most ? Cell{} : amount_cell(pot, most), bound.empty() ? Cell{} : Cell{bound},
                         amount_cell(pot, amount)});
  table.rows.push_back(std::move(row));
}

/// What each region gets of an effect, in the order of their names.
std::map<std::string, double> by_region(const Run& run, const ExpectedEffect& effect) {
  std::map<std::string, double> regions;
  double all = 0;
  for (const Shared& pot : pots_of(run)) {
    if (pot.name != effect.follows) continue;
    for (const PotShares::Joint& joint : pot.shares->joint) {
      regions[joint.region] += static_cast<double>(joint.pence);
      all += static_cast<double>(joint.pence);
    }
    for (std::size_t a = 0; a < pot.amounts->size(); ++a) {
      regions[run.authorities.units[a].region] += static_cast<double>((*pot.amounts)[a]);
      all += static_cast<double>((*pot.amounts)[a]);
    }
  }
  for (auto& [region, amount] : regions) amount = all > 0 ? effect.amount * amount / all : 0;
  return regions;
}

/// Three significant digits: nobody knows more.
double to_three_digits(double amount) {
  if (!(amount > 0)) return 0;
  const double step = std::pow(10, std::floor(std::log10(amount)) - 2);
  return std::round(amount / std::max(step, 1.0)) * std::max(step, 1.0);
}

} // namespace

Table effects_table(const Run& run) {
  Table table;
  for (const char* name : {"effect", "area"}) table.columns.push_back({name, name, "", "", "", CellType::text});
  table.columns.push_back({"amount", "amount", "", "", "", CellType::real});
  table.columns.push_back({"assumption", "assumption", "", "", "", CellType::text});
  for (const ExpectedEffect& effect : run.assessment.allocation.effects) {
    table.rows.push_back({effect.name, std::string("England"), effect.amount, effect.assumption});
    for (const auto& [region, amount] : by_region(run, effect))
      table.rows.push_back({effect.name, region, to_three_digits(amount), effect.assumption});
  }
  return table;
}

std::vector<std::string> effect_sentences(const Run& run) {
  std::vector<std::string> list;
  for (const ExpectedEffect& effect : run.assessment.allocation.effects) {
    std::string text = fmt::format("Expected of the whole, not of any authority: about {} {}",
                                   words::grouped(effect.amount, 0), effect.name);
    const char* mark = "; by region, as ";
    for (const auto& [region, amount] : by_region(run, effect)) {
      text += fmt::format("{}{} {}", mark == std::string(", ") ? ", " : mark + effect.follows + " are shared: ", region,
                          words::grouped(to_three_digits(amount), 0));
      mark = ", ";
    }
    list.push_back(text + ". Assumption: " + effect.assumption + ".");
  }
  return list;
}

bool has_payments(const Run& run) { return !pots_of(run).empty(); }

Table payments_table(const Run& run) {
  Table table;
  for (const auto& [name, title] : std::initializer_list<std::pair<const char*, const char*>>{{"pot", "Pot"},
                                                                                              {"year", "Year"},
                                                                                              {"unit", "Counted in"},
                                                                                              {"code", "Code"},
                                                                                              {"name", "Name"},
                                                                                              {"region", "Region"},
                                                                                              {"rank", "Rank"}})
    table.columns.push_back({name, title, "", "", "", CellType::text});
  table.columns.push_back({"claim", "Claim", "", "", "", CellType::real});
  table.columns.push_back({"share", "Share of all claims", "", "", "", CellType::real});
  for (const auto& [name, title] : std::initializer_list<std::pair<const char*, const char*>>{
           {"least", "At least"}, {"most", "At most"}, {"bound", "Stands at"}, {"amount", "Amount"}})
    table.columns.push_back({name, title, "", "", "", CellType::text});
  const auto& units = run.authorities.units;
  for (const Shared& pot : pots_of(run)) {
    if (pot.shares->joint.empty()) {
      for (const std::size_t a : reading_order(run))
        if (pot.paid(a))
          add_row(table, pot,
                  {units[a].code, units[a].name, units[a].region,
                   run.decision.rank[a] > 0 ? Cell{std::to_string(run.decision.rank[a])} : Cell{}},
                  pot.shares->claim[a], pot.shares->least[a], pot.shares->most[a], pot.bound(a), (*pot.amounts)[a]);
      continue;
    }
    for (const PotShares::Joint& joint : pot.shares->joint) {
      double claim = 0;
      std::string codes;
      for (const std::size_t a : joint.authorities) {
        claim += pot.shares->claim[a];
        codes += (codes.empty() ? "" : ";") + units[a].code;
      }
      add_row(table, pot, {codes, "Consortium of " + joint.region, joint.region, Cell{}}, claim, 0, no_most, "",
              joint.pence);
    }
  }
  return table;
}

std::string payment_words(const Run& run, std::size_t a) {
  std::string text;
  for (const Shared& pot : pots_of(run)) {
    if (!pot.paid(a)) continue;
    const std::string name = pot.name.empty() ? "" : pot.name + ": ";
    std::string line;
    for (const PotShares::Joint& joint : pot.shares->joint)
      if (std::find(joint.authorities.begin(), joint.authorities.end(), a) != joint.authorities.end())
        line = fmt::format("{}a part, not divided, in {} for the {} authorities of {}", name, pot.shown(joint.pence),
                           joint.authorities.size(), joint.region);
    if (line.empty()) {
      const double all = pot.shares->all_claims;
      line = fmt::format("{}{} for {:.2f} % of the claims", name, pot.shown((*pot.amounts)[a]),
                         all > 0 ? pot.shares->claim[a] / all * 100 : 0.0);
      if (pot.rules->base_pence > 0) line += ", of it a base of " + pot.shown(pot.rules->base_pence);
      if (const std::string bound = pot.bound(a); !bound.empty())
        line += bound == "cap" ? ", held at the most it may get" : ", raised to the least it must get";
    }
    text += (text.empty() ? "" : "; ") + line;
  }
  return text;
}

} // namespace tranche
