// What the page needs to decide anew: every figure that enters, on every scale that is offered, and the rules. The
// page adds, multiplies and compares; whatever else affects a result (scales, logarithms, powers) was computed here.
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <functional>

#include "decide/index.hpp"
#include "json_number.hpp"
#include "nan.hpp"
#include "outputs/report_scales.hpp"
#include "outputs/words.hpp"
#include "tranche/decide/weights.hpp"
#include "tranche/maps/names.hpp"
#include "tranche/outputs/manifest.hpp"

namespace tranche::report {
namespace {

/// What the decision was made with: absent indicators taken out of the weights.
IndexSettings index_of(const Run& run) {
  IndexSettings index = run.assessment.index;
  if (index.weights.empty())
    for (const IndicatorColumn& column : run.indicators) index.weights.push_back({column.id, 1, {}, index.place});
  for (const AbsentIndicator& absent : run.absent) drop_indicator(index.weights, absent.id);
  return index;
}

void visit(const std::vector<WeightNode>& nodes, const std::function<void(const WeightNode&)>& each) {
  for (const WeightNode& node : nodes) {
    if (node.is_domain()) each(node);
    visit(node.of, each);
  }
}

bool averages(Aggregate method) {
  return method == Aggregate::arithmetic || method == Aggregate::geometric || method == Aggregate::harmonic ||
         method == Aggregate::median;
}

/// Why the page cannot make the need score anew; empty: it can.
std::string why_fixed(const Run& run, const IndexSettings& index) {
  const auto anew = [](Weigh method) {
    return method == Weigh::components || method == Weigh::correlation || method == Weigh::benefit_of_doubt;
  };
  std::string why;
  const auto level = [&](const std::string& name, Aggregate aggregate, Weigh weigh, const std::vector<WeightNode>& of) {
    if (!averages(aggregate)) why = fmt::format("{} is aggregated by {}", name, name_of(aggregate));
    if (anew(weigh)) why = fmt::format("the weights of {} are found from the figures ({})", name, name_of(weigh));
    if (aggregate == Aggregate::geometric &&
        std::any_of(of.begin(), of.end(), [](const WeightNode& node) { return node.is_domain(); }))
      why = fmt::format("{} is a geometric mean of domains", name);
  };
  level("the index", index.aggregate, index.weigh.method, index.weights);
  visit(index.weights, [&](const WeightNode& node) {
    level(node.id, node.aggregate.value_or(index.aggregate), node.weigh.method, node.of);
    if (node.normalise) why = fmt::format("the domain {} is normalised again", node.id);
  });
  const bool any_withheld = std::any_of(run.indicators.begin(), run.indicators.end(), [](const IndicatorColumn& c) {
    return std::find(c.status.begin(), c.status.end(), Status::suppressed) != c.status.end();
  });
  if (run.assessment.suppress.use_in_index && any_withheld)
    why = "figures that are withheld from every output count in the score";
  return why;
}

/// The tree of weights; where weights were found and not given, the shares that were found.
Json tree_of(const Run& run, const std::vector<WeightNode>& nodes, const FittedWeights* found) {
  Json list = Json::array();
  for (const WeightNode& node : nodes) {
    Json one{{"id", node.id}, {"weight", node.weight}};
    if (found)
      for (const auto& [id, share] : found->weights)
        if (id == node.id) one["share"] = share;
    for (std::size_t c = 0; c < run.indicators.size(); ++c)
      if (!node.is_domain() && run.indicators[c].id == node.id) one["indicator"] = c;
    if (node.is_domain()) {
      const auto fitted = std::find_if(run.decision.fitted.begin(), run.decision.fitted.end(),
                                       [&](const FittedWeights& level) { return level.level == node.id; });
      one["title"] = node.title.empty() ? node.id : node.title;
      if (node.aggregate) one["aggregate"] = name_of(*node.aggregate);
      one["require"] = node.require.value_or(0);
      one["of"] = tree_of(run, node.of, fitted == run.decision.fitted.end() ? nullptr : &*fitted);
    }
    list.push_back(std::move(one));
  }
  return list;
}

/// Over its England figure, as the money formula takes it; NaN where that has no meaning.
std::vector<double> relative_to_whole(const IndicatorColumn& indicator, const IndexColumn& column) {
  std::vector<double> relative(column.used.size(), nan);
  for (std::size_t i = 0; i < relative.size(); ++i) {
    const double value = column.used[i];
    if (!(column.england > 0) || !(indicator.direction > 0 ? value >= 0 : value > 0)) continue;
    relative[i] = indicator.direction > 0 ? value / column.england : column.england / value;
  }
  return relative;
}

/// Value and limits as they are drawn, to a tenth of the last decimal that is printed.
Json drawn_figures(const IndicatorColumn& indicator, double whole) {
  double largest = 0;
  for (const double value : indicator.value)
    if (std::isfinite(value)) largest = std::max(largest, std::fabs(value));
  const int decimals = words::decimals_for(largest);
  const double grain = std::pow(10, decimals + 1);
  const auto rounded = [&](std::span<const double> values) {
    Json list = Json::array();
    for (const double value : values) list.push_back(json_number(std::round(value * grain) / grain));
    return list;
  };
  return {{"value", rounded(indicator.value)},
          {"lower", rounded(indicator.lower)},
          {"upper", rounded(indicator.upper)},
          {"whole", json_number(std::round(whole * grain) / grain)},
          {"decimals", decimals}};
}

Json indicators_of(const Run& run, const IndexSettings& index, bool fixed) {
  const std::vector<std::string> codes = run.authorities.codes();
  Json list = Json::array();
  for (std::size_t c = 0; c < run.indicators.size(); ++c) {
    const IndicatorColumn& indicator = run.indicators[c];
    std::string reported;
    for (std::size_t i = 0; i < codes.size(); ++i) reported += enters(indicator, i) ? '1' : '0';
    Json one{{"id", indicator.id},
             {"title", indicator.title},
             {"unit", words::unit_beside(indicator.title, indicator.unit)},
             {"level", indicator.levels.empty() ? 0 : indicator.levels.front()},
             {"reported", reported},
             {"figures", drawn_figures(indicator, run.decision.columns[c].england)},
             {"rank", run.decision.columns[c].rank}};
    if (!fixed) {
      one["scales"] = scales_of(run, index, c);
      one["relative"] = packed(relative_to_whole(indicator, run.decision.columns[c]));
    }
    list.push_back(std::move(one));
  }
  return list;
}

Json cuts_of(const TrancheSettings& tranches) {
  static constexpr const char* by[] = {"count", "rest", "score", "budget", "population"};
  Json list = Json::array();
  for (const Cut& cut : tranches.cut) {
    list.push_back({{"name", cut.name}, {"by", by[static_cast<int>(cut.by)]}, {"amount", cut.amount}});
    if (cut.per_region > 0) list.back()["per_region"] = cut.per_region;
  }
  return list;
}

/// Of each authority: -1: rank decides; 0: not funded; else the tranche that it is named for. Null where rank decides
/// all.
Json named_of(const Run& run) {
  const TrancheSettings& tranches = run.assessment.tranches;
  if (tranches.eligible.empty() && tranches.named.empty()) return nullptr;
  Json list = Json::array();
  for (const Authority& unit : run.authorities.units) {
    const auto is_unit = [&](const std::string& code) { return code == unit.code; };
    int place =
        tranches.eligible.empty() || std::any_of(tranches.eligible.begin(), tranches.eligible.end(), is_unit) ? -1 : 0;
    for (const NamedAuthority& named : tranches.named) {
      if (named.code != unit.code) continue;
      place = 0;
      for (std::size_t k = 0; k < tranches.cut.size(); ++k)
        if (tranches.cut[k].name == named.tranche) place = static_cast<int>(k) + 1;
    }
    list.push_back(place);
  }
  return list;
}

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

/// What a claim is multiplied by besides need, in the order of claim(): residents, then counts.
Json factors_of(const Run& run, const ShareRules& rules, Vectors& vectors) {
  Json list = Json::array();
  if (rules.population_power != 0) {
    std::vector<double> people = run.authorities.population;
    for (double& x : people) x = x > 0 ? x : nan;
    list.push_back(vectors.add(to_power(std::move(people), rules.population_power)));
  }
  for (const auto& [id, power] : rules.counts)
    if (const IndicatorColumn* column = indicator_of(run, id))
      list.push_back(vectors.add(to_power(column->numerator, power)));
  return list;
}

/// What an amount is held near: an earlier pot by its number, or pence that are known.
Json change_of(const Run& run, const ShareRules& rules, Vectors& vectors) {
  if (rules.before.empty()) return nullptr;
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

Json pot_of(const Run& run, const Pot& pot, Vectors& vectors) {
  static constexpr const char* pays[] = {"funded", "waiting", "all"};
  const ShareRules& rules = run.assessment.allocation.rules_of(pot);
  Json part{{"name", pot.name},
            {"pence", pot.pence},
            {"year", pot.pays == Pot::Pays::all ? "" : pot.year_name()},
            {"pays", pays[static_cast<int>(pot.pays)]},
            {"need", rules.need_power != 0},
            {"factors", factors_of(run, rules, vectors)},
            {"base", rules.base_pence},
            {"cap", rules.cap_pence ? Json(*rules.cap_pence) : Json()}};
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

/// `need` says how the page finds it: none; relative; score; fixed, whatever the weights; stated, for the weights and
/// scales as stated only.
Json money_of(const Run& run, bool fixed) {
  const AllocationSettings& allocation = run.assessment.allocation;
  if (allocation.pots.empty()) return nullptr;
  Vectors vectors;
  Json pots = Json::array();
  double power = 0;
  bool one_power = true;
  for (const Pot& pot : allocation.pots) {
    pots.push_back(pot_of(run, pot, vectors));
    const double own = allocation.rules_of(pot).need_power;
    one_power = one_power && (own == 0 || power == 0 || own == power);
    power = own != 0 ? own : power;
  }
  std::string need = "none";
  if (power != 0) {
    const bool moves = allocation.need == "relative" || allocation.need == "score";
    need = fixed || !moves ? "fixed" : power == 1 && one_power ? allocation.need : "stated";
  }
  std::vector<double> powered = run.decision.need;
  for (double& x : powered) x = x > 0 ? std::pow(x, power) : x;
  if (!one_power) need = "several";
  return {{"pots", std::move(pots)},
          {"key", allocation.pots.front().rules ? "pots" : "years"},
          {"vectors", vectors.take()},
          {"floor", allocation.floor_pence},
          {"need", need},
          {"needs", need == "fixed" || need == "stated" ? Json(packed(powered)) : Json()}};
}

bool complete(const Run& run) {
  const std::size_t n = run.authorities.size();
  return run.decision.score.size() == n && run.decision.columns.size() == run.indicators.size() &&
         std::all_of(run.decision.columns.begin(), run.decision.columns.end(),
                     [&](const IndexColumn& column) { return column.used.size() == n && column.rank.size() == n; });
}

Json authorities_of(const Run& run) {
  Json codes = Json::array(), names = Json::array(), regions = Json::array();
  for (const Authority& unit : run.authorities.units) {
    codes.push_back(unit.code);
    names.push_back(display_name(unit.name));
    regions.push_back(unit.region);
  }
  return {{"code", codes}, {"name", names}, {"region", regions}, {"population", packed(run.authorities.population)}};
}

/// Controls that are absent, and why.
Json absent_controls(const Run& run, const IndexSettings& index, const std::string& fixed) {
  Json absent = Json::object();
  if (!fixed.empty()) {
    for (const char* control : {"weights", "normalise", "aggregate"}) absent[control] = fixed;
    return absent;
  }
  if (!run.decision.imputed.empty()) absent["weights"] = "what is imputed hangs on who has enough of the weight";
  if (!run.decision.fitted.empty()) absent["weights"] = "they are found by a method, and not given";
  bool domains = false;
  visit(index.weights, [&](const WeightNode&) { domains = true; });
  if (domains) absent["geometric"] = "a geometric mean of domains";
  return absent;
}

} // namespace

Json what_if(const Run& run) {
  if (!complete(run)) return nullptr;
  const IndexSettings index = index_of(run);
  const std::string fixed = why_fixed(run, index);
  const Decision& d = run.decision;
  const auto root =
      std::find_if(d.fitted.begin(), d.fitted.end(), [](const auto& level) { return level.level.empty(); });
  Json part{{"authorities", authorities_of(run)},
            {"run", {{"rank", d.rank}, {"tranche", d.tranche}, {"pence", d.total_pence}, {"score", packed(d.score)}}},
            {"indicators", indicators_of(run, index, !fixed.empty())},
            {"tree", tree_of(run, index.weights, root == d.fitted.end() ? nullptr : &*root)},
            {"fixed", !fixed.empty()},
            {"absent", absent_controls(run, index, fixed)},
            {"aggregate", name_of(index.aggregate)},
            {"require", index.require},
            {"scales", scales_offered(index)},
            {"refused", scales_refused(index)},
            {"cuts", cuts_of(run.assessment.tranches)},
            {"named", named_of(run)},
            {"unranked_last", run.assessment.tranches.unranked_last},
            {"money", money_of(run, !fixed.empty())}};
  part["assessment"] = run.assessment.file.filename().string();
  part["overrides"] = Json::array();
  for (const auto& [key, value] : run.assessment.overrides)
    part["overrides"].push_back(key + "=" + without_absolute_paths(value));
  part["id"] = run.id;
  part["whole"] = run.authorities.geography == "units" ? "all" : "England";
  part["classes"] = classes(run);
  part["certainty"] = certainty(run);
  return part;
}

std::string script_json(const Json& model) {
  std::string text;
  for (const char c : model.dump(-1, ' ', false, Json::error_handler_t::replace)) {
    if (c == '<' || c == '>' || c == '&')
      text += fmt::format("\\u{:04x}", static_cast<int>(c));
    else
      text += c;
  }
  return text;
}

} // namespace tranche::report
