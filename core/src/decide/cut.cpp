#include "decide/cut.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

#include "tranche/finding.hpp"

namespace tranche {
namespace {

std::size_t cut_by_count(const Cut& cut, std::size_t left, std::size_t ranked) {
  if (!(cut.amount >= 0) || cut.amount != std::floor(cut.amount))
    throw Error(Fault::settings, cut.place.text(),
                fmt::format("the tranche '{}' asks for {} authorities", cut.name, cut.amount), "give a whole number");
  if (cut.amount > static_cast<double>(left))
    throw Error(Fault::settings, cut.place.text(),
                fmt::format("the tranche '{}' asks for {} authorities, but only {} of the {} ranked are left", cut.name,
                            cut.amount, left, ranked),
                "make the tranches smaller, or write 'count: rest' for the last one");
  return static_cast<std::size_t>(cut.amount);
}

std::size_t cut_by_budget(const Cut& cut, std::size_t left, std::int64_t floor_pence) {
  if (floor_pence <= 0)
    throw Error(Fault::settings, cut.place.text(),
                fmt::format("the tranche '{}' is cut by budget, but no floor says what one authority needs", cut.name),
                "set allocation.floor_gbp, or cut by count or score");
  const double affordable = std::floor(std::round(cut.amount * 100) / static_cast<double>(floor_pence));
  return affordable >= static_cast<double>(left) ? left : static_cast<std::size_t>(std::max(affordable, 0.0));
}

std::size_t cut_size(const Cut& cut, std::span<const std::size_t> left, std::span<const double> score,
                     std::size_t ranked, std::int64_t floor_pence) {
  switch (cut.by) {
  case Cut::By::count:
    return cut_by_count(cut, left.size(), ranked);
  case Cut::By::rest:
    return left.size();
  case Cut::By::budget:
    return cut_by_budget(cut, left.size(), floor_pence);
  case Cut::By::score:
    break;
  }
  const auto end = std::find_if(left.begin(), left.end(), [&](std::size_t i) { return score[i] < cut.amount; });
  return static_cast<std::size_t>(end - left.begin());
}

/// Says who was parted from whom where the authorities on both sides of an edge have one score.
void remark_tie(Decision& decision, const Candidates& candidates, std::span<const std::size_t> order, std::size_t edge,
                const std::string& name) {
  if (edge == 0 || edge >= order.size()) return;
  const double score = decision.score[order[edge]];
  if (decision.score[order[edge - 1]] != score) return;
  std::string inside, outside;
  for (std::size_t place = 0; place < order.size(); ++place) {
    if (decision.score[order[place]] != score) continue;
    std::string& side = place < edge ? inside : outside;
    side += (side.empty() ? "" : ", ") + candidates.name_of(order[place]);
  }
  decision.remarks.push_back(
      fmt::format("tie at the edge of the tranche '{}': {} and {} have the same score of {}; {} went in, by larger "
                  "population, then by code",
                  name, inside, outside, score, inside));
}

} // namespace

std::vector<std::size_t> funding_order(std::span<const double> score, const Candidates& candidates) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < score.size(); ++i)
    if (!std::isnan(score[i])) order.push_back(i);
  const auto people = [&](std::size_t i) {
    return std::isnan(candidates.population[i]) ? -1 : candidates.population[i];
  };
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (score[a] != score[b]) return score[a] > score[b];
    if (people(a) != people(b)) return people(a) > people(b);
    return candidates.codes[a] < candidates.codes[b];
  });
  return order;
}

std::vector<std::size_t> cut_ends(std::span<const std::size_t> order, std::span<const double> score,
                                  const TrancheSettings& tranches, std::int64_t floor_pence) {
  std::vector<std::size_t> ends;
  ends.reserve(tranches.cut.size());
  std::size_t end = 0;
  for (const Cut& cut : tranches.cut) {
    end += cut_size(cut, order.subspan(end), score, order.size(), floor_pence);
    ends.push_back(end);
  }
  return ends;
}

void cut_tranches(Decision& decision, const Candidates& candidates, const TrancheSettings& tranches,
                  std::int64_t floor_pence, std::span<const std::size_t> by_code) {
  const std::vector<std::size_t> order = funding_order(decision.score, candidates);
  const std::vector<std::size_t> ends = cut_ends(order, decision.score, tranches, floor_pence);
  decision.tranche.assign(candidates.codes.size(), 0);
  std::size_t begin = 0;
  for (std::size_t k = 0; k < ends.size(); ++k) {
    TrancheGroup group{tranches.cut[k].name, {}, std::numeric_limits<double>::quiet_NaN()};
    for (; begin < ends[k]; ++begin) {
      group.authorities.push_back(order[begin]);
      group.lowest_score = decision.score[order[begin]];
      decision.tranche[order[begin]] = static_cast<int>(k) + 1;
    }
    decision.tranches.push_back(std::move(group));
    remark_tie(decision, candidates, order, ends[k], tranches.cut[k].name);
  }
  if (!tranches.unranked_last || ends.empty()) return;
  for (const std::size_t i : by_code)
    if (decision.rank[i] == 0) {
      decision.tranches.back().authorities.push_back(i);
      decision.tranche[i] = static_cast<int>(ends.size());
    }
}

} // namespace tranche
