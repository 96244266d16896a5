#include "outputs/money_words.hpp"

#include <cmath>
#include <fmt/format.h>
#include <map>
#include <vector>

#include "outputs/words.hpp"

namespace tranche::words {
namespace {

std::string power(const char* what, double exponent) {
  if (exponent == 1) return what;
  return fmt::format("{} to the power {:.4g}", what, exponent);
}

std::string claim_words(const ShareRules& rules) {
  std::string shares;
  const auto add = [&](const std::string& factor) { shares += (shares.empty() ? "" : " times ") + factor; };
  if (rules.need_power != 0) add(power("need", rules.need_power));
  if (rules.population_power != 0) add(power("population", rules.population_power));
  for (const auto& [id, exponent] : rules.counts) add(power(("the count of " + id).c_str(), exponent));
  return shares.empty() ? "equal parts" : shares;
}

std::string bounds_words(const ShareRules& rules) {
  std::string text;
  if (rules.base_pence > 0) text += "Each that is paid first gets " + thousands_of_pounds(rules.base_pence) + ". ";
  if (rules.floor_pence > 0)
    text += "Nobody funded gets less than " + thousands_of_pounds(rules.floor_pence) + " a pot. ";
  if (rules.cap_pence) text += "Nobody gets more than " + thousands_of_pounds(*rules.cap_pence) + " a pot. ";
  if (rules.before.empty()) return text;
  text += fmt::format("Against {} an amount is at least {:.4g} times", rules.before, rules.least);
  if (rules.most) text += fmt::format(" and at most {:.4g} times", *rules.most);
  if (rules.taper > 0) text += fmt::format("; {:.4g} % of the pot is shared as it was", rules.taper * 100);
  return text + ". ";
}

std::string pot_words(const Pot& pot) {
  static constexpr const char* whom[] = {"the funded", "those not yet funded", "every ranked authority"};
  std::string text = fmt::format("{}, {}, to ", pot.name, thousands_of_pounds(pot.pence));
  if (pot.only.empty())
    text += whom[static_cast<int>(pot.pays)];
  else if (pot.pays == Pot::Pays::all)
    text += fmt::format("{} authorities that it names", pot.only.size());
  else
    text += fmt::format("those of {} authorities that it names who are {}", pot.only.size(),
                        pot.pays == Pot::Pays::funded ? "funded" : "not yet funded");
  text += " in proportion to " + claim_words(*pot.rules);
  if (pot.by_region) text += ", one undivided amount for each region";
  if (pot.over_all) text += ", each with the share it has among all authorities; the rest of the amount is not paid";
  const std::string bounds = bounds_words(*pot.rules);
  return text + ". " + bounds;
}

std::string unit_words(const UnitPot& pot) {
  std::string text = fmt::format("{}: {} {} in proportion to {}, by {}", pot.name,
                                 grouped(static_cast<double>(pot.units), 0), pot.unit, claim_words(pot.rules),
                                 pot.method == UnitPot::Method::sainte_lague ? "Sainte-Laguë" : "largest remainder");
  if (pot.rules.floor_pence > 0) text += fmt::format(", {} at least to each", pot.rules.floor_pence);
  if (pot.rules.cap_pence) text += fmt::format(", {} at most", *pot.rules.cap_pence);
  return text + ". ";
}

} // namespace

std::string money_words(const AllocationSettings& money) {
  if (money.pots.empty() && money.units.empty()) return {};
  std::string text;
  if (money.simple() && !money.pots.empty())
    text = "Each pot is shared among the funded authorities in proportion to " + claim_words(money) + ". " +
           bounds_words(money);
  else
    for (const Pot& pot : money.pots)
      text +=
          pot.rules ? pot_words(pot) : pot.name + " is shared by " + claim_words(money) + ". " + bounds_words(money);
  for (const UnitPot& pot : money.units) text += unit_words(pot);
  if (money.follows_need() && money.need == "relative")
    text +=
        "Need is the weighted mean of each figure over that of England, so that 1 is the need of England as a whole. ";
  else if (money.follows_need() && money.need == "score")
    text += "Need is the need score. ";
  else if (money.follows_need())
    text += "Need is the figure “" + money.need + "” over that of England. ";
  text += "An authority gets what its claim is of all claims, raised to its floor and held at its cap, with the rest "
          "shared again among the others (water-filling). ";
  return text + (money.pots.empty() ? "All are whole, and sum to the stated number exactly."
                                    : "Payments are whole pence and sum to the pot exactly (largest remainder).");
}

std::string year_words(const Run& run) {
  const std::vector<Pot>& pots = run.assessment.allocation.pots;
  std::vector<std::string> years;
  std::map<std::string, std::int64_t> paid;
  for (std::size_t p = 0; p < pots.size() && p < run.decision.pence.size(); ++p) {
    const std::string& year = pots[p].year_name();
    if (!paid.contains(year)) years.push_back(year);
    for (const std::int64_t pence : run.decision.pence[p]) paid[year] += pence;
    if (p >= run.decision.shares.size()) continue; // a decision that was put together by hand
    for (const PotShares::Joint& joint : run.decision.shares[p].joint) paid[year] += joint.pence;
  }
  if (years.size() < 2 || years.size() == pots.size()) return {};
  for (std::string& year : years) year = year + " " + thousands_of_pounds(paid[year]);
  return "This run pays, by year: " + fmt::format("{}", fmt::join(years, "; ")) + ".";
}

} // namespace tranche::words
