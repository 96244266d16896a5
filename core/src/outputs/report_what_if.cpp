// What the page needs to decide anew: every figure that enters, on every scale that is offered, and the rules. The
// page adds, multiplies and compares; whatever else affects a result (scales, logarithms, powers) was computed here.
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <functional>

#include "decide/index.hpp"
#include "json_number.hpp"
#include "nan.hpp"
#include "outputs/report_money.hpp"
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

Json indicators_of(const Run& run, std::span<const ScaledIndicator> scaled, const ScaleTables& tables) {
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
    if (!scaled.empty()) {
      one["scales"] = tables.written(scaled[c]);
      one["used"] = packed(run.decision.columns[c].used);
      one["direction"] = indicator.direction;
      one["england"] = json_number(run.decision.columns[c].england);
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
  std::vector<ScaledIndicator> scaled;
  for (std::size_t c = 0; c < run.indicators.size() && fixed.empty(); ++c) scaled.push_back(scales_of(run, index, c));
  const ScaleTables tables(scaled);
  Json part{{"authorities", authorities_of(run)},
            {"run", {{"rank", d.rank}, {"tranche", d.tranche}, {"score", packed(d.score)}}},
            {"indicators", indicators_of(run, scaled, tables)},
            {"tables", tables.written()},
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
  part["run"].update(paid_in_run(run));
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
