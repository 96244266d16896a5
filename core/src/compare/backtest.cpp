#include "tranche/compare/backtest.hpp"

#include <algorithm>
#include <boost/math/distributions/hypergeometric.hpp>
#include <cmath>
#include <fmt/format.h>

#include "tranche/statistics/correlation.hpp"

namespace tranche {
namespace {

/// The number of the last tranche that counts, from 1.
int last_tranche(const Run& run, const std::string& up_to) {
  const std::vector<TrancheGroup>& groups = run.decision.tranches;
  if (groups.empty())
    throw Error(Fault::settings, run.assessment.file.string(), "the assessment has no tranches, so nobody is funded",
                "add `tranches:`, as in cut: [{name: funded, count: 28}]");
  if (up_to.empty()) return 1;
  std::string names;
  for (std::size_t k = 0; k < groups.size(); ++k) {
    if (groups[k].name == up_to) return static_cast<int>(k) + 1;
    names += (names.empty() ? "" : ", ") + groups[k].name;
  }
  throw Error(Fault::usage, "--tranche " + up_to, "there is no such tranche", "it has: " + names);
}

/// Positions of the run's authorities that the codes are of, each once.
std::vector<std::size_t> authorities_of(const std::vector<std::string>& codes, const Authorities& authorities) {
  std::vector<std::size_t> found;
  for (std::size_t a = 0; a < authorities.size(); ++a) {
    const std::vector<std::string>& members = authorities.units[a].members;
    if (std::any_of(codes.begin(), codes.end(), [&](const std::string& code) {
          return code == authorities.units[a].code || std::find(members.begin(), members.end(), code) != members.end();
        }))
      found.push_back(a);
  }
  return found;
}

/// Two lines of the list that the run ranks as one are one unit.
void add_listed(std::vector<BacktestUnit>& units, BacktestUnit unit, std::vector<bool>& taken) {
  for (const std::size_t a : unit.authorities) {
    const auto holder = std::find_if(units.begin(), units.end(), [&](const BacktestUnit& other) {
      return taken[a] && std::find(other.authorities.begin(), other.authorities.end(), a) != other.authorities.end();
    });
    if (holder == units.end()) continue;
    unit.name = holder->name + " and " + unit.name;
    unit.authorities.insert(unit.authorities.end(), holder->authorities.begin(), holder->authorities.end());
    unit.listed_rank = std::fmin(unit.listed_rank, holder->listed_rank); // the one that is there
    unit.listed_pence += holder->listed_pence;
    units.erase(holder);
    std::sort(unit.authorities.begin(), unit.authorities.end());
    unit.authorities.erase(std::unique(unit.authorities.begin(), unit.authorities.end()), unit.authorities.end());
    break; // a third line that shares an authority finds this unit in its turn
  }
  for (const std::size_t a : unit.authorities) taken[a] = true;
  units.push_back(std::move(unit));
}

void fill_standing(BacktestUnit& unit, const Run& run, int last) {
  std::size_t funded = 0;
  for (const std::size_t a : unit.authorities) {
    const int rank = run.decision.rank[a], tranche = run.decision.tranche[a];
    if (rank > 0 && (unit.rank == 0 || rank < unit.rank)) unit.rank = rank;
    funded += tranche >= 1 && tranche <= last ? 1 : 0;
    if (run.uncertainty.tranche_probability.empty()) continue;
    double probability = 0;
    for (int k = 0; k < last; ++k) probability += run.uncertainty.tranche_probability[a][static_cast<std::size_t>(k)];
    unit.probability = std::isnan(unit.probability) ? probability : std::max(unit.probability, probability);
  }
  unit.funded = funded > 0;
  unit.in_part = funded > 0 && funded < unit.authorities.size();
}

/// "12 on duties, 101 on deaths": where the authority stands on what is weighed, best place first.
std::string standing_of(std::size_t authority, const Run& run) {
  std::vector<std::pair<int, std::string>> places;
  for (const IndexColumn& column : run.decision.columns)
    if (column.weight > 0)
      places.emplace_back(column.rank[authority] > 0 ? column.rank[authority] : std::numeric_limits<int>::max(),
                          column.id);
  std::stable_sort(places.begin(), places.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  constexpr std::size_t each_end = 2; // of many, the ends
  std::string text;
  for (std::size_t k = 0; k < places.size(); ++k) {
    if (k >= each_end && k + each_end < places.size()) continue;
    const auto& [place, id] = places[k];
    text += text.empty() ? "" : ", ";
    text += place < std::numeric_limits<int>::max() ? fmt::format("{} on {}", place, id) : "no figure for " + id;
  }
  return text;
}

/// How far the best of a unit's authorities is from the edge, in rank and score, on what it stands high and low, and
/// what the draws say.
std::string reason_of(const BacktestUnit& unit, const Run& run, int last) {
  if (unit.rank == 0) return "unranked: " + run.decision.reason[unit.authorities.front()];
  const auto best = std::find_if(unit.authorities.begin(), unit.authorities.end(),
                                 [&](std::size_t a) { return run.decision.rank[a] == unit.rank; });
  double lowest = std::numeric_limits<double>::infinity(), next = -lowest;
  for (std::size_t a = 0; a < run.decision.rank.size(); ++a) {
    if (run.decision.rank[a] == 0) continue;
    const bool in = run.decision.tranche[a] >= 1 && run.decision.tranche[a] <= last;
    in ? lowest = std::min(lowest, run.decision.score[a]) : next = std::max(next, run.decision.score[a]);
  }
  const double gap = unit.funded ? run.decision.score[*best] - next : lowest - run.decision.score[*best];
  std::string text = fmt::format("rank {}, ", unit.rank);
  if (gap != 0)
    text += fmt::format("score {:.3g} {}", std::abs(gap),
                        unit.funded ? "above the first that is not funded" : "below the last that is funded");
  else
    text += unit.funded ? "level with the first that is not funded, before it by the rule for ties"
                        : "level with the last that is funded, behind it by the rule for ties";
  if (const std::string standing = standing_of(*best, run); !standing.empty()) text += "; ranks " + standing;
  if (!std::isnan(unit.probability)) text += fmt::format("; funded in {:.0f} % of the draws", 100 * unit.probability);
  return text;
}

/// P(X >= both) when `listed` of `candidates` are drawn blindly, `funded` of them being funded.
double tail(std::size_t candidates, std::size_t funded, std::size_t listed, std::size_t both) {
  if (both == 0 || funded + listed >= candidates + both) return 1; // fewer in common is not possible
  const boost::math::hypergeometric_distribution<double> blind(
      static_cast<unsigned>(funded), static_cast<unsigned>(listed), static_cast<unsigned>(candidates));
  return cdf(complement(blind, static_cast<unsigned>(both - 1)));
}

/// Half the sum of the differences of shares, over the units for which count(unit) holds; NaN where a side has nothing.
template <typename Count> double moved_share(const std::vector<BacktestUnit>& units, Count&& count) {
  double listed = 0, modelled = 0, sum = 0;
  for (const BacktestUnit& unit : units)
    if (count(unit)) listed += static_cast<double>(unit.listed_pence), modelled += static_cast<double>(unit.pence);
  if (listed <= 0 || modelled <= 0) return std::nan("");
  for (const BacktestUnit& unit : units)
    if (count(unit))
      sum += std::abs(static_cast<double>(unit.listed_pence) / listed - static_cast<double>(unit.pence) / modelled);
  return sum / 2;
}

/// Nothing where one side pays nobody.
std::optional<MoneyAgreement> money_agreement(const std::vector<BacktestUnit>& units) {
  const auto in_both = [](const BacktestUnit& unit) { return unit.listed_pence > 0 && unit.pence > 0; };
  MoneyAgreement money;
  for (const BacktestUnit& unit : units) {
    money.listed += unit.listed_pence;
    money.modelled += unit.pence;
    money.both += in_both(unit) ? 1 : 0;
  }
  money.moved = moved_share(units, [](const BacktestUnit&) { return true; });
  money.moved_among_both = moved_share(units, in_both);
  return std::isnan(money.moved) ? std::nullopt : std::optional(money);
}

void fill_agreement(Backtest& result) {
  std::vector<double> theirs, ours;
  double draws = 0;
  for (const BacktestUnit& unit : result.units) {
    result.candidates += unit.rank > 0 ? 1 : 0;
    result.funded += unit.funded ? 1 : 0;
    result.listed += unit.listed ? 1 : 0;
    result.both += unit.funded && unit.listed ? 1 : 0;
    if (unit.listed) draws += unit.probability;
    if (std::isnan(unit.listed_rank) || unit.rank == 0) continue;
    theirs.push_back(unit.listed_rank);
    ours.push_back(unit.rank);
  }
  result.over_draws = draws;
  const std::size_t either = result.funded + result.listed - result.both;
  result.jaccard = either == 0 ? 0 : static_cast<double>(result.both) / static_cast<double>(either);
  // Of the listed only those that could be chosen can agree by chance.
  const auto possible = static_cast<std::size_t>(
      std::count_if(result.units.begin(), result.units.end(), [](const auto& u) { return u.listed && u.rank > 0; }));
  if (result.candidates > 0)
    result.by_chance =
        static_cast<double>(possible) * static_cast<double>(result.funded) / static_cast<double>(result.candidates);
  result.chance_of_as_many = tail(result.candidates, result.funded, possible, result.both);
  result.spearman_of = theirs.size();
  if (theirs.size() > 2)
    result.spearman = statistics::correlation(theirs, ours, statistics::CorrelationKind::spearman).r;
}

} // namespace

Backtest backtest(const Run& run, const std::vector<ListedUnit>& list, const std::string& up_to) {
  Backtest result;
  const int last = last_tranche(run, up_to);
  result.up_to = run.decision.tranches[static_cast<std::size_t>(last) - 1].name;
  std::vector<bool> taken(run.authorities.size(), false);
  for (const ListedUnit& listed : list) {
    BacktestUnit unit;
    unit.name = listed.name;
    unit.authorities = authorities_of(listed.codes, run.authorities);
    unit.listed = true;
    unit.listed_rank = listed.rank;
    unit.listed_pence = listed.pence.value_or(0);
    if (unit.authorities.empty()) {
      result.unknown.push_back(listed);
      continue;
    }
    add_listed(result.units, std::move(unit), taken);
  }
  for (std::size_t a = 0; a < taken.size(); ++a) {
    if (taken[a]) continue;
    BacktestUnit& unit = result.units.emplace_back();
    unit.name = run.authorities.units[a].name;
    unit.authorities = {a};
  }
  for (BacktestUnit& unit : result.units) {
    fill_standing(unit, run, last);
    for (const std::size_t a : unit.authorities)
      unit.pence += run.decision.total_pence.empty() ? 0 : run.decision.total_pence[a];
    if (unit.listed != unit.funded) unit.reason = reason_of(unit, run, last);
  }
  std::sort(result.units.begin(), result.units.end(), [](const BacktestUnit& a, const BacktestUnit& b) {
    if ((a.rank > 0) != (b.rank > 0)) return a.rank > 0;
    return a.rank != b.rank ? a.rank < b.rank : a.authorities.front() < b.authorities.front();
  });
  fill_agreement(result);
  if (std::any_of(list.begin(), list.end(), [](const ListedUnit& unit) { return unit.pence.has_value(); }))
    result.money = money_agreement(result.units);
  return result;
}

std::int64_t money_difference(const BacktestUnit& unit, const MoneyAgreement& money) {
  const double share = static_cast<double>(unit.pence) / static_cast<double>(money.modelled);
  return std::llround(share * static_cast<double>(money.listed)) - unit.listed_pence;
}

} // namespace tranche
