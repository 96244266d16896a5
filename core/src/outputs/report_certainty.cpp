// How sure each authority's rank, tranche and money are, for the panel of the page: over the draws of the run.
#include <cmath>

#include "outputs/report_model.hpp"
#include "outputs/standing_words.hpp"
#include "outputs/words.hpp"

namespace tranche::report {
namespace {

Json intervals_of(const Uncertainty& u) {
  Json list = Json::array();
  for (const RankInterval& one : u.intervals)
    list.push_back({{"level", one.level}, {"low", one.low}, {"high", one.high}});
  if (list.empty()) list.push_back({{"level", u.level}, {"low", u.rank_low}, {"high", u.rank_high}});
  return list;
}

/// A row for each tranche, the last for none of them, in words for each authority; no row that says nothing of anybody.
Json chances_of(const Run& run) {
  const auto& shares = run.uncertainty.tranche_probability;
  const std::size_t tranches = run.decision.tranches.size();
  Json rows = Json::array();
  if (shares.size() != run.authorities.size()) return rows;
  for (std::size_t t = 0; t <= tranches; ++t) {
    Json words = Json::array();
    bool any = t < tranches;
    for (std::size_t a = 0; a < shares.size(); ++a) {
      const double share = t < tranches ? shares[a][t] : words::chance_of_none(shares[a]);
      any = any || (share > 0 && run.decision.rank[a] > 0);
      words.push_back(run.decision.rank[a] > 0 ? words::chance(share) : "");
    }
    if (any)
      rows.push_back({{"name", t < tranches ? run.decision.tranches[t].name : "no tranche"}, {"of", std::move(words)}});
  }
  return rows;
}

/// Of each authority the others by number, each with the chance in words.
Json outranks_of(const Uncertainty& u) {
  Json list = Json::array();
  for (const auto& others : u.outranks) {
    Json one = Json::array();
    for (const Outranks& other : others) one.push_back({other.authority, words::chance(other.probability)});
    list.push_back(std::move(one));
  }
  return list;
}

/// In thousands of pounds, as everywhere on the page: mean, least and most. Null where it has no part in the money.
Json money_of_draws(const Run& run) {
  const auto thousands = [](std::int64_t pence) { return (pence + 50'000) / 100'000; };
  Json list = Json::array();
  for (std::size_t a = 0; a < run.uncertainty.money.size(); ++a) {
    const MoneyRange& one = run.uncertainty.money[a];
    const bool any = run.decision.rank[a] > 0 && (one.high > 0 || run.decision.tranche[a] > 0);
    list.push_back(any ? Json{thousands(one.mean), thousands(one.low), thousands(one.high)} : Json());
  }
  return list;
}

} // namespace

Json certainty(const Run& run) {
  const Uncertainty& u = run.uncertainty;
  const std::size_t n = run.authorities.size();
  if (u.rank_low.size() != n || u.rank_median.size() != n) return nullptr;
  Json contested = Json::array();
  for (std::size_t a = 0; a < n && !u.contested.empty(); ++a) contested.push_back(u.contested_at(a));
  return {{"draws", u.draws},
          {"level", u.level},
          {"median", u.rank_median},
          {"intervals", intervals_of(u)},
          {"chances", chances_of(run)},
          {"contested", std::move(contested)},
          {"not_contested", words::not_contested()},
          {"outranks", outranks_of(u)},
          {"money", money_of_draws(run)}};
}

} // namespace tranche::report
