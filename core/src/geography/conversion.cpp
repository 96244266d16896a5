#include "tranche/geography/conversion.hpp"

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

/// `count` in parts proportional to `weights`, whole, with its sum kept.
std::vector<double> apportioned(double count, std::span<const double> weights) {
  const long double all = std::accumulate(weights.begin(), weights.end(), 0.0L);
  std::vector<double> parts;
  std::vector<long double> remainders;
  double left = count;
  for (const double weight : weights) {
    const long double exact = static_cast<long double>(count) * static_cast<long double>(weight) / all;
    parts.push_back(static_cast<double>(std::floor(exact)));
    remainders.push_back(exact - std::floor(exact));
    left -= parts.back();
  }
  std::vector<std::size_t> order(weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
  for (std::size_t i = 0; left > 0; i = (i + 1) % order.size(), --left) ++parts[order[i]];
  return parts;
}

class Converter {
public:
  Converter(const ConversionTable& table, std::span<const double> value, Measure measure, double min_coverage)
      : m_table(table), m_value(value), m_measure(measure), m_min_coverage(min_coverage),
        m_of_source(table.sources.size()), m_of_target(table.targets.size()), m_part(table.portions.size(), nan) {
    for (std::size_t i = 0; i < table.portions.size(); ++i) {
      m_of_source[table.portions[i].from].push_back(i);
      m_of_target[table.portions[i].to].push_back(i);
    }
  }

  Converted convert() {
    for (std::size_t source = 0; source < m_of_source.size(); ++source)
      if (!std::isnan(m_value[source])) give(source);
    Converted result;
    for (std::size_t target = 0; target < m_of_target.size(); ++target) {
      const double covered = coverage(m_of_target[target]);
      const double value = covered > 0 && covered >= m_min_coverage ? figure(target) : nan;
      result.value.push_back(value);
      result.coverage.push_back(covered);
      result.how.push_back(std::isnan(value) ? Carriage::missing : how(target));
    }
    if (m_measure == Measure::count) total(result);
    return result;
  }

private:
  bool is_shared(std::size_t source) const { return m_table.sources[source].shared; }
  double weight(std::size_t portion) const { return m_table.portions[portion].weight; }

  /// Gives a source's figure to its portions.
  void give(std::size_t source) {
    const std::vector<std::size_t>& portions = m_of_source[source];
    const double value = m_value[source];
    if (m_measure == Measure::count && portions.size() > 1 && !is_shared(source)) {
      std::vector<double> weights;
      for (const std::size_t portion : portions) weights.push_back(weight(portion));
      const double all = std::accumulate(weights.begin(), weights.end(), 0.0);
      if (!(all > 0)) refuse_split(source, std::isnan(all));
      const std::vector<double> parts = m_whole ? apportioned(value, weights) : std::vector<double>{};
      for (std::size_t i = 0; i < portions.size(); ++i)
        m_part[portions[i]] = m_whole ? parts[i] : value * (weights[i] / all);
    } else if (m_measure == Measure::median && portions.size() > 1 && !is_shared(source)) {
      return; // the median of an area is not that of its parts
    } else {
      for (const std::size_t portion : portions) m_part[portion] = value;
    }
  }

  double coverage(const std::vector<std::size_t>& portions) const {
    const bool weighed = std::none_of(portions.begin(), portions.end(),
                                      [&](std::size_t portion) { return std::isnan(weight(portion)); });
    double all = 0, reported = 0;
    bool complete = !portions.empty();
    for (const std::size_t portion : portions) {
      const double size = weighed ? weight(portion) : 1;
      const bool has = !std::isnan(m_value[m_table.portions[portion].from]);
      all += size;
      reported += has ? size : 0;
      complete = complete && has;
    }
    return complete ? 1 : all > 0 ? reported / all : 0;
  }

  double figure(std::size_t target) const {
    const std::vector<std::size_t>& portions = m_of_target[target];
    if (portions.size() == 1) return m_part[portions.front()];
    if (m_measure == Measure::median) return nan;
    double sum = 0, weights = 0;
    for (const std::size_t portion : portions) {
      if (std::isnan(m_part[portion])) continue;
      const double by = m_measure == Measure::count ? 1 : weight(portion);
      sum += by * m_part[portion];
      weights += by;
    }
    if (m_measure == Measure::count) return sum;
    if (!(weights > 0)) refuse_mean(target, std::isnan(weights));
    return sum / weights;
  }

  Carriage how(std::size_t target) const {
    const std::vector<std::size_t>& portions = m_of_target[target];
    const auto source = [&](std::size_t portion) { return m_table.portions[portion].from; };
    if (portions.size() == 1 && is_shared(source(portions.front()))) return Carriage::shared;
    if (std::any_of(portions.begin(), portions.end(),
                    [&](std::size_t portion) { return m_of_source[source(portion)].size() > 1; }))
      return Carriage::split;
    if (portions.size() > 1 || m_table.sources[source(portions.front())].members.size() > 1) return Carriage::merged;
    return m_table.sources[source(portions.front())].label == m_table.targets[target] ? Carriage::kept
                                                                                      : Carriage::recoded;
  }

  void total(Converted& result) const {
    for (std::size_t source = 0; source < m_value.size(); ++source) {
      if (std::isnan(m_value[source])) continue;
      result.total_before += m_value[source];
      const std::vector<std::size_t>& portions = m_of_source[source];
      const std::size_t counted = is_shared(source) ? 1 : portions.size();
      for (std::size_t i = 0; i < counted; ++i) {
        const bool shown = !std::isnan(result.value[m_table.portions[portions[i]].to]);
        (shown ? result.total_after : result.withheld) += m_part[portions[i]];
      }
    }
  }

  std::string shown(const std::vector<std::size_t>& portions) const {
    std::vector<std::string> list;
    for (const std::size_t portion : portions) {
      const std::size_t to = m_table.portions[portion].to;
      list.push_back(m_table.target_names[to] + " (" + m_table.targets[to] + ")");
    }
    return short_list(list);
  }
  std::string remedy(bool unknown) const {
    if (m_table.weight.empty()) return "name a weight, such as --weight population";
    if (!unknown) return "name another weight";
    return "name a weight by smaller areas: register one with `tranche layers add` and say --weight LAYER:VALUE";
  }
  std::string state_of_weight(bool unknown) const {
    if (m_table.weight.empty()) return "no weight is named to tell";
    return m_table.weight + (unknown ? " is by areas too large to tell" : " is 0 there and does not tell");
  }

  [[noreturn]] void refuse_split(std::size_t source, bool unknown) const {
    throw Error(Fault::data, m_table.sources[source].label,
                "lies in " + std::to_string(m_of_source[source].size()) + " areas of " + m_table.to + ", " +
                    shown(m_of_source[source]) + ", and " + state_of_weight(unknown) +
                    " how much of its count belongs to each",
                remedy(unknown));
  }
  [[noreturn]] void refuse_mean(std::size_t target, bool unknown) const {
    std::vector<std::string> parts;
    for (const std::size_t portion : m_of_target[target])
      parts.push_back(m_table.sources[m_table.portions[portion].from].label);
    throw Error(Fault::data, m_table.targets[target],
                m_table.target_names[target] + " is made of " + short_list(parts) + " of " + m_table.from + ", and " +
                    state_of_weight(unknown) + " how much each adds to its mean",
                remedy(unknown));
  }

  const ConversionTable& m_table;
  std::span<const double> m_value;
  Measure m_measure;
  double m_min_coverage;
  bool m_whole = all_whole(m_value);
  std::vector<std::vector<std::size_t>> m_of_source, m_of_target; ///< portions
  std::vector<double> m_part;                                     ///< the figure each portion brings; NaN: none
};

} // namespace

std::string_view word(Carriage carriage) {
  constexpr std::string_view words[] = {"kept", "recoded", "merged", "split", "shared", "missing"};
  return words[static_cast<std::size_t>(carriage)];
}

Converted convert(const ConversionTable& table, std::span<const double> value, Measure measure, double min_coverage) {
  return Converter(table, value, measure, min_coverage).convert();
}

} // namespace tranche
