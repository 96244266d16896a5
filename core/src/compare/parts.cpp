#include "compare/parts.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>

namespace tranche::comparing {
namespace {

/// Ranks and tranches of some units, in the order in which the units were given.
struct Standing {
  std::vector<double> rank, tranche;
  std::string no_tranches; ///< why they cannot be cut
};

IndicatorColumn rows_of(const IndicatorColumn& column, std::span<const std::size_t> rows) {
  IndicatorColumn out = column;
  out.notes.clear();
  const auto take = [&](const auto& from, auto& to) {
    if (from.empty()) return;
    to.clear();
    for (const std::size_t row : rows) to.push_back(from[row]);
  };
  take(column.value, out.value);
  take(column.lower, out.lower);
  take(column.upper, out.upper);
  take(column.shrunk, out.shrunk);
  take(column.shrunk_error, out.shrunk_error);
  out.further_lower.clear();
  out.further_upper.clear();
  take(column.numerator, out.numerator);
  take(column.denominator, out.denominator);
  take(column.coverage, out.coverage);
  take(column.status, out.status);
  take(column.flags, out.flags);
  return out;
}

/// The one call of decide(): ranks these columns by the method of a snapshot. Money plays no part in ranks.
Standing decided(const Candidates& candidates, std::span<const IndicatorColumn> columns, const Snapshot& method,
                 int last_tranche) {
  AllocationSettings allocation = method.allocation;
  allocation.pots.clear();
  Standing standing;
  Decision decision;
  try {
    decision = decide(candidates, columns, method.index, method.tranches, allocation);
  } catch (const Error& error) { // tranches larger than what is left to rank, or a rule that these figures break
    standing.no_tranches = error.findings().front().what;
    decision = decide(candidates, columns, method.index, {}, allocation);
  }
  const auto ranked = std::count_if(decision.rank.begin(), decision.rank.end(), [](int rank) { return rank > 0; });
  for (std::size_t i = 0; i < decision.rank.size(); ++i) {
    standing.rank.push_back(decision.rank[i] > 0 ? decision.rank[i] : static_cast<double>(ranked + 1));
    standing.tranche.push_back(decision.tranche.empty() || decision.tranche[i] == 0 ? last_tranche
                                                                                    : decision.tranche[i]);
  }
  return standing;
}

/// Pairs ranked with the figures of one snapshot by the method of another.
class Game {
public:
  Game(const Snapshot& a, const Snapshot& b) : m_a(a), m_last(tranche_number(0, a, b)) {}

