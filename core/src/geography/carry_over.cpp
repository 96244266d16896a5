#include "tranche/geography/carry_over.hpp"

#include <algorithm>
#include <numeric>

namespace tranche {
namespace {

std::size_t row_of(const std::vector<std::string>& sorted, const std::string& code) {
  const auto found = std::lower_bound(sorted.begin(), sorted.end(), code);
  return found != sorted.end() && *found == code ? static_cast<std::size_t>(found - sorted.begin()) : Placement::npos;
}

/// For each authority the positions in placement.areas, ascending by code.
std::vector<std::vector<std::size_t>> grouped(const Placement& placement, std::size_t authorities) {
  std::vector<std::vector<std::size_t>> groups(authorities);
  for (std::size_t area = 0; area < placement.areas.size(); ++area)
    if (placement.authority[area] != Placement::npos) groups[placement.authority[area]].push_back(area);
  return groups;
}

Cube with_axes_of(const Cube& source) {
  Cube cube;
  cube.title = source.title;
  cube.unit = source.unit;
  cube.layer = source.layer;
  cube.periods = source.periods;
  cube.categories = source.categories;
  return cube;
}

/// One target cell from its parts.
class Parts {
public:
  void add(Status status, double value, double weight) {
    m_all += weight;
    if (has_value(status)) {
      m_present += weight;
      m_sum += value;
      m_weighted += weight * value;
    }
    m_unreliable |= status == Status::unreliable;
    m_missing |= status == Status::missing;
    m_suppressed |= status == Status::suppressed;
    m_too_few |= status == Status::too_few;
  }
  double coverage() const { return m_all > 0 ? m_present / m_all : 0; }
  double sum() const { return m_sum; }
  double mean() const { return m_weighted / m_present; }
  Status with_value() const { return m_unreliable ? Status::unreliable : Status::measured; }
  bool complete() const { return !m_missing && !m_suppressed && !m_too_few; }
  Status without_value() const {
    if (m_missing) return Status::missing;
    return m_suppressed ? Status::suppressed : Status::too_few;
  }

private:
  double m_all = 0, m_present = 0, m_sum = 0, m_weighted = 0;
  bool m_unreliable = false, m_missing = false, m_suppressed = false, m_too_few = false;
};

void check_copyable(const Cube& source, const Authorities& authorities,
                    const std::vector<std::vector<std::size_t>>& groups) {
  for (std::size_t i = 0; i < groups.size(); ++i)
    if (groups[i].size() > 1)
      throw Error(
          Fault::data, source.layer,
          "'" + source.title + "' cannot be carried over: " + authorities.units[i].name + " (" +
              authorities.units[i].code + ") consists of " + std::to_string(groups[i].size()) +
              " areas, and the catalogue does not say how the figure adds up",
          "say `carry: count` or `carry: mean` with a `weight` in the catalogue if that is true of it, or bind a "
          "table keyed by the authorities");
}

void check_weights(const Cube& source, const Authorities& authorities,
                   const std::vector<std::vector<std::size_t>>& groups, const Placement& placement,
                   const std::vector<double>& weight) {
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (groups[i].size() < 2) continue;
    if (weight.empty())
      throw Error(Fault::data, source.layer,
                  "'" + source.title + "' is a mean, and no weight is named to carry it from the areas of " +
                      placement.from + " to " + authorities.units[i].name,
                  "name a `weight` in the catalogue or in the binding, such as a population");
    for (const std::size_t area : groups[i])
      if (!(weight[area] > 0))
        throw Error(Fault::data, source.layer,
                    "the weight of " + placement.areas[area] + " is missing or 0, so '" + source.title +
                        "' cannot be averaged over " + authorities.units[i].name,
                    "name a `weight` that every area has");
  }
}

} // namespace

Cube carry_over(const Cube& source, const Placement& placement, const Authorities& authorities, Carry carry,
                const std::vector<double>& weight, double min_coverage) {
  const auto groups = grouped(placement, authorities.size());
  if (carry == Carry::none) check_copyable(source, authorities, groups);
  if (carry == Carry::mean) check_weights(source, authorities, groups, placement, weight);

  Cube cube = with_axes_of(source);
  cube.areas = authorities.codes();
  cube.clear();
  const std::size_t cells = source.cells_per_area();
  for (std::size_t i = 0; i < groups.size(); ++i)
    for (std::size_t cell = 0; cell < cells; ++cell) {
      Parts parts;
      for (const std::size_t area : groups[i]) {
        const std::size_t row = row_of(source.areas, placement.areas[area]);
        const double weighs = weight.empty() || groups[i].size() == 1 ? 1.0 : weight[area];
        if (row == Placement::npos)
          parts.add(Status::missing, 0, weighs);
        else
          parts.add(source.status[row * cells + cell], source.value[row * cells + cell], weighs);
      }
      const std::size_t target = i * cells + cell;
      cube.coverage[target] = parts.coverage();
      const bool enough =
          carry == Carry::mean ? parts.coverage() > 0 && parts.coverage() >= min_coverage : parts.complete();
      cube.status[target] = groups[i].empty() ? Status::missing : enough ? parts.with_value() : parts.without_value();
      if (has_value(cube.status[target])) cube.value[target] = carry == Carry::mean ? parts.mean() : parts.sum();
    }
  return cube;
}

BoundInput group_members(const Cube& source, const Placement& placement, const Authorities& authorities,
                         const std::vector<double>& weight) {
  BoundInput input;
  input.members = true;
  input.cube = with_axes_of(source);
  std::vector<std::size_t> order;
  input.offsets.push_back(0);
  for (const auto& group : grouped(placement, authorities.size())) {
    for (const std::size_t area : group) {
      order.push_back(area);
      input.cube.areas.push_back(placement.areas[area]);
      if (!weight.empty()) input.weight.push_back(weight[area]);
    }
    input.offsets.push_back(static_cast<std::uint32_t>(order.size()));
  }
  input.cube.clear();
  const std::size_t cells = source.cells_per_area();
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::size_t row = row_of(source.areas, placement.areas[order[i]]);
    if (row == Placement::npos) continue;
    for (std::size_t cell = 0; cell < cells; ++cell) {
      input.cube.value[i * cells + cell] = source.value[row * cells + cell];
      input.cube.status[i * cells + cell] = source.status[row * cells + cell];
      input.cube.coverage[i * cells + cell] = source.coverage[row * cells + cell];
    }
  }
  return input;
}

} // namespace tranche
