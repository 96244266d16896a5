#include "statistics/scan_zones.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <numeric>

#include "tranche/finding.hpp"

namespace tranche::statistics {
namespace {

constexpr std::size_t most_zones = std::size_t{1} << 27U;

struct UnitAway {
  double square = 0; ///< of the distance
  std::uint32_t unit = 0;
};

/// The `keep` nearest units, the centre first, then by distance; at one distance the smaller position first.
std::vector<UnitAway> by_distance(std::span<const double> x, std::span<const double> y, std::size_t centre,
                                  std::size_t keep) {
  std::vector<UnitAway> away(x.size());
  for (std::size_t j = 0; j < x.size(); ++j) {
    const double dx = x[j] - x[centre], dy = y[j] - y[centre];
    away[j] = {j == centre ? -1 : dx * dx + dy * dy, static_cast<std::uint32_t>(j)};
  }
  const auto end = away.begin() + static_cast<std::ptrdiff_t>(std::min(keep, away.size()));
  std::partial_sort(away.begin(), end, away.end(), [](const UnitAway& a, const UnitAway& b) {
    return a.square != b.square ? a.square < b.square : a.unit < b.unit;
  });
  away.erase(end, away.end());
  away.front().square = 0;
  return away;
}

/// Connected sets that hold the first of `members`; bit k stands for members[k].
class Growth {
public:
  Growth(ScanZones& zones, std::span<const double> population, std::span<const UnitAway> members,
         const SpatialWeights& neighbours, double most_people)
      : m_zones(zones), m_population(population), m_members(members), m_most(most_people),
        m_adjacent(members.size(), 0) {
    for (std::size_t a = 0; a < members.size(); ++a)
      for (std::size_t b = 0; b < members.size(); ++b) {
        const auto row = neighbours.neighbours_of(members[a].unit);
        if (a != b && std::binary_search(row.begin(), row.end(), members[b].unit)) {
          m_adjacent[a] |= 1U << b;
          m_adjacent[b] |= 1U << a;
        }
      }
  }

  void grow() {
    const std::uint32_t centre = m_members[0].unit;
    if (m_population[centre] > m_most) return;
    grow(m_zones.add(ScanZones::none, centre, m_population[centre], true), 1U, m_adjacent[0], 1U);
  }

private:
  /// Sets that hold `set` and none of `excluded`, each once: what is tried here is excluded for those after it.
  void grow(std::uint32_t zone, std::uint32_t set, std::uint32_t border, std::uint32_t excluded) {
    for (std::uint32_t open = border & ~set & ~excluded; open != 0; open &= open - 1) {
      const auto k = static_cast<std::size_t>(std::countr_zero(open));
      const std::uint32_t bit = 1U << k;
      excluded |= bit;
      const double people = m_zones.population[zone] + m_population[m_members[k].unit];
      if (people > m_most) continue;
      const std::uint32_t larger = m_zones.add(zone, m_members[k].unit, people, true);
      grow(larger, set | bit, border | m_adjacent[k], excluded);
    }
  }

  ScanZones& m_zones;
  std::span<const double> m_population;
  std::span<const UnitAway> m_members;
  double m_most;
  std::vector<std::uint32_t> m_adjacent;
};

/// A share of the population, and a little more: the sum of a zone's is rounded.
double most_people(std::span<const double> population, double share) {
  return std::accumulate(population.begin(), population.end(), 0.0) * share * (1 + 1e-12);
}

} // namespace

std::uint32_t ScanZones::add(std::uint32_t from, std::uint32_t added, double people, bool counts) {
  if (count() >= most_zones)
    throw Error(Fault::data, "cluster scan", fmt::format("there are more than {} zones to look at", most_zones),
                "allow a smaller share of the population, fewer nearest units, or scan larger areas");
  parent.push_back(from);
  unit.push_back(added);
  size.push_back(from == none ? 1 : size[from] + 1);
  population.push_back(people);
  counted.push_back(counts);
  return static_cast<std::uint32_t>(count() - 1);
}

std::vector<std::size_t> ScanZones::units_of(std::size_t zone) const {
  std::vector<std::size_t> units;
  for (auto at = static_cast<std::uint32_t>(zone); at != none; at = parent[at]) units.push_back(unit[at]);
  std::reverse(units.begin(), units.end());
  return units;
}

ScanZones circular_zones(std::span<const double> population, std::span<const double> x, std::span<const double> y,
                         double max_share) {
  ScanZones zones;
  const double most = most_people(population, max_share);
  for (std::size_t centre = 0; centre < x.size(); ++centre) {
    const std::vector<UnitAway> away = by_distance(x, y, centre, x.size());
    double people = 0;
    std::uint32_t last = ScanZones::none;
    for (std::size_t k = 0; k < away.size(); ++k) {
      people += population[away[k].unit];
      if (people > most) break;
      // The centre alone is a zone even where other units share its point.
      const bool whole = k == 0 || k + 1 == away.size() || away[k + 1].square > away[k].square;
      last = zones.add(last, away[k].unit, people, whole);
    }
  }
  return zones;
}

ScanZones flexible_zones(std::span<const double> population, std::span<const double> x, std::span<const double> y,
                         const SpatialWeights& neighbours, const ScanOptions& options) {
  if (options.nearest < 1 || options.nearest > 30)
    throw Error(Fault::data, "flexible scan", fmt::format("zones of the {} nearest units", options.nearest),
                "give a number from 1 to 30");
  ScanZones zones;
  const double most = most_people(population, options.max_share);
  for (std::size_t centre = 0; centre < x.size(); ++centre) {
    const std::vector<UnitAway> members = by_distance(x, y, centre, options.nearest);
    Growth(zones, population, members, neighbours, most).grow();
  }
  return zones;
}

} // namespace tranche::statistics
