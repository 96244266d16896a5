#include "tranche/compare/compare.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

#include "compare/join.hpp"
#include "compare/parts.hpp"
#include "nan.hpp"
#include "tranche/statistics/correlation.hpp"

namespace tranche {
namespace {

using comparing::npos;

Movement movement_of(const AuthorityChange& c) {
  if (!c.ranked_twice()) return Movement::none;
  if (c.rank[0] == c.rank[1]) return Movement::unchanged;
  if (c.low[0] <= 0 || c.low[1] <= 0) return Movement::no_interval;
  const auto holds = [&](int side, int rank) { return c.low[side] <= rank && rank <= c.high[side]; };
  if (holds(0, c.rank[1]) || holds(1, c.rank[0])) return Movement::inside;
  return c.rank[1] < c.rank[0] ? Movement::up : Movement::down;
}

/// One authority under construction: takes what each side knows of it.
class Builder {
public:
  Builder(const Snapshot& a, const Snapshot& b) : m_sides{&a, &b} {
    for (const Snapshot* side : m_sides)
      for (const IndicatorColumn& column : side->indicators)
        if (std::find(m_ids.begin(), m_ids.end(), column.id) == m_ids.end()) m_ids.push_back(column.id);
    std::sort(m_ids.begin(), m_ids.end()); // whatever order the files have
  }

  AuthorityChange build(std::size_t row_a, std::size_t row_b) const {
    AuthorityChange c;
    c.score[0] = c.score[1] = nan;
    const std::size_t rows[2] = {row_a, row_b};
    for (int s = 0; s < 2; ++s)
      if (rows[s] != npos) take_side(c, s, rows[s]);
    for (const std::string& id : m_ids) c.indicators.push_back(shift(id, rows));
    c.movement = movement_of(c);
    return c;
  }

private:
  void take_side(AuthorityChange& c, int s, std::size_t row) const {
    const Snapshot& side = *m_sides[s];
    c.name = side.units[row].name;
    c.region = side.units[row].region;
    c.code[s] = side.units[row].code;
    c.rank[s] = side.decision.rank[row];
    c.tranche[s] = side.decision.tranche.empty() ? 0 : side.decision.tranche[row];
    c.score[s] = side.decision.score[row];
    if (!side.low.empty()) c.low[s] = side.low[row], c.high[s] = side.high[row];
    if (!side.allocation.pots.empty()) c.pence[s] = side.decision.total_pence[row];
  }

  IndicatorShift shift(const std::string& id, const std::size_t (&rows)[2]) const {
    IndicatorShift out{id, "", {nan, nan}, {nan, nan}, {nan, nan}, {nan, nan}};
    for (int s = 0; s < 2; ++s) {
      if (rows[s] == npos) continue;
      for (const IndicatorColumn& column : m_sides[s]->indicators)
        if (column.id == id) {
          out.unit = column.unit;
          out.value[s] = column.value[rows[s]];
        }
      for (const IndexColumn& column : m_sides[s]->decision.columns)
        if (column.id == id) {
          out.normalised[s] = column.normalised[rows[s]];
          out.weight[s] = column.effective_weight[rows[s]];
          out.contribution[s] = column.contribution[rows[s]];
        }
    }
    return out;
  }

