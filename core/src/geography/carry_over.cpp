#include "tranche/geography/carry_over.hpp"

#include <algorithm>
#include <cmath>

#include "geography/converter.hpp"
#include "nan.hpp"

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

/// What is known of a target cell beside its figure.
class Parts {
public:
  void add(Status status) {
    m_unreliable |= status == Status::unreliable;
    m_missing |= status == Status::missing;
    m_suppressed |= status == Status::suppressed;
    m_too_few |= status == Status::too_few;
  }
  Status with_value() const { return m_unreliable ? Status::unreliable : Status::measured; }
  Status without_value() const {
    if (m_missing || !(m_suppressed || m_too_few)) return Status::missing;
    return m_suppressed ? Status::suppressed : Status::too_few;
  }

private:
  bool m_unreliable = false, m_missing = false, m_suppressed = false, m_too_few = false;
};

/// Each area whole, in its authority; one alone needs no weight.
ConversionTable table_of(const Placement& placement, const Authorities& authorities,
                         const std::vector<std::vector<std::size_t>>& groups, const std::vector<double>& weight) {
  ConversionTable table;
  table.from = placement.from;
  table.to = authorities.geography;
  table.targets = authorities.codes();
  table.target_names = authorities.names();
  for (std::size_t area = 0; area < placement.areas.size(); ++area) {
    const std::size_t authority = placement.authority[area];
    if (authority == Placement::npos) continue;
    const double alone = groups[authority].size() == 1 ? 1 : nan;
    table.portions.push_back({table.sources.size(), authority, weight.empty() || alone == 1 ? alone : weight[area]});
    table.sources.push_back({placement.areas[area], {placement.areas[area]}});
  }
  return table;
}

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
  const ConversionTable table = table_of(placement, authorities, groups, weight);
  if (carry == Carry::mean) return carry_over(source, table, Measure::rate, min_coverage).cube;
  return carry_over(source, table, carry == Carry::count ? Measure::count : Measure::median, 1).cube;
}

CarriedCube carry_over(const Cube& source, const ConversionTable& table, Measure measure, double min_coverage) {
  const Converter converter(table);
  std::vector<std::size_t> rows;
  for (const SourceAreas& one : table.sources) rows.push_back(row_of(source.areas, one.label));
  CarriedCube carried;
  Cube& cube = carried.cube = with_axes_of(source);
  cube.areas = table.targets;
  cube.clear();
  carried.flags.assign(table.targets.size(), 0);
  const std::size_t cells = source.cells_per_area();
  std::vector<double> value(rows.size());
  std::vector<Status> status(rows.size());
  for (std::size_t cell = 0; cell < cells; ++cell) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::size_t at = rows[i] == Placement::npos ? 0 : rows[i] * cells + cell;
      status[i] = rows[i] == Placement::npos ? Status::missing : source.status[at];
      value[i] = has_value(status[i]) ? source.value[at] : nan;
    }
    const Converted figures = converter.convert(value, measure, min_coverage);
    carried.before += figures.total_before, carried.after += figures.total_after;
    carried.withheld += figures.withheld, carried.outside += figures.outside;
    for (std::size_t target = 0; target < table.targets.size(); ++target) {
      Parts parts;
      for (const std::size_t portion : converter.portions_of_target(target))
        parts.add(status[table.portions[portion].from]);
      const std::size_t to = target * cells + cell;
      const bool has = !std::isnan(figures.value[target]);
      cube.status[to] = has ? parts.with_value() : parts.without_value();
      cube.value[to] = has ? figures.value[target] : 0;
      cube.coverage[to] = figures.coverage[target];
      if (figures.how[target] == Carriage::shared) carried.flags[target] |= flag::shared;
      if (figures.how[target] == Carriage::split) carried.flags[target] |= flag::apportioned;
    }
  }
  return carried;
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
