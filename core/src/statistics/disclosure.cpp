#include "tranche/statistics/disclosure.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

#include "statistics/disclosure_choose.hpp"
#include "statistics/disclosure_table.hpp"
#include "tranche/finding.hpp"

namespace tranche::statistics {
namespace {

using disclosure::Attack;
using disclosure::Count;
using disclosure::Hidden;
using disclosure::Room;

double most_of(const CountTable& table, std::size_t cell) {
  return table.most.empty() ? std::numeric_limits<double>::infinity() : table.most[cell];
}

/// The kinds before any cell protects another.
std::vector<CellKind> first_kinds(const CountTable& table, const SuppressionRule& rule) {
  std::vector<CellKind> kinds;
  for (const double count : table.counts)
    kinds.push_back(std::isnan(count)       ? CellKind::missing
                    : is_small(count, rule) ? CellKind::primary
                                            : CellKind::published);
  return kinds;
}

Room room_within(const KnownBounds& bounds, Count count) {
  const auto low = static_cast<Count>(bounds.low);
  return {count - low, std::isinf(bounds.high) ? disclosure::unlimited : static_cast<Count>(bounds.high) - count};
}

/// The room of every cell once it is withheld.
std::vector<Room> rooms(const CountTable& table, const std::vector<CellKind>& kinds, const std::vector<Count>& counts,
                        const SuppressionRule& rule) {
  std::vector<Room> room;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const CellKind kind = kinds[i] == CellKind::published ? CellKind::secondary : kinds[i];
    // A published nought is never withheld, so that it has no room.
    if (kind == CellKind::secondary && counts[i] == 0)
      room.push_back({});
    else
      room.push_back(room_within(disclosure::bounds_of(kind, table.counts[i], most_of(table, i), rule), counts[i]));
  }
  return room;
}

disclosure::Task task_of(const CountTable& table, const std::vector<CellKind>& kinds, const SuppressionRule& rule,
                         int most_rounds) {
  const std::size_t cells = kinds.size();
  disclosure::Task task;
  task.values = rule.values;
  task.most_rounds = most_rounds;
  task.hidden.assign(cells, 0);
  task.costs.assign(cells, 0);
  task.order.assign(cells, 0);
  std::vector<std::size_t> by_count(cells);
  std::iota(by_count.begin(), by_count.end(), std::size_t{0});
  std::stable_sort(by_count.begin(), by_count.end(), [&](std::size_t a, std::size_t b) {
    const auto key = [&](std::size_t i) { return std::isnan(table.counts[i]) ? -1 : table.counts[i]; };
    return key(a) < key(b);
  });
  for (std::size_t k = 0; k < cells; ++k) task.order[by_count[k]] = static_cast<int>(k);
  for (std::size_t i = 0; i < cells; ++i) {
    if (kinds[i] == CellKind::primary) task.small.push_back(static_cast<int>(i));
    if (kinds[i] != CellKind::published)
      task.hidden[i] = 1;
    else if (table.counts[i] > 0)
      task.costs[i] = table.costs.empty() ? 1 : table.costs[i];
  }
  return task;
}

/// For each secondary cell, the small ones that its publication would reveal.
std::vector<std::vector<std::size_t>> needs(Attack& attack, const disclosure::Task& task, const Suppression& result) {
  std::vector<std::vector<std::size_t>> needed_by(result.kinds.size());
  Hidden hidden = task.hidden;
  for (std::size_t i = 0; i < hidden.size(); ++i) hidden[i] |= result.kinds[i] == CellKind::secondary;
  std::vector<int> small = task.small;
  std::erase_if(small, [&](int cell) {
    return std::find(result.exposed.begin(), result.exposed.end(), static_cast<std::size_t>(cell)) !=
           result.exposed.end();
  });
  for (std::size_t i = 0; i < hidden.size(); ++i) {
    if (result.kinds[i] != CellKind::secondary) continue;
    hidden[i] = 0;
    for (const int cell : attack.exposed(small, hidden, task.values))
      needed_by[i].push_back(static_cast<std::size_t>(cell));
    hidden[i] = 1;
  }
  return needed_by;
}

/// What no other function decides: that the reader, asked again, finds nothing beyond what is said to be exposed.
void assert_safe(const CountTable& table, const SuppressionRule& rule, const Suppression& result) {
  for (const CellRange& range : audit(table, result.kinds, rule))
    if (std::find(result.exposed.begin(), result.exposed.end(), range.cell) == result.exposed.end())
      throw Error(Fault::system, disclosure::name_of(table, range.cell),
                  "the cells chosen to be withheld do not protect it", "report this with the table; publish nothing");
}

Suppression suppress_as_told(const CountTable& table, const std::vector<Count>& counts, const SuppressionRule& rule,
                             int most_rounds) {
  Suppression result;
  result.kinds = first_kinds(table, rule);
  result.kinds_told = rule.kinds_told;
  Attack attack(disclosure::relations_of(table), rooms(table, result.kinds, counts, rule));
  const disclosure::Task task = task_of(table, result.kinds, rule, most_rounds);
  const disclosure::Choice choice = disclosure::choose(attack, task);
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (choice.hidden[i] && result.kinds[i] == CellKind::published) result.kinds[i] = CellKind::secondary;
  result.cost = choice.cost;
  result.bound = choice.bound;
  result.proved = choice.proved;
  for (const int cell : choice.hopeless) result.exposed.push_back(static_cast<std::size_t>(cell));
  assert_safe(table, rule, result);
  disclosure::explain(table, rule, needs(attack, task, result), result);
  return result;
}

} // namespace