  const Snapshot* m_sides[2];
  std::vector<std::string> m_ids;
};

std::string unranked_reason(const AuthorityChange& c, const std::string& why_a, const std::string& why_b) {
  std::string text;
  if (c.rank[0] <= 0) text = "unranked in A: " + (why_a.empty() ? "no reason was recorded" : why_a);
  if (c.rank[1] <= 0)
    text += (text.empty() ? "" : "; ") + ("unranked in B: " + (why_b.empty() ? "no reason was recorded" : why_b));
  return text;
}

void add_authorities(Comparison& out, const Snapshot& a, const Snapshot& b, const comparing::Joined& joined) {
  const comparing::Parts parts = comparing::split_changes(a, b, joined.pairs);
  out.rank_parts_missing = parts.rank_missing;
  out.tranche_parts_missing = parts.tranche_missing;
  const Builder builder(a, b);
  std::vector<bool> done_a(a.units.size()), done_b(b.units.size());
  for (std::size_t p = 0; p < joined.pairs.size(); ++p) {
    const comparing::Pair& pair = joined.pairs[p];
    AuthorityChange c = builder.build(pair.a, pair.b);
    c.same_area = pair.same_area;
    c.steps = pair.steps;
    c.rank_parts = parts.rank[p];
    c.tranche_parts = parts.tranche[p];
    c.reason = unranked_reason(c, a.decision.reason[pair.a], b.decision.reason[pair.b]);
    done_a[pair.a] = done_b[pair.b] = true;
    out.authorities.push_back(std::move(c));
  }
  for (std::size_t i = 0; i < a.units.size(); ++i)
    if (!done_a[i]) {
      out.authorities.push_back(builder.build(i, npos));
      out.authorities.back().reason = joined.reason_a[i];
    }
  for (std::size_t j = 0; j < b.units.size(); ++j)
    if (!done_b[j]) {
      out.authorities.push_back(builder.build(npos, j));
      out.authorities.back().reason = joined.reason_b[j];
    }
  const auto place = [](int rank) { return rank > 0 ? rank : std::numeric_limits<int>::max(); };
  std::sort(out.authorities.begin(), out.authorities.end(), [&](const AuthorityChange& x, const AuthorityChange& y) {
    if (x.rank[1] != y.rank[1]) return place(x.rank[1]) < place(y.rank[1]);
    if (x.rank[0] != y.rank[0]) return place(x.rank[0]) < place(y.rank[0]);
    return std::tie(x.code[1], x.code[0]) < std::tie(y.code[1], y.code[0]);
  });
}

Comparison::Side side_of(const Snapshot& s) {
  Comparison::Side side{s.label, s.title, s.run, s.data, s.state, s.statement, s.units.size(), 0, s.level, {}, {}};
  for (const int rank : s.decision.rank) side.ranked += rank > 0;
  std::size_t end = 0;
  for (const TrancheGroup& group : s.decision.tranches) {
    side.tranche_names.push_back(group.name);
    for (const std::size_t i : group.authorities) end += s.decision.rank[i] > 0;
    side.tranche_ends.push_back(static_cast<int>(end));
  }
  return side;
}

template <typename InSet> SetOverlap overlap_of(const Comparison& out, std::string name, InSet&& in_set) {
  SetOverlap set{std::move(name), {0, 0}, 0, 0, nan, nan};
  for (const AuthorityChange& c : out.authorities) {
    if (!c.joined()) continue;
    const bool in_a = in_set(c, 0), in_b = in_set(c, 1);
    ++set.among;
    set.size[0] += in_a;
    set.size[1] += in_b;
    set.both += in_a && in_b;
  }
  const std::size_t either = set.size[0] + set.size[1] - set.both;
  if (either > 0) set.jaccard = static_cast<double>(set.both) / static_cast<double>(either);
  if (set.among > 0)
    set.expected = static_cast<double>(set.size[0]) * static_cast<double>(set.size[1]) / static_cast<double>(set.among);
  return set;
}

Agreement agreement_of(const Comparison& out) {
  Agreement agreement;
  std::vector<double> x, y;
  for (const AuthorityChange& c : out.authorities)
    if (c.ranked_twice()) x.push_back(c.rank[0]), y.push_back(c.rank[1]);
  agreement.ranked_twice = x.size();
  agreement.spearman = statistics::correlation(x, y, statistics::CorrelationKind::spearman).r;
  agreement.kendall = statistics::correlation(x, y, statistics::CorrelationKind::kendall).r;
  const auto &in_a = out.side[0].tranche_names, &in_b = out.side[1].tranche_names;
  for (std::size_t t = 0; t < std::max(in_a.size(), in_b.size()); ++t) {
    std::string name = t < in_b.size() ? in_b[t] : "";
    if (t < in_a.size() && in_a[t] != name) name = in_a[t] + (name.empty() ? "" : ", " + name);
    agreement.tranches.push_back(overlap_of(
        out, name, [t](const AuthorityChange& c, int s) { return c.tranche[s] == static_cast<int>(t) + 1; }));
  }
  if (!in_a.empty() || !in_b.empty())
    agreement.tranches.push_back(overlap_of(out, "all funded", [](const AuthorityChange& c, int s) {
      return c.pence[s] ? *c.pence[s] > 0 : c.tranche[s] > 0;
    }));
  return agreement;
}

std::optional<MoneyMoved> money_moved(const Comparison& out, const Snapshot& a, const Snapshot& b) {
  if (a.allocation.pots.empty() || b.allocation.pots.empty()) return std::nullopt;
  MoneyMoved money;
  for (const AuthorityChange& c : out.authorities) {
    const std::int64_t was = c.pence[0].value_or(0), is = c.pence[1].value_or(0);
    money.total[0] += was;
    money.total[1] += is;
    if (!c.joined()) {
      money.only[0] += was;
      money.only[1] += is;
    } else {
      money.gained += std::max<std::int64_t>(is - was, 0);
      money.lost += std::max<std::int64_t>(was - is, 0);
    }
  }
  return money;
}

std::vector<std::string> differences_of(const Snapshot& a, const Snapshot& b) {
  std::map<std::string, std::pair<std::string, std::string>> facts;
  for (const auto& [key, value] : a.facts) facts[key].first = value;
  for (const auto& [key, value] : b.facts) facts[key].second = value;
  std::vector<std::string> lines;
  const auto shown = [](const std::string& value) { return value.empty() ? std::string("none") : value; };
  for (const auto& [key, values] : facts)
    if (values.first != values.second)
      lines.push_back(key + ": " + shown(values.first) + ", then " + shown(values.second));
  return lines;
}

} // namespace

Comparison compare(const Snapshot& a, const Snapshot& b, std::span<const CodeChange> changes) {
  const comparing::Joined joined = comparing::join_units(a.units, b.units, changes);
  if (joined.pairs.empty())
    throw Error(Fault::data, a.label + " and " + b.label, "have no authority in common",
                "compare rankings of the same kind of area; districts and counties cannot be joined");
  Comparison out;
  out.side[0] = side_of(a);
  out.side[1] = side_of(b);
  add_authorities(out, a, b, joined);
  out.differences = differences_of(a, b);
  out.agreement = agreement_of(out);
  out.money = money_moved(out, a, b);
  return out;
}

std::vector<std::size_t> largest_movers(const Comparison& comparison) {
  std::vector<std::size_t> movers;
  for (std::size_t i = 0; i < comparison.authorities.size(); ++i) {
    const Movement m = comparison.authorities[i].movement;
    if (m == Movement::up || m == Movement::down || m == Movement::no_interval) movers.push_back(i);
  }
  const auto size = [&](std::size_t i) { return std::abs(comparison.authorities[i].rank_change()); };
  std::stable_sort(movers.begin(), movers.end(), [&](std::size_t x, std::size_t y) { return size(x) > size(y); });
  return movers;
}

} // namespace tranche
