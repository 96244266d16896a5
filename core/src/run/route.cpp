#include "run/route.hpp"

#include <algorithm>

#include "geography/converter.hpp"

namespace tranche {
namespace {

class PartList {
public:
  explicit PartList(const Cube& source) : m_areas(source.areas) {}

  /// Nothing for an area that the table has no row for.
  void add(const std::string& area, std::size_t to, double share) {
    const auto found = std::lower_bound(m_areas.begin(), m_areas.end(), area);
    if (found != m_areas.end() && *found == area)
      m_parts.push_back({static_cast<std::size_t>(found - m_areas.begin()), to, share});
  }
  std::vector<InputRoute::Part> in_order() && {
    std::sort(m_parts.begin(), m_parts.end(), [](const InputRoute::Part& a, const InputRoute::Part& b) {
      return a.from != b.from ? a.from < b.from : a.to < b.to;
    });
    return std::move(m_parts);
  }

private:
  const std::vector<std::string>& m_areas;
  std::vector<InputRoute::Part> m_parts;
};

} // namespace

std::vector<InputRoute::Part> parts_of_members(const Cube& source, const BoundInput& bound) {
  PartList parts(source);
  for (std::size_t row = 0; row < bound.cube.areas.size(); ++row) parts.add(bound.cube.areas[row], row, 1);
  return std::move(parts).in_order();
}

std::vector<InputRoute::Part> parts_of(const Cube& source, const Placement& placement) {
  PartList parts(source);
  for (std::size_t area = 0; area < placement.areas.size(); ++area)
    if (placement.authority[area] != Placement::npos) parts.add(placement.areas[area], placement.authority[area], 1);
  return std::move(parts).in_order();
}

std::vector<InputRoute::Part> parts_of(const Cube& source, const ConversionTable& table) {
  PartList parts(source);
  const std::vector<double> shares = Converter(table).count_shares();
  for (std::size_t i = 0; i < table.portions.size(); ++i)
    parts.add(table.sources[table.portions[i].from].label, table.portions[i].to, shares[i]);
  return std::move(parts).in_order();
}

bool same_axes(const Cube& a, const Cube& b) {
  return a.areas == b.areas && a.periods == b.periods && a.categories == b.categories;
}

bool same_way(const InputRoute& a, const InputRoute& b) {
  const auto same = [](const InputRoute::Part& one, const InputRoute::Part& other) {
    return one.from == other.from && one.to == other.to && one.share == other.share;
  };
  return same_axes(a.source, b.source) &&
         std::equal(a.parts.begin(), a.parts.end(), b.parts.begin(), b.parts.end(), same);
}

} // namespace tranche
