#include "outputs/report_money.hpp"

#include <algorithm>
#include <cmath>

#include "nan.hpp"
#include "outputs/report_scales.hpp"

namespace tranche::report {
namespace {

/// Vectors that pots share stand in the page once.
class Vectors {
public:
  std::size_t add(const std::vector<double>& values) {
    Json one = packed(values);
    for (std::size_t k = 0; k < m_list.size(); ++k)
      if (m_list[k] == one) return k;
    m_list.push_back(std::move(one));
    return m_list.size() - 1;
  }
  Json take() { return std::move(m_list); }

private:
  Json m_list = Json::array();
};

std::vector<double> to_power(std::vector<double> values, double power) {
  for (double& x : values) x = power == 0 ? 1 : std::pow(x, power);
  return values;
}

const IndicatorColumn* indicator_of(const Run& run, const std::string& id) {
  for (const IndicatorColumn& column : run.indicators)
    if (column.id == id) return &column;
  return nullptr;
}

/// How the page finds the need that multiplies claims: none; relative; score; fixed, whatever the weights; stated, for
/// the weights and scales of the run only.
std::string way_of_need(const AllocationSettings& allocation, bool fixed) {
  if (!allocation.follows_need()) return "none";
  const bool moves = allocation.need == "relative" || allocation.need == "score";
  if (fixed || !moves) return "fixed";
  const auto plain = [](const ShareRules& rules) { return rules.need_power == 0 || rules.need_power == 1; };
  bool all_plain = true;
  for (const Pot& pot : allocation.pots) all_plain = all_plain && plain(allocation.rules_of(pot));
  for (const UnitPot& pot : allocation.units) all_plain = all_plain && plain(pot.rules);
  return all_plain ? allocation.need : "stated";
}

/// What a claim is made of, in the order of claim(): need, residents, counts. A power of need is taken here, as the
/// page computes none.
Json claim_of(const Run& run, const ShareRules& rules, const std::string& way, Vectors& vectors) {
  Json part{{"need", rules.need_power != 0}, {"factors", Json::array()}};
  if (rules.need_power != 0 && (way == "fixed" || way == "stated")) {
    std::vector<double> powered = run.decision.need;
    for (double& x : powered) x = x > 0 ? std::pow(x, rules.need_power) : x;
    part["needs"] = vectors.add(powered);
  }
  if (rules.population_power != 0) {
    std::vector<double> people = run.authorities.population;
    for (double& x : people) x = x > 0 ? x : nan;
    part["people"] = vectors.add(to_power(std::move(people), rules.population_power));
  }
  for (const auto& [id, power] : rules.counts)
    if (const IndicatorColumn* column = indicator_of(run, id))
      part["factors"].push_back(vectors.add(to_power(column->numerator, power)));
  return part;
}

/// What an amount is held near: an earlier pot by its number, or pence that are known.
Json change_of(const Run& run, const ShareRules& rules, Vectors& vectors) {
  Json part{{"least", rules.least}, {"most", rules.most ? Json(*rules.most) : Json()}, {"taper", rules.taper}};
  const auto& pots = run.assessment.allocation.pots;
  for (std::size_t p = 0; p < pots.size(); ++p)
    if (pots[p].name == rules.before) part["pot"] = p;
  if (const IndicatorColumn* column = indicator_of(run, rules.before); column && !part.contains("pot")) {
    std::vector<double> pence = column->numerator;
    for (std::size_t i = 0; i < pence.size(); ++i)
      pence[i] = std::round((std::isnan(pence[i]) ? column->value[i] : pence[i]) * 100);
    part["pence"] = vectors.add(pence);
  }
  return part;
}

constexpr const char* pays_words[] = {"funded", "waiting", "all"};

Json pot_of(const Run& run, const Pot& pot, const std::string& way, Vectors& vectors) {
  const ShareRules& rules = run.assessment.allocation.rules_of(pot);
  Json part{{"name", pot.name},
            {"pence", pot.pence},
            {"year", pot.pays == Pot::Pays::all ? "" : pot.year_name()},
            {"pays", pays_words[static_cast<int>(pot.pays)]},
            {"base", rules.base_pence},
            {"cap", rules.cap_pence ? Json(*rules.cap_pence) : Json()}};
  part.update(claim_of(run, rules, way, vectors));
  if (pot.own_floor) part["floor"] = rules.floor_pence;
  if (pot.over_all) part["over_all"] = true;
  if (pot.by_region) part["by_region"] = true;
  if (!rules.before.empty()) part["change"] = change_of(run, rules, vectors);
  if (!pot.only.empty()) {
    part["only"] = Json::array();
    for (std::size_t a = 0; a < run.authorities.size(); ++a)
      if (std::find(pot.only.begin(), pot.only.end(), run.authorities.units[a].code) != pot.only.end())
        part["only"].push_back(a);
  }
  return part;
}

Json units_of(const Run& run, const UnitPot& pot, const std::string& way, Vectors& vectors) {
  Json part{{"name", pot.name},
            {"unit", pot.unit},
            {"units", pot.units},
            {"year", pot.year},
            {"pays", pays_words[static_cast<int>(pot.pays)]},
            {"least", pot.rules.floor_pence},
            {"most", pot.rules.cap_pence ? Json(*pot.rules.cap_pence) : Json()},
            {"in_turn", pot.method == UnitPot::Method::sainte_lague}};
  part.update(claim_of(run, pot.rules, way, vectors));
  return part;
}

} // namespace

Json money_of(const Run& run, bool fixed) {
  const AllocationSettings& allocation = run.assessment.allocation;
  if (allocation.pots.empty() && allocation.units.empty()) return nullptr;
  const std::string way = way_of_need(allocation, fixed);
  Vectors vectors;
  Json pots = Json::array(), units = Json::array();
  for (const Pot& pot : allocation.pots) pots.push_back(pot_of(run, pot, way, vectors));
  for (const UnitPot& pot : allocation.units) units.push_back(units_of(run, pot, way, vectors));
  return {{"pots", std::move(pots)},
          {"units", std::move(units)},
          {"key", !allocation.pots.empty() && allocation.pots.front().rules ? "pots" : "years"},
          {"vectors", vectors.take()},
          {"floor", allocation.floor_pence},
          {"need", way}};
}

Json paid_in_run(const Run& run) {
  const Decision& d = run.decision;
  Json part{{"pence", d.total_pence}, {"units", d.units}, {"joint", Json::array()}};
  for (const PotShares& shares : d.shares) {
    Json pence = Json::array();
    for (const PotShares::Joint& joint : shares.joint) pence.push_back(joint.pence);
    part["joint"].push_back(std::move(pence));
  }
  return part;
}

} // namespace tranche::report
