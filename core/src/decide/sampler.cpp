#include "decide/sampler.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "decide/allocation.hpp"
#include "decide/cut.hpp"
#include "nan.hpp"
#include "tranche/decide/weights.hpp"
#include "tranche/statistics/random.hpp"

namespace tranche {
namespace {

constexpr std::uint32_t method_stream = 0xE0000000U; ///< above every indicator's number
constexpr std::size_t most_variants = 1000;

/// From the outermost loop to the innermost: the order in which combinations are numbered.
constexpr std::array methods{DrawSource::normalise, DrawSource::treat, DrawSource::aggregate, DrawSource::impute,
                             DrawSource::left_out};

constexpr std::size_t at(DrawSource source) { return static_cast<std::size_t>(source); }

template <class List> void name_all(std::vector<std::string>& into, const std::string& stated, const List& others) {
  into.push_back(stated);
  for (const auto& other : others) into.emplace_back(name_of(other.method));
}

} // namespace

bool uses_kemeny(Aggregate aggregate, const std::vector<WeightNode>& nodes) {
  return aggregate == Aggregate::kemeny || std::any_of(nodes.begin(), nodes.end(), [](const WeightNode& node) {
           return uses_kemeny(node.aggregate.value_or(Aggregate::arithmetic), node.of);
         });
}

std::string_view name_of(DrawSource source) {
  constexpr std::array names{"figures", "weights", "normalise", "treat", "aggregate", "impute", "left_out"};
  return names[at(source)];
}

Sampler::Sampler(const Decision& decision, const Candidates& candidates, std::span<const IndicatorColumn> indicators,
                 const IndexSettings& index, const TrancheSettings& tranches, const AllocationSettings& allocation,
                 const UncertaintySettings& settings, std::span<const FigurePool> pools)
    : m_decision(decision), m_candidates(candidates), m_indicators(indicators), m_index(index),
      m_allocation(allocation), m_settings(settings), m_by_code(order_by_code(candidates.codes)),
      m_figures(entering_figures(indicators)), m_none(indicators.size(), false), m_sorter(candidates),
      m_cutter(candidates, tranches, allocation.floor_pence) {
  m_allocation.units.clear(); // not asked of a draw
  for (const std::size_t i : m_by_code) (decision.rank[i] > 0 ? m_ranked : m_unranked).push_back(i);
  for (std::size_t c = 0; c < indicators.size(); ++c) {
    const FigurePool* pool = settings.figures && c < pools.size() ? &pools[c] : nullptr;
    m_resamplers.emplace_back(indicators[c], static_cast<std::uint32_t>(c), m_by_code, pool);
    m_drawn.push_back(settings.figures && decision.columns[c].weight > 0 && !m_resamplers[c].fixed());
    m_draws_figures = m_draws_figures || m_drawn.back();
  }
  if (m_draws_figures) m_sources.push_back(DrawSource::figures);
  if (settings.weights.any()) m_sources.push_back(DrawSource::weights);
  list_alternatives();
  make_variants();
  if (settings.weights.any()) m_weights.emplace(settings.weights, settings.place, m_variants.front().model->root());
}

void Sampler::list_alternatives() {
  const MethodUncertainty& others = m_settings.methods;
  name_all(m_alternatives[at(DrawSource::normalise)], std::string(name_of(m_index.normalise.method)), others.normalise);
  name_all(m_alternatives[at(DrawSource::treat)], std::string(name_of(m_index.treat.method)), others.treat);
  name_all(m_alternatives[at(DrawSource::impute)], std::string(name_of(m_index.impute.method)), others.impute);
  std::vector<std::string>& aggregates = m_alternatives[at(DrawSource::aggregate)];
  aggregates.emplace_back(name_of(m_index.aggregate));
  for (const Aggregate aggregate : others.aggregate) aggregates.emplace_back(name_of(aggregate));
  std::vector<std::string>& left_out = m_alternatives[at(DrawSource::left_out)];
  left_out.emplace_back("none");
  for (std::size_t c = 0; others.leave_out && c < m_indicators.size(); ++c) {
    if (!(m_decision.columns[c].weight > 0)) continue;
    m_left_out.push_back(c);
    left_out.push_back(m_indicators[c].id);
  }
  if (m_left_out.size() == 1) { // without it there is nothing to rank by
    m_left_out.clear();
    left_out.resize(1);
  }
  for (const DrawSource source : methods)
    if (m_alternatives[at(source)].size() > 1) m_sources.push_back(source);
}

IndexSettings Sampler::settings_of(const Choice& choice) const {
  IndexSettings index = m_index;
  const auto other = [&](DrawSource source) { return choice[at(source)] - 1; };
  if (choice[at(DrawSource::normalise)] > 0)
    index.normalise = m_settings.methods.normalise[other(DrawSource::normalise)];
  if (choice[at(DrawSource::treat)] > 0) index.treat = m_settings.methods.treat[other(DrawSource::treat)];
  if (choice[at(DrawSource::aggregate)] > 0)
    index.aggregate = m_settings.methods.aggregate[other(DrawSource::aggregate)];
  if (choice[at(DrawSource::impute)] > 0) index.impute = m_settings.methods.impute[other(DrawSource::impute)];
  if (choice[at(DrawSource::left_out)] > 0) {
    if (index.weights.empty())
      for (const IndicatorColumn& indicator : m_indicators) index.weights.push_back({indicator.id, 1, {}, index.place});
    drop_indicator(index.weights, m_indicators[m_left_out[other(DrawSource::left_out)]].id);
    index.require = 0; // who is ranked stays as it is
  }
  return index;
}

std::size_t Sampler::variant_of(const Choice& choice) const {
  std::size_t number = 0;
  for (const DrawSource source : methods) number = number * m_alternatives[at(source)].size() + choice[at(source)];
  return number;
}

void Sampler::make_variants() {
  std::size_t number = 1;
  for (const DrawSource source : methods) number *= m_alternatives[at(source)].size();
  if (number > most_variants)
    throw Error(Fault::settings, m_settings.place.text(),
                fmt::format("the methods make {} combinations, and at most {} are drawn from", number, most_variants),
                "name fewer alternatives");
  m_variants.resize(number);
  for (std::size_t v = 0; v < number; ++v) {
    Choice choice{};
    std::size_t rest = v;
    for (auto source = methods.rbegin(); source != methods.rend(); ++source) {
      choice[at(*source)] = rest % m_alternatives[at(*source)].size();
      rest /= m_alternatives[at(*source)].size();
    }
    Variant& variant = m_variants[v];
    variant.index = settings_of(choice);
    variant.drawn = m_drawn;
    if (choice[at(DrawSource::left_out)] > 0) variant.drawn[m_left_out[choice[at(DrawSource::left_out)] - 1]] = false;
    if (uses_kemeny(variant.index.aggregate, variant.index.weights))
      throw Error(Fault::settings, m_settings.place.text(),
                  "the Kemeny-Young order would have to be found anew for every draw",
                  "leave kemeny out of the methods");
    try {
      variant.model = std::make_unique<IndexModel>(m_candidates, m_indicators, variant.index, m_by_code);
      variant.base = variant.model->fit();
    } catch (const Error& error) {
      std::string words;
      for (const DrawSource source : m_sources)
        if (source != DrawSource::figures && source != DrawSource::weights)
          words += fmt::format("{}{}: {}", words.empty() ? "" : ", ", name_of(source),
                               m_alternatives[at(source)][choice[at(source)]]);
      std::vector<Finding> findings = error.findings();
      for (Finding& finding : findings) finding.what = "with the methods " + words + ": " + finding.what;
      throw Error(std::move(findings));
    }
  }
}

const std::vector<std::string>& Sampler::alternatives(DrawSource source) const { return m_alternatives[at(source)]; }

void Sampler::draw(const DrawKey& key, bool money, Workspace& into) const {
  Choice choice{};
  for (const DrawSource source : methods) {
    const std::size_t ways = m_alternatives[at(source)].size();
    if (ways == 1 || key[source] == DrawKey::as_stated) continue;
    statistics::Stream stream(m_settings.seed, key[source], method_stream, static_cast<std::uint32_t>(source));
    choice[at(source)] = std::min(ways - 1, static_cast<std::size_t>(stream.uniform() * static_cast<double>(ways)));
  }
  evaluate(choice, key, money, into);
}

void Sampler::draw_alternative(DrawSource source, std::size_t alternative, Workspace& into) const {
  Choice choice{};
  choice[at(source)] = alternative;
  evaluate(choice, DrawKey::all(DrawKey::as_stated), false, into);
}

void Sampler::evaluate(const Choice& choice, const DrawKey& key, bool money, Workspace& into) const {
  const std::size_t number = variant_of(choice);
  const Variant& variant = m_variants[number];
  IndexModel::Evaluation& evaluation = into.evaluation;
  if (!into.as_stated) evaluation.figures = m_figures;
  const bool figures_drawn = m_draws_figures && key[DrawSource::figures] != DrawKey::as_stated;
  into.as_stated = !figures_drawn && variant.index.impute.method == Impute::none;
  // Where others are filled in by it, or money asks for its figure, one that is left out counts all the same.
  const bool all_count = money || variant.index.impute.method != Impute::none;
  const std::vector<bool>& drawn = !figures_drawn ? m_none : all_count ? m_drawn : variant.drawn;
  for (std::size_t c = 0; c < m_figures.size(); ++c)
    if (drawn[c]) m_resamplers[c].draw(m_settings.seed, key[DrawSource::figures], evaluation.figures[c]);
  const IndexNode* root = &variant.model->root();
  if (m_weights && key[DrawSource::weights] != DrawKey::as_stated) {
    auto own = into.trees.find(number);
    if (own == into.trees.end()) own = into.trees.emplace(number, m_weights->tree(*root)).first;
    m_weights->draw(m_settings.seed, key[DrawSource::weights], *root, own->second);
    root = &own->second.root;
  }
  variant.model->evaluate_drawn(drawn, variant.base, *root, evaluation);
  for (const std::size_t i : m_unranked) evaluation.score()[i] = nan;
  rank(into);
  into.paid = false;
  if (money) pay(variant, evaluation, into);
}

void Sampler::rank(Workspace& into) const {
  into.ties = m_sorter.sort(into.evaluation.score(), into.sorting, into.score, into.order, into.rank);
  into.ties = into.ties || into.order.size() + 1 < m_ranked.size();
  if (into.order.size() < m_ranked.size())
    for (const std::size_t i : m_ranked)
      if (into.rank[i] == 0) into.rank[i] = static_cast<std::int32_t>(into.order.size()) + 1;
  m_cutter.cut(into.order, into.score, into.tranche);
  m_cutter.take_unranked(m_decision.rank, into.tranche);
}

/// Rules that hold for the figures as they are may have no answer for those of a draw: a cap that leaves money over
/// when fewer are funded. Such a draw has no money, and is counted.
void Sampler::pay(const Variant& variant, const IndexModel::Evaluation& evaluation, Workspace& into) const {
  if (into.decision.rank.empty()) into.decision = m_decision;
  Decision& drawn = into.decision;
  drawn.score = into.score;
  drawn.pot_names.clear();
  drawn.pence.clear();
  drawn.shares.clear();
  drawn.remarks.clear();
  for (std::size_t i = 0; i < drawn.rank.size(); ++i) {
    drawn.rank[i] = into.rank[i];
    drawn.tranche[i] = into.tranche[i];
  }
  if (m_allocation.follows_need() && m_allocation.need != "score") {
    std::vector<std::vector<double>> effective = variant.model->effective_weights(evaluation);
    for (std::size_t c = 0; c < drawn.columns.size(); ++c) {
      drawn.columns[c].used = evaluation.figures[c];
      drawn.columns[c].effective_weight = std::move(effective[c]);
      if (m_drawn[c] && !m_indicators[c].shrunk_in_index) // England's figure is of what was reported
        drawn.columns[c].england =
            england_figure(m_indicators[c], evaluation.figures[c], m_candidates.population, m_by_code);
    }
  }
  try {
    allocate(drawn, m_candidates, m_indicators, m_index, m_allocation, m_by_code);
    into.paid = true;
    into.pence = &drawn.total_pence;
  } catch (const Error&) {
    into.paid = false;
  }
}

std::vector<std::string> Sampler::recomputed() const {
  std::vector<std::string> ids;
  for (std::size_t c = 0; c < m_indicators.size(); ++c)
    if (m_drawn[c] && m_resamplers[c].recomputes()) ids.push_back(m_indicators[c].id);
  return ids;
}

std::vector<std::string> Sampler::assumptions() const {
  std::vector<std::string> sentences;
  const auto varies = [&](DrawSource source) {
    return std::find(m_sources.begin(), m_sources.end(), source) != m_sources.end();
  };
  for (std::size_t c = 0; c < m_indicators.size(); ++c)
    if (m_decision.columns[c].weight > 0 && m_settings.figures) sentences.push_back(m_resamplers[c].assumption());
  sentences.emplace_back(m_settings.figures ? "Figures are drawn independently of each other; imputing, treatment and "
                                              "scales are done anew in each draw."
                                            : "Figures are held fixed, as if they were without error.");
  if (m_weights) sentences.push_back(m_weights->assumption());
  std::string drawn, held = m_weights ? "" : "weights (fitted ones too), ";
  for (const DrawSource source : methods)
    if (varies(source))
      drawn += fmt::format("{}{}: {}", drawn.empty() ? "" : "; ", name_of(source),
                           fmt::join(m_alternatives[at(source)], ", "));
  if (!drawn.empty()) sentences.push_back("Methods are drawn, each way equally likely: " + drawn + ".");
  held += drawn.empty() ? "method, " : "whatever else of the method was stated, ";
  held += "populations, who has a figure and the rules of tranches are held fixed: they are choices or taken as known, "
          "and no probability here covers them.";
  held.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(held.front())));
  sentences.push_back(std::move(held));
  return sentences;
}

} // namespace tranche