bool is_small(double count, const SuppressionRule& rule) { return count < rule.below && count >= (rule.zeros ? 0 : 1); }

TotalEquation adds_up(std::size_t total, std::span<const std::size_t> parts, std::string name) {
  TotalEquation equation{{total}, {-1}, std::move(name)};
  equation.cells.insert(equation.cells.end(), parts.begin(), parts.end());
  equation.coefficients.resize(equation.cells.size(), 1);
  return equation;
}

std::vector<TotalEquation> tree_equations(std::span<const std::ptrdiff_t> parents) {
  const auto cells = static_cast<std::ptrdiff_t>(parents.size());
  std::vector<std::vector<std::size_t>> parts(parents.size());
  for (std::size_t i = 0; i < parents.size(); ++i) {
    if (parents[i] < -1 || parents[i] >= cells)
      throw Error(Fault::data, fmt::format("cell {}", i + 1),
                  fmt::format("{} is not the position of a total", parents[i]),
                  "give a position of the table, or -1 for a root");
    if (parents[i] >= 0) parts[static_cast<std::size_t>(parents[i])].push_back(i);
  }
  // Whatever hangs on a root is reached from it; a circle is not.
  std::vector<std::size_t> reached;
  for (std::size_t i = 0; i < parents.size(); ++i)
    if (parents[i] < 0) reached.push_back(i);
  std::vector<TotalEquation> equations;
  for (std::size_t next = 0; next < reached.size(); ++next) {
    const auto& own = parts[reached[next]];
    reached.insert(reached.end(), own.begin(), own.end());
    if (!own.empty()) equations.push_back(adds_up(reached[next], own));
  }
  if (reached.size() != parents.size())
    throw Error(Fault::data, "disclosure control", "the hierarchy of totals runs in a circle",
                "let every cell lead to a root through its parents");
  return equations;
}

Suppression suppress(const CountTable& table, const SuppressionRule& rule, int most_rounds) {
  disclosure::check(rule);
  disclosure::check(table);
  const std::vector<Count> counts = disclosure::possible_table(table);
  Suppression result = suppress_as_told(table, counts, rule, most_rounds);
  if (result.exposed.empty() || !rule.kinds_told) return result;
  SuppressionRule silent = rule;
  silent.kinds_told = false;
  return suppress_as_told(table, counts, silent, most_rounds);
}

std::vector<CellRange> work_out(const CountTable& table, std::span<const KnownBounds> known,
                                std::span<const std::size_t> cells) {
  disclosure::check(table);
  const std::vector<Count> counts = disclosure::possible_table(table);
  std::vector<Room> room;
  Hidden hidden;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    room.push_back(room_within(known[i], counts[i]));
    hidden.push_back(room[i].down > 0 || room[i].up > 0);
    if (room[i].down < 0 || room[i].up < 0)
      throw Error(Fault::data, disclosure::name_of(table, i),
                  fmt::format("{} lies outside {} to {}", counts[i], known[i].low, known[i].high),
                  "give bounds that are true");
  }
  Attack attack(disclosure::relations_of(table), room);
  std::vector<const disclosure::Part*> part_of(counts.size(), nullptr);
  std::vector<char> algebra(counts.size(), 0);
  const std::vector<disclosure::Part> parts = disclosure::parts_of(attack.relations(), hidden);
  std::vector<Room> narrowed = room;
  for (const disclosure::Part& part : parts) {
    if (part.plain) disclosure::narrow(attack.relations(), part, hidden, narrowed);
    for (const int cell : part.cells) part_of[static_cast<std::size_t>(cell)] = &part;
    for (const int cell : disclosure::determined(attack.relations(), part, hidden))
      algebra[static_cast<std::size_t>(cell)] = 1;
  }
  std::vector<CellRange> ranges;
  for (const std::size_t i : cells) {
    Room reach = hidden[i] ? narrowed[i] : Room{};
    if (hidden[i] && !part_of[i]->plain) reach = attack.reach(static_cast<int>(i), *part_of[i], hidden);
    ranges.push_back({i, static_cast<double>(counts[i] - reach.down),
                      reach.up == disclosure::unlimited ? std::numeric_limits<double>::infinity()
                                                        : static_cast<double>(counts[i] + reach.up),
                      algebra[i] != 0});
  }
  return ranges;
}

std::vector<KnownBounds> known_to_reader(const CountTable& table, std::span<const CellKind> kinds,
                                         const SuppressionRule& rule) {
  std::vector<KnownBounds> bounds;
  for (std::size_t i = 0; i < kinds.size(); ++i)
    bounds.push_back(disclosure::bounds_of(kinds[i], table.counts[i], most_of(table, i), rule));
  return bounds;
}

std::vector<CellRange> audit(const CountTable& table, std::span<const CellKind> kinds, const SuppressionRule& rule) {
  std::vector<std::size_t> small;
  for (std::size_t i = 0; i < kinds.size(); ++i)
    if (is_small(table.counts[i], rule)) small.push_back(i);
  std::vector<CellRange> ranges = work_out(table, known_to_reader(table, kinds, rule), small);
  std::erase_if(ranges, [&](const CellRange& range) {
    return !range.determined_by_algebra && range.high - range.low + 1 >= rule.values;
  });
  return ranges;
}

double round_to_base(double value, int base) {
  if (base < 1)
    throw Error(Fault::settings, "rounding", fmt::format("{} is not a base", base), "round to a whole number from 1");
  const double rest = std::fmod(std::abs(value), base); // exact
  const double below = std::abs(value) - rest;
  const double rounded = 2 * rest >= base ? below + base : below;
  return rounded == 0 ? 0 : std::copysign(rounded, value);
}

} // namespace tranche::statistics
