#pragma once
#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "decide_case.hpp"

/// A small generator of its own (SplitMix64, Steele et al. 2014): the standard library's distributions differ between
/// libraries, and a failing case must be the same one everywhere.
class Dice {
public:
  explicit Dice(std::uint64_t seed) : m_state(seed) {}

  std::uint64_t next() {
    m_state += 0x9e3779b97f4a7c15U;
    std::uint64_t z = m_state;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
  }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(next() % n); }
  double unit() { return static_cast<double>(next() >> 11U) * 0x1p-53; }
  bool chance(double p) { return unit() < p; }

  template <class T> void shuffle(std::vector<T>& items) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
  }

private:
  std::uint64_t m_state;
};

/// An assessment by chance: ties, gaps, domains, both directions, every method; always one that can be decided.
inline DecideCase random_case(Dice& dice) {
  const std::size_t n = 2 + dice.below(30), k = 1 + dice.below(5);
  DecideCase c(n);
  for (double& people : c.population) people = dice.chance(0.2) ? 5000 : 1000 + static_cast<double>(dice.below(9000));
  const auto figure = [&](bool coarse) {
    if (dice.chance(0.1)) return std::numeric_limits<double>::quiet_NaN();
    return coarse ? 1.0 + static_cast<double>(dice.below(4)) : 0.5 + 20 * dice.unit();
  };
  for (std::size_t column = 0; column < k; ++column) {
    const bool coarse = dice.chance(0.4); // few different figures: many ties
    std::vector<double> value(n);
    for (double& v : value) v = figure(coarse);
    c.add("i" + std::to_string(column), value, dice.chance(0.3) ? -1 : 1);
  }
  // Somebody has to have everything, so that somebody is ranked.
  for (tranche::IndicatorColumn& column : c.indicators)
    if (!has_value(column.status[0])) column.value[0] = 3, column.status[0] = tranche::Status::measured;
  std::vector<tranche::WeightNode> inner, outer;
  for (std::size_t column = 0; column < k; ++column)
    (dice.chance(0.4) ? inner : outer).push_back(DecideCase::weight(c.indicators[column].id, 0.1 + dice.unit()));
  if (!inner.empty()) outer.push_back(DecideCase::weight("domain", 0.1 + dice.unit(), inner));
  c.index.weights = outer;
  c.index.normalise.method = static_cast<tranche::Normalise>(dice.below(5));
  c.index.normalise.low = 1;
  if (c.index.normalise.method != tranche::Normalise::z_score && dice.chance(0.3))
    c.index.aggregate = tranche::Aggregate::geometric;
  c.index.require = dice.chance(0.5) ? 1.0 : dice.unit();
  c.cut("one", tranche::Cut::By::count, 1);
  c.cut("two", tranche::Cut::By::score, 1);
  c.cut("three", tranche::Cut::By::rest);
  c.pot("one", 1000 + static_cast<std::int64_t>(dice.below(1000000)));
  c.pot("three", 1000 + static_cast<std::int64_t>(dice.below(100000000)));
  c.allocation.floor_pence = static_cast<std::int64_t>(dice.below(30));
  c.tranches.unranked_last = dice.chance(0.5);
  return c;
}

/// The same assessment with its rows in another order: row i of the result is row order[i] of the given one.
inline DecideCase reordered(const DecideCase& c, const std::vector<std::size_t>& order) {
  DecideCase other = c;
  const auto pick = [&](auto& target, const auto& source) {
    if (source.empty()) return;
    for (std::size_t i = 0; i < order.size(); ++i) target[i] = source[order[i]];
  };
  pick(other.codes, c.codes);
  pick(other.population, c.population);
  pick(other.regions, c.regions);
  for (std::size_t k = 0; k < c.indicators.size(); ++k) {
    tranche::IndicatorColumn& to = other.indicators[k];
    const tranche::IndicatorColumn& from = c.indicators[k];
    pick(to.value, from.value);
    pick(to.shrunk, from.shrunk);
    pick(to.lower, from.lower);
    pick(to.upper, from.upper);
    pick(to.numerator, from.numerator);
    pick(to.denominator, from.denominator);
    pick(to.status, from.status);
    pick(to.flags, from.flags);
  }
  return other;
}
