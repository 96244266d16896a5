#include "tranche/statistics/outranking.hpp"

#include <cmath>
#include <fmt/format.h>

#include "statistics/majority.hpp"
#include "tranche/finding.hpp"

namespace tranche::statistics {
namespace {

struct Row {
  const double* values;
  std::size_t p;
};

/// Share of the weights for a before b.
double support_for(Row a, Row b, std::span<const double> weights) {
  double greater = 0, equal = 0, less = 0;
  for (std::size_t j = 0; j < a.p; ++j) {
    const double x = a.values[j], y = b.values[j];
    if (x > y)
      greater += weights[j];
    else if (x < y)
      less += weights[j];
    else if (x == y) // not so when one is missing
      equal += weights[j];
  }
  const double both = greater + equal + less;
  return both > 0 ? (greater + equal / 2) / both : 0.5;
}

} // namespace

PairMatrix outranking_matrix(std::span<const std::vector<double>> needs, std::span<const double> weights) {
  const std::size_t n = needs.empty() ? 0 : needs.front().size(), p = needs.size();
  if (n > most_outranked_units)
    throw Error(Fault::data, "outranking",
                fmt::format("{} units are too many to compare pair by pair (at most {})", n, most_outranked_units),
                "aggregate by arithmetic, geometric or harmonic mean or median, or rank larger areas");
  // Units by indicators, so that a comparison reads two rows.
  std::vector<double> rows(n * p);
  for (std::size_t j = 0; j < p; ++j)
    for (std::size_t i = 0; i < n; ++i) rows[i * p + j] = needs[j][i];
  PairMatrix support(n);
  for (std::size_t a = 0; a < n; ++a)
    for (std::size_t b = a + 1; b < n; ++b) {
      const double share = support_for({&rows[a * p], p}, {&rows[b * p], p}, weights);
      support(a, b) = share;
      support(b, a) = 1 - share;
    }
  return support;
}

PairMatrix condorcet_matrix(std::span<const Ballot> ballots, std::size_t units) {
  PairMatrix support(units);
  for (const Ballot& ballot : ballots)
    for (std::size_t first = 0; first < units; ++first)
      for (std::size_t later = first + 1; later < units; ++later)
        support(ballot.order[first], ballot.order[later]) += ballot.votes;
  return support;
}

std::vector<double> borda_counts(const PairMatrix& support) {
  std::vector<double> counts(support.units());
  for (std::size_t a = 0; a < support.units(); ++a)
    for (const double cell : support.row(a)) counts[a] += cell;
  return counts;
}

std::vector<double> copeland_scores(const PairMatrix& support) {
  std::vector<double> scores(support.units());
  for (std::size_t a = 0; a < support.units(); ++a)
    for (std::size_t b = a + 1; b < support.units(); ++b) {
      const int winner = majority(support, a, b);
      scores[a] += winner;
      scores[b] -= winner;
    }
  return scores;
}

std::optional<std::size_t> condorcet_winner(const PairMatrix& support) {
  const std::vector<double> scores = copeland_scores(support);
  for (std::size_t a = 0; a < scores.size(); ++a)
    if (scores[a] == static_cast<double>(scores.size() - 1)) return a;
  return std::nullopt;
}

double kemeny_score(const PairMatrix& support, std::span<const std::size_t> order) {
  double score = 0;
  for (std::size_t first = 0; first < order.size(); ++first)
    for (std::size_t later = first + 1; later < order.size(); ++later) score += support(order[first], order[later]);
  return score;
}

} // namespace tranche::statistics
