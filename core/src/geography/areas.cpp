#include "tranche/geography/areas.hpp"

#include <algorithm>

namespace tranche {

std::size_t AreaList::find(std::string_view code) const {
  const auto found = std::lower_bound(codes.begin(), codes.end(), code);
  return found != codes.end() && *found == code ? static_cast<std::size_t>(found - codes.begin()) : npos;
}

std::vector<std::string> Authorities::codes() const {
  std::vector<std::string> list;
  for (const Authority& unit : units) list.push_back(unit.code);
  return list;
}

std::vector<std::string> Authorities::names() const {
  std::vector<std::string> list;
  for (const Authority& unit : units) list.push_back(unit.name);
  return list;
}

std::vector<std::string> Authorities::regions() const {
  std::vector<std::string> list;
  list.reserve(units.size());
  for (const Authority& unit : units) list.push_back(unit.region);
  return list;
}

} // namespace tranche