  Standing standing(const Snapshot& data, const Snapshot& method, std::span<const Pair> pairs) const {
    const bool from_a = &data == &m_a;
    std::vector<std::size_t> order(pairs.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto row = [&](std::size_t p) { return from_a ? pairs[p].a : pairs[p].b; };
    std::sort(order.begin(), order.end(), [&](std::size_t x, std::size_t y) { return row(x) < row(y); });
    std::vector<std::size_t> rows_a, rows_b;
    std::vector<std::string> codes, regions;
    std::vector<double> population;
    for (const std::size_t p : order) {
      rows_a.push_back(pairs[p].a);
      rows_b.push_back(pairs[p].b);
      codes.push_back(data.units[row(p)].code);
      population.push_back(data.population[row(p)]);
      regions.push_back(data.units[row(p)].region);
    }
    const Standing sorted =
        decided({codes, population, regions},
                columns(data, method, from_a ? rows_a : rows_b, &method == &m_a ? rows_a : rows_b), method, m_last);
    Standing out{std::vector<double>(order.size()), std::vector<double>(order.size()), sorted.no_tranches};
    for (std::size_t i = 0; i < order.size(); ++i) {
      out.rank[order[i]] = sorted.rank[i];
      out.tranche[order[i]] = sorted.tranche[i];
    }
    return out;
  }

private:
  /// The method's indicators with the data's figures, where both mean the same by them.
  static std::vector<IndicatorColumn> columns(const Snapshot& data, const Snapshot& method,
                                              std::span<const std::size_t> data_rows,
                                              std::span<const std::size_t> method_rows) {
    std::vector<IndicatorColumn> columns;
    for (std::size_t m = 0; m < method.indicators.size(); ++m) {
      const IndicatorColumn& wanted = method.indicators[m];
      const IndicatorColumn* found = nullptr;
      for (std::size_t d = 0; d < data.indicators.size(); ++d)
        if (data.indicators[d].id == wanted.id && data.definitions[d] == method.definitions[m])
          found = &data.indicators[d];
      columns.push_back(found ? rows_of(*found, data_rows) : rows_of(wanted, method_rows));
      columns.back().direction = wanted.direction;
    }
    return columns;
  }

  const Snapshot& m_a;
  int m_last;
};

/// How many ranks, or tranches, are not those that the snapshot's own figures and settings give.
std::size_t not_reproduced(const Snapshot& side, const Standing& again, bool tranches, int last) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < side.units.size(); ++i) {
    if (side.decision.rank[i] <= 0) continue;
    const double then =
        tranches ? (side.decision.tranche[i] > 0 ? side.decision.tranche[i] : last) : side.decision.rank[i];
    count += (tranches ? again.tranche[i] : again.rank[i]) != then;
  }
  return count;
}

void check_reproduced(const Snapshot& side, int last, Parts& parts) {
  std::vector<std::string> codes, regions;
  for (const Authority& unit : side.units) {
    codes.push_back(unit.code);
    regions.push_back(unit.region);
  }
  const Standing again = decided({codes, side.population, regions}, side.indicators, side, last);
  const auto words = [&](std::size_t count, const char* what) {
    return fmt::format("{} of {} {} of {} are not those that its figures and settings give with this version; run it "
                       "again to see data and method apart",
                       count, side.units.size(), what, side.label);
  };
  const std::size_t ranks = not_reproduced(side, again, false, last), cut = not_reproduced(side, again, true, last);
  if (ranks > 0) parts.rank_missing = words(ranks, "ranks");
  if (!again.no_tranches.empty())
    parts.tranche_missing = again.no_tranches;
  else if (cut > 0)
    parts.tranche_missing = words(cut, "tranches");
}

/// R(A), R(B), and rank(S, data, method) for one authority; see ChangeParts.
struct Places {
  double decided_a, decided_b, joined_a, joined_b, aa, ba, ab, bb; ///< ba: B's data by A's method
};

ChangeParts parts_of(const Places& p) {
  return {((p.ba - p.aa) + (p.bb - p.ab)) / 2, ((p.ab - p.aa) + (p.bb - p.ba)) / 2,
          (p.decided_b - p.joined_b) - (p.decided_a - p.joined_a), (p.joined_b - p.bb) - (p.joined_a - p.aa)};
}

/// The pairs of J, and where those of C are among them and among all.
struct Common {
  std::vector<Pair> joined, ranked;
  std::vector<std::size_t> in_all, in_joined; ///< for each of `ranked`
};

Common common_of(const Snapshot& a, const Snapshot& b, std::span<const Pair> pairs) {
  Common common;
  for (std::size_t p = 0; p < pairs.size(); ++p) {
    if (!pairs[p].same_area) continue;
    if (a.decision.rank[pairs[p].a] > 0 && b.decision.rank[pairs[p].b] > 0) {
      common.ranked.push_back(pairs[p]);
      common.in_all.push_back(p);
      common.in_joined.push_back(common.joined.size());
    }
    common.joined.push_back(pairs[p]);
  }
  return common;
}

void fill_parts(const Snapshot& a, const Snapshot& b, std::span<const Pair> pairs, Parts& parts) {
  const Common common = common_of(a, b, pairs);
  if (common.ranked.empty()) return;
  const Game game(a, b);
  const Standing joined_a = game.standing(a, a, common.joined), joined_b = game.standing(b, b, common.joined),
                 aa = game.standing(a, a, common.ranked), ba = game.standing(b, a, common.ranked),
                 ab = game.standing(a, b, common.ranked), bb = game.standing(b, b, common.ranked);
  for (const Standing* standing : {&joined_a, &joined_b, &aa, &ba, &ab, &bb})
    if (!standing->no_tranches.empty() && parts.tranche_missing.empty())
      parts.tranche_missing = "among the authorities of both sides, " + standing->no_tranches;
  for (std::size_t c = 0; c < common.ranked.size(); ++c) {
    const std::size_t p = common.in_all[c], j = common.in_joined[c], i = pairs[p].a, k = pairs[p].b;
    if (parts.rank_missing.empty())
      parts.rank[p] = parts_of({static_cast<double>(a.decision.rank[i]), static_cast<double>(b.decision.rank[k]),
                                joined_a.rank[j], joined_b.rank[j], aa.rank[c], ba.rank[c], ab.rank[c], bb.rank[c]});
    if (parts.tranche_missing.empty())
      parts.tranche[p] =
          parts_of({static_cast<double>(tranche_number(a.decision.tranche[i], a, b)),
                    static_cast<double>(tranche_number(b.decision.tranche[k], a, b)), joined_a.tranche[j],
                    joined_b.tranche[j], aa.tranche[c], ba.tranche[c], ab.tranche[c], bb.tranche[c]});
  }
}

} // namespace

int tranche_number(int tranche, const Snapshot& a, const Snapshot& b) {
  if (tranche > 0) return tranche;
  return static_cast<int>(std::max(a.decision.tranches.size(), b.decision.tranches.size())) + 1;
}

Parts split_changes(const Snapshot& a, const Snapshot& b, std::span<const Pair> pairs) {
  Parts parts;
  parts.rank.resize(pairs.size());
  parts.tranche.resize(pairs.size());
  try {
    for (const Snapshot* side : {&a, &b}) check_reproduced(*side, tranche_number(0, a, b), parts);
    fill_parts(a, b, pairs, parts);
  } catch (const Error& error) { // one side's figures cannot be ranked by the other's method
    parts.rank_missing = parts.tranche_missing = error.findings().front().what;
    parts.rank.assign(pairs.size(), {});
    parts.tranche.assign(pairs.size(), {});
  }
  for (std::size_t p = 0; p < pairs.size(); ++p) {
    const int rank_a = a.decision.rank[pairs[p].a], rank_b = b.decision.rank[pairs[p].b];
    if (pairs[p].same_area || rank_a <= 0 || rank_b <= 0) continue;
    ChangeParts whole;
    whole.geography = rank_b - rank_a;
    parts.rank[p] = whole;
    whole.geography =
        tranche_number(b.decision.tranche[pairs[p].b], a, b) - tranche_number(a.decision.tranche[pairs[p].a], a, b);
    parts.tranche[p] = whole;
  }
  return parts;
}

} // namespace tranche::comparing
