#include "decide/index_level.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <numeric>

#include "nan.hpp"
#include "portable_exp.hpp"
#include "tranche/statistics/outranking.hpp"
#include "wide.hpp"

namespace tranche {
namespace {

constexpr std::size_t few_members = 32; // whose weights need no memory of their own

void check_positive(const IndexNode& node, const IndexNode& member, const std::string& code, double value) {
  if (value > 0) return;
  throw Error(
      Fault::settings, node.place.text(),
      fmt::format("a {} mean needs values above 0, but {} of {} is {:.6g} after normalising", name_of(node.aggregate),
                  member.id, code, value),
      "normalise by percentile or imd_exponential, by min_max with a low end above 0, or aggregate: arithmetic");
}

double weighted_median(const Members& members, std::size_t i, std::span<const double> weights) {
  std::vector<std::size_t> order;
  for (std::size_t m = 0; m < members.size(); ++m)
    if (weights[m] > 0) order.push_back(m);
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return members[a][i] < members[b][i]; });
  double below = 0;
  for (std::size_t k = 0; k < order.size(); ++k) {
    below += weights[order[k]];
    if (std::abs(below - 0.5) < share_tolerance && k + 1 < order.size())
      return std::midpoint(members[order[k]][i], members[order[k + 1]][i]);
    if (below > 0.5) return members[order[k]][i];
  }
  return members[order.back()][i];
}

double mean_of(const IndexNode& node, const Members& members, std::size_t i, std::span<const double> weights,
               const Everyone& everyone) {
  const bool positive = node.aggregate == Aggregate::geometric || node.aggregate == Aggregate::harmonic;
  double sum = 0;
  for (std::size_t m = 0; m < members.size(); ++m) {
    if (!(weights[m] > 0)) continue;
    const double x = members[m][i];
    if (positive && everyone.drawn && !(x > 0)) return 0;
    if (positive) check_positive(node, node.of[m], everyone.codes[i], x);
    switch (node.aggregate) {
    case Aggregate::geometric:
      sum += weights[m] * std::log(x);
      break;
    case Aggregate::harmonic:
      sum += weights[m] / x;
      break;
    default:
      sum += weights[m] * x;
    }
  }
  if (node.aggregate == Aggregate::geometric) return portable_exp(sum);
  return node.aggregate == Aggregate::harmonic ? 1 / sum : sum;
}

std::string kemeny_remark(const IndexNode& node, const statistics::KemenyRanking& kemeny) {
  const std::string level = node.id.empty() ? "the index" : node.title;
  if (kemeny.proved) return fmt::format("the Kemeny-Young order of {} is proved to be the best there is", level);
  return fmt::format("the Kemeny-Young order of {} is the best that local search found: it agrees with {:.6g} of the "
                     "pairwise support, and no order agrees with more than {:.6g}",
                     level, kemeny.score, kemeny.bound);
}

/// Copeland's scores or the Kemeny-Young order among those that take part and have a score for some member.
std::vector<double> outrank(const IndexNode& node, const Members& members, const Everyone& everyone,
                            std::vector<std::string>& remarks) {
  std::vector<std::size_t> rows;
  std::vector<double> weights(members.size());
  for (const std::size_t i : everyone.order) {
    level_weights(node, members, i, weights);
    const bool any = std::any_of(weights.begin(), weights.end(), [](double w) { return w > 0; });
    if (everyone.take_part[i] && any) rows.push_back(i);
  }
  std::vector<std::vector<double>> columns;
  std::vector<double> shares;
  for (std::size_t m = 0; m < members.size(); ++m) {
    if (!(node.shares[m] > 0)) continue;
    shares.push_back(node.shares[m]);
    std::vector<double>& column = columns.emplace_back();
    for (const std::size_t i : rows) column.push_back(members[m][i]);
  }
  std::vector<double> score(everyone.codes.size(), nan);
  if (rows.empty()) return score;
  const statistics::PairMatrix support = statistics::outranking_matrix(columns, shares);
  if (node.aggregate == Aggregate::copeland) {
    const std::vector<double> found = statistics::copeland_scores(support);
    const double others = std::max(1.0, static_cast<double>(rows.size()) - 1);
    for (std::size_t k = 0; k < rows.size(); ++k) score[rows[k]] = found[k] / others;
    return score;
  }
  const statistics::KemenyRanking kemeny = statistics::kemeny_ranking(support);
  for (std::size_t place = 0; place < kemeny.order.size(); ++place)
    score[rows[kemeny.order[place]]] = static_cast<double>(rows.size() - place);
  remarks.push_back(kemeny_remark(node, kemeny));
  return score;
}

