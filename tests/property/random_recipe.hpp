#pragma once
#include <optional>

#include "random_case.hpp"

/// Recipes by chance: every method of imputing, treating, normalising, weighing and aggregating, at each level its own,
/// where together they have a meaning.

/// Whether no member of the index may be 0 or less: some level is a geometric or harmonic mean.
inline bool needs_positive(const tranche::IndexSettings& index) {
  const auto positive = [](tranche::Aggregate a) {
    return a == tranche::Aggregate::geometric || a == tranche::Aggregate::harmonic;
  };
  bool needs = positive(index.aggregate);
  for (const tranche::WeightNode& node : index.weights) needs = needs || (node.aggregate && positive(*node.aggregate));
  return needs;
}

/// Kemeny and Young among few only: the proof of an order among many takes its time.
inline tranche::Aggregate random_aggregate(Dice& dice, std::size_t authorities) {
  return static_cast<tranche::Aggregate>(dice.below(authorities > 10 ? 5 : 6));
}

/// @param not_below_zero  for benefit of the doubt: nothing may be below 0
/// @param positive        for geometric and harmonic means: nothing may be 0 or below
inline tranche::NormaliseSettings random_normalise(Dice& dice, bool not_below_zero, bool positive) {
  using tranche::Normalise;
  tranche::NormaliseSettings settings;
  if (positive || not_below_zero) {
    const Normalise fit[] = {Normalise::min_max, Normalise::rank, Normalise::percentile, Normalise::imd_exponential};
    settings.method = fit[dice.below(4)];
  } else {
    settings.method = static_cast<Normalise>(dice.below(14));
  }
  settings.low = positive ? 1 : 0;
  if (settings.method == Normalise::min_max && dice.chance(0.3)) settings.goalposts = {2, 15};
  if (settings.method == Normalise::z_score) settings.mean = 10 * dice.unit();
  // A median may be the least figure, from which there is no distance.
  if (settings.method == Normalise::reference_ratio && dice.chance(0.5)) settings.reference = "median";
  settings.percentiles = dice.chance(0.5);
  settings.at = {3, 8, 12};
  settings.scores = {0, 1, 1, 4};
  return settings;
}

inline tranche::TreatSettings random_treat(Dice& dice, tranche::Normalise scale) {
  using tranche::Normalise;
  using tranche::Treat;
  tranche::TreatSettings settings;
  // A logarithm of figures around 1 has a mean around 0, or a maximum below it: no reference.
  const bool keeps_sign = scale == Normalise::reference_ratio || scale == Normalise::reference_difference ||
                          scale == Normalise::fraction_of_maximum || scale == Normalise::distance_to_reference;
  const Treat kept[] = {Treat::none, Treat::winsorise, Treat::cap};
  settings.method = keeps_sign ? kept[dice.below(3)] : static_cast<Treat>(dice.below(7));
  settings.skewness = 0.5;
  settings.kurtosis = 0.5; // figures by chance seldom have outliers
  settings.low = 0.1;
  settings.high = 0.9;
  return settings;
}

/// The weights of one level by any method; comparisons are consistent with numbers by chance.
inline void random_weighing(Dice& dice, tranche::WeightNode::Weighing& weigh,
                            const std::vector<tranche::WeightNode>& members, bool doubt) {
  using tranche::Weigh;
  weigh.method = doubt ? Weigh::benefit_of_doubt : static_cast<Weigh>(dice.below(5));
  if (weigh.method != Weigh::ahp) return;
  for (std::size_t a = 0; a < members.size(); ++a)
    for (std::size_t b = a + 1; b < members.size(); ++b)
      weigh.comparisons.push_back({{members[a].id, members[b].id}, 1.0 + static_cast<double>(dice.below(5))});
}

inline DecideCase random_recipe(Dice& dice) {
  using namespace tranche;
  DecideCase c = random_case(dice);
  c.allocation = {};
  for (std::size_t i = 0; i < c.codes.size(); ++i) c.regions.push_back(i % 3 == 0 ? "North" : "South");
  const bool doubt = dice.chance(0.15);
  c.index.aggregate = doubt ? Aggregate::arithmetic : random_aggregate(dice, c.codes.size());
  for (WeightNode& node : c.index.weights) {
    if (!node.is_domain()) continue;
    if (dice.chance(0.7)) node.aggregate = doubt ? Aggregate::arithmetic : random_aggregate(dice, c.codes.size());
    if (dice.chance(0.5)) node.require = dice.unit();
  }
  const bool positive = needs_positive(c.index);
  for (WeightNode& node : c.index.weights) {
    if (!node.is_domain()) continue;
    const Aggregate within = node.aggregate.value_or(c.index.aggregate);
    // Scores of the outranking methods go up as ranks where others take their logarithm.
    if (dice.chance(0.3) || within == Aggregate::copeland || within == Aggregate::kemeny)
      node.normalise = random_normalise(dice, doubt, positive);
    if (node.normalise && (node.normalise->method == Normalise::fraction_of_maximum ||
                           node.normalise->method == Normalise::distance_to_reference ||
                           node.normalise->method == Normalise::reference_ratio ||
                           node.normalise->method == Normalise::reference_difference))
      node.normalise->method = Normalise::rank;
    random_weighing(dice, node.weigh, node.of, false);
  }
  c.index.normalise = random_normalise(dice, doubt, positive);
  for (const IndicatorColumn& column : c.indicators) {
    if (dice.chance(0.3)) c.index.normalise_of[column.id] = random_normalise(dice, doubt, positive);
    c.index.treat_of[column.id] = random_treat(dice, c.index.normalise_for(column.id).method);
  }
  random_weighing(dice, c.index.weigh, c.index.weights, doubt);
  c.index.impute.method = static_cast<Impute>(dice.below(7));
  c.index.impute.neighbours = 1 + static_cast<int>(dice.below(4));
  return c;
}

/// A decision, or nothing where weights cannot be found from such figures (nothing varies, too few are complete).
inline std::optional<tranche::Decision> tried(const DecideCase& c) {
  try {
    return c.decide();
  } catch (const tranche::Error&) {
    return std::nullopt;
  }
}
