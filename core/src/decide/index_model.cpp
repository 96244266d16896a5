#include <algorithm>
#include <cmath>
#include <type_traits>

#include "decide/index.hpp"
#include "decide/index_level.hpp"
#include "nan.hpp"

namespace tranche {
namespace {

/// A domain's score on its own scale, before it goes up a level.
void normalise_level(const IndexNode& node, std::vector<double>& score, std::span<const std::size_t> order) {
  if (!node.normalise) return;
  IndicatorColumn as_indicator;
  as_indicator.id = node.id;
  IndexSettings settings;
  settings.normalise = *node.normalise;
  settings.place = node.place;
  const ColumnRecipe recipe = recipe_of(as_indicator, settings, {});
  score = prepare_column(as_indicator, recipe, score, order).normalised;
}

/// A draw may fall where the recipe has no meaning: 0, of which there is no logarithm. The treatment and scale of the
/// figures as they are have a value for that too, and hold for such a draw.
void prepare_drawn(const IndicatorColumn& indicator, const ColumnRecipe& recipe, std::span<const double> figures,
                   std::span<const std::size_t> order, const PreparedColumn& base, PreparedColumn& column) {
  try {
    prepare_column(indicator, recipe, figures, order, column);
  } catch (const Error&) {
    column = base;
    for (std::size_t i = 0; i < figures.size(); ++i) {
      const double figure = recipe.factor.empty() ? figures[i] : figures[i] * recipe.factor[i];
      column.normalised[i] =
          std::isnan(figure)
              ? nan
              : statistics::normalise_on(base.scale, statistics::treat_on(base.treated.treatment, figure));
    }
  }
}

std::size_t levels_below(const IndexNode& node) {
  std::size_t number = 0;
  for (const IndexNode& member : node.of)
    if (!member.leaf()) number += 1 + levels_below(member);
  return number;
}

} // namespace

IndexModel::IndexModel(const Candidates& candidates, std::span<const IndicatorColumn> indicators,
                       const IndexSettings& index, std::span<const std::size_t> order)
    : m_candidates(candidates), m_indicators(indicators), m_index(index), m_order(order.begin(), order.end()),
      m_root(bind_tree(index, indicators)), m_everyone(candidates.codes.size(), 1) {
  for (const IndicatorColumn& indicator : indicators) m_recipes.push_back(recipe_of(indicator, index, candidates));
  const std::vector<double> stated = shares();
  for (std::size_t c = 0; c < stated.size(); ++c)
    if (stated[c] > 0) m_counted.push_back(c);
  // By the stated weights: who is ranked must not hang on weights that are fitted to those who are.
  m_present = present_under(stated);
  m_takes_part = take_part_with(m_present);
  m_all_take_part = std::find(m_takes_part.begin(), m_takes_part.end(), 0) == m_takes_part.end();
}

/// Share of the whole weight that carries a reported figure.
std::vector<double> IndexModel::present_under(std::span<const double> shares) const {
  std::vector<double> present(m_candidates.codes.size(), 0.0);
  for (std::size_t c = 0; c < m_indicators.size(); ++c) {
    if (shares[c] == 0) continue;
    for (std::size_t i = 0; i < present.size(); ++i)
      if (enters(m_indicators[c], i)) present[i] += shares[c];
  }
  return present;
}

std::vector<std::uint8_t> IndexModel::take_part_with(std::span<const double> present) const {
  std::vector<std::uint8_t> take_part;
  for (const double share : present)
    take_part.push_back(share > 0 && share >= m_index.require - share_tolerance ? 1 : 0);
  return take_part;
}

/// Only the figures of authorities that take part are filled in: the others are not ranked, whatever is imputed.
void IndexModel::fill_in(Evaluation& evaluation) const {
  evaluation.imputed = impute_figures(evaluation.figures, m_index.impute, m_counted, m_candidates.regions, m_order);
  std::erase_if(evaluation.imputed, [&](const statistics::ImputedValue& value) { return !takes_part(value.unit); });
  for (const statistics::ImputedValue& value : evaluation.imputed)
    evaluation.figures[value.indicator][value.unit] = value.value;
}

IndexModel::Columns IndexModel::pointers(const std::vector<PreparedColumn>& columns) const {
  Columns list;
  for (const PreparedColumn& column : columns) list.push_back(&column.normalised);
  return list;
}

/// @param first  where the levels below the node begin in those of `into`; its own follows them
template <class Node>
void IndexModel::evaluate(Node& node, const Columns& columns, Evaluation& into, std::size_t first) const {
  const std::size_t own = first + levels_below(node);
  const bool top = own + 1 == into.levels.size();
  Level& level = into.levels[own];
  level.node = &node;
  level.members.clear();
  for (auto& member : node.of) {
    if (member.leaf()) {
      level.members.emplace_back(*columns[member.indicator]);
      continue;
    }
    evaluate(member, columns, into, first);
    first += levels_below(member);
    level.members.emplace_back(into.levels[first++].score);
  }
  const std::vector<std::uint8_t>& take_part = into.take_part.empty() ? m_takes_part : into.take_part;
  const Everyone everyone{m_candidates.codes, top ? take_part : m_everyone, m_order, into.drawn};
  if constexpr (!std::is_const_v<Node>) {
    if (node.weigh.method != Weigh::given) into.fitted.push_back(fit_level_weights(node, level.members, everyone));
  }
  aggregate_level(node, level.members, everyone, level.score, into.remarks);
  normalise_level(node, level.score, m_order);
  if (top && !(into.take_part.empty() && m_all_take_part))
    for (std::size_t i = 0; i < level.score.size(); ++i)
      if (take_part[i] == 0) level.score[i] = nan;
}

template <class Node> void IndexModel::evaluate(Node& root, const Columns& columns, Evaluation& into) const {
  into.levels.resize(levels_below(root) + 1); // none moves while others are filled
  evaluate(root, columns, into, 0);
}

IndexModel::Evaluation IndexModel::fit() {
  Evaluation evaluation;
  evaluation.figures = entering_figures(m_indicators);
  fill_in(evaluation);
  for (std::size_t c = 0; c < m_indicators.size(); ++c)
    evaluation.columns.push_back(prepare_column(m_indicators[c], m_recipes[c], evaluation.figures[c], m_order));
  evaluate(m_root, pointers(evaluation.columns), evaluation);
  return evaluation;
}

IndexModel::Evaluation IndexModel::fit_on(const Columns& normalised) {
  Evaluation evaluation;
  evaluate(m_root, normalised, evaluation);
  return evaluation;
}

void IndexModel::evaluate_drawn(const std::vector<bool>& changed, const Evaluation& base, const IndexNode& root,
                                Evaluation& into) const {
  into.drawn = true;
  into.remarks.clear();
  const bool imputes = m_index.impute.method != Impute::none;
  if (imputes) fill_in(into);
  into.columns.resize(m_indicators.size());
  into.entering.resize(m_indicators.size());
  for (std::size_t c = 0; c < m_indicators.size(); ++c) {
    const bool anew = changed[c] || imputes;
    if (anew) prepare_drawn(m_indicators[c], m_recipes[c], into.figures[c], m_order, base.columns[c], into.columns[c]);
    into.entering[c] = anew ? &into.columns[c].normalised : &base.columns[c].normalised;
  }
  evaluate(root, into.entering, into);
}

std::vector<double> IndexModel::score_if_stated(const Evaluation& base, const IndexNode& root) const {
  Evaluation evaluation;
  evaluation.drawn = true;
  evaluation.take_part = take_part_with(present_under(leaf_shares(root, m_indicators.size())));
  evaluate(root, pointers(base.columns), evaluation);
  return std::move(evaluation.score());
}

std::vector<double> IndexModel::score_without_imputed() const {
  const std::vector<std::vector<double>> figures = entering_figures(m_indicators);
  std::vector<PreparedColumn> columns;
  for (std::size_t c = 0; c < m_indicators.size(); ++c)
    columns.push_back(prepare_column(m_indicators[c], m_recipes[c], figures[c], m_order));
  Evaluation evaluation;
  evaluation.drawn = true;
  evaluate(m_root, pointers(columns), evaluation);
  return std::move(evaluation.score());
}

double IndexModel::score_with(const Evaluation& base, std::size_t column, std::size_t authority,
                              double normalised) const {
  // The path from the leaf to the root, in one authority's numbers only.
  double value = normalised;
  std::size_t leaf = column;
  const IndexNode* below = nullptr;
  for (const Level& level : base.levels) {
    const IndexNode& node = *level.node;
    const auto holds = [&](const IndexNode& member) {
      return below ? &member == below : member.leaf() && member.indicator == leaf;
    };
    const auto member = std::find_if(node.of.begin(), node.of.end(), holds);
    if (member == node.of.end()) continue;
    if (node.aggregate == Aggregate::copeland || node.aggregate == Aggregate::kemeny || node.normalise) return nan;
    Members one;
    for (const std::span<const double> scores : level.members) one.push_back(scores.subspan(authority, 1));
    one[static_cast<std::size_t>(member - node.of.begin())] = {&value, 1};
    IndexNode alone = node;
    if (!node.own_weights.empty()) alone.own_weights = {node.own_weights[authority]};
    const std::uint8_t yes = 1;
    const std::size_t first = 0;
    std::vector<std::string> unheard;
    std::vector<double> score;
    aggregate_level(alone, one, {m_candidates.codes.subspan(authority, 1), {&yes, 1}, {&first, 1}, true}, score,
                    unheard);
    value = score[0];
    below = &node;
  }
  return value;
}

std::vector<std::vector<double>> IndexModel::effective_weights(const Evaluation& evaluation) const {
  const std::size_t n = m_candidates.codes.size();
  std::vector<std::vector<double>> effective(m_indicators.size(), std::vector<double>(n, 0.0));
  std::map<const IndexNode*, std::vector<double>> whole; // what reaches each node
  for (auto level = evaluation.levels.rbegin(); level != evaluation.levels.rend(); ++level) {
    const IndexNode& node = *level->node;
    std::vector<std::vector<double>*> into;
    for (const IndexNode& member : node.of)
      into.push_back(member.leaf() ? &effective[member.indicator]
                                   : &whole.emplace(&member, std::vector<double>(n)).first->second);
    std::vector<double> weights(node.of.size()), brought(node.of.size());
    for (std::size_t i = 0; i < n; ++i) {
      const double reaching = level == evaluation.levels.rbegin() ? 1.0 : whole[&node][i];
      level_weights(node, level->members, i, weights);
      double own = 0;
      for (std::size_t m = 0; m < weights.size() && !node.own_weights.empty(); ++m) {
        brought[m] = weights[m] > 0 ? node.own_weights[i][m] * level->members[m][i] : 0;
        own += brought[m];
      }
      for (std::size_t m = 0; m < weights.size(); ++m)
        (*into[m])[i] = reaching * (own > 0 ? brought[m] / own : weights[m]);
    }
  }
  return effective;
}

} // namespace tranche