using Four __attribute__((vector_size(32))) = double;

/// Adds the weighted members to the score, in their order; what is summed stays in registers.
TRANCHE_WIDE void add_members(std::span<const double* const> member, std::span<const double> weight,
                              std::span<double> score) {
  constexpr std::size_t width = sizeof(Four) / sizeof(double);
  std::size_t i = 0;
  for (; i + 2 * width <= score.size(); i += 2 * width) {
    Four first, second, x, y;
    std::memcpy(&first, score.data() + i, sizeof x);
    std::memcpy(&second, score.data() + i + width, sizeof x);
    for (std::size_t m = 0; m < member.size(); ++m) {
      std::memcpy(&x, member[m] + i, sizeof x);
      std::memcpy(&y, member[m] + i + width, sizeof x);
      first += weight[m] * x;
      second += weight[m] * y;
    }
    std::memcpy(score.data() + i, &first, sizeof x);
    std::memcpy(score.data() + i + width, &second, sizeof x);
  }
  for (; i < score.size(); ++i)
    for (std::size_t m = 0; m < member.size(); ++m) score[i] += weight[m] * member[m][i];
}

TRANCHE_WIDE bool all_given(std::span<const double> score) {
  std::int64_t without = 0;
  for (const double one : score) without += one == one ? 0 : 1;
  return without == 0;
}

/// The arithmetic mean of those that have every member; the same terms in the same order as mean_of(). NaN for the
/// others, and where a level gives no score at all. @return whether everyone has one
bool add_up(const IndexNode& node, const Members& members, std::span<double> score) {
  double present = 0;
  for (const double share : node.shares) present += share;
  const bool enough = present > 0 && present >= node.require - share_tolerance;
  std::fill(score.begin(), score.end(), enough ? 0.0 : nan);
  if (!enough) return false;
  std::array<const double*, few_members> member;
  std::array<double, few_members> weight;
  std::size_t held = 0;
  const auto add = [&] {
    add_members(std::span(member).first(held), std::span(weight).first(held), score);
    held = 0;
  };
  for (std::size_t m = 0; m < members.size(); ++m) {
    if (!(node.shares[m] / present > 0)) continue;
    member[held] = members[m].data();
    weight[held] = node.shares[m] / present;
    if (++held == few_members) add();
  }
  add();
  return all_given(score);
}

} // namespace

void level_weights(const IndexNode& node, const Members& members, std::size_t authority, std::span<double> weights) {
  double present = 0;
  for (std::size_t m = 0; m < members.size(); ++m) {
    weights[m] = std::isnan(members[m][authority]) ? 0 : node.shares[m];
    present += weights[m];
  }
  const bool enough = present > 0 && present >= node.require - share_tolerance;
  for (double& weight : weights) weight = enough ? weight / present : 0;
}

void aggregate_level(const IndexNode& node, const Members& members, const Everyone& everyone,
                     std::vector<double>& score, std::vector<std::string>& remarks) {
  if (node.aggregate == Aggregate::copeland || node.aggregate == Aggregate::kemeny) {
    score = outrank(node, members, everyone, remarks);
    return;
  }
  score.resize(everyone.codes.size());
  if (node.aggregate == Aggregate::arithmetic && node.own_weights.empty()) {
    if (add_up(node, members, score)) return;
  } else {
    std::fill(score.begin(), score.end(), nan);
  }
  std::array<double, few_members> some;
  std::vector<double> many(members.size() > few_members ? members.size() : 0);
  const std::span<double> weights = many.empty() ? std::span(some).first(members.size()) : std::span(many);
  for (std::size_t i = 0; i < score.size(); ++i) {
    if (!std::isnan(score[i])) continue;
    level_weights(node, members, i, weights);
    if (std::none_of(weights.begin(), weights.end(), [](double w) { return w > 0; })) continue;
    if (!node.own_weights.empty()) { // benefit of the doubt: the weights are for the values as they are
      double sum = 0;
      for (std::size_t m = 0; m < members.size(); ++m)
        if (weights[m] > 0) sum += node.own_weights[i][m] * members[m][i];
      score[i] = sum;
    } else {
      score[i] = node.aggregate == Aggregate::median ? weighted_median(members, i, weights)
                                                     : mean_of(node, members, i, weights, everyone);
    }
  }
}

} // namespace tranche
