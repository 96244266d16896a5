#include "geography/converter.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "geography/code_history.hpp"
#include "nan.hpp"

namespace tranche {
namespace {

constexpr double most_exact = 9007199254740992.0; // 2^53

bool all_whole(std::span<const double> value) {
  return std::all_of(value.begin(), value.end(),
                     [](double v) { return std::isnan(v) || (v == std::floor(v) && std::abs(v) <= most_exact); });
}

/// The smallest member of each one's group.
std::size_t root_of(std::vector<std::size_t>& parent, std::size_t one) {
  while (parent[one] != one) one = parent[one] = parent[parent[one]];
  return one;
}

} // namespace

/// One column on its way.
struct Converter::Column {
  Column(std::span<const double> values, Measure asked, std::size_t portions, std::size_t targets)
      : value(values), measure(asked), part(portions, nan), sum(targets + 1, 0), whole(all_whole(values)) {}
  std::span<const double> value;
  Measure measure;
  std::vector<double> part;     ///< what each portion brings; NaN: nothing
  std::vector<long double> sum; ///< of counts, by target and, last, outside
  bool whole;
};

Converter::Converter(const ConversionTable& table)
    : m_table(table), m_of_source(table.sources.size()), m_of_target(table.targets.size()) {
  for (std::size_t i = 0; i < table.portions.size(); ++i) {
    m_of_source[table.portions[i].from].push_back(i);
    m_of_target[table.portions[i].to].push_back(i);
  }
  find_groups();
}

void Converter::find_groups() {
  const std::size_t nowhere = m_of_target.size();
  std::vector<std::size_t> parent(nowhere + 1);
  std::iota(parent.begin(), parent.end(), std::size_t{0});
  const auto tie = [&](std::size_t a, std::size_t b) {
    a = root_of(parent, a), b = root_of(parent, b);
    parent[std::max(a, b)] = std::min(a, b);
  };
  for (std::size_t source = 0; source < m_of_source.size(); ++source) {
    if (!is_split(source)) continue;
    const std::size_t first = m_table.portions[m_of_source[source].front()].to;
    for (const std::size_t portion : m_of_source[source]) tie(first, m_table.portions[portion].to);
    if (outside(source) != 0) tie(first, nowhere);
  }
  std::vector<std::vector<std::size_t>> groups(nowhere + 1);
  for (std::size_t i = 0; i <= nowhere; ++i) groups[root_of(parent, i)].push_back(i);
  for (std::vector<std::size_t>& group : groups)
    if (group.size() > 1) m_groups.push_back(std::move(group));
}

Converted Converter::convert(std::span<const double> value, Measure measure, double min_coverage) const {
  Column column(value, measure, m_table.portions.size(), m_of_target.size());
  for (std::size_t source = 0; source < m_of_source.size(); ++source)
    if (!std::isnan(value[source])) give(source, column);
  if (measure == Measure::count) round(column);
  Converted result;
  for (std::size_t target = 0; target < m_of_target.size(); ++target) {
    const double covered = coverage(target, column);
    const bool strict =
        measure == Measure::count && min_coverage >= 1; // a part that weighs nothing may count all the same
    const bool enough =
        covered > 0 && covered >= min_coverage &&
        (!strict || std::none_of(m_of_target[target].begin(), m_of_target[target].end(),
                                 [&](std::size_t portion) { return std::isnan(column.part[portion]); }));
    result.value.push_back(enough ? figure(target, column) : nan);
    result.coverage.push_back(covered);
    result.how.push_back(std::isnan(result.value.back()) ? Carriage::missing : how(target));
  }
  if (measure == Measure::count) total(column, result);
  return result;
}

/// Gives a source's figure to its portions.
void Converter::give(std::size_t source, Column& column) const {
  const std::vector<std::size_t>& portions = m_of_source[source];
  const double value = column.value[source];
  if (column.measure == Measure::median && is_split(source)) return; // the median of an area is not that of its parts
  if (column.measure != Measure::count || !is_split(source)) {
    for (const std::size_t portion : portions) {
      column.part[portion] = value;
      column.sum[m_table.portions[portion].to] += static_cast<long double>(value);
    }
    if (portions.empty()) column.sum.back() += static_cast<long double>(value);
    return;
  }
  long double all = static_cast<long double>(outside(source));
  for (const std::size_t portion : portions) all += static_cast<long double>(weight(portion));
  if (!(all > 0)) refuse_split(source, std::isnan(all));
  for (const std::size_t portion : portions) {
    const long double part = static_cast<long double>(value) * static_cast<long double>(weight(portion)) / all;
    column.part[portion] = static_cast<double>(part);
    column.sum[m_table.portions[portion].to] += part;
  }
  column.sum.back() += static_cast<long double>(value) * static_cast<long double>(outside(source)) / all;
}

std::vector<double> Converter::count_shares() const {
  std::vector<double> shares(m_table.portions.size(), 1);
  for (std::size_t source = 0; source < m_of_source.size(); ++source) {
    if (!is_split(source)) continue;
    double all = outside(source);
    for (const std::size_t portion : m_of_source[source]) all += weight(portion);
    for (const std::size_t portion : m_of_source[source]) shares[portion] = all > 0 ? weight(portion) / all : nan;
  }
  return shares;
}

/// Whole counts as whole figures that keep their sum, group by group.
void Converter::round(Column& column) const {
  if (!column.whole) return;
  for (const std::vector<std::size_t>& group : m_groups) {
    std::vector<std::pair<long double, std::size_t>> remainders;
    long double left = 0;
    for (const std::size_t target : group) {
      const long double down = std::floor(column.sum[target]);
      remainders.emplace_back(column.sum[target] - down, target);
      left += remainders.back().first;
      column.sum[target] = down;
    }
    std::stable_sort(remainders.begin(), remainders.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    const auto units = static_cast<std::size_t>(std::llround(left)); // fewer than there are targets
    for (std::size_t i = 0; i < units; ++i) column.sum[remainders[i].second] += 1;
  }
}

double Converter::coverage(std::size_t target, const Column& column) const {
  const std::vector<std::size_t>& portions = m_of_target[target];
  const bool weighed =
      std::none_of(portions.begin(), portions.end(), [&](std::size_t portion) { return std::isnan(weight(portion)); });
  double all = weighed ? bare(target) : 0, reported = 0;
  bool complete = !portions.empty() && !(bare(target) > 0);
  for (const std::size_t portion : portions) {
    const double size = weighed ? weight(portion) : 1;
    const bool has = !std::isnan(column.value[m_table.portions[portion].from]);
    all += size;
    reported += has ? size : 0;
    complete = complete && has;
  }
  return complete ? 1 : all > 0 ? reported / all : 0;
}

double Converter::figure(std::size_t target, const Column& column) const {
  const std::vector<std::size_t>& portions = m_of_target[target];
  if (column.measure == Measure::count) return static_cast<double>(column.sum[target]);
  if (column.measure == Measure::median && (portions.size() > 1 || bare(target) > 0)) return nan;
  if (portions.size() == 1) return column.part[portions.front()];
  double sum = 0, weights = 0;
  for (const std::size_t portion : portions) {
    if (std::isnan(column.part[portion])) continue;
    sum += weight(portion) * column.part[portion];
    weights += weight(portion);
  }
  if (!(weights > 0)) refuse_mean(target, std::isnan(weights));
  return sum / weights;
}

Carriage Converter::how(std::size_t target) const {
  const std::vector<std::size_t>& portions = m_of_target[target];
  const auto source = [&](std::size_t portion) { return m_table.portions[portion].from; };
  if (portions.size() == 1 && is_shared(source(portions.front()))) return Carriage::shared;
  if (std::any_of(portions.begin(), portions.end(), [&](std::size_t portion) { return is_split(source(portion)); }))
    return Carriage::split;
  if (portions.size() > 1 || m_table.sources[source(portions.front())].members.size() > 1) return Carriage::merged;
  return m_table.sources[source(portions.front())].label == m_table.targets[target] ? Carriage::kept
                                                                                    : Carriage::recoded;
}

void Converter::total(const Column& column, Converted& result) const {
  for (const double value : column.value) result.total_before += std::isnan(value) ? 0 : value;
  for (std::size_t target = 0; target < m_of_target.size(); ++target) {
    // A shared figure counts once, with the first that shows it.
    if (!m_of_target[target].empty()) {
      const std::size_t source = m_table.portions[m_of_target[target].front()].from;
      if (is_shared(source) && m_table.portions[m_of_source[source].front()].to != target) continue;
    }
    (std::isnan(result.value[target]) ? result.withheld : result.total_after) +=
        static_cast<double>(column.sum[target]);
  }
  result.outside = static_cast<double>(column.sum.back());
}

std::string Converter::shown(const std::vector<std::size_t>& portions) const {
  std::vector<std::string> list;
  for (const std::size_t portion : portions) {
    const std::size_t to = m_table.portions[portion].to;
    list.push_back(m_table.target_names[to] + " (" + m_table.targets[to] + ")");
  }
  return short_list(list);
}

std::string Converter::remedy(bool unknown) const {
  if (m_table.weight.empty()) return "name a weight, such as --weight population";
  if (!unknown) return "name another weight";
  return "name a weight by smaller areas: register one with `tranche layers add` and say --weight LAYER:VALUE";
}

std::string Converter::state_of_weight(bool unknown) const {
  if (m_table.weight.empty()) return "no weight is named to tell";
  return m_table.weight + (unknown ? " is by areas too large to tell" : " is 0 there and does not tell");
}

void Converter::refuse_split(std::size_t source, bool unknown) const {
  throw Error(Fault::data, m_table.sources[source].label,
              "lies in " + std::to_string(m_of_source[source].size()) + " areas of " + m_table.to + ", " +
                  shown(m_of_source[source]) + ", and " + state_of_weight(unknown) +
                  " how much of its count belongs to each",
              remedy(unknown));
}

void Converter::refuse_mean(std::size_t target, bool unknown) const {
  std::vector<std::string> parts;
  for (const std::size_t portion : m_of_target[target])
    parts.push_back(m_table.sources[m_table.portions[portion].from].label);
  throw Error(Fault::data, m_table.targets[target],
              m_table.target_names[target] + " is made of " + short_list(parts) + " of " + m_table.from + ", and " +
                  state_of_weight(unknown) + " how much each adds to its mean",
              remedy(unknown));
}

} // namespace tranche
